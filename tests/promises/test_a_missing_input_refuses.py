"""Where something that a decision needs is not there, nothing is placed, what stands is taken out, and it is named."""

from dataclasses import replace
from typing import Final

import pytest
from tests.desk.scenes import account, snapshot

from paxline.desk.decide import decide
from paxline.desk.orders import Crossing, Side, Terms, Working
from paxline.desk.policy import Policy
from paxline.units import Count, Price

NEEDED: Final = {
    "forecast": ("the forecast", None),
    "ladder": ("the ladder", None),
    "books": ("the order books", ()),
    "fees": ("the fee schedule", None),
    "fee_terms": ("the series' fee terms", None),
    "gate": ("whether the exchange takes orders", None),
    "release": ("the published counts", None),
}


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_input_refuses_and_says_which(name: str) -> None:
    words, nothing = NEEDED[name]
    ticker = snapshot().books[10].contract.ticker
    terms = Terms(ticker, Side.BID, Price.cents(60), Count.whole(3), crossing=Crossing.POSTS_ONLY)
    working = Working("a", terms, Count.whole(3))
    scene = replace(snapshot(holding=account(working=[working])), **{name: nothing})  # pyright: ignore[reportArgumentType] - one of many fields
    decision = decide(scene, Policy())
    assert decision.missing == (words,)
    assert decision.orders == ()
    assert decision.cancels == (working,)


def test_without_an_account_nothing_is_placed_and_nothing_can_be_cancelled() -> None:
    decision = decide(replace(snapshot(), account=None), Policy())
    assert decision.missing == ("the account",)
    assert decision.orders == decision.cancels == ()


def test_everything_that_is_missing_is_named() -> None:
    decision = decide(replace(snapshot(), forecast=None, gate=None), Policy())
    assert decision.missing == ("the forecast", "whether the exchange takes orders")


def test_nothing_is_missing_from_the_scene_that_these_are_taken_from() -> None:
    assert decide(snapshot(), Policy()).missing == ()
