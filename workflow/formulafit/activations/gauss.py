"""exp(-z²/2), with the derivative -z h."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from formulafit import elementary
from formulafit.activation import Activation, Array


class Gauss(Activation):
    """exp(-z²/2)."""

    @staticmethod
    def phi(z: Tensor) -> Tensor:
        return torch.exp(-0.5 * z * z)

    def forward(self, Z: Array, H: Array) -> None:
        np.multiply(Z, Z, out=H)
        np.multiply(H, -0.5, out=H)
        np.exp(H, out=H)

    def derivative(self, Z: Array, H: Array) -> None:
        np.multiply(Z, H, out=Z)
        np.negative(Z, out=Z)

    @classmethod
    def value(cls, Z: Array) -> Array:
        return np.exp(-0.5 * Z * Z)

    @classmethod
    def slope(cls, Z: Array, P: Array) -> Array:
        return -Z * P

    @staticmethod
    def at(z: float) -> tuple[float, float]:
        h = elementary.exp(elementary.like(-0.5, z) * z * z)
        return h, -z * h
