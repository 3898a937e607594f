from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from scipy.interpolate import make_interp_spline, make_lsq_spline
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, Matern, WhiteKernel
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, PolynomialFeatures
from threadpoolctl import threadpool_limits

import formulafit
from formulafit.baselines import gaussian_process, polynomial
from formulafit.baselines.fitting import fit_baselines, load
from formulafit.baselines.likelihood import Likelihood
from formulafit.baselines.polynomial import MAX_TERMS, Chebyshev
from formulafit.baselines.registry import METHODS, applicable
from formulafit.baselines.rows import BLOCK, Rows, in_blocks
from formulafit.baselines.spline import Splines

EVERY = ["mean", "polynomial", "decision_tree", "boosted_trees", "nearest_neighbours"]
EVERY += ["gaussian_process"]
NAMES = ["mean", "polynomial", "spline", *EVERY[2:]]  # two inputs


def sample(f, rows, inputs, seed=0, noise=0.0):
    """Training, validation and test rows of a function on [0, 2]^inputs."""
    generator = np.random.default_rng(seed)
    X = generator.uniform(0, 2, (rows, inputs))
    y = f(X)
    y_noisy = y + noise * generator.standard_normal(rows)
    validation, test = rows // 10, rows // 5
    train = slice(validation + test, None)
    held = slice(test, validation + test)
    return (X[train], y_noisy[train], X[held], y_noisy[held]), X[:test], y[:test]


def only(name, rows):
    """Fit one baseline of the table to training and validation rows."""
    others = [method.name for method in METHODS if method.name != name]
    return fit_baselines(*rows, leave_out=others)[name]


def test_polynomial_of_known_degree_is_found_and_exact():
    rows, X, y = sample(lambda X: 3 - X[:, 0] * X[:, 1] ** 2 + X[:, 1], 500, 2)
    fitted = only("polynomial", rows)
    assert fitted.detail == {"degree": 3, "terms": 10}
    np.testing.assert_allclose(fitted(X), y, rtol=0, atol=1e-12)


def test_polynomial_is_the_least_squares_fit_of_scikit_learn():
    rows, X, _ = sample(lambda X: np.exp(X[:, 0] * X[:, 1]), 300, 2, noise=0.1)
    fitted = only("polynomial", rows)
    degree = fitted.detail["degree"]
    assert 2 <= degree <= 12
    errors, references = {}, {}
    for d in range(13):
        model = make_pipeline(
            FunctionTransformer(lambda X: X - 1),  # to [-1, 1], or the powers are ill-conditioned
            PolynomialFeatures(d),
            LinearRegression(fit_intercept=False),
        ).fit(rows[0], rows[1])
        errors[d] = np.mean((model.predict(rows[2]) - rows[3]) ** 2)
        references[d] = model.predict(X)
    assert degree == min(errors, key=errors.get)
    np.testing.assert_allclose(fitted(X), references[degree], rtol=0, atol=1e-7)


def test_rows_beyond_one_block_count_in_the_least_squares_fit():
    X = np.random.default_rng(0).uniform(-1, 1, (2 * BLOCK + 10, 1))
    y = np.where(np.arange(len(X)) < BLOCK, 0.0, 1.0)  # the first block alone would give 0
    cubic = np.polynomial.Polynomial.fit(X[:, 0], y, 3)
    with threadpool_limits(1):
        predictor, detail = polynomial.fit(Rows(X, y, X[:50], cubic(X[:50, 0])))
    assert detail == {"degree": 3, "terms": 4}  # the validation rows know the fit to all rows
    np.testing.assert_allclose(predictor(X), cubic(X[:, 0]), rtol=0, atol=1e-12)


@pytest.mark.parametrize("inputs", [1, 2, 3, 6, 9])
def test_polynomials_have_at_most_500_terms_and_never_more_than_rows(inputs):
    X = np.random.default_rng(0).uniform(size=(1000, inputs))
    assert 200 < Chebyshev.of(Rows(X, X[:, 0], X, X[:, 0])).terms <= MAX_TERMS
    few = X[:30]
    assert Chebyshev.of(Rows(few, few[:, 0], X, X[:, 0])).terms <= 30


