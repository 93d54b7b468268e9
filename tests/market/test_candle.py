import pytest
from tests.market.bands import band

from paxline.market.candle import Band
from paxline.units import Price


def test_a_band_holds_its_open_and_close() -> None:
    assert band(40, 38, 45, 44).high == Price.cents(45)
    with pytest.raises(ValueError, match="between low and high"):
        Band(Price.cents(50), Price.cents(38), Price.cents(45), Price.cents(44))
    with pytest.raises(ValueError, match="between low and high"):
        Band(Price.cents(40), Price.cents(41), Price.cents(45), Price.cents(44))
