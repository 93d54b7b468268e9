import numpy as np
import pytest
from tests.forecast import drawn

from paxline.forecast import factor as module
from paxline.forecast import kernels
from paxline.forecast.design import Design
from paxline.forecast.factor import CLIP_SD, Factor, clipped_cholesky, grow, twin_rooms, weights
from paxline.forecast.kernels import Floats, Parameters

AT = Parameters()


def grown(of: Design, *, into: Factor | None = None) -> Factor:
    made = into or Factor.empty(0)
    if len(of) > len(made.whitened):
        made.move(np.empty((len(of), len(of))))
    table = kernels.lag_table(int(np.ptp(of.days)), AT)
    residuals = (of.log_counts - of.mean(AT))[: of.observed]
    grow([made], [table], of, residuals, of.sparse(AT))
    return made


def world(n: int, *, ahead: int = 0, seed: int = 1) -> Design:
    of = drawn.design(n, ahead=ahead)
    return drawn.filled(of, drawn.log_counts(of, AT, seed=seed))


def brute_force(of: Design, extra: Floats, known: int) -> tuple[Floats, Floats]:
    """Posterior mean and covariance of the rows from ``known`` on, by one dense solve."""
    covariance, mean = drawn.covariance(of, AT), of.mean(AT)
    inside = covariance[:known, :known] + np.diag(extra[:known])
    across = covariance[known:, :known]
    gain = np.linalg.solve(inside, across.T).T
    return mean[known:] + gain @ (of.log_counts - mean)[:known], covariance[known:, known:] - gain @ across.T


@pytest.mark.parametrize("known", [5, 64, 150, 199, 200])
def test_forecasts_read_off_the_factor_are_the_exact_posterior(known: int) -> None:
    of = world(200, ahead=14)
    made = grown(of)
    mean, covariance = brute_force(of, made.extra, known)
    panel = made.lower[known : len(of), :known]
    prior = drawn.covariance(of, AT)[known:, known:]
    np.testing.assert_allclose(of.mean(AT)[known:] + panel @ made.whitened[:known], mean, atol=1e-9)
    np.testing.assert_allclose(prior - panel @ panel.T, covariance, atol=1e-10)


def test_growing_by_days_is_growing_at_once() -> None:
    of = world(230)
    once = grown(of)
    steps: Factor | None = None
    for n in (1, 7, 63, 64, 65, 130, 131, 230):
        steps = grown(Design(of.days[:n], of.log_counts[:n], of.restated[:n]), into=steps)
    assert steps is not None
    np.testing.assert_allclose(np.tril(steps.lower[:230, :230]), np.tril(once.lower), atol=1e-10)
    np.testing.assert_allclose(steps.whitened[:230], once.whitened, atol=1e-8)


@pytest.mark.parametrize("back", [0, 10, 64, 100, 149])
def test_after_a_correction_the_factor_is_as_if_it_had_always_been_so(back: int) -> None:
    of = world(150, ahead=7)
    made = grown(of)
    logs = of.log_counts.copy()
    logs[back] += 0.2
    corrected = Design(of.days, logs, of.restated)
    made.cut_back(back)
    grown(corrected, into=made)
    fresh = grown(corrected)
    np.testing.assert_allclose(np.tril(made.lower)[:, :150], np.tril(fresh.lower)[:, :150], atol=1e-9)
    np.testing.assert_allclose(made.whitened, fresh.whitened, atol=1e-8)


def test_an_outlier_counts_as_the_clip_and_nothing_before_it_moves() -> None:
    of = world(150)
    calm = grown(of)
    logs = of.log_counts.copy()
    logs[100] -= 0.5
    hit = grown(Design(of.days, logs, of.restated))
    assert hit.extra[100] > 0
    assert hit.whitened[100] == pytest.approx(-CLIP_SD)
    assert np.all(np.abs(hit.whitened) <= CLIP_SD * (1 + 1e-9))
    np.testing.assert_allclose(hit.whitened[:100], calm.whitened[:100], atol=1e-12)


def test_a_wilder_outlier_teaches_no_more() -> None:
    of = world(120, ahead=7)

    def forecast(size: float) -> Floats:
        logs = of.log_counts.copy()
        logs[119] -= size
        made = grown(Design(of.days, logs, of.restated))
        return made.lower[120:, :120] @ made.whitened[:120]

    calm, wild, wilder = forecast(0.0), forecast(0.4), forecast(0.8)
    assert np.max(np.abs(wilder - calm)) <= np.max(np.abs(wild - calm))


def test_nothing_is_cut_where_nothing_is_odd() -> None:
    covariance = np.array([[2.0, 0.5], [0.5, 1.0]])
    triangle, whitened, extra = clipped_cholesky(covariance, np.array([0.1, -0.2]))
    np.testing.assert_allclose(triangle @ triangle.T, covariance)
    np.testing.assert_allclose(triangle @ whitened, [0.1, -0.2])
    assert extra.tolist() == [0.0, 0.0]


def test_block_size_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    of = world(130, ahead=7)
    logs = of.log_counts.copy()
    logs[[40, 41, 90]] += [0.3, -0.2, 0.4]
    of = Design(of.days, logs, of.restated)
    usual = grown(of)
    monkeypatch.setattr(module, "BLOCK_ROWS", 17)
    other = grown(of)
    np.testing.assert_allclose(np.tril(other.lower)[:, :130], np.tril(usual.lower)[:, :130], atol=1e-9)


def test_twins_in_one_array_are_what_each_is_alone() -> None:
    designs = world(130, ahead=7, seed=1), world(130, ahead=7, seed=2)
    rooms = twin_rooms(200)
    assert rooms[0].base is rooms[1].base
    twins = [Factor.empty(0) for _ in designs]
    for n in (60, 130):
        for twin, of, room in zip(twins, designs, twin_rooms(137) if n == 60 else rooms, strict=True):
            twin.move(room)
            grown(Design(of.days[: n + 7], np.append(of.log_counts[:n], [np.nan] * 7), of.restated[: n + 7]), into=twin)
    for twin, of in zip(twins, designs, strict=True):
        alone = grown(of)
        np.testing.assert_allclose(np.tril(twin.lower[:137, :137])[:, :130], np.tril(alone.lower)[:, :130], atol=1e-10)
        np.testing.assert_allclose(twin.whitened[:130], alone.whitened[:130], atol=1e-8)


def test_weights_solve_the_normal_equations() -> None:
    of = world(100)
    made = grown(of)
    inside = drawn.covariance(of, AT) + np.diag(made.extra)
    np.testing.assert_allclose(inside @ weights(made, 100), of.log_counts - of.mean(AT), atol=1e-9)


def test_innovations_are_standard_normal_in_the_models_own_worlds() -> None:
    innovations = np.concatenate([grown(world(120, seed=seed)).whitened for seed in range(60)])
    assert abs(innovations.mean()) < 0.05
    # A normal cut at 2.5 sds has second moment 0.98.
    assert (innovations**2).mean() == pytest.approx(0.98, abs=0.05)
    assert (np.abs(innovations) < 1.0).mean() == pytest.approx(0.683, abs=0.02)
