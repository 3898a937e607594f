r"""A text in everyday notation, as tokens: numbers, names, signs.

Here all spellings become one: ``×`` and ``\cdot`` are ``*``, ``x⁴`` is ``x^(4)``, ``[`` is ``(``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from formulafit.formula.functions import ALIASES, FUNCTIONS
from formulafit.formula.notation.habits import HABITS
from formulafit.formula.spelling import (
    FRACTIONS,
    SIGNS,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    ascii_name,
)
from formulafit.formula.tree import CONSTANTS

# A pattern and what stands for it.
Rule: TypeAlias = tuple[str, str | Callable[[re.Match[str]], str]]


def _cases(found: re.Match[str]) -> str:
    """Return LaTeX's cases as SymPy's pairs; the last row may say otherwise, or nothing."""
    if "&" not in found[1]:
        return found[0]
    pairs = []
    for row in filter(str.strip, re.split(r"\\\\(?:\[[^\]]*\])?", found[1])):
        value, _, condition = (part.strip(" ,.&") for part in row.partition("&"))
        condition = re.sub(r"\\(?:text|mathrm|mbox)\s*\{([^{}]*)\}", r" \1 ", condition)
        condition = re.sub(r"^\s*(?:if|for|when)\b|\\q?quad|\\[,;]", " ", condition)
        condition = condition.strip(" .")
        last = condition.lower() in ("", "otherwise", "else", "elsewhere")
        pairs.append(f"({value}, {'True' if last else condition})")
    return f"piecewise({', '.join(pairs)})"


def _letter(found: re.Match[str]) -> str:
    r"""Return the name of Mathematica's \[Omega], which is small where it is no \[CapitalOmega]."""
    return f" {found[2] if found[1] else found[2].lower()} "


TEX: list[Rule] = [  # in this order
    (r"\\\[(Capital)?([A-Z][a-z]+)\]", _letter),
    (r"^(?=.*\\).*$", lambda line: line[0].replace("~", " ")),
    (r"^\s*\\[(\[]|\\[)\]]\s*$", ""),
    (r"\\begin\{cases\}(.*?)\\end\{cases\}", _cases),
    (r"\\[dt]frac", r"\\frac"),
    (r"\\frac\s*(\d)\s*(\d)", r"(\1/\2)"),
    (r"\\sqrt\s*\[\s*3\s*\]", r"\\cbrt "),
    (r"\\sqrt\s*\[(\w+)\]", r"\\nroot{\1}"),
    (r"\\(?:left|right|displaystyle|limits|qquad|quad|[,;:! ])|\$", " "),
    (r"\\(?:mathrm|operatorname\*?|text|mathit|mathbf|mathsf|rm)\s*\{([\w ]*)\}", r" \1 "),
    (r"\\(?:cdot|times|ast)(?![A-Za-z])", "*"),
    (r"\\div(?![A-Za-z])", "/"),
    (r"\\leq?(?:slant)?(?![A-Za-z])", "<="),
    (r"\\geq?(?:slant)?(?![A-Za-z])", ">="),
    (r"\\neq?(?![A-Za-z])", "!="),
    (r"\\lt(?![A-Za-z])", "<"),
    (r"\\gt(?![A-Za-z])", ">"),
    (r"\\(?:land|wedge)(?![A-Za-z])", " and "),
    (r"\\(?:lor|vee)(?![A-Za-z])", " or "),
    (r"\\(?:lvert|rvert|vert|mid)(?![A-Za-z])|\\\|", "|"),
    (r"\\lfloor", "⌊"),
    (r"\\rfloor", "⌋"),
    (r"\\lceil", "⌈"),
    (r"\\rceil", "⌉"),
    (r"\\(?:b?mod)(?![A-Za-z])", " mod "),
    (r"\\[{]", "("),
    (r"\\[}]", ")"),
    (r"\\var(?=epsilon|theta|phi|rho|sigma)", r"\\"),
    (r"\\lambda(?![A-Za-z])", r"\\lambda_"),
    (r"_\{(\w+)\}", r"_\1"),
    (r"\\(?!frac|nroot)([A-Za-z]\w*)", r" \1 "),
]
# Notes, assignments and words around a formula.
AROUND: list[Rule] = [
    (r"^([\"'“”‘’`])(.*)[\"'“”‘’`]$", r"\2"),
    (r"#.*$", ""),
    (r"^\s*\w+\s*:(?!=)(?=.*(?:->|↦))|^\s*=(?!=)", ""),
    (r"^\s*(?:lambda\b[\w\s,]*:|@\([\w\s,]*\)|\(?[\w\s,]*\)?\s*(?:->|↦))", ""),
    (r"^\s*[^\W\d]\w*'*\s*(?:\([\w\s,]*\))?\s*(?::=|=(?!=))", ""),
    (r"^\s*return\b", ""),
    (r";\s*(?:%|//|!).*$|(?<=[\w)])(?<!\band)(?<!\bor)\s+!\s*[A-Za-z].*$", ""),
    (r"^\s*\w+\s*~(?!=)", ""),  # of R's y ~ x
    (r"[\s;,.]+$", ""),
]
PROGRAMS: list[Rule] = [  # NumPy, MATLAB, C, Fortran, R, Julia, Mathematica, spreadsheets
    (r"(?<=[\d.])\*\^(?=[-+]?\d)", "e"),
    (r"\bLog\s*\[", r"\\log("),
    (r"\bArcTan\s*\[", r"\\atan("),
    (r"\bPiecewise\s*\[\s*\{", r"piecewise(\\list "),
    (r"(?<![\w.])(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_]\w*\s*\(|(?:pi|PI|e|E)\b)", ""),
    (r"\bstd::", ""),
    (r"(?<=[A-Za-z])\.(?=\()", ""),
    (r"\*\*", "^"),
    (r"(?<!\d)\.(?=[-+*/^])", ""),
    (r"%/%", "//"),
    (r"%%", "%"),
    (r"(?<![\w.])((?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?)_[A-Za-z]\w*", r"\1"),
    (r"∜", "√√"),
    (r"°", "*pi/180"),
    (r"([A-Za-z])\[(\d+)\]", r"\1_\2"),
    (r"&&?", " and "),
    (r"<>|~=", "!="),
    (r"~", "!"),
    (r"=<", "<="),
    (r"=>", ">="),
]
TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r"|(?P<name>\\?[A-Za-z_]\w*)"
    r"|(?P<sign>//|<=|>=|==|!=|[-+*/%^()|,;:?!=<>⌊⌋⌈⌉√∛]))",
    re.ASCII,
)
LOOKALIKES = str.maketrans({sign: written for sign, written in SIGNS.items() if sign not in "[{]}"})
BRACKETS = str.maketrans("[{]}", "(())")

