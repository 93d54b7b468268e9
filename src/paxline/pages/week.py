"""One week in rows and sentences: what the terminal and the report both show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from paxline.counts.calendar import Week, expected_release
from paxline.counts.history import History, Reading, Settlement, Vintage
from paxline.desk.valuation import Valuation
from paxline.forecast.distribution import median
from paxline.market.contract import closes_at, is_open, opens_at
from paxline.market.implied import ImpliedMarket, NoImplied
from paxline.pages import words

YEAR: Final = timedelta(days=364)
"""The distance to the same weekday a year earlier."""

STALE_QUOTES: Final = timedelta(hours=6)
"""Quotes older than this are called old while the week trades."""

_LATE: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class WeekPage:
    """Everything the page of one week shows.

    Attributes:
        valuation: Forecast, market and rungs at one instant.
        history: What was known of the counts at that instant.
        settled: What the week settled on, where it is already known to the reader though not to the forecast.
        origin: Where the figures come from, in one sentence.
        conditions: What is unusual about the exchange's terms, one sentence each.
    """

    valuation: Valuation
    history: History
    settled: Settlement | None
    origin: str
    conditions: tuple[str, ...] = ()

    @property
    def week(self) -> Week:
        """The contract week."""
        return self.valuation.forecast.week

    @property
    def as_of(self) -> datetime:
        """The UTC instant whose knowledge the page shows."""
        return self.valuation.forecast.as_of


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the week.

    Attributes:
        day: The day.
        passengers: The published figure or the expected one, people.
        sd: Standard deviation of an expected figure, people; ``None`` for a published one.
        year_earlier: The figure of the same weekday 364 days before, ``None`` where unknown.
        doubt: Why a published figure is suspect, else empty.
    """

    day: date
    passengers: float
    sd: float | None
    year_earlier: int | None
    doubt: str

    @property
    def change(self) -> float | None:
        """The relative change from a year earlier, ``None`` where that is unknown."""
        return self.passengers / self.year_earlier - 1 if self.year_earlier else None


def day_rows(page: WeekPage) -> tuple[DayRow, ...]:
    """The seven days in order, published or expected."""
    expected = {forecast.day: forecast for forecast in page.valuation.forecast.days}
    rows: list[DayRow] = []
    for day in page.week.days:
        before = page.history.comparable.get(day - YEAR)
        known = page.valuation.forecast.known_days.get(day)
        rows.append(
            DayRow(
                day=day,
                passengers=known.passengers if known else expected[day].mean,
                sd=None if known else expected[day].sd,
                year_earlier=before.passengers if before else None,
                doubt=known.doubt if known else "",
            )
        )
    return tuple(rows)


def title(page: WeekPage) -> str:
    """The week, in the words of a heading."""
    return f"Week ending {words.day_of_year(page.week.sunday)}"


def headline(page: WeekPage) -> str:
    """The forecast in one line: the median and the 80 % interval."""
    ours = page.valuation.forecast.settlement
    low, high = ours.quantile((0.1, 0.9))
    return f"{words.millions(median(ours))} · 80 % {words.millions(low)[:-2]} – {words.millions(high)}"


def status(page: WeekPage) -> str:
    """What is published, what comes next and whether the week trades."""
    known = len(page.valuation.forecast.known_days)
    parts = [f"{known} of 7 days published", _next_count(page), _trading(page)]
    return " · ".join(part for part in parts if part)


def _next_count(page: WeekPage) -> str:
    latest = page.history.latest_day
    if latest is None or latest >= page.week.sunday:
        return ""
    late = _late(page)
    return late or f"next count about {words.instant(expected_release(latest + timedelta(days=1)))}"


def _late(page: WeekPage) -> str:
    """That a count of the week, or one before it, has not come though it was due; empty where none is."""
    latest = page.history.latest_day
    if latest is None or latest >= page.week.sunday:
        return ""
    day = latest + timedelta(days=1)
    due = expected_release(day)
    return f"the count of {words.day(day)} is late: it was due {words.instant(due)}" if page.as_of > due + _LATE else ""


