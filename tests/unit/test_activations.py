"""Each activation by hand, against PyTorch's autograd; and each alone."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch

from formulafit import registry
from formulafit.activation import Activation

NAMES = registry.activation_names()
GRID = np.linspace(-8, 8, 200).reshape(2, 100)


def by_autograd(phi, Z):
    """Return φ(Z) and φ'(Z)."""
    z = torch.from_numpy(Z.copy()).requires_grad_()
    value = phi(z)
    value.sum().backward()
    return value.detach().numpy(), z.grad.numpy()


@pytest.mark.parametrize("name", NAMES)
def test_passes_agree_with_pytorch(name):
    activation, Z = registry.activation(name), GRID.copy()
    value, slope = by_autograd(activation.phi, Z)
    passes, H = activation(Z.shape, Z.dtype), np.empty_like(Z)
    passes.forward(Z, H)
    np.testing.assert_allclose(H, value, rtol=1e-13, atol=1e-15)
    passes.derivative(Z, H)
    np.testing.assert_allclose(Z, slope, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_values_and_slopes_agree_with_pytorch(name):
    activation, Z = registry.activation(name), GRID.copy()
    expected, slopes = by_autograd(activation.phi, Z)
    P = activation.value(Z)
    np.testing.assert_allclose(P, expected, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(activation.slope(Z, P), slopes, rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(Z, GRID)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_phi_is_all_that_an_activation_needs(dtype):
    class Cubic(Activation):
        @staticmethod
        def phi(z):
            return z**3

    Z = np.linspace(-2, 2, 40, dtype=dtype).reshape(4, 10)
    columns = np.ones((5, 10), dtype)
    H = columns[:-1]  # a part of an array, as in training
    passes, z = Cubic(Z.shape, Z.dtype), Z.copy()
    passes.forward(Z, H)
    np.testing.assert_allclose(H, z**3, rtol=1e-6)
    passes.derivative(Z, H)
    np.testing.assert_allclose(Z, 3 * z**2, rtol=1e-6)
    assert Cubic.value(z).dtype == Cubic.slope(z, H).dtype == Z.dtype == dtype


@pytest.mark.parametrize("name", NAMES)
def test_one_is_imported_without_the_others(name):
    program = (
        f"import sys; from formulafit import registry; registry.activation({name!r});"
        "print(*(m.split('.')[2] for m in sys.modules if m.startswith('formulafit.activations.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert set(done.stdout.split()) - {"_logistic"} == {name}
