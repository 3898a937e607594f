"""The spectral start of `auto`: periodogram, plane waves, and the layers drawn by them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from threadpoolctl import threadpool_limits

from formulafit.scaling import Scaling
from formulafit.training.auto.data import StandardisedData, with_ones
from formulafit.training.auto.layer import rms
from formulafit.training.auto.method import auto
from formulafit.training.auto.periodogram import CELLS, Periodogram
from formulafit.training.auto.pursuit import pursue, pursuit_work
from formulafit.training.auto.run import Run
from formulafit.training.auto.spectrum import best_start, spectral_work
from formulafit.training.auto.waves import peel
from formulafit.training.base import TrainingHistory, TrainingProblem
from formulafit.training.work import Budget


@pytest.fixture(autouse=True)
def one_thread():
    with threadpool_limits(1):
        yield


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def points(rng, inputs, rows=4000):
    return with_ones(rng.uniform(-2, 2, (rows, inputs)))


def wave(X, periods, phase=0.3):
    """A plane wave with so many periods along each side of the box from -2 to 2."""
    return np.cos(2 * np.pi * (np.array(periods) @ X[:-1]) / 4 + phase)


# ------------------------------------------------------------------------------------ periodogram


@pytest.mark.parametrize("periods", [[700], [90, -40], [20, 0, -9], [3, -7, 1, 5]])
def test_the_highest_cell_holds_a_waves_periods(rng, periods):
    X = points(rng, len(periods))
    grid = Periodogram(X)
    (peak,) = grid.peaks(wave(X, periods), most=1, share=0.1)
    assert np.abs(peak).tolist() == np.abs(periods).tolist()
    assert abs(peak @ periods) == np.dot(periods, periods)  # the wave's or its opposite


def test_peaks_come_by_power_and_none_beside_a_higher_one(rng):
    X = points(rng, 2)
    y = wave(X, [30.4, 5.2]) + 0.5 * wave(X, [-8, 60.3]) + 0.1 * wave(X, [1, 1])
    peaks = Periodogram(X).peaks(y, most=4, share=0.1)
    assert [np.abs(k).tolist() for k in peaks] == [[30, 5], [8, 60]]  # 0.1² is less than a tenth


@pytest.mark.parametrize("periods", [[0, 7, 0, 0, 0, 0], [5, 0, 0, -4, 0, 0, 0]])
def test_what_a_coarse_grid_folds_is_unfolded(rng, periods):
    X = points(rng, len(periods))
    assert max(np.abs(periods)) > CELLS[len(periods)] / 2
    (peak,) = Periodogram(X).peaks(wave(X, periods), most=1, share=0.1)
    assert peak.tolist() in (periods, np.negative(periods).tolist())


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_noise_has_no_density_as_a_rule(inputs):
    found = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        grid = Periodogram(points(rng, inputs, rows=2000))
        found.append(grid.density(rng.standard_normal(2000)) is not None)
    assert sum(found) <= 12  # one in seven is expected


def test_density_is_the_amplitude_above_the_noise(rng):
    X = points(rng, 1, rows=8000)
    grid = Periodogram(X)
    density = grid.density(2 * wave(X, [40]) + wave(X, [300]) + 0.5 * rng.standard_normal(8000))
    assert density[40] == 1
    assert density[300] == pytest.approx(0.5, abs=0.05)
    assert np.all(density[1000:] == 0)


def test_an_input_that_does_not_vary_has_one_cell(rng):
    X = points(rng, 3)
    X[1] = 0.7
    grid = Periodogram(X)
    assert grid.sides == (CELLS[2], 1, CELLS[2])
    (peak,) = grid.peaks(wave(X, [6, 0, 11]), most=1, share=0.1)
    assert np.abs(peak).tolist() == [6, 0, 11]


# ------------------------------------------------------------------------------------------ waves


@pytest.mark.parametrize(
    "periods",
    [[[12.37]], [[2.7, -9.41], [30.12, 4.6]], [[1.3, 2.24, -3.9]], [[1.1, 0.4, -2.3, 0, 3.7, 1.9]]],
    ids=str,
)
def test_waves_are_refined_to_rounding(rng, periods):
    X = points(rng, len(periods[0]))
    y = sum((k + 1) * wave(X, each) for k, each in enumerate(periods))
    waves = peel(y, Periodogram(X), 24, Budget(10))
    assert rms(waves.residual) < 1e-12
    found = waves.W * 4 / (2 * np.pi)
    for each in periods:
        distance = np.minimum(np.abs(found - each).max(axis=1), np.abs(found + each).max(axis=1))
        assert distance.min() < 1e-10


@pytest.mark.parametrize(
    "values", [lambda rng: rng.standard_normal(4000), lambda rng: np.ones(4000)]
)
def test_no_wave_is_peeled_from_noise_or_a_constant(rng, values):
    X, y = points(rng, 2), values(rng)
    waves = peel(y, Periodogram(X), 24, Budget(10))
    assert len(waves.W) == 0
    np.testing.assert_array_equal(waves.residual, y - y.mean())


# ---------------------------------------------------------------------------------------- pursuit


def test_waves_below_the_noise_of_all_others_are_pursued(rng):
    X = points(rng, 2)
    periods = rng.uniform([-60, 0], 60, (100, 2))
    y = sum(wave(X, each, phase) for phase, each in enumerate(periods))
    grid = Periodogram(X)
    power = grid.power(y).reshape(grid.shape)
    nearest = power[tuple(np.rint(periods).astype(int).T)]
    assert np.mean(nearest > grid.noise(y)) < 0.5  # so that a density misses most

    found = pursue(y, grid, 128, Budget(10)) * 4 / (2 * np.pi)
    both = np.vstack([found, -found])
    distances = [np.abs(both - each).max(axis=1).min() for each in periods]
    assert np.mean(np.array(distances) < 0.25) > 0.9


def test_nothing_is_pursued_in_nothing(rng):
    grid = Periodogram(points(rng, 2))
    assert pursue(np.zeros(4000), grid, 48, Budget(10)).shape == (0, 2)
    assert pursue(np.full(4000, 3.0), grid, 48, Budget(10)).shape == (0, 2)


@pytest.mark.parametrize("inputs", [2, 3, 4])
def test_the_work_of_a_pursuit_is_counted_before(rng, inputs):
    X, budget = points(rng, inputs), Budget(10)
    pursue(np.sin(6 * X[0] * X[1]), Periodogram(X), 64, budget)
    assert 0.5 <= pursuit_work(Periodogram(X), 4000, 64) / budget.done <= 1


# ---------------------------------------------------------------------------------- layers drawn


def run_of(formula, X, units=128, seconds=10.0):
    X, y = X[:-1].T, formula(X)
    cut = len(y) // 10
    scaling = Scaling.fit("standard", X[cut:], y[cut:])
    X, y = scaling.inputs(X), scaling.output(y)
    problem = TrainingProblem(X[cut:], y[cut:], X[:cut], y[:cut], scaling, (units,), "auto", 3)
    data = StandardisedData.of(problem, np.random.default_rng(3))
    return Run(data, Budget(seconds), TrainingHistory(1.0), "auto", units, 3), problem


FAST = {  # and the error that is to be left; random features leave 1 or hardly less
    "two waves": (1, lambda X: np.sin(2 * X[0]) + 0.2 * np.sin(97 * X[0]), 1e-12),
    "packet": (1, lambda X: np.exp(-((X[0] / 0.3) ** 2)) * np.sin(80 * X[0]), 1e-5),
    "rings": (2, lambda X: np.cos(6 * np.hypot(X[0], X[1])), 0.1),
    "plane wave": (3, lambda X: wave(X, [5.3, -3.2, 1.1]), 1e-12),
    "wave on a slope": (4, lambda X: wave(X, [2.3, -2.2, 1.1, 0.7]) + X[0], 1e-4),
}


@pytest.mark.parametrize("kind", FAST)
def test_the_best_layer_has_the_datas_frequencies(rng, kind):
    inputs, formula, bound = FAST[kind]
    run, _ = run_of(formula, points(rng, inputs))
    start = best_start(run, error=1 / 0.3)
    assert start.error < bound
    assert (start.layer.activation, start.layer.V.shape) == ("sin", (inputs + 1, 128))
    again = best_start(run, error=1 / 0.3)
    assert again.layer.V.tobytes() == start.layer.V.tobytes()


def drop_wave(X):
    """Rings as narrow beside their box as in surrogate modelling's drop-wave function."""
    r2 = 6.5 * (X[0] ** 2 + X[1] ** 2)  # its box is -5.12 to 5.12
    return -(1 + np.cos(12 * np.sqrt(r2))) / (2 + r2 / 2)


