"""What commands print: results on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType


def print_json(document: Mapping[str, object]) -> None:
    """Print exactly one JSON document on standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")
    sys.stdout.flush()


def iso(instant: datetime) -> str:
    """An instant as ISO 8601 in UTC with ``Z``."""
    return instant.isoformat().replace("+00:00", "Z")


def show(what: "RenderableType") -> None:
    """Print for a person, as wide as the screen; at least 120 columns where there is none."""
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=150)
    console.print(what)


def say(text: str) -> None:
    """Print one line about the work on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
