"""One week put together: the forecast, the quotes of its ladder, and what every rung is worth."""

from datetime import datetime

from paxline.desk.valuation import value_week
from paxline.forecast.weekly import Forecaster
from paxline.market.fees import TSA_TERMS, FeeSchedule
from paxline.pages.week import WeekPage
from paxline.wiring.outlook import outlook
from paxline.wiring.scene import Scene


def week_page(scene: Scene, *, forecaster: Forecaster, now: datetime) -> WeekPage:
    """The page of the scene's week as its instant saw it; what it settled on is shown where ``now`` knows it."""
    store, conditions = scene.store, scene.conditions
    seen = outlook(store, week=scene.week, as_of=scene.as_of, forecaster=forecaster)
    quotes = store.quotes(scene.week, scene.as_of)
    terms = (conditions and conditions.fee_terms) or TSA_TERMS
    return WeekPage(
        valuation=value_week(seen.forecast, seen.ladder, quotes, FeeSchedule.at(scene.as_of, terms=terms)),
        history=seen.history,
        settled=store.history(now).settlement(scene.week),
        origin=scene.origin,
        conditions=conditions.notices if conditions else (),
    )
