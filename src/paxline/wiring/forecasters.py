"""The forecasters by the names that commands take, with what a home adds to them: its own fits and its shocks."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from paxline.counts.shocks import Shock
from paxline.edge.fits import read_fits
from paxline.errors import UsageError
from paxline.forecast.bank import SHARES
from paxline.forecast.baselines import BASELINES
from paxline.forecast.shipped import SHIPPED
from paxline.forecast.structural import StructuralModel
from paxline.forecast.weekly import Forecaster
from paxline.wiring.home import Home

_SHIPPED: Final = StructuralModel(apply=ThreadPoolExecutor(SHARES, "members").map)

FORECASTERS: Final[Mapping[str, Forecaster]] = MappingProxyType({_SHIPPED.name: _SHIPPED, **BASELINES})
"""Every forecaster by its name, as shipped."""

BEST: Final = "best"
"""The name by which the forecaster that scores best is asked for; it is the default."""


def forecaster(name: str) -> Forecaster:
    """The forecaster of that name as shipped, else ``UsageError`` listing those there are."""
    found = FORECASTERS.get(_SHIPPED.name if name == BEST else name)
    if found is None:
        names = ", ".join(BASELINES)
        raise UsageError(f"there is no model {name!r}; there are {BEST} (that is {_SHIPPED.name}), {names}")
    return found


def own_forecaster(name: str, *, home: Home, shocks: tuple[Shock, ...] = ()) -> Forecaster:
    """The forecaster of that name, with the fits made in ``home`` and ``shocks`` where it can use them."""
    found = forecaster(name)
    if not isinstance(found, StructuralModel):
        return found
    # A fit of one's own stands in the place of a shipped one of the same day.
    fits = {fit.trained_through: fit for fit in (*SHIPPED, *read_fits(home.fits))}
    return replace(found, fits=tuple(fits[day] for day in sorted(fits)), shocks=shocks)
