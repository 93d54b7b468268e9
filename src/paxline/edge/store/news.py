"""Whether a fact tells something new, given what is kept of the same thing.

A timeline holds the states of one thing as (instant text, state), in the order in which they take effect.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable
from enum import Enum
from typing import TypeVar

State = TypeVar("State", bound=Hashable)


class News(Enum):
    """What a fact tells."""

    NOTHING = "the same as was known just before it, or the very fact is kept already"
    FIRST = "nothing was known before it"
    CHANGE = "something else was known before it"


def take(timeline: list[tuple[str, State]], at: str, state: State) -> News:
    """Put ``state`` into its place where it is news, and say what it is."""
    place = bisect_left(timeline, at, key=_instant)
    after = bisect_right(timeline, at, key=_instant)
    # Compared with what was known strictly before: two answers of one instant then settle in one way only.
    if (place and timeline[place - 1][1] == state) or (at, state) in timeline[place:after]:
        return News.NOTHING
    timeline.insert(after, (at, state))
    return News.CHANGE if place else News.FIRST


def _instant(entry: tuple[str, State]) -> str:
    return entry[0]
