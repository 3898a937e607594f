"""The logistic function, which two activations are made of."""

from __future__ import annotations

import numpy as np

from formulafit.activation import Array


def logistic(Z: Array, out: Array) -> None:
    """Write 1 / (1 + exp(-Z)) to `out`."""
    np.multiply(Z, 0.5, out=out)
    np.tanh(out, out=out)  # faster than exp, and it cannot overflow
    np.multiply(out, 0.5, out=out)
    np.add(out, 0.5, out=out)
