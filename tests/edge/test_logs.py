import json
from pathlib import Path

import pytest

from paxline.edge import logs
from paxline.edge.logs import newest_lines, open_log
from paxline.edge.redaction import HIDDEN, Redaction
from paxline.edge.worlds import LOG
from paxline.errors import StoreError
from paxline.testing import NOW, ManualClock

SECRET = "hush-0123456789"  # noqa: S105 - made up, to see that it is not written
KNOWN = Redaction.of([SECRET])


def written(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / LOG).read_text(encoding="utf-8").splitlines()]


def test_an_event_is_one_line_with_its_instant_and_level(tmp_path: Path) -> None:
    clock = ManualClock(NOW)
    with open_log(tmp_path / "logs", clock=clock, redaction=KNOWN) as log:
        log.info("woke", errand="DECIDE", rungs=21)
        clock.sleep(1.5)
        log.warning("two\nlines")
        log.debug("nobody asked")
    assert written(tmp_path / "logs") == [
        {"at": "2026-04-23T13:05:00.000Z", "level": "info", "errand": "DECIDE", "rungs": 21, "event": "woke"},
        {"at": "2026-04-23T13:05:01.500Z", "level": "warning", "event": "two\nlines"},
    ]
    assert (tmp_path / "logs" / LOG).stat().st_mode & 0o077 == 0


def test_no_secret_is_written_whether_in_a_word_a_field_or_an_exception(tmp_path: Path) -> None:
    with open_log(tmp_path, clock=ManualClock(), redaction=KNOWN) as log:
        bound = log.bind(channel=f"json://{SECRET}@a.example")
        bound.info(f"sent to {SECRET}", token="x")  # noqa: S106 - made up
        try:
            int(SECRET)
        except ValueError:
            bound.exception("went wrong", **{SECRET: 1})
    text = (tmp_path / LOG).read_text(encoding="utf-8")
    assert SECRET not in text
    first, second = written(tmp_path)
    assert (first["event"], first["token"]) == (f"sent to {HIDDEN}", HIDDEN)
    assert "ValueError" in str(second["exception"])


def test_a_full_file_is_turned_over_and_only_so_many_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST", 500)
    monkeypatch.setattr(logs, "KEPT", 2)
    with open_log(tmp_path, clock=ManualClock(), redaction=KNOWN) as log:
        for number in range(100):
            log.info("woke", number=number)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == [LOG, f"{LOG}.1", f"{LOG}.2"]
    assert all(file.stat().st_size <= 500 and file.stat().st_mode & 0o077 == 0 for file in files)
    assert written(tmp_path)[-1]["number"] == 99


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file", encoding="utf-8")
    with (
        pytest.raises(StoreError, match="no log can be written"),
        open_log(tmp_path / "logs", clock=ManualClock(), redaction=KNOWN),
    ):
        pass


def test_a_disk_that_is_full_is_told_and_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with open_log(tmp_path, clock=ManualClock(), redaction=KNOWN) as log:
        monkeypatch.setattr("logging.handlers.RotatingFileHandler.shouldRollover", full)
        log.info("woke")
    assert "No space left on device" in capsys.readouterr().err


def test_two_logs_know_nothing_of_each_other(tmp_path: Path) -> None:
    with (
        open_log(tmp_path / "a", clock=ManualClock(), redaction=Redaction()) as one,
        open_log(tmp_path / "b", clock=ManualClock(), redaction=KNOWN) as other,
    ):
        one.info("first")
        other.info("second")
    assert [event["event"] for event in written(tmp_path / "a")] == ["first"]


def test_the_newest_lines_come_first_and_torn_ones_are_left_out(tmp_path: Path) -> None:
    assert newest_lines(tmp_path, 3) == ()
    with open_log(tmp_path, clock=ManualClock(), redaction=Redaction()) as log:
        for i in range(5):
            log.info("woke", number=i)
    with (tmp_path / LOG).open("a", encoding="utf-8") as file:
        file.write('[1]\n{"torn": ')
    assert [line["number"] for line in newest_lines(tmp_path, 4)] == [4, 3]


def test_a_log_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / LOG).mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        newest_lines(tmp_path, 3)
