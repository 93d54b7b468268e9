"""The bot on paper: the TSA's pages and the exchange's public quotes, orders against the record, no key anywhere."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

import numpy as np

from paxline.counts.calendar import Week, eastern_day
from paxline.desk.ledger import fold
from paxline.desk.orders import WORKING
from paxline.desk.policy import Policy
from paxline.edge.controls import FileDiary
from paxline.edge.kalshi.allowance import BASIC_READS, Bucket
from paxline.edge.kalshi.http import KalshiHttp
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.notify import ping
from paxline.edge.settings import Settings
from paxline.edge.store import Store
from paxline.edge.store.backup import back_up, prune
from paxline.edge.store.journal import SqliteJournal
from paxline.edge.tsa import PLAIN_URL, Manners, NotModified, Validators, Wanted, fetch
from paxline.errors import SourceError
from paxline.market.book import Quote
from paxline.market.contract import Contract, closes_at, event_week, trading_week
from paxline.run.control import Control, Guarded, Heeding
from paxline.run.loop import Report
from paxline.run.loop import run as run_loop
from paxline.run.paper import PaperVenue, Result, Traded
from paxline.run.ports import Clock, Gone, Journal, KillSwitch
from paxline.run.schedule import Errand, Standing
from paxline.run.sending import cancel
from paxline.run.step import Stepped, Trading, step
from paxline.units import Price
from paxline.wiring.conditions import Conditions
from paxline.wiring.decision import Seen
from paxline.wiring.forecasters import BEST, own_forecaster
from paxline.wiring.home import Home
from paxline.wiring.live import QUICK, Wires, ingest_kalshi, ingest_tsa, keep_page
from paxline.wiring.remembered import remembering
from paxline.wiring.scene import Scene
from paxline.wiring.watch import confirmed_policy

BRISK: Final = Manners(retries=0, timeout=4.0, deadline=8.0)
"""The page is asked for again within seconds anyway, and a halt must not wait for it."""

_OVERLAP: Final = timedelta(seconds=30)
"""Trades may be told late: so much is asked for again."""

_UNSETTLED: Final = 3
"""Weeks that are followed after their close."""


@dataclass
class PublicTape:
    """A ``PublicRecord`` of stored quotes and results, and of trades asked for once and remembered.

    Attributes:
        store: Quotes and results.
        reader: Asks for trades.
    """

    store: Store
    reader: KalshiReader
    _kept: dict[str, tuple[datetime, datetime, dict[str, Traded]]] = field(
        default_factory=dict[str, tuple[datetime, datetime, dict[str, Traded]]]
    )

    def quote(self, ticker: str, *, as_of: datetime) -> Quote | None:
        """The newest stored quote."""
        quotes = self.store.quotes(_week(ticker), as_of)
        return next((seen.quote for seen in quotes if seen.contract.ticker == ticker), None)

    def trades(self, ticker: str, *, since: datetime, until: datetime) -> Sequence[Traded]:
        """Every trade between two instants; raises ``SourceError``."""
        start, end, kept = self._kept.get(ticker, (since, since, dict[str, Traded]()))
        if since < start:
            start, end, kept = since, since, {}
        if until > end:
            contract = Contract.parse(ticker)
            for trade in self.reader.trades(contract, since=max(start, end - _OVERLAP), until=until):
                kept[trade.trade_id] = Traded(trade.price, trade.count, trade.at)
            self._kept[ticker] = (start, until, kept)
        return sorted((one for one in kept.values() if since <= one.at <= until), key=lambda one: one.at)

    def results(self, tickers: Sequence[str], *, as_of: datetime) -> Mapping[str, Result]:
        """How markets came out, from their listings."""
        found = {one.contract.ticker: one for one in self.store.results(as_of)}
        values = {"yes": Price(10_000), "no": Price(0)}
        return {t: Result(values[found[t].result or "no"], found[t].known_at) for t in tickers if t in found}


class Desk(Trading, KillSwitch, Protocol):
    """Where orders go, and the way out."""


@dataclass
class Paper:
    """The hands of a bot that trades on paper; elsewhere they do the same on another desk.

    Attributes:
        home: Where everything is kept.
        store: Facts and records of decisions.
        journal: Orders and money.
        reader: The exchange's public side.
        wires: The open connections.
        venue: Where orders go.
        control: A person's word.
        clock: The time.
        policy: How the desk trades.
        ping_url: The dead-man's switch; empty for none.
        asked: The exchange's terms as asked last, by week.
    """

    home: Home
    store: Store
    journal: Journal
    reader: KalshiReader
    wires: Wires
    venue: Desk
    control: Control
    clock: Clock
    policy: Policy
    model: str = BEST
    ping_url: str = field(default="", repr=False)
    asked: dict[Week, Conditions] = field(default_factory=dict[Week, Conditions])

    def standing(self) -> Standing:
        """How far the counts and the settlements have come."""
        now = self.clock.now()
        latest = self.store.history(now).latest_day
        this = trading_week(now)
        settled = {one.week for one in self.store.results(now)}
        closed = (this.plus(-back) for back in range(_UNSETTLED, 0, -1))
        held = {event_week(t.rsplit("-", 1)[0]) for t in fold(self.journal.events()).positions}
        unsettled = tuple(w for w in closed if w in held and w not in settled and closes_at(w) <= now)
        return Standing(latest or eastern_day(now) - timedelta(days=2), unsettled)

    def do(self, errand: Errand) -> Report:
        """Do one errand; raises ``SourceError`` or ``StoreError``."""
        return {
            Errand.READ_PAGE: self._read_page,
            Errand.WITHDRAW: lambda: Report(self.withdraw("nothing may rest now")),
            Errand.DECIDE: lambda: Report(_said(self.cycle())),
            Errand.FOLLOW_SETTLEMENT: self._follow,
            Errand.BRIEF: self._brief,
            Errand.BACK_UP: self._back_up,
            Errand.PING: lambda: Report(ping(self.wires.tsa, self.ping_url) if self.ping_url else ""),
        }[errand]()

    def cycle(self) -> Stepped:
        """Ask the exchange, then go through one cycle; what it does not answer is missing in the decision."""
        week = trading_week(self.clock.now())
        try:
            self.asked[week] = ingest_kalshi(self.store, week, reader=self.reader)
        except SourceError:
            self.asked.pop(week, None)
        by = remembering(
            own_forecaster(self.model, home=self.home, shocks=self.store.shocks()), folder=self.home.forecasts
        )
        scene = Scene(self.store, week, self.clock.now(), "paper", self.asked.get(week))
        return step(
            confirmed_policy(self.policy, self.store, as_of=self.clock.now()),
            clock=self.clock,
            source=Heeding(Seen(scene, by), self.control),
            journal=self.journal,
            venue=Guarded(self.venue, self.control),
            records=self.store,
        )

    def withdraw(self, why: str) -> str:
        """Take out what rests, written down first; what does not answer is taken out by the kill switch."""
        standing = [one for one in fold(self.journal.events()).orders.values() if one.state in WORKING]
        if not standing:
            return ""
        came = [
            cancel(one.order.client_id, journal=self.journal, venue=self.venue, clock=self.clock) for one in standing
        ]
        if not all(isinstance(one, Gone) for one in came):
            self.venue.kill()
        return f"{why}: {len(standing)} orders taken out"

    def catch_up(self, log: Callable[[str], None]) -> None:
        """Take in the years that are missing; where the TSA does not answer, the loop asks again."""
        try:
            ingest_tsa(self.store, client=self.wires.tsa, clock=self.clock, progress=log, manners=QUICK)
        except SourceError as error:
            log(f"catching up: {error}")

    def _read_page(self) -> Report:
        """Ask for the current page alone, and only for what changed."""
        now = self.clock.now()
        kept = self.store.last_page(PLAIN_URL)
        wanted = Wanted(PLAIN_URL, Validators(kept.etag, kept.last_modified) if kept else Validators())
        rng = np.random.default_rng(int(now.timestamp()))
        answer = fetch(wanted, client=self.wires.tsa, clock=self.clock, rng=rng, manners=BRISK)
        if isinstance(answer, NotModified):
            return Report()
        added, _ = keep_page(self.store, answer)
        if not added.added + added.revised:
            return Report()
        latest = self.store.history(self.clock.now()).latest_day
        return Report(f"counts through {latest}", (Errand.DECIDE,))

    def _brief(self) -> Report:
        ledger = fold(self.journal.events())
        return Report(f"cash ${ledger.cash}, {len(ledger.positions)} rungs held, fees ${ledger.fees}")

    def _back_up(self) -> Report:
        now = self.clock.now()
        made = back_up(self.home.folder, self.home.backups, at=now)
        prune(self.home.backups, now=now)
        return Report(f"copied to {made.folder.name}")

    def _follow(self) -> Report:
        words: list[str] = []
        for week in self.standing().unsettled:
            listed = self.reader.listed(week)
            self.store.add_listings(one.listing for one in listed)
            if any(one.listing.result for one in listed):
                words.append(f"the week to {week.sunday} has settled")
        return Report("; ".join(words), (Errand.DECIDE,) if words else ())


@contextmanager
def open_paper(home: Home, *, settings: Settings, control: Control, wires: Wires, clock: Clock) -> Generator[Paper]:
    """The bot on paper in a home; ``StoreError`` where another process runs there."""
    rng = np.random.default_rng(int(clock.now().timestamp()))
    reader = KalshiReader(KalshiHttp(wires.kalshi, clock, rng, Bucket(BASIC_READS, clock)))
    policy = settings.policy
    with SqliteJournal.open(home.paper_journal) as journal, home.store() as store:
        venue = PaperVenue(policy.capital, journal, PublicTape(store, reader), policy.fee_terms, clock)
        yield Paper(home, store, journal, reader, wires, venue, control, clock, policy, ping_url=settings.alerts.ping)


def keep_running(paper: Paper, *, log: Callable[[str], None]) -> str:
    """Go on until told to stop, and answer why it ended."""
    diary = FileDiary(paper.home.folder)
    return run_loop(paper, control=paper.control, clock=paper.clock, diary=diary, log=log)


def _week(ticker: str) -> Week:
    return event_week(ticker.rsplit("-", 1)[0])


def _said(stepped: Stepped) -> str:
    parts = [f"{len(stepped.cancelled)} taken out"] if stepped.cancelled else []
    parts += [f"{len(stepped.sent)} sent"] if stepped.sent else []
    parts += [f"stopped: {why}" for why in stepped.stopped]
    return "; ".join(parts)
