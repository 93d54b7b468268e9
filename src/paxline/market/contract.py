"""Kalshi's weekly TSA contract: tickers, strikes, the settlement rule, and its hours.

Source: contract rules and market objects of 2022–2026; see the rule text in ``Contract``.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final, Self

from paxline.counts.calendar import Week, eastern, eastern_day

SERIES: Final = "KXTSAW"
OLD_SERIES: Final = "TSAW"
OLD_SERIES_LAST_SUNDAY: Final = date(2024, 10, 20)
"""The last week that traded under the old series ticker."""

OPEN_TIME: Final = time(10, 0)
"""Trading opens on Monday at 10:00 ET (market objects of 2025–26; the listing lead has varied)."""

CLOSE_TIME: Final = time(23, 59)
"""Last trade on Sunday at 23:59 ET (rules_secondary, 2026-08-30)."""

_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_EVENT: Final = re.compile(r"(?P<series>KXTSAW|TSAW)-(?P<year>\d\d)(?P<month>[A-Z]{3})(?P<day>\d\d)", re.ASCII)
_MARKET: Final = re.compile(r"(?P<event>[A-Z]+-\d\d[A-Z]{3}\d\d)-A(?P<millions>\d+(\.\d{1,6})?)", re.ASCII)


def event_ticker(week: Week) -> str:
    """The ticker of the event that trades ``week``, such as ``KXTSAW-26APR26``."""
    series = OLD_SERIES if week.sunday <= OLD_SERIES_LAST_SUNDAY else SERIES
    return f"{series}-{week.sunday:%y}{_MONTHS[week.sunday.month - 1]}{week.sunday:%d}"


def event_week(ticker: str) -> Week:
    """The week that an event's ticker names; any other text raises ``ValueError``."""
    found = _EVENT.fullmatch(ticker)
    if found is None or found["month"] not in _MONTHS:
        raise ValueError(f"not an event of this series: {ticker!r}")
    return Week.ending(date(2000 + int(found["year"]), _MONTHS.index(found["month"]) + 1, int(found["day"])))


def opens_at(week: Week) -> datetime:
    """The usual UTC instant at which trading of ``week`` opens; the market object has the true one."""
    return eastern(week.monday, OPEN_TIME)


def closes_at(week: Week) -> datetime:
    """The UTC instant after which ``week`` no longer trades."""
    return eastern(week.sunday, CLOSE_TIME)


@dataclass(frozen=True, slots=True, order=True)
class Contract:
    """One rung: pays 1 dollar if the week's average is strictly above ``strike``, else nothing.

    Rule (2026-08-30): "above" is strict, equality settles NO; the average is the arithmetic mean of the seven
    counts Monday to Sunday as the TSA shows them at the first 9:00 AM after Sunday's figure is released.

    Attributes:
        strike: People, as the exchange's ``floor_strike`` states it.
        ticker: The exchange's market ticker.
    """

    strike: int
    ticker: str

    @classmethod
    def parse(cls, ticker: str) -> Self:
        """The contract that a market's ticker names, such as ``KXTSAW-26APR26-A2.45``; else ``ValueError``."""
        found = _MARKET.fullmatch(ticker)
        if found is None:
            raise ValueError(f"not a market of this series: {ticker!r}")
        event_week(found["event"])
        return cls(int(Decimal(found["millions"]) * 1_000_000), ticker)

    def pays(self, average: float) -> bool:
        """Whether YES pays when the week settles at ``average`` people."""
        return average > self.strike


@dataclass(frozen=True, slots=True)
class Ladder:
    """The contracts of one week, lowest strike first; strikes are distinct.

    Attributes:
        week: The contract week.
        rungs: At least one contract.
    """

    week: Week
    rungs: tuple[Contract, ...]

    def __post_init__(self) -> None:
        strikes = [rung.strike for rung in self.rungs]
        if not strikes or strikes != sorted(set(strikes)):
            raise ValueError("a ladder has at least one rung, strikes rising and distinct")

    @classmethod
    def of(cls, week: Week, strikes: tuple[int, ...]) -> Self:
        """The ladder with these strikes, tickers written as the exchange writes them."""
        event = event_ticker(week)
        return cls(week, tuple(Contract(k, f"{event}-A{_millions(k)}") for k in sorted(strikes)))

    @property
    def strikes(self) -> tuple[int, ...]:
        """The strikes in people, lowest first."""
        return tuple(rung.strike for rung in self.rungs)


STRIKE_STEP: Final = 50_000
"""People between two rungs, as listed since 2024."""

USUAL_RUNGS: Final = 21
"""Rungs in an event of 2026."""


def usual_ladder(week: Week, centre: float) -> Ladder:
    """A ladder like those of 2026 around ``centre`` (people), for a week whose listing nobody recorded."""
    middle = round(centre / STRIKE_STEP)
    return Ladder.of(week, tuple((middle + i - USUAL_RUNGS // 2) * STRIKE_STEP for i in range(USUAL_RUNGS)))


def _millions(strike: int) -> str:
    """A strike in millions with at least two decimals, as tickers have it since 2024."""
    text = f"{Decimal(strike) / 1_000_000:.6f}".rstrip("0")
    whole, _, part = text.partition(".")
    return f"{whole}.{part:0<2}"


def is_open(week: Week, instant: datetime) -> bool:
    """Whether ``week`` usually trades at ``instant`` (UTC); pauses and early listings are not in it."""
    return opens_at(week) <= instant.astimezone(UTC) < closes_at(week)


def trading_week(instant: datetime) -> Week:
    """The week that usually trades at ``instant`` (UTC), or the next one to open."""
    week = Week.holding(eastern_day(instant))
    return week if instant < closes_at(week) else week.plus(1)
