"""The functions of a number that activations are compiled from.

In Python, and in float64 when compiled, they are those of the C library; in float32 they are the
approximations of `formulafit.compiled.single`, of which a processor computes sixteen at once.
"""

from __future__ import annotations

import math

LOG_MOST = 709.782712893384  # the logarithm of the largest float64


def like(constant: float, z: float) -> float:
    """Return a constant in the number type of `z`; a bare one would turn a float32 into float64."""
    return constant


def exp(z: float) -> float:
    """Return the exponential function; infinity where it overflows."""
    return math.exp(z) if z < LOG_MOST else z * math.inf


def sin_cos(z: float) -> tuple[float, float]:
    """Return sine and cosine."""
    return math.sin(z), math.cos(z)


def tanh(z: float) -> float:
    """Return the hyperbolic tangent."""
    return math.tanh(z)


def logistic(z: float) -> float:
    """Return 1 / (1 + exp(-z)), which cannot overflow."""
    return 0.5 + 0.5 * math.tanh(0.5 * z)


def erf(z: float) -> float:
    """Return the error function."""
    return math.erf(z)
