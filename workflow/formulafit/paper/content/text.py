"""Numbers, tables and figures as the Markdown that both engines of the paper read.

Numbers come out as strings: plain where a reader takes them in at a glance, in compact notation
as TeX elsewhere. Everything here is pure text; what the numbers mean is known by the other modules.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import PurePosixPath

MISSING = "–"  # a value that does not exist, such as the NRMSE of a constant target
_SPELLED = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_PLAIN = range(-1, 2)  # powers of ten that need not be written
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$@~^\"'!&]|(?<=-)-)")
_NO_GLYPH = re.compile(
    r"[^ -~À-ž]"
)  # of a path: what is neither ASCII nor an accented Latin letter
# of a list, as `1.`, `(a)` or `-`; an initial opens none
_OPENING = re.compile(r"^(?![A-Z]\. )(\(?\w*)([-+.)])(?= |$)")


def escape(text: str) -> str:
    """Return `text` as Markdown that shows it literally, on one line, also where a block begins."""
    return _OPENING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


def shell_word(path: str) -> str:
    r"""Return a path for a shell; signs that the font of code may lack become bytes.

    >>> print(shell_word("结果/größe"))
    $'\xe7\xbb\x93\xe6\x9e\x9c/größe'
    """
    escaped = _NO_GLYPH.sub(lambda sign: "".join(rf"\x{b:02x}" for b in sign[0].encode()), path)
    return path if escaped == path else f"$'{escaped}'"


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
    if not part or not math.isclose(part * math.pi, value, rel_tol=1e-15):
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
    """Return seconds with two significant digits, never finer than a hundredth."""
    if value is None:
        return MISSING
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def percent(value: float) -> str:
    """Return a share as whole per cent; what is less than all is never rounded up to it."""
    rounded = round(100 * value)
    return f"{min(rounded, 99) if value < 1 else rounded}%"


def share(value: float) -> str:
    """Return a share that a person wrote as per cent, with all its digits: 0.001 as 0.1%."""
    return f"{exact(round(100 * value, 10))}%"


def spell(n: int) -> str:
    """Return a count as a word up to twelve, ``no`` for none."""
    return _SPELLED[n] if n < len(_SPELLED) else f"{n:,}"


def plural(n: int, noun: str, nouns: str | None = None) -> str:
    """Return e.g. ``one formula`` or ``1,200 formulas``."""
    return f"{spell(n)} {noun if n == 1 else nouns or noun + 's'}"


def listing(items: Sequence[str], last: str = "and") -> str:
    """Return ``a``, ``a and b`` or ``a, b and c``."""
    return f" {last} ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def sentences(*parts: str) -> str:
    """Return sentences one after the other, those left out that are empty."""
    return " ".join(filter(None, parts))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a pipe table.

    Parameters
    ----------
    columns : sequence of str
        The headings as Markdown. One that ends in a colon is aligned right (numbers), the others
        left; the colon is not printed.
    rows : iterable of sequences of str
        The cells as Markdown; a bar inside one must be escaped.
    """
    heads = [column.removesuffix(":") for column in columns]
    rule = ["---:" if column.endswith(":") else ":---" for column in columns]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rule, *rows))


def block(label: str, body: str, caption: str) -> str:
    """Return a figure or table with its caption, as the Div form: label ``fig-…`` or ``tbl-…``."""
    return f"::: {{#{label}}}\n{body}\n\n{caption}\n:::\n"


def image(path: str, alt: str, width: int | None = None) -> str:
    """Return a picture of the results folder, `width` in per cent of the text.

    Parameters
    ----------
    path : str
        Relative to the results folder; the engines show that folder to the paper as ``results/``.
    alt : str
        What a reader who cannot see the picture should know.
    """
    words = " ".join(alt.split()).replace("\\", "").replace('"', "'")
    size = f" width={width}%" if width else ""
    return f'![]({PurePosixPath("results") / path}){{fig-alt="{words}"{size}}}'


def side_by_side(*images: str) -> str:
    """Return pictures in one line; in spans, because Quarto keeps only the first bare one."""
    return " ".join(f"[{picture}]{{.side}}" for picture in images)


def code_listing(label: str, source: str, caption: str) -> str:
    """Return Python source as a numbered listing."""
    longest = max((len(run) for run in re.findall("`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f'{fence}{{#{label} .python lst-cap="{caption}"}}\n{source.rstrip()}\n{fence}\n'


def _parts(value: float, digits: int) -> tuple[str, int]:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return mantissa, int(exponent)


def _fixed(value: float, decimals: int) -> str:
    return _minus(f"{value:,.{max(decimals, 0)}f}")


def _minus(text: str) -> str:
    return text.replace("-", "−")
