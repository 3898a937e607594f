"""Jumps of a formula of one input: where they are, and how `auto` follows them."""

from __future__ import annotations

import numpy as np
import pytest

from formulafit.network.surrogate import predict
from formulafit.sampling.rows import TrainingSet
from formulafit.training.auto.jumps import STEEPEST, find_jumps, steep_units
from formulafit.training.fit import fit


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize(
    ("formula", "jumps"),
    [
        (lambda x: np.where(x > 0.3, 1.0, 0.0), [0.3]),
        (np.floor, [-1, 0, 1]),
        (lambda x: x % 1, [-1, 0, 1]),
        (lambda x: np.sign(x) * np.cos(3 * x) + x, [0.0]),
        (lambda x: np.sin(40 * x), []),
        (lambda x: 1 / (1e-3 + x * x), []),  # steep, but not between two rows
        (lambda x: np.abs(x), []),
        (lambda x: np.full_like(x, 2.5), []),
    ],
)
def test_jumps_are_found_between_the_rows_that_hold_them(rng, formula, jumps):
    x = rng.uniform(-1.5, 1.5, 3000)
    places, gaps = find_jumps(x, formula(x))
    assert len(places) == len(jumps)
    row = np.sort(x)
    for place, gap, jump in zip(places, gaps, jumps, strict=True):
        after = np.searchsorted(row, jump)
        assert (place - gap / 2, place + gap / 2) == pytest.approx((row[after - 1], row[after]))


def test_few_or_equal_rows_have_no_jumps(rng):
    assert find_jumps(np.array([0.0, 1.0, 2.0]), np.array([0.0, 0.0, 1.0]))[0].size == 0
    x = np.repeat(rng.uniform(size=10), 20)
    assert find_jumps(x, (x > 0.5) * 1.0)[0].size == 0


def test_the_steepest_unit_is_a_step():
    V = steep_units(np.array([0.2, -1.0]), np.array([1e-3, 1e-2]), units=3)
    assert V.shape == (2, 6)
    at = np.array([[0.2 - 5e-4, 0.2, 0.2 + 5e-4], [1, 1, 1]])
    np.testing.assert_allclose(V[:, 0] @ at, [-STEEPEST / 2, 0, STEEPEST / 2], atol=1e-9)
    assert np.all(np.diff(V[0, :3]) < 0)


@pytest.mark.parametrize(
    ("formula", "jumps"),
    [
        (lambda x: np.where(x > 0.3, 2.0, -1.0), [0.3]),
        (lambda x: np.sign(np.sin(4 * np.pi * x)), [-0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75]),
    ],
)
def test_steps_on_a_line_are_exact_outside_their_gaps(rng, formula, jumps):
    x = rng.uniform(-1, 1, 4000)
    data = TrainingSet(x[:2700, None], formula(x[:2700]), x[2700:3000, None], formula(x[2700:3000]))
    shape = {"scaling": "standard", "hidden": (128,), "activation": "auto"}
    (replicate,) = fit(data, **shape, method="auto", settings={"effort": 1.0}, seeds=[1]).replicates
    told = replicate.choice["why"], replicate.choice["jumps"], replicate.network.activation
    assert told == ("jumps", len(jumps), "tanh")
    number = "1 jump" if len(jumps) == 1 else f"{len(jumps)} jumps"
    assert replicate.remark == f"jumps, tanh (steep units at {number})"
    row, test = np.sort(x[:2700]), x[3000:]
    outside = np.ones(1000, bool)
    for jump in jumps:
        after = np.searchsorted(row, jump)
        outside &= (test < row[after - 1]) | (test > row[after])
    assert np.mean(outside) > 0.98
    error = predict(replicate.network, test[outside, None]) - formula(test[outside])
    assert np.max(np.abs(error)) < 1e-6
