"""A person's arming in a file of the home: a line for each word, on the disk before it counts, never changed.

A line that is torn or cannot be read stands for a disarming: what nobody can read lets nobody trade.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from paxline.errors import StoreError
from paxline.run.arming import Arming, Disarmed, Question, Word, World

FILE: Final = "armings.jsonl"

_OWNER_ONLY: Final = 0o600
_SOMETIME: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FileArmings:
    """Every word about arming that was said in a folder.

    Attributes:
        folder: The home.
    """

    folder: Path

    def said(self) -> tuple[Word, ...]:
        """Every word, oldest first; raises nothing: a file that cannot be read is a disarming."""
        try:
            text = (self.folder / FILE).read_text(encoding="utf-8")
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            return (_unreadable(f"{FILE} cannot be read: {type(error).__name__}"),)
        return tuple(_words(text))

    def say(self, word: Word) -> None:
        """Write a word down, durably; raises ``StoreError`` where that cannot be done."""
        file = self.folder / FILE
        try:
            with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, _OWNER_ONLY), "r+b") as out:
                torn = out.seek(0, os.SEEK_END) and _last_byte(out.fileno()) != b"\n"
                out.write(b"\n" * bool(torn) + json.dumps(_plain(word)).encode() + b"\n")
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise StoreError(f"{file} cannot be written: {error.strerror}") from error


def _last_byte(number: int) -> bytes:
    return os.pread(number, 1, os.fstat(number).st_size - 1)


def _words(text: str) -> Iterator[Word]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield _word(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError):
                yield _unreadable(f"line {number} of {FILE} cannot be read")


def _word(kept: dict[str, str]) -> Word:
    at = _instant(kept["at"])
    match kept["word"]:
        case "armed":
            asked = Question(World(kept["world"]), kept["account"], kept["policy"])
            return Arming(asked, kept["by"], at, _instant(kept["until"]), kept["without_record"])
        case "disarmed":
            return Disarmed(kept["by"], at, kept["why"])
        case other:
            raise ValueError(f"nobody says {other!r}")


def _plain(word: Word) -> dict[str, str]:
    if isinstance(word, Disarmed):
        return {"word": "disarmed", "at": word.at.isoformat(), "by": word.by, "why": word.why}
    return {
        "word": "armed",
        "at": word.at.isoformat(),
        "until": word.until.isoformat(),
        "by": word.by,
        "world": word.asked.world.value,
        "account": word.asked.account,
        "policy": word.asked.policy,
        "without_record": word.without_record,
    }


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.utcoffset() is None:
        raise ValueError(f"an instant has a zone, not {text!r}")
    return at


def _unreadable(why: str) -> Disarmed:
    return Disarmed("nobody", _SOMETIME, why)
