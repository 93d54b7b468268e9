import json
from typing import Any

import pytest

from paxline.edge.kalshi.wire import stream
from paxline.errors import WireError
from paxline.units import Count, Price

DELTA: dict[str, Any] = {
    "type": "orderbook_delta",
    "sid": 1,
    "seq": 3,
    "msg": {
        "market_ticker": "KXTSAW-26JUN21-A2.45",
        "price_dollars": "0.520000",
        "delta_fp": "-1.00",
        "side": "no",
        "ts_ms": 1781159387354,
    },
}


def test_a_change_is_read_with_its_units() -> None:
    told = stream.read(json.dumps(DELTA))
    assert isinstance(told, stream.Delta)
    assert (told.msg.price_dollars, told.msg.delta_fp) == (Price.parse("0.52"), Count.parse("-1"))
    assert told.msg.ts_ms is not None
    assert told.msg.ts_ms.isoformat() == "2026-06-11T06:29:47.354000+00:00"


@pytest.mark.parametrize(
    "wrong",
    [
        {"seq": None},
        {"sid": 0},
        {"seq": "3"},
        {"msg": {**DELTA["msg"], "price_dollars": 0.52}},
        {"msg": {**DELTA["msg"], "side": "maybe"}},
        {"msg": {**DELTA["msg"], "ts_ms": "soon"}},
        {"msg": {**DELTA["msg"], "ts_ms": 10**20}},
        {"type": None},
    ],
)
def test_what_cannot_be_read_is_an_error_and_never_a_guess(wrong: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        stream.read(json.dumps({**DELTA, **wrong}))


@pytest.mark.parametrize("text", ["", "[]", "{", b"\xff"])
def test_what_is_no_message_is_an_error(text: str | bytes) -> None:
    with pytest.raises(WireError):
        stream.read(text)


def test_a_kind_that_nobody_knows_keeps_its_name() -> None:
    told = stream.read('{"type": "rumour", "sid": 4, "msg": {"x": 1}}')
    assert isinstance(told, stream.Unfamiliar)
    assert (told.type, told.sid) == ("rumour", 4)


def test_a_side_that_is_written_as_null_is_empty() -> None:
    told = stream.read(
        '{"type": "orderbook_snapshot", "sid": 1, "seq": 1, "msg": {"market_ticker": "A", "yes_dollars_fp": null}}'
    )
    assert isinstance(told, stream.Snapshot)
    assert told.msg.yes_dollars_fp == told.msg.no_dollars_fp == ()
