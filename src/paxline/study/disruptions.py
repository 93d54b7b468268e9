"""Dated disruptions of 2022–26, to name beside a week that was missed; no forecast reads them.

That a disruption fell into a week does not say that it caused the miss. The list was drawn up afterwards, and is
complete for nothing.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from paxline.counts.calendar import ONE_DAY, Week, travel_holidays


@dataclass(frozen=True, slots=True)
class Disruption:
    """Something that kept people from flying, or the TSA from counting them.

    Attributes:
        first: Its first day.
        last: Its last day.
        what: What it was, in a few words.
        source: Who says so.
    """

    first: date
    last: date
    what: str
    source: str

    def touches(self, week: Week) -> bool:
        """Whether a day of it lies in ``week``."""
        return self.first <= week.sunday and week.monday <= self.last


_COUNTS: Final = "the counts themselves; no cause verified"
_TWO_PAGES: Final = "the TSA's page as published beside its yearly restatement"

DISRUPTIONS: Final = (
    Disruption(date(2022, 9, 2), date(2022, 9, 6), "a count shown 366,000 too low, corrected later", _TWO_PAGES),
    Disruption(date(2022, 9, 28), date(2022, 9, 30), "hurricane Ian", "National Hurricane Center, AL092022"),
    Disruption(date(2022, 12, 21), date(2022, 12, 26), "winter storm Elliott", "National Weather Service"),
    Disruption(
        date(2022, 12, 21),
        date(2022, 12, 31),
        "Southwest's breakdown",
        "US Department of Transportation, consent order of 2023-12-18",
    ),
    Disruption(date(2023, 1, 11), date(2023, 1, 11), "ground stop by the FAA's NOTAM outage", "FAA"),
    Disruption(date(2024, 2, 26), date(2024, 2, 26), "a count shown 228,000 too high", _TWO_PAGES),
    Disruption(date(2024, 7, 19), date(2024, 7, 22), "worldwide software outage (CrowdStrike)", "CrowdStrike"),
    Disruption(date(2024, 9, 6), date(2024, 9, 7), "two counts shown wrong by up to 461,000", _TWO_PAGES),
    Disruption(date(2024, 9, 26), date(2024, 9, 28), "hurricane Helene", "National Hurricane Center, AL092024"),
    Disruption(date(2024, 10, 8), date(2024, 10, 11), "hurricane Milton", "National Hurricane Center, AL142024"),
    Disruption(date(2025, 1, 5), date(2025, 1, 6), "winter storm, Plains to mid-Atlantic", "National Weather Service"),
    Disruption(date(2025, 1, 10), date(2025, 1, 11), "winter storm in the South", "National Weather Service"),
    Disruption(
        date(2025, 10, 1), date(2025, 11, 12), "federal shutdown, counts published late", "US Congress, P.L. 119-37"
    ),
    Disruption(date(2025, 10, 31), date(2025, 11, 2), "two counts shown rounded and swapped", _TWO_PAGES),
    Disruption(date(2025, 11, 7), date(2025, 11, 17), "flights cut by order of the FAA", "FAA emergency order"),
    Disruption(date(2026, 1, 24), date(2026, 1, 26), "winter storm; its Sunday 46 % below the trend", _COUNTS),
    Disruption(date(2026, 1, 31), date(2026, 1, 31), "a Saturday 7 % below the trend", _COUNTS),
    Disruption(date(2026, 2, 14), date(2026, 2, 15), "lapse of DHS funding begins, counts published late", "DHS"),
    Disruption(date(2026, 2, 22), date(2026, 2, 23), "two days like a storm, 7 and 19 % below the trend", _COUNTS),
    Disruption(date(2026, 3, 16), date(2026, 3, 16), "a Monday 10 % below the trend", _COUNTS),
)
"""In the order of their first days."""


def happenings(week: Week) -> str:
    """The disruptions and holidays of ``week`` in words; empty where none is known.

    The Sunday before and the Monday after count too: people travel after the one and before the other.
    """
    before, after = week.monday - ONE_DAY, week.sunday + ONE_DAY
    beside = {before: " the day before", after: " the day after"}
    named = [found.what for found in DISRUPTIONS if found.touches(week)]
    for day in (before, *week.days, after):
        holidays = (holiday for holiday, falls in travel_holidays(day.year).items() if falls == day)
        named += [f"{holiday.value}{beside.get(day, '')}" for holiday in holidays]
    return "; ".join(named)
