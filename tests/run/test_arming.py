from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from paxline.counts.calendar import Week
from paxline.desk.ledger import Answered, CashMoved, Cause, Event, Filled, Halted, Intended, Role, Settled
from paxline.desk.orders import Heard, Order, Side, Terms
from paxline.desk.policy import Policy
from paxline.market.contract import Ladder
from paxline.run.arming import (
    Arming,
    Bar,
    Candidate,
    Disarmed,
    Letting,
    PaperRecord,
    Question,
    World,
    account_fingerprint,
    confirmation,
    newest_arming,
    paper_record,
    policy_fingerprint,
    refusals,
    standing_words,
    unwaived,
    why_not,
)
from paxline.run.health import bad, warning
from paxline.testing import NOW, WEEK
from paxline.units import Count, Price, Usd

ASKED = Question(World.PRODUCTION, account_fingerprint(World.PRODUCTION, "an-id"), policy_fingerprint(Policy()))
ARMED = Arming(ASKED, "ada", NOW, NOW + timedelta(days=7))
WEEKS = tuple(WEEK.plus(-back) for back in range(8, 0, -1))
RECORD = PaperRecord(WEEKS, (), 1.2)
GOOD = Candidate(
    asked=ASKED,
    halted="",
    findings=(warning("copies", "five days old", remedy="make one"),),
    scopes=frozenset({"read", "write::trade"}),
    trades="",
    transfers="",
    cash=Usd.parse("100"),
    differences=(),
    missing=(),
    terms=(),
    worst=Usd(0),
    most=Usd.parse("20"),
    record=RECORD,
)


def test_what_was_never_armed_sends_nothing() -> None:
    assert "never armed" in why_not((), ASKED, now=NOW)
    assert standing_words((), now=NOW) == "not armed: nothing is sent to any exchange"


def test_an_arming_stands_until_it_ends_and_not_a_moment_longer() -> None:
    last = ARMED.until - timedelta(microseconds=1)
    assert why_not([ARMED], ASKED, now=NOW) == why_not([ARMED], ASKED, now=last) == ""
    assert "the arming ended at 2026-04-30 13:05Z" in why_not([ARMED], ASKED, now=ARMED.until)
    assert standing_words([ARMED], now=NOW) == "armed for production by ada until 2026-04-30 13:05Z"
    assert "ended" in standing_words([ARMED], now=ARMED.until)


def test_the_last_word_counts() -> None:
    off = Disarmed("bob", NOW + timedelta(hours=1), "a storm")
    assert "disarmed at 2026-04-23 14:05Z by bob: a storm" in why_not([ARMED, off], ASKED, now=off.at)
    assert "disarmed" in standing_words([ARMED, off], now=off.at)
    again = replace(ARMED, at=NOW + timedelta(hours=2), until=NOW + timedelta(hours=3))
    assert why_not([ARMED, off, again], ASKED, now=again.at) == ""
    assert newest_arming([ARMED, again, off]) is again
    assert newest_arming([off]) is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (replace(ASKED, world=World.DEMO), "armed for production and not for demo"),
        (replace(ASKED, account="another"), "another key"),
        (replace(ASKED, policy="another"), "have changed since"),
    ],
)
def test_an_arming_is_for_one_world_one_key_and_one_set_of_settings(asked: Question, said: str) -> None:
    assert said in why_not([ARMED], asked, now=NOW)


def test_a_clock_set_back_disarms() -> None:
    assert why_not([ARMED], ASKED, now=NOW - timedelta(minutes=4)) == ""
    assert "see to the clock" in why_not([ARMED], ASKED, now=NOW - timedelta(minutes=6))


def test_an_arming_without_a_record_is_shown_as_such() -> None:
    told = standing_words([replace(ARMED, without_record="I want to see one real fill")], now=NOW)
    assert "without a paper record: I want to see one real fill" in told


def test_fingerprints_tell_keys_and_settings_apart_and_hold_no_key() -> None:
    assert account_fingerprint(World.DEMO, "an-id") != account_fingerprint(World.PRODUCTION, "an-id")
    assert "an-id" not in account_fingerprint(World.DEMO, "an-id")
    assert policy_fingerprint(Policy()) != policy_fingerprint(replace(Policy(), kelly=0.2))