def test_spline_of_one_input_is_scipys_least_squares_spline():
    rows, X, y = sample(lambda X: np.sin(5 * X[:, 0]), 400, 1, noise=0.05)
    spline = only("spline", rows)
    intervals = spline.detail["intervals"]
    assert spline.detail == {"intervals": intervals, "inputs": 1, "terms": intervals + 3}
    x, order = rows[0][:, 0], np.argsort(rows[0][:, 0])
    knots = np.r_[[x.min()] * 3, np.linspace(x.min(), x.max(), intervals + 1), [x.max()] * 3]
    reference = make_lsq_spline(x[order], rows[1][order], knots)
    np.testing.assert_allclose(spline(X), reference(X[:, 0]), rtol=0, atol=1e-9)
    assert r2_score(y, spline(X)) > 0.99


def test_spline_of_two_inputs_reproduces_a_product_of_cubics():
    rows, X, y = sample(lambda X: (X[:, 0] ** 3 - X[:, 0]) * X[:, 1] ** 3, 600, 2)
    spline = only("spline", rows)
    assert spline.detail == {"intervals": 1, "inputs": 2, "terms": 16}
    np.testing.assert_allclose(spline(X), y, rtol=0, atol=1e-11)


def test_splines_sum_to_one_also_outside_the_range_of_the_training_rows():
    X = np.random.default_rng(1).uniform(size=(50, 2))
    basis = Splines.of(Rows(X, X[:, 0], X, X[:, 0]), 4)
    wider = np.random.default_rng(2).uniform(-0.1, 1.1, size=(40, 2))
    np.testing.assert_allclose(np.asarray(basis(wider).sum(axis=1)), 1)
    assert basis.terms == 49


def test_size_is_chosen_on_the_validation_rows():
    X = np.linspace(0, 1, 60)[:, None]
    wave = np.sin(20 * X[:, 0])
    told_wave = fit_baselines(X, wave, X + 1 / 120, np.sin(20 * X[:, 0] + 1 / 6))
    told_zero = fit_baselines(X, wave, X + 1 / 120, np.zeros(60))
    degree = [b["polynomial"].detail["degree"] for b in (told_wave, told_zero)]
    assert degree[0] > 10 > degree[1]
    assert told_wave["boosted_trees"].detail["trees"] > 10


def test_mean_and_trees():
    rows, X, y = sample(lambda X: np.sign(X[:, 0] - 1) + X[:, 2], 2000, 3)
    baselines = fit_baselines(*rows)
    assert list(baselines) == EVERY  # three inputs: no spline
    np.testing.assert_allclose(baselines["mean"](X), np.full(len(X), rows[1].mean()), rtol=1e-15)
    assert r2_score(y, baselines["boosted_trees"](X)) > 0.99  # a jump: what trees are good at
    assert r2_score(y, baselines["polynomial"](X)) < 0.99
    assert all(baseline.cpu_seconds >= 0 for baseline in baselines.values())


def test_polynomials_go_on_until_rounding_is_all_that_is_left():
    rows, X, y = sample(lambda X: np.exp(-X[:, 0]) * np.sin(4 * X[:, 0]), 2000, 1)
    fitted = only("polynomial", rows)
    assert np.std(fitted(X) - y) / np.std(y) < 1e-14


def test_one_tree_has_no_error_on_steps():
    # points on a lattice that the step lies between, so that no test point is beside it
    x = (np.random.default_rng(0).integers(0, 100, 3000) + 0.5) / 100
    y = 0.5 - 0.5 * np.sign(x - 0.5)
    rows = x[:2000, None], y[:2000], x[2000:2200, None], y[2000:2200]
    tree = only("decision_tree", rows)
    np.testing.assert_allclose(tree(x[2200:, None]), y[2200:], atol=1e-14)
    assert tree.detail["least_rows"] == 1


def test_trees_beat_smooth_methods_on_a_product_of_signs():
    rows, X, y = sample(lambda X: np.sign(X[:, 0] - 1) * np.sign(X[:, 1] - 1), 5000, 2)
    error = {name: np.std(b(X) - y) / np.std(y) for name, b in fit_baselines(*rows).items()}
    trees = min(error["decision_tree"], error["boosted_trees"])
    assert trees < 0.15
    assert trees < 0.7 * min(error["polynomial"], error["spline"], error["gaussian_process"])


def test_tree_chooses_larger_leaves_where_there_is_noise():
    rows, _, _ = sample(lambda X: np.sin(3 * X[:, 0]), 2000, 1, noise=0.3)
    leaf = only("decision_tree", rows).detail["least_rows"]
    assert leaf >= 8


