from typing import Any

import pytest
from pydantic import ValidationError

from paxline.edge.kalshi.wire.listing import Event, Market, Series

MARKET: dict[str, Any] = {
    "ticker": "T",
    "event_ticker": "E",
    "market_type": "binary",
    "status": "active",
    "result": "",
    "open_time": "2026-08-24T14:00:00Z",
    "close_time": "2026-08-31T03:59:00Z",
}


def test_words_nobody_knows_yet_are_kept_as_text() -> None:
    market = Market.model_validate(MARKET | {"status": "hibernating", "result": "perhaps", "strike_type": "spiral"})
    assert (market.status, market.result, market.strike_type) == ("hibernating", "perhaps", "spiral")


def test_what_settled_a_market_is_never_parsed() -> None:
    assert Market.model_validate(MARKET | {"expiration_value": "about 2.46 (see note)"}).expiration_value


@pytest.mark.parametrize("field", sorted(MARKET))
def test_a_market_without_its_bones_is_no_market(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        Market.model_validate({key: value for key, value in MARKET.items() if key != field})


def test_an_event_without_markets_is_told_from_one_that_has_none() -> None:
    bare = {
        "event_ticker": "E",
        "series_ticker": "S",
        "title": "",
        "collateral_return_type": "",
        "mutually_exclusive": False,
    }
    assert Event.model_validate(bare).markets is None
    assert Event.model_validate(bare | {"markets": []}).markets == ()


def test_a_series_without_fee_terms_is_refused() -> None:
    with pytest.raises(ValidationError, match="fee_type"):
        Series.model_validate({"ticker": "S", "title": "", "frequency": "", "category": "", "fee_multiplier": 1})