def test_rings_are_pursued(rng):
    run, _ = run_of(drop_wave, points(rng, 2, rows=8000), units=256)
    start = best_start(run, error=1.0)
    assert start.way == "pursuit"
    assert start.error < 0.4
    assert start.layer.V.shape == (3, 256)


@pytest.mark.parametrize("seconds", [0.02, 10.0])
def test_one_wave_and_small_budgets_pursue_nothing(rng, seconds):
    formula = drop_wave if seconds < 1 else lambda X: wave(X, [3.3, 8.1])
    run, _ = run_of(formula, points(rng, 2), seconds=seconds)
    start = best_start(run, error=1.0)
    assert start is None or start.way != "pursuit"


def test_noise_draws_no_layer_that_helps():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        run, _ = run_of(lambda X, rng=rng: rng.standard_normal(X.shape[1]), points(rng, 3))
        start = best_start(run, error=1 / 0.3)
        assert start is None or start.error > 0.9


@pytest.mark.parametrize("inputs", [1, 2, 4])
def test_work_is_about_what_was_counted_before(rng, inputs):
    run, _ = run_of(lambda X: wave(X, [3.3] * inputs) + X[0], points(rng, inputs))
    best_start(run, error=1 / 0.3)
    assert 0.3 < run.budget.done / spectral_work(run) < 1.7