def test_tree_tells_inputs_apart_that_single_precision_does_not():
    rows, X, y = sample(lambda X: np.sign(X[:, 0] - 1), 2000, 1)
    far = [rows[0] + 1e9, rows[1], rows[2] + 1e9, rows[3]]
    tree = only("decision_tree", far)
    assert np.mean(np.sign(tree(X + 1e9)) != y) < 0.01


def test_nearest_neighbours_by_hand():
    X, y = np.array([[0.0], [1.0], [2.0], [10.0]]), np.array([0.0, 1.0, 4.0, 0.0])
    at = np.array([[0.4], [1.6]])
    nearest = only("nearest_neighbours", (X, y, at, np.array([0.0, 4.0])))
    assert nearest.detail["neighbours"] == 1
    np.testing.assert_allclose(nearest(at), [0, 4], atol=1e-12)
    both = only("nearest_neighbours", (X, y, at, np.array([0.5, 2.5])))
    assert both.detail == {"neighbours": 2, "weights": "uniform"}
    np.testing.assert_allclose(both(at), [0.5, 2.5])


def test_neighbours_are_near_relative_to_the_range_of_an_input():
    rows, X, y = sample(lambda X: X[:, 0] + X[:, 1], 2000, 2)
    wide = [np.array([1, 1e6]), np.array([1, 1])]
    errors = []
    for scale in wide:
        scaled = rows[0] * scale, rows[1], rows[2] * scale, rows[3]
        errors.append(np.std(only("nearest_neighbours", scaled)(X * scale) - y))
    assert errors[0] == pytest.approx(errors[1], rel=1e-6)


def test_interpolating_spline_is_scipys_and_goes_through_the_rows():
    rows, X, _ = sample(lambda X: np.sin(20 * X[:, 0]), 500, 1)
    spline = only("interpolating_spline", rows)
    assert spline.detail == {"degree": 5, "rows": 350}
    np.testing.assert_allclose(spline(rows[0]), rows[1], atol=1e-9)
    order = np.argsort(rows[0][:, 0])
    reference = make_interp_spline(rows[0][order, 0], rows[1][order], 5)
    np.testing.assert_allclose(spline(X), reference(X[:, 0]), atol=1e-8)


def test_rows_with_the_same_input_stand_for_their_mean_in_an_interpolation():
    x = np.repeat(np.linspace(0, 1, 9), 2)[:, None]
    y = x[:, 0] + np.tile([0.1, -0.1], 9)
    spline = only("interpolating_spline", (x, y, x[:4] + 0.05, x[:4, 0] + 0.05))
    np.testing.assert_allclose(spline(np.array([[0.3]])), [0.3], atol=1e-12)


def test_least_squares_spline_has_as_many_intervals_as_a_fast_wave_needs():
    rows, X, y = sample(lambda X: np.sin(2 * np.pi * 150 * X[:, 0]), 6000, 1)
    spline = only("spline", rows)
    assert spline.detail["intervals"] > 500
    assert np.std(spline(X) - y) < 0.05


KERNELS = {"squared_exponential": RBF, "matern_5_2": partial(Matern, nu=2.5)}
KERNELS["matern_3_2"] = partial(Matern, nu=1.5)


def scikit_learns(name, theta, X, y):
    """Scikit-learn's Gaussian process of a kernel, whose parameters have these logarithms."""
    variance, *lengths, noise = np.exp(theta)
    bounds = [(1e-3, 1e6), (1e-3, 1e3), (1e-12, 1.0)]
    kernel = ConstantKernel(variance, bounds[0]) * KERNELS[name](lengths, bounds[1])
    kernel += WhiteKernel(noise, bounds[2])
    np.testing.assert_allclose(kernel.theta, theta)
    return GaussianProcessRegressor(kernel, alpha=0.0, optimizer=None, normalize_y=True).fit(X, y)


