"""Whether a market's settlement rule reads as the one that the forecast is of.

Source: ``rules_primary`` and ``rules_secondary`` of market objects recorded 2025-04-20 to 2026-08-31. Before June 2025
the contract expired at 10:00 AM; the rule is read as it stands now.
"""

import re
from typing import Final

_DATE: Final = r"[A-Z][a-z]+ \d{2}, \d{4}"

PRIMARY: Final = re.compile(
    r"If weekly average TSA airport screenings are above \d(\.\d+)? million for the week ending "
    rf"{_DATE}, according to the TSA, then the market resolves to Yes\."
)

SECONDARY: Final = re.compile(
    rf"The Contract will expire at the sooner of the first 9:00 AM following the release of the data for {_DATE}, "
    rf"or one week after {_DATE}\. The Last Trading Date and Time will always be 11:59 PM on {_DATE}\."
)


def is_known_rule(primary: str, secondary: str) -> bool:
    """Whether both paragraphs read as they are known here, but for strike and dates."""
    return PRIMARY.fullmatch(primary.strip()) is not None and SECONDARY.fullmatch(secondary.strip()) is not None
