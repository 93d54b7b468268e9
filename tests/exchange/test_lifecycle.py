import pytest

from paxline.exchange.lifecycle import ENDED, TRANSITIONS, MarketStatus, MarketStep, after


def test_every_status_is_reached_and_only_the_last_is_final() -> None:
    assert set(TRANSITIONS.values()) | {MarketStatus.INITIALIZED} == set(MarketStatus)
    assert set(MarketStatus) - {status for status, _ in TRANSITIONS} == {MarketStatus.FINALIZED}


def test_a_step_out_of_turn_has_no_outcome() -> None:
    assert after(MarketStatus.INITIALIZED, MarketStep.OPEN) is MarketStatus.ACTIVE
    assert after(MarketStatus.FINALIZED, MarketStep.DISPUTE) is None
    assert after(MarketStatus.ACTIVE, MarketStep.RESUME) is None


@pytest.mark.parametrize("status", sorted(ENDED))
def test_what_has_ended_never_trades_again(status: MarketStatus) -> None:
    assert {outcome for (before, _), outcome in TRANSITIONS.items() if before is status} <= ENDED


def test_nothing_is_paid_before_it_is_determined() -> None:
    before = {status for (status, step) in TRANSITIONS if step is MarketStep.FINALIZE}
    assert before == {MarketStatus.DETERMINED, MarketStatus.AMENDED}
