from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.wiring.test_conditions import PRIMARY, SECONDARY, SERIES, asked

from paxline.desk.decide import decide
from paxline.desk.ledger import NOTHING_YET
from paxline.desk.limits import Limit, standing
from paxline.desk.policy import Policy
from paxline.desk.snapshot import Rule
from paxline.edge.store import Store
from paxline.errors import MissingData
from paxline.forecast.baselines import RATIO
from paxline.market.fees import FeeTerms, FeeType
from paxline.market.terms import ContractTerms
from paxline.testing import NOW, WEEK
from paxline.wiring.conditions import Conditions, usual
from paxline.wiring.decision import Seen
from paxline.wiring.scene import Scene
from paxline.wiring.watch import confirmed_policy, newest_change, watched

LATER = NOW + timedelta(minutes=1)


def series(**changes: Any) -> dict[str, Any]:
    """The series as it is usually told, but for ``changes``."""
    told: Any = SERIES
    sourced = {
        "settlement_sources": [{"name": "TSA", "url": "https://www.tsa.gov/travel/passenger-volumes"}],
        "contract_terms_url": "https://documents.example/TSAW.pdf",
    }
    return {"series": {**told["series"], **sourced, **changes}}


USUAL = asked(series__KXTSAW=series())
NEW_FEE = asked(series__KXTSAW=series(fee_type="quadratic_with_maker_fees"))
NEW_SOURCE = asked(series__KXTSAW=series(settlement_sources=[{"name": "BTS", "url": "https://bts.example"}]))
NEW_RULE = asked(rules=(PRIMARY.replace("above", "at least"), SECONDARY), series__KXTSAW=series())
NEW_HOUR = asked(rules=(PRIMARY, SECONDARY.replace("9:00", "10:00")), series__KXTSAW=series())


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open(Path(":memory:")) as opened:
        yield opened


def at(told: Conditions, minutes: int) -> Conditions:
    """The same conditions seen so many minutes after ``NOW``."""
    return replace(told, gate=replace(told.gate, seen_at=NOW + timedelta(minutes=minutes)))


def test_the_usual_terms_need_nobodys_word_and_are_kept_once(store: Store) -> None:
    for minutes in range(3):
        told = watched(store, at(USUAL, minutes))
        assert (told.rule, told.unconfirmed, told.notices) == (Rule.KNOWN, (), ())
    assert len(store.contract_terms(LATER)) == 1
    assert newest_change(store, as_of=LATER).differences == ()


@pytest.mark.parametrize(
    ("changed", "rule", "field"),
    [
        (NEW_RULE, Rule.CHANGED, "primary"),
        (NEW_HOUR, Rule.CHANGED, "secondary"),
        (NEW_SOURCE, Rule.UNCONFIRMED, "sources"),
        (NEW_FEE, Rule.UNCONFIRMED, "fee_type"),
    ],
)
def test_a_change_stops_trading_until_it_is_acknowledged(
    store: Store, changed: Conditions, rule: Rule, field: str
) -> None:
    watched(store, USUAL)
    told = watched(store, at(changed, 1))
    assert told.rule is rule
    assert [difference.name for difference in told.unconfirmed] == [field]
    assert "nothing is traded until `paxline acknowledge` takes them" in told.notices[-1]
    seen = Seen(Scene(store, WEEK, LATER, "a test", told), RATIO).snapshot(NOTHING_YET, as_of=LATER)
    assert Limit.RULE in {breach.limit for breach in standing(seen, Policy())}
    assert decide(seen, Policy()).orders == ()

    store.acknowledge(newest_change(store, as_of=LATER).terms, at=LATER)
    after = watched(store, at(changed, 2))
    assert (after.rule, after.unconfirmed) == (Rule.KNOWN, ())
    back = watched(store, at(USUAL, 3))
    assert [difference.name for difference in back.unconfirmed] == [field]


def test_a_first_sighting_that_is_not_the_known_one_is_not_granted(store: Store) -> None:
    assert watched(store, NEW_FEE).rule is Rule.UNCONFIRMED


def test_rules_that_nobody_could_read_stay_unread_whatever_was_acknowledged(store: Store) -> None:
    unread = asked(rules=("", ""))
    watched(store, unread)
    store.acknowledge(newest_change(store, as_of=NOW).terms, at=NOW)
    assert watched(store, at(unread, 1)).rule is Rule.UNSEEN


def test_where_nobody_asked_nothing_is_kept_and_nothing_can_be_acknowledged(store: Store) -> None:
    assert watched(store, usual(NOW)) == usual(NOW)
    with pytest.raises(MissingData, match="paxline today"):
        newest_change(store, as_of=NOW)


def test_acknowledged_fees_are_the_policys(store: Store) -> None:
    assert confirmed_policy(Policy(), store, as_of=NOW) == Policy()
    store.acknowledge(ContractTerms(fee_type="quadratic_with_maker_fees", fee_multiplier="2"), at=NOW)
    fees = FeeTerms(FeeType.QUADRATIC_WITH_MAKER_FEES, Decimal(2))
    assert confirmed_policy(Policy(), store, as_of=NOW).fee_terms == fees
    assert confirmed_policy(Policy(), store, as_of=NOW - timedelta(seconds=1)) == Policy()
