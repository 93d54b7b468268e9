import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.scenes import snapshot
from tests.market.bands import candle

from paxline.counts.calendar import Week
from paxline.counts.history import History, Reading, Rejected, Vintage
from paxline.counts.shocks import Shock
from paxline.desk.again import decided_again, record_of
from paxline.desk.decide import decide
from paxline.desk.policy import Policy
from paxline.edge.store import Added, Page, Store
from paxline.errors import StoreError, UsageError
from paxline.market.book import Quote, SeenQuote
from paxline.market.contract import Contract, Ladder
from paxline.market.listing import Listing
from paxline.testing import reading
from paxline.units import Count, Price

DAY = date(2026, 4, 20)
NOON = datetime(2026, 4, 21, 12, tzinfo=UTC)
WEEK = Week.holding(DAY)
LOW, HIGH = Ladder.of(WEEK, (2_450_000, 2_500_000)).rungs
HOUR = timedelta(hours=1)
MEMORY = Path(":memory:")


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open(MEMORY) as opened:
        yield opened


def seen(contract: Contract, bid: int, at: datetime) -> SeenQuote:
    return SeenQuote(contract, Quote(Price.cents(bid), None, Count.whole(3), None), at, "made for a test")


def test_a_changed_figure_is_a_new_row_and_the_same_one_adds_nothing(store: Store) -> None:
    first = reading(DAY, 100, known_at=NOON)
    assert store.add_readings([first]) == Added(1, 0)
    assert store.add_readings([first, reading(DAY, 100, known_at=NOON + HOUR)]) == Added()
    assert store.add_readings([reading(DAY, 101, known_at=NOON + 2 * HOUR)]) == Added(0, 1)
    assert store.add_readings([reading(DAY, 100, known_at=NOON, vintage=Vintage.STAND_IN)]) == Added(1, 0)
    assert Added(1, 2) + Added(3, 4) == Added(4, 6)
    assert store.history(NOON + HOUR).published[DAY] == first
    assert store.history(NOON + 2 * HOUR).published[DAY].passengers == 101


def test_a_reading_comes_back_as_it_was(store: Store) -> None:
    doubtful = Reading(DAY, 5, NOON, Vintage.RESTATED, "a page", "too few")
    store.add_readings([doubtful])
    assert store.history(NOON).readings == (doubtful,)
    assert store.history(NOON - timedelta(microseconds=1)).readings == ()


def test_an_empty_store_knows_nothing(store: Store) -> None:
    assert store.latest_instant() is None
    assert store.ladder(WEEK, NOON) is None
    assert store.quotes(WEEK, NOON) == store.results(NOON) == store.quoted_weeks(NOON) == ()
    assert store.last_page("u") is None


def test_the_stamp_tells_of_every_fact_whatever_its_instant(store: Store) -> None:
    shock = Shock(DAY, DAY, -0.2, 0.1, "a storm", NOON)
    earlier = NOON - 300 * HOUR
    news: list[Callable[[], object]] = [
        lambda: store.add_readings([Reading(DAY, 5, NOON, Vintage.PUBLISHED, "a page")]),
        lambda: store.add_readings([Reading(DAY, 6, earlier, Vintage.PUBLISHED, "a page")]),
        lambda: store.add_quotes([seen(HIGH, 30, NOON)]),
        lambda: store.add_quotes([seen(HIGH, 31, earlier)]),
        lambda: store.add_listings([Listing(LOW, WEEK, NOON, "s")]),
        lambda: store.add_shock(shock),
        lambda: store.withdraw_shock(1, at=NOON),
        lambda: store.rebuild_readings(lambda _page: ()),
    ]
    stamps = [store.stamp()]
    for add in news:
        add()
        stamps.append(store.stamp())
    assert len(set(stamps)) == len(news) + 1
    assert store.stamp() == stamps[-1]


