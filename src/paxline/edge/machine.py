"""What the machine says of a folder and of a file: room, and who may touch them."""

import gc
import getpass
import os
import shutil
import stat
from enum import Enum
from pathlib import Path
from typing import Final

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class Openness(Enum):
    """Who may read or write a file."""

    OWNER = "its owner alone"
    OTHERS = "others too"


def free_bytes(folder: Path) -> int:
    """Room left on the disk of an existing folder."""
    return shutil.disk_usage(folder).free


def may_write(folder: Path) -> bool:
    """Whether files can be made in an existing folder."""
    return os.access(folder, os.W_OK | os.X_OK)


def openness(file: Path) -> Openness:
    """Who may touch an existing file; where the system has no such modes, its owner alone."""
    others = os.name == "posix" and file.stat().st_mode & _OTHERS
    return Openness.OTHERS if others else Openness.OWNER


def settle() -> None:
    """Take everything that stands now for here to stay, so that collecting garbage does not look through it again."""
    gc.collect()
    gc.freeze()


def user() -> str:
    """Who is at work here, as the machine knows them; ``somebody`` where it does not."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody"
