from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from formulafit.axes import LINEAR, Axes, Axis


def test_log_is_the_natural_logarithm():
    axis = Axis("log")
    assert axis.see(np.array([1.0, math.e, 1e-300])) == pytest.approx([0, 1, math.log(1e-300)])
    assert axis.unsee(np.array([0.0, 2.0])) == pytest.approx([1, math.exp(2)])


def test_symlog_is_linear_near_zero_and_logarithmic_far_away():
    axis = Axis("symlog", threshold=1e-3)
    small, large = np.array([1e-9, -1e-9]), np.array([1e6, -1e6])
    assert axis.see(small) == pytest.approx(small / 2e-3, rel=1e-9)
    assert axis.see(large) == pytest.approx([math.log(1e9), -math.log(1e9)], rel=1e-12)


@pytest.mark.parametrize("axis", [LINEAR, Axis("log"), Axis("symlog", 0.2)])
@pytest.mark.parametrize("library", [np, torch])
def test_back_and_forth(axis, library):
    values = np.geomspace(1e-8, 1e8, 50)
    array = torch.tensor(values) if library is torch else values
    back = axis.unsee(axis.see(array, library), library)
    assert np.asarray(back) == pytest.approx(values, rel=1e-14)
    assert Axis.from_dict(axis.to_dict()) == axis


@pytest.mark.parametrize("axis", [LINEAR, Axis("log"), Axis("symlog", 0.5)])
def test_slope_is_the_derivative(axis):
    seen = np.array([-2.0, 0.0, 3.0])
    step = 1e-5
    risen = (axis.unsee(seen + step) - axis.unsee(seen - step)) / (2 * step)
    np.testing.assert_allclose(axis.slope(seen), risen, rtol=1e-8)


def test_columns_have_axes_of_their_own():
    axes = Axes.of(["x", "k"], {"k": "log"})
    X = np.array([[2.0, 1.0], [3.0, 100.0]])
    assert axes.see(X) == pytest.approx(np.array([[2.0, 0.0], [3.0, math.log(100)]]))
    assert axes.unsee(axes.see(X)) == pytest.approx(X)
    assert not axes.linear
    assert Axes.of(["x"], {}).linear
    assert Axes.from_dict(axes.to_dict()) == axes


def test_linear_inputs_are_handed_on_as_they_are():
    X = np.array([[1.0, 2.0]])
    assert Axes().see(X) is X
    assert Axes.of(["x", "y"], {}, Axis("log")).unsee(X) is X


@pytest.mark.parametrize("values", [{"kind": "cube"}, {"kind": "symlog", "threshold": 0.0}])
def test_unknown_axes_are_refused(values):
    with pytest.raises(ValueError, match="axes: "):
        Axis.from_dict(values)
