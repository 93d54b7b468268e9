import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from paxline.cli import run as commands
from paxline.edge.clock import SystemClock
from paxline.edge.controls import FileControl

Run = Callable[..., Result]


def test_a_home_where_nothing_ran_says_so(run: Run) -> None:
    found = run("status")
    assert found.exit_code == 0
    assert "not running; not halted" in found.stdout
    assert "nothing was traded here yet" in found.stdout


def test_a_halt_stands_until_resume_and_is_told_as_json(run: Run) -> None:
    said = json.loads(run("halt", "--why", "storm", "--json").stdout)
    assert (said["halted"], said["resting"]) == ("storm", 0)
    assert "halted: storm" in run("status").stdout
    assert "lifted: storm" in run("resume").stdout
    assert "was not halted" in run("resume").stdout
    assert json.loads(run("resume", "--json").stdout)["halted"] == ""


def test_taking_everything_out_where_nothing_rests_is_done_at_once(run: Run) -> None:
    assert json.loads(run("cancel-all", "--json").stdout)["resting"] == 0


def test_signals_stop_and_halt(tmp_path: Path) -> None:
    control = FileControl(tmp_path)
    with commands._signals(tmp_path) as stopped:  # pyright: ignore[reportPrivateUsage] - its inside
        os.kill(os.getpid(), signal.SIGUSR1)
        assert control.halted() == "SIGUSR1"
        assert not stopped.is_set()
        os.kill(os.getpid(), signal.SIGTERM)
        assert stopped.is_set()


def test_a_running_process_ends_in_order_when_told_to(tmp_path: Path) -> None:
    # No network is needed: what does not answer is told, and asked again.
    behind = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "PAXLINE_HOME": str(tmp_path)}
    program = [sys.executable, "-c", "from paxline.cli import main; main()", "run"]
    environment = {**os.environ, **behind}
    with subprocess.Popen(program, env=environment, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        assert process.stderr
        assert "trading on paper" in process.stderr.readline()
        for _ in range(600):
            if (tmp_path / "errands.json").exists():
                break
            SystemClock().sleep(0.05)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "it was told to stop" in said


@pytest.mark.parametrize("name", ["run", "halt", "resume", "cancel-all", "status"])
def test_each_command_says_what_it_does(run: Run, name: str) -> None:
    assert run(name, "--help").exit_code == 0
