r"""The functions that a formula may call, each once: its values and its form in every language.

In JavaScript each has its name of here, in ``report/live/functions.js``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Function:
    r"""One function.

    Parameters
    ----------
    values : callable
        NumPy: float64 arrays to a float64 array, element by element.
    latex : str
        The operator's name, or with ``#1``, ``#2`` the whole call, such as ``\sqrt{#1}``.
    arguments : str
        How it is called, such as ``y, x``.
    more : bool
        Whether it takes further arguments, as min and max do.
    """

    values: Callable[..., Any]
    latex: str
    arguments: str = "x"
    more: bool = False

    @property
    def count(self) -> int:
        """The number of its arguments, the least one where it takes more."""
        return self.arguments.count(",") + 1


def _special(name: str) -> Callable[[Any], Any]:
    """Return a function of `scipy.special`, which takes 0.1 s to import, for formulas with it."""

    def values(x: Any) -> Any:
        from scipy import special

        return getattr(special, name)(x)

    return values


def _sinc(x: Any) -> Any:
    at_zero = x == 0
    return np.where(at_zero, 1.0, np.sin(x) / np.where(at_zero, 1.0, x))


def _where(condition: Any, then: Any, otherwise: Any) -> Any:
    """Choose by a truth value, 1.0 or 0.0; NaN where the condition is undefined itself."""
    return np.where(np.isnan(condition), np.nan, np.where(condition == 1, then, otherwise))


def _named(name: str) -> str:
    return rf"\operatorname{{{name}}}"


FUNCTIONS: dict[str, Function] = {
    "sin": Function(np.sin, r"\sin"),
    "cos": Function(np.cos, r"\cos"),
    "tan": Function(np.tan, r"\tan"),
    "cot": Function(lambda x: 1 / np.tan(x), r"\cot"),
    "sec": Function(lambda x: 1 / np.cos(x), r"\sec"),
    "csc": Function(lambda x: 1 / np.sin(x), r"\csc"),
    "asin": Function(np.arcsin, r"\arcsin"),
    "acos": Function(np.arccos, r"\arccos"),
    "atan": Function(np.arctan, r"\arctan"),
    "atan2": Function(np.arctan2, _named("atan2"), "y, x"),
    "sinh": Function(np.sinh, r"\sinh"),
    "cosh": Function(np.cosh, r"\cosh"),
    "tanh": Function(np.tanh, r"\tanh"),
    "asinh": Function(np.arcsinh, _named("arsinh")),
    "acosh": Function(np.arccosh, _named("arcosh")),
    "atanh": Function(np.arctanh, _named("artanh")),
    "sinc": Function(_sinc, _named("sinc")),
    "exp": Function(np.exp, r"\exp"),
    "log": Function(np.log, r"\ln"),  # the natural logarithm, which \log leaves open
    "log2": Function(np.log2, r"\log_{2}"),
    "log10": Function(np.log10, r"\log_{10}"),
    "sqrt": Function(np.sqrt, r"\sqrt{#1}"),
    "cbrt": Function(np.cbrt, r"\sqrt[3]{#1}"),
    "abs": Function(np.abs, r"\left|#1\right|"),
    "sign": Function(np.sign, _named("sign")),
    "floor": Function(np.floor, r"\left\lfloor #1 \right\rfloor"),
    "ceil": Function(np.ceil, r"\left\lceil #1 \right\rceil"),
    "mod": Function(np.mod, r"#1 \bmod #2", "x, y"),  # the sign of y, as in Python
    "min": Function(lambda *each: reduce(np.minimum, each), r"\min", "x, y", True),
    "max": Function(lambda *each: reduce(np.maximum, each), r"\max", "x, y", True),
    "heaviside": Function(lambda x: np.heaviside(x, 0.5), _named("H")),
    "sigmoid": Function(lambda x: 1 / (1 + np.exp(-x)), _named("sigmoid")),
    "relu": Function(lambda x: np.maximum(x, 0.0), _named("relu")),
    "erf": Function(_special("erf"), _named("erf")),
    "erfc": Function(_special("erfc"), _named("erfc")),
    "gamma": Function(_special("gamma"), r"\Gamma"),
    "where": Function(_where, "", "x < 0, a, b"),
}

# Further names of some of them, which mean nothing else.
ALIASES = {
    "ln": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arctan2": "atan2",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    "sgn": "sign",
}
