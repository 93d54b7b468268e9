"""A bot on a rehearsal: the served exchange on the loopback, at a pace of its own, and a home that was armed for it."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from paxline.desk.ledger import fold
from paxline.edge.armings import FileArmings
from paxline.edge.clock import SystemClock
from paxline.edge.controls import FileControl
from paxline.edge.settings import Settings
from paxline.edge.store.journal import SqliteJournal
from paxline.exchange.engine import OrderView
from paxline.run.arming import Arming, Question, World, policy_fingerprint
from paxline.run.control import Ask
from paxline.run.live import Leaving
from paxline.testing import WEEK
from paxline.wiring.account.run import Live, open_live
from paxline.wiring.account.seen import journal_path
from paxline.wiring.account.world import Line, open_line
from paxline.wiring.home import Home
from paxline.wiring.simulated.served import MEMBER, Offer, ServedExchange, build, served

WALL = SystemClock()


@dataclass
class Theatre:
    """An exchange that is served, and a home.

    Attributes:
        exchange: The other side, to look at directly.
        url: Its address.
        home: Ours.
        said: Every line of the log.
    """

    exchange: ServedExchange
    url: str
    home: Home
    settings: Settings = field(default_factory=Settings)
    said: list[str] = field(default_factory=list[str])
    stop: list[bool] = field(default_factory=list[bool])

    def resting(self) -> tuple[OrderView, ...]:
        with self.exchange.hub.held() as held:
            return held.resting(MEMBER)

    def orders(self) -> tuple[OrderView, ...]:
        with self.exchange.hub.held() as held:
            return held.orders(MEMBER)

    def journal(self) -> SqliteJournal:
        return SqliteJournal.open_to_read(journal_path(self.home, World.REHEARSAL))

    def agrees(self) -> bool:
        """Whether the journal comes to the cash and the positions that the exchange itself holds."""
        with self.journal() as journal:
            ledger = fold(journal.events())
        with self.exchange.hub.held() as held:
            cash = held.money(MEMBER).cash
            stakes = {ticker: stake.position for ticker, stake in held.stakes(MEMBER).items()}
        ours = {ticker: one.count for ticker, one in ledger.positions.items()}
        return ledger.cash == cash and ours == {t: count for t, count in stakes.items() if count.hundredths}

    @contextmanager
    def line(self) -> Generator[Line]:
        with open_line(World.REHEARSAL, variables={}, wall=WALL, exchange=self.url) as line:
            yield line

    def arm(self, line: Line, *, lasts: timedelta = timedelta(days=7)) -> None:
        now = line.clock.now()
        asked = Question(line.world, line.account, policy_fingerprint(self.settings.policy))
        FileArmings(self.home.folder).say(Arming(asked, "a test", now, now + lasts))

    @contextmanager
    def live(self, line: Line, *, leaving: Leaving = Leaving.EMPTY) -> Generator[Live]:
        control = FileControl(self.home.folder, lambda: Ask.STOP if self.stop else None, world=World.REHEARSAL.value)
        with open_live(
            self.home, settings=self.settings, line=line, control=control, leaving=leaving, log=self.said.append
        ) as live:
            live.bot.model = "ratio"
            yield live

    def trading(self, live: Live) -> None:
        """Take in the counts and decide once: on a Monday morning something rests afterwards."""
        live.bot.catch_up(self.said.append)
        live.standing()
        # Before there were counts nothing might rest, and the kill switch sees to that.
        until(lambda: not live.watch.sight.why)
        seen = live.bot.store.history(live.bot.clock.now()).known_by
        # A count has to stand for two minutes before it is believed.
        until(lambda: live.bot.clock.now() > seen + timedelta(minutes=3))
        live.control.halted()
        live.bot.cycle()


def until(found: Callable[[], object], *, seconds: float = 20.0) -> float:
    """Wait until something is so; the seconds it took, ``AssertionError`` where it never was."""
    start = WALL.now()
    while not found():
        passed = (WALL.now() - start).total_seconds()
        assert passed < seconds, "it never came"
        WALL.sleep(0.01)
    return (WALL.now() - start).total_seconds()


@contextmanager
def theatre(folder: Path, *, seed: int = 5, speed: float = 60.0, faults: str = "calm") -> Generator[Theatre]:
    """A rehearsal of ``WEEK`` from Monday's opening on."""
    for name in ("key", "home"):
        (folder / name).mkdir()
    exchange = build(Offer(week=WEEK, seed=seed, speed=speed, faults=faults), wall=WALL, folder=folder / "key")
    with served(exchange, port=0, wall=WALL) as announced:
        yield Theatre(exchange, announced["rest"].removesuffix("/trade-api/v2"), Home(folder / "home"))
