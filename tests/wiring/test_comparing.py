from dataclasses import replace
from pathlib import Path

from tests.wiring.account.test_record import AFTER, RUNG, WORLD, trade_on_paper

from paxline.desk.ledger import Answered, CashMoved, Cause, Filled, Intended, Role, Settled
from paxline.desk.orders import Heard, Order, Side, Terms
from paxline.desk.policy import Policy
from paxline.edge.store.journal import SqliteJournal
from paxline.exchange.world import make_world
from paxline.forecast.baselines import RATIO
from paxline.study.compare import BACKTEST, PAPER
from paxline.testing import NOW, WEEK
from paxline.units import Count, Price, Usd
from paxline.wiring.comparing import comparison
from paxline.wiring.conditions import usual
from paxline.wiring.decision import decided
from paxline.wiring.home import Home
from paxline.wiring.scene import Scene


def test_a_week_on_paper_is_told_with_the_claim_of_its_decision_made_again(tmp_path: Path) -> None:
    home, said = Home(tmp_path), list[str]()
    with home.store() as store:
        store.add_readings(WORLD.history.readings)
        store.add_quotes(make_world(WEEK, as_of=NOW, seed=7).quotes)
        decision = decided(Scene(store, WEEK, NOW, "a test", usual(NOW)), forecaster=RATIO, policy=Policy())
        (rung,) = [one for one in decision.rungs if one.contract == RUNG]
        order = Order("one", Terms(RUNG.ticker, Side.BID, Price.cents(90), Count.whole(3)))
        filled = Filled(NOW, "f", "id", RUNG.ticker, Side.BID, Price.cents(90), Count.whole(3), Usd(0), Role.MAKER)
        with SqliteJournal.open(home.paper_journal) as journal:
            journal.append(
                [
                    CashMoved(NOW, Usd.parse("1000"), Cause.OPENING),
                    Intended(NOW, order, decision.digest),
                    Answered(NOW, "one", Heard.RESTS, "id"),
                    Answered(NOW, "one", Heard.EXECUTED, "id"),
                    filled,
                    Settled(AFTER, RUNG.ticker, Price(10_000), Usd.parse("3")),
                ],
                known_at=AFTER,
            )
        found = comparison(home, store, policy=Policy(), forecaster=RATIO, now=AFTER, progress=said.append)
        other = comparison(
            home, store, policy=replace(Policy(), kelly=0.1), forecaster=RATIO, now=AFTER, progress=said.append
        )
    result = found.results[WEEK, PAPER]
    assert result.claimed is not None
    assert abs(result.claimed.dollars - 3 * (rung.pooled - 0.9)) < 1e-5
    assert (result.made, result.contracts) == (Usd.parse("0.3"), Count.whole(3))
    # The default policy is among those that may have decided.
    assert other.results[WEEK, PAPER].claimed == result.claimed
    assert (WEEK, BACKTEST) not in found.results


def test_an_order_of_an_unknown_decision_claims_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    trade_on_paper(home)
    with home.store() as store:
        found = comparison(home, store, policy=Policy(), forecaster=RATIO, now=AFTER, progress=lambda _: None)
    assert found.results[WEEK, PAPER].claimed is None
