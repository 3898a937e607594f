"""What an activation is: how everyone who computes with one calls it."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Array: TypeAlias = NDArray[Any]  # float32 or float64


class Activation:
    """An activation φ; every subclass is one, and `phi` is all that it has to define.

    What else there is follows from `phi` and autograd; by hand it is several times as fast, and a
    test holds each against PyTorch. With `at`, training with one hidden layer is compiled, which
    is several times as fast again.

    An instance works on arrays of one shape, which stay in the cache: `forward` writes φ(Z) to H;
    `derivative`, called after it with the same arrays, writes φ'(Z) over Z, and may overwrite H.
    What is kept in `scratch` between the two is each activation's own matter.
    """

    work = 12  # of `at`, in multiply-adds; see `formulafit.training.work`

    def __init__(self, shape: tuple[int, int], dtype: np.dtype[Any]) -> None:
        self.scratch: Array = np.zeros(shape, dtype)

    @staticmethod
    def phi(z: Tensor) -> Tensor:
        """Return φ(z) in PyTorch."""
        raise NotImplementedError

    @staticmethod
    def at(z: float) -> tuple[float, float]:
        """Return φ(z) and φ'(z) of a number, by functions of `formulafit.elementary`; compiled."""
        raise NotImplementedError

    @staticmethod
    def slope_at(h: float) -> float:
        """Return φ'(z) from h = φ(z), where that is less work than to keep it; compiled."""
        raise NotImplementedError

    @classmethod
    def value(cls, Z: Array) -> Array:
        """Return φ(Z)."""
        value: Array = cls.phi(torch.from_numpy(Z)).numpy()
        return value

    @classmethod
    def slope(cls, Z: Array, P: Array) -> Array:
        """Return φ'(Z); P is φ(Z)."""
        z = torch.from_numpy(Z).requires_grad_()
        (slope,) = torch.autograd.grad(cls.phi(z).sum(), z)
        return slope.numpy()

    def forward(self, Z: Array, H: Array) -> None:
        """Write φ(Z) to `H`."""
        np.copyto(H, self.value(Z))

    def derivative(self, Z: Array, H: Array) -> None:
        """Write φ'(Z) over `Z`."""
        np.copyto(Z, self.slope(Z, H))
