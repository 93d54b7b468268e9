import pytest

from paxline.edge.store.closing import Closing


class Door(Closing):
    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


def test_it_is_let_go_of_at_the_end_of_the_block() -> None:
    with Door() as door:
        assert door.closed == 0
    assert door.closed == 1


def test_it_is_let_go_of_where_the_block_fails_and_the_failure_goes_on() -> None:
    door = Door()
    with pytest.raises(KeyError), door:
        raise KeyError
    assert door.closed == 1
