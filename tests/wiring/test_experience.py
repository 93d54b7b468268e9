from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from paxline.counts.calendar import Week, eastern, nominal_release
from paxline.desk.ledger import NOTHING_YET
from paxline.desk.policy import Policy
from paxline.desk.record import Record
from paxline.edge.store import Store
from paxline.exchange.world import make_world
from paxline.forecast.baselines import RATIO
from paxline.market.evidence import NOTHING_SETTLED
from paxline.testing import NOW, WEEK
from paxline.wiring.conditions import usual
from paxline.wiring.decision import Seen, decided, decided_at_home
from paxline.wiring.experience import Experience
from paxline.wiring.home import Home
from paxline.wiring.scene import Money, Scene

NEXT = WEEK.plus(1)
TOLD = nominal_release(WEEK.sunday) + timedelta(days=1)


def morning(week: Week, weekday: int) -> datetime:
    return eastern(week.days[weekday], time(10, 31))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    """A store that knows the counts of two weeks, and quotes of the first."""
    with home.store() as opened:
        opened.add_readings(make_world(WEEK, as_of=NOW + timedelta(days=14), seed=7).history.readings)
        opened.add_quotes(make_world(WEEK, as_of=morning(WEEK, 0), seed=7).quotes)
        yield opened


def decide_at(store: Store, at: datetime, week: Week = WEEK) -> None:
    decided(Scene(store, week, at, "a test", usual(at)), forecaster=RATIO, policy=Policy())


def test_before_anything_that_was_decided_about_settles_nothing_is_known(home: Home, store: Store) -> None:
    assert Experience().evidence(store, home, as_of=TOLD) == NOTHING_SETTLED
    decide_at(store, morning(WEEK, 1))
    assert Experience().evidence(store, home, as_of=morning(WEEK, 4)) == NOTHING_SETTLED
    early = nominal_release(WEEK.sunday) - timedelta(hours=2)
    assert Experience().evidence(store, home, as_of=early) == NOTHING_SETTLED


def test_a_settled_weeks_decisions_say_what_the_pool_is_worth(home: Home, store: Store) -> None:
    for weekday in (0, 1, 2):
        decide_at(store, morning(WEEK, weekday))
    found = Experience().evidence(store, home, as_of=TOLD)
    assert found.weights.weeks == 1
    assert found.odds != 1.0
    assert home.learned.exists()
    # It is kept, and what was cut off is drawn anew.
    assert Experience().evidence(store, home, as_of=TOLD + timedelta(hours=1)) == found
    home.learned.write_text('{"of": ', encoding="utf-8")
    assert Experience().evidence(store, home, as_of=TOLD) == found


def test_a_week_counts_from_the_day_after_its_print_is_final(home: Home, store: Store) -> None:
    decide_at(store, morning(WEEK, 1))
    final = nominal_release(WEEK.sunday)
    learned = Experience()
    assert learned.evidence(store, home, as_of=final + timedelta(hours=14, minutes=59)) == NOTHING_SETTLED
    assert learned.evidence(store, home, as_of=final + timedelta(hours=15)) != NOTHING_SETTLED


def test_each_days_decision_is_read_once(home: Home, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    decide_at(store, morning(WEEK, 1))
    asked: list[datetime] = []
    between = Store.decision_between

    def counted(of: Store, week: Week, since: datetime, until: datetime) -> Record | None:
        asked.append(since)
        return between(of, week, since, until)

    monkeypatch.setattr(Store, "decision_between", counted)
    learned = Experience()
    found = learned.evidence(store, home, as_of=TOLD)
    home.learned.unlink()
    assert learned.evidence(store, home, as_of=TOLD + timedelta(days=3)) is found
    assert len(asked) == 7
    # A week more reads seven days more, and none again.
    store.add_readings(make_world(NEXT, as_of=NOW + timedelta(days=22), seed=7).history.readings)
    decide_at(store, morning(NEXT, 1), NEXT)
    later = learned.evidence(store, home, as_of=TOLD + timedelta(weeks=1))
    assert later is not found
    assert len(asked) == len(set(asked)) == 14


def test_a_decision_before_the_count_of_its_day_does_not_count(home: Home, store: Store) -> None:
    decide_at(store, eastern(WEEK.days[1], time(8, 0)))
    assert Experience().evidence(store, home, as_of=TOLD) == NOTHING_SETTLED


def test_the_next_week_is_decided_by_it_at_home_and_nowhere_else(home: Home, store: Store) -> None:
    for weekday in (0, 1, 2):
        decide_at(store, morning(WEEK, weekday))
    at = morning(NEXT, 1)
    known = Experience().evidence(store, home, as_of=at)
    for money, expected in ((Money.HOME, known), (Money.FRESH, NOTHING_SETTLED)):
        scene = Scene(store, NEXT, at, "a test", usual(at), money)
        decided_at_home(scene, home, forecaster=RATIO, policy=Policy(capital=Policy().capital))
        record = store.last_decision(NEXT, at + timedelta(seconds=1))
        assert record is not None
        assert (f'"odds":{expected.odds!r}' in record.snapshot) or money is Money.FRESH
    assert known != NOTHING_SETTLED


def test_a_decision_remembers_the_one_before_it(store: Store) -> None:
    at = morning(WEEK, 1)
    decide_at(store, at)
    later = at + timedelta(hours=2)
    seen = Seen(Scene(store, WEEK, later, "a test", usual(later)), RATIO).snapshot(NOTHING_YET, as_of=later)
    assert [one.at for one in seen.recent] == [at]
    assert seen.recent[0].fair is not None
