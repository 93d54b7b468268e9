"""The backtest for people: sentences first, then tables, for the terminal and for the page of the documentation."""

from collections.abc import Sequence
from typing import Final

from paxline.exchange.fills import Bound
from paxline.pages.proof_markdown import table
from paxline.pages.scoreboard import TextTable
from paxline.study.backtest import Backtest, Slice
from paxline.study.evidence import spread
from paxline.study.sources import Sources
from paxline.study.verdict import CANNOT, money, verdict
from paxline.units import Usd

COMMAND: Final = "paxline backtest --markdown docs/measurements/backtest.md"

HOW: Final = """\
Two rules are replayed. **The desk** is the very decision that paper and live make, with its policy's capital at the
start of each week. It leaves the book before each count, so that among whole days it rests orders on Monday from the
opening, on Saturday, and on Sunday to reduce. **The plain maker** quotes fair value ± 2 cents on every live rung, 50
contracts a side, and leaves its quotes through the 9:00 publication: it says what a fair value is worth, not what a
desk would do. Both see only what was known when their quotes were set: at Monday's opening, and at each close.

Orders rest through one whole daily candle. Makers pay no fee on this series. **Lower** fills an order that trades went
through, from at most a tenth of the day's volume; **middle** at a quarter, an eighth where its price was only touched;
**upper** wholly once a trade or the other side's quote came to its price. The **floor** fills every loser as at the
upper bound and every winner as at the lower: it knows the outcome, so it is a floor and no estimate. Intervals are
event means ± t(n−1) standard errors.
"""


def backtest_tables(of: Backtest) -> tuple[TextTable, ...]:
    """By event, by configuration, and where the money came from."""
    found = [_events(of), *([_configurations(of)] if len(of.tried) > 1 else [])]
    if of.sources is not None:
        found.append(_sources(of.sources))
    slices = (
        ("By day", of.by_day),
        ("By hours since the newest release when the quotes were set", of.by_hours),
        ("By YES's price", of.by_price),
        ("Calibration: by the edge claimed", of.by_claim),
    )
    found += [_slices(title, parts, whole=of.whole) for title, parts in slices if parts]
    return tuple(found)


def backtest_markdown(desk: Backtest, plain: Backtest) -> str:
    """The page, ending in a newline."""
    weeks = [event.week.sunday for event in desk.events]
    made = (
        f"Made by `{COMMAND}`: the model `{desk.model}` on {len(weeks)} events, weeks ending {weeks[0]} … {weeks[-1]}. "
        "Do not edit: the command writes it whole.\n"
    )
    parts = ["# What a maker would have made\n", made]
    for title, of in (("The desk", desk), ("The plain maker", plain)):
        parts += [f"## {title}\n", "".join(f"- {line}\n" for line in verdict(of))]
    parts += ["## How it is replayed\n", HOW, "## What this cannot tell\n", "".join(f"- {one}\n" for one in CANNOT)]
    for title, of in (("the desk", desk), ("the plain maker", plain)):
        for each in backtest_tables(of):
            parts += [f"## {each.title}: {title}\n", table(each.headings, each.rows)]
    return "\n".join(parts)


def _events(of: Backtest) -> TextTable:
    headings = ("week ending", "orders", "fills", "contracts", "lower", "middle", "upper", "floor", "equity, middle")
    rows = [
        (
            event.week.sunday.isoformat(),
            str(event.orders),
            str(event.fills),
            f"{event.contracts[Bound.MIDDLE].contracts:,.0f}",
            *(_usd(event.made[bound]) for bound in Bound),
            _usd(event.floor),
            _usd(so_far),
        )
        for event, so_far in zip(of.events, of.equity(Bound.MIDDLE), strict=True)
    ]
    return TextTable(
        f"By event, dollars; largest fall of the equity at settlements {_usd(of.drawdown(Bound.MIDDLE))}",
        headings,
        tuple(rows),
    )


def _configurations(of: Backtest) -> TextTable:
    return TextTable(
        "Every configuration tried, dollars an event; the main one first",
        ("configuration", "lower", "middle", "upper", "floor", "events won, middle", "worst event"),
        tuple(
            (
                one.name,
                *(money(each) for each in (one.lower, one.middle, one.upper, one.floor)),
                f"{one.middle.n - one.middle.below}/{one.middle.n}",
                f"{one.middle.lowest:+,.0f}".replace("-", "−"),
            )
            for one in of.tried
        ),
    )


def _sources(of: Sources) -> TextTable:
    named = of.named()
    return TextTable(
        "Where a contract's profit came from, cents, middle bound, where the market had a value of its own",
        ("contracts", *named),
        ((f"{of.contracts.contracts:,.0f}", *(spread(one) for one in named.values())),),
    )


def _slices(title: str, parts: Sequence[Slice], *, whole: Slice | None) -> TextTable:
    every = (*parts, whole) if whole is not None else tuple(parts)
    return TextTable(
        f"{title}, cents a contract, middle bound",
        ("", "contracts", "events", "claimed", "by the close", "settled", "dollars in all"),
        tuple(
            (
                one.name,
                f"{one.contracts.contracts:,.0f}",
                str(one.settled.n),
                f"{one.claimed.mean:+.1f}".replace("-", "−"),
                f"{one.marked.mean:+.1f}".replace("-", "−") if one.marked is not None else "–",
                spread(one.settled),
                _usd(one.made),
            )
            for one in every
        ),
    )


def _usd(of: Usd) -> str:
    return f"{of.dollars:+,.2f}".replace("-", "−")
