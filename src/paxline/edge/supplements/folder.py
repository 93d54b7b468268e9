"""A folder of collected supplementary data: the files of known layouts as series, whatever else lies there ignored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from paxline.counts.history import Rejected
from paxline.counts.supplements import Observation, Series
from paxline.edge.supplements.known import index_known_at, trend_known_at, weather_known_at
from paxline.edge.supplements.table import Layout, read_table
from paxline.errors import MissingData

INDEX: Final = Layout(
    "[Ww][Ee][Ii]*.csv", "Weekly Economic Index", index_known_at, columns=("WEI",), weekday=5, before=6
)
"""The Dallas Fed's index by the Saturday that ends its week; percent, scaled to four-quarter growth of GDP."""

TRENDS: Final = Layout(
    "google_trends_*.csv",
    "searches",
    trend_known_at,
    # A week's passengers are what is to be forecast; one layout carries them along.
    others=frozenset({"isPartial", "weekly_passenger_volume"}),
    weekday=6,
    after=6,
)
"""Searches by the Sunday that starts their week, 0 to 100 of the file's own maximum; a column for each term."""

WEATHER: Final = Layout(
    "weather_composite_daily_*.csv",
    "hub weather",
    weather_known_at,
    columns=("weather_disruption_score", "weather_is_severe", "weather_pct_heavy_snow", "weather_max_wind_gust"),
)
"""Weather observed at the large hubs on a day: a score, severe or not, share with heavy snow, strongest gust."""

LAYOUTS: Final = (INDEX, TRENDS, WEATHER)


@dataclass(frozen=True, slots=True)
class Supplements:
    """What a folder tells.

    Attributes:
        series: Every series by its name; each knows everything the folder holds of it.
        rejected: Rows that were not taken in, and why.
        notes: What a person should know: kinds of files that are absent.
    """

    series: Mapping[str, Series]
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...]


def read_supplements(folder: Path, *, known_by: datetime) -> Supplements:
    """What ``folder`` holds and ``known_by`` (UTC) could know; ``MissingData`` where there is no such folder."""
    if not folder.is_dir():
        raise MissingData(f"there is no folder {folder}")
    found: dict[str, list[Observation]] = {}
    rejected: list[Rejected] = []
    notes: list[str] = []
    for layout in LAYOUTS:
        paths = sorted(folder.glob(layout.pattern))
        if not paths:
            notes.append(f"no file {layout.pattern}: {layout.kind} is not tried")
        for path in paths:
            read = read_table(path, layout)
            rejected += read.rejected
            for one in read.observations:
                found.setdefault(one.series, []).append(one)
    series = {name: Series.of(name, observations, known_by=known_by) for name, observations in found.items()}
    return Supplements(MappingProxyType(series), tuple(rejected), tuple(notes))
