from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from paxline.desk.events import Agreed, CashMoved, Cause, Halted
from paxline.units import Usd

AT = datetime(2026, 4, 20, 14, tzinfo=UTC)


def test_what_happened_stays_as_it_was() -> None:
    moved = CashMoved(AT, Usd(1), Cause.OPENING)
    with pytest.raises(FrozenInstanceError):
        moved.amount = Usd(2)  # pyright: ignore[reportAttributeAccessIssue] - that is the point


def test_two_tellings_of_the_same_are_equal() -> None:
    assert Halted(AT, "a") == Halted(AT, "a")
    assert Agreed(AT) != Halted(AT, "")
