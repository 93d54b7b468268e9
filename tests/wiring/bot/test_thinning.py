from datetime import UTC, datetime, timedelta
from pathlib import Path

from paxline.counts.calendar import Week, eastern_day
from paxline.desk.ledger import Intended
from paxline.desk.orders import Order, Side, Terms
from paxline.desk.record import Record
from paxline.edge.store.journal import SqliteJournal
from paxline.units import Count, Price
from paxline.wiring.bot.thinning import WHOLE, thin_out
from paxline.wiring.home import Home

NOON = datetime(2026, 4, 22, 16, tzinfo=UTC)
TERMS = Terms("T", Side.BID, Price.cents(40), Count.whole(3))


def test_the_last_weeks_stay_whole_and_what_any_accounts_orders_came_from(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.store() as store:
        for back in range(WHOLE + 1):
            for minute in range(3):
                at = NOON - timedelta(weeks=back) + timedelta(minutes=minute)
                store.add_decision(Record(f"{back}/{minute}", at, Week.holding(eastern_day(at)), "Policy()", "{}"))
        for name, minute in (("journal-paper.sqlite", 1), ("journal-demo.sqlite", 2)):
            with SqliteJournal.open(tmp_path / name) as journal:
                journal.append([Intended(NOON, Order(name, TERMS), f"{WHOLE}/{minute}")], known_at=NOON)
        assert thin_out(home, store, now=NOON).decisions == 0
        with SqliteJournal.open(tmp_path / "journal-demo.sqlite") as journal:
            assert journal.referred() == {f"{WHOLE}/2"}
        (tmp_path / "journal-demo.sqlite").unlink()
        assert thin_out(home, store, now=NOON).decisions == 1
        left = [one.digest for one in store.decisions(Week.holding(eastern_day(NOON - timedelta(weeks=WHOLE))), NOON)]
        assert left == [f"{WHOLE}/0", f"{WHOLE}/1"]
