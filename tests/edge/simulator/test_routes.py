import pytest

from paxline.edge.simulator.routes import CALLS, SWITCHED_OFF, Asker, each_order, one


def test_no_call_is_served_twice() -> None:
    served = [(call.method, call.path) for call in (*CALLS, *SWITCHED_OFF)]
    assert len(served) == len(set(served))


def test_fixed_paths_stand_before_those_with_names_that_would_hide_them() -> None:
    for i, call in enumerate(CALLS):
        head, _, name = call.path.rpartition("/")
        if name.startswith("{"):
            later = [other.path for other in CALLS[i:] if other.method == call.method]
            assert [path for path in later if path.rpartition("/")[0] == head] == [call.path]


def test_whatever_changes_something_is_signed() -> None:
    assert {call.asker for call in (*CALLS, *SWITCHED_OFF) if call.method != "GET"} == {Asker.MEMBERS}


@pytest.mark.parametrize(
    ("body", "units"),
    [
        (b'{"orders": [1, 2, 3]}', 3),
        (b'{"orders": []}', 1),
        (b'{"orders": 1}', 1),
        (b"[]", 1),
        (b"", 1),
        (b"[" * 10**5, 1),
    ],
)
def test_a_batch_counts_once_for_each_order(body: bytes, units: int) -> None:
    assert each_order(body) == units
    assert one(body) == 1
