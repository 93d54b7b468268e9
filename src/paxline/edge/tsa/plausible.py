"""Whether a count can be what the page meant, judged by the days and weeks around it.

The bounds are taken from every day from 2019 to April 2026. A figure beyond anything that happened (a lost or an
added digit, mostly) is refused; one that is only unusual (a storm) is kept with its doubt in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Final

from paxline.counts.calendar import ONE_DAY, Holiday, travel_holidays

LEAST: Final = 50_000
"""Fewer people were never counted on a day: the lowest was 87,534 on 2020-04-14."""

MOST: Final = 6_000_000
"""More were never counted: the highest was 3,134,613 by April 2026."""

_USUAL_LEAST: Final = 1_000_000
"""Below this only in the pandemic of 2020 and 2021: the lowest since 2022 was 1,059,741 on 2022-01-25."""

_USUAL_MOST: Final = 4_000_000
"""What a figure with nothing beside it may be at most."""

# Against the median of the 4 days on either side: 0.55 (Thanksgiving) to 1.80 (March 2020) were seen.
_NEAR_BOUNDS: Final = (0.50, 1.90)
# Against both that median and the same weekday's of 4 weeks on either side: 0.60 to 1.80 were seen.
_BOTH_BOUNDS: Final = (0.52, 1.90)
# Against the same weekday alone, which says little where the level collapses.
_WEEKS_BOUNDS: Final = (0.40, 2.50)
# Where another leading digit would make an outlier ordinary, the digit is what is wrong.
_SLIP_OUTLIER: Final = (0.80, 1.25)
_SLIP_CLOSE: Final = 0.35
_MILLION: Final = 1_000_000

_ORDINARY: Final = (0.80, 1.25)
"""The same weekday's neighbours leave an ordinary day within this: 30 days of 2022 to 2026 lie outside."""

_FESTIVE: Final = (0.57, 1.60)
"""The same around a travel holiday."""

_ODD_REVISION: Final = 0.03
_MANY: Final = 3
_STEPS: Final = (-4, -3, -2, -1, 1, 2, 3, 4)
_WINDOWS: Final[Mapping[Holiday, tuple[int, int]]] = {
    Holiday.NEW_YEAR: (-8, 10),
    Holiday.MEMORIAL: (-3, 1),
    Holiday.INDEPENDENCE: (-4, 4),
    Holiday.LABOR: (-4, 5),
    Holiday.HALLOWEEN: (0, 0),
    Holiday.THANKSGIVING: (-6, 10),
    Holiday.CHRISTMAS: (-8, 7),
}
"""Days before and after a holiday on which traffic is unlike the weeks around it (2022 to 2026)."""


class Verdict(Enum):
    """What becomes of a figure."""

    KEEP = "keep"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and its reason: why it is refused, or what is odd about it; empty where nothing is."""

    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Around:
    """Figures beside a day: of the same weekday in the weeks around, and of the days around."""

    weeks: tuple[int, ...]
    days: tuple[int, ...]

    def ratios(self, figure: int) -> tuple[float, ...]:
        return tuple(figure / median(group) for group in (self.weeks, self.days) if group)


def judge(
    figures: Mapping[date, int], *, known: Mapping[date, int], restated: frozenset[date]
) -> dict[date, Judgement]:
    """A judgement of each of a page's ``figures`` (people per day); one that is stored as it stands is kept.

    Args:
        figures: What the page shows, by day.
        known: What is stored of other days and of the same, by day; it outweighs the page.
        restated: The days whose figure is expected to differ from the stored one.
    """
    # What is stored was judged when it came.
    news = {day: figure for day, figure in figures.items() if day in restated or known.get(day) != figure}
    everything = {day.toordinal(): figure for day, figure in {**figures, **known}.items()}
    suspects = {
        day.toordinal()
        for day, figure in news.items()
        if day not in known and _refusal(figure, _around(day, everything))
    }
    # A wrong figure must not condemn its neighbours, so the second look leaves the suspects out.
    trusted = {at: figure for at, figure in everything.items() if at not in suspects}
    judged = dict.fromkeys(figures, Judgement(Verdict.KEEP))
    places = _places(trusted, of=frozenset(news.values()))
    for day, figure in news.items():
        around = _around(day, trusted)
        if refusal := _refusal(figure, around):
            judged[day] = Judgement(Verdict.REFUSE, refusal)
            continue
        stored = None if day in restated else known.get(day)
        twin = next((date.fromordinal(at) for at in places.get(figure, ()) if at != day.toordinal()), None)
        judged[day] = Judgement(Verdict.KEEP, _doubt(day, figure, around=around, stored=stored, twin=twin))
    return judged


def _places(figures: Mapping[int, int], *, of: frozenset[int]) -> dict[int, list[int]]:
    """Where each figure ``of`` interest stands, by the days' ordinals."""
    places: dict[int, list[int]] = {}
    for at, figure in figures.items():
        if figure in of:
            places.setdefault(figure, []).append(at)
    return places


