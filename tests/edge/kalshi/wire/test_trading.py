import pytest
from pydantic import ValidationError

from paxline.edge.kalshi.wire.trading import LegBids, TradedCandle
from paxline.units import Count, Price, Usd


def test_a_level_is_a_price_and_a_count() -> None:
    legs = LegBids.model_validate_json('{"yes_dollars": [["0.4700", "3.00"]], "no_dollars": null}')
    assert legs.yes_dollars == ((Price.cents(47), Count.whole(3)),)
    assert legs.no_dollars == ()


@pytest.mark.parametrize("level", ["[]", '["0.47"]', '["0.47", "1", "2"]', "[0.47, 3]", '"0.47"'])
def test_another_shape_of_level_is_an_error(level: str) -> None:
    with pytest.raises(ValidationError):
        LegBids.model_validate_json(f'{{"yes_dollars": [{level}], "no_dollars": []}}')


def test_a_mean_keeps_the_digits_that_no_price_has() -> None:
    candle = TradedCandle.model_validate({"mean_dollars": "0.481234", "close_dollars": None})
    assert (candle.mean_dollars, candle.close_dollars) == (Usd(481_234), None)
