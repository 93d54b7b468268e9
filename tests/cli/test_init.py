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
        (["ingest", "--page", "x.html"], 2, "--page and --seen-at belong together: the file, and the instant"),
        (["study", "walkforward"], 1, "no counts are stored"),
        (["shock", "remove", "3"], 2, "`paxline shock list` shows the numbers"),
        (["run", "--once", "--live"], 2, "leave --once or --live out"),
        (["init", "--yes", "--capital", "much"], 2, "--capital 'much' is no amount; write dollars, such as 1000"),
        (["init", "--yes", "--worst-loss", "50%"], 2, "write a share such as 2%"),
        (["arm", "--account", "demo", "--exchange", "http://127.0.0.1:9"], 2, "cannot both be meant; name one"),
        (["exchange", "serve", "--seed", "-1"], 2, "--seed is 0 or more and --speed above 0, not -1 and 1"),
        (["exchange", "simulate", "--recorded", "2026-04-26"], 1, "`paxline ingest` fetches counts"),
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
