from pathlib import Path

import pytest

from paxline.cli.history import hinting, stored_history
from paxline.errors import MissingData


def test_a_home_tells_all_it_knows(world_home: Path) -> None:
    assert len(stored_history(world_home).published) > 1000


def test_a_home_without_counts_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match="paxline ingest"):
        stored_history(tmp_path)


def test_what_is_missing_is_told_with_what_brings_it() -> None:
    with pytest.raises(MissingData, match=r"^no Tuesday is known; ask on Wednesday$"), hinting("ask on Wednesday"):
        raise MissingData("no Tuesday is known")