@pytest.mark.parametrize("name", KERNELS)
def test_gaussian_process_has_scikit_learns_likelihood_and_predictions(name):
    X = np.random.default_rng(0).uniform(size=(60, 3))
    y = np.sin(4 * X[:, 0]) + X[:, 1]
    correlation = gaussian_process.KERNELS[name]
    for theta in (np.log([1.0, 0.3, 0.5, 2.0, 1e-2]), np.log([30.0, 0.1, 1.5, 9.0, 1e-5])):
        process = scikit_learns(name, theta, X[:50], y[:50])
        standardised = (y[:50] - y[:50].mean()) / y[:50].std()
        found = Likelihood.of(correlation, X[:50], standardised)(theta)
        expected = process.log_marginal_likelihood(theta, eval_gradient=True)
        np.testing.assert_allclose(found[0], expected[0], rtol=1e-9)
        np.testing.assert_allclose(found[1], expected[1], rtol=1e-7)
        given = gaussian_process.Process.given(correlation, theta, X[:50], y[:50])
        np.testing.assert_allclose(given(X[50:]), process.predict(X[50:]), atol=1e-9)


def test_a_covariance_that_rounding_makes_singular_is_infinitely_unlikely():
    X = np.repeat(np.linspace(0, 1, 20), 3)[:, None]
    theta = np.log([1.0, 1.0, 1e-40])
    value, gradient = Likelihood.of(gaussian_process.KERNELS["matern_3_2"], X, X[:, 0])(theta)
    assert value == -np.inf
    np.testing.assert_array_equal(gradient, 0)


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_gaussian_process_stops_uphill_where_nothing_is_left_to_gain(noise):
    (X, y, *_), *_ = sample(lambda X: np.abs(X[:, 0] - 1) + np.sin(4 * X[:, 1]), 150, 2, 0, noise)
    correlation = gaussian_process.KERNELS["matern_3_2"]
    start = gaussian_process._start(correlation, X, y)
    process = scikit_learns("matern_3_2", start, X, y)
    likelihood = process.log_marginal_likelihood
    found = likelihood(gaussian_process._search(correlation, X, y))
    assert found > likelihood(start) + 5
    settled = process.set_params(optimizer="fmin_l_bfgs_b").fit(X, y)
    assert found == pytest.approx(settled.log_marginal_likelihood_value_, abs=0.1)


def test_gaussian_process_learns_the_noise_and_uses_at_most_2000_rows():
    rows, X, y = sample(lambda X: np.sin(3 * X[:, 0]), 4000, 1, noise=0.3)
    process = only("gaussian_process", rows)
    assert process.detail["rows"] == 2000
    assert np.sqrt(np.mean((process(X) - y) ** 2)) < 0.05  # a sixth of the noise


def test_gaussian_process_survives_what_is_too_smooth_for_its_least_noise():
    rows, X, y = sample(lambda X: X[:, 0] + X[:, 1], 1500, 2)
    assert np.abs(only("gaussian_process", rows)(X) - y).max() < 1e-5


@pytest.mark.parametrize("unit", [1e-200, 1e200])
def test_units_of_the_targets_do_not_matter(unit):
    rows, X, y = sample(lambda X: np.sin(3 * X[:, 0]), 400, 1)
    plain = fit_baselines(*rows)
    scaled = fit_baselines(rows[0], rows[1] * unit, rows[2], rows[3] * unit)
    for name, baseline in plain.items():
        if name != "gaussian_process":  # its search may end elsewhere after other rounding
            np.testing.assert_allclose(scaled[name](X) / unit, baseline(X), atol=1e-9)
    assert np.abs(scaled["gaussian_process"](X) / unit - y).max() < 1e-4


def test_what_is_left_out_is_not_fitted():
    rows, _, _ = sample(lambda X: X[:, 0], 60, 1)
    found = fit_baselines(*rows, leave_out=["gaussian_process"])
    assert "gaussian_process" not in found
    assert {"spline", "interpolating_spline"} <= found.keys()


def test_every_method_of_the_table_has_its_module_and_its_place():
    assert [m.name for m in applicable(1)] == [m.name for m in METHODS]
    assert [m.name for m in applicable(2)] == NAMES
    assert [m.name for m in applicable(9)] == EVERY
    X = np.random.default_rng(0).uniform(size=(40, 1))
    rows = Rows(X[:30], X[:30, 0], X[30:], X[30:, 0])
    for method in METHODS:
        predictor, detail = load(method)(rows)
        assert predictor(X).shape == (40,)
        assert detail


def test_predictions_of_many_rows_are_made_in_blocks():
    asked = []

    def predictor(X):
        asked.append(len(X))
        return X[:, 0]

    X = np.arange(2.0 * BLOCK + 3)[:, None]
    np.testing.assert_array_equal(in_blocks(predictor, X), X[:, 0])
    assert asked == [BLOCK, BLOCK, 3]
    assert in_blocks(predictor, X[:0]).shape == (0,)


