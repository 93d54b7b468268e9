from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.desk.orders import (
    UNRESOLVED,
    WORKING,
    Crossing,
    Heard,
    Lifetime,
    Side,
    State,
    Terms,
    Working,
    after,
    order_of,
    plan,
)
from paxline.units import Count, Price

TERMS = Terms("KXTSAW-26APR26-A2.45", Side.BID, Price.cents(40), Count.whole(10))
NOON = datetime(2026, 4, 23, 12, tzinfo=UTC)

prices = st.integers(1, 9_999).map(Price)
terms = st.builds(
    Terms,
    ticker=st.sampled_from(("A", "B")),
    side=st.sampled_from(Side),
    price=st.sampled_from((Price.cents(40), Price.cents(41))),
    count=st.integers(1, 3).map(Count.whole),
)


def test_one_decision_makes_one_id_and_another_makes_another() -> None:
    assert order_of("d", TERMS, place=0) == order_of("d", TERMS, place=0)
    others = [
        order_of("e", TERMS, place=0),
        order_of("d", TERMS, place=1),
        order_of("d", replace(TERMS, price=Price.cents(41)), place=0),
        order_of("d", replace(TERMS, crossing=Crossing.POSTS_ONLY), place=0),
        order_of("d", replace(TERMS, expires_at=NOON), place=0),
        order_of("d", replace(TERMS, lifetime=Lifetime.FILL_OR_KILL), place=0),
    ]
    assert len({order_of("d", TERMS, place=0).client_id, *(o.client_id for o in others)}) == 7


@pytest.mark.parametrize(("decision", "place"), [("", 0), ("d", -1)])
def test_an_order_comes_from_a_named_decision(decision: str, place: int) -> None:
    with pytest.raises(ValueError, match="named decision"):
        order_of(decision, TERMS, place=place)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ticker": ""},
        {"price": Price(0)},
        {"price": Price(10_000)},
        {"count": Count(0)},
        {"count": Count(-1)},
        {"lifetime": Lifetime.IMMEDIATE_OR_CANCEL, "expires_at": NOON},
        {"lifetime": Lifetime.FILL_OR_KILL, "crossing": Crossing.POSTS_ONLY},
        {"expires_at": NOON.replace(tzinfo=None)},
        {"expires_at": NOON.replace(microsecond=1)},
    ],
)
def test_terms_that_mean_nothing_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"an order has|only an order|an expiry"):
        replace(TERMS, **wrong)  # pyright: ignore[reportArgumentType] - wrong on purpose


def test_what_ended_does_not_come_back() -> None:
    for state in (State.EXECUTED, State.CANCELED, State.REJECTED):
        for heard in Heard:
            following = after(state, heard)
            assert following in {None, state}


def test_a_rejected_order_that_appears_is_a_contradiction() -> None:
    assert all(after(State.REJECTED, heard) is None for heard in Heard)


def test_an_order_that_is_surely_there_is_never_believed_absent() -> None:
    assert after(State.LANDED, Heard.ABSENT) is None
    assert after(State.RESTING, Heard.ABSENT) is None
    assert after(State.CANCELLING, Heard.ABSENT) is None


def test_an_order_that_surfaces_late_is_ours() -> None:
    assert after(State.VOID, Heard.RESTS) is State.RESTING
    assert after(State.VOID, Heard.EXECUTED) is State.EXECUTED


def test_every_unresolved_state_can_be_resolved_and_stays_so_until_it_is() -> None:
    for state in UNRESOLVED:
        ends = {after(state, heard) for heard in Heard} - {None}
        assert ends - UNRESOLVED
        assert after(state, Heard.UNCLEAR) in UNRESOLVED
    assert {State.RESTING, State.CANCELLING} == WORKING


def standing_at(orders: Iterable[tuple[Terms, Count]]) -> dict[str, int]:
    """Hundredths of a contract by everything else that an order says."""
    totals: dict[str, int] = {}
    for one, count in orders:
        key = replace(one, count=Count.whole(1)).text
        totals[key] = totals.get(key, 0) + count.hundredths
    return totals


@given(targets=st.lists(terms, max_size=6), standing=st.lists(terms, max_size=6))
def test_a_plan_leads_from_what_works_to_the_targets(targets: list[Terms], standing: list[Terms]) -> None:
    working = [Working(str(i), one, one.count) for i, one in enumerate(standing)]
    made = plan(targets, working)
    result = [(one.terms, one.remaining) for one in made.keep] + [(one, one.count) for one in made.place]
    assert standing_at(result) == standing_at((one, one.count) for one in targets)
    assert sorted(one.client_id for one in (*made.keep, *made.cancel)) == sorted(one.client_id for one in working)


def test_a_part_filled_order_keeps_its_place_and_only_what_is_missing_is_placed() -> None:
    working = Working("a", TERMS, Count.whole(4))
    assert plan([replace(TERMS, count=Count.whole(4))], [working]).keep == (working,)
    more = plan([replace(TERMS, count=Count.whole(9))], [working])
    assert more.keep == (working,)
    assert more.place == (replace(TERMS, count=Count.whole(5)),)


def test_an_order_of_which_too_much_remains_goes() -> None:
    working = Working("a", TERMS, Count.whole(4))
    less = plan([replace(TERMS, count=Count.whole(3))], [working])
    assert less.cancel == (working,)
    assert less.place == (replace(TERMS, count=Count.whole(3)),)
