"""One process at a time: a lock beside a database, held while a connection to it is open.

SQLite locks the file by the operating system's means, which lets go when a process ends, however it ends: what a dead
one held is free at once, and nobody has to guess whether it is dead.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, Self

from paxline.edge.store.closing import Closing
from paxline.errors import StoreError

_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class Lock(Closing):
    """A lock that is held; ``Lock.take`` takes it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def take(cls, path: Path) -> Self:
        """Hold the lock of the database at ``path``; ``StoreError`` where anybody else does, in this process too."""
        beside = path.with_name(f"{path.name}.lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(beside, timeout=0, isolation_level=None)
        except (OSError, sqlite3.Error) as fault:
            raise StoreError(f"{beside} cannot be opened: {fault}") from fault
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as fault:
            with closing(connection):
                if isinstance(fault, sqlite3.OperationalError) and fault.sqlite_errorcode & 0xFF in _BUSY:
                    raise StoreError(f"another process writes to {path}; end that one first") from None
                raise StoreError(f"{beside} cannot be locked: {fault}") from fault
        return cls(connection)

    def close(self) -> None:
        """Let go."""
        self._connection.close()
