from tests.study.replays import scenes, stages

from paxline.desk.orders import Crossing
from paxline.desk.policy import Policy
from paxline.exchange.fills import Bound
from paxline.forecast.distribution import StudentT
from paxline.market.evidence import NOTHING_SETTLED
from paxline.run.desk import Desk, decided_at
from paxline.run.replay import Resting, Standing, replay, scenery

NEAR = StudentT(2_405_000.0, 25_000.0, 5.0)


class Remembering:
    """The desk, with what it saw."""

    name = "remembering"

    def __init__(self) -> None:
        self.desk = Desk(Policy())
        self.seen: list[Standing] = []

    def quotes(self, seen: Standing) -> tuple[Resting, ...]:
        self.seen.append(seen)
        return self.desk.quotes(seen)


def test_its_orders_are_the_decisions_own_and_none_stands_where_a_count_is_next() -> None:
    rule = Remembering()
    fates = replay([scenery(stage) for stage in stages(NEAR)], rule)
    assert fates
    # Out of the book where a count is next.
    assert {fate.stage.day.weekday() for fate in fates} <= {0, 5, 6}
    wanted = [order.terms for seen in rule.seen for order in decided_at(seen, Policy()).orders]
    assert {fate.resting.terms for fate in fates} <= set(wanted)
    assert all(fate.resting.terms.crossing is Crossing.POSTS_ONLY for fate in fates)


def test_its_account_is_folded_from_its_own_fills() -> None:
    rule = Remembering()
    fates = replay([scenery(stage) for stage in stages(NEAR)], rule)
    got = sum(fate.got[Bound.MIDDLE].hundredths for fate in fates if fate.stage.day.weekday() < 5)
    assert got > 0
    saturday = rule.seen[5]
    assert saturday.events
    assert sum(abs(count.hundredths) for count in saturday.held.values()) <= got
    decided = decided_at(saturday, Policy())
    assert decided.missing == ()
    assert decided.worst <= decided.most


def test_no_event_can_lose_more_than_its_limit() -> None:
    policy = Policy()
    most = policy.capital.millionths * policy.limits.worst_state
    for outcome in (2_150_000.0, 2_700_000.0):
        fates = replay([scenery(stage) for stage in stages(NEAR, outcome=outcome)], Desk(policy))
        assert sum(fate.profit(Bound.MIDDLE).millionths for fate in fates) >= -most


def test_where_both_are_far_apart_nothing_is_placed() -> None:
    far = stages(StudentT(2_600_000.0, 10_000.0, 5.0))[1:]
    assert replay([scenery(stage) for stage in far], Desk(Policy())) == ()
    assert Desk(Policy()).name == "the desk"


def test_it_decides_by_what_weeks_settled_before_say_and_by_nothing_later() -> None:
    rule = Remembering()
    replay(scenes(NEAR, weeks=3, outcome=2_440_000.0), rule)
    by_week = {seen.week: seen.evidence for seen in rule.seen}
    first, second, third = (by_week[week] for week in sorted(by_week))
    assert first == NOTHING_SETTLED
    assert (second.weights.weeks, third.weights.weeks) == (1, 2)
    assert second.odds != 1.0
    alone = Remembering()
    replay(scenes(NEAR, weeks=3, outcome=2_440_000.0)[:14], alone)
    assert {seen.week: seen.evidence for seen in alone.seen}[sorted(by_week)[1]] == second
    decided = [decided_at(seen, Policy()) for seen in rule.seen if seen.week == max(by_week)]
    assert {d.pooled.weight for d in decided if d.pooled and d.market} - set(third.weights.by_weekday) <= {1.0, 0.2}
