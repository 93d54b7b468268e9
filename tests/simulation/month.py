"""Weeks of the world as a paper bot sees it: the TSA's page day by day, the exchange's public side, alerts that arrive.

The world is a function of the instant that is asked at. It answers in one process, or over the loopback to processes
that are killed; each request tells the instant at which it is made.
"""

import hashlib
import json
import math
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx
import numpy as np
from tests.edge.tsa.made import counts
from tests.wiring.terms import TERMS

from paxline.counts.calendar import EASTERN, ONE_DAY, Week, eastern, eastern_day, expected_release
from paxline.counts.history import Reading, Vintage
from paxline.desk import hours
from paxline.edge.kalshi.http import PRODUCTION, open_client
from paxline.edge.store import Store
from paxline.market.contract import Ladder, closes_at, event_ticker, event_week, opens_at
from paxline.run.oversight import Oversight
from paxline.wiring.live import Wires

TSA: Final = "www.tsa.gov"
PRIMARY: Final = (
    "If weekly average TSA airport screenings are above {strike:g} million for the week ending {day}, according to the "
    "TSA, then the market resolves to Yes."
)
SECONDARY: Final = (
    "The Contract will expire at the sooner of the first 9:00 AM following the release of the data for {day}, or one "
    "week after {day}. The Last Trading Date and Time will always be 11:59 PM on {day}."
)
FIRST: Final = date(2024, 12, 1)
SPACING: Final = 50_000
GRID: Final = timedelta(minutes=7)
"""Between two instants at which a market may trade."""

LATE: Final = (timedelta(hours=3), timedelta(hours=6), timedelta(hours=26))

SUNDAY: Final = 6

Answer = tuple[int, dict[str, str], bytes]


class Striding:
    """A clock moved only by who waits on it: by what is asked, or far ahead where the loop has just turned."""

    def __init__(
        self,
        start: datetime,
        note: Callable[[datetime], None] = lambda _: None,
        ahead: Callable[[datetime], datetime] = lambda now: now,
    ) -> None:
        self.instant, self._note, self._ahead, self._turned = start, note, ahead, False

    def watch(self, oversight: Oversight) -> None:
        """Move ahead whenever the loop that is watched has turned and has nothing to do; that is no jump."""
        publish = oversight.publish

        def turned(now: datetime) -> None:
            publish(now)
            self._turned = True

        oversight.publish, oversight.jump = turned, timedelta(days=1)

    def now(self) -> datetime:
        # An errand begins by asking for the time; the loop that only waits does not ask again.
        self._turned = False
        return self.instant

    def sleep(self, seconds: float) -> None:
        # Whoever waits for an answer in the middle of an errand waits no longer than he says.
        soon = self.instant + timedelta(seconds=seconds)
        self.instant, self._turned = max(soon, self._ahead(self.instant)) if self._turned else soon, False
        self._note(self.instant)