def test_same_rows_give_the_same_bits():
    rows, X, _ = sample(lambda X: np.sin(3 * X[:, 0]) * X[:, 1], 300, 2, noise=0.1)
    one, two = fit_baselines(*rows), fit_baselines(*rows)
    for name in NAMES:
        assert one[name].detail == two[name].detail
        np.testing.assert_array_equal(one[name](X), two[name](X))


@pytest.mark.parametrize("inputs", [1, 2, 4])
@pytest.mark.parametrize("rows", [1, 2, 3, 20])
def test_few_rows_and_none_for_validation(rows, inputs):
    X = np.random.default_rng(0).uniform(size=(rows, inputs))
    y = X.sum(axis=1)
    baselines = fit_baselines(X, y, X[:0], y[:0])
    for baseline in baselines.values():
        assert baseline(X).shape == (rows,)
        assert np.isfinite(baseline(X)).all()
    if rows == 20:
        np.testing.assert_allclose(baselines["polynomial"](X), y, atol=1e-12)


def test_validation_rows_held_back_are_not_trained_on():
    X = np.linspace(0, 1, 20)[:, None]
    y = np.r_[np.zeros(18), 1e6, 1e6]
    baselines = fit_baselines(X, y, X[:0], y[:0])
    assert baselines["mean"](X[:1]) == 0


def test_constant_outputs():
    X = np.random.default_rng(0).uniform(size=(200, 2))
    y = np.full(200, 0.1)
    for name, baseline in fit_baselines(X[:150], y[:150], X[150:], y[150:]).items():
        np.testing.assert_allclose(baseline(X), 0.1, rtol=1e-12, err_msg=name)


def test_inputs_that_do_not_vary_are_left_out():
    X = np.random.default_rng(0).uniform(size=(200, 2))
    X[:, 1] = 3.0
    y = X[:, 0] ** 2
    baselines = fit_baselines(X[:150], y[:150], X[150:], y[150:])
    assert baselines["polynomial"].detail == {"degree": 2, "terms": 3}
    np.testing.assert_allclose(baselines["spline"](X), y, atol=1e-12)
    still = np.full((30, 2), 1.0)
    for baseline in fit_baselines(still, y[:30], still[:5], y[:5]).values():
        np.testing.assert_allclose(baseline(still), y[:30].mean())


def test_points_of_a_grid_limit_the_degree():
    axis = np.linspace(0, 1, 6)  # six values an input: degree six and more cannot be told apart
    X = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    X = np.tile(X, (20, 1))
    y = np.cos(3 * X[:, 0]) + X[:, 1]
    baselines = fit_baselines(X, y, X[:100], y[:100])
    assert baselines["polynomial"].detail["degree"] <= 5
    np.testing.assert_allclose(baselines["polynomial"](X), y, atol=1e-2)


def test_far_outside_a_prediction_may_overflow_but_raises_nothing():
    rows, _, _ = sample(lambda X: np.sin(40 * X[:, 0]), 2000, 1)
    fitted = only("polynomial", rows)
    assert fitted(np.array([[1e300]])).shape == (1,)


def test_no_training_row_is_an_error():
    with pytest.raises(ValueError, match="at least one training row"):
        fit_baselines(np.empty((0, 1)), np.empty(0), np.empty((0, 1)), np.empty(0))


def test_one_thread_also_in_a_process_that_has_loaded_nothing_yet():
    script = """
import numpy as np
from threadpoolctl import threadpool_info
from formulafit.baselines import fitting
seen, real = [], fitting.load
def spying(method):
    fit = real(method)
    def spied(rows):
        found = fit(rows)
        seen.extend(pool["num_threads"] for pool in threadpool_info())
        return found
    return spied
fitting.load = spying
X = np.random.default_rng(0).uniform(size=(60, 2))
fitting.fit_baselines(X[:50], X[:50, 0], X[50:], X[50:, 0])
print(len(seen) > 0, max(seen))
"""
    environment = {
        "PYTHONPATH": str(Path(formulafit.__file__).parents[1]),
        "OPENBLAS_NUM_THREADS": "2",
        "OMP_NUM_THREADS": "2",
    }
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True
    )
    assert run.stdout == "True 1\n"
