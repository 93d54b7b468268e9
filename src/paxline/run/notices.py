"""What the owner is told of a fact, in words; each notice names its cause, so that a fact is told once."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from paxline.counts.calendar import ONE_DAY, eastern_day, expected_release
from paxline.counts.history import Reading, Rejected
from paxline.desk.ledger import Agreed, Event, Filled, Halted, Settled
from paxline.desk.limits import Breach, Limit
from paxline.desk.orders import Side
from paxline.market.contract import Contract
from paxline.market.terms import Difference
from paxline.run.alerts import Kind, Notice

_RECENT: Final = timedelta(days=14)
_LOOK: Final = "Nothing is sent until journal and exchange agree again. `paxline ledger` shows what is written down."


def of_event(event: Event, agreed: int) -> Notice | None:
    """What is told of an entry of the journal; ``agreed`` numbers the last one at which all agreed."""
    match event:
        case Filled():
            return _filled(event)
        case Settled():
            words = f"YES was paid ${event.value.dollars:.2f}; we were paid ${event.revenue}."
            return Notice(f"settled/{event.ticker}", event.at, Kind.SETTLED, f"{_name(event.ticker)} settled", words)
        case Halted():
            cause = f"difference/{agreed}/{event.reason}"
            return Notice(cause, event.at, Kind.DIFFERENCE, f"trading stopped: {event.reason}", _LOOK)
        case Agreed():
            title = "journal and exchange agree again"
            return Notice(f"agreed/{agreed}", event.at, Kind.DIFFERENCE, title, "Trading goes on.")
        case _:
            return None


def halted(why: str, *, since: datetime) -> Notice:
    """A person's halt, standing ``since`` an instant (UTC)."""
    text = "Nothing rests and nothing is sent until `paxline resume`; counts, quotes and decisions are recorded."
    return Notice(f"halted/{since.isoformat()}", since, Kind.HALTED, f"trading is halted: {why}", text)


def resumed(at: datetime) -> Notice:
    """The halt was lifted."""
    return Notice(f"resumed/{at.isoformat()}", at, Kind.HALTED, "trading goes on", "The halt was lifted.")


def late(latest_day: date, *, at: datetime) -> Notice:
    """The count after ``latest_day`` is not there at ``at`` (UTC)."""
    awaited = latest_day + ONE_DAY
    due = expected_release(awaited)
    text = f"It was due at {due:%H:%M} UTC on {due:%d %B}. Nothing rests until it is there; it is looked for."
    return Notice(f"late/{awaited}", at, Kind.LATE, f"the count of {awaited:%A, %d %B} is late", text)


def suspect(readings: Iterable[Reading], rejected: Iterable[Rejected], *, at: datetime) -> tuple[Notice, ...]:
    """Figures of recent days that a page showed and that are odd, or were not taken in."""
    since = eastern_day(at) - _RECENT
    odd = [
        Notice(
            f"suspect/{one.day}/{one.passengers}",
            at,
            Kind.SUSPECT,
            f"{one.day:%A, %d %B} shows {one.passengers:,}",
            f"{one.doubt} Nothing is traded on it until it is corrected or the days beside it bear it out.",
        )
        for one in readings
        if one.doubt and one.day >= since
    ]
    odd += [
        Notice(
            f"rejected/{one.day}/{one.value}",
            at,
            Kind.SUSPECT,
            f"{one.day:%A, %d %B}: {one.value} was not taken in",
            f"{one.reason} The count before it stands.",
        )
        for one in rejected
        if one.day is not None and one.day >= since
    ]
    return tuple(odd)


def rules(differences: Iterable[Difference], *, digest: str, at: datetime) -> Notice:
    """The contract's terms under ``digest`` are not the confirmed ones; told once each Eastern day until they are."""
    text = "\n".join(f"{one.title}\n  before: {one.before}\n  now: {one.after}" for one in differences)
    title = "the contract or its fees changed; nothing is traded"
    text = f"{text}\n\n`paxline acknowledge` takes it."
    return Notice(f"rules/{digest}/{eastern_day(at)}", at, Kind.RULES, title, text)


def drawdown(breaches: Iterable[Breach], *, at: datetime) -> tuple[Notice, ...]:
    """Losses that leave only reducing allowed, once each Eastern day."""
    text = "`paxline ledger` shows what was earned and lost, `paxline settings` the limits."
    return tuple(
        Notice(f"drawdown/{one.limit.name}/{eastern_day(at)}", at, Kind.DRAWDOWN, one.words, text)
        for one in breaches
        if one.limit in {Limit.DAY, Limit.DRAWDOWN}
    )


def trouble(what: str, words: str, *, since: datetime, at: datetime) -> Notice:
    """Something has not worked ``since`` an instant (UTC)."""
    minutes = int((at - since).total_seconds() // 60)
    text = f"{words}\nSo for {minutes} minutes. It is asked again by the schedule."
    return Notice(f"trouble/{what}/{since.isoformat()}", at, Kind.TROUBLE, f"{what}: it does not work", text)


def over(what: str, *, since: datetime, at: datetime) -> Notice:
    """What did not work ``since`` an instant (UTC) works again."""
    minutes = int((at - since).total_seconds() // 60)
    text = f"After {minutes} minutes."
    return Notice(f"over/{what}/{since.isoformat()}", at, Kind.TROUBLE, f"{what}: it works again", text)


def jumped(by: timedelta, *, at: datetime) -> Notice:
    """The clock moved otherwise than time: back, or ahead as after a machine's sleep."""
    seconds = abs(by.total_seconds())
    how = "was set back by" if by < timedelta(0) else "jumped, or the machine slept, for"
    title = f"the clock {how} {seconds:,.0f} s"
    text = "What was due meanwhile is done at once, once each. `paxline doctor` compares the clocks."
    return Notice(f"clock/{at.isoformat()}", at, Kind.TROUBLE, title, text)


def _filled(event: Filled) -> Notice:
    verb = "bought" if event.side is Side.BID else "sold"
    title = f"{verb} {event.count.contracts:g} YES at {event.price.dollars * 100:g}¢, {_name(event.ticker)}"
    text = f"{event.ticker}, as {event.role.value}, fee ${event.fee}, traded at {event.at:%Y-%m-%d %H:%M:%S} UTC."
    return Notice(f"fill/{event.fill_id}", event.at, Kind.FILL, title, text)


def _name(ticker: str) -> str:
    try:
        return f"above {Contract.parse(ticker).strike / 1e6:g} M"
    except ValueError:
        return ticker
