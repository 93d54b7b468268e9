from datetime import datetime

import pytest

from paxline.desk.ledger import CashMoved, Cause, Event, Filled, Intended, Role, Settled
from paxline.desk.orders import Side, Terms, order_of
from paxline.errors import StoreError
from paxline.run.memory import MemoryJournal
from paxline.testing import NOW
from paxline.units import Count, Price, Usd

TICKER = "KXTSAW-26APR26-A2.45"
INTENT = Intended(NOW, order_of("d", Terms(TICKER, Side.BID, Price.cents(40), Count.whole(1)), place=0), "d")
FILL = Filled(NOW, "f", "o", TICKER, Side.BID, Price.cents(40), Count.whole(1), Usd(0), Role.MAKER)
PAID = Settled(NOW, TICKER, Price(0), Usd(0))
MOVED = CashMoved(NOW, Usd(1), Cause.OPENING)


def test_it_keeps_what_was_appended_in_its_order() -> None:
    journal = MemoryJournal()
    journal.append([MOVED, INTENT], known_at=NOW)
    journal.append([MOVED, FILL], known_at=NOW)
    assert journal.events() == (MOVED, INTENT, MOVED, FILL)


@pytest.mark.parametrize("event", [INTENT, FILL, PAID])
def test_what_may_be_there_once_is_refused_again_and_nothing_beside_it_is_kept(event: Event) -> None:
    journal = MemoryJournal()
    with pytest.raises(StoreError, match="already"):
        journal.append([MOVED, event, event], known_at=NOW)
    assert journal.events() == ()
    journal.append([event], known_at=NOW)
    with pytest.raises(StoreError, match="already"):
        journal.append([MOVED, event], known_at=NOW)
    assert journal.events() == (event,)


def test_an_instant_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="zone"):
        MemoryJournal().append([MOVED], known_at=datetime(2026, 4, 20))  # noqa: DTZ001 - the fault under test
