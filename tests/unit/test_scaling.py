from __future__ import annotations

import numpy as np
import pytest

from formulafit.scaling import Scaling, mean, root_mean_square, standard_deviation, unfit


@pytest.mark.parametrize("unit", [1.0, 1e-200, 1e200, 1e-300, 1e298])
def test_spread_and_mean_of_values_of_any_size(unit):
    values = np.array([1.0, 2.0, 3.0, 6.0]) * unit
    assert mean(values) == pytest.approx(3 * unit, rel=1e-15)
    assert standard_deviation(values) == pytest.approx(np.sqrt(3.5) * unit, rel=1e-15)
    assert root_mean_square(values) == pytest.approx(np.sqrt(12.5) * unit, rel=1e-15)


def test_where_nothing_overflows_the_bits_are_numpys():
    for seed in range(20):
        values = np.random.default_rng(seed).normal(3, 10.0 ** (seed - 10), 1000)
        assert standard_deviation(values) == np.std(values)
        assert mean(values) == np.mean(values)
        assert root_mean_square(values) == np.sqrt(np.mean(values**2))


def test_what_differs_by_rounding_alone_does_not_vary_at_any_size():
    x = np.linspace(0, 6, 1000)
    constant = np.sin(x) ** 2 + np.cos(x) ** 2
    for unit in (1e-200, 1.0, 1e200):
        assert standard_deviation(constant * unit) == 0
        assert standard_deviation(np.sin(x) * unit) > 0.5 * unit


def test_root_mean_square_of_nothing_and_of_what_is_no_number():
    assert np.isnan(root_mean_square(np.empty(0)))
    assert np.isnan(root_mean_square(np.array([1.0, np.nan])))
    assert root_mean_square(np.zeros(3)) == 0


def test_a_tiny_target_is_scaled_to_a_standard_deviation_of_one():
    x = np.linspace(0, 6, 200)
    y = 1e-200 * np.sin(x)
    scaled = Scaling.fit("standard", x[:, None], y).output(y)
    assert scaled.std() == pytest.approx(1)


def test_only_what_double_precision_cannot_hold_is_unfit():
    for unit in (1e-300, 1e-200, 1.0, 1e200):
        assert unfit(np.array([0, 1, -1]) * unit) == ""
    assert unfit(np.zeros(3)) == ""
    assert "at most 1e-320, too small" in unfit(np.array([0, 1e-320]))
    assert "up to 1e+304, too large" in unfit(np.array([0, -1e304]))
