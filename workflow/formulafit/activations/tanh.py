"""tanh z, with the derivative 1 - h²."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from formulafit import elementary
from formulafit.activation import Activation, Array


class Tanh(Activation):
    """tanh z."""

    @staticmethod
    def phi(z: Tensor) -> Tensor:
        return torch.tanh(z)

    def forward(self, Z: Array, H: Array) -> None:
        np.tanh(Z, out=H)

    def derivative(self, Z: Array, H: Array) -> None:
        np.multiply(H, H, out=Z)
        np.subtract(1, Z, out=Z)

    @classmethod
    def value(cls, Z: Array) -> Array:
        return np.tanh(Z)

    @classmethod
    def slope(cls, Z: Array, P: Array) -> Array:
        return 1 - P * P

    @staticmethod
    def at(z: float) -> tuple[float, float]:
        h = elementary.tanh(z)
        return h, elementary.like(1.0, z) - h * h
