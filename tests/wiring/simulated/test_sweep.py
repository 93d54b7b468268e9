from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from paxline.desk.policy import Policy
from paxline.errors import Unreachable
from paxline.exchange.beliefs import Skill
from paxline.exchange.outsiders import Outsider
from paxline.study.sweep import Variant
from paxline.wiring.simulated.sweep import Cell, Made, MadeUp, on_cluster, on_processors, sweep

PLACES = (MadeUp(700, 1, Outsider(Skill(0.6))), MadeUp(701, 1, Outsider(Skill(0.6))))
CELLS = [Cell(Variant(f"kelly {k}", Policy(kelly=k)), place) for k in (0.1, 0.25) for place in PLACES]


def quiet(_: str) -> None:
    """Tells nobody."""


def kept(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_what_was_worked_out_is_not_worked_out_again_and_a_torn_cell_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paxline.wiring.simulated.sweep.code_digest", lambda _: "code")  # whoever edits during the test
    asked: list[Sequence[Cell]] = []

    def watched(cells: Sequence[Cell]) -> Iterator[tuple[int, Made]]:
        asked.append(cells)
        yield from on_processors(1)(cells)

    whole = sweep(CELLS[:2], run=watched, folder=tmp_path, progress=quiet)
    before = kept(tmp_path)
    assert sweep(CELLS[:3], run=watched, folder=tmp_path, progress=quiet)[:2] == whole
    torn = tmp_path / next(iter(before))
    torn.write_bytes(torn.read_bytes()[:-5])
    assert sweep(CELLS[:2], run=watched, folder=tmp_path, progress=quiet) == whole
    assert [len(cells) for cells in asked] == [2, 1, 1]
    assert kept(tmp_path).items() >= before.items()


def test_what_was_done_before_it_was_stopped_is_kept(tmp_path: Path) -> None:
    def stopped(cells: Sequence[Cell]) -> Iterator[tuple[int, Made]]:
        yield from list(on_processors(1)(cells[:1]))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(CELLS[:2], run=stopped, folder=tmp_path, progress=quiet)
    assert len(kept(tmp_path)) == 1


def test_another_policy_place_or_code_is_another_cell() -> None:
    assert len({cell.key("code") for cell in CELLS} | {CELLS[0].key("other")}) == len(CELLS) + 1


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paxline.wiring.simulated.sweep.PATIENCE", 1.0)
    with pytest.raises(Unreachable, match=r"tcp://127\.0\.0\.1:9"):
        list(on_cluster("tcp://127.0.0.1:9")(CELLS[:1]))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the cluster's own, about its sockets
def test_two_real_workers_and_the_processors_leave_the_same_bytes(tmp_path: Path) -> None:
    here = sweep(CELLS, run=on_processors(2), folder=tmp_path / "here", progress=quiet)
    workers: dict[str, Any] = {"n_workers": 2, "threads_per_worker": 1, "processes": True}
    local: Any = LocalCluster(**workers, host="127.0.0.1", dashboard_address="")
    with local as cluster:
        there = sweep(CELLS, run=on_cluster(cluster.scheduler_address), folder=tmp_path / "there", progress=quiet)
    assert here == there
    assert kept(tmp_path / "here") == kept(tmp_path / "there")
