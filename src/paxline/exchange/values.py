"""The engine's integers and tuples as values, at a fraction of what their constructors cost.

Every order brings a handful of each; sizes, fees and prices recur, so that an equal value is found rather than made.
"""

from functools import lru_cache
from typing import Final

from paxline.units import Count, Usd

as_count: Final = lru_cache(maxsize=1 << 14)(Count)
"""Hundredths of a contract as a value."""

as_usd: Final = lru_cache(maxsize=1 << 14)(Usd)
"""Millionths of a dollar as a value."""

made: Final = tuple.__new__
"""``made(Filled, (…))`` is ``Filled(…)``, its fields in their order; only for what every order brings."""
