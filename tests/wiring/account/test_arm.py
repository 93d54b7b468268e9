"""What is looked at before arming, on a rehearsal that is also taken for a real account."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.simulation.rehearsing import Theatre, theatre

from paxline.edge.armings import FileArmings
from paxline.edge.controls import FileControl
from paxline.run.arming import Bar, Disarmed, World
from paxline.wiring.account.arm import Prospect, arm, disarm, prospect
from paxline.wiring.account.world import Line


def looked(stage: Theatre, line: Line) -> Prospect:
    return prospect(
        stage.home, settings=stage.settings, line=line, variables={}, progress=stage.said.append, model="ratio"
    )


def test_a_rehearsal_shows_the_account_and_can_be_armed_and_disarmed(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage, stage.line() as line:
        seen = looked(stage, line)
        candidate = seen.candidate
        assert (candidate.cash.dollars, candidate.asked.world) == (10_000, World.REHEARSAL)
        assert candidate.asked.account == line.account
        assert (seen.refused, candidate.differences, candidate.missing) == ((), (), ())
        assert candidate.most.dollars == 20
        armed = arm(stage.home, seen, settings=stage.settings, clock=line.clock)
        assert armed.until - armed.at == timedelta(days=7)
        assert FileArmings(stage.home.folder).said() == (armed,)
        assert disarm(stage.home, "enough", clock=line.clock) is World.REHEARSAL
        assert isinstance(FileArmings(stage.home.folder).said()[-1], Disarmed)
        FileControl(stage.home.folder).halt("a storm")
        assert [one.bar for one in looked(stage, line).standing] == [Bar.HALTED]
        assert stage.orders() == ()


@pytest.mark.slow
def test_a_real_account_needs_more_and_what_stands_against_it_arms_nothing(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage, stage.line() as rehearsal:
        line = replace(rehearsal, world=World.PRODUCTION)
        seen = looked(stage, line)
        bars = {one.bar for one in seen.standing}
        # The rehearsal's key may write anything, and nothing was ever traded on paper here.
        assert {Bar.TRANSFERS, Bar.WEEKS, Bar.ODDS} <= bars
        with pytest.raises(ValueError, match="nothing is armed"):
            arm(stage.home, seen, settings=stage.settings, clock=line.clock)
        assert FileArmings(stage.home.folder).said() == ()


def test_disarming_what_was_never_armed_is_a_word_all_the_same(tmp_path: Path) -> None:
    with theatre(tmp_path) as stage, stage.line() as line:
        assert disarm(stage.home, "enough", clock=line.clock) is None
