"""The large hub airports and the counties they lie in, by which warnings name their areas."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

HUBS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ATL": "13063",
        "AUS": "48453",
        "BNA": "47037",
        "BOS": "25025",
        "BWI": "24003",
        "CLT": "37119",
        "DCA": "51013",
        "DEN": "08031",
        "DFW": "48439",
        "DTW": "26163",
        "EWR": "34013",
        "FLL": "12011",
        "HNL": "15003",
        "IAD": "51107",
        "IAH": "48201",
        "JFK": "36081",
        "LAS": "32003",
        "LAX": "06037",
        "LGA": "36081",
        "MCO": "12095",
        "MDW": "17031",
        "MIA": "12086",
        "MSP": "27053",
        "ORD": "17031",
        "PHL": "42101",
        "PHX": "04013",
        "SAN": "06073",
        "SEA": "53033",
        "SFO": "06081",
        "SLC": "49035",
        "TPA": "12057",
    }
)
"""County (Federal Information Processing Standards, five digits) of each large hub.

Source: FAA, passenger boardings of calendar year 2023 (large hubs); counties of the terminals, Census Bureau codes.
"""


def hubs_within(same: frozenset[str]) -> frozenset[str]:
    """The hubs whose county is among ``same``: codes of six digits, the last five a county (47 CFR 11.31)."""
    counties = {code[1:] for code in same}
    return frozenset(hub for hub, county in HUBS.items() if county in counties)
