from dataclasses import replace

from tests.desk.scenes import snapshot

from paxline.desk.decide import decide
from paxline.desk.ledger import NOTHING_YET
from paxline.desk.orders import Order, Side, Terms
from paxline.desk.policy import Policy
from paxline.desk.snapshot import Snapshot
from paxline.run.control import Ask, Guarded, Heeding
from paxline.run.ports import Accepted, Outcome, Reason, Rejected
from paxline.units import Count, Price

ORDER = Order("one", Terms("KXTSAW-26APR26-A2.45", Side.BID, Price.cents(42), Count.whole(1)))


class Word:
    """A person's word."""

    def __init__(self, why: str = "", ask: Ask | None = None) -> None:
        self.why, self.ask = why, ask

    def halted(self) -> str:
        return self.why

    def asked(self) -> Ask | None:
        return self.ask

    def answer(self, ask: Ask) -> None:
        del ask


class Open:
    """A venue that takes everything, and a source with one scene."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(name)

    def submit(self, order: Order) -> Outcome:
        return Accepted(order.client_id, Count(0), order.terms.count)

    def snapshot(self, ledger: object, *, as_of: object) -> Snapshot:
        del ledger, as_of
        return snapshot()


def guarded(word: Word) -> Guarded:
    return Guarded(Open(), word)  # pyright: ignore[reportArgumentType] - only submit is asked


def test_an_order_goes_through_where_nobody_says_otherwise() -> None:
    assert isinstance(guarded(Word()).submit(ORDER), Accepted)


def test_nothing_is_sent_while_trading_is_halted_or_the_end_is_asked_for() -> None:
    for word in (Word("a reason"), Word(ask=Ask.STOP), Word(ask=Ask.CANCEL_ALL)):
        came = guarded(word).submit(ORDER)
        assert isinstance(came, Rejected)
        assert came.reason is Reason.HALTED


def test_a_halt_is_seen_by_the_decision_which_places_nothing_and_says_so() -> None:
    seen = Heeding(Open(), Word("a reason")).snapshot(NOTHING_YET, as_of=snapshot().as_of)
    assert decide(replace(seen, account=snapshot().account), Policy()).orders
    decision = decide(seen, Policy())
    assert decision.orders == ()
    assert "a reason" in repr(decision)


def test_without_a_halt_the_snapshot_is_the_sources_own() -> None:
    assert Heeding(Open(), Word()).snapshot(NOTHING_YET, as_of=snapshot().as_of) == snapshot()
