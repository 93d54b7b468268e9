"""Pages of a list: a cursor names the last item shown, and one that cannot be read begins anew, silently."""

import base64
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item")


class Page(NamedTuple, Generic[Item]):
    """Some items, and where to go on; an empty cursor is the end."""

    items: Sequence[Item]
    cursor: str


def page(items: Sequence[Item], *, name: Callable[[Item], str], limit: int, cursor: str) -> Page[Item]:
    """At most ``limit`` items after the one that ``cursor`` names; names are distinct."""
    start = 0
    after = _read(cursor)
    if after:
        start = next((i + 1 for i, item in enumerate(items) if name(item) == after), 0)
    shown = items[start : start + limit]
    more = start + limit < len(items)
    return Page(shown, _written(name(shown[-1])) if more and shown else "")


def _written(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode("ascii").rstrip("=")


def _read(cursor: str) -> str:
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        return ""
