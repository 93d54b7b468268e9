from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from paxline.run.alerts import Notice
from paxline.run.loop import Done, Report
from paxline.run.oversight import Oversight
from paxline.run.schedule import Errand
from paxline.testing import NOW

MINUTE = timedelta(minutes=1)


@dataclass
class Seen:
    """Figures and notices, remembered."""

    errands: list[tuple[str, str, float]] = field(default_factory=list[tuple[str, str, float]])
    releases: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])
    happenings: dict[str, datetime] = field(default_factory=dict[str, datetime])
    told: list[Notice] = field(default_factory=list[Notice])
    since: datetime | None = NOW

    def errand(self, name: str, *, outcome: str, seconds: float) -> None:
        self.errands.append((name, outcome, seconds))

    def release(self, until: str, seconds: float) -> None:
        self.releases.append((until, seconds))

    def happened(self, what: str, at: datetime) -> None:
        self.happenings[what] = at

    def tell(self, notices: Sequence[Notice]) -> int:
        self.told += notices
        return len(notices)

    @property
    def titles(self) -> list[str]:
        return [one.title for one in self.told]


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def oversight(seen: Seen) -> Oversight:
    return Oversight(seen.tell, seen, lambda: seen.since)


def tried(minutes: int, trouble: str = "no answer", errand: Errand = Errand.READ_PAGE) -> Done:
    at = NOW + minutes * MINUTE
    return Done(errand, at, at, Report(trouble=trouble), "Unreachable" if trouble else "done")


def test_trouble_is_told_once_it_lasts_and_again_when_it_is_over(seen: Seen, oversight: Oversight) -> None:
    for minutes in range(5):
        oversight.did(tried(minutes))
    assert seen.titles == []
    for minutes in range(5, 9):
        oversight.did(tried(minutes))
    oversight.did(tried(9, ""))
    oversight.did(tried(10, ""))
    name = Errand.READ_PAGE.value
    assert seen.titles == [f"{name}: it does not work", f"{name}: it works again"]
    assert ("READ_PAGE", "Unreachable", 0.0) in seen.errands


def test_a_short_trouble_and_one_of_another_errand_are_not_mixed(seen: Seen, oversight: Oversight) -> None:
    oversight.did(tried(0))
    oversight.did(tried(1, ""))
    oversight.did(tried(6, errand=Errand.DECIDE))
    oversight.did(tried(7))
    assert seen.titles == []


def test_a_halt_is_told_with_the_instant_since_which_it_stands_and_its_end(seen: Seen, oversight: Oversight) -> None:
    oversight.turned(NOW + MINUTE)
    oversight.heeded("storm")
    oversight.heeded("storm")
    oversight.turned(NOW + 2 * MINUTE)
    oversight.heeded("")
    assert seen.titles == ["trading is halted: storm", "trading goes on"]
    assert seen.told[0].at == NOW
    seen.since = None
    oversight.heeded("another")
    assert seen.told[-1].at == NOW + 2 * MINUTE


def test_a_clock_that_jumps_either_way_is_told_and_work_that_took_long_is_not(seen: Seen, oversight: Oversight) -> None:
    oversight.turned(NOW)
    oversight.turned(NOW + MINUTE)
    oversight.did(Done(Errand.BACK_UP, NOW + MINUTE, NOW + 9 * MINUTE, Report()))
    oversight.turned(NOW + 9 * MINUTE)
    assert seen.titles == []
    oversight.turned(NOW + 69 * MINUTE)
    oversight.turned(NOW)
    assert [title.partition(" s")[0] for title in seen.titles] == [
        "the clock jumped, or the machine",
        "the clock was",
    ]
    assert oversight.last_turn == NOW


def test_the_way_from_page_to_decision_is_timed(seen: Seen, oversight: Oversight) -> None:
    ended = NOW + timedelta(seconds=2)
    oversight.did(Done(Errand.READ_PAGE, NOW, ended, Report("counts", (Errand.DECIDE,))))
    oversight.did(Done(Errand.DECIDE, ended, NOW + timedelta(seconds=5), Report()))
    oversight.did(Done(Errand.DECIDE, NOW + MINUTE, NOW + 2 * MINUTE, Report()))
    assert seen.releases == [("read", 2.0), ("decided", 5.0)]


def test_each_turn_is_a_sign_of_life(seen: Seen) -> None:
    published: list[datetime] = []
    oversight = Oversight(seen.tell, seen, lambda: None, publish=published.append)
    assert oversight.last_turn is None
    oversight.turned(NOW)
    assert seen.happenings == {"heartbeat": NOW}
    assert published == [NOW]
