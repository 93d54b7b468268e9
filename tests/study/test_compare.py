from tests.run.test_arming import journal
from tests.study.ladders import KNOWS
from tests.study.replays import scenes

from paxline.desk.ledger import Answered, Event, Intended, Settled
from paxline.desk.orders import Heard, Order, Side, Terms
from paxline.exchange.fills import Bound
from paxline.run.replay import replay, total
from paxline.study.compare import BACKTEST, PAPER, WeekResult, compared, of_journal, of_replay
from paxline.study.maker import PlainMaker
from paxline.testing import NOW, WEEK
from paxline.units import Count, Price, Usd

LAST, BEFORE = WEEK.plus(-1), WEEK.plus(-2)
SETTLED = WeekResult(LAST, PAPER, 1, Count.whole(3), Usd.parse("0.3"), Usd(0), Usd.parse("1.8"))


def test_a_journals_weeks_are_told_with_what_was_claimed_and_made() -> None:
    events, results = journal(2)
    claims = {"d": dict.fromkeys(results, 0.5)}
    first, second = of_journal(events, source=PAPER, claims=claims)
    assert (first.week, second.week) == (BEFORE, LAST)
    assert second == SETTLED


def test_a_claim_that_was_not_kept_is_not_made_up_and_what_is_held_is_not_settled() -> None:
    events, _ = journal(1)
    held: list[Event] = [event for event in events if not isinstance(event, Settled)]
    (found,) = of_journal(held, source=PAPER, claims={})
    assert (found.claimed, found.made) == (None, None)


def test_an_order_in_the_book_keeps_a_week_open_and_an_ask_claims_the_other_way() -> None:
    events, results = journal(1)
    (ticker,) = results
    rests = Order("rests", Terms(ticker, Side.ASK, Price.cents(60), Count.whole(2)))
    events += [Intended(NOW, rests, "d"), Answered(NOW, "rests", Heard.RESTS, "r")]
    (found,) = of_journal(events, source=PAPER, claims={"d": {ticker: 0.3}})
    assert (found.orders, found.made, found.claimed) == (2, None, Usd.parse("-0.3"))


def test_a_replays_weeks_are_told_at_the_middle_bound() -> None:
    fates = replay(scenes(KNOWS, weeks=2), PlainMaker())
    first, second = of_replay(fates)
    ours = [fate for fate in fates if fate.stage.week == LAST]
    assert (first.week, second.week, second.source) == (BEFORE, LAST, BACKTEST)
    assert second.orders == len(ours)
    assert second.made == total(ours, Bound.MIDDLE)
    contracts = sum(fate.got[Bound.MIDDLE].contracts for fate in ours)
    assert second.contracts.contracts == contracts > 0
    assert second.claimed is not None
    assert abs(second.claimed.dollars) <= contracts


def test_weeks_side_by_side_are_those_that_settled_in_each_source_that_has_any() -> None:
    later = WeekResult(WEEK, PAPER, 1, Count(0), Usd(0), Usd(0), None)
    other = WeekResult(LAST, BACKTEST, 4, Count.whole(2), Usd(0), Usd(0), Usd.parse("-1"))
    found = compared([SETTLED, later, other], sources=(BACKTEST, PAPER, "production"))
    assert found.weeks == (LAST, WEEK)
    assert found.shared == (LAST,)
    assert found.made(PAPER, found.shared) == Usd.parse("1.8")
    assert found.made(BACKTEST, found.shared) == Usd.parse("-1")
    assert found.made("production", found.weeks) == Usd(0)
