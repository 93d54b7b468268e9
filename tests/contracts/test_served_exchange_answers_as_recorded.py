"""Every request that was recorded at the exchange's demo on 2026-06-11, asked again of the served exchange: the same
status, the same code, and the same shape, but for the differences that are named here."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from tests.edge.simulator.served import KEY_ID, Served

from paxline.edge.simulator.public import PREFIX
from paxline.exchange.answers import Accepted
from paxline.exchange.requests import Place, Side
from paxline.testing import ManualClock
from paxline.units import Count, Price

TICKER: Final = "KXWTACHALLENGERMATCH-26JUN11JIMLEP-LEP"

NOT_ASKED: Final = {
    "auth__balance_alt_host": "the second host is the same one here",
    "markets__high_temp": "no request is recorded beside it",
}

CHANGED: Final = {
    "orders__legacy_create": (410, "the paths before V2 were switched off after the recordings, 2026-06-18 to -25"),
    "orders__legacy_cancel": (410, "the same"),
}
"""Other statuses than recorded, and why."""

GONE: Final = {
    "service": "went from errors on 2026-08-06",
    "fractional_trading_enabled": "went from markets on 2026-07-09",
    "response_price_units": "went from markets on 2026-07-09",
    "early_close_condition": "no TSA market has one",
    "custom_strike": "of structured markets; the TSA's are of strike type greater",
    "is_provisional": "of markets that may yet be withdrawn",
    "mve_collection_ticker": "of combos",
    "mve_selected_legs": "of combos",
    "primary_participant_key": "of sports",
}
"""Recorded fields that need not be answered, and why."""

NEW: Final = {
    "exchange_index": "of shards, since 2026-08",
    "exchange_index_statuses": "the same",
    "intra_exchange_transfers_active": "the same",
    "settlement_bounds_type": "required since 2026-09-29",
    "subtitle": "of TSA markets (2026-08-31)",
    "occurrence_datetime": "the same",
    "floor_strike": "of markets with a strike",
    "client_order_id": "the specification gives it for a cancel too; the recorded cancels left it out",
}
"""Answered fields that were not recorded, and why."""


@pytest.fixture
def folder(shared: Path) -> Path:
    return shared / "kalshi" / "recorded"


class Replay:
    """The session of that morning, told again: what came before an answer is done before it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.served = Served(ManualClock(datetime(2026, 6, 11, 6, 29, 20, tzinfo=UTC)), funds="9000")
        for ticker in (TICKER, "KXMLBHIT-26JUN111310AZMIA-A", "KXMLBHIT-26JUN111310AZMIA-B"):
            self.served.list_market(ticker)
        self._put(Side.ASK, 52, 3)
        self._put(Side.BID, 47, 3)
        self.ids: dict[str, str] = {}

    def _put(self, side: Side, cents: int, size: int) -> None:
        self.served.place(side, cents=cents, size=size, ticker=TICKER)

    def meta(self, name: str) -> dict[str, Any]:
        return json.loads((self.folder / f"{name}.meta.json").read_text(encoding="utf-8"))

    def recorded(self, name: str) -> Any:
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

    def ask(self, name: str) -> tuple[int, Any]:
        """Ask what was asked, as it was signed; ids are those given here."""
        meta = self.meta(name)
        path = meta["path"].removeprefix(PREFIX)
        for theirs, ours in self.ids.items():
            path = path.replace(theirs, ours)
        plain = PREFIX + path.partition("?")[0]
        off = {"minus30s": -30, "minus5min": -300, "minus5s": -5, "plus5s": 5}.get(name.rpartition("_")[2], 0)
        headers = self.served.headers(meta["method"], plain, off=off)
        match meta["auth"]:
            case "unauthenticated":
                headers = {}
            case "missing-signature-header":
                del headers["KALSHI-ACCESS-SIGNATURE"]
            case "bad-signature":
                headers |= {"KALSHI-ACCESS-SIGNATURE": headers["KALSHI-ACCESS-SIGNATURE"][::-1]}
            case "unknown-key-id":
                headers |= {"KALSHI-ACCESS-KEY": KEY_ID[::-1]}
            case _:
                pass
        told = self.served.send(meta["method"], path, body=meta.get("request_body"), headers=headers)
        document = told.json() if told.content else None
        if told.status_code == 201:
            self.ids[self.recorded(name).get("order_id", "")] = told.json()["order_id"]
        return told.status_code, document

    def before(self, name: str) -> None:
        """What had been done when a recording was made."""
        needs_maker = {"orders__duplicate_client_order_id", "orders__get_after_create", "orders__cancel_v2"}
        if name in needs_maker | {"orders__cancel_already_canceled", "orders__get_after_cancel"}:
            self.ask("orders__create_v2_maker")
        if name == "orders__cancel_already_canceled":
            self.ask("orders__cancel_v2")
        if name in {"orders__cancel_executed", "fills__after_taker", "portfolio__orders_list"}:
            self.ask("orders__create_v2_taker_ioc")
        if name in {"cleanup__stp_resting", "orders__stp_resting_after"}:
            place = Place("me", TICKER, Side.BID, Count.whole(1), Price.parse("0.48"), client_order_id="stp")
            answer = self.served.hub.apply(place)
            assert isinstance(answer, Accepted)
            self.ids["17fc4f3a-b397-4792-bd0c-9c81ca69a1f4"] = answer.order_id
        if name == "trades__public_recorded":
            self.ask("orders__create_v2_taker_ioc")


