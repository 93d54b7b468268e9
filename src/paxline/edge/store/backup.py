"""Copies of a home's databases: made while they are in use, proven by reading them back, and thinned out with age.

A copy is a folder named by its instant that holds every database of the home, compressed. It takes its name only once
all of it has been checked, so that a folder with such a name is whole. Copies made before they were compressed are
copies all the same.
"""

import gzip
import re
import shutil
import sqlite3
import zlib
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from paxline.edge.store.schema import APPLICATION_ID, refusing
from paxline.errors import StoreError

KEEP_ALL: Final = timedelta(days=8)
"""Younger copies than this are all kept: one contract week and a day."""

KEEP_WEEKLY: Final = timedelta(days=36)
"""Up to this age the newest copy of each week is kept."""

KEEP_MONTHLY: Final = timedelta(days=400)
"""Up to this age the newest copy of each month (UTC) is kept, older ones not at all: each copy is a whole one."""

_NAME: Final = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_DATABASES: Final = "*.sqlite"
_BESIDE: Final = ("-wal", "-shm")
_PACKED: Final = ".gz"
_FAST: Final = 3
"""A store comes to some 27 % of its size; the best level leaves 26 % and takes three times as long."""

_UNPACKED: Final = ".restored"
_CHUNK: Final = 1_000_000


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """One copy of a home.

    Attributes:
        made_at: When (UTC, whole seconds).
        folder: Where it lies.
    """

    made_at: datetime
    folder: Path

    @classmethod
    def at(cls, folder: Path) -> Self | None:
        """The copy in ``folder``, or ``None`` where its name is not that of a copy."""
        if not _NAME.fullmatch(folder.name):
            return None
        return cls(datetime.strptime(folder.name, _STAMP).replace(tzinfo=UTC), folder)

    @property
    def files(self) -> tuple[Path, ...]:
        """Its databases, by name."""
        return tuple(sorted(file for packed in ("", _PACKED) for file in self.folder.glob(_DATABASES + packed)))

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.stat().st_size for file in self.files)


def backups(shelf: Path) -> tuple[Backup, ...]:
    """Every copy in the folder ``shelf``, oldest first; none where there is no such folder."""
    if not shelf.is_dir():
        return ()
    return tuple(sorted(found for folder in shelf.iterdir() if (found := Backup.at(folder)) is not None))


def back_up(home: Path, shelf: Path, *, at: datetime) -> Backup:
    """Copy every database in ``home`` to ``shelf``, each as it stood at one instant, and check what was written.

    Writers go on meanwhile. Raises ``StoreError`` where there is nothing to copy, the copy cannot be written, or it
    does not read back whole; then nothing is left of it.
    """
    found = sorted(home.glob(_DATABASES))
    if not found:
        raise StoreError(f"{home} holds no database to copy; `paxline ingest` makes one")
    name = at.astimezone(UTC).strftime(_STAMP)
    made, unfinished = shelf / name, shelf / f".{name}.unfinished"
    if made.exists():
        raise StoreError(f"{made} is there already")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for file in found:
            _copy(file, unfinished / file.name)
            check(unfinished / file.name)
            _pack(unfinished / file.name)
        unfinished.rename(made)
    except OSError as fault:
        raise StoreError(f"no copy could be written to {shelf}: {fault.strerror}") from fault
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Backup(datetime.strptime(name, _STAMP).replace(tzinfo=UTC), made)


def check(file: Path) -> None:
    """Read a database through; raises ``StoreError`` where it is not a whole one of ours."""
    with refusing(f"{file} does not read back"), closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
        application = copy.execute("PRAGMA application_id").fetchone()[0]
        if application != APPLICATION_ID:
            raise StoreError(f"{file} is not a database of paxline")
        found = [row[0] for row in copy.execute("PRAGMA integrity_check")]
        if found != ["ok"] or copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise StoreError(f"{file} is damaged: {found[0]}")


def restore(backup: Backup, home: Path, *, at: datetime) -> Path:
    """Put a copy's databases in the place of ``home``'s, and answer the folder to which those were moved.

    The copy is checked first, and ``home`` is not touched where it fails. No other process may use the home.
    Raises ``StoreError``; files that were moved aside are never deleted.
    """
    if not backup.files:
        raise StoreError(f"{backup.folder} holds no database")
    aside = home / f"replaced-{at.astimezone(UTC).strftime(_STAMP)}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        unpacked = [_unpack(file, home) for file in backup.files]
        aside.mkdir()
        # A stale write-ahead log beside a restored file would be replayed into it.
        present = [file for pattern in ("", *_BESIDE) for file in sorted(home.glob(_DATABASES + pattern))]
        for file in present:
            file.rename(aside / file.name)
        for file in unpacked:
            file.rename(file.with_suffix(""))
    except OSError as fault:
        raise StoreError(f"{backup.folder} could not be restored to {home}: {fault.strerror}") from fault
    finally:
        for file in home.glob(f"{_DATABASES}{_UNPACKED}"):
            file.unlink()
    return aside


def outdated(kept: Sequence[Backup], *, now: datetime) -> tuple[Backup, ...]:
    """The copies that age has made superfluous, oldest first: the newest one never is."""
    ordered = sorted(kept)
    of_week = {backup.made_at.isocalendar()[:2]: backup for backup in ordered}
    of_month = {(backup.made_at.year, backup.made_at.month): backup for backup in ordered}
    stay = {
        *ordered[-1:],
        *(backup for backup in ordered if now - backup.made_at <= KEEP_ALL),
        *(backup for backup in of_week.values() if now - backup.made_at <= KEEP_WEEKLY),
        *(backup for backup in of_month.values() if now - backup.made_at <= KEEP_MONTHLY),
    }
    return tuple(backup for backup in ordered if backup not in stay)


def prune(shelf: Path, *, now: datetime) -> tuple[Backup, ...]:
    """Remove the outdated copies of a shelf and answer them; raises ``StoreError``."""
    gone = outdated(backups(shelf), now=now)
    for backup in gone:
        try:
            shutil.rmtree(backup.folder)
        except OSError as fault:
            raise StoreError(f"{backup.folder} cannot be removed: {fault.strerror}") from fault
    return gone


def _pack(file: Path) -> None:
    """Compress a database and read it back; its checksum is held against it at the end."""
    packed = file.with_name(file.name + _PACKED)
    with file.open("rb") as plain, gzip.open(packed, "wb", compresslevel=_FAST) as into:
        shutil.copyfileobj(plain, into)
    with _reading(packed), gzip.open(packed) as back:
        while back.read(_CHUNK):
            pass
    file.unlink()


def _unpack(file: Path, home: Path) -> Path:
    """A copy's database beside the home's own, checked; raises ``StoreError`` where it is damaged."""
    unpacked = home / (file.name.removesuffix(_PACKED) + _UNPACKED)
    opened = gzip.open if file.name.endswith(_PACKED) else open
    with _reading(file), opened(file, "rb") as packed, unpacked.open("wb") as into:
        shutil.copyfileobj(packed, into)
    check(unpacked)
    return unpacked


@contextmanager
def _reading(packed: Path) -> Generator[None]:
    """What a damaged copy makes of reading it is a ``StoreError``."""
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as fault:
        raise StoreError(f"{packed} is damaged: {fault}") from fault


def _copy(source: Path, target: Path) -> None:
    with (
        refusing(f"{source} cannot be copied"),
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        # The copy is one file: the log mode of the original is not needed until it is in use again.
        copy.execute("PRAGMA journal_mode = DELETE")