def test_listings_are_kept_as_they_change(store: Store) -> None:
    listed = [Listing(rung, WEEK, NOON, "s", opens_at=NOON, closes_at=NOON + HOUR) for rung in (HIGH, LOW)]
    settled = Listing(LOW, WEEK, NOON + 2 * HOUR, "s", status="finalized", result="no")
    assert store.add_listings([settled, *listed]) == 3
    assert store.add_listings([settled, *listed]) == 0
    assert store.ladder(WEEK, NOON) == Ladder(WEEK, (LOW, HIGH))
    assert store.ladder(WEEK, NOON - HOUR) is None
    assert store.listings(WEEK, NOON + HOUR) == (listed[1], listed[0])
    assert store.listings(WEEK, NOON + 2 * HOUR) == (settled, listed[0])
    assert store.results(NOON + HOUR) == ()
    assert store.results(NOON + 2 * HOUR) == (settled,)


def test_quotes_answer_the_newest_of_each_contract_by_then(store: Store) -> None:
    quotes = [seen(HIGH, 30, NOON), seen(LOW, 60, NOON), seen(LOW, 61, NOON + HOUR), seen(LOW, 61, NOON + 2 * HOUR)]
    assert store.add_quotes(quotes) == 4
    assert store.add_quotes(quotes) == 0
    assert store.quotes(WEEK, NOON + HOUR) == (quotes[2], quotes[0])
    assert store.quotes(WEEK.plus(1), NOON + HOUR) == ()
    assert store.quote_path(WEEK, NOON + HOUR) == (quotes[1], quotes[0], quotes[2])
    assert store.quoted_weeks(NOON) == (WEEK,)
    assert store.latest_instant() == NOON + 2 * HOUR
    empty = SeenQuote(HIGH, Quote(None, None), NOON + 3 * HOUR, "made for a test")
    store.add_quotes([empty])
    assert store.quotes(WEEK, NOON + 3 * HOUR)[1] == empty


def test_a_ticker_that_changes_its_strike_halts_the_whole_ingest(store: Store) -> None:
    store.add_quotes([seen(LOW, 60, NOON)])

    def ingest() -> None:
        with store.transaction():
            store.add_readings([reading(DAY, 100, known_at=NOON)])
            store.add_quotes([seen(Contract(7, LOW.ticker), 60, NOON)])

    with pytest.raises(StoreError, match="was kept as"):
        ingest()
    assert store.history(NOON).readings == ()


def test_a_page_is_kept_byte_by_byte_and_its_bytes_once(store: Store) -> None:
    content = bytes(range(256)) * 40
    one = store.add_page("u", content, seen_at=NOON, etag='"a"', last_modified="Tue")
    assert store.add_page("u", content, seen_at=NOON, etag='"a"', last_modified="Tue") == one
    two = store.add_page("u", content, seen_at=NOON + HOUR)
    store.add_page("v", b"other", seen_at=NOON + 2 * HOUR)
    assert store.last_page("u") == Page(two, "u", NOON + HOUR, content, "", "")
    assert [page.url for page in store.pages()] == ["u", "u", "v"]
    assert next(store.pages()) == Page(one, "u", NOON, content, '"a"', "Tue")


def test_rejected_figures_are_kept_once(store: Store) -> None:
    refused = [Rejected(DAY, "n/a", "row 3"), Rejected(None, "?", "row 4")]
    assert store.add_rejected(refused, seen_at=NOON) == 2
    assert store.add_rejected(refused, seen_at=NOON + HOUR) == 0
    assert store.rejected() == tuple(refused)


def figures(offset: int) -> Callable[[Page], list[Reading]]:
    return lambda page: [reading(DAY, int(page.content) + offset, known_at=page.seen_at)]


def test_readings_of_pages_are_derived_anew_and_others_stay(store: Store) -> None:
    elsewhere = reading(DAY, 7, known_at=NOON, vintage=Vintage.STAND_IN)
    store.add_readings([elsewhere])
    for hours, content in ((1, b"100"), (2, b"100"), (3, b"120")):
        with store.transaction():
            number = store.add_page("u", content, seen_at=NOON + hours * HOUR)
            store.add_readings([reading(DAY, int(content), known_at=NOON + hours * HOUR)], page=number)
    before = store.history(NOON + 9 * HOUR)
    assert store.rebuild_readings(figures(0)) == Added(1, 1)
    assert store.history(NOON + 9 * HOUR) == before
    store.rebuild_readings(figures(1))
    assert [r.passengers for r in store.history(NOON + 9 * HOUR).readings] == [7, 101, 121]


