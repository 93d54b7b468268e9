from datetime import timedelta

import pytest

from paxline.counts.history import History
from paxline.forecast.structural import StructuralModel
from paxline.study.warned import ANNOUNCED, NOTICE, WEEKS, Warned, document, warned, worth


def test_each_shock_is_declared_two_days_ahead_and_touches_one_of_the_weeks() -> None:
    for shock in ANNOUNCED:
        ahead = shock.first - shock.declared_at.date()
        assert NOTICE - timedelta(days=1) <= ahead <= NOTICE
        assert any(shock.touches(day) for week in WEEKS for day in week.days)


@pytest.fixture(scope="module")
def pairs(real_history: History) -> tuple[Warned, ...]:
    return warned(StructuralModel(), real_history)


@pytest.mark.slow
def test_before_the_declaration_both_say_the_same(pairs: tuple[Warned, ...]) -> None:
    assert len(pairs) == len(WEEKS) * 5
    for pair in pairs:
        assert pair.plain.as_of == pair.told.as_of
        if pair.plain.as_of < ANNOUNCED[0].declared_at:
            assert pair.plain == pair.told


@pytest.mark.slow
def test_a_warning_widens_and_moves_the_week_it_names(pairs: tuple[Warned, ...]) -> None:
    storm = [pair for pair in pairs if pair.plain.week == WEEKS[3] and pair.plain.known == 4]
    assert storm[0].told.median < storm[0].plain.median
    assert storm[0].told.sd > 1.5 * storm[0].plain.sd
    assert storm[0].told.crps < storm[0].plain.crps


@pytest.mark.slow
def test_the_document_has_a_row_for_each_and_their_means(pairs: tuple[Warned, ...]) -> None:
    said = document(pairs)
    assert len(said["rows"]) == len(pairs)
    assert [one.known for one in worth(pairs)] == [0, 1, 2, 3, 4]
    assert said["summary"][4]["mae_plain"] == pytest.approx(
        sum(abs(p.plain.median - p.plain.actual) for p in pairs if p.plain.known == 4) / 6
    )