def _trading(page: WeekPage) -> str:
    if is_open(page.week, page.as_of):
        return f"trades until {words.instant(closes_at(page.week))}"
    if page.as_of < opens_at(page.week):
        return f"opens {words.instant(opens_at(page.week))}"
    return "no longer trades"


def notices(page: WeekPage) -> tuple[str, ...]:
    """Everything a reader must know before trusting the page, most important first; often empty."""
    return tuple(_notices(page))


def _notices(page: WeekPage) -> Iterator[str]:
    valuation = page.valuation
    yield from page.conditions
    late = _late(page)
    if late:
        yield f"{late[0].upper()}{late[1:]}. Until it comes, the forecast knows nothing newer."
    for reading in valuation.forecast.known_days.values():
        if reading.doubt:
            yield f"Suspect figure: {words.day(reading.day)} shows {reading.passengers:,}: {reading.doubt}"
        if reading.vintage is Vintage.STAND_IN:
            yield f"{words.day(reading.day)} is a restated figure; nobody recorded the published one."
    for shock in valuation.forecast.shocks:
        yield f"Declared: {words.shock(shock)}."
    if valuation.pooled.at_odds:
        yield f"{valuation.pooled.note[0].upper()}{valuation.pooled.note[1:]}."
    if isinstance(valuation.market, NoImplied):
        yield f"No market distribution: {valuation.market.reason}."
    quoted = valuation.quoted_at
    if quoted is not None and page.as_of - quoted > STALE_QUOTES and is_open(page.week, page.as_of):
        hours = (page.as_of - quoted).total_seconds() / 3600
        yield f"The quotes are {hours:.0f} hours old (seen {words.instant(quoted)})."
    held = _lagging(page)
    if held is not None:
        yield held


def _lagging(page: WeekPage) -> str | None:
    """Whether the history ends long before the week, so that the forecast reaches further than it seems."""
    latest = page.history.latest_day
    if latest is None:
        return "Nothing is published yet."
    gap = (page.week.monday - latest).days - 1
    return (
        f"The last published count is {words.day_of_year(latest)}, {words.days(gap)} before the week."
        if gap > 3
        else None
    )


def market_line(page: WeekPage) -> str:
    """What the market's own distribution says, or why there is none."""
    market = page.valuation.market
    if not isinstance(market, ImpliedMarket):
        return f"no market distribution: {market.reason}"
    low, high = market.distribution.quantile((0.1, 0.9))
    return f"{words.millions(market.distribution.loc)} · 80 % {words.millions(low)[:-2]} – {words.millions(high)}"


def verdict(page: WeekPage) -> str:
    """Whether anything on the ladder is worth taking, in one sentence."""
    rungs = page.valuation.rungs
    if page.valuation.quoted_at is None:
        return "No quotes were known at this instant, so there is nothing to compare with."
    worth = [rung for rung in rungs if rung.worth_taking]
    if not worth:
        return "No edge this week for a taker: no rung clears the bar after the fee and after halving what is claimed."
    if page.valuation.pooled.at_odds:
        return "Some rungs look cheap, but ours and the market's disagree by more than their widths allow: look first."
    names = ", ".join(f"{rung.side.value} above {words.strike(rung.contract.strike)}" for rung in worth if rung.side)
    return f"Worth a look for a taker, on the pooled value: {names}."


def settled_line(page: WeekPage) -> str | None:
    """What the week settled on, where it is known by now, beside the forecast made without it."""
    if page.settled is None:
        return None
    print_ = page.settled.passengers
    rank = float(page.valuation.forecast.settlement.cdf(print_))
    note = " (a restated figure stands in for a day)" if page.settled.stands_in else ""
    return f"It settled on {print_:,.0f}{note}, at the {rank:.0%} point of the forecast, which did not know it."


def recent_days(history: History, *, until: date, count: int) -> tuple[Reading, ...]:
    """The last ``count`` published readings up to ``until``, oldest first."""
    return tuple(reading for day, reading in history.published.items() if day <= until)[-count:]
