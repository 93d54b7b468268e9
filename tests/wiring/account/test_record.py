from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from paxline.counts.calendar import nominal_release
from paxline.desk.ledger import Answered, CashMoved, Cause, Filled, Intended, Role, Settled
from paxline.desk.orders import Heard, Order, Side, Terms
from paxline.desk.policy import Policy
from paxline.edge.store import Store
from paxline.edge.store.journal import SqliteJournal
from paxline.exchange.world import SOURCE, make_world
from paxline.market.listing import Listing
from paxline.run.arming import PaperRecord
from paxline.testing import NOW, WEEK
from paxline.units import Count, Price, Usd
from paxline.wiring.account.record import first_look, paper_record_of
from paxline.wiring.conditions import usual
from paxline.wiring.decision import decided
from paxline.wiring.forecasters import own_forecaster
from paxline.wiring.home import Home
from paxline.wiring.scene import Scene

AFTER = nominal_release(WEEK.sunday) + timedelta(days=1)
WORLD = make_world(WEEK, as_of=AFTER, seed=7)
RUNG = WORLD.ladder.rungs[0]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A home's store after a week in which the desk decided once."""
    with Home(tmp_path).store() as opened:
        opened.add_readings(WORLD.history.readings)
        opened.add_quotes(make_world(WEEK, as_of=NOW, seed=7).quotes)
        by = own_forecaster("ratio", home=Home(tmp_path), shocks=())
        scene = Scene(opened, WEEK, NOW, "a test", usual(NOW))
        decided(scene, forecaster=by, policy=Policy())
        results = (Listing(rung, WEEK, AFTER, SOURCE, status="finalized", result="yes") for rung in (RUNG,))
        opened.add_listings(results)
        yield opened


def trade_on_paper(home: Home) -> None:
    """Three YES of the lowest rung, bought and paid."""
    order = Order("one", Terms(RUNG.ticker, Side.BID, Price.cents(90), Count.whole(3)))
    with SqliteJournal.open(home.paper_journal) as journal:
        journal.append(
            [
                CashMoved(NOW, Usd.parse("1000"), Cause.OPENING),
                Intended(NOW, order, "d"),
                Answered(NOW, "one", Heard.RESTS, "id"),
                Answered(NOW, "one", Heard.EXECUTED, "id"),
                Filled(NOW, "f", "id", RUNG.ticker, Side.BID, Price.cents(90), Count.whole(3), Usd(0), Role.MAKER),
                Settled(AFTER, RUNG.ticker, Price(10_000), Usd.parse("3")),
            ],
            known_at=AFTER,
        )


def test_a_home_that_never_traded_on_paper_has_no_record(store: Store, tmp_path: Path) -> None:
    assert paper_record_of(Home(tmp_path), store, now=AFTER) == PaperRecord()


def test_a_settled_week_counts_and_is_scored_by_its_first_decision(store: Store, tmp_path: Path) -> None:
    trade_on_paper(Home(tmp_path))
    found = paper_record_of(Home(tmp_path), store, now=AFTER)
    assert (found.weeks, found.differences) == ((WEEK,), ())
    assert found.odds is not None
    assert found.odds > 0
    look = first_look(store, WEEK, now=AFTER)
    assert look is not None
    settled = WORLD.history.settlement(WEEK)
    assert settled is not None
    assert (look.week, look.weekday, look.actual) == (WEEK.sunday, NOW.weekday(), settled.passengers)


def test_before_the_week_has_settled_nothing_counts(store: Store, tmp_path: Path) -> None:
    trade_on_paper(Home(tmp_path))
    assert first_look(store, WEEK, now=NOW) is None
    assert paper_record_of(Home(tmp_path), store, now=NOW).weeks == ()


def test_a_week_without_a_decision_is_not_scored(store: Store, tmp_path: Path) -> None:
    trade_on_paper(Home(tmp_path))
    with Store.open(tmp_path / "other.sqlite") as other:
        other.add_readings(WORLD.history.readings)
        other.add_listings([replace(one) for one in store.results(AFTER)])
        found = paper_record_of(Home(tmp_path), other, now=AFTER)
    assert (found.weeks, found.odds) == ((WEEK,), None)


def test_a_week_is_scored_alike_before_and_after_it_was_thinned_out(store: Store, tmp_path: Path) -> None:
    by = own_forecaster("ratio", home=Home(tmp_path), shocks=())
    for minutes in (1, 2, 40, 41):
        at = NOW + timedelta(minutes=minutes)
        decided(Scene(store, WEEK, at, "a test", usual(at)), forecaster=by, policy=Policy())
    before = first_look(store, WEEK, now=AFTER)
    assert store.thin(before=AFTER.date(), referred=()).decisions > 0
    assert first_look(store, WEEK, now=AFTER) == before
    assert before is not None
