"""The settlement rule as the exchange words it, and whether it is the one that the forecast is of.

Source: ``rules_primary`` and ``rules_secondary`` of market objects recorded 2025-04-20 to 2026-08-31. Before June 2025
the contract expired at 10:00 AM; the rule is read as it stands now.
"""

import re
from typing import Final

PRIMARY: Final = (
    "If weekly average TSA airport screenings are above {strike} million for the week ending {date}, according to the "
    "TSA, then the market resolves to Yes."
)
"""The first paragraph, 2026-08-30, as ``template`` writes it."""

SECONDARY: Final = (
    "The Contract will expire at the sooner of the first 9:00 AM following the release of the data for {date}, or one "
    "week after {date}. The Last Trading Date and Time will always be 11:59 PM on {date}."
)
"""The second."""

_DATE: Final = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4}", re.ASCII)
_STRIKE: Final = re.compile(r"\d+(\.\d+)?(?= million)", re.ASCII)


def template(text: str) -> str:
    """A paragraph without its strike and its week, so that it reads the same on every rung of every week.

    A second date that is not the first stays told apart: ``{date 2}``.
    """
    dates = list(dict.fromkeys(_DATE.findall(text)))
    for place, date in enumerate(dates, start=1):
        text = text.replace(date, "{date}" if place == 1 else f"{{date {place}}}")
    return _STRIKE.sub("{strike}", text).strip()


def is_known_rule(primary: str, secondary: str) -> bool:
    """Whether both paragraphs read as they are known here, but for strike and dates."""
    return (template(primary), template(secondary)) == (PRIMARY, SECONDARY)
