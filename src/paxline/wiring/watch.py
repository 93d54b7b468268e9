"""Watches what the exchange says of the contract: sightings are kept, and a change stops trading until it is taken."""

from dataclasses import dataclass, replace
from datetime import datetime

from paxline.desk.policy import Policy
from paxline.desk.snapshot import Rule
from paxline.edge.store import Store
from paxline.errors import MissingData
from paxline.market.terms import ContractTerms, Difference, differences, taken_for_granted
from paxline.run.notices import rules
from paxline.wiring.conditions import Conditions


@dataclass(frozen=True, slots=True)
class Change:
    """What a person has to look at.

    Attributes:
        terms: The newest terms, which acknowledging takes.
        differences: In what they differ from those confirmed; empty where nothing has to be acknowledged.
    """

    terms: ContractTerms
    differences: tuple[Difference, ...]


def confirmed_terms(store: Store, seen: ContractTerms, *, as_of: datetime) -> ContractTerms:
    """The terms that hold as confirmed at ``as_of`` (UTC): those acknowledged last, else those taken for granted.

    ``seen`` is the newest sighting; it stands for the first where the store has none.
    """
    acknowledged = store.acknowledged(as_of)
    if acknowledged is not None:
        return acknowledged
    sightings = store.contract_terms(as_of)
    return taken_for_granted(sightings[0] if sightings else seen)


def unconfirmed(store: Store, seen: ContractTerms, *, as_of: datetime) -> tuple[Difference, ...]:
    """In what the terms ``seen`` differ from those confirmed at ``as_of`` (UTC)."""
    return differences(confirmed_terms(store, seen, as_of=as_of), seen)


def watched(store: Store, asked: Conditions) -> Conditions:
    """The conditions with what the watch has to say; the sighting is kept where it tells something new."""
    terms, at = asked.terms, asked.gate.seen_at
    if terms is None:
        return asked
    found = unconfirmed(store, terms, as_of=at)
    with store.transaction():
        store.add_contract_terms(terms, seen_at=at)
        store.add_notices([rules(found, digest=terms.digest, at=at)] if found else [])
    return replace(asked, rule=_rule(asked.rule, found), unconfirmed=found)


def newest_change(store: Store, *, as_of: datetime) -> Change:
    """What was seen last by ``as_of`` (UTC), and in what it is not confirmed; ``MissingData`` where nothing was."""
    sightings = store.contract_terms(as_of)
    if not sightings:
        raise MissingData("nobody has asked the exchange for the contract's terms yet; run `paxline today` first")
    return Change(sightings[-1], unconfirmed(store, sightings[-1], as_of=as_of))


def confirmed_policy(policy: Policy, store: Store, *, as_of: datetime) -> Policy:
    """The policy with the fee terms that a person acknowledged last, where one did."""
    acknowledged = store.acknowledged(as_of)
    fees = acknowledged.fees if acknowledged else None
    return policy if fees is None else replace(policy, fee_type=fees.fee_type.value, fee_multiplier=fees.multiplier)


def _rule(read: Rule, found: tuple[Difference, ...]) -> Rule:
    """What the decision is told: a rule that nobody could read stays unread, whoever acknowledged what."""
    if read is Rule.UNSEEN:
        return Rule.UNSEEN
    if any(difference.name in {"primary", "secondary"} for difference in found):
        return Rule.CHANGED
    return Rule.UNCONFIRMED if found else Rule.KNOWN
