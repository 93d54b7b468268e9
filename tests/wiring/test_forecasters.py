import pytest

from paxline.errors import UsageError
from paxline.wiring.forecasters import BEST, FORECASTERS, forecaster


def test_every_name_gives_the_forecaster_of_that_name() -> None:
    assert {name: forecaster(name).name for name in FORECASTERS} == {name: name for name in FORECASTERS}
    assert forecaster(BEST) in FORECASTERS.values()


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(UsageError, match=f"no model 'oracle'; there are {BEST}"):
        forecaster("oracle")
