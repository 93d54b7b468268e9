import json
from datetime import UTC, datetime

import pytest

from paxline.cli import output


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
