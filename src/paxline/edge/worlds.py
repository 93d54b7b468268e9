"""The names of the files that each world has to itself; it loads nothing, since every command asks for them."""

from typing import Final

PAPER: Final = "paper"
"""The world whose orders go nowhere."""

LOG: Final = "paxline.jsonl"
"""The log that is written to; older ones end in ``.1``, ``.2`` and so on."""


def of_world(name: str, world: str) -> str:
    """The name of the file that a world has to itself: paper's is plain, another's tells which before its ending."""
    if world == PAPER:
        return name
    stem, dot, ending = name.partition(".")
    return f"{stem}-{world}{dot}{ending}"
