"""Rows near the ends of the inputs' ranges, and what is decided by them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from formulafit.network.surrogate import predict
from formulafit.sampling.rows import TrainingSet
from formulafit.scaling import Scaling
from formulafit.training.auto.data import StandardisedData, with_ones
from formulafit.training.auto.ends import NEAREST, Ends
from formulafit.training.fit import fit


def data_of(X, held=3):
    y = np.arange(len(X), dtype=float)
    X_held = np.full((held, X.shape[1]), 0.5)
    scaling = Scaling.fit("none", X, y)
    return StandardisedData(with_ones(X), y, with_ones(X_held), np.zeros(held), True, scaling)


@pytest.fixture
def line():
    x = np.random.default_rng(0).permutation(np.linspace(0, 1, 401))
    return data_of(x[:, None])


def test_of_the_rows_at_each_end_every_other_is_judged_the_last_among_them(line):
    ends = Ends.of(line, 0)
    low, high = np.arange(NEAREST), 400 - np.arange(NEAREST)  # places in order, in 1/400
    places = np.rint(400 * line.X[0]).astype(int)
    assert sorted(places[ends.judged]) == sorted([*low[::2], *high[::2]])
    assert sorted(places[ends.fitted]) == sorted([*low[1::2], *high[1::2]])


def test_rows_that_were_fitted_to_are_not_judged(line):
    ends = Ends.of(line, 200)
    assert min(*ends.judged, *ends.fitted) >= 200
    assert 200 + np.argmin(line.X[0, 200:]) in ends.judged
    assert not Ends.of(line, 300).judged.size  # 101 rows are too few to take some from


def test_no_row_is_lost_or_both_fitted_and_held_out():
    data = data_of(np.random.default_rng(1).uniform(size=(2000, 2)))
    ends = Ends.of(data, 100)
    held = ends.held_out(data)
    assert held.lent == len(ends.judged) == held.X_held.shape[1] - 3
    np.testing.assert_array_equal(np.sort(np.append(held.y, held.y_held[3:])), data.y)
    np.testing.assert_array_equal(held.y[: len(ends.fitted)], data.y[ends.fitted])
    np.testing.assert_array_equal(held.X[:, 5], data.X[:, int(held.y[5])])


def test_the_error_is_that_of_all_rows_held_out_and_judged(line):
    ends = Ends.of(line, 0)
    layer = SimpleNamespace(predict=lambda c, X: c * X[0])
    drawn = SimpleNamespace(layer=layer, readout=SimpleNamespace(c=2.0), error=7.0)
    judged = 2 * line.X[0, ends.judged] - line.y[ends.judged]
    expected = np.sqrt(np.mean(np.concatenate([[7.0] * 3, judged]) ** 2))
    assert ends.error(line, drawn) == pytest.approx(expected, rel=1e-12)


def fitted(formula, low, high, X_held, seed):
    """Fit a formula with these rows held out; return the kinds of its maps, and its error."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(low, high, (5000, len(low)))
    box = np.column_stack([low, high]).astype(float)
    data = TrainingSet(X, formula(*X.T), X_held, formula(*X_held.T), box)
    settings = {"effort": 1.0}
    (replicate,) = fit(data, scaling="standard", hidden=(256,), activation="auto", method="auto",
                       settings=settings, seeds=(seed,)).replicates  # fmt: skip
    X = rng.uniform(low, high, (2000, len(low)))
    y = formula(*X.T)
    error = np.sqrt(np.mean((predict(replicate.network, X) - y) ** 2)) / y.std()
    return [each.kind for each in replicate.network.scaling.maps], error


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_singular_end_is_mapped_even_where_no_row_held_out_lies_there(seed):
    X_held = np.random.default_rng(seed + 10).uniform(0.4, 4, (500, 1))
    kinds, error = fitted(np.sqrt, [0], [4], X_held, seed)
    assert kinds in (["sqrt_low"], ["arccos"])
    assert error < 1e-12  # 1e-5 without a map


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_last_rows_tell_which_map_goes_on_beyond_them(seed):
    X_held = np.random.default_rng(seed + 10).uniform(0, 3, (500, 1))
    kinds, error = fitted(lambda x: x**0.4, [0], [3], X_held, seed)
    assert kinds in (["sqrt_low"], ["log_low"])
    assert error < 1e-5
