"""The system's clock: the only module that reads wall time."""

import time
from datetime import UTC, datetime


class SystemClock:
    """Wall time, and real waiting."""

    def now(self) -> datetime:
        """The current instant, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        time.sleep(seconds)