def _around(day: date, figures: Mapping[int, int]) -> _Around:
    """The figures beside ``day``, from figures by the day's ordinal."""
    at = day.toordinal()
    return _Around(
        weeks=tuple(figures[at + 7 * step] for step in _STEPS if at + 7 * step in figures),
        days=tuple(figures[at + step] for step in _STEPS if at + step in figures),
    )


def _refusal(figure: int, around: _Around) -> str:
    """Why a figure cannot be meant, or an empty string."""
    if not LEAST <= figure <= MOST:
        return f"{figure:,} lies outside anything ever counted on a day ({LEAST:,} to {MOST:,})"
    if not around.weeks and not around.days:
        if _USUAL_LEAST <= figure <= _USUAL_MOST:
            return ""
        return f"{figure:,} is unusual and there is no other day to compare it with"
    return _out_of_line(figure, around)


def _out_of_line(figure: int, around: _Around) -> str:
    """Why a figure cannot stand between its neighbours, of which there is at least one; or an empty string."""
    ratios = around.ratios(figure)
    near = figure / median(around.days) if around.days else None
    weeks = figure / median(around.weeks) if around.weeks else None
    if near is not None and not _NEAR_BOUNDS[0] <= near <= _NEAR_BOUNDS[1]:
        return f"{figure:,} is {near:.2f} times the days around it, which never happened"
    if near is None and weeks is not None and not _WEEKS_BOUNDS[0] <= weeks <= _WEEKS_BOUNDS[1]:
        return f"{figure:,} is {weeks:.2f} times the same weekday in the weeks around it"
    if max(ratios) < _BOTH_BOUNDS[0] or min(ratios) > _BOTH_BOUNDS[1]:
        return f"{figure:,} is {ratios[0]:.2f} times the same weekday in the weeks around it"
    if _digit_slipped(figure, around):
        return f"{figure:,} has a leading digit more or less than the days around it"
    return ""


def _digit_slipped(figure: int, around: _Around) -> bool:
    """Whether the figure is an outlier that a leading digit added or removed would make ordinary."""
    levels = [median(group) for group in (around.weeks, around.days) if group]
    ratios = [figure / level for level in levels]
    lost = max(ratios) < _SLIP_OUTLIER[0] and figure < _MILLION <= min(levels)
    gained = min(ratios) > _SLIP_OUTLIER[1] and figure >= _MILLION > max(levels)
    if not (lost or gained):
        return False
    others = [figure + leading * _MILLION * (1 if lost else -1) for leading in (1, 2, 3)]
    return any(abs(other / levels[-1] - 1) < _SLIP_CLOSE for other in others)


def _doubt(day: date, figure: int, *, around: _Around, stored: int | None, twin: date | None) -> str:
    """What is odd about a figure that is kept, as sentences, or an empty string."""
    doubts: list[str] = []
    least, most = _FESTIVE if _festive(day) else _ORDINARY
    if len(around.weeks) >= _MANY:
        ratio = figure / median(around.weeks)
        if not least <= ratio <= most:
            doubts.append(f"{abs(ratio - 1):.0%} {'below' if ratio < 1 else 'above'} the same weekday around it.")
    elif len(around.weeks) + len(around.days) < _MANY:
        doubts.append("Too few days beside it to compare it with.")
    if figure % 1000 == 0:
        doubts.append("A round figure, as if estimated.")
    if twin is not None:
        doubts.append(f"The same figure stands at {twin}.")
    if stored is not None and abs(figure / stored - 1) > _ODD_REVISION:
        doubts.append(f"It stood at {stored:,} before.")
    return " ".join(doubts)


@cache
def _festive(day: date) -> bool:
    for year in (day.year, day.year + 1):
        holidays = travel_holidays(year)
        for holiday, (before, after) in _WINDOWS.items():
            if before <= (day - holidays[holiday]).days <= after:
                return True
    return False


def gaps(days: list[date]) -> list[tuple[date, date]]:
    """The first and the last day of each run missing between the first and the last of ``days``, ascending."""
    return [(earlier + ONE_DAY, later - ONE_DAY) for earlier, later in pairwise(days) if (later - earlier).days > 1]
