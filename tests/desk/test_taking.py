from dataclasses import replace
from datetime import timedelta

from tests.desk.scenes import MORNING, account, snapshot

from paxline.desk.orders import Lifetime, Side, Terms, Working
from paxline.desk.policy import Policy
from paxline.desk.quoting import View
from paxline.desk.snapshot import Snapshot
from paxline.desk.taking import Takes, at_once, edge, takes
from paxline.forecast.distribution import Distribution, Normal
from paxline.market.fair import fair_ladder
from paxline.units import Count, Price, Usd

FRESH = MORNING - timedelta(hours=1)


def found(scene: Snapshot, of: Distribution) -> Takes:
    assert scene.ladder
    assert scene.fees
    ladder = fair_ladder(of, scene.ladder)
    view = View(ladder, ladder, ladder, ladder, of.mean, of.sd)
    return takes(scene, Policy(), books=scene.books, view=view, fees=scene.fees)


def test_straight_after_a_count_what_clears_the_bar_by_half_is_an_edge_and_later_nothing_is() -> None:
    high = Normal(2_460_000, 30_000)
    edges = found(snapshot(as_of=FRESH), high).edges
    assert {wish.side for wish in edges} == {Side.BID}
    assert found(snapshot(as_of=MORNING + timedelta(hours=1)), high).edges == ()
    assert found(snapshot(as_of=FRESH), Normal(2_422_000, 30_000)).edges == ()


def test_an_edge_is_what_is_left_after_the_fee() -> None:
    scene = snapshot(as_of=FRESH)
    assert scene.ladder
    assert scene.fees
    ladder = fair_ladder(Normal(2_460_000, 30_000), scene.ladder)
    wish = found(scene, Normal(2_460_000, 30_000)).edges[0]
    view = View(ladder, ladder, ladder, ladder, 2_460_000, 30_000)
    left = edge(wish, view=view, fees=scene.fees)
    assert 0.12 < left < ladder.of(wish.contract) - wish.price.dollars


def test_a_book_with_an_order_of_ours_is_not_taken_from() -> None:
    scene = snapshot(as_of=FRESH)
    wish = found(scene, Normal(2_460_000, 30_000)).edges[0]
    own = Working("a", Terms(wish.contract.ticker, Side.ASK, wish.price, Count.whole(1)), Count.whole(1))
    with_ours = found(snapshot(as_of=FRESH, holding=account(working=[own])), Normal(2_460_000, 30_000))
    assert wish not in with_ours.edges


def test_relief_is_the_trade_that_lowers_the_worst_loss_most_and_never_more_than_is_held() -> None:
    tickers = [book.contract.ticker for book in snapshot().books]
    held = {tickers[10]: Count.whole(60), tickers[11]: Count.whole(-3)}
    scene = snapshot(half_spread=0.005, holding=account(held=held, paid=Usd.parse("45")))
    relief = found(scene, Normal(2_420_000, 30_000)).relief
    assert relief
    assert (relief.contract.ticker, relief.side) == (tickers[10], Side.ASK)
    assert relief.count <= Count.whole(40)
    assert relief.reducing
    assert found(scene, Normal(2_500_000, 30_000)).relief is None
    assert found(replace(scene, account=None), Normal(2_420_000, 30_000)).relief is None


def test_what_is_taken_leaves_nothing_behind() -> None:
    terms = Terms("T", Side.BID, Price.cents(40), Count.whole(2))
    assert at_once(terms).lifetime is Lifetime.IMMEDIATE_OR_CANCEL
