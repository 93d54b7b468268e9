"""What commands print: results on standard output, everything else on standard error."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from paxline.errors import UsageError

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


def write(file: Path, content: str | bytes) -> None:
    """Write a file that a person asked for, text in UTF-8; ``UsageError`` where it cannot be."""
    try:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}") from error


def open_quietly(file: Path) -> None:
    """Open a file as a click on it would; where there is nothing to open it with, nothing is said of it."""
    opener = shutil.which("xdg-open")
    if opener is None:
        import typer

        typer.launch(str(file))
        return
    # It complains at length of each browser that it does not find, long after the command has ended.
    subprocess.Popen(  # noqa: S603 - the file is our own report
        [opener, str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def say(text: str) -> None:
    """Print one line about the work on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
