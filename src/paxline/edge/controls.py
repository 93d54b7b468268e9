"""A person's word in files of the home: ``HALT`` for as long as it lies there, ``CANCEL-ALL`` once.

Files need no running process and outlive one: a halt stands over restarts, and ``touch HALT`` will do.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from paxline.edge.worlds import PAPER, of_world
from paxline.errors import StoreError
from paxline.run.control import Ask
from paxline.run.schedule import Errand

HALT: Final = "HALT"
CANCEL_ALL: Final = "CANCEL-ALL"

_DIARY: Final = "errands.json"


@dataclass(frozen=True, slots=True)
class FileControl:
    """A ``Control`` that looks into a folder.

    Attributes:
        folder: The home.
        signalled: What a signal has asked for, if any; it is asked before the files.
        world: Whose orders ``CANCEL-ALL`` is about, so that whoever trades side by side is told each on its own.
    """

    folder: Path
    signalled: Callable[[], Ask | None] = field(default=lambda: None)
    world: str = PAPER

    def halted(self) -> str:
        """The words in the ``HALT`` file; an empty or unreadable one halts as well."""
        try:
            words = (self.folder / HALT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            return f"the {HALT} file cannot be read: {type(error).__name__}"
        return words or f"the {HALT} file says no reason"

    def halted_since(self) -> datetime | None:
        """When the ``HALT`` file was made (UTC), or ``None`` where there is none or nobody can tell."""
        try:
            return datetime.fromtimestamp((self.folder / HALT).stat().st_mtime, UTC)
        except OSError:
            return None

    def asked(self) -> Ask | None:
        """What is asked for once; a signal comes first."""
        return self.signalled() or (Ask.CANCEL_ALL if self._cancel_all.exists() else None)

    def answer(self, ask: Ask) -> None:
        """Take the file away; raises ``StoreError`` where that cannot be done."""
        if ask is Ask.CANCEL_ALL:
            _remove(self._cancel_all)

    def halt(self, why: str) -> None:
        """Halt; raises ``StoreError`` where the file cannot be written."""
        _write(self.folder / HALT, f"{why}\n")

    def resume(self) -> None:
        """Lift the halt; raises ``StoreError`` where the file stays."""
        _remove(self.folder / HALT)

    def cancel_all(self) -> None:
        """Ask once for everything to be taken out."""
        _write(self._cancel_all, "")

    @property
    def _cancel_all(self) -> Path:
        return self.folder / of_world(CANCEL_ALL, self.world)


@dataclass(frozen=True, slots=True)
class FileDiary:
    """A ``Diary`` in one small file of the home, replaced whole; of each world its own."""

    folder: Path
    world: str = PAPER

    def done(self) -> Mapping[Errand, datetime]:
        """When each errand was last done (UTC); a file that is torn or missing says that none was."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            return {Errand[name]: datetime.fromisoformat(at) for name, at in kept.items()}
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise StoreError(f"{self._file.name} cannot be read: {error.strerror}") from error
        except (ValueError, KeyError, AttributeError, TypeError):
            # Doing an errand once more is harmless; guessing that it was done is not.
            return {}

    def keep(self, done: Mapping[Errand, datetime]) -> None:
        """Keep it; raises ``StoreError``."""
        _write(self._file, json.dumps({errand.name: at.isoformat() for errand, at in done.items()}))

    @property
    def _file(self) -> Path:
        return self.folder / of_world(_DIARY, self.world)


def _write(file: Path, text: str) -> None:
    draft = file.with_name(f"{file.name}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from error


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{file} cannot be removed: {error.strerror}") from error
