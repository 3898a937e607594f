"""Print the Chebyshev coefficients of `report/live/special.js`, worked out with 40 digits.

.venv/bin/python tools/chebyshev.py
"""

from __future__ import annotations

from collections.abc import Callable

import mpmath

SMALLEST = 3e-18  # coefficients below add nothing to a double
NODES = 200


def coefficients(function: Callable[[mpmath.mpf], mpmath.mpf]) -> list[float]:
    """Return the Chebyshev coefficients of a function on [-1, 1], as far as they count."""
    angles = [mpmath.pi * (k + mpmath.mpf(1) / 2) / NODES for k in range(NODES)]
    values = [function(mpmath.cos(angle)) for angle in angles]
    found = []
    for j in range(40):
        terms = (v * mpmath.cos(j * a) for v, a in zip(values, angles, strict=True))
        found.append(mpmath.fsum(terms) * (2 if j else 1) / NODES)
    while abs(found[-1]) < SMALLEST:
        found.pop()
    return [float(value) for value in found]


def scaled_erfc(y: mpmath.mpf) -> mpmath.mpf:
    """Return (x + 1) exp(x²) erfc(x) at x = 1/2 + 3.75 (1 + y) / (1 - y), which is from 1/2 on."""
    x = mpmath.mpf(1) / 2 + mpmath.mpf("3.75") * (1 + y) / (1 - y)
    cuts = [0, 1 / x, 4 / x, 16 / x, 64 / x]
    integral = mpmath.quad(lambda t: mpmath.exp(-t * t - 2 * x * t), cuts)
    return (x + 1) * 2 / mpmath.sqrt(mpmath.pi) * integral


if __name__ == "__main__":
    mpmath.mp.dps = 40
    for name, function in {
        "ERFC": scaled_erfc,
        "GAMMA": lambda y: mpmath.rgamma((y + 3) / 2),  # 1/Γ(x) from 1 to 2
    }.items():
        print(name, *(f"{value!r}," for value in coefficients(function)), sep="\n  ")
