import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from tests.wiring.on_record import a_store
from typer.testing import CliRunner

from paxline.cli import app
from paxline.errors import MissingData, UsageError


def test_it_announces_itself_in_one_line_serves_and_stops_cleanly(tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from paxline.cli import main; main()"]
    options = ["--week", "2026-04-26", "--speed", "600", "--key-folder", str(tmp_path), "--for", "60"]
    with subprocess.Popen(  # noqa: S603 - our own program
        [*program, "exchange", "serve", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    ) as process:
        assert process.stdout is not None
        announced = json.loads(process.stdout.readline())
        assert announced.keys() == {"rest", "ws", "key_id", "private_key_path", "event_ticker"}
        assert announced["event_ticker"] == "KXTSAW-26APR26"
        assert Path(announced["private_key_path"]).parent == tmp_path
        told = httpx.get(f"{announced['rest']}/markets", params={"status": "open"})
        assert len(told.json()["markets"]) == 21
        process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest) == (0, "")
    assert errors.splitlines()[-1] == "stopped"


def test_a_week_on_record_is_served_again(tmp_path: Path) -> None:
    a_store(tmp_path).close()
    words = ["exchange", "serve", "--for", "0", "--recorded", "2026-04-26", "--home", str(tmp_path)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["event_ticker"] == "KXTSAW-26APR26"


def test_a_week_that_is_not_on_record_is_not_made_up(tmp_path: Path) -> None:
    words = ["exchange", "serve", "--for", "0", "--recorded", "2026-04-26", "--home", str(tmp_path)]
    assert isinstance(CliRunner().invoke(app, words).exception, MissingData)


@pytest.mark.parametrize(
    "wrong",
    [
        ["--speed", "0"],
        ["--seed", "-1"],
        ["--faults", "bad luck"],
        ["--week", "2026-04-25"],
        ["--recorded", "2026-04-26", "--week", "2026-04-26"],
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: list[str]) -> None:
    result = CliRunner().invoke(app, ["exchange", "serve", "--for", "0", *wrong])
    assert isinstance(result.exception, UsageError)
