from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import httpx
import numpy as np
import pytest
from tests.market.test_rule import PRIMARY, SECONDARY
from tests.wiring.terms import TERMS
from tests.wiring.test_live import market

from paxline.desk.snapshot import Gate, Rule
from paxline.edge.kalshi.allowance import BASIC_READS, Bucket
from paxline.edge.kalshi.http import PRODUCTION, KalshiHttp
from paxline.edge.kalshi.reader import KalshiReader
from paxline.market.contract import Ladder
from paxline.market.fees import TSA_TERMS, FeeTerms, FeeType
from paxline.testing import NOW, WEEK, ManualClock
from paxline.wiring.conditions import Conditions, ask_conditions

RUNG = Ladder.of(WEEK, (2_400_000,)).rungs[0]
USUAL = Conditions(Gate(exchange_open=True, trading_open=True, shut=(), seen_at=NOW), TSA_TERMS, Rule.KNOWN)
SERIES = TERMS["series/KXTSAW"]


def asked(*, rules: tuple[str, str] = (PRIMARY, SECONDARY), **terms: object) -> Conditions:
    """What is made of an exchange whose answers are as usual but for ``terms``, by path with ``__`` for a slash."""
    told = TERMS | {path.replace("__", "/"): answer for path, answer in terms.items()}

    def answer(request: httpx.Request) -> httpx.Response:
        tail = request.url.path.removeprefix("/trade-api/v2/")
        if tail == "markets":
            paragraphs = {"rules_primary": rules[0], "rules_secondary": rules[1]}
            return httpx.Response(200, json={"markets": [market(RUNG.strike, RUNG.ticker) | paragraphs], "cursor": ""})
        return httpx.Response(200, json=told[tail])

    clock = ManualClock(NOW)
    with httpx.Client(base_url=PRODUCTION.rest, transport=httpx.MockTransport(answer)) as client:
        reader = KalshiReader(KalshiHttp(client, clock, np.random.default_rng(1), Bucket(BASIC_READS, clock)))
        return ask_conditions(reader, WEEK, listed=reader.listed(WEEK))


def test_as_usual_there_is_nothing_to_notice() -> None:
    assert asked().notices == ()
    assert asked().rule is Rule.KNOWN


def test_a_pause_a_changed_fee_and_a_changed_rule_are_noticed() -> None:
    changed = {"series": {**SERIES["series"], "fee_type": "quadratic_with_maker_fees"}}  # pyright: ignore[reportIndexIssue] - JSON
    found = asked(
        rules=(PRIMARY.replace("above", "at least"), SECONDARY),
        exchange__status={"exchange_active": True, "trading_active": False},
        series__KXTSAW=changed,
    )
    assert [notice.split(";")[0] for notice in found.notices] == [
        "The exchange has paused trading.",
        "The fee has changed: quadratic_with_maker_fees × 1",
        "The settlement rule does not read as the one known here",
    ]
    assert found.fee_terms == FeeTerms(FeeType.QUADRATIC_WITH_MAKER_FEES, Decimal(1))


@pytest.mark.parametrize("fee_type", ["flat", "by the moon"])
def test_a_fee_that_cannot_be_told_is_none(fee_type: str) -> None:
    found = asked(series__KXTSAW={"series": {**SERIES["series"], "fee_type": fee_type}})  # pyright: ignore[reportIndexIssue] - JSON
    assert found.fee_terms is None
    assert "nobody here can tell" in found.notices[0]


def test_announced_changes_are_noticed_and_past_ones_are_not() -> None:
    change = {"series_ticker": "KXTSAW", "fee_type": "quadratic", "fee_multiplier": 2}
    times = [(str(i), (NOW + timedelta(days=i)).isoformat()) for i in (-3, 3)]
    arr = [{"id": name, "scheduled_ts": at, **change} for name, at in times]
    assert asked(series__fee_changes={"series_fee_change_arr": arr}).notices == (
        "The fee changes on 2026-04-26 13:05Z: quadratic × 2.",
    )


def test_a_closed_exchange_and_shut_markets_are_noticed_and_a_rule_that_nobody_has_read_is_told_apart() -> None:
    shut = replace(USUAL.gate, exchange_open=False, shut=("A", "B"))
    assert len(replace(USUAL, gate=shut).notices) == 2
    assert asked(rules=("", "")).rule is Rule.UNSEEN
