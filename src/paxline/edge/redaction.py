"""Takes secrets out of what is about to be written: those that are known, and what looks like one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

HIDDEN: Final = "(hidden)"
"""What stands in a secret's place."""

SHORTEST: Final = 8
"""Characters of the shortest piece of a secret that is looked for by itself; shorter ones are words of any text."""

_PIECES: Final = re.compile(r"[\s/:@?&=#,;]+")
_NAMES: Final = re.compile(
    r"secret|token|passw|passphrase|\bpem\b|_pem|signature|authorization|cookie|api_?key|key_?id|access.?key|private|ping_url"
    r"|channels?_url",
    re.IGNORECASE,
)
"""Names of fields whose value is never written."""

_SHAPES: Final = (
    re.compile(r"-----BEGIN [A-Z ]*-----.*?(?:-----END [A-Z ]*-----|\Z)", re.DOTALL),
    re.compile(r"(?<=://)[^/\s@]+(?=@)"),
)
"""Private keys in PEM, and who somebody is in an address."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """Knows what must not be written; is printed without it.

    Attributes:
        pieces: Texts to take out, longest first.
    """

    pieces: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, secrets: Iterable[str]) -> Self:
        """Knows ``secrets`` whole, and every piece of them (a line, a part of an address) that says something."""
        whole = [secret for secret in secrets if secret.strip()]
        parts = [part for secret in whole for part in _PIECES.split(secret) if len(part) >= SHORTEST]
        return cls(tuple(sorted({*whole, *parts}, key=lambda piece: (-len(piece), piece))))

    def text(self, text: str) -> str:
        """``text`` without secrets."""
        for piece in self.pieces:
            text = text.replace(piece, HIDDEN)
        for shape in _SHAPES:
            text = shape.sub(HIDDEN, text)
        return text

    def value(self, value: object) -> object:
        """A value fit to be written as JSON, without secrets however deep; what is no plain value is its text."""
        match value:
            case None | bool():
                return value
            case int() | float():
                return value if self.text(str(value)) == str(value) else HIDDEN
            case bytes():
                return f"({len(value)} bytes)"
            case Mapping():
                return {self.text(str(name)): self.named(str(name), one) for name, one in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self.value(one) for one in value]
            case _:
                return self.text(str(value))

    def named(self, name: str, value: object) -> object:
        """The value of a field of that name; nothing of it where the name says that it is a secret."""
        return HIDDEN if _NAMES.search(name) else self.value(value)
