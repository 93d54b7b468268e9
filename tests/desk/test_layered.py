from hypothesis import given
from hypothesis import strategies as st

from paxline.desk.layered import MOST, Draft, Layered

changes = st.lists(st.dictionaries(st.integers(0, 2_000), st.integers(), max_size=400), max_size=6)


@given(changes=changes)
def test_it_is_the_plain_dict_with_the_same_changes(changes: list[dict[int, int]]) -> None:
    plain: dict[int, int] = {}
    layered: Layered[int, int] = Layered()
    before = [layered]
    for change in changes:
        plain.update(change)
        layered = layered.changed(change)
        before.append(layered)
    assert list(layered.items()) == list(plain.items())
    assert list(layered.newest_first()) == list(reversed(plain.values()))
    assert len(layered) == len(plain)
    assert all((key in layered) == (key in plain) for key in range(0, 2_000, 50))
    assert layered.get(-1) is None
    # What came before stays as it was.
    again: dict[int, int] = {}
    for change, kept in zip(changes, before[1:], strict=True):
        again.update(change)
        assert kept == again


def test_many_changes_become_the_ground() -> None:
    layered: Layered[int, str] = Layered().changed(dict.fromkeys(range(MOST - 1), "a"))
    assert layered.changed({MOST: "b"}) == {**dict.fromkeys(range(MOST - 1), "a"), MOST: "b"}
    assert layered.changed({}) is layered
    assert repr(Layered({1: 2})) == "{1: 2}"


def test_a_draft_reads_what_it_wrote() -> None:
    draft = Draft(Layered({1: "a", 2: "b"}))
    draft.put(1, "c")
    assert (draft.get(1), draft.get(2), draft.get(3)) == ("c", "b", None)
    assert draft.done() == {1: "c", 2: "b"}
