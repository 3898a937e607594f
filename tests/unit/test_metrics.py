"""The errors that are measured, against scikit-learn and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import (
    max_error,
    mean_absolute_error,
    mean_squared_error,
    median_absolute_error,
    r2_score,
    root_mean_squared_error,
)

from formulafit.metrics import columns, measure, nothing, registered


def test_metrics_are_scikit_learns():
    generator = np.random.default_rng(0)
    true = generator.normal(3, 2, 500)
    predicted = true + generator.normal(0.1, 0.3, 500)
    found = measure(true, predicted)
    assert vars(found) == pytest.approx(
        {
            "mse": mean_squared_error(true, predicted),
            "rmse": root_mean_squared_error(true, predicted),
            "nrmse": root_mean_squared_error(true, predicted) / np.std(true),
            "mae": mean_absolute_error(true, predicted),
            "r2": r2_score(true, predicted),
            "max_abs_error": max_error(true, predicted),
            "relative_error_median": median_absolute_error(np.ones(500), predicted / true),
            "relative_error_99": np.sort(np.abs(predicted / true - 1))[494],  # 5 are larger
        },
        rel=1e-12,
    )
    assert found.r2 == pytest.approx(1 - found.nrmse**2, rel=1e-14)


def test_metrics_by_hand():
    found = measure(np.array([0.0, 2.0, 4.0, 6.0]), np.array([1.0, 2.0, 4.0, 3.0]))
    assert found.mse == 2.5
    assert found.rmse == math.sqrt(2.5)
    assert found.nrmse == pytest.approx(math.sqrt(2.5 / 5))  # population variance 5
    assert found.mae == 1.0
    assert found.r2 == pytest.approx(0.5)
    assert found.max_abs_error == 3.0


def test_relative_errors_by_hand():
    true = np.array([1.0, -2.0, 10.0, 1e-20])
    found = measure(true, np.array([1.5, -2.0, 11.0, 3e-20]))
    assert found.relative_error_median == pytest.approx(0.3)  # of 0, 0.1, 0.5 and 2
    assert found.relative_error_99 == pytest.approx(2.0)
    assert found.nrmse < 0.2  # which says nothing of the small target


def test_99_of_100_rows_have_at_most_the_relative_error_that_is_told():
    true = np.full(100, 2.0)
    found = measure(true, true + np.arange(100) / 50)  # relative errors 0, 0.01, ... 0.99
    assert found.relative_error_99 == pytest.approx(0.98)
    assert found.relative_error_median == pytest.approx(0.495)


def test_rows_whose_target_is_0_have_no_relative_error():
    found = measure(np.array([0.0, 0.0, 4.0, 5.0]), np.array([7.0, 0.0, 5.0, 5.0]))
    assert found.relative_error_median == pytest.approx(0.125)
    nothing_else = measure(np.zeros(3), np.ones(3))
    assert nothing_else.relative_error_median is nothing_else.relative_error_99 is None
    assert nothing_else.rmse == 1.0


def test_noisy_targets_keep_the_noiseless_spread_for_the_nrmse():
    noisy, predicted = np.array([0.0, 3.0, 4.0, 9.0]), np.array([1.0, 2.0, 5.0, 8.0])
    found = measure(noisy, predicted, deviation=2.0)
    assert found.nrmse == 0.5
    assert found.r2 == pytest.approx(r2_score(noisy, predicted))


@pytest.mark.parametrize("deviation", [None, 0.0])
def test_a_constant_target_has_no_nrmse_and_no_r2(deviation):
    found = measure(np.full(100, 0.1), np.full(100, 0.3), deviation)
    assert found.nrmse is found.r2 is None
    assert found.rmse == pytest.approx(0.2)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_metrics_of_what_is_not_a_number_are_none(wrong):
    found = measure(np.array([1.0, 2.0]), np.array([1.0, wrong]))
    assert set(vars(found).values()) == {None}


def test_metrics_too_large_to_hold_are_none():
    found = measure(np.array([0.0, 1.0]), np.array([0.0, 1e200]))
    assert found.mse is found.r2 is None
    assert found.rmse == pytest.approx(1e200 / math.sqrt(2))
    assert found.max_abs_error == 1e200
    assert measure(np.array([0.0, 1e-250]), np.array([0.0, 1.0])).r2 is None


def test_every_metric_has_a_column_of_its_own():
    assert list(columns().values()) == list(registered())
    assert columns()["test_nrmse"] == "nrmse"
    assert columns()["r2"] == "r2"


def test_a_fit_that_did_not_end_well_has_no_metrics():
    assert vars(nothing()) == dict.fromkeys(registered())
