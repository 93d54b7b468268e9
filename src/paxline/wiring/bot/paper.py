"""The bot on paper: the TSA's pages and the exchange's public quotes, orders against the record, no key anywhere."""

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final, Protocol

import httpx
import numpy as np

from paxline.counts.calendar import EASTERN, Week, eastern_day
from paxline.desk import hours
from paxline.desk.policy import Policy
from paxline.edge import machine
from paxline.edge.controls import FileDiary
from paxline.edge.kalshi.allowance import BASIC_READS, Bucket
from paxline.edge.kalshi.http import Call, KalshiHttp, unobserved
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.notify import ping
from paxline.edge.settings import Settings
from paxline.edge.store import Store
from paxline.edge.store.backup import back_up, backups, prune
from paxline.edge.store.journal import SqliteJournal
from paxline.edge.tsa import PLAIN_URL, Manners, NotModified, Validators, Wanted, fetch
from paxline.edge.worlds import PAPER
from paxline.errors import Interrupted, MissingData, SourceError
from paxline.market.book import Quote
from paxline.market.contract import Contract, closes_at, event_week, trading_week
from paxline.pages.books_shown import Books
from paxline.run import health, notices
from paxline.run.alerts import Kind, Notice, Picture
from paxline.run.attention import Attention, AttentiveClock, Noting
from paxline.run.control import Control, Guarded, Heeding
from paxline.run.delivery import Aside, Look, at_once
from paxline.run.loop import UNWATCHED, Report, Watcher
from paxline.run.loop import run as run_loop
from paxline.run.paper import PaperVenue, Result, Traded, take_out
from paxline.run.ports import Clock, Journal, KillSwitch
from paxline.run.schedule import BRIEF_TIME, Errand, Standing, is_late
from paxline.run.step import Stepped, Trading, step
from paxline.units import Price
from paxline.wiring.bot.settling import Settling
from paxline.wiring.bot.thinning import thin_out
from paxline.wiring.brief import BotState, home_brief
from paxline.wiring.conditions import Conditions
from paxline.wiring.decision import Recalled, Seen
from paxline.wiring.experience import Experience
from paxline.wiring.forecasters import BEST
from paxline.wiring.home import Home
from paxline.wiring.live import QUICK, Wires, ingest_kalshi, ingest_tsa, keep_page
from paxline.wiring.remembered import Hearth, remembered_forecaster
from paxline.wiring.scene import Scene
from paxline.wiring.settled import keep_result, keep_week
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
            # Nobody asks again for the trades of weeks long settled.
            oldest = _week(ticker).plus(-_UNSETTLED)
            self._kept = {name: told for name, told in self._kept.items() if _week(name).sunday >= oldest.sunday}
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
        attention: Knows whether a person's word waits; ``None`` where the loop is not interrupted by it.
        brief_at: Eastern time of the morning's brief.
        ping_url: The dead-man's switch; empty for none.
        aside: Sets going what nobody waits for.
        count_order: Is told what came of sending each order.
        world: Where its orders go, for the brief.
        asked: The exchange's terms as asked last, by week.
        silent: Why the exchange did not answer when it was asked last, or an empty string.
        hearth: Keeps the model warm between two questions.
        learned: Keeps what settled weeks taught.
        recalled: Keeps what the last decision left.
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
    attention: Attention | None = None
    model: str = BEST
    brief_at: time = BRIEF_TIME
    ping_url: str = field(default="", repr=False)
    aside: Aside = at_once
    count_order: Callable[[str], None] = field(default=lambda _outcome: None)
    world: str = PAPER
    asked: dict[Week, Conditions] = field(default_factory=dict[Week, Conditions])
    silent: str = ""
    hearth: Hearth = field(default_factory=Hearth)
    learned: Experience = field(default_factory=Experience)
    recalled: Recalled = field(default_factory=Recalled)
    _pinged: Look | None = None

    def standing(self) -> Standing:
        """How far the counts and the settlements have come."""
        now = self.clock.now()
        latest = self.store.history(now).latest_day
        this = trading_week(now)
        closed = (this.plus(-back) for back in range(_UNSETTLED, 0, -1))
        held = {event_week(t.rsplit("-", 1)[0]) for t in self.journal.ledger().positions}
        unsettled = tuple(w for w in closed if closes_at(w) <= now and self._is_unsettled(w, now, held))
        return Standing(latest or eastern_day(now) - timedelta(days=2), unsettled, brief_at=self.brief_at)

    def _is_unsettled(self, week: Week, now: datetime, held: Collection[Week]) -> bool:
        """Whether a week that was watched here, or is held, has no result yet."""
        listings = self.store.listings(week, now)
        return (week in held or bool(listings)) and not any(one.result for one in listings)

    def do(self, errand: Errand) -> Report:
        """Do one errand; raises ``SourceError`` or ``StoreError``."""
        return {
            Errand.READ_PAGE: self._read_page,
            Errand.WITHDRAW: lambda: Report(self.withdraw("nothing may rest now")),
            Errand.DECIDE: self._decide,
            Errand.FOLLOW_SETTLEMENT: self._follow,
            Errand.BRIEF: self._brief,
            Errand.BACK_UP: self._back_up,
            Errand.PING: self._ping,
        }[errand]()

    def cycle(self) -> Stepped:
        """Ask the exchange, then go through one cycle; what it does not answer is missing in the decision."""
        week = trading_week(self.clock.now())
        try:
            self.asked[week] = ingest_kalshi(self.store, week, reader=self.reader)
            self.silent = ""
        except SourceError as error:
            self.asked.pop(week, None)
            self.silent = f"the exchange does not answer: {error}"
        by = remembered_forecaster(self.model, home=self.home, store=self.store, hearth=self.hearth)
        scene = Scene(self.store, week, self.clock.now(), "paper", self.asked.get(week))
        evidence = self.learned.evidence(self.store, self.home, as_of=scene.as_of)
        stepped = step(
            confirmed_policy(self.policy, self.store, as_of=self.clock.now()),
            clock=AttentiveClock(self.clock, self.attention) if self.attention else self.clock,
            source=Heeding(Seen(scene, by, evidence=evidence, recalled=self.recalled), self.control),
            journal=self.journal,
            venue=Guarded(self.venue, self.control),
            records=self.store,
        )
        for decision in stepped.decisions[-1:]:
            # The next one may be waited for.
            self.recalled.after(decision.digest, decision.seen)
        return stepped

    def withdraw(self, why: str) -> str:
        """Take out what rests by writing it down; nobody has to answer for that, so that it is done at once."""
        gone = take_out(self.journal, self.clock)
        return f"{why}: {gone} orders taken out" if gone else ""

    def catch_up(self, log: Callable[[str], None]) -> None:
        """Take in the years that are missing; where the TSA does not answer, the loop asks again."""
        try:
            ingest_tsa(self.store, client=self.wires.tsa, clock=self.clock, progress=log, manners=QUICK)
        except (SourceError, Interrupted) as error:
            log(f"catching up: {error}")

    def _read_page(self) -> Report:
        """Look at the page; a count that is not there even so may be late."""
        try:
            return self._look_at_page()
        finally:
            self._tell_if_late(self.clock.now())

    def _look_at_page(self) -> Report:
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

    def _tell_if_late(self, now: datetime) -> None:
        latest = self.store.history(now).latest_day
        if latest is not None and is_late(now, latest):
            self.store.add_notices([notices.late(latest, at=now)])

    def _decide(self) -> Report:
        stepped = self.cycle()
        now = self.clock.now()
        for decision in stepped.decisions[-1:]:
            self.store.add_notices(notices.drawdown(decision.breaches, at=now))
        for _, came in stepped.sent:
            self.count_order(type(came).__name__)
        return Report(_said(stepped), trouble="" if _closed_as_usual(now) else self._trouble(stepped))

    def _trouble(self, stepped: Stepped) -> str:
        """What of the exchange does not work, for a person."""
        asked = self.asked.get(trading_week(self.clock.now()))
        if self.silent or asked is None:
            return self.silent
        if not asked.gate.exchange_open:
            return "the exchange is closed"
        if not asked.gate.trading_open:
            return "the exchange has paused trading"
        return "; ".join(stepped.stopped)

    def _brief(self) -> Report:
        now, ledger = self.clock.now(), self.journal.ledger()
        said = f"cash ${ledger.cash}, {len(ledger.positions)} rungs held, fees ${ledger.fees}"
        self.store.add_notices([self._morning(now, said)])
        return Report(said)

    def _morning(self, now: datetime, said: str) -> Notice:
        """The brief as a mail; where no forecast can be made, what the account comes to."""
        cause = f"brief/{eastern_day(now)}"
        # The journal of a year is long; the loop has it folded.
        state = BotState(Books(self.world, self.journal.ledger()), self._findings(now))
        try:
            made = home_brief(self.home, state, week=trading_week(now), as_of=now, model=self.model, now=now)
        except MissingData as error:
            return Notice(cause, now, Kind.BRIEF, said, f"There is no forecast: {error}")
        pictures = tuple(Picture(one.cid, one.png) for one in made.pictures)
        return Notice(cause, now, Kind.BRIEF, made.subject, made.text, made.html, pictures)

    def _findings(self, now: datetime) -> tuple[health.Finding, ...]:
        """What can be told of our own health in a moment."""
        week, kept = trading_week(now), backups(self.home.backups)
        newest = max((one.known_at for one in self.store.quotes(week, now)), default=None)
        return (
            health.space(machine.free_bytes(self.home.folder)),
            health.copies(kept[-1].made_at if kept else None, now=now),
            health.counts(self.store.history(now).latest_day, now=now),
            health.quotes(newest, week, now=now),
        )

    def _ping(self) -> Report:
        """Ask the dead-man's switch, without waiting for it; what came of the time before is told."""
        if not self.ping_url:
            return Report()
        before = (self._pinged() or "") if self._pinged is not None else ""
        self._pinged = self.aside(lambda: _pinged(self.ping_url))
        return Report(before, trouble=before)

    def _back_up(self) -> Report:
        now = self.clock.now()
        made = back_up(self.home.folder, self.home.backups, at=now)
        prune(self.home.backups, now=now)
        thin_out(self.home, self.store, now=now)
        return Report(f"copied to {made.folder.name}")

    def _follow(self) -> Report:
        words: list[str] = []
        for week in self.standing().unsettled:
            listed, missed = self.reader.listed(week), ""
            try:
                keep_week(self.store, week, listed, reader=self.reader)
            except SourceError as error:
                # That a week has settled does not wait for how it traded.
                keep_result(self.store, week, listed)
                missed = f", but its candles are not kept ({error}); `paxline ingest --market` asks for them again"
            if any(one.listing.result for one in listed):
                words.append(f"the week to {week.sunday} has settled{missed}")
        return Report("; ".join(words), (Errand.DECIDE,) if words else ())


