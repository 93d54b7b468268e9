"""A mapping that never changes and whose successors share with it what stayed, so that a long one grows cheaply."""

from collections.abc import Iterator, Mapping
from typing import Final, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

MOST: Final = 512
"""Changes that lie above the ground until both become one: that many share the cost of copying the ground."""


class Layered(Mapping[K, V]):
    """The mapping: a long dict, and what has changed above it; in the order of the first mention of each key.

    Neither dict is changed by anybody from here on. ``None`` is no value.
    """

    __slots__ = ("_above", "_ground", "_new")

    def __init__(self, ground: dict[K, V] | None = None, above: dict[K, V] | None = None) -> None:
        self._ground: dict[K, V] = ground or {}
        self._above: dict[K, V] = above or {}
        self._new = [key for key in self._above if key not in self._ground]

    def changed(self, by: Mapping[K, V]) -> "Layered[K, V]":
        """The mapping in which ``by`` holds instead, or besides."""
        if not by:
            return self
        above = {**self._above, **by}
        if len(above) < MOST:
            return Layered(self._ground, above)
        return Layered({**self._ground, **above})

    def newest_first(self) -> Iterator[V]:
        """The values, the last mentioned key first."""
        for key in reversed(self._new):
            yield self._above[key]
        for key, value in reversed(self._ground.items()):
            yield self._above.get(key, value)

    def __getitem__(self, key: K) -> V:
        found = self._above.get(key)
        return self._ground[key] if found is None else found

    def __contains__(self, key: object) -> bool:
        return key in self._above or key in self._ground

    def __iter__(self) -> Iterator[K]:
        yield from self._ground
        yield from self._new

    def __len__(self) -> int:
        return len(self._ground) + len(self._new)

    def __repr__(self) -> str:
        return repr(dict(self))


class Draft(Generic[K, V]):
    """A layered mapping while it is being changed."""

    __slots__ = ("_changes", "_of")

    def __init__(self, of: Layered[K, V]) -> None:
        self._of = of
        self._changes: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """The value of a key as it stands, or ``None``."""
        found = self._changes.get(key)
        return self._of.get(key) if found is None else found

    def put(self, key: K, value: V) -> None:
        """Let a key have a value from here on."""
        self._changes[key] = value

    def done(self) -> Layered[K, V]:
        """The mapping with every change."""
        return self._of.changed(self._changes)
