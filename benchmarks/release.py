"""From the bytes of a new TSA page to the first signed order, on the way that a running bot takes; by the clock.

A year of publication days, Tuesday to Friday, each with its own page. The bot has decided before, so that its model
knows all but the new count; it is handed the page, keeps it, forecasts, asks the exchange, recovers, decides, commits
the intent and signs. Where the sockets would be stand a page, public books around a belief, and an exchange
that takes orders; the time inside them is taken off, and no network is in it. Beside it stands the signature alone.
"""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter, process_time

import httpx
import numpy as np
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from support.data import folder_of_counts, scratch
from support.table import show, timed

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.wiring.terms import TERMS

from paxline.counts.calendar import ONE_DAY, Week, eastern, nominal_release
from paxline.counts.history import History
from paxline.desk.policy import Policy
from paxline.edge import machine
from paxline.edge.archive.counts import read_counts
from paxline.edge.controls import FileControl
from paxline.edge.kalshi.allowance import BASIC_READS, Bucket
from paxline.edge.kalshi.http import DEMO, PRODUCTION, KalshiHttp
from paxline.edge.kalshi.reader import KalshiReader
from paxline.edge.kalshi.sign import Credential, SigningKey
from paxline.edge.simulator.direct import Direct
from paxline.edge.simulator.faults import FaultPlan, Profile
from paxline.edge.store.journal import SqliteJournal
from paxline.exchange.counterparties import listing, outcome
from paxline.exchange.engine import Exchange
from paxline.exchange.requests import Deposit
from paxline.forecast.distribution import StudentT, exceedance
from paxline.market.contract import Ladder, event_ticker, opens_at, usual_ladder
from paxline.market.rule import PRIMARY, SECONDARY
from paxline.run.schedule import Errand
from paxline.testing import ManualClock
from paxline.units import Usd
from paxline.wiring.account.venue import SignedVenue, open_venue
from paxline.wiring.bot.paper import Paper
from paxline.wiring.home import Home
from paxline.wiring.live import Wires

FIRST, LAST = date(2025, 1, 6), date(2026, 4, 13)
"""Mondays of the first and of the last week."""


def now() -> "np.ndarray":
    """Seconds by the clock, and of the processor on all threads."""
    return np.array([perf_counter(), process_time()])


