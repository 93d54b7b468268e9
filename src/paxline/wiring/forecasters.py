"""The forecasters by the names that commands take."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from paxline.errors import UsageError
from paxline.forecast.baselines import BASELINES, RATIO
from paxline.forecast.weekly import Forecaster

FORECASTERS: Final[Mapping[str, Forecaster]] = MappingProxyType({**BASELINES})
"""Every forecaster by its name."""

DEFAULT: Final = RATIO.name


def forecaster(name: str) -> Forecaster:
    """The forecaster of that name, else ``UsageError`` listing those there are."""
    found = FORECASTERS.get(name)
    if found is None:
        raise UsageError(f"there is no model {name!r}; there are {', '.join(FORECASTERS)}")
    return found
