from datetime import date, timedelta

from paxline.counts.history import Reading, Rejected, Vintage
from paxline.desk.ledger import Agreed, Answered, Filled, Halted, Role, Settled
from paxline.desk.limits import Allows, Breach, Limit
from paxline.desk.orders import Heard, Side
from paxline.market.terms import Difference
from paxline.run import notices
from paxline.run.alerts import Kind
from paxline.testing import NOW
from paxline.units import Count, Price, Usd

TICKER = "KXTSAW-26APR26-A2.45"
FILL = Filled(NOW, "f1", "o1", TICKER, Side.ASK, Price.cents(45), Count.whole(7), Usd.parse("0.03"), Role.MAKER)


def test_a_fill_says_what_was_traded_and_for_how_much() -> None:
    found = notices.of_event(FILL, 0)
    assert found is not None
    assert (found.cause, found.kind, found.title) == ("fill/f1", Kind.FILL, "sold 7 YES at 45¢, above 2.45 M")
    assert "as maker, fee $0.03" in found.text


def test_a_settlement_a_difference_and_its_end_are_told() -> None:
    settled = notices.of_event(Settled(NOW, "odd", Price(10_000), Usd.parse("7")), 0)
    assert settled is not None
    assert settled.title == "odd settled"
    stopped = notices.of_event(Halted(NOW, "5 too many"), 3)
    again = notices.of_event(Agreed(NOW), 9)
    assert stopped is not None
    assert again is not None
    assert (stopped.cause, stopped.kind) == ("difference/3/5 too many", Kind.DIFFERENCE)
    assert again.cause == "agreed/9"
    assert notices.of_event(Answered(NOW, "id", Heard.RESTS), 0) is None


def test_only_figures_of_recent_days_that_are_odd_or_were_refused_are_suspect() -> None:
    def reading(day: date, doubt: str) -> Reading:
        return Reading(day, 2_400_000, NOW, Vintage.PUBLISHED, "made for a test", doubt)

    days = {date(2026, 4, 22): "Half of usual.", date(2026, 4, 21): "", date(2026, 1, 2): "Old."}
    read = [reading(day, doubt) for day, doubt in days.items()]
    out = [Rejected(date(2026, 4, 20), "24", "A digit is missing."), Rejected(None, "x", "No day.")]
    found = notices.suspect(read, out, at=NOW)
    assert [one.cause for one in found] == ["suspect/2026-04-22/2400000", "rejected/2026-04-20/24"]
    assert "Half of usual." in found[0].text


def test_a_late_count_is_told_once_a_day_counted() -> None:
    found = notices.late(date(2026, 4, 22), at=NOW)
    assert found.cause == "late/2026-04-23"
    assert "It was due at 13:00 UTC on 24 April" in found.text


def test_losses_are_told_once_a_day_and_other_limits_not_at_all() -> None:
    limits = (Limit.DRAWDOWN, Limit.DAY, Limit.STALE)
    reached = [Breach(limit, Allows.REDUCING, f"{limit.value}: $20") for limit in limits]
    found = notices.drawdown(reached, at=NOW)
    assert [one.cause for one in found] == ["drawdown/DRAWDOWN/2026-04-23", "drawdown/DAY/2026-04-23"]
    assert {one.text for one in found} == {
        "`paxline ledger` shows what was earned and lost, `paxline settings` the limits."
    }


def test_trouble_has_a_beginning_and_an_end() -> None:
    since = NOW - timedelta(minutes=7)
    begun = notices.trouble("the exchange", "no answer", since=since, at=NOW)
    ended = notices.over("the exchange", since=since, at=NOW)
    assert "for 7 minutes" in begun.text
    assert begun.cause.partition("/")[2] == ended.cause.partition("/")[2]


def test_a_clock_that_jumps_says_which_way() -> None:
    assert notices.jumped(-timedelta(hours=1), at=NOW).title == "the clock was set back by 3,600 s"
    assert "slept, for 7,200 s" in notices.jumped(timedelta(hours=2), at=NOW).title


def test_a_change_of_the_terms_shows_before_and_after() -> None:
    found = notices.rules([Difference("fee_type", "quadratic", "flat")], digest="d", at=NOW)
    assert found.kind is Kind.RULES
    assert "before: quadratic\n  now: flat" in found.text


def test_a_halt_and_its_end_are_told() -> None:
    assert notices.halted("storm", since=NOW).title == "trading is halted: storm"
    assert notices.resumed(NOW).kind is Kind.HALTED
