"""Fits that missed, data that do not resolve a formula, test sets that do not show it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests import documents

from formulafit.documents.evaluation import Sizes, TestedBaseline
from formulafit.evaluation.verdict import (
    all_fail,
    best_nrmse,
    coverage,
    is_undersampled,
    missed,
    sizes,
)
from formulafit.formula import parse


@pytest.mark.parametrize(
    ("nrmse", "best", "mark"),
    [
        (0.95, 1.0, "formula"),
        (0.95, None, "formula"),
        (0.9, 0.5, None),
        (0.9, 0.449, "baseline"),
        (None, 1.0, "formula"),  # an error too large to hold
        (2e-3, 1.1e-3, None),
        (2.1e-3, 1e-3, "baseline"),
        (9e-4, 1e-9, None),  # good enough, whatever else is better
        (0.5, None, None),
        (5e-3, 0.0, "baseline"),  # one tree is exact on steps
    ],
)
def test_a_fit_misses_by_its_own_error_or_by_a_baselines(nrmse, best, mark):
    assert missed(nrmse, best) == mark


def test_sizes_leave_out_the_hundredth_that_is_smallest_and_zeros():
    y = np.concatenate([np.zeros(50), -np.arange(1.0, 201.0)])
    assert sizes(y) == Sizes(small=2.0, large=200.0)
    assert sizes(np.array([0.0, -3.0])) == Sizes(small=3.0, large=3.0)
    assert sizes(np.zeros(4)) is None


@pytest.mark.parametrize(
    ("formula", "span"), [(np.sin, 1 / np.sin(np.pi / 200)), (np.exp, np.exp(99))]
)
def test_a_change_of_sign_is_no_order_of_magnitude(formula, span):
    found = sizes(formula(np.random.default_rng(1).uniform(0, 100, 100_000)))
    assert found.large / found.small == pytest.approx(span, rel=0.2)


def test_nothing_is_missed_of_targets_that_do_not_vary():
    assert missed(None, None, varies=False) is None


def test_best_and_worst():
    of = {
        name: TestedBaseline(documents.metrics(error), 0.1, "")
        for name, error in {"a": 0.5, "b": None, "c": 0.2}.items()
    }
    assert best_nrmse(of) == 0.2
    assert best_nrmse({}) is None
    assert all_fail([0.95, None, 0.6])
    assert not all_fail([0.95, 0.5])


def rows(expression, inputs, low=0.0, high=1.0, count=8000):
    names = [f"x{i}" for i in range(inputs)]
    X = np.random.default_rng(0).uniform(low, high, (count, inputs))
    return X, parse(expression, names)(X)


# A wave of k periods a side has cos(k (x - x')) for correlation, and the nearest of n random rows
# in a unit square lies at a distance whose square has the mean 1 / (pi n): half the mean squared
# difference is 1 - exp(-(2 pi k)^2 / (4 pi n)) of the variance. For n = 8,000 and k = 50: 0.63.
@pytest.mark.parametrize(
    ("expression", "inputs", "undersampled"),
    [
        ("sin(2*pi*50*x0) + sin(2*pi*50*x1)", 2, True),
        ("sin(2*pi*50*x0)*sin(2*pi*50*x1)", 2, True),
        ("cos(2*pi*10*x0) + cos(2*pi*10*x1)", 2, False),  # 0.04
        ("0.5 + 0.5*sign(sin(1e7*x0))", 1, True),
        ("sin(2*pi*500*x0)", 1, False),  # 16 rows a period
        ("sign(x0 - 0.5)*sign(x1 - 0.5)", 2, False),
        ("+".join(f"x{i}" for i in range(9)), 9, False),  # far, and yet it tells
        ("*".join(f"sin(6*x{i})" for i in range(9)), 9, True),
        ("exp(-x0)", 1, False),
    ],
)
def test_neighbours_tell_whether_rows_resolve_a_formula(expression, inputs, undersampled):
    assert is_undersampled(*rows(expression, inputs)) is undersampled


def test_neighbours_tell_nothing_where_they_are_far_or_missing():
    generator = np.random.default_rng(0)
    far, y = generator.uniform(size=(200, 40)), generator.normal(size=200)
    assert not is_undersampled(far, y)  # noise, but no row has a neighbour
    assert is_undersampled(far[:, :2], y)
    assert not is_undersampled(far[:2], y[:2])
    assert not is_undersampled(far[:0], y[:0])
    assert not is_undersampled(far, np.ones(200))
    assert not is_undersampled(np.ones((200, 1)), y)


def test_units_of_inputs_and_targets_do_not_matter():
    X, y = rows("sin(2*pi*50*x0)*sin(2*pi*50*x1)", 2)
    assert is_undersampled(X * [1e6, 1e-6], y * 1e-200)
    X, y = rows("sin(6*x0)*sin(6*x1)", 2)
    assert not is_undersampled(X * [1e6, 1e-6], y * 1e200)


def covered(expression, box, test_rows=2000):
    names = list(box)
    formula, sides = parse(expression, names), np.array(list(box.values()), dtype=float)
    generator = np.random.default_rng(1)
    test = formula(generator.uniform(*sides.T, (test_rows, len(sides))))
    return coverage(formula, sides, test, np.array([math.nan]), np.random.default_rng(2))


def test_a_peak_that_no_test_point_falls_into():
    found = covered("exp(-(x**2 + y**2))", {"x": (-100, 100), "y": (-100, 100)})
    assert not found.shown
    # of the square of the peak the mean over the box is pi / 2 / 200^2
    assert found.box.std == pytest.approx(math.sqrt(math.pi / 2) / 200, rel=0.3)
    assert found.test.std < found.box.std / 2


def test_a_peak_that_is_known_from_elsewhere_alone():
    formula, box = parse("exp(-(x**2 + y**2))", ["x", "y"]), np.array([[-1e5, 1e5]] * 2)
    generator = np.random.default_rng(0)
    without = coverage(formula, box, np.zeros(100), np.zeros(1), generator)
    assert without.shown
    known = coverage(formula, box, np.zeros(100), np.array([1.0, math.nan]), generator)
    assert not known.shown
    assert known.box.max == 1


@pytest.mark.parametrize(
    ("expression", "box"),
    [
        ("exp(-(x**2 + y**2))", {"x": (-5, 5), "y": (-5, 5)}),
        ("sin(x)", {"x": (0, 6)}),
        ("exp(x)", {"x": (0, 50)}),
        ("1/(x + 0.001)", {"x": (0, 1)}),
        ("1e-200*sin(x)", {"x": (0, 6)}),
        ("0*x + 3", {"x": (0, 1)}),
    ],
)
def test_test_sets_that_show_their_formula(expression, box):
    assert covered(expression, box).shown
