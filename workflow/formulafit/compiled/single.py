"""The functions of `formulafit.elementary` in float32, for loops that compute many at once.

The C library's are called number by number. These are straight lines of sums, products and
choices, which the compiler turns into the processor's vector instructions: the argument is reduced
to a short interval, and a polynomial does the rest. Polynomials are those of the Cephes library
(Moshier 1984) and, for erf, of Juffa (2016). Importing this module makes them known to numba.

A test holds each against the exact value for arguments of all sizes: within 2 units in the last
place. Where a result would be below 1e-38 it is 0. Infinities and NaN are treated as by the
C library.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import types
from numba.extending import overload, register_jitable

from formulafit import elementary

f32, i32 = np.float32, np.int32

LOG2_E, LN2_HIGH, LN2_LOW = f32(1.44269504), f32(0.693359375), f32(-2.12194440e-4)
EXP_MOST, EXP_LEAST = f32(88.72283), f32(-86.6)  # beyond them the result is infinity, or 0
ROUND, ROUND_64 = f32(1.5 * 2**23), 1.5 * 2**52  # added and subtracted, rounds to a whole number
ROUND_BITS = i32(ROUND.view(i32))
BIAS, MANTISSA = i32(127), i32(23)  # of a float32's exponent, and the bits below it

# π/2 in two parts (Cody and Waite 1980): the first has 33 bits, and so a whole number of up to 20
# bits times it is exact in float64.
HALF_PI_HIGH, HALF_PI_LOW = 1.57079632673412561417e00, 6.07710050650619224932e-11
QUARTER_PI = f32(0.7853982)


def inlined(function: Callable[..., Any]) -> Any:
    """Let compiled code call a function, and take it into itself: calls are not vectorised."""
    return register_jitable(forceinline=True)(function)


@inlined
def _exp(z: Any) -> Any:
    c = EXP_MOST if z > EXP_MOST else z
    value = _exp_within(EXP_LEAST if c < EXP_LEAST else c)
    value = f32(np.inf) if z > EXP_MOST else value
    return f32(0) if z < EXP_LEAST else value


@inlined
def _exp_within(z: Any) -> Any:
    """Return exp(z) for z from `EXP_LEAST` to `EXP_MOST`: z = n ln 2 + r, |r| <= ln 2 / 2."""
    shifted = z * LOG2_E + ROUND
    n = shifted - ROUND
    r = (z - n * LN2_HIGH) - n * LN2_LOW
    p = f32(1.9875691500e-4)
    p = p * r + f32(1.3981999507e-3)
    p = p * r + f32(8.3334519073e-3)
    p = p * r + f32(4.1665795894e-2)
    p = p * r + f32(1.6666665459e-1)
    p = p * r + f32(5.0000001201e-1)
    p = (p * (r * r) + r) + f32(1)
    # The last bits of `shifted` are n. 2ⁿ by way of 2ⁿ⁻¹, since 2¹²⁸ is no float32.
    exponent = f32(shifted).view(i32) - ROUND_BITS + BIAS - i32(1)
    return (p * i32(exponent << MANTISSA).view(f32)) * f32(2)


@inlined
def _sin_cos(z: Any) -> Any:
    """Return sin z and cos z by z = n π/2 + r, |r| <= π/4."""
    wide = np.float64(z)
    n = (wide * (2 / np.pi) + ROUND_64) - ROUND_64
    r = f32((wide - n * HALF_PI_HIGH) - n * HALF_PI_LOW)
    r = r if r < QUARTER_PI else QUARTER_PI  # of huge z nothing is left but the bound
    r = r if r > -QUARTER_PI else -QUARTER_PI
    quadrant = f32(n - 4.0 * ((n * 0.25 + ROUND_64) - ROUND_64))  # -2, -1, 0, 1 or 2
    s = r * r
    sin = f32(-1.9515295891e-4)
    sin = sin * s + f32(8.3321608736e-3)
    sin = sin * s + f32(-1.6666654611e-1)
    sin = sin * s * r + r
    cos = f32(2.443315711809948e-5)
    cos = cos * s + f32(-1.388731625493765e-3)
    cos = cos * s + f32(4.166664568298827e-2)
    cos = cos * (s * s) - f32(0.5) * s + f32(1)
    odd = abs(quadrant) == f32(1)
    first, second = cos if odd else sin, sin if odd else cos
    back = abs(quadrant) == f32(2)
    first = -first if back or quadrant == f32(-1) else first
    second = -second if back or quadrant == f32(1) else second
    nothing = z - z  # 0, or NaN for infinity and NaN
    return first + nothing, second + nothing


@inlined
def _tanh(z: Any) -> Any:
    a, s = abs(z), z * z
    twice = f32(20) if a > f32(10) else a + a
    far = f32(1) - f32(2) / (_exp_within(twice) + f32(1))
    far = -far if z < f32(0) else far
    near = f32(-5.70498872745e-3)
    near = near * s + f32(2.06390887954e-2)
    near = near * s + f32(-5.37397155531e-2)
    near = near * s + f32(1.33314422036e-1)
    near = near * s + f32(-3.33332819422e-1)
    near = near * s * z + z
    return near if a < f32(0.625) else far


@inlined
def _logistic(z: Any) -> Any:
    return f32(1) / (f32(1) + _exp(-z))


@inlined
def _erf(z: Any) -> Any:
    a, s = abs(z), z * z
    far = f32(-1.72853470e-5) * a + f32(3.83197126e-4)
    far = far * s + (f32(-3.88396438e-3) * a + f32(2.42546219e-2))
    far = far * a + f32(-1.06777877e-1)
    far = far * a + f32(-6.34846687e-1)
    far = far * a + f32(-1.28717512e-1)
    far = f32(1) - _exp(far * a - a)
    far = -far if z < f32(0) else far
    near = f32(-5.96761703e-4)
    near = near * s + f32(4.99119423e-3)
    near = near * s + f32(-2.67681349e-2)
    near = near * s + f32(1.12819925e-1)
    near = near * s + f32(-3.76125336e-1)
    near = near * s + f32(1.28379166e-1)
    near = near * z + z
    return near if a < f32(0.927734375) else far


def _known(function: Callable[..., Any], single: Callable[..., Any]) -> None:
    """Let compiled code call a function of `elementary`: in float32 `single`, else as it stands."""

    def choose(z: types.Type) -> Callable[..., Any]:
        return single if z is types.float32 else function

    # Not strict, since the functions' arguments are annotated.
    overload(function, strict=False, jit_options={"forceinline": True})(choose)


def _like(constant: types.Type, z: types.Type) -> Callable[..., Any]:
    number_type = f32 if z is types.float32 else np.float64
    return lambda constant, z: number_type(constant)


_known(elementary.exp, _exp)
_known(elementary.sin_cos, _sin_cos)
_known(elementary.tanh, _tanh)
_known(elementary.logistic, _logistic)
_known(elementary.erf, _erf)
overload(elementary.like, strict=False)(_like)