# ---------------------------------------------------------------------------------- in the method


def fitted(formula, X, effort=2.0, units=128):
    _, problem = run_of(formula, X, units)
    outcome = auto(problem, TrainingHistory(1.0), effort=effort)
    X = points(np.random.default_rng(7), len(X) - 1, rows=1000)
    with torch.inference_mode():
        predicted = outcome.network(torch.from_numpy(X[:-1].T))[:, 0].numpy()
    y = formula(X)
    return rms(predicted - y) / y.std(), outcome


def sine(rng):
    periods, phase = 10 ** rng.uniform(0, 3), rng.uniform(0, 6)
    return 1, lambda X: wave(X, [periods], phase)


def slow_and_fast(rng):
    slow, fast, size = rng.uniform(0.3, 3), 10 ** rng.uniform(1, 3), 10 ** rng.uniform(-2, 0)
    return 1, lambda X: wave(X, [slow]) + size * wave(X, [fast])


def chirp(rng):
    periods, power = rng.uniform(3, 50), rng.uniform(1.2, 3)
    return 1, lambda X: np.sin(2 * np.pi * periods * ((X[0] + 2) / 4) ** power)


def packet(rng):
    width, centre, k = 4 * rng.uniform(0.05, 0.2), rng.uniform(-1, 1), rng.uniform(5, 100)
    return 1, lambda X: np.exp(-(((X[0] - centre) / width) ** 2)) * wave(X, [k])


def product_on_a_slope(rng):
    k = rng.uniform(0.5, 15, 2)
    return 2, lambda X: X[0] * X[1] + wave(X, [k[0], 0]) * wave(X, [0, k[1]])


def plane_wave(rng):
    inputs = int(rng.integers(3, 7))
    k = rng.standard_normal(inputs)
    k *= rng.uniform(0.5, 6) / np.linalg.norm(k)
    return inputs, lambda X: wave(X, k)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    ("family", "bound"),  # what the points resolve
    [
        (sine, 1e-6),
        (slow_and_fast, 1e-6),
        (chirp, 1e-6),
        (packet, 1e-6),
        (product_on_a_slope, 1e-5),
        (plane_wave, 1e-6),
    ],
)
def test_any_member_of_a_family_of_waves(family, bound, seed):
    rng = np.random.default_rng([seed, 5])
    inputs, formula = family(rng)
    error, _ = fitted(formula, points(rng, inputs, rows=8000), effort=3.0, units=256)
    assert error < bound


def test_a_slow_and_a_fast_wave(rng):
    error, outcome = fitted(FAST["two waves"][1], points(rng, 1))
    assert error < 1e-10
    assert (outcome.choice["why"], outcome.choice["reason"]) == ("spectrum", "exact")
    ((way, left),) = outcome.choice["spectrum"].items()
    assert outcome.remark == f"spectrum, sin (by the data's frequencies: {way}, {left:.1e})"


def test_a_fast_wave_is_found_by_a_small_effort(rng):
    X = points(rng, 1)
    run, _ = run_of(lambda X: wave(X, [183.4]), X)
    effort = 1.6 * spectral_work(run) / Budget(1).limit  # more than is left after the search
    error, outcome = fitted(lambda X: wave(X, [183.4]), X, effort)
    assert error < 1e-10
    assert outcome.choice["why"] == "spectrum"


@pytest.mark.parametrize(("effort", "stage"), [(0.6, "spectrum"), (2.0, "Gauss-Newton")])
def test_rings_are_left_little_of(rng, effort, stage):
    error, outcome = fitted(drop_wave, points(rng, 2, rows=8000), effort, units=256)
    assert error < (0.4 if stage == "spectrum" else 0.3)  # random features leave 0.9
    assert (outcome.choice["stage"], [*outcome.choice["spectrum"]]) == (stage, ["pursuit"])


def test_gauss_newton_goes_on_from_the_spectrum(rng):
    error, outcome = fitted(FAST["wave on a slope"][1], points(rng, 4))
    assert outcome.choice["trainer"] == "Gauss-Newton"
    assert outcome.choice["reason"] == "spectrum"
    ((_, left),) = outcome.choice["spectrum"].items()
    assert error < 1.2 * left < 1e-4


@pytest.mark.parametrize(
    ("inputs", "formula", "effort"),
    [
        (1, lambda X: np.exp(-(X[0] ** 2)), 2.0),  # random features are exact
        (2, lambda X: np.maximum(np.abs(X[0]), np.abs(X[1])), 2.0),  # kinks
        (3, lambda X: np.tanh(2 * X[0] * X[1] - X[2]), 2.0),  # a front
        (1, FAST["two waves"][1], 0.1),  # no budget for it
    ],
)
def test_where_the_spectrum_does_not_help_it_is_not_taken(rng, inputs, formula, effort):
    _, outcome = fitted(formula, points(rng, inputs), effort)
    assert outcome.choice["spectrum"] == {}
