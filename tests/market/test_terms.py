import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.errors import MissingData
from paxline.market.fees import TSA_TERMS
from paxline.market.grid import CENTS, PriceGrid, Ticks
from paxline.market.rule import PRIMARY, SECONDARY, template
from paxline.market.terms import (
    NAMES,
    ContractTerms,
    differences,
    grid_text,
    multiplier_text,
    spacing_text,
    taken_for_granted,
)
from paxline.units import Price

FIRST = ContractTerms(sources="TSA https://www.tsa.gov/travel/passenger-volumes", document="https://a.example/TSAW.pdf")
USUAL = taken_for_granted(FIRST)
FIELDS = tuple(NAMES)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, st.text())))
def test_what_is_kept_reads_back_as_the_same_terms(told: dict[str, str]) -> None:
    terms = ContractTerms(**told)
    assert ContractTerms.read(terms.text) == terms


def test_a_text_that_lacks_a_field_leaves_it_untold() -> None:
    assert ContractTerms.read('{"primary": "p", "moon": "full"}') == ContractTerms(primary="p")


@pytest.mark.parametrize("field", FIELDS)
def test_a_change_of_any_field_is_a_difference_and_a_field_not_told_is_none(field: str) -> None:
    changed = ContractTerms.read(json.dumps(json.loads(USUAL.text) | {field: "something else"}))
    (found,) = differences(USUAL, changed)
    assert (found.name, found.after) == (field, "something else")
    assert found.title == NAMES[field]
    untold = ContractTerms.read(json.dumps(json.loads(USUAL.text) | {field: ""}))
    assert differences(USUAL, untold) == ()
    assert USUAL.digest != changed.digest


def test_what_is_known_here_is_granted_and_a_strange_source_is_not() -> None:
    assert (USUAL.primary, USUAL.secondary, USUAL.spacing) == (PRIMARY, SECONDARY, "50,000")
    assert USUAL.fees == TSA_TERMS
    assert (USUAL.sources, USUAL.document) == (FIRST.sources, FIRST.document)
    strange = ContractTerms(sources="BTS https://bts.example")
    assert [found.name for found in differences(taken_for_granted(strange), strange)] == ["sources"]


def test_fees_that_were_not_told_are_none_and_unknown_ones_refuse() -> None:
    assert ContractTerms().fees is None
    with pytest.raises(MissingData):
        _ = ContractTerms(fee_type="by the moon", fee_multiplier="1").fees


def test_numbers_are_written_in_one_way() -> None:
    assert [multiplier_text(Decimal(text)) for text in ("1", "1.0", "0.50", "10")] == ["1", "1", "0.5", "10"]
    assert spacing_text((2_500_000, 2_400_000, 2_450_000)) == "50,000"
    assert spacing_text((2_300_000, 2_400_000, 2_450_000)) == "50,000, 100,000"
    assert spacing_text((2_400_000,)) == ""
    finer = PriceGrid((Ticks(Price(0), Price(1_000), Price(10)), Ticks(Price(1_000), Price(10_000), Price(100))))
    assert grid_text(CENTS) == "0.0000 to 1.0000 by 0.0100"
    assert grid_text(finer) == "0.0000 to 0.1000 by 0.0010, 0.1000 to 1.0000 by 0.0100"


def test_recorded_markets_of_2026_read_as_granted_and_one_of_april_2025_does_not(shared_data: Path) -> None:
    file = shared_data.parent / "kalshi" / "kxtsaw_market_samples.json"
    markets = json.loads(file.read_text(encoding="utf-8"))["markets"]
    told = {
        one["ticker"]: ContractTerms(template(one["rules_primary"]), template(one["rules_secondary"]))
        for one in markets
    }
    found = {ticker: [d.name for d in differences(USUAL, terms)] for ticker, terms in told.items()}
    assert found == {"KXTSAW-26AUG30-A2.80": [], "KXTSAW-25JUN01-A2.60": [], "KXTSAW-25APR20-A2.45": ["secondary"]}
