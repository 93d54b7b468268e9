import pytest

from paxline.edge.kalshi.http import Call
from paxline.edge.kalshi.stream import Tally
from paxline.edge.metrics import CONTENT_TYPE, Metrics, route
from paxline.testing import NOW

BASE = "/trade-api/v2"


def test_every_attempt_is_counted_by_its_route_and_timed() -> None:
    metrics = Metrics()
    path = f"{BASE}/markets/KXTSAW-26APR26-A2.45"
    for status in (200, 200, 0):
        metrics.call(Call("GET", path, attempt=1, status=status, seconds=0.2, waited=0.5))
    text = metrics.text()
    assert 'paxline_exchange_calls_total{method="GET",route="markets/{}",status="200"} 2.0' in text
    assert 'paxline_exchange_calls_total{method="GET",route="markets/{}",status="0"} 1.0' in text
    assert 'paxline_exchange_call_seconds_bucket{le="0.25",route="markets/{}"} 3.0' in text
    assert "paxline_exchange_waited_seconds_total 1.5" in text


def test_errands_orders_the_stream_and_how_things_stand_are_told() -> None:
    metrics = Metrics()
    metrics.errand("DECIDE", outcome="done", seconds=0.4)
    metrics.order("Accepted")
    metrics.stream(Tally({"trade": 3, "ticker": 4}, connections=2, lost=1, unreadable=0, breaks=1, old=0))
    metrics.stands("equity_dollars", 1000.5)
    metrics.happened("newest_count", NOW)
    lines = metrics.text().splitlines()
    assert 'paxline_errands_total{errand="DECIDE",outcome="done"} 1.0' in lines
    assert 'paxline_orders_total{outcome="Accepted"} 1.0' in lines
    assert 'paxline_stream{what="messages"} 7.0' in lines
    assert 'paxline_value{what="equity_dollars"} 1000.5' in lines
    (told,) = [line.split()[-1] for line in lines if line.startswith('paxline_value{what="newest_count"}')]
    assert float(told) == NOW.timestamp()
    assert CONTENT_TYPE.startswith("text/plain")


def test_two_of_them_share_nothing() -> None:
    one, other = Metrics(), Metrics()
    one.order("Accepted")
    assert "Accepted" not in other.text()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (f"{BASE}/portfolio/events/orders/9f2a-77", "portfolio/events/orders/{}"),
        (f"{BASE}/series/KXTSAW", "series/KXTSAW"),
        (f"{BASE}/series/KXTSAW/markets/KXTSAW-26APR26-A2.45/candlesticks", "series/KXTSAW/markets/{}/candlesticks"),
        (f"{BASE}/exchange/status", "exchange/status"),
    ],
)
def test_a_route_names_no_market_and_no_order(path: str, told: str) -> None:
    assert route(path) == told


def test_a_clock_set_back_does_no_harm() -> None:
    metrics = Metrics()
    metrics.call(Call("GET", f"{BASE}/exchange/status", attempt=1, status=200, seconds=-3.0, waited=-1.0))
    assert "paxline_exchange_call_seconds_sum" in metrics.text()
