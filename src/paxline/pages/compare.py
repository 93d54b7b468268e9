"""Backtest, paper and account side by side, as a table and in words."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from paxline.pages import words
from paxline.study.compare import Comparison, WeekResult

HEADINGS: Final = ("week to", "source", "orders", "contracts", "claimed", "fees", "made")


def comparison_rows(of: Comparison) -> tuple[tuple[str, ...], ...]:
    """One row for each week and source that has it, oldest week first."""
    return tuple(
        _row(found)
        for week in of.weeks
        for source in of.sources
        if (found := of.results.get((week, source))) is not None
    )


def comparison_words(of: Comparison) -> tuple[str, ...]:
    """What it comes to, and what is missing, one sentence each."""
    return tuple(_words(of))


def _words(of: Comparison) -> Iterator[str]:
    for source in of.sources:
        if not any(one == source for _, one in of.results):
            yield _EMPTY.get(source, f"Nothing was traded on {source} yet.")
    there = [source for source in of.sources if any(one == source for _, one in of.results)]
    if len(there) < 2:
        yield "There is nothing to compare yet."
    elif not of.shared:
        yield f"No week has settled in each of {', '.join(there)} yet."
    else:
        made = ", ".join(f"{source} {words.money(of.made(source, of.shared))}" for source in there)
        yield f"In the {len(of.shared)} weeks that settled in each: {made}."


def comparison_document(of: Comparison) -> Mapping[str, Any]:
    """The same as plain data."""
    return {
        "weeks": [
            {
                "week_end": one.week.sunday.isoformat(),
                "source": one.source,
                "orders": one.orders,
                "contracts": str(one.contracts),
                "claimed": str(one.claimed) if one.claimed is not None else None,
                "fees": str(one.fees),
                "made": str(one.made) if one.made is not None else None,
            }
            for week in of.weeks
            for source in of.sources
            if (one := of.results.get((week, source))) is not None
        ],
        "shared": [week.sunday.isoformat() for week in of.shared],
        "words": list(comparison_words(of)),
    }


_EMPTY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "backtest": "No settled week with recorded candles is stored, so there is no backtest of it.",
        "paper": "Nothing was traded on paper yet; `paxline run` does that.",
        "production": "Nothing was traded for money yet.",
    }
)


def _row(of: WeekResult) -> tuple[str, ...]:
    claimed = "not kept" if of.claimed is None else words.money(of.claimed)
    made = "not settled" if of.made is None else words.money(of.made)
    return (
        of.week.sunday.isoformat(),
        of.source,
        str(of.orders),
        f"{of.contracts.contracts:g}",
        claimed,
        words.money(of.fees),
        made,
    )
