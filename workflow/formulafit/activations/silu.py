"""z σ(z), σ the logistic function, with the derivative σ + h (1 - σ)."""

from __future__ import annotations

import numpy as np
from torch import Tensor
from torch.nn import functional

from formulafit import elementary
from formulafit.activation import Activation, Array
from formulafit.activations._logistic import logistic


class SiLU(Activation):
    """z σ(z)."""

    @staticmethod
    def phi(z: Tensor) -> Tensor:
        return functional.silu(z)

    def forward(self, Z: Array, H: Array) -> None:
        logistic(Z, self.scratch)
        np.multiply(Z, self.scratch, out=H)

    def derivative(self, Z: Array, H: Array) -> None:
        np.subtract(1, self.scratch, out=Z)
        np.multiply(Z, H, out=Z)
        np.add(Z, self.scratch, out=Z)

    @staticmethod
    def at(z: float) -> tuple[float, float]:
        sigma = elementary.logistic(z)
        h = z * sigma
        return h, sigma + h * (elementary.like(1.0, z) - sigma)