def test_a_rebuild_that_fails_changes_nothing_and_the_guard_stands(tmp_path: Path) -> None:
    def unreadable(page: Page) -> list[Reading]:
        raise LookupError(page.url)

    path = tmp_path / "store.sqlite"
    with Store.open(path) as store:
        number = store.add_page("u", b"100", seen_at=NOON)
        store.add_readings([reading(DAY, 100, known_at=NOON)], page=number)
        with pytest.raises(LookupError):
            store.rebuild_readings(unreadable)
        assert store.history(NOON).published[DAY].passengers == 100
        store.rebuild_readings(figures(0))
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="only added"):
        connection.execute("DELETE FROM readings")


@pytest.mark.parametrize("table", ["bodies", "pages", "readings", "rejected", "contracts", "listings", "quotes"])
def test_no_fact_can_be_changed_or_removed(tmp_path: Path, table: str) -> None:
    path = tmp_path / "store.sqlite"
    with Store.open(path) as store:
        number = store.add_page("u", b"100", seen_at=NOON)
        store.add_readings([reading(DAY, 100, known_at=NOON)], page=number)
        store.add_rejected([Rejected(DAY, "n/a", "row 3")], seen_at=NOON)
        store.add_listings([Listing(LOW, WEEK, NOON, "s")])
        store.add_quotes([seen(LOW, 60, NOON)])
    with closing(sqlite3.connect(path)) as connection:
        column = connection.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchone()[0]  # noqa: S608 - fixed
        for change in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = {column}"):  # noqa: S608 - fixed
            with pytest.raises(sqlite3.IntegrityError, match="only added"):
                connection.execute(change)


def test_a_store_that_is_closed_or_busy_refuses_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paxline.edge.store.schema.BUSY_SECONDS", 0.01)
    with Store.open(tmp_path / "s.sqlite") as one, Store.open(tmp_path / "s.sqlite") as other:
        with one.transaction(), pytest.raises(StoreError, match="locked"):
            other.add_readings([reading(DAY, 100, known_at=NOON)])
        assert other.history(NOON).readings == ()
    with pytest.raises(StoreError, match="cannot be used"):
        one.history(NOON)


