"""From when each kind of figure could be known: one rule a kind, each with its source.

A rule gives the earliest instant that its source supports for every observation, later where sources differ: a rule
that is late costs a little accuracy, one that is early makes the evidence false.
"""

from datetime import date, datetime, time
from typing import Final

from dateutil.relativedelta import TH, relativedelta

from paxline.counts.calendar import ONE_DAY, eastern, federal_holidays

_INDEX_TIME: Final = time(11, 30)
_WEATHER_TIME: Final = time(6, 0)
_MIDNIGHT: Final = time(0, 0)
_TREND_LAG_DAYS: Final = 4


def index_known_at(saturday: date) -> datetime:
    """When the Weekly Economic Index of the week that ends on ``saturday`` was first there.

    The Thursday after, 11:30 ET; a day later where a federal holiday falls on it. The file's values may be later
    revisions, which each of the next two releases can bring: they are a little better than what was shown then.

    Source: dallasfed.org/research/wei, 2023-09-21 ("updated Thursday at or shortly after 10:30 a.m. CT"; on holidays
    "delayed by 24 hours") and 2025-10-02 (then "on the Wednesday before the holiday"); the later of the two is taken.
    """
    thursday = saturday + ONE_DAY + relativedelta(weekday=TH)
    release = thursday + ONE_DAY if thursday in federal_holidays(thursday.year) else thursday
    return eastern(release, _INDEX_TIME)


def trend_known_at(sunday: date) -> datetime:
    """When the share of searches in the week that starts on ``sunday`` was complete: 72 hours after its Saturday ended.

    Every value of a downloaded file is scaled by the file's own maximum, which may come later; only ratios between
    weeks mean anything.

    Source: support.google.com/trends/answer/4365533 (the sample goes "up to 72 hours before your search").
    """
    return eastern(sunday + (6 + _TREND_LAG_DAYS) * ONE_DAY, _MIDNIGHT)


def weather_known_at(day: date) -> datetime:
    """When the weather observed on ``day`` at the hubs was known: 6:00 ET on the next day.

    Source: stations report hourly, and daily climate summaries of the National Weather Service appear early on the
    next morning; that the composite could have been computed then is an assumption.
    """
    return eastern(day + ONE_DAY, _WEATHER_TIME)


def holiday_known_at(day: date) -> datetime:
    """When the rules that make ``day`` a holiday were known: the start of the year before.

    Source: 5 U.S.C. 6103, whose last change (2021-06-17) is older than every week that is tried.
    """
    return eastern(date(day.year - 1, 1, 1), _MIDNIGHT)
