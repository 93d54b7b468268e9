from datetime import timedelta
from pathlib import Path

from paxline.desk.ledger import Halted
from paxline.edge.store.journal import SqliteJournal
from paxline.edge.store.outbox import SqliteOutbox
from paxline.run import notices
from paxline.run.alerts import messages
from paxline.run.health import Health
from paxline.testing import NOW
from paxline.wiring.home import Home
from paxline.wiring.posted import delivery, posted


def test_the_outboxes_of_all_databases_are_one_list(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert delivery(home, now=NOW).health is Health.OK
    with home.store() as store, SqliteJournal.open(home.paper_journal, announce=notices.of_event) as journal:
        store.add_notices([notices.halted("storm", since=NOW)])
        journal.append([Halted(NOW - timedelta(hours=4), "5 too many")], known_at=NOW)
    assert [one.alert.title for one in posted(home, most=9)] == [
        "trading stopped: 5 too many",
        "trading is halted: storm",
    ]
    assert len(posted(home, most=1)) == 1
    late = delivery(home, now=NOW)
    assert (late.health, late.words) == (Health.WARNING, "2 alerts wait, the oldest for 4 hours")


def test_why_a_channel_did_not_take_it_is_told(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.store() as store:
        store.add_notices([notices.resumed(NOW)])
    with SqliteOutbox.open(home.database) as outbox:
        (message,) = messages(outbox.waiting(), outbox.attempts(), now=NOW)
        outbox.end(outbox.begin(message, at=NOW), "ntfy (1) did not take it", at=NOW)
    found = delivery(home, now=NOW + timedelta(minutes=5))
    assert (found.health, found.words) == (
        Health.OK,
        "1 alerts wait, the oldest for 5 minutes: ntfy (1) did not take it",
    )