def test_a_reader_sees_whole_ingests_while_another_process_writes(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.sqlite") as writer, Store.open(tmp_path / "s.sqlite") as reader:
        with writer.transaction():
            writer.add_readings([reading(DAY, 100, known_at=NOON)])
            assert reader.history(NOON).readings == ()
        assert len(reader.history(NOON).readings) == 1


FACTS = st.lists(
    st.builds(
        lambda day, count, hour, vintage: reading(
            WEEK.days[day], count, known_at=NOON + hour * HOUR, vintage=list(Vintage)[vintage]
        ),
        day=st.integers(0, 6),
        count=st.integers(1, 4),
        hour=st.integers(0, 12),
        vintage=st.integers(0, 2),
    ),
    max_size=40,
    unique_by=lambda fact: (fact.day, fact.known_at, fact.vintage),
)


def told(history: History) -> object:
    settlement = history.settlement(WEEK)
    return (
        {day: fact.passengers for day, fact in history.published.items()},
        {day: fact.passengers for day, fact in history.restated.items()},
        settlement and (settlement.passengers, settlement.stands_in),
    )


@given(facts=FACTS, hour=st.integers(-1, 48))
def test_a_store_tells_of_every_instant_what_a_history_of_all_facts_tells(facts: list[Reading], hour: int) -> None:
    as_of = NOON + hour * HOUR
    with Store.open(MEMORY) as store:
        added = store.add_readings(facts)
        assert told(store.history(as_of)) == told(History.of(facts, known_by=as_of))
        assert store.history(NOON + 50 * HOUR).as_of(as_of) == store.history(as_of)
        assert added.added + added.revised == len(store.history(NOON + 50 * HOUR).readings)
        assert store.add_readings(facts) == Added()


@given(facts=FACTS, cuts=st.lists(st.integers(0, 40), max_size=4))
def test_facts_taken_in_as_they_become_known_need_no_single_ingest(facts: list[Reading], cuts: list[int]) -> None:
    ordered = sorted(facts, key=lambda fact: fact.order)
    edges = [0, *sorted(min(cut, len(ordered)) for cut in cuts), len(ordered)]
    with Store.open(MEMORY) as at_once, Store.open(MEMORY) as bit_by_bit:
        at_once.add_readings(facts)
        for start, end in pairwise(edges):
            bit_by_bit.add_readings(ordered[start:end])
        assert bit_by_bit.history(NOON + 50 * HOUR) == at_once.history(NOON + 50 * HOUR)


def test_a_declared_shock_is_kept_and_its_withdrawal_is_another_fact(tmp_path: Path) -> None:
    at = datetime(2026, 1, 22, 14, tzinfo=UTC)
    storm = Shock(date(2026, 1, 24), date(2026, 1, 26), -0.2, 0.1, "winter storm", at)
    with Store.open(tmp_path / "s.sqlite") as store:
        number = store.add_shock(storm)
        assert store.numbered_shocks() == {number: storm}
        withdrawn = store.withdraw_shock(number, at=at + timedelta(days=1))
        with pytest.raises(UsageError, match="withdrawn already"):
            store.withdraw_shock(number, at=at)
        with pytest.raises(UsageError, match="not declared"):
            store.withdraw_shock(number + 1, at=at)
    with Store.open(tmp_path / "s.sqlite") as store:
        assert store.shocks() == (withdrawn,)
        assert withdrawn == replace(storm, withdrawn_at=at + timedelta(days=1))


def test_candles_are_kept_once_and_seen_when_they_have_ended(store: Store) -> None:
    traded = candle(traded=(41, 40, 43, 42), volume=7, ends_at=NOON)
    quiet = candle(ends_at=NOON + HOUR)
    assert store.add_candles([quiet, traded]) == 2
    assert store.add_candles([quiet, traded]) == 0
    assert store.candles(WEEK, NOON) == (traded,)
    assert store.candles(WEEK, NOON + HOUR) == (traded, quiet)


def test_a_decision_is_kept_once_with_what_it_saw_and_decides_the_same_again(store: Store) -> None:
    scene, policy = snapshot(), Policy()
    made = decide(scene, policy)
    record = record_of(made, policy)
    assert [store.add_decision(record), store.add_decision(record)] == [1, 0]
    assert store.decisions(scene.week, scene.as_of) == (record,)
    assert store.decisions(scene.week, scene.as_of - HOUR) == ()
    assert decided_again(store.decisions(scene.week, scene.as_of)[0], policy) == made


def test_the_last_decision_and_the_first_of_a_stretch_are_found(store: Store) -> None:
    scene, policy = snapshot(), Policy()
    records = []
    for hours in (0, 1, 5):
        at = scene.as_of + hours * HOUR
        seen = snapshot(as_of=at)
        record = record_of(decide(seen, policy), policy)
        store.add_decision(record)
        records.append(record)
    end = scene.as_of + 9 * HOUR
    assert store.last_decision(scene.week, scene.as_of + 3 * HOUR) == records[1]
    assert store.last_decision(scene.week, scene.as_of - HOUR) is None
    assert store.decision_between(scene.week, scene.as_of + HOUR, end) == records[1]
    assert store.decision_between(scene.week, scene.as_of + 6 * HOUR, end) is None
    assert store.decided(scene.week, scene.as_of + 3 * HOUR) == tuple(
        (record.digest, record.as_of) for record in reversed(records[:2])
    )
    assert store.decision(records[2].digest) == records[2]
    assert store.decision("none") is None
    assert store.decided_weeks(end) == (scene.week,)
    assert store.decided_weeks(scene.as_of - HOUR) == ()


def test_a_decision_made_up_afterwards_is_not_among_those_of_a_stretch(store: Store) -> None:
    scene, policy = snapshot(), Policy()
    late, early = snapshot(as_of=scene.as_of + 5 * HOUR), scene
    for seen in (late, early):
        store.add_decision(record_of(decide(seen, policy), policy))
    found = store.decision_between(scene.week, scene.as_of - HOUR, scene.as_of + 9 * HOUR)
    assert found is not None
    assert found.as_of == late.as_of
