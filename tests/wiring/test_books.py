from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from paxline.desk.ledger import CashMoved, Cause
from paxline.edge.store.journal import SqliteJournal
from paxline.errors import MissingData, UsageError
from paxline.units import Usd
from paxline.wiring.books import journal_events, journals, paper_events
from paxline.wiring.home import Home

AT = datetime(2026, 4, 21, 14, tzinfo=UTC)
OPENING = CashMoved(AT, Usd.cents(100), Cause.OPENING)


def keep(folder: Path, name: str) -> None:
    with SqliteJournal.open(folder / f"journal-{name}.sqlite") as journal:
        journal.append([OPENING], known_at=AT)


def test_the_only_journal_needs_no_name(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(MissingData, match="no order"):
        journal_events(home, None)
    keep(tmp_path, "demo")
    assert journal_events(home, None) == ("demo", (OPENING,))


def test_of_several_one_is_named(tmp_path: Path) -> None:
    home = Home(tmp_path)
    keep(tmp_path, "demo")
    keep(tmp_path, "production")
    assert list(journals(home)) == ["demo", "production"]
    assert journal_events(home, "production")[0] == "production"
    with pytest.raises(UsageError, match="name one"):
        journal_events(home, None)
    with pytest.raises(UsageError, match="there is no journal of 'paper'"):
        journal_events(home, "paper")


def test_what_happened_on_paper_ends_at_the_instant(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert paper_events(home, as_of=AT) == ()
    early, late = (CashMoved(AT + timedelta(hours=hours), Usd(1), Cause.TRANSFER) for hours in (0, 2))
    with SqliteJournal.open(home.paper_journal) as journal:
        journal.append([early, late], known_at=late.at)
    assert paper_events(home, as_of=AT + timedelta(hours=1)) == (early,)
