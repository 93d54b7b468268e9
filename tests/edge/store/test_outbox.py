import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from paxline.desk.ledger import Agreed, Halted
from paxline.edge.store import Store
from paxline.edge.store.journal import SqliteJournal
from paxline.edge.store.outbox import UNKNOWN, SqliteOutbox
from paxline.edge.store.schema import connect
from paxline.errors import StoreError
from paxline.run.alerts import Attempt, Kind, Message, Notice, Picture
from paxline.run.notices import of_event
from paxline.testing import NOW

LATER = NOW + timedelta(minutes=1)
PICTURE = Picture("week@paxline", b"\x89PNG")
BRIEF = Notice("brief/2026-04-23", NOW, Kind.BRIEF, "2.4 M", "words", "<p>words</p>", (PICTURE,))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "s.sqlite"


def test_what_was_put_in_waits_until_a_channel_took_it(file: Path) -> None:
    with SqliteOutbox.open(file) as outbox:
        assert outbox.put([BRIEF]) == 1
        (alert,) = outbox.waiting()
        assert (alert.at, alert.kind, alert.html, alert.pictures) == (NOW, Kind.BRIEF, "<p>words</p>", (PICTURE,))
        message = Message((alert.number,), alert.kind, alert.title, alert.text)
        outbox.end(outbox.begin(message, at=NOW), "nobody took it", at=LATER)
        assert [one.number for one in outbox.waiting()] == [alert.number]
        assert [one.state for one in outbox.posted(most=5)] == ["failed"]
        outbox.end(outbox.begin(message, at=LATER), "", at=LATER)
        assert outbox.waiting() == ()
        assert outbox.attempts() == (Attempt(NOW, Kind.BRIEF, "nobody took it"), Attempt(LATER, Kind.BRIEF))
    with SqliteOutbox.open_to_read(file) as outbox:
        (posted,) = outbox.posted(most=5)
        assert (posted.state, posted.tried_at, posted.failed) == ("sent", LATER, "")
        with pytest.raises(StoreError):
            outbox.put([BRIEF])


def test_the_same_cause_is_told_once(file: Path) -> None:
    with Store.open(file) as store, SqliteOutbox.open(file) as outbox:
        assert store.add_notices([BRIEF, BRIEF]) == 1
        assert store.add_notices([BRIEF]) == 0
        assert len(outbox.waiting()) == 1


def test_a_message_whose_end_nobody_knows_waits_and_says_since_when(file: Path) -> None:
    with SqliteOutbox.open(file) as outbox:
        outbox.put([BRIEF])
        outbox.begin(Message((1,), Kind.BRIEF, "2.4 M", "words"), at=NOW)
        assert outbox.waiting()[0].doubted_at == NOW
        assert outbox.attempts() == (Attempt(NOW, Kind.BRIEF, UNKNOWN),)
        assert [(one.state, one.failed) for one in outbox.posted(most=5)] == [("failed", UNKNOWN)]


def test_what_waits_and_was_never_tried_is_told_as_such(file: Path) -> None:
    with SqliteOutbox.open(file) as outbox:
        outbox.put([BRIEF])
        assert [one.state for one in outbox.posted(most=5)] == ["waiting"]


def test_a_notice_is_durable_with_its_fact_or_not_at_all(file: Path) -> None:
    with SqliteJournal.open(file, announce=of_event) as journal, SqliteOutbox.open(file) as outbox:
        journal.append([Halted(NOW, "5 contracts too many")], known_at=NOW)
        journal.append([Halted(LATER, "5 contracts too many")], known_at=LATER)
        assert [one.kind for one in outbox.waiting()] == [Kind.DIFFERENCE]
        journal.append([Agreed(LATER)], known_at=LATER)
        journal.append([Halted(LATER, "5 contracts too many")], known_at=LATER)
        assert [one.title for one in outbox.waiting()] == [
            "trading stopped: 5 contracts too many",
            "journal and exchange agree again",
            "trading stopped: 5 contracts too many",
        ]
    with (
        SqliteJournal.open(file, announce=lambda _event, _agreed: Notice(None, NOW, Kind.FILL, "x")) as journal,  # pyright: ignore[reportArgumentType] - cannot be kept
        SqliteOutbox.open(file) as outbox,
    ):
        before = journal.events()
        with pytest.raises(StoreError):
            journal.append([Halted(LATER, "another")], known_at=LATER)
        assert journal.events() == before
        assert len(outbox.waiting()) == 3


def test_nothing_in_it_can_be_changed_or_taken_away(file: Path) -> None:
    with SqliteOutbox.open(file) as outbox:
        outbox.put([BRIEF])
        outbox.end(outbox.begin(Message((1,), Kind.BRIEF, "t", "x"), at=NOW), "", at=NOW)
    with closing(connect(file)) as raw:
        for table in ("alerts", "alert_pictures", "alert_attempts", "alert_parts", "alert_answers"):
            with pytest.raises(sqlite3.IntegrityError, match="only added"):
                raw.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables
