"""The bot on a real account: the hands, the schedule and the step of paper, on a signed venue that needs an arming.

Beside the loop a thread looks whether anything may rest, with a line to the exchange of its own, and cancels everything
where nothing may. It does not wait for the loop, and the loop sends nothing where it is not heard of.
"""

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from paxline.counts.calendar import eastern_day
from paxline.desk.ledger import Ledger, Tracked
from paxline.desk.orders import Order
from paxline.desk.reconcile import StatedOrder, Statement
from paxline.edge.armings import FileArmings
from paxline.edge.controls import FileDiary
from paxline.edge.kalshi.allowance import BASIC_READS, Bucket
from paxline.edge.kalshi.http import KalshiHttp
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.settings import Settings
from paxline.edge.store.journal import SqliteJournal
from paxline.errors import PaxlineError, SourceError, StoreError, UsageError
from paxline.market.contract import is_open, trading_week
from paxline.run import notices
from paxline.run.arming import Arming, Question, World, newest_arming, policy_fingerprint, why_not
from paxline.run.attention import Attention, Noting
from paxline.run.control import Ask, Control
from paxline.run.live import Armed, Beating, Bounded, Expiring, Leaving, Pulse, Staying, rests_until
from paxline.run.loop import UNWATCHED, Report, Watcher
from paxline.run.loop import run as run_loop
from paxline.run.ports import Absent, Cancellation, Clock, Journal, Killed, Outcome, Unknown
from paxline.run.recover import Ready, recover
from paxline.run.schedule import Errand, Standing
from paxline.run.step import Trading
from paxline.run.stirs import Stirs
from paxline.run.watching import Overseen, Sight, Watch, Way
from paxline.wiring.account.ears import Ears
from paxline.wiring.account.seen import is_held, journal_path, tell_sight
from paxline.wiring.account.venue import URGENT, SignedVenue, credential, open_venue
from paxline.wiring.account.world import ENVIRONMENTS, Line, claim
from paxline.wiring.bot.paper import Paper
from paxline.wiring.bot.settling import Settling
from paxline.wiring.home import Home

GLANCE: Final = 0.1
"""Seconds of the wall between two looks of the kill switch."""

_PARTING: Final = 60.0


@dataclass(frozen=True, slots=True)
class Account:
    """What a step trades on, every safeguard around it, and the way out.

    Attributes:
        trading: Where orders go.
        way: The way out.
    """

    trading: Trading
    way: Way

    def submit(self, order: Order) -> Outcome:
        """Send an order, once."""
        return self.trading.submit(order)

    def cancel(self, tracked: Tracked) -> Cancellation:
        """Take an order out of the book, once."""
        return self.trading.cancel(tracked)

    def look_up(self, order: Order, *, sent_at: datetime) -> StatedOrder | Absent | Unknown:
        """Find an order by our id."""
        return self.trading.look_up(order, sent_at=sent_at)

    def statement(self, since: datetime) -> Statement:
        """Everything since an instant (UTC)."""
        return self.trading.statement(since)

    def kill(self) -> Killed:
        """Cancel everything that rests, and look whether it is gone."""
        return self.way.kill()