class Outside:
    """What stands where the sockets would be: answers, and notes when it is asked and how long it takes itself."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.page = b""
        self.ladder: Ladder | None = None
        self.belief = StudentT(2_400_000.0, 30_000.0, 4.0)
        self.exchange = Exchange()
        self.inside = np.zeros(2)
        self.ordered: np.ndarray | None = None
        self.line: Direct | None = None

    def timed(self, answer: Callable[[httpx.Request], httpx.Response]) -> Callable[[httpx.Request], httpx.Response]:
        def handle(request: httpx.Request) -> httpx.Response:
            start = now()
            if request.method == "POST" and request.url.path.endswith("/orders") and self.ordered is None:
                self.ordered = start - self.inside
            found = answer(request)
            found.read()
            self.inside += now() - start
            return found

        return handle

    def tsa(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=self.page, headers={"ETag": f'"{hash(self.page)}"'}, request=request)

    def public(self, request: httpx.Request) -> httpx.Response:
        tail, at = request.url.path.removeprefix("/trade-api/v2/"), request.url
        if tail in TERMS:
            return httpx.Response(200, json=TERMS[tail], request=request)
        assert self.ladder
        if tail == "markets":
            return httpx.Response(200, json={"markets": [self._market(r) for r in self.ladder.rungs], "cursor": ""})
        books = [{"ticker": t, "orderbook_fp": self._book(t)} for t in at.params.get_list("tickers")]
        return httpx.Response(200, json={"orderbooks": books}, request=request)

    def signed(self, request: httpx.Request) -> httpx.Response:
        assert self.line
        return self.line.handle_request(request)

    def _market(self, rung: object) -> dict[str, object]:
        assert self.ladder
        week = self.ladder.week
        sunday = f"{week.sunday:%B} {week.sunday.day}, {week.sunday.year}"
        return {
            "ticker": rung.ticker,  # pyright: ignore[reportAttributeAccessIssue] - a rung
            "event_ticker": event_ticker(week),
            "market_type": "binary",
            "status": "active",
            "result": "",
            "open_time": opens_at(week).isoformat().replace("+00:00", "Z"),
            "close_time": "2027-04-27T03:59:00Z",
            "rules_primary": PRIMARY.format(strike=rung.strike / 1e6, date=sunday),  # pyright: ignore[reportAttributeAccessIssue] - the same
            "rules_secondary": SECONDARY.format(date=sunday),
            "strike_type": "greater",
            "floor_strike": rung.strike,  # pyright: ignore[reportAttributeAccessIssue] - the same
        }

    def _book(self, ticker: str) -> dict[str, object]:
        assert self.ladder
        strike = next(rung.strike for rung in self.ladder.rungs if rung.ticker == ticker)
        value = float(exceedance(self.belief, strike))
        bid, ask = int((value - 0.02) * 100), int((value + 0.03) * 100)
        yes = [[f"{bid / 100:.4f}", "40.00"]] if bid >= 1 else []
        no = [[f"{1 - ask / 100:.4f}", "40.00"]] if ask <= 99 else []
        return {"yes_dollars": yes, "no_dollars": no}


def page(history: History, day: date) -> bytes:
    """The current page with the figures through ``day``, newest first."""
    shown = [(on, r.passengers) for on, r in history.published.items() if on.year == day.year and on <= day]
    rows = "".join(f"<tr><td>{on.month}/{on.day}/{on.year}</td><td>{n:,}</td></tr>" for on, n in reversed(shown))
    head = "<thead><tr><th>Date</th><th>Numbers</th></tr></thead>"
    title = "<title>TSA checkpoint travel numbers</title>"
    return f"<html><head>{title}</head><body><table>{head}<tbody>{rows}</tbody></table>".encode()


def days() -> list[date]:
    """Days whose count comes on a Tuesday to Friday by the timetable, in a week that trades."""
    found = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 7)]
    return [day for day in found if day.weekday() < 4 and nominal_release(day).astimezone(UTC).hour in (13, 14)]


class Account:
    """A signed venue as a bot trades on it."""

    def __init__(self, signed: SignedVenue) -> None:
        self.submit, self.cancel, self.look_up = signed.submit, signed.cancel, signed.look_up
        self.statement, self.kill = signed.statement, signed.kill.kill


def one_day(bot: Paper, outside: Outside, history: History, day: date) -> np.ndarray | None:
    """Seconds of our own from the page to its being kept, and to the first order; ``None`` where none came of it."""
    clock, week = outside.clock, Week.holding(day)
    average = sum(history.published[on].passengers for on in week.days) / 7
    if outside.ladder is None or outside.ladder.week != week:
        if outside.ladder is not None:
            for at in outcome(outside.ladder, average=outside.belief.loc):
                outside.exchange.apply(at.request, at=max(at.at, outside.exchange.now or at.at))
        outside.ladder = usual_ladder(week, average)
        for one in listing(outside.ladder):
            outside.exchange.apply(one.request, at=max(one.at, outside.exchange.now or one.at))
        # Others err more than we do, or the desk would soon have learned to stake nothing.
        err = float(np.random.default_rng(week.monday.toordinal()).normal(0, 45_000))
        outside.belief = StudentT(average + err, 45_000.0, 4.0)
        # What came since the last week's Friday is read, and the model is warm.
        clock.instant = max(clock.instant, eastern(day, time(12, 0)))
        outside.page = page(history, day - ONE_DAY)
        bot.do(Errand.READ_PAGE)
        bot.cycle()
        bot.venue.kill()
    # As every minute while a market trades.
    clock.instant = nominal_release(day) - timedelta(minutes=30)
    bot.cycle()
    bot.venue.kill()
    clock.instant = nominal_release(day) + timedelta(seconds=5)
    outside.page, outside.ordered, outside.inside = page(history, day), None, np.zeros(2)
    start = now()
    report = bot.do(Errand.READ_PAGE)
    kept = now() - start - outside.inside
    assert Errand.DECIDE in report.news, (day, report)
    stepped = bot.cycle()
    assert not stepped.stopped, stepped.stopped
    ordered = outside.ordered
    bot.venue.kill()
    return None if ordered is None else np.stack([kept, ordered - start])


def main() -> None:
    clock = ManualClock()
    outside = Outside(clock)
    pem = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = SigningKey.parse(pem.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with scratch() as made:
        room = Path(made)
        folder, origin = folder_of_counts(room)
        readings = read_counts(folder).readings
        history = History.of(readings, known_by=datetime(9000, 1, 1, tzinfo=UTC))
        home = Home(room)
        wires = Wires(
            tsa=httpx.Client(transport=httpx.MockTransport(outside.timed(outside.tsa))),
            kalshi=httpx.Client(base_url=PRODUCTION.rest, transport=httpx.MockTransport(outside.timed(outside.public))),
        )
        clock.instant = opens_at(Week(FIRST)) - timedelta(hours=3)
        outside.exchange.apply(Deposit("us", Usd.parse("1000")), at=clock.instant)
        outside.line = Direct(outside.exchange, member="us", clock=clock, plan=FaultPlan(Profile(), seed=0))
        reader = KalshiReader(KalshiHttp(wires.kalshi, clock, np.random.default_rng(1), Bucket(BASIC_READS, clock)))
        transport = httpx.MockTransport(outside.timed(outside.signed))
        policy = Policy(verified_after=timedelta(microseconds=1))
        with (
            home.store() as store,
            SqliteJournal.open(home.paper_journal) as journal,
            open_venue(Credential(DEMO, "a-key", key), clock=clock, transport=transport) as signed,
        ):
            store.add_readings(r for r in readings if r.known_at < clock.instant)
            bot = Paper(home, store, journal, reader, wires, Account(signed), FileControl(room), clock, policy)
            first, *others = days()
            one_day(bot, outside, history, first)
            machine.settle()
            found = [one_day(bot, outside, history, day) for day in others]
            events = len(journal.events())
    times = np.array([one for one in found if one is not None]) * 1e3
    message = b"1713877500000POST/trade-api/v2/portfolio/events/orders"
    signing = np.array([timed(lambda: key.sign(message))[0] for _ in times]) * 1e3
    rows = [
        (name, *(f"{q:,.1f}" for q in np.quantile(of, (0.5, 0.9, 0.99))), f"{np.median(of) / np.median(signing):,.0f}")
        for name, of in (
            ("to the page kept, by the clock", times[:, 0, 0]),
            ("to the first signed order, by the clock", times[:, 1, 0]),
            ("to the first signed order, processor", times[:, 1, 1]),
            ("the signature alone, by the clock", signing),
        )
    ]
    show(
        f"{origin}, {len(times)} of {len(found)} days with an order, {events:,} journal entries; milliseconds",
        ("from the page's bytes", "median", "90 %", "99 %", "ratio"),
        rows,
    )


if __name__ == "__main__":
    main()
