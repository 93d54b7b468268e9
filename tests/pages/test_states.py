from datetime import timedelta

from paxline.desk.decide import Decision
from paxline.desk.limits import Allows, Breach, Limit
from paxline.pages.states import RECENT, met_words, states
from paxline.testing import NOW, WEEK


def test_a_halt_comes_before_an_arming_that_ended() -> None:
    said = states(halted="a person said so.", armed="not armed: the arming for demo ended at noon")
    assert said[0] == "Trading is halted: a person said so. Nothing is sent until somebody resumes it."
    assert said[1].startswith("Not armed: the arming for demo ended at noon. No order")
    assert states(halted="", armed="disarmed at noon by me: why")[0].startswith("Disarmed at noon by me: why.")


def test_who_was_never_armed_is_told_nothing_more() -> None:
    assert states(halted="", armed="not armed: nothing is sent to any exchange") == ()
    assert states(halted="", armed="") == ()


def test_what_the_last_decision_met_at_the_exchange_is_news_for_a_while() -> None:
    paused = Breach(Limit.GATE, Allows.NOTHING, "the exchange has paused trading")
    small = Breach(Limit.RUNG, Allows.LESS, "too many", "T")
    decision = Decision("d", NOW, WEEK, breaches=(paused, paused, small))
    said = met_words(decision, now=NOW + timedelta(minutes=1))
    assert len(said) == 1
    assert said[0].endswith("the exchange has paused trading.")
    assert met_words(decision, now=NOW + RECENT + timedelta(minutes=1)) == ()
    assert met_words(None, now=NOW) == ()
