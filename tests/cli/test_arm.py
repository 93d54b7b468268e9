"""Arming, trading and disarming a rehearsal by the commands alone."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.simulation.rehearsing import WALL, theatre, until
from typer.testing import CliRunner, Result

from paxline.cli import app

Run = Callable[..., Result]


def test_arming_needs_an_account_or_an_address(run: Run) -> None:
    for words in ((), ("--account", "mine"), ("--account", "demo", "--exchange", "http://127.0.0.1:9")):
        assert run("arm", *words).exit_code != 0


def test_without_a_key_nothing_is_armed_and_nothing_asked(run: Run) -> None:
    found = run("arm", "--account", "production")
    assert "no key for the production environment" in str(found.exception)


def test_a_live_run_needs_an_arming_and_its_options_need_a_live_run(run: Run) -> None:
    assert "nothing was ever armed" in str(run("run", "--live").exception)
    assert "belong to --live" in str(run("run", "--leave-resting").exception)
    assert "one cycle on paper" in str(run("run", "--live", "--once").exception)


def test_disarming_what_was_never_armed_is_written_down_all_the_same(run: Run) -> None:
    said = json.loads(run("disarm", "--why", "a test", "--json").stdout)
    assert "disarmed" in said["armed"]
    assert "a test" in run("status").stdout


def test_it_shows_what_is_at_stake_and_arms_only_by_the_sentence(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage:
        words = ["arm", "--exchange", stage.url, "--model", "ratio", "--home", str(stage.home.folder)]
        refused = CliRunner().invoke(app, words, input="yes\n")
        assert "nothing is armed" in str(refused.exception)
        shown = CliRunner().invoke(app, words, input="arm rehearsal\n")
        assert shown.exit_code == 0, shown.output
        for part in ("rehearsal (play money)", "balance $10,000.00", "at its worst print", "What it would do now"):
            assert part in shown.stdout
        assert "armed until" in shown.stdout
        status = CliRunner().invoke(app, ["status", "--home", str(stage.home.folder)])
        assert "armed for rehearsal by" in status.stdout
        # Nothing was sent, and no journal begun.
        assert stage.orders() == ()
        assert not list(stage.home.folder.glob("journal-*"))


@pytest.mark.slow
def test_a_rehearsal_by_the_commands_alone(tmp_path: Path) -> None:
    with theatre(tmp_path, speed=30.0) as stage:
        home = ["--home", str(stage.home.folder)]
        told = CliRunner().invoke(app, ["arm", "--exchange", stage.url, "--model", "ratio", *home, "--json"])
        document = json.loads(told.stdout)
        assert (document["world"], document["balance"], document["refused"]) == ("rehearsal", "10000.000000", [])
        armed = CliRunner().invoke(
            app, ["arm", "--exchange", stage.url, "--model", "ratio", *home], input="arm rehearsal\n"
        )
        assert armed.exit_code == 0, armed.output
        program = [sys.executable, "-m", "paxline", "run", "--live", "--exchange", stage.url, *home]
        with subprocess.Popen(program, env=dict(os.environ), stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
            until(stage.resting, seconds=90)
            halted = CliRunner().invoke(app, ["halt", "--why", "a test", *home])
            assert stage.resting() == ()
            assert "halted: a test" in halted.stdout
            assert "rehearsal: running" in halted.stdout
            CliRunner().invoke(app, ["resume", *home])
            until(stage.resting, seconds=90)
            off = CliRunner().invoke(app, ["disarm", "--why", "enough", *home])
            assert stage.resting() == ()
            assert "disarmed" in off.stdout
            sent = len(stage.orders())
            WALL.sleep(5)
            assert len(stage.orders()) == sent
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
        assert "journal and exchange agree" in said
        assert stage.agrees()
