import sys

import pytest

from paxline.cli import main


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["forecast", "--week", "2026-04-25"], 2, "the week that holds it ends on 2026-04-26"),
        (["forecast", "--model", "oracle"], 2, "there is no model 'oracle'; there are"),
        (["forecast", "--week", "2026-04-26", "--as-of", "2026-04-23T13:05Z"], 1, "run `paxline ingest` first"),
        (["ingest", "--archive", "nowhere"], 1, "there is no folder nowhere"),
        (["ingest", "--page", "x.html"], 2, "--page and --seen-at belong together"),
        (["study", "walkforward"], 1, "no counts are stored"),
        (["fit"], 1, "no counts are stored; run `paxline ingest` first"),
    ],
)
def test_what_cannot_be_done_ends_with_its_status_and_a_plain_reason(
    words: list[str],
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PAXLINE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["paxline", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    captured = capsys.readouterr()
    assert ended.value.code == status
    assert said in captured.err
    assert captured.err.startswith("paxline: ")
    assert captured.out == ""


def test_help_needs_no_home(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["paxline", "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert "forecast" in capsys.readouterr().out