@dataclass
class Live:
    """The hands of a bot on a real account: those of paper, but for the way out of the book.

    Attributes:
        bot: Does the errands.
        way: The way out.
        pulse: Told how far the counts have come.
        control: A person's word, the arming's and the kill switch's included.
        watch: The kill switch's eyes.
        world: Where.
        ears: Listens to the exchange's stream.
        stirs: What it heard.
        leaving: How the book is left at the end.
    """

    bot: Paper
    way: Way
    pulse: Pulse
    control: Attention
    watch: Watch
    world: World
    ears: Ears
    stirs: Stirs
    leaving: Leaving = Leaving.EMPTY

    def standing(self) -> Standing:
        """How far the counts and the settlements have come."""
        found = self.bot.standing()
        self.pulse.latest_day = found.latest_day
        return found

    def do(self, errand: Errand) -> Report:
        """Do one errand; raises ``SourceError`` or ``StoreError``."""
        if errand is Errand.WITHDRAW:
            return Report(self.withdraw("nothing may rest now"))
        if errand is Errand.BACK_UP and is_held(self.bot.home.paper_journal):
            return Report("the bot on paper copies the databases")
        if errand is Errand.DECIDE:
            return self._decide()
        return self.bot.do(errand)

    def stirred(self, now: datetime) -> tuple[Errand, ...]:
        """What the stream asks to be done at ``now`` (UTC), before the schedule does."""
        return (Errand.DECIDE,) if is_open(trading_week(now), now) and self.stirs.waits(now) else ()

    def _decide(self) -> Report:
        """Decide as on paper, and listen to the ladder that was found."""
        now = self.bot.clock.now()
        self.stirs.looked(now)
        report = self.bot.do(Errand.DECIDE)
        self.ears.follow(self.bot.store.ladder(trading_week(now), self.bot.clock.now()))
        return report

    def withdraw(self, why: str) -> str:
        """Take everything out of the account's book, see that it is gone, and take in what came of it."""
        if self.leaving is Leaving.AS_IT_IS and self.control.asked() is Ask.STOP and not self.control.halted():
            return f"{why}: {self.leaving.value}, as told"
        killed = self.way.kill()
        try:
            taken_in = self._take_in()
        except (SourceError, StoreError) as error:
            taken_in = f"; the journal has not heard of it yet: {error}"
        return f"{why}: {_said(killed)}{taken_in}"

    def take_stock(self) -> str:
        """Bring journal and exchange together, and say how they stand."""
        found = recover(journal=self.bot.journal, account=self.bot.venue, clock=self.bot.clock)
        if isinstance(found, Ready):
            blocked = f", {len(found.blocked)} markets wait for an answer" if found.blocked else ""
            return f"journal and exchange agree: {_comes_to(found.ledger)}{blocked}"
        return f"stopped: {'; '.join(found.why)}"

    def part(self) -> None:
        """See that nothing rests as the process ends; ``SourceError`` where that cannot be seen."""
        if self.leaving is Leaving.EMPTY:
            killed = self.way.kill()
            if not killed.confirmed:
                raise SourceError(f"{self.world.value}: {_said(killed)}; look at the account on the exchange's site")

    def _take_in(self) -> str:
        """Where an outcome is unknown nothing is looked up now: that takes long, and the next cycle does it."""
        if self.bot.journal.ledger().unresolved():
            return ""
        found = recover(journal=self.bot.journal, account=self.bot.venue, clock=self.bot.clock)
        return "" if isinstance(found, Ready) else f"; {'; '.join(found.why)}"


@contextmanager
def open_live(
    home: Home, *, settings: Settings, line: Line, control: Control, leaving: Leaving, log: Callable[[str], None]
) -> Generator[Live]:
    """The bot in one world, its kill switch looking; ``UsageError`` where that world was never armed here.

    Raises ``StoreError`` where another process trades on this home's account.
    """
    armings, clock, policy = FileArmings(home.folder), line.clock, settings.policy
    asked = Question(line.world, line.account, policy_fingerprint(policy))
    last = newest_arming(armings.said())
    if last is None or last.asked.world is not line.world:
        raise UsageError(f"{line.world.value} was never armed in {home.folder}; `paxline arm` does that")
    claim(home, line)
    word = Armed(control, lambda: why_not(armings.said(), asked, now=clock.now()))
    rng = np.random.default_rng(int(clock.now().timestamp()))
    reader = KalshiReader(KalshiHttp(line.wires.kalshi, clock, rng, Bucket(BASIC_READS, line.wall)))
    with (
        SqliteJournal.open(journal_path(home, line.world), announce=notices.of_event) as journal,
        home.store() as store,
        open_venue(line.known_by, clock=clock, wall=line.wall) as signed,
        open_venue(line.known_by, clock=clock, wall=line.wall, haste=URGENT) as beside,
    ):
        latest = store.history(clock.now()).latest_day
        pulse = Pulse(line.wall, latest or eastern_day(clock.now()) - timedelta(days=2))
        heeded = word if leaving is Leaving.EMPTY else Staying(word)
        watch = Watch(beside.kill, control=heeded, pulse=pulse, clock=clock, log=log)
        whole = Attention(Beating(Overseen(word, watch), pulse))
        until = _ends(pulse, armings)
        account = Account(
            Bounded(Expiring(signed, clock, until), journal, policy.limits, clock),
            signed.kill,
        )
        stirs = Stirs()
        bot = Paper(home, store, journal, reader, line.wires, account, whole, clock, policy, whole)
        bot.brief_at, bot.ping_url, bot.world = settings.alerts.brief, settings.alerts.ping, line.world.value
        with Ears(line, stirs) as ears, _watching(watch, home, line, log=log):
            yield Live(bot, signed.kill, pulse, whole, watch, line.world, ears, stirs, leaving)