@pytest.mark.parametrize(
    ("candidate", "bar", "words"),
    [
        (replace(GOOD, halted="a storm"), Bar.HALTED, "trading is halted: a storm"),
        (replace(GOOD, findings=(bad("disk", "full", remedy="free some"),)), Bar.DOCTOR, "disk: full"),
        (replace(GOOD, trades="the key may only read"), Bar.TRADES, "the key may only read"),
        (replace(GOOD, transfers="the key may move money"), Bar.TRANSFERS, "the key may move money"),
        (replace(GOOD, cash=Usd(0)), Bar.CASH, "the balance is $0"),
        (replace(GOOD, differences=("one position more",)), Bar.ACCOUNT, "one position more"),
        (replace(GOOD, missing=("the forecast",)), Bar.MISSING, "no decision can be made without the forecast"),
        (replace(GOOD, terms=("the rule changed",)), Bar.TERMS, "the rule changed"),
        (replace(GOOD, worst=Usd.parse("21")), Bar.WORST, "the event can lose $21.00 as it stands, and may $20.00"),
        (replace(GOOD, record=replace(RECORD, weeks=WEEKS[1:])), Bar.WEEKS, "7 settled weeks"),
        (replace(GOOD, record=replace(RECORD, differences=("a lot",))), Bar.LEDGER, "is not reproduced: a lot"),
        (replace(GOOD, record=replace(RECORD, odds=0.5)), Bar.ODDS, "2.0 to 1 for the market"),
        (replace(GOOD, record=replace(RECORD, odds=None)), Bar.ODDS, "none of the weeks"),
    ],
    ids=lambda value: value.name if isinstance(value, Bar) else "",
)
def test_each_bar_stands_alone_and_says_what_to_do(candidate: Candidate, bar: Bar, words: str) -> None:
    (found,) = refusals(candidate, Letting())
    assert found.bar is bar
    assert words in found.words
    assert len(bar.value) > 10


def test_nothing_stands_against_a_good_candidate() -> None:
    assert refusals(GOOD, Letting()) == ()


def test_only_the_paper_record_can_be_waived_and_only_by_a_reason() -> None:
    worst = replace(GOOD, halted="x", cash=Usd(0), record=PaperRecord(differences=("y",)))
    found = refusals(worst, Letting())
    assert unwaived(found, Letting()) == found
    reason = Letting(without_record="I want to see one real fill")
    assert {one.bar for one in unwaived(found, reason)} == {Bar.HALTED, Bar.CASH}


@pytest.mark.parametrize("world", [World.DEMO, World.REHEARSAL])
def test_where_no_money_is_lost_no_record_is_asked_for(world: World) -> None:
    assert refusals(replace(GOOD, asked=replace(ASKED, world=world), record=PaperRecord()), Letting()) == ()


def test_what_is_typed_names_the_world() -> None:
    assert {confirmation(replace(ASKED, world=world)) for world in World} == {
        "arm production",
        "arm demo",
        "arm rehearsal",
    }


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Letting(armed_for=timedelta(minutes=59)), "an hour to 30 days"),
        (lambda: Letting(armed_for=timedelta(days=31)), "an hour to 30 days"),
        (lambda: Letting(paper_weeks=3), "4 or more"),
        (lambda: Letting(without_record=" " * 30), "a reason in a sentence"),
    ],
)
def test_no_setting_lets_it_out_for_good(make: Callable[[], Letting], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make()


def traded(week: Week, *, place: int) -> tuple[list[Event], str]:
    """A week in which three YES were bought at 40¢ and paid."""
    ticker = Ladder.of(week, (2_400_000,)).rungs[0].ticker
    at = NOW - timedelta(days=7 * place)
    order = Order(f"order-{place}", Terms(ticker, Side.BID, Price.cents(40), Count.whole(3)))
    fill = Filled(
        at, f"fill-{place}", f"id-{place}", ticker, Side.BID, Price.cents(40), Count.whole(3), Usd(0), Role.MAKER
    )
    paid = Settled(at + timedelta(days=4), ticker, Price(10_000), Usd.parse("3"))
    return [
        Intended(at, order, "d"),
        Answered(at, order.client_id, Heard.RESTS, f"id-{place}"),
        Answered(at, order.client_id, Heard.EXECUTED, f"id-{place}"),
        fill,
        paid,
    ], ticker


def journal(weeks: int) -> tuple[list[Event], dict[str, Price]]:
    events: list[Event] = [CashMoved(NOW - timedelta(days=400), Usd.parse("1000"), Cause.OPENING)]
    results: dict[str, Price] = {}
    for place in range(weeks, 0, -1):
        found, ticker = traded(WEEK.plus(-place), place=place)
        events += found
        results[ticker] = Price(10_000)
    return events, results


def test_settled_weeks_of_trading_are_counted_and_the_ledger_is_held_against_what_was_published() -> None:
    events, results = journal(3)
    assert paper_record(events, results=results, odds=1.5) == PaperRecord(
        (WEEK.plus(-3), WEEK.plus(-2), WEEK.plus(-1)), (), 1.5
    )


def test_a_week_that_is_not_paid_out_does_not_count() -> None:
    events, results = journal(3)
    held = [event for event in events if not (isinstance(event, Settled) and event.ticker == list(results)[-1])]
    assert len(paper_record(held, results=results, odds=None).weeks) == 2
    assert paper_record([], results={}, odds=None) == PaperRecord()


def test_what_paper_paid_and_nobody_published_or_otherwise_is_a_difference() -> None:
    events, results = journal(2)
    first, second = results
    (only,) = paper_record(events, results={second: Price(10_000)}, odds=None).differences
    assert only == f"{first} was paid, and no result is published"
    (other,) = paper_record(events, results={**results, first: Price(0)}, odds=None).differences
    assert other == f"{first} was paid 1.0000, and 0.0000 is published"


def test_a_paper_ledger_that_halted_is_not_reproduced() -> None:
    events, results = journal(2)
    assert paper_record([*events, Halted(NOW, "one apart")], results=results, odds=2.0).differences == ("one apart",)
