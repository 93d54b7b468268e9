"""On what terms the exchange takes orders: its fees, whether it is open, and whether the rule is the known one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from paxline.counts.calendar import Week
from paxline.desk.snapshot import Gate, Rule
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.kalshi.said import Listed
from paxline.errors import MissingData
from paxline.market.fees import TSA_TERMS, FeeSchedule, FeeTerms
from paxline.market.grid import CENTS, PriceGrid
from paxline.market.rule import is_known_rule, template
from paxline.market.terms import ContractTerms, Difference, grid_text, multiplier_text, spacing_text


@dataclass(frozen=True, slots=True)
class Conditions:
    """The exchange's terms as they stood at one instant.

    Attributes:
        gate: Whether orders are let in.
        fee_terms: What the event says of its fees, else the series; ``None`` where nobody here can tell the fee.
        rule: Whether the settlement rule is the known one.
        grid: The prices that the markets take.
        changes: Fee changes that are announced and not in force yet, each from its UTC instant.
        terms: What the exchange said of the contract, for comparing; ``None`` where nobody asked.
        unconfirmed: What of it changed without a person's word; nothing is traded while there is any.
    """

    gate: Gate
    fee_terms: FeeTerms | None
    rule: Rule
    grid: PriceGrid = CENTS
    changes: tuple[tuple[datetime, FeeTerms], ...] = ()
    terms: ContractTerms | None = None
    unconfirmed: tuple[Difference, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        """What a reader must know of them, for a person; empty where all is as usual."""
        return tuple(self._notices())

    def _notices(self) -> Iterator[str]:
        if not self.gate.exchange_open:
            yield "The exchange is closed: nothing works, not even cancelling."
        elif not self.gate.trading_open:
            yield "The exchange has paused trading."
        if self.gate.shut:
            yield f"{len(self.gate.shut)} markets of this week do not trade."
        if self.fee_terms is None:
            yield "The exchange charges by a fee that nobody here can tell; edges are shown after the usual fee."
        elif self.fee_terms != TSA_TERMS:
            yield f"The fee has changed: {_said(self.fee_terms)}; edges are shown after it."
        for at, terms in self.changes:
            yield f"The fee changes on {at:%Y-%m-%d %H:%M}Z: {_said(terms)}."
        if self.rule is Rule.CHANGED:
            yield "The settlement rule does not read as the one known here; read it before trading."
        if self.unconfirmed:
            changed = ", ".join(difference.title for difference in self.unconfirmed)
            yield f"The contract's terms changed ({changed}): nothing is traded until `paxline acknowledge` takes them."


def usual(as_of: datetime) -> Conditions:
    """The terms that are taken to have held at ``as_of`` (UTC), where nobody recorded them or there is no exchange."""
    gate = Gate(exchange_open=True, trading_open=True, shut=(), seen_at=as_of)
    return Conditions(gate=gate, fee_terms=TSA_TERMS, rule=Rule.KNOWN)


def ask_conditions(reader: KalshiReader, week: Week, *, listed: tuple[Listed, ...]) -> Conditions:
    """Ask for everything but the markets, which were ``listed`` just before; raises ``SourceError``."""
    gate = reader.gate()
    at = gate.seen_at
    series = reader.series_terms()
    charged = (series.fee_type, series.fee_multiplier)
    try:
        override = {one.week: one.fee_override for one in reader.open_weeks()}.get(week)
        if override is not None:
            charged = (override.fee_type.value, override.multiplier)
        terms = FeeTerms.parse(*charged)
        changes = tuple(change for change in reader.fee_changes() if change[0] > at)
        FeeSchedule.at(at, terms=terms)
    except MissingData:
        terms, changes = None, ()
    grids = {one.grid for one in listed}
    return Conditions(
        gate=Gate(
            exchange_open=gate.exchange_open,
            trading_open=gate.trading_open,
            shut=tuple(one.listing.contract.ticker for one in listed if not one.trades_at(at)),
            seen_at=at,
            maintenance=reader.maintenance(),
        ),
        fee_terms=terms,
        rule=_rule(listed),
        grid=(grids.pop() or CENTS) if len(grids) == 1 else CENTS,
        changes=changes,
        terms=ContractTerms(
            primary=_both(one.rules[0] for one in listed),
            secondary=_both(one.rules[1] for one in listed),
            spacing=spacing_text(one.listing.contract.strike for one in listed),
            sources=series.sources,
            document=series.document,
            fee_type=charged[0],
            fee_multiplier=multiplier_text(charged[1]),
            grid=" or ".join(sorted({grid_text(one.grid) for one in listed if one.grid})),
        ),
    )


def _both(paragraphs: Iterable[str]) -> str:
    """One paragraph of every rung as a template; the texts side by side where rungs differ."""
    return " | ".join(sorted({template(one) for one in paragraphs}))


def _rule(listed: tuple[Listed, ...]) -> Rule:
    texts = {one.rules for one in listed}
    if not texts or all(not any(pair) for pair in texts):
        return Rule.UNSEEN
    return Rule.KNOWN if all(is_known_rule(*pair) for pair in texts) else Rule.CHANGED


def _said(terms: FeeTerms) -> str:
    return f"{terms.fee_type.value} × {terms.multiplier}"
