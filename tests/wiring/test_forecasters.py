from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from paxline.edge.fits import add_fit
from paxline.errors import UsageError
from paxline.forecast.shipped import SHIPPED
from paxline.forecast.structural import StructuralModel
from paxline.wiring.forecasters import BEST, FORECASTERS, forecaster, own_forecaster
from paxline.wiring.home import Home


def test_every_name_gives_the_forecaster_of_that_name() -> None:
    assert {name: forecaster(name).name for name in FORECASTERS} == {name: name for name in FORECASTERS}
    assert forecaster(BEST) in FORECASTERS.values()


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(UsageError, match=f"no model 'oracle'; there are {BEST}"):
        forecaster("oracle")


def test_fits_of_ones_own_join_the_shipped_ones_or_replace_them(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert own_forecaster(BEST, home=home) == forecaster(BEST)
    newer = replace(SHIPPED[-1], trained_through=date(2026, 3, 31))
    instead = replace(SHIPPED[1], objective=0.0)
    add_fit(home.fits, newer)
    add_fit(home.fits, instead)
    own = own_forecaster(BEST, home=home)
    assert isinstance(own, StructuralModel)
    assert own.fits == (SHIPPED[0], instead, *SHIPPED[2:], newer)
    assert own_forecaster("ratio", home=home) is forecaster("ratio")
