from datetime import timedelta
from pathlib import Path

from paxline.desk.ledger import CashMoved, Cause, Event, Filled, Role, Settled, fold
from paxline.desk.orders import Side
from paxline.edge.store import Store
from paxline.exchange.world import make_world
from paxline.testing import NOW, WEEK
from paxline.units import Count, Price, Usd
from paxline.wiring.marks import marked_fills


def test_a_fill_is_held_against_the_last_quote_before_it_and_what_it_is_worth_now(tmp_path: Path) -> None:
    world = make_world(WEEK, as_of=NOW, seed=7)
    seen = next(one for one in world.quotes if one.quote.bid is not None and one.quote.ask is not None)
    assert seen.quote.bid is not None
    assert seen.quote.ask is not None
    middle = (seen.quote.bid.dollars + seen.quote.ask.dollars) / 2
    ticker, bid, ten, after = seen.contract.ticker, Side.BID, Count.whole(10), seen.known_at + timedelta(minutes=1)

    def fill(name: str, of: str) -> Filled:
        return Filled(after, name, f"o{name}", of, bid, Price.cents(40), ten, Usd(0), Role.MAKER)

    events: list[Event] = [
        CashMoved(after, Usd.cents(10_000), Cause.OPENING, "paper"),
        fill("1", ticker),
        fill("2", "SOMETHING-ELSE"),
    ]
    with Store.open(tmp_path / "store.sqlite") as store:
        store.add_quotes(world.quotes)
        late = after + timedelta(days=9)
        known, strange = marked_fills(store, fold(events), as_of=late)
        assert (known.then, known.now) == (middle, middle)
        assert (strange.then, strange.now) == (None, None)
        paid = [*events, Settled(late, ticker, Price.cents(100), Usd.cents(1000))]
        assert marked_fills(store, fold(paid), as_of=late)[0].now == 1.0
        assert marked_fills(store, fold(paid), as_of=seen.known_at - timedelta(days=1)) == ()
