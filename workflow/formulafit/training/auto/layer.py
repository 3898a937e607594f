"""Hidden layers as the method sees them: features for a readout and, of a single layer, slopes.

Arrays have a column a row of data. Inputs end with a row of ones, so that a unit's weights and
its bias are one column of `Layer.V` and the layer is a single matrix product.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from formulafit import registry

Array: TypeAlias = NDArray[np.float64]

ELEMENTS = 1 << 22  # of an array of features computed at once: 32 MiB


class Hidden(ABC):
    """Whatever stands before the output layer.

    Attributes
    ----------
    units : int
        Of the last hidden layer.
    activation : str
    """

    units: int
    activation: str

    @abstractmethod
    def features(self, X: Array) -> Array:
        """Return the hidden units' outputs (units, rows) for `X` (inputs + 1, rows)."""

    def chunks(self, rows: int, least: int = 0) -> Iterator[slice]:
        """Cut `rows` such that the features of each part, `least` or more, take bounded memory."""
        size = max(ELEMENTS // (self.units + 1), least, 1)
        return (slice(start, start + size) for start in range(0, rows, size))

    def predict(self, c: Array, X: Array) -> Array:
        """Return the outputs (..., rows) of one readout (units + 1,), or of several at once."""
        outputs = np.empty((*c.shape[:-1], X.shape[1]))
        for rows in self.chunks(X.shape[1]):
            outputs[..., rows] = c[..., :-1] @ self.features(X[:, rows]) + c[..., -1:]
        return outputs


class Layer(Hidden):
    """A single hidden layer: the activation's name and `V` (inputs + 1, units), biases last."""

    def __init__(self, activation: str, V: Array) -> None:
        self.activation, self.V, self.units = activation, V, V.shape[1]
        self._phi = registry.activation(activation)

    def features(self, X: Array) -> Array:
        """Return φ(Vᵀ X), (units, rows), for inputs above a row of ones, (inputs + 1, rows)."""
        return self._phi.value(self.V.T @ X)

    def features_and_slopes(self, X: Array) -> tuple[Array, Array]:
        """Return φ(Vᵀ X) and φ'(Vᵀ X), (units, rows) both."""
        Z = self.V.T @ X
        P = self._phi.value(Z)
        return P, self._phi.slope(Z, P)


def rms(residual: Array) -> float:
    """Return the root mean square of `residual`; 0 of nothing."""
    return float(np.sqrt(np.mean(residual**2))) if residual.size else 0.0
