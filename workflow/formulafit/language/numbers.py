"""Numbers as a paper writes them: plain where a reader takes them in at a glance, else as TeX.

Any language can use them as they are: decimals after a point, thousands between commas, as the
field's papers in most languages have them.
"""

from __future__ import annotations

import math
from fractions import Fraction

MISSING = "–"  # a value that does not exist, such as the NRMSE of a constant target
_PLAIN = range(-1, 2)  # powers of ten that need not be written


ONE = "1.0"  # a factor of one, to two digits


def compact(value: float | None, digits: int = 2) -> str:
    r"""Return e.g. ``0.31`` or ``12``; smaller or larger ones as ``$3.1\times 10^{-3}$``."""
    if value is None or not math.isfinite(value):
        return MISSING
    if value == 0:
        return "0"
    mantissa, exponent = _parts(value, digits)
    if exponent in _PLAIN:
        return _fixed(value, digits - 1 - exponent)
    return rf"${mantissa}\times 10^{{{exponent}}}$"


def number(value: float | None, digits: int = 3) -> str:
    """Return `value` with so many significant digits, plain from 0.001 to 99,999."""
    if value is None or not math.isfinite(value):
        return MISSING
    if value == 0:
        return "0"
    exponent = _parts(value, digits)[1]
    if not -3 <= exponent <= 4:
        return compact(value, digits)
    return _fixed(value, digits - 1 - exponent)


def signed(value: float, digits: int) -> str:
    """Return e.g. ``−0.25``; small or large ones in compact notation, with two digits."""
    text = f"{value:.{digits}g}"
    return compact(float(text)) if "e" in text else _minus(text)


def exact(value: float) -> str:
    """Return a value that a person wrote, with all its digits: 0.001, 512; 1e-8, 2*pi as TeX."""
    if multiple := _of_pi(value):
        return f"${multiple}$"
    if value == 0 or 1e-4 <= abs(value) < 1e6:
        return _minus(f"{value:,}" if isinstance(value, int) else f"{value:,.12g}")
    mantissa, exponent = f"{value:.12e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    power = f"10^{{{int(exponent)}}}"
    return f"${power}$" if mantissa == "1" else rf"${mantissa}\times {power}$"


def _of_pi(value: float) -> str:
    """Return a multiple of pi, such as pi/2, in TeX, and nothing for another number."""
    part = Fraction(value / math.pi).limit_denominator(12)
    if not part or abs(part) > 100 or not math.isclose(part * math.pi, value, rel_tol=1e-15):
        return ""
    times = {1: "", -1: "-"}.get(part.numerator, str(part.numerator))
    return rf"{times}\pi" + (f"/{part.denominator}" if part.denominator > 1 else "")


def tex(value: float) -> str:
    """Return a value that a person wrote, for use inside TeX."""
    return exact(value).strip("$").replace("−", "-").replace(",", "{,}")


def interval(span: tuple[float, float] | None, digits: int = 2) -> str:
    r"""Return e.g. ``$[2.1, 3.4]\times 10^{-3}$``: both ends under the larger one's power."""
    if span is None or not all(map(math.isfinite, span)):
        return MISSING
    low, high = span
    if low == high:
        return compact(low, digits)
    exponent = _parts(max(abs(low), abs(high)), digits)[1]
    if exponent in _PLAIN:
        return f"[{_fixed(low, digits - 1 - exponent)}, {_fixed(high, digits - 1 - exponent)}]"
    if min(abs(low), abs(high)) < 10.0 ** (exponent - 1):  # too far apart for one power
        return f"[{compact(low, digits)}, {compact(high, digits)}]"
    ends = ", ".join(f"{end / 10.0**exponent:.{digits - 1}f}" for end in (low, high))
    return rf"$[{ends}]\times 10^{{{exponent}}}$"


def r_squared(value: float | None) -> str:
    """Return R² with four decimals; a value that only rounds to 1 is shown as above 0.9999."""
    if value is None:
        return MISSING
    if 0.99995 <= value < 1:
        return ">\u00a00.9999"  # on one line
    return _minus(f"{value:.4f}") if value > -10 else number(value, 2)


def seconds(value: float | None) -> str:
    """Return seconds with two significant digits, never finer than a hundredth (``< 0.01``)."""
    if value is None:
        return MISSING
    if 0 < value < 0.005:
        return "<\u00a00.01"  # on one line
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def percent(value: float) -> str:
    """Return a share as whole per cent; what is less than all is never rounded up to it."""
    rounded = round(100 * value)
    return f"{min(rounded, 99) if value < 1 else rounded}%"


def share(value: float) -> str:
    """Return a share that a person wrote as per cent, with all its digits: 0.001 as 0.1%."""
    return f"{exact(round(100 * value, 10))}%"


def _parts(value: float, digits: int) -> tuple[str, int]:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return mantissa, int(exponent)


def _fixed(value: float, decimals: int) -> str:
    return _minus(f"{value:,.{max(decimals, 0)}f}")


def _minus(text: str) -> str:
    return text.replace("-", "−")
