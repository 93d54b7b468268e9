"""The store's verbs: add facts, and ask what was known by an instant.

Nothing is overwritten: a change of figure is a new row, and the same figure again adds nothing. Each verb that adds
is one transaction, and several become one inside ``Store.transaction``; a process killed at any moment leaves the
transactions it finished and nothing of the one it was in. Two processes may add at once: one waits for the other.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from paxline.counts.calendar import Week
from paxline.counts.history import History, Reading, Rejected
from paxline.counts.shocks import Shock
from paxline.desk.record import Record
from paxline.edge.store import outbox, rows, sql
from paxline.edge.store.closing import Closing
from paxline.edge.store.known import Known
from paxline.edge.store.news import News, take
from paxline.edge.store.schema import connect, refusing, transaction
from paxline.edge.store.thinning import Thinned, thin
from paxline.errors import StoreError, UsageError
from paxline.market.book import SeenQuote
from paxline.market.candle import Candle
from paxline.market.contract import Contract, Ladder, event_week
from paxline.market.listing import Listing
from paxline.market.terms import ContractTerms
from paxline.run.alerts import Notice


@dataclass(frozen=True, slots=True)
class Added:
    """How many readings were news: the first figure of a day and vintage, or one that differs from an earlier."""

    added: int = 0
    revised: int = 0

    def __add__(self, other: "Added") -> "Added":
        return Added(self.added + other.added, self.revised + other.revised)


@dataclass(frozen=True, slots=True)
class Page:
    """One sighting of a page.

    Attributes:
        number: Its number in this store, by which readings refer to it.
        url: Where it was found.
        seen_at: When (UTC).
        content: Its bytes as they came.
        etag: The validator the server gave for a conditional request, or an empty string.
        last_modified: The same as the server's date, or an empty string.
    """

    number: int
    url: str
    seen_at: datetime
    content: bytes
    etag: str
    last_modified: str


_Figures = dict[tuple[str, str], list[tuple[str, int]]]


class Store(Closing):
    """The facts in one database file; ``Store.open`` makes it. Use it in ``with``, from one thread.

    Every verb raises ``StoreError`` where the database cannot be used; nothing is half-written then.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, known: Known) -> None:
        self._connection = connection
        self._path = path
        self._known = known

    @classmethod
    def open(cls, path: Path, *, known: Known | None = None) -> Self:
        """The store at ``path``, made where there is none and brought to the present schema where it is older.

        Who opens the same file again and again hands over what is ``known`` of it, so that it is read once. Raises
        ``SchemaTooNew`` for one written by a newer paxline, ``StoreError`` for a file that is no store.
        """
        return cls(connect(path), path, known or Known())

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Everything added inside becomes durable together at the end, or not at all.

        A page belongs into one transaction with its readings: the next conditional request would not show it again.
        """
        with self._refusing(), transaction(self._connection):
            yield

    # What is added

    def add_page(self, url: str, content: bytes, *, seen_at: datetime, etag: str = "", last_modified: str = "") -> int:
        """Keep the raw bytes of a page and answer its number; the same sighting again adds nothing."""
        digest = hashlib.sha256(content).hexdigest()
        sighting = (url, rows.instant_text(seen_at), digest)
        with self._adding():
            self._run(sql.ADD_BODY, (digest, zlib.compress(content)))
            self._run(sql.ADD_PAGE, (*sighting, etag, last_modified))
            found = self._run(sql.PAGE_NUMBER, sighting)
            return int(found[0][0])

    def add_readings(self, readings: Iterable[Reading], *, page: int | None = None) -> Added:
        """Keep the readings that tell something new, whatever their order.

        A reading is compared with the newest of its day and vintage known before it. ``page`` is the number of the
        stored page they were read from, from which ``rebuild_readings`` can derive them again.
        """
        told = list(readings)
        with self._adding():
            first = min((reading.day for reading in told), default=date.max)
            return self._add_readings(told, self._figures(first), page)

    def add_rejected(self, rejected: Iterable[Rejected], *, seen_at: datetime) -> int:
        """Keep what was not taken in; answers how many were not there yet, whenever they were seen."""
        at = rows.instant_text(seen_at)
        return self._add_many(
            sql.ADD_REJECTED,
            [(r.day.isoformat() if r.day else None, r.value, r.reason, at) for r in rejected],
        )

    def add_listings(self, listings: Iterable[Listing]) -> int:
        """Keep the listings that differ from what was known of their market; answers how many.

        A ticker that comes with another strike or week than it had raises ``StoreError``.
        """
        with self._adding():
            ordered = sorted(listings, key=lambda listing: listing.known_at)
            known: dict[str, list[tuple[str, rows.Row]]] = {}
            for ticker, at, *state in self._run(sql.LISTING_STATES, _named(one.contract for one in ordered)):
                known.setdefault(ticker, []).append((at, tuple(state)))
            self._add_contracts((listing.contract, listing.week) for listing in ordered)
            news = [
                row
                for row in map(rows.listing_row, ordered)
                if take(known.setdefault(row[0], []), row[1], row[2:6]) is not News.NOTHING
            ]
            return self._add_many(sql.ADD_LISTING, news)

    def add_quotes(self, quotes: Iterable[SeenQuote]) -> int:
        """Keep every quote, changed or not, for its instant says how fresh it is; answers how many were not there."""
        seen = list(quotes)
        with self._adding():
            self._add_contracts((quote.contract, _week_of(quote.contract)) for quote in seen)
            return self._add_many(sql.ADD_QUOTE, [rows.quote_row(quote) for quote in seen])

    def add_candles(self, candles: Iterable[Candle]) -> int:
        """Keep every candle, the first one told of its stretch by its source; answers how many were not there."""
        ended = list(candles)
        with self._adding():
            self._add_contracts((candle.contract, _week_of(candle.contract)) for candle in ended)
            return self._add_many(sql.ADD_CANDLE, [rows.candle_row(candle) for candle in ended])

    def add_shock(self, shock: Shock) -> int:
        """Keep a declaration and answer its number."""
        with self._adding():
            return int(self._run(sql.ADD_SHOCK, rows.shock_row(shock))[0][0])

    def withdraw_shock(self, number: int, *, at: datetime) -> Shock:
        """Withdraw a declaration; ``UsageError`` where there is none of that number, or it is withdrawn already."""
        with self._adding():
            shock = self.numbered_shocks().get(number)
            if shock is None or shock.withdrawn_at is not None:
                raise UsageError(f"number {number} is {'withdrawn already' if shock else 'not declared'}")
            self._run(sql.WITHDRAW_SHOCK, (number, rows.instant_text(at)))
            return replace(shock, withdrawn_at=at)

    def add_decision(self, record: Record) -> int:
        """Keep a decision with what it saw; answers 0 where it was kept already, else 1."""
        return self._add_many(sql.ADD_DECISION, [rows.record_row(record)])

    def add_contract_terms(self, terms: ContractTerms, *, seen_at: datetime) -> None:
        """Keep what the exchange said of the contract, where it differs from what was known just before."""
        with self._adding():
            self._run(sql.ADD_CONTRACT_TERMS, _sighting(terms, seen_at))

    def acknowledge(self, terms: ContractTerms, *, at: datetime) -> None:
        """Keep that a person took these terms."""
        with self._adding():
            self._run(sql.ADD_ACKNOWLEDGEMENT, _sighting(terms, at))

    def add_notices(self, notices: Iterable[Notice]) -> int:
        """Keep what the owner is to be told until a channel took it; answers how much of it was not there yet."""
        with self._adding():
            return outbox.put(self._connection, notices)

    def rebuild_readings(self, derive: Callable[[Page], Iterable[Reading]]) -> Added:
        """Drop every reading that came from a page and derive it again from the stored bytes.

        Readings from elsewhere stay. Where ``derive`` raises, everything stays as it was.
        """
        with self._adding():
            guard = self._run(sql.READING_GUARD)[0][0]
            self._run(sql.LIFT_READING_GUARD)
            self._run(sql.DROP_READINGS_OF_PAGES)
            self._run(guard)
            figures = self._figures(date.min)
            total = Added()
            for page in self.pages():
                total += self._add_readings(derive(page), figures, page.number)
            return total

    def thin(self, *, before: date, referred: Collection[str]) -> Thinned:
        """Leave of weeks that ended before a day one decision and one quote of each half hour; answers what went.

        Decisions ``referred`` to by digest stay.
        """
        with self._refusing():
            return thin(self._connection, before=before, referred=referred)

    # What was known

    def history(self, as_of: datetime) -> History:
        """Every reading known by ``as_of``, oldest knowledge first."""
        instant = as_of.astimezone(UTC)
        with self._refusing():
            if self._connection.in_transaction:
                # What is not durable yet is not remembered.
                return History(instant, rows.readings(self._run(sql.READINGS, (rows.instant_text(as_of),))))
            return self._known.history(self._connection, instant)

    def latest_instant(self) -> datetime | None:
        """The last instant at which a count or a quote became known (UTC), or ``None`` while there is none."""
        found = self._run(sql.LATEST_INSTANT)
        return None if found[0][0] is None else rows.instant(found[0][0])

    def stamp(self) -> str:
        """Another text once a fact is added, of whatever instant, or readings are derived anew. One line."""
        return "/".join(str(number or 0) for number in self._run(sql.STAMP)[0])

    def ladder(self, week: Week, as_of: datetime) -> Ladder | None:
        """The rungs of ``week`` that were listed by ``as_of``, or ``None`` where none was."""
        rungs = {listing.contract.strike: listing.contract for listing in self.listings(week, as_of)}
        return Ladder(week, tuple(rungs[strike] for strike in sorted(rungs))) if rungs else None

    def listings(self, week: Week, as_of: datetime) -> tuple[Listing, ...]:
        """The newest state of every market of ``week`` known by ``as_of``, lowest strike first."""
        return tuple(map(rows.listing, self._run(sql.LISTINGS, _asked(week, as_of))))

    def results(self, as_of: datetime) -> tuple[Listing, ...]:
        """Every market whose result was known by ``as_of``, by week and strike."""
        found = self._run(sql.RESULTS, {"as_of": rows.instant_text(as_of)})
        return tuple(map(rows.listing, found))

    def quotes(self, week: Week, as_of: datetime) -> tuple[SeenQuote, ...]:
        """The newest quote of every contract of ``week`` known by ``as_of``, lowest strike first."""
        return tuple(map(rows.seen_quote, self._run(sql.QUOTES, _asked(week, as_of))))

    def quote_path(self, week: Week, as_of: datetime) -> tuple[SeenQuote, ...]:
        """Every quote of ``week`` known by ``as_of``, oldest knowledge first."""
        return tuple(map(rows.seen_quote, self._run(sql.QUOTE_PATH, _asked(week, as_of))))

    def candles(self, week: Week, as_of: datetime) -> tuple[Candle, ...]:
        """Every candle of ``week`` that had ended by ``as_of``, oldest first."""
        return tuple(map(rows.candle, self._run(sql.CANDLES, _asked(week, as_of))))

    def decisions(self, week: Week, as_of: datetime) -> tuple[Record, ...]:
        """Every decision about ``week`` made by ``as_of``, oldest first."""
        return tuple(map(rows.record, self._run(sql.DECISIONS, _asked(week, as_of))))

    def last_decision(self, week: Week, as_of: datetime) -> Record | None:
        """The newest decision about ``week`` made before ``as_of``; ``None`` where there is none."""
        found = self._run(sql.LAST_DECISION, _asked(week, as_of))
        return rows.record(found[0]) if found else None

    def decision_between(self, week: Week, since: datetime, until: datetime) -> Record | None:
        """The first decision about ``week`` from ``since`` on and before ``until``; ``None`` where there is none.

        One that was made up afterwards, when a later instant had been decided about already, does not count.
        """
        span = {"since": rows.instant_text(since), "until": rows.instant_text(until)}
        found = self._run(sql.DECISION_BETWEEN, {"sunday": week.sunday.isoformat(), **span})
        return rows.record(found[0]) if found else None

    def decided_weeks(self, as_of: datetime) -> tuple[Week, ...]:
        """The weeks decided about by ``as_of``, oldest first."""
        found = self._run(sql.DECIDED_WEEKS, (rows.instant_text(as_of),))
        return tuple(Week.ending(date.fromisoformat(sunday)) for (sunday,) in found)

    def decided(self, week: Week, as_of: datetime) -> tuple[tuple[str, datetime], ...]:
        """Digest and instant (UTC) of every decision about ``week`` made by ``as_of``, newest first."""
        return tuple((digest, rows.instant(at)) for digest, at in self._run(sql.DECIDED, _asked(week, as_of)))

    def decision(self, digest: str) -> Record | None:
        """The decision of that digest; ``None`` where there is none."""
        found = self._run(sql.DECISION, (digest,))
        return rows.record(found[0]) if found else None

    def contract_terms(self, as_of: datetime) -> tuple[ContractTerms, ...]:
        """Every change of the contract's terms seen by ``as_of``, the first sighting first."""
        return tuple(ContractTerms.read(text) for (text,) in self._run(sql.CONTRACT_TERMS, (rows.instant_text(as_of),)))

    def acknowledged(self, as_of: datetime) -> ContractTerms | None:
        """The terms that a person took last by ``as_of``, or ``None`` while nobody took any."""
        found = self._run(sql.ACKNOWLEDGED, (rows.instant_text(as_of),))
        return ContractTerms.read(found[0][0]) if found else None

    def quoted_weeks(self, as_of: datetime) -> tuple[Week, ...]:
        """Every week of which a quote was known by ``as_of``, oldest first."""
        found = self._run(sql.QUOTED_WEEKS, (rows.instant_text(as_of),))
        return tuple(Week.ending(date.fromisoformat(sunday)) for (sunday,) in found)

    def numbered_shocks(self) -> dict[int, Shock]:
        """Every declaration by its number, withdrawn ones among them."""
        return {number: rows.shock(tuple(row)) for number, *row in self._run(sql.SHOCKS)}

    def shocks(self) -> tuple[Shock, ...]:
        """Every declaration; each says from when to when it stands."""
        return tuple(self.numbered_shocks().values())

    def rejected(self) -> tuple[Rejected, ...]:
        """Everything that was not taken in, oldest first."""
        found = self._run(sql.REJECTED)
        return tuple(Rejected(date.fromisoformat(d) if d else None, value, reason) for d, value, reason in found)

    def pages(self) -> Iterator[Page]:
        """Every sighting of a page in the order of its instant, one at a time."""
        for (number,) in self._run(sql.PAGE_NUMBERS):
            yield self._page(number)

    def last_page(self, url: str) -> Page | None:
        """The newest sighting of ``url``, whose validators make the next request conditional, or ``None``."""
        found = self._run(sql.LAST_PAGE_NUMBER, (url,))
        return self._page(found[0][0]) if found else None

    # Inside

    def _run(self, statement: str, values: rows.Row | dict[str, str] = ()) -> list[rows.Row]:
        with self._refusing():
            return self._connection.execute(statement, values).fetchall()

    def _add_many(self, statement: str, values: list[rows.Row]) -> int:
        with self._adding():
            before = self._connection.total_changes
            self._connection.executemany(statement, values)
            return self._connection.total_changes - before

    def _adding(self) -> AbstractContextManager[None]:
        """The transaction that is open, or one of its own."""
        return self._refusing() if self._connection.in_transaction else self.transaction()

    def _refusing(self) -> AbstractContextManager[None]:
        return refusing(f"the store at {self._path} cannot be used")

    def _figures(self, first: date) -> _Figures:
        """What is kept of the days from ``first`` on, in the order in which it was known."""
        figures: _Figures = {}
        for day, vintage, at, passengers in self._run(sql.FIGURES, (first.isoformat(),)):
            figures.setdefault((day, vintage), []).append((at, passengers))
        return figures

    def _add_readings(self, readings: Iterable[Reading], figures: _Figures, page: int | None) -> Added:
        news: list[rows.Row] = []
        told = {News.NOTHING: 0, News.FIRST: 0, News.CHANGE: 0}
        for reading in sorted(readings, key=lambda reading: reading.order):
            day, vintage, at = reading.day.isoformat(), reading.vintage.value, rows.instant_text(reading.known_at)
            new = take(figures.setdefault((day, vintage), []), at, reading.passengers)
            told[new] += 1
            if new is not News.NOTHING:
                news.append((day, reading.passengers, at, vintage, reading.source, reading.doubt, page))
        self._add_many(sql.ADD_READING, news)
        return Added(told[News.FIRST], told[News.CHANGE])

    def _add_contracts(self, contracts: Iterable[tuple[Contract, Week]]) -> None:
        named = list(contracts)
        asked = _named(contract for contract, _ in named)
        kept = {ticker: (sunday, strike) for ticker, sunday, strike in self._run(sql.CONTRACTS, asked)}
        new: list[rows.Row] = []
        for contract, week in named:
            said = (week.sunday.isoformat(), contract.strike)
            if kept.setdefault(contract.ticker, said) != said:
                raise StoreError(f"{contract.ticker} came as {said}, and was kept as {kept[contract.ticker]}")
            new.append((contract.ticker, *said))
        self._add_many(sql.ADD_CONTRACT, list(dict.fromkeys(new)))

    def _page(self, number: int) -> Page:
        url, seen_at, etag, last_modified, content = self._run(sql.PAGE, (number,))[0]
        return Page(number, url, rows.instant(seen_at), zlib.decompress(content), etag, last_modified)


def _named(contracts: Iterable[Contract]) -> rows.Row:
    """The contracts' tickers as one value of a statement."""
    return (json.dumps(sorted({contract.ticker for contract in contracts})),)


def _week_of(contract: Contract) -> Week:
    return event_week(contract.ticker.rpartition("-")[0])


def _sighting(terms: ContractTerms, at: datetime) -> dict[str, str]:
    return {"at": rows.instant_text(at), "digest": terms.digest, "terms": terms.text}


def _asked(week: Week, as_of: datetime) -> dict[str, str]:
    return {"sunday": week.sunday.isoformat(), "as_of": rows.instant_text(as_of)}
