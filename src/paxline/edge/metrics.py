"""What is counted and timed while paxline runs, in a registry of its own, as Prometheus reads it.

No label holds a ticker, an id or a secret: paths are told by their route.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from paxline.edge.kalshi.http import Call
from paxline.edge.kalshi.stream import Tally

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
"""How ``Metrics.text`` is served."""

HEARTBEAT: Final = "heartbeat"
"""The name under which the loop's last sign of life is told."""

_BASE: Final = "/trade-api/v2/"
_BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_ERRAND_BUCKETS: Final = (0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)


class Metrics:
    """Counts and times; every method is quick and raises nothing."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry(auto_describe=True)
        into = self._registry
        self._calls = Counter(
            "paxline_exchange_calls",
            "Attempts at calls; status 0 is no answer.",
            ["method", "route", "status"],
            registry=into,
        )
        self._call_seconds = Histogram(
            "paxline_exchange_call_seconds",
            "From sending to the end of the answer.",
            ["route"],
            buckets=_BUCKETS,
            registry=into,
        )
        self._waited = Counter("paxline_exchange_waited_seconds", "Spent waiting for the allowance.", registry=into)
        self._errands = Counter(
            "paxline_errands", "What it woke for, by how it went.", ["errand", "outcome"], registry=into
        )
        self._errand_seconds = Histogram(
            "paxline_errand_seconds", "How long an errand took.", ["errand"], buckets=_ERRAND_BUCKETS, registry=into
        )
        self._release_seconds = Histogram(
            "paxline_release_seconds",
            "From asking for the page that shows a new count to a step after it.",
            ["until"],
            buckets=_ERRAND_BUCKETS,
            registry=into,
        )
        self._orders = Counter("paxline_orders", "Orders, by what came of sending them.", ["outcome"], registry=into)
        self._stream = Gauge("paxline_stream", "What the stream brought since it was opened.", ["what"], registry=into)
        self._heartbeat: datetime | None = None
        self._age = Gauge("paxline_heartbeat_age_seconds", "Since the loop last came round.", registry=into)
        self._values = Gauge("paxline_value", "How things stand; instants are Unix seconds.", ["what"], registry=into)

    def call(self, call: Call) -> None:
        """One attempt at a call, as ``KalshiHttp.observe`` tells it."""
        where = route(call.path)
        self._calls.labels(call.method, where, str(call.status)).inc()
        self._call_seconds.labels(where).observe(max(call.seconds, 0.0))
        self._waited.inc(max(call.waited, 0.0))

    def errand(self, name: str, *, outcome: str, seconds: float) -> None:
        """One errand, ``done`` or in what it failed, such as an error's class."""
        self._errands.labels(name, outcome).inc()
        self._errand_seconds.labels(name).observe(max(seconds, 0.0))

    def release(self, until: str, seconds: float) -> None:
        """From asking for the page that shows a new count to a step after it, such as ``decided``."""
        self._release_seconds.labels(until).observe(max(seconds, 0.0))

    def order(self, outcome: str) -> None:
        """What came of sending one order, such as ``Accepted``."""
        self._orders.labels(outcome).inc()

    def stream(self, tally: Tally) -> None:
        """What the stream brought so far."""
        told: Mapping[str, int] = {
            "messages": sum(tally.messages.values()),
            "connections": tally.connections,
            "lost": tally.lost,
            "unreadable": tally.unreadable,
            "breaks": tally.breaks,
            "old": tally.old,
        }
        for what, count in told.items():
            self._stream.labels(what).set(count)

    def stands(self, what: str, value: float) -> None:
        """How one thing stands, such as ``equity_dollars`` or ``orders_resting``."""
        self._values.labels(what).set(value)

    def happened(self, what: str, at: datetime) -> None:
        """When something was last so, such as ``newest_count`` (UTC)."""
        if what == HEARTBEAT:
            self._heartbeat = at
        self._values.labels(what).set(at.timestamp())

    def text(self, *, now: datetime | None = None) -> str:
        """Everything, in the text format of Prometheus; with ``now`` (UTC) the age of the loop's last sign of life."""
        if now is not None and self._heartbeat is not None:
            self._age.set(max((now - self._heartbeat).total_seconds(), 0.0))
        return generate_latest(self._registry).decode()

    def write(self, file: Path) -> None:
        """Put the text into a file, whole or not at all; figures that cannot be written stop nobody."""
        draft = file.with_name(f"{file.name}.draft")
        with suppress(OSError):
            draft.write_text(self.text(), encoding="utf-8")
            draft.replace(file)


def route(path: str) -> str:
    """A path of the exchange without what names one market, order or event."""
    parts = path.removeprefix(_BASE).strip("/").split("/")
    return "/".join("{}" if re.search(r"\d", part) else part for part in parts)
