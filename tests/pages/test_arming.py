from dataclasses import replace
from datetime import timedelta
from io import StringIO

from rich.console import Console
from tests.desk.scenes import snapshot
from tests.run.test_arming import GOOD

from paxline.desk.decide import decide
from paxline.desk.policy import Limits, Policy
from paxline.pages.arming import arming_document, arming_screen
from paxline.run.arming import Candidate, Letting, PaperRecord, Question, World, refusals
from paxline.testing import NOW
from paxline.units import Usd

DECISION = decide(snapshot(), Policy())
UNTIL = NOW + timedelta(days=7)
SHORT = replace(GOOD, worst=Usd.parse("3.5"), record=PaperRecord())
REASON = Letting(without_record="I want to see one real fill")


def screen(candidate: Candidate, letting: Letting) -> str:
    out = StringIO()
    console = Console(width=120, file=out)
    console.print(
        arming_screen(candidate, DECISION, refusals(candidate, letting), letting=letting, limits=Limits(), until=UNTIL)
    )
    return " ".join(out.getvalue().split())


def test_the_account_the_stakes_and_what_it_would_do_are_shown() -> None:
    said = screen(replace(GOOD, worst=Usd.parse("3.5")), Letting())
    assert "production (real money)" in said
    assert "read, write::trade" in said
    assert "balance $100.00" in said
    assert "loses $3.50 as it stands" in said
    assert f"${DECISION.worst.dollars:,.2f} after what it would do now" in said
    assert "on paper: 8 settled weeks, odds of the pool over the market 1.20 to 1" in said
    assert f"{len(DECISION.orders)} orders to send" in said
    assert "Nothing stands against it. It would be armed until Thu 30 Apr 2026" in said


def test_what_stands_against_it_is_shown_with_what_to_do() -> None:
    said = screen(SHORT, Letting())
    assert "! 0 settled weeks were traded on paper, and 8 are needed" in said
    assert "→ let it run on paper until then" in said
    assert "no week was traded and settled yet" in said
    assert "Nothing stands against it" not in said


def test_what_was_set_aside_is_still_shown_with_the_reason() -> None:
    said = screen(SHORT, REASON)
    assert "(set aside: I want to see one real fill)" in said
    assert "Nothing stands against it" in said


def test_play_money_is_called_so() -> None:
    demo = replace(GOOD, asked=Question(World.DEMO, "abc", "def"), record=replace(GOOD.record, odds=None))
    assert "demo (play money), key abc" in screen(demo, Letting())
    assert "cannot be scored" in screen(demo, Letting())


def test_the_document_says_the_same() -> None:
    told = arming_document(SHORT, DECISION, refusals(SHORT, REASON), letting=REASON, until=UNTIL)
    assert (told["world"], told["balance"], told["worst_loss_now"]) == ("production", "100.000000", "3.500000")
    assert [one["waived"] for one in told["refused"]] == [True, True]
    assert told["until"] == "2026-04-30T13:05:00Z"
    assert told["decision"]["digest"] == DECISION.digest
