"""The forecasters by the names that commands take."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from paxline.errors import UsageError
from paxline.forecast.baselines import BASELINES
from paxline.forecast.structural import StructuralModel
from paxline.forecast.weekly import Forecaster

_STRUCTURAL: Final = StructuralModel()

FORECASTERS: Final[Mapping[str, Forecaster]] = MappingProxyType({_STRUCTURAL.name: _STRUCTURAL, **BASELINES})
"""Every forecaster by its name."""

BEST: Final = "best"
"""The name by which the forecaster that scores best is asked for; it is the default."""

_BEST_IS: Final = _STRUCTURAL.name


def forecaster(name: str) -> Forecaster:
    """The forecaster of that name, or the best one; else ``UsageError`` listing those there are."""
    found = FORECASTERS.get(_BEST_IS if name == BEST else name)
    if found is None:
        raise UsageError(f"there is no model {name!r}; there are {BEST} (that is {_BEST_IS}), {', '.join(FORECASTERS)}")
    return found
