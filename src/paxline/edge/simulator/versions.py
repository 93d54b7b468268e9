"""What a value was a little while ago: reads at the exchange lag its writes, and so must a server that plays it."""

from collections import deque
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

HORIZON: Final = timedelta(minutes=10)
"""How far back a value is kept, in the exchange's time; further back it is as the oldest that is kept."""

Value = TypeVar("Value")


class Versions(Generic[Value]):
    """One value as it changed. Instants never run back."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: deque[tuple[datetime, Value]] = deque()

    def add(self, at: datetime, value: Value) -> None:
        """From ``at`` on (UTC) it is ``value``; another one of the same instant takes its place."""
        kept = self._kept
        if kept and kept[-1][0] == at:
            kept.pop()
        kept.append((at, value))
        while len(kept) > 1 and kept[1][0] <= at - HORIZON:
            kept.popleft()

    def at(self, instant: datetime) -> Value | None:
        """What it was at ``instant`` (UTC); ``None`` before the oldest that is kept."""
        for since, value in reversed(self._kept):
            if since <= instant:
                return value
        return None

    @property
    def oldest(self) -> Value:
        """The oldest that is kept; there must be one."""
        return self._kept[0][1]

    @property
    def newest(self) -> Value:
        """What it is; there must be one."""
        return self._kept[-1][1]
