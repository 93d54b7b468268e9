from hypothesis import given
from hypothesis import strategies as st

from paxline.edge.simulator.paging import page

ITEMS = [f"item {i}" for i in range(7)]


@given(st.integers(1, 9))
def test_pages_together_are_the_list(limit: int) -> None:
    seen: list[str] = []
    cursor = ""
    while True:
        shown = page(ITEMS, name=str, limit=limit, cursor=cursor)
        seen += shown.items
        cursor = shown.cursor
        if not cursor:
            break
    assert seen == ITEMS


@given(st.text())
def test_a_cursor_that_cannot_be_read_begins_anew(cursor: str) -> None:
    assert list(page(ITEMS, name=str, limit=3, cursor=cursor).items)


def test_a_cursor_holds_where_new_items_come_first() -> None:
    first = page(ITEMS, name=str, limit=3, cursor="")
    assert page(["new", *ITEMS], name=str, limit=3, cursor=first.cursor).items == ITEMS[3:6]


def test_an_empty_list_is_one_page() -> None:
    assert page([], name=str, limit=3, cursor="") == ([], "")
