"""What the running house asks of the world: protocols of one or two methods."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time, and the only way to wait for it."""

    def now(self) -> datetime:
        """The current instant, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Return after so many seconds, 0 or more."""
        ...
