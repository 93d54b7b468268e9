import pytest

from paxline.edge.worlds import LOG, PAPER, of_world


@pytest.mark.parametrize(
    ("name", "of_paper", "of_demo"),
    [
        (LOG, LOG, "paxline-demo.jsonl"),
        ("CANCEL-ALL", "CANCEL-ALL", "CANCEL-ALL-demo"),
        ("errands.json", "errands.json", "errands-demo.json"),
    ],
)
def test_each_world_has_its_own_file(name: str, of_paper: str, of_demo: str) -> None:
    assert (of_world(name, PAPER), of_world(name, "demo")) == (of_paper, of_demo)