def keep_trading(live: Live, *, log: Callable[[str], None], watcher: Watcher = UNWATCHED) -> str:
    """Go on until told to stop, and answer why it ended; ``SourceError`` where something may still rest then."""
    bot = live.bot
    log(live.take_stock())
    diary = FileDiary(bot.home.folder, live.world.value)
    noting = Settling(Noting(live.control, watcher))
    why = run_loop(
        live, control=live.control, clock=bot.clock, diary=diary, log=log, watcher=noting, stirred=live.stirred
    )
    live.part()
    return why


def take_out_left(home: Home, world: World, *, variables: Mapping[str, str], clock: Clock) -> str:
    """Take out what a process that is gone left in an account's book, in words; raises nothing a person can mend."""
    if world is World.REHEARSAL:
        return "what the rehearsal left in the book ends with it, or by itself"
    try:
        with SqliteJournal.open(journal_path(home, world)) as journal:
            known_by = credential(ENVIRONMENTS[world], variables)
            with open_venue(known_by, clock=clock) as signed:
                return f"{world.value}: {_emptied(signed, journal, clock)}"
    except PaxlineError as error:
        return f"{world.value}: orders may rest, and nobody could take them out: {error}"


def _emptied(signed: SignedVenue, journal: Journal, clock: Clock) -> str:
    killed = signed.kill.kill()
    recover(journal=journal, account=signed, clock=clock)
    return _said(killed)


def _ends(pulse: Pulse, armings: FileArmings) -> Callable[[datetime], datetime]:
    """From when on nothing may rest: the next hour of that kind, and the arming's end."""

    def until(now: datetime) -> datetime:
        last = armings.said()[-1:]
        armed = [one.until for one in last if isinstance(one, Arming)]
        return min([rests_until(now, pulse.latest_day), *(armed or [now])])

    return until


@contextmanager
def _watching(watch: Watch, home: Home, line: Line, *, log: Callable[[str], None]) -> Generator[None]:
    """The kill switch's thread, for as long as the block lasts."""
    ended = threading.Event()

    def look_on() -> None:
        told: Sight | None = None
        while not ended.is_set():
            try:
                watch.look()
                # Where something may rest, that it may is told once.
                if told is None or (watch.sight != told and (told.why or watch.sight.why)):
                    told = watch.sight
                    tell_sight(home, line.world, told)
            except PaxlineError as error:
                # Eyes that fail stay open; where they cannot look at all, nothing is sent.
                log(f"the kill switch: {error}")
            line.wall.sleep(GLANCE)

    thread = threading.Thread(target=look_on, name="kill switch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(_PARTING)


def _said(killed: Killed) -> str:
    if killed.confirmed:
        return "nothing rests, by the exchange's own list"
    seen = f"{len(killed.resting)} orders still rest" if killed.resting else "what rests cannot be seen"
    return f"{seen} ({'; '.join(killed.unanswered[:2])})" if killed.unanswered else seen


def _comes_to(ledger: Ledger) -> str:
    return f"cash ${ledger.cash}, {len(ledger.positions)} rungs held, {len(ledger.working())} orders in the book"
