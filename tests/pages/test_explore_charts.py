from xml.etree import ElementTree as ET

import pytest

from paxline.exchange.world import make_world
from paxline.pages import explore_charts as charts
from paxline.pages.drawing import PROPERTIES
from paxline.study.effects import WINDOWS
from paxline.study.explore import Exploration, explore
from paxline.study.level import Growth, Overlay
from paxline.study.residuals import Residuals
from paxline.study.series import Lacking
from paxline.testing import NOW, WEEK


@pytest.fixture(scope="module")
def explored() -> Exploration:
    return explore(make_world(WEEK, as_of=NOW, seed=7).history)


def drawn(of: Exploration) -> list[str]:
    assert isinstance(of.growth, Growth)
    assert isinstance(of.overlay, Overlay)
    assert isinstance(of.residuals, Residuals)
    assert not isinstance(of.weekdays, Lacking)
    assert not isinstance(of.holidays, Lacking)
    return [
        charts.trend_chart(of.trend),
        charts.growth_chart(of.growth),
        charts.overlay_chart(of.overlay),
        charts.weekday_chart(of.weekdays),
        charts.holiday_chart(of.holidays),
        charts.lag_chart(of.residuals),
    ]


@pytest.mark.slow
def test_every_chart_is_whole_and_coloured_by_the_page(explored: Exploration) -> None:
    for svg in drawn(explored):
        assert ET.fromstring(svg).tag.endswith("svg")  # noqa: S314 - our own drawing
        assert not any(placeholder in svg for placeholder in PROPERTIES)
        assert "NaN" not in svg


@pytest.mark.slow
def test_every_holiday_has_its_panel(explored: Exploration) -> None:
    svg = drawn(explored)[4]
    assert all(holiday.value.replace("'", "&#39;") in svg or holiday.value in svg for holiday in WINDOWS)
