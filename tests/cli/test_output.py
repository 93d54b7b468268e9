import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from paxline.cli import output
from paxline.errors import UsageError

POPEN = subprocess.Popen


def test_a_document_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_json({"a": 1.5, "b": None, "c": "5 ¢"})
    captured = capsys.readouterr()
    assert captured.out.count("\n") == 1
    assert json.loads(captured.out) == {"a": 1.5, "b": None, "c": "5 ¢"}


def test_what_is_not_a_number_is_never_printed_as_one() -> None:
    with pytest.raises(ValueError, match="JSON"):
        output.print_json({"a": float("nan")})


def test_instants_end_in_z_and_talk_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert output.iso(datetime(2026, 4, 23, 13, 5, tzinfo=UTC)) == "2026-04-23T13:05:00Z"
    output.say("working")
    output.show("done")
    captured = capsys.readouterr()
    assert captured.err == "working\n"
    assert captured.out == "done\n"


def test_a_file_that_was_asked_for_is_written_or_refused(tmp_path: Path) -> None:
    output.write(tmp_path / "a.md", "5 ¢\n")
    assert (tmp_path / "a.md").read_bytes() == "5 ¢\n".encode()
    with pytest.raises(UsageError, match="cannot be written: Is a directory"):
        output.write(tmp_path, b"")


def test_a_report_is_opened_without_a_word_of_the_opener(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "xdg-open").write_text('#!/bin/sh\necho noise; echo noise >&2; echo "$1" > opened\n', encoding="utf-8")
    (tmp_path / "xdg-open").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.chdir(tmp_path)
    begun: list[Any] = []
    monkeypatch.setattr(subprocess, "Popen", lambda *said, **more: begun.append(POPEN(*said, **more)))
    output.open_quietly(tmp_path / "report.html")
    assert begun[0].wait(10) == 0
    assert (tmp_path / "opened").read_text(encoding="utf-8").strip() == str(tmp_path / "report.html")
    assert capfd.readouterr() == ("", "")
