from datetime import UTC, datetime, timedelta

from paxline.desk.carried import Carried
from paxline.desk.events import CashMoved, Cause, Event
from paxline.desk.ledger import fold
from paxline.units import Usd

START = datetime(2026, 4, 20, 14, tzinfo=UTC)


def moves(count: int, *, cents: int = 100) -> list[Event]:
    return [CashMoved(START + timedelta(minutes=i), Usd.cents(cents + i), Cause.TRANSFER) for i in range(count)]


def test_what_is_new_is_added_to_what_was_known() -> None:
    carried = Carried()
    for count in (0, 1, 1, 4, 9):
        assert carried.ledger(moves(count)) == fold(moves(count))
    assert carried.ledger(moves(9)) is carried.ledger(moves(9))


def test_events_that_do_not_continue_those_seen_are_folded_anew() -> None:
    carried = Carried()
    carried.ledger(moves(5))
    assert carried.ledger(moves(3)) == fold(moves(3))
    assert carried.ledger(moves(4, cents=7)) == fold(moves(4, cents=7))
    assert carried.ledger([]) == fold([])
