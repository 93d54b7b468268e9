"""One week put together: the forecast, the quotes of its ladder, and what every rung is worth."""

from datetime import datetime

from paxline.counts.calendar import Week
from paxline.desk.valuation import value_week
from paxline.edge.store import Store
from paxline.forecast.weekly import Forecaster
from paxline.market.fees import FeeSchedule
from paxline.pages.week import WeekPage
from paxline.wiring.outlook import outlook


def week_page(
    store: Store, *, week: Week, as_of: datetime, forecaster: Forecaster, origin: str, now: datetime
) -> WeekPage:
    """The page of ``week`` as ``as_of`` saw it; what it settled on is shown where ``now`` knows it."""
    seen = outlook(store, week=week, as_of=as_of, forecaster=forecaster)
    quotes = store.quotes(week, as_of)
    return WeekPage(
        valuation=value_week(seen.forecast, seen.ladder, quotes, FeeSchedule.at(as_of)),
        history=seen.history,
        settled=store.history(now).settlement(week),
        origin=origin,
    )
