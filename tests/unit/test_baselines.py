from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import make_lsq_spline
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, PolynomialFeatures

from formulafit.baselines import (
    BLOCK,
    MAX_TERMS,
    Chebyshev,
    Rows,
    Splines,
    fit_baselines,
    fit_polynomial,
)

NAMES = ["mean", "polynomial", "spline", "boosted_trees"]


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


def test_polynomial_of_known_degree_is_found_and_exact():
    rows, X, y = sample(lambda X: 3 - X[:, 0] * X[:, 1] ** 2 + X[:, 1], 500, 2)
    polynomial = fit_baselines(*rows)["polynomial"]
    assert polynomial.detail == "degree 3, 10 terms"
    np.testing.assert_allclose(polynomial(X), y, rtol=0, atol=1e-12)


def test_polynomial_is_the_least_squares_fit_of_scikit_learn():
    rows, X, _ = sample(lambda X: np.exp(X[:, 0] * X[:, 1]), 300, 2, noise=0.1)
    polynomial = fit_baselines(*rows)["polynomial"]
    degree = int(polynomial.detail.split(",")[0].removeprefix("degree "))
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
    np.testing.assert_allclose(polynomial(X), references[degree], rtol=0, atol=1e-7)


def test_rows_beyond_one_block_count_in_the_least_squares_fit():
    X = np.random.default_rng(0).uniform(-1, 1, (2 * BLOCK + 10, 1))
    y = np.where(np.arange(len(X)) < BLOCK, 0.0, 1.0)  # the first block alone would give 0
    cubic = np.polynomial.Polynomial.fit(X[:, 0], y, 3)
    predictor, detail = fit_polynomial(Rows(X, y, X[:50], cubic(X[:50, 0])))
    assert detail == "degree 3, 4 terms"  # the validation rows know the fit to all rows
    np.testing.assert_allclose(predictor(X), cubic(X[:, 0]), rtol=0, atol=1e-12)


@pytest.mark.parametrize("inputs", [1, 2, 3, 6, 9])
def test_polynomials_have_at_most_500_terms_and_never_more_than_rows(inputs):
    X = np.random.default_rng(0).uniform(size=(1000, inputs))
    assert 200 < Chebyshev.of(Rows(X, X[:, 0], X, X[:, 0])).terms <= MAX_TERMS
    few = X[:30]
    assert Chebyshev.of(Rows(few, few[:, 0], X, X[:, 0])).terms <= 30


def test_spline_of_one_input_is_scipys_least_squares_spline():
    rows, X, y = sample(lambda X: np.sin(5 * X[:, 0]), 400, 1, noise=0.05)
    spline = fit_baselines(*rows)["spline"]
    intervals = int(spline.detail.split()[0])
    assert spline.detail == f"{intervals} intervals, {intervals + 3} terms"
    x, order = rows[0][:, 0], np.argsort(rows[0][:, 0])
    knots = np.r_[[x.min()] * 3, np.linspace(x.min(), x.max(), intervals + 1), [x.max()] * 3]
    reference = make_lsq_spline(x[order], rows[1][order], knots)
    np.testing.assert_allclose(spline(X), reference(X[:, 0]), rtol=0, atol=1e-9)
    assert r2_score(y, spline(X)) > 0.99


def test_spline_of_two_inputs_reproduces_a_product_of_cubics():
    rows, X, y = sample(lambda X: (X[:, 0] ** 3 - X[:, 0]) * X[:, 1] ** 3, 600, 2)
    spline = fit_baselines(*rows)["spline"]
    assert spline.detail == "1 interval an input, 16 terms"
    np.testing.assert_allclose(spline(X), y, rtol=0, atol=1e-11)


def test_splines_sum_to_one_also_outside_the_range_of_the_training_rows():
    X = np.random.default_rng(1).uniform(size=(50, 2))
    basis = Splines.of(Rows(X, X[:, 0], X, X[:, 0]), 4)
    wider = np.random.default_rng(2).uniform(-0.1, 1.1, size=(40, 2))
    np.testing.assert_allclose(basis(wider).sum(axis=1), 1)
    assert basis.terms == 49


def test_size_is_chosen_on_the_validation_rows():
    X = np.linspace(0, 1, 60)[:, None]
    wave = np.sin(20 * X[:, 0])
    told_wave = fit_baselines(X, wave, X + 1 / 120, np.sin(20 * X[:, 0] + 1 / 6))
    told_zero = fit_baselines(X, wave, X + 1 / 120, np.zeros(60))
    degree = [int(b["polynomial"].detail.split()[1][:-1]) for b in (told_wave, told_zero)]
    assert degree[0] > 10 > degree[1]
    assert int(told_wave["boosted_trees"].detail.split()[0]) > 10


def test_mean_and_trees():
    rows, X, y = sample(lambda X: np.sign(X[:, 0] - 1) + X[:, 2], 2000, 3)
    baselines = fit_baselines(*rows)
    assert list(baselines) == ["mean", "polynomial", "boosted_trees"]  # three inputs: no spline
    np.testing.assert_array_equal(baselines["mean"](X), np.full(len(X), rows[1].mean()))
    assert r2_score(y, baselines["boosted_trees"](X)) > 0.99  # a jump: what trees are good at
    assert r2_score(y, baselines["polynomial"](X)) < 0.99
    assert all(baseline.cpu_seconds >= 0 for baseline in baselines.values())


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
    assert baselines["polynomial"].detail == "degree 2, 3 terms"
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
    assert int(baselines["polynomial"].detail.split()[1][:-1]) <= 5
    np.testing.assert_allclose(baselines["polynomial"](X), y, atol=1e-2)


def test_far_outside_a_prediction_may_overflow_but_raises_nothing():
    rows, _, _ = sample(lambda X: np.sin(40 * X[:, 0]), 2000, 1)
    polynomial = fit_baselines(*rows)["polynomial"]
    assert polynomial(np.array([[1e300]])).shape == (1,)


def test_no_training_row_is_an_error():
    with pytest.raises(ValueError, match="at least one training row"):
        fit_baselines(np.empty((0, 1)), np.empty(0), np.empty((0, 1)), np.empty(0))
