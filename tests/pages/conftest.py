"""Pages to test with: a week on made-up counts, quoted and unquoted; every chart is held against the whole grammar."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from importlib.resources import files

import pytest
from jsonschema import Draft7Validator

from paxline.counts.calendar import eastern
from paxline.counts.history import History
from paxline.desk.valuation import value_week
from paxline.exchange.world import make_world
from paxline.forecast.baselines import RATIO
from paxline.market.contract import OPEN_TIME
from paxline.market.fees import FeeSchedule
from paxline.pages import drawing
from paxline.pages.week import WeekPage
from paxline.testing import NOW, WEEK

PageMaker = Callable[..., WeekPage]


class Grammar:
    """The grammar of Vega-Lite, of the version that the renderer draws."""

    def __init__(self) -> None:
        schema = files("altair.vegalite.v6.schema").joinpath("vega-lite-schema.json").read_text(encoding="utf-8")
        self._validator = Draft7Validator(json.loads(schema))
        self._fine: set[str] = set()

    def check(self, spec: str) -> None:
        """``AssertionError`` where the chart is not in the grammar."""
        if spec not in self._fine:
            assert self._validator.is_valid(json.loads(spec)), f"not in the grammar: {spec[:2000]}"
            self._fine.add(spec)


@pytest.fixture(scope="session")
def grammar() -> Grammar:
    return Grammar()


@pytest.fixture(autouse=True)
def every_chart_is_in_the_grammar(grammar: Grammar, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered = drawing._rendered

    def checked(spec: str) -> str:
        grammar.check(spec)
        return rendered(spec)

    monkeypatch.setattr(drawing, "_rendered", checked)


@pytest.fixture(scope="session")
def make_page() -> PageMaker:
    def make(*, as_of: datetime = NOW, quoted: str = "quoted", origin: str = "A made-up world.") -> WeekPage:
        world = make_world(WEEK, as_of=as_of, seed=7)
        later = make_world(WEEK, as_of=eastern(WEEK.plus(1).sunday, OPEN_TIME), seed=7)
        forecast = RATIO.forecast(world.history, WEEK)
        quotes = world.quotes if quoted == "quoted" else ()
        return WeekPage(
            valuation=value_week(forecast, world.ladder, quotes, FeeSchedule.at(as_of)),
            history=world.history,
            settled=later.history.settlement(WEEK),
            origin=origin,
        )

    return make


@pytest.fixture(scope="session")
def page(make_page: PageMaker) -> WeekPage:
    return make_page()


@pytest.fixture(scope="session")
def doubtful(page: WeekPage) -> WeekPage:
    """The same page, its Monday count suspect in words that would be markup."""
    known = dict(page.valuation.forecast.known_days)
    monday = WEEK.monday
    known[monday] = replace(known[monday], doubt="<script>alert('x')</script> far below other Mondays")
    forecast = replace(page.valuation.forecast, known_days=known)
    readings = tuple(known.get(r.day, r) if r.day == monday else r for r in page.history.readings)
    return replace(
        page,
        valuation=replace(page.valuation, forecast=forecast),
        history=History(page.history.known_by, readings),
    )
