import numpy as np
import pytest
from tests.forecast import drawn

from paxline.forecast.anatomy import Anatomy, anatomy
from paxline.forecast.bank import Bank
from paxline.forecast.factor import CLIP_SD
from paxline.forecast.kernels import Floats, Parameters, Part
from paxline.forecast.rows import State

AT = Parameters()
N = 300


@pytest.fixture(scope="module")
def logs() -> Floats:
    drawn_logs = drawn.log_counts(drawn.design(N), AT, seed=9)
    drawn_logs[200] -= 0.5
    return drawn_logs


@pytest.fixture(scope="module")
def seen(logs: Floats) -> Anatomy:
    days = drawn.START.toordinal() + np.arange(N + 14)
    bank = Bank(AT)
    bank.grow(State(days[:N], logs, np.arange(N) < 50, ()), days[N:])
    return anatomy(bank, days[40:])


def total(of: Anatomy) -> Floats:
    return of.mean + sum(of.parts.values())


def test_the_parts_of_a_published_day_sum_to_its_count(seen: Anatomy, logs: Floats) -> None:
    np.testing.assert_allclose(total(seen)[: N - 40], logs[40:], atol=1e-8)


def test_a_day_to_come_has_no_noise_yet(seen: Anatomy) -> None:
    assert np.isnan(seen.parts[Part.NOISE][N - 40 :]).all()
    rest = [values for part, values in seen.parts.items() if part is not Part.NOISE]
    assert np.isfinite(rest).all()


def test_every_part_is_there(seen: Anatomy) -> None:
    assert set(seen.parts) == set(Part)
    assert np.abs(seen.parts[Part.COVID]).max() == 0.0
    assert np.abs(seen.parts[Part.BRIDGE][:10]).max() > 0.0


def test_the_shock_is_reported_with_its_size(seen: Anatomy) -> None:
    (shock,) = [s for s in seen.shocks if s.day.toordinal() == drawn.START.toordinal() + 200]
    assert shock.surprise == pytest.approx(-0.5, abs=0.12)
    assert shock.sds < -CLIP_SD


def test_weekday_effects_differ_by_weekday_and_hold_over_a_fortnight(seen: Anatomy) -> None:
    effect = seen.parts[Part.WEEKDAY]
    np.testing.assert_allclose(effect[7:14], effect[:7], atol=2e-3)
    assert np.ptp(effect[:7]) > 0.02
