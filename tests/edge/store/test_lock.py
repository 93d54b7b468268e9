import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from paxline.edge.store.lock import Lock
from paxline.errors import StoreError

HOLDS = """
import sys, time
from pathlib import Path
from paxline.edge.store.lock import Lock
lock = Lock.take(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_one_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.sqlite"
    with Lock.take(path):
        with pytest.raises(StoreError, match="another process writes"):
            Lock.take(path)
        with Lock.take(tmp_path / "other.sqlite"):
            pass
    with Lock.take(path):
        pass
    assert [file.name for file in path.parent.iterdir()] == ["journal.sqlite.lock"]


@pytest.mark.skipif(os.name != "posix", reason="needs processes that are killed by signals")
def test_another_process_is_refused_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    command = [sys.executable, "-c", HOLDS, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603 - our own words
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match="another process"):
            Lock.take(path)
        other.send_signal(signal.SIGKILL)
        other.wait()
        with Lock.take(path):
            pass


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreError, match="cannot be opened"):
        Lock.take(tmp_path / "file" / "journal.sqlite")
    (tmp_path / "other.sqlite.lock").write_text("not a database, and long enough to be read as one" * 100)
    with pytest.raises(StoreError, match="cannot be locked"):
        Lock.take(tmp_path / "other.sqlite")
