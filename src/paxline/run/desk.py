"""The desk's own decision as a rule of the replay: the same ``decide`` that paper and live call.

It decides at the instant from which its orders rest, on what stood then. Candles tell no sizes, so that it can take
nothing; every order it rests is one it would have sent. At most closes it sends none, because a count is next: what it
would have done in the hours after a count, daily candles cannot show.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from paxline.desk.decide import Decision, decide
from paxline.desk.ledger import CashMoved, Cause
from paxline.desk.orders import Crossing
from paxline.desk.policy import Policy
from paxline.desk.snapshot import Gate, Rule, SeenBook, Snapshot, account_of
from paxline.market.fees import FeeSchedule
from paxline.run.replay import Resting, Standing

_BEFORE: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk under one policy, with the policy's capital at the start of each week."""

    policy: Policy

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return "the desk"

    def quotes(self, seen: Standing) -> tuple[Resting, ...]:
        """What it would rest now."""
        worth = {rung.ticker: p for rung, p in zip(seen.pooled.ladder.rungs, seen.pooled.p_above, strict=True)}
        decided = decided_at(seen, self.policy)
        return tuple(
            Resting(order.terms, worth[order.terms.ticker])
            for order in decided.orders
            if order.terms.crossing is Crossing.POSTS_ONLY
        )


def decided_at(seen: Standing, policy: Policy) -> Decision:
    """The decision at one recorded instant; the exchange is taken to be open, and its rule and fees to be the known."""
    at = seen.begins
    money = CashMoved(at - _BEFORE, policy.capital, Cause.OPENING, "a replay's capital")
    return decide(
        Snapshot(
            as_of=at,
            week=seen.week,
            forecast=seen.forecast,
            inputs_digest=seen.inputs,
            ladder=seen.ladder,
            books=tuple(map(SeenBook.of, seen.opening)),
            fees=FeeSchedule.at(at, terms=policy.fee_terms),
            fee_terms=policy.fee_terms,
            rule=Rule.KNOWN,
            gate=Gate(exchange_open=True, trading_open=True, shut=(), seen_at=at),
            release=seen.release,
            account=account_of((money, *seen.events), seen.ladder, as_of=at),
            evidence=seen.evidence,
        ),
        policy,
    )
