"""The system's clock: the only module that reads wall time."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Wall time, and real waiting."""

    def now(self) -> datetime:
        """The current instant, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        time.sleep(seconds)


class PacedClock:
    """Time that begins at ``start`` (UTC) as the clock is made, and runs ``pace`` times as fast as the wall's."""

    def __init__(self, start: datetime, *, pace: float) -> None:
        if not pace > 0:
            raise ValueError(f"time runs forward, not at {pace} times its pace")
        self._start = start
        self._pace = pace
        self._began = time.monotonic()

    def now(self) -> datetime:
        """The instant it has come to, in UTC."""
        return self._start + timedelta(seconds=(time.monotonic() - self._began) * self._pace)

    def sleep(self, seconds: float) -> None:
        """Return after so many of its own seconds."""
        time.sleep(seconds / self._pace)


async def pause(seconds: float) -> None:
    """Let so many seconds of the wall's time pass without holding up anybody else."""
    await asyncio.sleep(seconds)
