"""One decision for a person, rung by rung, and for a machine."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from paxline.desk.decide import Decision, RungDecision
from paxline.desk.orders import Order, Side, Terms
from paxline.pages import words
from paxline.run.ports import Accepted, Rejected, Unknown
from paxline.run.sending import Known, Sent, Withheld

_QUIET: Final = "bright_black"


def decision_screen(decision: Decision) -> RenderableType:
    """The decision for a terminal at least 100 columns wide."""
    return Group(*_parts(decision))


def _parts(decision: Decision) -> Iterator[RenderableType]:
    yield Text(f"{decision.week}, decided as of {words.instant(decision.as_of)}", style="bold")
    for name in decision.missing:
        yield Text(f"! No decision without {name}.", style="bold yellow")
    for words_ in dict.fromkeys(breach.words for breach in decision.breaches if not breach.ticker):
        yield Text(f"! {words_[0].upper()}{words_[1:]}.", style="bold yellow")
    if decision.rungs:
        yield Text("")
        yield _rungs(decision)
        yield Text("")
    yield Text(_summary(decision), style="bold")


def _rungs(decision: Decision) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=_QUIET)
    for heading in ("above", "ours", "market", "pooled", "bid", "ask", "ours stand at"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("why")
    for rung in decision.rungs:
        table.add_row(*_cells(rung))
    return table


def _cells(rung: RungDecision) -> tuple[RenderableType, ...]:
    return (
        words.strike(rung.contract.strike),
        words.probability(rung.ours),
        words.probability(rung.market) if rung.market is not None else "–",
        words.probability(rung.pooled),
        words.cents(rung.quote.bid if rung.quote else None),
        words.cents(rung.quote.ask if rung.quote else None),
        " ".join(map(_short, rung.targets)) or "–",
        Text(rung.reason, style="bold" if rung.targets else _QUIET),
    )


def _short(terms: Terms) -> str:
    sign = "+" if terms.side is Side.BID else "−"
    return f"{sign}{words.size(terms.count)}@{words.cents(terms.price)}"


def _summary(decision: Decision) -> str:
    if decision.missing:
        return f"Nothing is placed; {len(decision.cancels)} orders are taken out."
    return (
        f"{len(decision.orders)} orders to send, {len(decision.cancels)} to take out, {len(decision.keep)} stay; "
        f"at the worst print the event loses ${decision.worst.dollars:.2f} of ${decision.most.dollars:.2f} allowed."
    )


def decision_lines(decision: Decision) -> tuple[str, ...]:
    """The decision in one or two sentences: what would be placed, or the reason that most rungs share."""
    if decision.missing:
        return (f"The desk would not trade: it has no decision without {_listed(decision.missing)}.",)
    going = f" {len(decision.cancels)} orders of ours would be taken out." if decision.cancels else ""
    if not decision.orders:
        staying = f" {len(decision.keep)} orders of ours stay." if decision.keep else ""
        reasons = Counter(rung.reason.removeprefix("No trade: ") for rung in decision.rungs if not rung.targets)
        why = reasons.most_common(1)[0][0] if reasons else "nothing is to be added."
        if reasons and len(reasons) > 1:
            why = f"{why.removesuffix('.')} ({reasons.most_common(1)[0][1]} of {len(decision.rungs)} rungs)."
        return (f"The desk would send nothing: {why}{staying}{going}",)
    strikes = {rung.contract.ticker: rung.contract.strike for rung in decision.rungs}
    told = ", ".join(_told(order.terms, strikes[order.terms.ticker]) for order in decision.orders)
    return (
        f"The desk would send {len(decision.orders)} orders, on YES: {told}.{going}",
        f"At the worst print the week loses ${decision.worst.dollars:.2f} of ${decision.most.dollars:.2f} allowed.",
    )


def _told(terms: Terms, strike: int) -> str:
    verb = {Side.BID: "bid", Side.ASK: "offer"}[terms.side]
    return f"{verb} {words.size(terms.count)} at {words.cents(terms.price)} above {words.strike(strike)}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def sent_lines(sent: Iterable[tuple[Order, Sent]]) -> tuple[str, ...]:
    """What came of each order, one line each."""
    return tuple(
        f"{order.terms.side.value} {order.terms.ticker} {_short(order.terms)}: {_came(of)}" for order, of in sent
    )


def _came(of: Sent) -> str:
    match of:
        case Accepted():
            return f"accepted, {of.filled} filled, {of.remaining} in the book"
        case Rejected():
            return f"rejected, {of.reason.value}"
        case Unknown() | Withheld():
            return f"{'outcome unknown' if isinstance(of, Unknown) else 'not sent'}: {of.why}"
        case Known():
            return f"sent before; {of.tracked.state.value}"


def decision_document(decision: Decision) -> Mapping[str, Any]:
    """The decision as plain data for a machine: money and prices as decimal strings, instants in ISO 8601."""
    return {
        "digest": decision.digest,
        "week_end": decision.week.sunday.isoformat(),
        "as_of": decision.as_of.isoformat().replace("+00:00", "Z"),
        "missing": list(decision.missing),
        "weight": decision.pooled.weight if decision.pooled else None,
        "worst_loss": str(decision.worst),
        "worst_loss_limit": str(decision.most),
        "breaches": [
            {"limit": b.limit.name.lower(), "allows": b.allows.value, "words": b.words, "ticker": b.ticker or None}
            for b in decision.breaches
        ],
        "rungs": [_rung(rung) for rung in decision.rungs],
        "orders": [{"client_id": order.client_id, **_terms(order.terms)} for order in decision.orders],
        "cancels": [one.client_id for one in decision.cancels],
        "keep": [one.client_id for one in decision.keep],
    }


def _rung(rung: RungDecision) -> dict[str, Any]:
    quote = rung.quote
    return {
        "ticker": rung.contract.ticker,
        "strike": rung.contract.strike,
        "ours": rung.ours,
        "market": rung.market,
        "pooled": rung.pooled,
        "bid": str(quote.bid) if quote and quote.bid else None,
        "ask": str(quote.ask) if quote and quote.ask else None,
        "targets": [_terms(terms) for terms in rung.targets],
        "reason": rung.reason,
    }


def _terms(terms: Terms) -> dict[str, str]:
    return {
        "ticker": terms.ticker,
        "side": terms.side.value,
        "price": str(terms.price),
        "count": str(terms.count),
        "crossing": terms.crossing.value,
    }