@dataclass
class World:
    """What is true, and when it is told.

    Attributes:
        seed: Of everything that is drawn.
        start: The first week's Monday; what was before is known.
        weeks: How many there are.
        late: Days whose count comes late, with by how much.
        gate: What the exchange says of itself.
        fault: Answers in the world's place, or ``None``: told host, path and instant.
    """

    seed: int
    start: date
    weeks: int
    late: Mapping[date, timedelta] = field(default_factory=dict[date, timedelta])
    gate: dict[str, bool] = field(default_factory=lambda: {"exchange_active": True, "trading_active": True})
    fault: Callable[[str, str, datetime], Answer | None] = field(default=lambda _host, _path, _now: None)
    heard: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def __post_init__(self) -> None:
        span = (self.start - FIRST).days + 7 * self.weeks + 9
        rng = np.random.default_rng(self.seed)
        made = counts(FIRST, span)
        self.figures = {day: round(n * (1 + 0.012 * float(rng.standard_normal()))) for day, n in made.items()}
        jitter = {at: timedelta(minutes=float(rng.uniform(-18, 35))) for at in map(expected_release, self.figures)}
        self.released: dict[date, datetime] = {}
        for day in sorted(day for day in self.figures if day >= self.start):
            due = expected_release(day)
            at = due + self.late.get(day, jitter[due])
            # Days appear in order, those of one release together.
            self.released[day] = max(at, self.released.get(day - ONE_DAY, at))

    # What is true

    def average(self, week: Week) -> float:
        return float(np.mean([self.figures[day] for day in week.days]))

    def fair(self, week: Week, strike: int, now: datetime) -> float:
        """What the others believe: they know what is published, and a little of the rest."""
        known = sum(1 for day in week.days if self.told(day, now))
        width = 6_000 + 9_000 * (7 - known)
        wrong = 12_000 * (7 - known) / 7 * math.sin(self.seed + week.sunday.toordinal())
        return 1 / (1 + math.exp((strike - self.average(week) - wrong) * 1.7 / width))

    def told(self, day: date, now: datetime) -> bool:
        return self.released.get(day, datetime.min.replace(tzinfo=UTC)) <= now

    def ladder(self, week: Week) -> Ladder:
        middle = round(self.average(week) / SPACING) * SPACING
        return Ladder.of(week, tuple(middle + i * SPACING for i in range(-3, 4)))

    def settles_at(self, week: Week) -> datetime:
        last = max(self.released.get(day, expected_release(day)) for day in week.days)
        nine = eastern(eastern_day(last), time(9))
        return (nine if nine >= last else eastern(eastern_day(last) + ONE_DAY, time(9))) + timedelta(minutes=20)

    def readings(self) -> list[Reading]:
        """What is known before the first week."""
        before = [day for day in self.figures if day < self.start]
        return [Reading(d, self.figures[d], expected_release(d), Vintage.PUBLISHED, "made up") for d in before]

    # What it answers

    def answer(self, host: str, path: str, headers: Mapping[str, str], now: datetime) -> Answer:
        """The answer to a request at an instant (UTC); header names are lower case."""
        found = self.fault(host, path, now)
        if found is not None:
            return found
        if host == TSA:
            return self.page(path, headers, now)
        if maintained(now):
            shut = json.dumps({"exchange_active": False, "trading_active": False}).encode()
            return (200, {}, shut) if path.endswith("exchange/status") else (503, {}, b"{}")
        parts = urlsplit(path)
        tail = parts.path.removeprefix("/trade-api/v2/")
        document = self.document(tail, parse_qs(parts.query), now)
        if document is None:
            return 404, {}, b"{}"
        return 200, {"content-type": "application/json"}, json.dumps(document).encode()

    def page(self, path: str, headers: Mapping[str, str], now: datetime) -> Answer:
        tail = path.rpartition("/")[2]
        year = int(tail) if tail.isdigit() else eastern_day(now).year
        shown = [d for d in self.figures if d.year == year and (d < self.start or self.told(d, now))]
        rows = "".join(
            f"<tr><td>{d.month}/{d.day}/{d.year}</td><td>{self.figures[d]:,}</td></tr>" for d in sorted(shown)[::-1]
        )
        head = "<thead><tr><th>Date</th><th>Numbers</th></tr></thead>"
        title = f"{year} TSA checkpoint travel numbers" if tail.isdigit() else "TSA checkpoint travel numbers"
        body = f"<html><head><title>{title}</title></head><body><table>{head}<tbody>{rows}</tbody></table>".encode()
        mark = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if headers.get("if-none-match") == mark:
            return 304, {"etag": mark}, b""
        return 200, {"etag": mark, "content-type": "text/html"}, body

    def document(  # noqa: PLR0911 - one for each route
        self, tail: str, query: Mapping[str, list[str]], now: datetime
    ) -> dict[str, object] | None:
        match tail:
            case "exchange/status":
                return dict(self.gate)
            case "markets":
                sunday = datetime.strptime(query["event_ticker"][0].partition("-")[2], "%y%b%d").date()  # noqa: DTZ007 - a day
                week = Week.ending(sunday)
                listed = now >= opens_at(week) - timedelta(hours=5)
                return {"markets": self.markets(week, now) if listed else [], "cursor": ""}
            case "markets/orderbooks":
                return {"orderbooks": [self.book(ticker, now) for ticker in query["tickers"]]}
            case "markets/trades" | "historical/trades":
                since, until = (datetime.fromtimestamp(int(query[n][0]), UTC) for n in ("min_ts", "max_ts"))
                return {"trades": self.trades(query["ticker"][0], since, min(until, now)), "cursor": ""}
            case "markets/candlesticks":
                tickers = query["market_tickers"][0].split(",")
                return {"markets": [{"market_ticker": t, "candlesticks": self.candles(t, now)} for t in tickers]}
            case "historical/cutoff":
                at = "2024-01-01T00:00:00Z"
                return {"market_settled_ts": at, "trades_created_ts": at, "orders_updated_ts": at}
            case "historical/markets":
                return {"markets": [], "cursor": ""}
            case _:
                return TERMS.get(tail)  # pyright: ignore[reportReturnType] - documents by their paths

    def markets(self, week: Week, now: datetime) -> list[dict[str, object]]:
        settled = now >= self.settles_at(week)
        open_ = opens_at(week) <= now < closes_at(week)
        day = f"{week.sunday:%B} {week.sunday.day}, {week.sunday.year}"
        return [
            {
                "ticker": rung.ticker,
                "event_ticker": event_ticker(week),
                "market_type": "binary",
                "status": "finalized" if settled else ("active" if open_ else "closed"),
                "result": ("yes" if rung.pays(self.average(week)) else "no") if settled else "",
                "open_time": opens_at(week).isoformat(),
                "close_time": closes_at(week).isoformat(),
                "strike_type": "greater",
                "floor_strike": rung.strike,
                "rules_primary": PRIMARY.format(strike=rung.strike / 1e6, day=day),
                "rules_secondary": SECONDARY.format(day=day),
            }
            for rung in self.ladder(week).rungs
        ]

    def mid(self, ticker: str, now: datetime) -> int:
        """In cents, from 3 to 97."""
        event, _, millions = ticker.rpartition("-A")
        week = Week.ending(datetime.strptime(event.partition("-")[2], "%y%b%d").date())  # noqa: DTZ007 - a day
        fair = self.fair(week, round(float(millions) * 1e6), now)
        sway = 2 * math.sin(now.timestamp() / 5_000 + self.drawn(ticker, 0) * 6)
        return min(max(round(100 * fair + sway), 3), 97)

    def candles(self, ticker: str, now: datetime) -> list[dict[str, object]]:
        """One a day to ``now``; on Sunday's close the book is cleared."""
        week = event_week(ticker.rpartition("-")[0])
        found: list[dict[str, object]] = []
        for day in week.days:
            ends = eastern(day + ONE_DAY, time(0, 0))
            mids = [self.mid(ticker, ends - timedelta(hours=hour)) for hour in (12, 6, 0)]
            bids, asks = ([f"{(mid + away) / 100:.4f}" for mid in mids] for away in (-2, 2))
            if day == week.sunday:
                bids[-1], asks[-1] = "0.0000", "1.0000"
            if ends <= now:
                found.append(
                    {
                        "end_period_ts": int(ends.timestamp()),
                        "yes_bid": _ohlc(bids),
                        "yes_ask": _ohlc(asks),
                        "price": _ohlc([f"{mid / 100:.4f}" for mid in mids]),
                        "volume_fp": "12.00",
                        "open_interest_fp": "40.00",
                    }
                )
        return found

    def book(self, ticker: str, now: datetime) -> dict[str, object]:
        mid = self.mid(ticker, now)
        bid, ask = mid - 2, mid + 2
        legs = {
            "yes_dollars": [[f"{bid / 100:.4f}", "40.00"]],
            "no_dollars": [[f"{(100 - ask) / 100:.4f}", "40.00"]],
        }
        return {"ticker": ticker, "orderbook_fp": legs}

    def trades(self, ticker: str, since: datetime, until: datetime) -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        first, last = (int(at.timestamp() // GRID.total_seconds()) for at in (since, until))
        for number in range(first, last + 1):
            at = datetime.fromtimestamp(number * GRID.total_seconds(), UTC)
            drawn = self.drawn(ticker, number)
            # On Sundays hardly anybody trades, and what is held then is paid out.
            share = 0.02 if eastern_day(at).weekday() == SUNDAY else 0.35
            if not since <= at <= until or drawn > share:
                continue
            buys = drawn < share / 2
            cents = self.mid(ticker, at) + (1 if buys else -1) * (1 + number % 4)
            cents = min(max(cents, 1), 99)
            found.append(
                {
                    "trade_id": f"{ticker}/{number}",
                    "ticker": ticker,
                    "count_fp": f"{1 + number % 60}.00",
                    "yes_price_dollars": f"{cents / 100:.4f}",
                    "no_price_dollars": f"{(100 - cents) / 100:.4f}",
                    "taker_outcome_side": "yes" if buys else "no",
                    "taker_book_side": "bid" if buys else "ask",
                    "created_time": at.isoformat(),
                    "is_block_trade": False,
                }
            )
        return found

    def drawn(self, ticker: str, number: int) -> float:
        mark = hashlib.sha256(f"{self.seed}/{ticker}/{number}".encode()).digest()
        return int.from_bytes(mark[:4], "big") / 2**32

    # How it is reached

    def wires(self, clock: Striding) -> Wires:
        """Connections to it within this process."""

        def handle(request: httpx.Request) -> httpx.Response:
            status, headers, body = self.answer(
                request.url.host, request.url.raw_path.decode(), request.headers, clock.now()
            )
            return httpx.Response(status, headers=headers, content=body)

        return wires_through(httpx.MockTransport(handle))

    def fill(self, folder: Path) -> None:
        """Put what is known before the first week into a home."""
        with Store.open(folder / "paxline.sqlite") as store:
            store.add_readings(self.readings())


def maintained(now: datetime) -> bool:
    """Whether the exchange is under maintenance, as every Thursday from 3:00 to 5:00 Eastern."""
    local = now.astimezone(EASTERN)
    start, end = hours.MAINTENANCE
    return local.weekday() == hours.THURSDAY and start <= local.time() < end


def wires_through(transport: httpx.BaseTransport) -> Wires:
    return Wires(httpx.Client(transport=transport), open_client(PRODUCTION, transport=transport))


class Rerouted(httpx.BaseTransport):
    """Sends every request to a port of the loopback, with the host that it was for and the instant it is made at."""

    def __init__(self, port: int, clock: Striding) -> None:
        self._port, self._clock, self._inner = port, clock, httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        target = httpx.URL(f"http://127.0.0.1:{self._port}").copy_with(raw_path=request.url.raw_path)
        told = {"x-host": request.url.host, "x-now": self._clock.now().isoformat()}
        headers = {**request.headers, "host": f"127.0.0.1:{self._port}", **told}
        return self._inner.handle_request(httpx.Request(request.method, target, headers=headers))

    def close(self) -> None:
        self._inner.close()


def _ohlc(prices: list[str]) -> dict[str, str]:
    return {
        "open_dollars": prices[0],
        "low_dollars": min(prices),
        "high_dollars": max(prices),
        "close_dollars": prices[-1],
    }


@contextmanager
def serving(world: World, met: Callable[[str], Callable[[], None]]) -> Generator[int]:
    """The world on a port of the loopback; ``met`` is told of each request before it is answered.

    What it answers is called after the answer has left.
    """

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer leaves whole: in two pieces its second half would wait for an acknowledgement

        def do_GET(self) -> None:
            after = met(self.path)
            now = datetime.fromisoformat(self.headers["x-now"])
            lower = {name.lower(): value for name, value in self.headers.items()}
            self.reply(*world.answer(self.headers["x-host"], self.path, lower, now))
            after()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            after = met(self.path)
            world.heard.append(json.loads(body))
            self.reply(200, {}, b"")
            after()

        def reply(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

        def handle(self) -> None:
            # A process that is killed leaves broken connections behind.
            with suppress(ConnectionError, TimeoutError):
                super().handle()

        def finish(self) -> None:
            with suppress(ConnectionError):
                super().finish()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