@contextmanager
def open_paper(
    home: Home,
    *,
    settings: Settings,
    control: Control,
    wires: Wires,
    clock: Clock,
    observe: Callable[[Call], None] = unobserved,
) -> Generator[Paper]:
    """The bot on paper in a home; ``StoreError`` where another process runs there.

    ``observe`` is told of every attempt at a call of the exchange.
    """
    rng = np.random.default_rng(int(clock.now().timestamp()))
    attention = control if isinstance(control, Attention) else Attention(control)
    patient = AttentiveClock(clock, attention)
    reader = KalshiReader(KalshiHttp(wires.kalshi, patient, rng, Bucket(BASIC_READS, patient), observe=observe))
    policy = settings.policy
    with SqliteJournal.open(home.paper_journal, announce=notices.of_event) as journal, home.store() as store:
        venue = PaperVenue(policy.capital, journal, PublicTape(store, reader), policy.fee_terms, clock)
        yield Paper(
            home,
            store,
            journal,
            reader,
            wires,
            venue,
            attention,
            clock,
            policy,
            attention,
            brief_at=settings.alerts.brief,
            ping_url=settings.alerts.ping,
        )


def keep_running(paper: Paper, *, log: Callable[[str], None], watcher: Watcher = UNWATCHED) -> str:
    """Go on until told to stop, and answer why it ended."""
    diary = FileDiary(paper.home.folder)
    noting = Noting(paper.attention, watcher) if paper.attention else watcher
    return run_loop(paper, control=paper.control, clock=paper.clock, diary=diary, log=log, watcher=Settling(noting))


def _pinged(url: str) -> str:
    with httpx.Client() as client:
        return ping(client, url)


def _closed_as_usual(now: datetime) -> bool:
    """Whether it is the hour of the week at which the exchange is under maintenance, of which nobody has to be told."""
    local = now.astimezone(EASTERN)
    start, end = hours.MAINTENANCE
    return local.weekday() == hours.THURSDAY and start <= local.time() < end


def _week(ticker: str) -> Week:
    return event_week(ticker.rsplit("-", 1)[0])


def _said(stepped: Stepped) -> str:
    parts = [f"{len(stepped.cancelled)} taken out"] if stepped.cancelled else []
    parts += [f"{len(stepped.sent)} sent"] if stepped.sent else []
    parts += [f"stopped: {why}" for why in stepped.stopped]
    return "; ".join(parts)