LONGEST = 64  # characters of a name, as keys have


class Unreadable(Exception):  # noqa: N818  # it never reaches a person
    """A text of which nothing can be made."""


class Token(NamedTuple):
    """A piece of the text: its kind is number, name, sign, or end."""

    kind: str
    text: str


def tokens(text: str, names: tuple[str, ...]) -> list[Token]:
    """Split a text in everyday notation; run-together names such as ``xy`` are taken apart."""
    text = _in_ascii(text, names)
    found: list[Token] = []
    position = 0
    while piece := TOKEN.match(text, position):
        position = piece.end()
        word = Token(str(piece.lastgroup), piece[str(piece.lastgroup)])
        called = text[position:].lstrip().startswith("(")
        found += _apart(word, names, called) if word.kind == "name" else [word]
    if text[position:].strip():
        raise Unreadable(text[position:])
    return [*found, Token("end", "")]


def _in_ascii(text: str, names: tuple[str, ...]) -> str:
    text = "".join(sign for sign in text if sign.isprintable())
    text = re.sub(f"[{SUBSCRIPTS}]+", lambda found: "_" + _plain(found[0]), text)
    text = re.sub(f"[{SUPERSCRIPTS}]+", lambda found: f"^({_plain(found[0])})", text)
    text = re.sub(rf"(\d+)([{FRACTIONS}])", lambda x: f"({x[1]}+{_plain(x[2])})", text)
    text = re.sub(f"[{FRACTIONS}]", lambda found: f"({_plain(found[0])})", text)
    text = _plain(text).translate(LOOKALIKES)
    for pattern, replacement in (*AROUND, *TEX, *PROGRAMS):
        text = re.sub(pattern, replacement, text)
    text = re.sub(r"(?<![A-Za-z_])([A-Za-z]+)\((\d+)\)", lambda found: _element(found, names), text)
    text = text.translate(BRACKETS)
    if not {"d", "D"} & set(names):  # 1d-3 in Fortran
        text = re.sub(r"(?<![A-Za-z_])(\d+\.?\d*|\.\d+)[dD]([-+]?\d+)", r"\1e\2", text)
    if not {"f", "F"} & set(names):  # 2.0f in C
        text = re.sub(r"(?<![\w.])((?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?)[fF]\b", r"\1", text)
    return re.sub(r"[^\W\d_](?:_?\d+|_\w+)?", _spelled, text)


def _element(found: re.Match[str], names: tuple[str, ...]) -> str:
    """Return MATLAB's x(1) as the input x1 or x_1, where there is one."""
    element = [name for name in names if name.replace("_", "") == found[1] + found[2]]
    return element[0] if element and found[1] not in names else found[0]


def _plain(text: str) -> str:
    """Return full-width and mathematical letters as plain ones, and lookalikes of signs."""
    return unicodedata.normalize("NFKC", text).translate(LOOKALIKES)


def _spelled(word: re.Match[str]) -> str:
    """Spell a letter out, ω as omega; those of ASCII stay."""
    if word[0].isascii():
        return word[0]
    return f" {ascii_name(word[0])} " if ascii_name(word[0]) else word[0]


def _apart(word: Token, names: tuple[str, ...], called: bool) -> Iterator[Token]:
    """Take ``xy`` apart where both are inputs, and ``xsin``, where a function may follow."""
    name = word.text
    joined = name.replace("_", "")
    same = [each for each in names if each.replace("_", "") == joined]  # x_1 and x1
    if name not in names and same:
        return iter([Token("name", same[0])])
    functions = {*FUNCTIONS, *ALIASES}
    known = {*names, *CONSTANTS, *functions, *HABITS}
    if name in known or name.lower() in known or name.startswith("\\"):
        return iter([word])
    pieces = _split(name, (*names, *CONSTANTS, *functions)) if len(name) <= LONGEST else ()
    if not pieces or (called and pieces[-1] not in functions):
        return iter([word])
    return (Token("name", piece) for piece in pieces)


def _split(name: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fewest of the words that make up `name`; none where they do not."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(name)
    for end in range(1, len(name) + 1):
        for word in words:
            before = best[end - len(word)] if len(word) <= end else None
            if before is not None and name[:end].endswith(word):
                shorter = best[end] is None or len(before) + 1 < len(best[end] or ())
                best[end] = (*before, word) if shorter else best[end]
    return best[-1] or ()
