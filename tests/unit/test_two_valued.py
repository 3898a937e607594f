"""Formulas of two values: log loss against SciPy, a sigmoid output, saved and opened again."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.optimize import minimize

from formulafit.network.surrogate import load, predict, save
from formulafit.sampling.rows import TrainingSet
from formulafit.training.auto.two_valued import newton
from formulafit.training.fit import fit


def disc(a, b):
    return np.where(a * a + b * b < 0.5, 5.0, -1.0)


def fit_of(formula, inputs=2, **changes):
    rng = np.random.default_rng(0)
    X = rng.uniform(-1, 1, (6000, inputs))
    y = formula(*X.T)
    data = TrainingSet(X[:3600], y[:3600], X[3600:4000], y[3600:4000])
    shape = {"scaling": "standard", "hidden": (120,), "activation": "auto", **changes}
    result = fit(data, **shape, method="auto", settings={"effort": 1.0}, seeds=[1])
    error = predict(result.best.network, X[4000:]) - y[4000:]
    return result, np.sqrt(np.mean(error**2)) / y.std()


def test_newton_finds_the_least_log_loss():
    rng = np.random.default_rng(0)
    P = np.vstack([rng.standard_normal((4, 300)), np.ones(300)])
    signs = np.sign(P[0] - 0.5 * P[1] + rng.standard_normal(300))  # not separable
    found, steps = newton(P, signs, 1e-4, np.zeros(5))
    damping = 1e-4 * np.sum(P * P) / 5

    def loss(c):
        return np.sum(np.log1p(np.exp(-signs * (c @ P)))) + damping / 2 * c @ c

    expected = minimize(loss, np.zeros(5), tol=1e-12)
    assert steps < 20
    np.testing.assert_allclose(found, expected.x, rtol=1e-3)
    assert loss(found) <= expected.fun * (1 + 1e-6)


@pytest.mark.parametrize(
    ("formula", "bound"), [(disc, 0.15), (lambda a, b: np.sign(a) * np.sign(b), 0.2)]
)
def test_two_values_are_kept_by_a_sigmoid(formula, bound):
    result, error = fit_of(formula)
    assert result.best.network.output_activation == "sigmoid"
    assert result.best.choice["why"] == "two values"
    assert (
        result.best.remark == "sigmoid output, sin (two values, told apart by the least log loss)"
    )
    assert error < bound  # smooth features under a linear output leave twice as much
    outputs = predict(result.best.network, np.random.default_rng(1).uniform(-1, 1, (500, 2)))
    low, high = np.unique(formula(*np.random.default_rng(2).uniform(-1, 1, (2, 100))))
    assert low <= outputs.min() < outputs.max() <= high


@pytest.mark.parametrize("scaling", ["minmax", "none"])
def test_it_is_the_same_whatever_the_scaling(scaling):
    _, error = fit_of(disc, scaling=scaling)
    assert error == pytest.approx(fit_of(disc)[1], rel=0.3)


def test_three_values_have_a_linear_output():
    result, _ = fit_of(lambda a, b: disc(a, b) + (np.arange(len(a)) == 7))
    assert result.best.network.output_activation == "identity"


def test_a_network_of_two_values_is_saved_and_opened(tmp_path):
    result, _ = fit_of(disc)
    network = result.best.network
    about = {"formula": "disc", "expression": "…", "names": ["a", "b"]}
    inputs = {"a": [-1, 1], "b": [-1, 1]}
    save(tmp_path, result.architecture, {1: network}, 1, **about, inputs=inputs)
    description = json.loads((tmp_path / "network.json").read_text())
    assert description["output_activation"] == "identity"  # of networks that say nothing else
    own = description["replicates"]["1"]
    assert own["output_activation"] == "sigmoid"
    assert (own["scaling"]["y_offset"], own["scaling"]["y_scale"]) == (-1.0, 6.0)
    points = np.random.default_rng(3).uniform(-1, 1, (100, 2))
    assert load(tmp_path)(points).tobytes() == predict(network, points).tobytes()


@pytest.mark.parametrize("rows", [32, 60])
def test_of_few_rows_no_network_swings_beyond_the_two_values(rows):
    def corner(a, b):
        return np.where(a + b > 1.2, 3.0, -1.0)

    rng = np.random.default_rng(1)
    X = rng.uniform(-1, 1, (rows, 2))
    data = TrainingSet(X, corner(*X.T), np.empty((0, 2)), np.empty(0))
    made = fit(
        data, scaling="standard", hidden=(120,), activation="auto", method="auto",
        settings={"effort": 1.0}, seeds=[1],
    )  # fmt: skip
    outputs = predict(made.best.network, rng.uniform(-1, 1, (2000, 2)))
    assert -1 <= outputs.min() <= outputs.max() <= 3
