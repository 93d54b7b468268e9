from pathlib import Path

from tests.cli.conftest import Run

from paxline.errors import MissingData, UsageError
from paxline.testing import NOW, WEEK

ASKED = ("brief", "--week", f"{WEEK.sunday}", "--as-of", NOW.isoformat(), "--model", "ratio")


def test_the_brief_is_printed_as_text(run: Run, world_home: Path) -> None:
    result = run(*ASKED, home=world_home)
    assert result.exit_code == 0
    assert "WHAT IS EACH RUNG WORTH?" in result.stdout


def test_the_brief_is_kept_as_a_page_and_as_a_mail(run: Run, world_home: Path, tmp_path: Path) -> None:
    page, mail = tmp_path / "brief.html", tmp_path / "brief.eml"
    result = run(*ASKED, "--html", f"{page}", "--mail", f"{mail}", home=world_home)
    assert result.exit_code == 0
    assert "WHAT IS" not in result.stdout
    assert "data:image/png" in page.read_text(encoding="utf-8")
    assert b"Content-ID: <week@paxline>" in mail.read_bytes()
    assert "WHAT IS" in run(*ASKED, "--html", f"{page}", "--text", home=world_home).stdout


def test_what_cannot_be_written_or_told_says_so(run: Run, world_home: Path, tmp_path: Path) -> None:
    assert isinstance(run(*ASKED, "--html", f"{tmp_path}", home=world_home).exception, UsageError)
    assert isinstance(run(*ASKED).exception, MissingData)
