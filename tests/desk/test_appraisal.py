import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.desk.appraisal import BELIEVED_SHARE, TAKER_BAR, Appraisal, Side, appraise
from paxline.market.book import Quote
from paxline.market.contract import Ladder
from paxline.market.fair import FairLadder
from paxline.market.fees import FeeSchedule
from paxline.testing import NOW, WEEK
from paxline.units import Price

LADDER = Ladder.of(WEEK, (2_450_000,))
FEES = FeeSchedule.at(NOW)


def valued(worth: float, bid: int | None, ask: int | None) -> Appraisal:
    fair = FairLadder(LADDER, (worth,))
    quote = Quote(bid=Price.cents(bid) if bid is not None else None, ask=Price.cents(ask) if ask is not None else None)
    return appraise(LADDER.rungs[0], quote, ours=fair, market=None, pooled=fair, fees=FEES)


def test_an_unquoted_rung_and_an_empty_book_say_so() -> None:
    fair = FairLadder(LADDER, (0.5,))
    unquoted = appraise(LADDER.rungs[0], None, ours=fair, market=None, pooled=fair, fees=FEES)
    assert (unquoted.side, unquoted.edge, unquoted.reason) == (None, None, "nobody quotes this rung")
    assert valued(0.5, None, None).reason == "the book is empty on both sides"


def test_inside_the_spread_the_reason_names_both() -> None:
    rung = valued(0.63, 62, 64)
    assert rung.reason == "our 63¢ lies between: bid 62¢, ask 64¢"
    assert not rung.worth_taking
    assert rung.edge is not None
    assert rung.edge < 0


def test_no_value_is_said_to_be_certain() -> None:
    assert valued(0.9999, 95, None).reason == "our >99.9¢ lies between: bid 95¢, no ask"
    assert valued(0.0001, None, 5).reason == "our <0.1¢ lies between: no bid, ask 5¢"


def test_a_cheap_offer_is_bought_as_yes_and_a_dear_bid_as_no() -> None:
    cheap, dear = valued(0.80, 50, 55), valued(0.20, 45, 50)
    assert (cheap.side, dear.side) == (Side.YES, Side.NO)
    assert cheap.worth_taking
    assert dear.worth_taking
    # The schedule of April 2026 rounds the fee of ten contracts up to a cent.
    assert cheap.edge == pytest.approx(0.80 - 0.55 - 0.07 * 0.55 * 0.45, abs=1.1e-3)
    assert dear.edge == pytest.approx(cheap.edge, abs=1e-9)
    assert "YES at 55¢" in cheap.reason


def test_an_edge_under_the_bar_after_halving_is_not_worth_taking() -> None:
    rung = valued(0.62, 50, 54)
    assert rung.edge is not None
    assert 0 < rung.edge * BELIEVED_SHARE <= TAKER_BAR
    assert not rung.worth_taking
    assert "under the 6¢ bar" in rung.reason


def test_an_edge_that_the_fee_eats_says_so() -> None:
    assert valued(0.51, 48, 50).reason == "YES at 50¢ would lose 0.8¢ after the fee of 1.8¢"


def test_a_dead_rung_trades_at_the_tick() -> None:
    assert valued(0.001, None, 1).reason == "all but settled (no bid, ask 1¢): the tick is the price"
    assert "all but settled" in valued(0.999, 99, None).reason


cents = st.one_of(st.none(), st.integers(1, 99))


@given(st.floats(0, 1), cents, cents)
def test_every_quote_has_a_reason_and_the_edge_is_what_the_money_says(
    worth: float, bid: int | None, ask: int | None
) -> None:
    rung = valued(worth, bid, ask)
    assert rung.reason
    assert (rung.edge is None) == (bid is None and ask is None)
    if rung.edge is not None:
        gains = [worth - ask / 100] if ask is not None else []
        gains += [bid / 100 - worth] if bid is not None else []
        assert rung.edge <= max(gains)
        assert rung.edge >= max(gains) - 0.0186
    assert rung.worth_taking == (rung.edge is not None and rung.edge * BELIEVED_SHARE > TAKER_BAR)
