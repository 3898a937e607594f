"""σ(z) = 1 / (1 + exp(-z)), with the derivative h (1 - h)."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from formulafit import elementary
from formulafit.activation import Activation, Array
from formulafit.activations._logistic import logistic


class Sigmoid(Activation):
    """σ(z) = 1 / (1 + exp(-z))."""

    @staticmethod
    def phi(z: Tensor) -> Tensor:
        return torch.sigmoid(z)

    def forward(self, Z: Array, H: Array) -> None:
        logistic(Z, H)

    def derivative(self, Z: Array, H: Array) -> None:
        np.subtract(1, H, out=Z)
        np.multiply(Z, H, out=Z)

    @staticmethod
    def at(z: float) -> tuple[float, float]:
        h = elementary.logistic(z)
        return h, h * (elementary.like(1.0, z) - h)
