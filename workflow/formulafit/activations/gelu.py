"""z Φ(z), Φ the normal distribution function, with the derivative Φ(z) + z Φ'(z)."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from formulafit import elementary
from formulafit.activation import Activation, Array

SQRT_HALF = math.sqrt(0.5)
SQRT_HALF_PI = math.sqrt(0.5 / math.pi)


class GELU(Activation):
    """z Φ(z), with the exact normal distribution function."""

    @staticmethod
    def phi(z: Tensor) -> Tensor:
        return functional.gelu(z)

    def forward(self, Z: Array, H: Array) -> None:
        np.multiply(Z, SQRT_HALF, out=self.scratch)
        shared = torch.from_numpy(self.scratch)  # NumPy has no error function
        torch.erf(shared, out=shared)
        np.add(self.scratch, 1, out=self.scratch)
        np.multiply(self.scratch, 0.5, out=self.scratch)  # Φ(z)
        np.multiply(Z, self.scratch, out=H)

    def derivative(self, Z: Array, H: Array) -> None:
        density = H  # whose values are no longer needed
        np.multiply(Z, Z, out=density)
        np.multiply(density, -0.5, out=density)
        np.exp(density, out=density)
        np.multiply(Z, density, out=Z)
        np.multiply(Z, SQRT_HALF_PI, out=Z)
        np.add(Z, self.scratch, out=Z)

    @staticmethod
    def at(z: float) -> tuple[float, float]:
        half = elementary.like(0.5, z)
        below = half + half * elementary.erf(elementary.like(SQRT_HALF, z) * z)  # Φ(z)
        density = elementary.like(SQRT_HALF_PI, z) * elementary.exp(-half * z * z)
        return z * below, below + z * density