def names(folder: Path) -> list[str]:
    return sorted(
        path.name.removesuffix(".meta.json") for path in folder.glob("*.meta.json") if "ws__" not in path.name
    )


RECORDED: Final = Path(__file__).parents[3] / "shared" / "kalshi" / "recorded"


@pytest.fixture(params=names(RECORDED) if RECORDED.is_dir() else ["nothing is recorded here"])
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_status_and_the_code_are_those_recorded(folder: Path, name: str) -> None:
    if name in NOT_ASKED:
        pytest.skip(NOT_ASKED[name])
    replay = Replay(folder)
    replay.before(name)
    status, document = replay.ask(name)
    assert status == CHANGED.get(name, (replay.meta(name)["status"], ""))[0], document
    if name not in CHANGED:
        assert code(document) == code(replay.recorded(name))


def code(document: Any) -> tuple[str, str, str]:
    """What an error says, wherever it says it."""
    if not isinstance(document, dict):
        return "", "", ""
    told = document.get("error", document)
    return (
        (told.get("code", ""), told.get("details", ""), document.get("msg", ""))
        if isinstance(told, dict)
        else ("", "", told)
    )


def test_the_shape_is_the_recorded_one(folder: Path, name: str) -> None:
    if name in NOT_ASKED or name in CHANGED:
        pytest.skip((NOT_ASKED | {key: why for key, (_, why) in CHANGED.items()})[name])
    replay = Replay(folder)
    replay.before(name)
    _, document = replay.ask(name)
    assert [one for one in differences(replay.recorded(name), document) if not excused(one)] == []


def test_every_difference_that_is_named_occurs(folder: Path) -> None:
    seen: list[str] = []
    for name in set(names(folder)) - NOT_ASKED.keys() - CHANGED.keys():
        replay = Replay(folder)
        replay.before(name)
        seen += differences(replay.recorded(name), replay.ask(name)[1])
    assert {key for key in GONE if not any(one.endswith(f".{key} is missing") for one in seen)} == set()
    assert {key for key in NEW if not any(one.endswith(f".{key} is new") for one in seen)} == set()


def excused(difference: str) -> bool:
    key, _, word = difference.rpartition(".")[2].partition(" is ")
    return key in {"missing": GONE, "new": NEW}.get(word, {})


def differences(recorded: Any, answered: Any, at: str = "") -> list[str]:
    """Where two documents are not of one shape; lists are compared by their first items."""
    if isinstance(recorded, dict) and isinstance(answered, dict):
        missing = [f"{at}.{key} is missing" for key in recorded.keys() - answered.keys()]
        more = [f"{at}.{key} is new" for key in answered.keys() - recorded.keys()]
        both: Mapping[str, Any] = {key: value for key, value in recorded.items() if key in answered}
        return (
            missing + more + [found for key in both for found in differences(both[key], answered[key], f"{at}.{key}")]
        )
    if isinstance(recorded, list) and isinstance(answered, list):
        return differences(recorded[0], answered[0], f"{at}[0]") if recorded and answered else []
    if isinstance(recorded, int | float) and isinstance(answered, int | float):
        return [] if isinstance(recorded, bool) is isinstance(answered, bool) else [f"{at} is {answered!r}"]
    if type(recorded) is not type(answered):
        return [f"{at} is {answered!r}, not {recorded!r}"]
    if isinstance(recorded, str) and decimals(recorded) != decimals(answered):
        return [f"{at} is {answered!r}, not {recorded!r}"]
    return []


def decimals(text: str) -> int | None:
    """How many decimals a number in a text has; ``None`` for another text."""
    whole, _, part = text.partition(".")
    return len(part) if whole.isdigit() and part.isdigit() else None
