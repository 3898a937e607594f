r"""The names of inputs, taken apart once, for equations and pictures alike.

What stands here is TeX that pandoc, MathML, Typst and Matplotlib all understand.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# fmt: off
GREEK = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
    "hbar",
})  # not pi: beside the constant, an input of this name would be read as it
# fmt: on
SPELLED = {"lamda": "lambda", "lambd": "lambda"}  # as lambda is a word of Python


@dataclass(frozen=True)
class Name:
    """The name of an input: a letter or a word, and what stands below it.

    >>> Name.of("omega_0"), Name.of("x12")
    (Name(base='omega', subscripts=('0',)), Name(base='x', subscripts=('12',)))
    """

    base: str
    subscripts: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str) -> Name:
        """Take a name apart at its underscores, and before the digits that its first part ends in.

        Underscores at the ends are for Python alone, as in ``lambda_``.
        """
        base, *subscripts = [part for part in name.split("_") if part] or [name]
        if digits := re.fullmatch(r"([A-Za-z]+?)(\d+)", base):
            base, subscripts = digits[1], [digits[2], *subscripts]
        return cls(base, tuple(subscripts))

    @property
    def latex(self) -> str:
        r"""The name in TeX: ``\omega_{0}``, ``x_{1}``, ``k_{\mathrm{spring}}``."""
        below = ",".join(map(_letters, self.subscripts))
        return _letters(self.base) + (f"_{{{below}}}" if below else "")

    @property
    def unicode(self) -> tuple[str, str]:
        """The name in letters, and what stands below it: ``("ω", "0")``, ``("x", "1,2")``."""
        return _letter(self.base), ",".join(map(_letter, self.subscripts))


def symbol(name: str) -> str:
    r"""Return the TeX of an input's name: ``\omega_{0}`` for ``omega_0``."""
    return Name.of(name).latex


def _letter(word: str) -> str:
    """Return a Greek letter for its name, and another word as it is."""
    word = SPELLED.get(word, word)
    if word == "hbar":
        return "ħ"
    size = "SMALL" if word.islower() else "CAPITAL"
    called = word.upper().replace("LAMBDA", "LAMDA")  # as Unicode spells it
    return unicodedata.lookup(f"GREEK {size} LETTER {called}") if word in GREEK else word


def _letters(word: str) -> str:
    word = SPELLED.get(word, word)
    if word in GREEK:
        return "\\" + word
    plain = len(word) == 1 or word.isdecimal()
    text = word.replace("_", r"\_")
    return text if plain else rf"\mathrm{{{text}}}"
