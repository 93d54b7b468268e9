import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from paxline.counts.calendar import ONE_DAY, Week
from paxline.desk.record import Record
from paxline.edge.store import Store
from paxline.edge.store.outbox import SqliteOutbox
from paxline.edge.store.thinning import Thinned
from paxline.market.book import Quote, SeenQuote
from paxline.market.contract import Ladder
from paxline.run.alerts import Kind, Notice, Picture
from paxline.testing import reading
from paxline.units import Price

WEEK = Week(datetime(2026, 4, 20, tzinfo=UTC).date())
LADDER = Ladder.of(WEEK, (2_400_000, 2_450_000))
HALF_PAST = datetime(2026, 4, 22, 14, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AFTER = WEEK.sunday + ONE_DAY


def record(at: datetime, week: Week = WEEK) -> Record:
    return Record(f"{week.sunday} {at.isoformat()}", at, week, "Policy()", "{}")


def quotes(at: datetime) -> list[SeenQuote]:
    quote = Quote(Price.cents(40), Price.cents(44))
    return [SeenQuote(rung, quote, at, "kalshi") for rung in LADDER.rungs]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An hour of a week, decided about and quoted every minute."""
    with Store.open(tmp_path / "store.sqlite") as opened:
        for i in range(60):
            opened.add_decision(record(HALF_PAST + i * MINUTE))
            opened.add_quotes(quotes(HALF_PAST + i * MINUTE))
        yield opened


def kept(store: Store, week: Week = WEEK) -> list[datetime]:
    return [one.as_of for one in store.decisions(week, HALF_PAST + timedelta(weeks=9))]


def test_one_decision_and_one_quote_of_each_half_hour_stay(store: Store) -> None:
    assert store.thin(before=AFTER, referred=()) == Thinned(58, 2 * 58, 0)
    halves = [HALF_PAST, HALF_PAST + 30 * MINUTE]
    assert kept(store) == halves
    path = store.quote_path(WEEK, HALF_PAST + timedelta(hours=3))
    assert sorted({one.known_at for one in path}) == halves
    assert len(path) == 4
    assert store.thin(before=AFTER, referred=()) == Thinned(0, 0, 0)


def test_what_an_order_came_from_stays(store: Store) -> None:
    ordered = HALF_PAST + 7 * MINUTE
    store.thin(before=AFTER, referred=[record(ordered).digest, "of another store"])
    assert kept(store) == [HALF_PAST, ordered, HALF_PAST + 30 * MINUTE]


def test_the_first_decision_after_a_count_stays(store: Store) -> None:
    counted = HALF_PAST + 11 * MINUTE - timedelta(seconds=3)
    store.add_readings([reading(WEEK.monday, 2_400_000, known_at=counted)])
    store.thin(before=AFTER, referred=())
    assert kept(store) == [HALF_PAST, HALF_PAST + 11 * MINUTE, HALF_PAST + 30 * MINUTE]


def test_weeks_that_have_not_ended_by_the_day_are_left_alone(store: Store) -> None:
    assert store.thin(before=WEEK.sunday, referred=()) == Thinned(0, 0, 0)
    assert len(kept(store)) == 60


def test_the_first_of_a_stretch_is_the_same_before_and_after(store: Store) -> None:
    # Made up afterwards, of an instant that had been passed.
    store.add_decision(record(HALF_PAST - timedelta(microseconds=1)))
    store.add_decision(record(HALF_PAST + 30 * MINUTE - timedelta(microseconds=1)))
    stretches = [(HALF_PAST - MINUTE + half, HALF_PAST + 12 * 60 * MINUTE) for half in (MINUTE, 31 * MINUTE)]
    before = [store.decision_between(WEEK, *one) for one in stretches]
    store.thin(before=AFTER, referred=())
    assert [store.decision_between(WEEK, *one) for one in stretches] == before
    assert all(before)


def test_afterwards_decisions_and_quotes_are_only_added_as_before(store: Store, tmp_path: Path) -> None:
    store.thin(before=AFTER, referred=())
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as other:
        for statement in ("DELETE FROM decisions", "DELETE FROM quotes"):
            with pytest.raises(sqlite3.IntegrityError, match="only added"):
                other.execute(statement)
    assert store.add_decision(record(HALF_PAST)) == 0
    with Store.open(tmp_path / "store.sqlite") as again:
        assert len(kept(again)) == 2


def test_pictures_of_weeks_gone_by_go_and_the_words_of_their_alerts_stay(store: Store, tmp_path: Path) -> None:
    pictures = (Picture("week@paxline", b"png"),)
    for name, at in (("old", HALF_PAST), ("new", HALF_PAST + timedelta(weeks=1))):
        store.add_notices([Notice(name, at, Kind.BRIEF, name, f"the words of the {name} one", "", pictures)])
    assert store.thin(before=AFTER, referred=()).pictures == 1
    with SqliteOutbox.open(tmp_path / "store.sqlite") as outbox:
        told = {alert.title: alert for alert in outbox.waiting()}
    assert told["old"].text == "the words of the old one"
    assert told["old"].pictures == ()
    assert told["new"].pictures == pictures
