"""The log: JSON lines in the home, one event each, turned over by size, without secrets.

Nothing here is global: a log is opened, handed on and closed. The core does not log; the shell tells what it returned.
"""

import json
import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

import structlog
from structlog.typing import EventDict, FilteringBoundLogger

from paxline.edge.redaction import Redaction
from paxline.edge.worlds import LOG
from paxline.errors import StoreError
from paxline.run.ports import Clock

LARGEST: Final = 5_000_000
"""Bytes after which a new file begins."""

KEPT: Final = 9
"""Older files that are kept: with the present one, 50 MB at most."""

_OWNER: Final = 0o600
_LONG_LINE: Final = 2_000


class _Lines:
    """Writes lines to a file that is turned over; the methods that structlog calls by a level's name."""

    def __init__(self, handler: RotatingFileHandler) -> None:
        self._handler = handler

    def msg(self, line: str) -> None:
        """One event."""
        self._handler.emit(logging.LogRecord("paxline", logging.INFO, "", 0, line, None, None))

    debug = info = warning = error = critical = msg


class _Turned(RotatingFileHandler):
    """A file that is turned over; only its owner may read it."""

    # The parent's own type is not public.
    def _open(self):  # noqa: ANN202 - as above  # pyright: ignore[reportIncompatibleMethodOverride] - as above
        Path(self.baseFilename).touch(mode=_OWNER)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the parent's name
        """A log that cannot be written must stop nobody; it says so where somebody may see it."""
        del record
        sys.stderr.write(f"paxline: the log cannot be written ({sys.exc_info()[1]})\n")


@contextmanager
def open_log(folder: Path, *, clock: Clock, redaction: Redaction, file: str = LOG) -> Generator[FilteringBoundLogger]:
    """A log in ``folder``, made where it is not there; raises ``StoreError`` where it cannot be.

    One process at a time writes to a ``file``: who turns it over while another writes would lose lines.

    ``log.info("woke", errand="DECIDE")`` writes one line with its instant (UTC) and level.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _Turned(folder / file, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
    except OSError as error:
        raise StoreError(f"no log can be written to {folder}: {error.strerror}") from error

    def stamped(_logger: object, level: str, event: EventDict) -> EventDict:
        return {"at": _iso(clock.now()), "level": level, **event}

    def redacted(_logger: object, _level: str, event: EventDict) -> EventDict:
        return {redaction.text(name): redaction.named(name, value) for name, value in event.items()}

    try:
        yield structlog.wrap_logger(
            _Lines(handler),
            processors=[
                stamped,
                structlog.processors.format_exc_info,
                redacted,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
            context_class=dict,
            cache_logger_on_first_use=False,
        )
    finally:
        handler.close()


def newest_lines(folder: Path, count: int) -> tuple[dict[str, object], ...]:
    """The last ``count`` events of every log in ``folder``, newest first; what is torn is left out.

    Raises ``StoreError`` where a file is there and cannot be read.
    """
    found = [event for file in sorted(folder.glob(f"*{Path(LOG).suffix}")) for event in _last(file, count)]
    return tuple(sorted(found, key=lambda event: str(event.get("at", "")), reverse=True)[:count])


def _last(file: Path, count: int) -> list[dict[str, object]]:
    """The last events of one log, newest first."""
    try:
        with file.open("rb") as opened:
            opened.seek(max(0, opened.seek(0, 2) - count * _LONG_LINE))
            lines = opened.read().decode("utf-8", errors="replace").splitlines()
    except OSError as error:
        raise StoreError(f"the log {file} cannot be read: {error.strerror}") from error
    return [event for line in reversed(lines[-count:]) if (event := _event(line))]


def _event(line: str) -> dict[str, object] | None:
    try:
        found = json.loads(line)
    except ValueError:
        # The first line of the stretch may begin in its middle, the last may still be written.
        return None
    return found if isinstance(found, dict) else None


def _iso(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
