"""Noise in the rows: found by neighbours, fitted by cross-validation; independent truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import rankdata

from formulafit.network.surrogate import predict
from formulafit.sampling.rows import TrainingSet
from formulafit.scaling import Scaling
from formulafit.training.auto.blocks import solved
from formulafit.training.auto.data import StandardisedData, with_ones
from formulafit.training.auto.layer import Layer
from formulafit.training.auto.noise import (
    RIDGES,
    average_ranks,
    neighbours_correlation,
    solutions,
)
from formulafit.training.auto.run import Run
from formulafit.training.base import TrainingHistory
from formulafit.training.fit import fit
from formulafit.training.work import Budget


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("inputs", [1, 2])
def test_neighbours_share_a_residual_of_a_formula_and_not_one_of_noise(rng, inputs):
    X = rng.uniform(-1, 1, (inputs, 4000))
    wave, noise = np.sin(9 * X.sum(axis=0)), rng.standard_normal(4000)
    assert neighbours_correlation(X, wave) > 0.9
    assert abs(neighbours_correlation(X, noise)) < 0.06
    assert 0.3 < neighbours_correlation(X, wave + np.sqrt(0.5) * noise) < 0.7  # half of the square
    spikes = np.where(rng.uniform(size=4000) < 0.01, 1e3, 1.0) * noise
    assert abs(neighbours_correlation(X, spikes)) < 0.06


def test_ranks_are_those_of_scipy():
    """Of distinct values and of ties alike."""
    for values in (np.random.default_rng(0).normal(size=500), np.array([2.0, 1.0, 2.0, 0.0, 2.0])):
        np.testing.assert_array_equal(average_ranks(values), rankdata(values))


def test_the_score_is_that_of_the_smoothing_matrix(rng):
    X = with_ones(rng.uniform(-1, 1, (60, 1)))
    y = np.sin(3 * X[0]) + 0.1 * rng.standard_normal(60)
    layer = Layer("sin", 3 * rng.standard_normal((2, 6)))
    P = np.column_stack([layer.features(X).T, np.ones(60)])  # (rows, columns)
    largest = np.linalg.eigvalsh(P.T @ P)[-1]
    scores, solved = [], []
    for ridge in RIDGES:
        solve = np.linalg.solve(P.T @ P + ridge * largest * np.eye(7), P.T)
        residual = y - P @ solve @ y
        scores.append(np.sqrt(60 * residual @ residual) / (60 - np.trace(P @ solve)))
        solved.append(solve @ y)
    found = solutions(layer, X, y)
    assert [ridge for ridge, *_ in found] == RIDGES.tolist()
    np.testing.assert_allclose([score for _, score, *_ in found], scores, rtol=1e-6)
    for (_, _, c, _), expected in zip(found, solved, strict=True):
        np.testing.assert_allclose(P @ c, P @ expected, atol=1e-5)


def fitted(formula, inputs, noise, rows=4000):
    rng = np.random.default_rng(3)
    X = rng.uniform(-1, 1, (rows + 1000, inputs))
    clean = formula(*X.T)
    y = clean + noise * clean.std() * rng.standard_normal(len(X))
    cut = rows - rows // 10
    data = TrainingSet(X[:cut], y[:cut], X[cut:rows], y[cut:rows])
    shape = {"scaling": "standard", "hidden": (128,), "activation": "auto"}
    settings = {"effort": 1.0}
    (replicate,) = fit(data, **shape, method="auto", settings=settings, seeds=[1]).replicates
    outputs = predict(replicate.network, X[rows:])
    error = np.sqrt(np.mean((outputs - clean[rows:]) ** 2)) / clean.std()
    return replicate.choice, replicate.remark, error


@pytest.mark.parametrize(
    ("inputs", "formula", "bound"),
    [
        # A cubic has 4 coefficients, so that of 3,600 rows sqrt(4 / 3600) of the noise is left.
        (1, lambda x: x**3 + x**2 + x, 0.1 * 2.5 * np.sqrt(4 / 3600)),
        (2, lambda a, b: np.sin(a) + b * b, 0.1 * 2.5 * np.sqrt(8 / 3600)),
    ],
)
def test_little_of_the_noise_is_left(inputs, formula, bound):
    choice, remark, error = fitted(formula, inputs, noise=0.1)
    assert (choice["why"], choice["reason"]) == ("noise", "noisy")
    assert remark.endswith("(noise in the rows: scale and ridge by cross-validation)")
    assert error < bound


@pytest.mark.parametrize(
    ("inputs", "formula"),
    [
        (2, lambda a, b: 1 - np.maximum(np.abs(a), np.abs(b))),
        (2, lambda a, b: np.tanh(20 * (a + b))),
        (1, lambda x: np.sqrt(np.abs(x))),
        (1, lambda x: np.sin(300 * x)),
    ],
)
def test_what_is_hard_is_not_called_noise(inputs, formula):
    choice, _, _ = fitted(formula, inputs, noise=0.0)
    assert choice["reason"] != "noisy"


@pytest.mark.parametrize(
    ("formula", "noise", "noisy"),
    [
        (lambda a, b, c: np.sin(a + 2 * b) + c * c, 0.3, True),
        (lambda a, b, c: np.sin(a + 2 * b) + c * c, 0.0, False),
        (lambda a, b, c: np.tanh(20 * (a + b + c)), 0.0, False),  # alike along the front alone
        (lambda a, b, c: np.sin(17 * a - 13 * b + 9 * c) + a, 0.0, False),  # white to neighbours
    ],
)
def test_of_three_inputs_noise_is_told_from_fronts_and_waves(formula, noise, noisy):
    choice, remark, error = fitted(formula, 3, noise)
    assert (choice["reason"] == "noisy") is noisy
    if noisy:
        assert "(noise in the rows: " in remark
        assert error < 0.3 * 2.5 * np.sqrt(20 / 3600)  # of 20 coefficients


def test_a_readout_is_the_mean_of_that_of_all_units_and_those_of_halves(rng):
    """With little ridge each is the least-squares fit, here by NumPy."""
    X = with_ones(rng.uniform(-1, 1, (400, 3)))
    y = X[0] * X[1] + X[2] + 0.1 * rng.standard_normal(400)
    layer = Layer("tanh", 2 * rng.standard_normal((4, 8)))

    def least_squares(units):
        P = np.column_stack([layer.features(X)[units].T, np.ones(400)])
        return P @ np.linalg.lstsq(P, y, rcond=None)[0]

    whole = least_squares(slice(0, 8))
    halves = (least_squares(slice(0, 4)) + least_squares(slice(4, 8))) / 2
    readout = solved(run_on(X, y), layer, X, y)
    found = layer.predict(readout.c, X)
    off = found - (whole + halves) / 2  # by what ridge there is
    assert np.linalg.norm(off) < 0.15 * np.linalg.norm(whole - halves) / 2
    assert readout.train_error == pytest.approx(np.sqrt(np.mean((found - y) ** 2)))


def run_on(X, y):
    standard = Scaling.fit("standard", X[:-1].T, y)
    data = StandardisedData(X, y, X[:, :0], y[:0], validated=False, standard=standard)
    return Run(data, Budget(1.0), TrainingHistory(1.0), "auto", 8, 0)
