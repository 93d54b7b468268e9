from pathlib import Path

import pytest
from tests.pages.proven import proof
from tests.study.evidences import evidence

from paxline.errors import StoreError
from paxline.study.compare import WeekResult, compared
from paxline.study.evidence import Evidence
from paxline.study.proof import Proof
from paxline.testing import NOW, WEEK
from paxline.units import Count, Usd
from paxline.wiring.home import Home
from paxline.wiring.shelf import found, keep, kept, shelf_stamp


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    home = Home(tmp_path)
    before = shelf_stamp(home)
    keep(home, evidence(), made_at=NOW, inputs="abc")
    keep(home, proof(), made_at=NOW, inputs="abc")
    assert shelf_stamp(home) != before
    scores, proven = kept(home, Evidence, inputs="abc"), kept(home, Proof, inputs="other")
    assert scores is not None
    assert proven is not None
    assert (scores.value, scores.made_at, scores.behind) == (evidence(), NOW, "")
    assert proven.value == proof()
    assert "stored since" in proven.behind
    assert found(home, inputs="abc").scores == scores


def test_a_comparison_comes_back_with_its_index(tmp_path: Path) -> None:
    home = Home(tmp_path)
    result = WeekResult(WEEK, "paper", 3, Count.whole(5), None, Usd.cents(4), Usd.cents(120))
    side_by_side = compared([result], sources=("backtest", "paper"))
    keep(home, side_by_side, made_at=NOW, inputs="abc")
    there = found(home, inputs="abc").comparison
    assert there is not None
    assert there.value == side_by_side


def test_nothing_kept_and_what_is_torn_are_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert kept(home, Proof, inputs="abc") is None
    keep(home, proof(), made_at=NOW, inputs="abc")
    file = home.findings / "proof.json"
    file.write_text(file.read_text()[:-9])
    assert kept(home, Proof, inputs="abc") is None
    file.write_text('{"made_at": "2026-04-20T00:00:00+00:00", "inputs": "abc", "value": {"model": 3}}')
    assert kept(home, Proof, inputs="abc") is None


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.findings.write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        keep(home, proof(), made_at=NOW, inputs="abc")
    with pytest.raises(StoreError, match="cannot be read"):
        kept(home, Proof, inputs="abc")
