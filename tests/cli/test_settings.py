import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from paxline.cli import app
from paxline.edge.settings import read_settings
from paxline.errors import UsageError
from paxline.units import Usd

Run = Callable[..., Result]
SECRET = "hush-0123456789"  # noqa: S105 - made up, to see that it is not shown


def test_the_file_it_writes_means_what_was_said(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    words = ("init", "--yes", "--capital", "$2,500", "--worst-loss", "1%", "--channel", f"json://{SECRET}@127.0.0.1")
    assert json.loads(run(*words, "--json", home=home).stdout) == {"settings": str(home / "paxline.toml")}
    found = read_settings(home / "paxline.toml")
    assert (found.policy.capital, found.policy.limits.worst_state) == (Usd.parse("2500"), 0.01)
    assert found.alerts.channels == (f"json://{SECRET}@127.0.0.1",)
    assert (home / "paxline.toml").stat().st_mode & 0o077 == 0


def test_it_asks_three_questions_and_no_more(tmp_path: Path) -> None:
    asked = CliRunner().invoke(app, ["init", "--home", str(tmp_path)], input="500\n\n\n")
    assert asked.exit_code == 0
    assert asked.stdout.count("?") == 3
    assert read_settings(tmp_path / "paxline.toml").policy.capital == Usd.parse("500")


def test_a_file_that_is_there_stays(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run("init", "--yes", home=home)
    (home / "paxline.toml").write_text("[page]\nport = 9000\n", encoding="utf-8")
    assert isinstance(run("init", "--yes", home=home).exception, UsageError)
    assert read_settings(home / "paxline.toml").page.port == 9000
    assert run("init", "--yes", "--replace", home=home).exit_code == 0
    assert read_settings(home / "paxline.toml").page.port != 9000


@pytest.mark.parametrize(
    "words", [("--capital", "much"), ("--capital", "-5"), ("--worst-loss", "80%"), ("--channel", f"bogus:{SECRET}")]
)
def test_what_cannot_be_meant_writes_nothing(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    refused = run("init", "--yes", *words, home=tmp_path / "home")
    assert isinstance(refused.exception, UsageError)
    assert SECRET not in str(refused.exception)
    assert not (tmp_path / "home" / "paxline.toml").exists()


def test_what_counts_is_shown_without_secrets(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert "everything is at its default" in run("settings", home=home).stdout
    run("init", "--yes", "--channel", f"json://{SECRET}@127.0.0.1", home=home)
    for words in (("settings",), ("settings", "--json")):
        shown = run(*words, home=home).stdout
        assert "worst_state" in shown
        assert SECRET not in shown
    assert json.loads(run("settings", "--json", home=home).stdout)["alerts"]["channels"] == 1


def test_a_misspelt_setting_is_told(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run("init", "--yes", home=home)
    (home / "paxline.toml").write_text("[limits]\nworst_sate = 0.01\n", encoding="utf-8")
    assert "was worst_state meant?" in str(run("settings", home=home).exception)
