"""Tables, figures and listings as the Markdown that both engines of the paper read.

Everything here is pure text without a word of its own; what it means is known by others.
"""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$@~^\"'!&]|(?<=-)-)")
_NO_GLYPH = re.compile(
    r"[^ -~À-ž]"
)  # of a path: what is neither ASCII nor an accented Latin letter
_PLAIN = re.compile(r"[\w@%+=:,./-]+")  # of a word: what a shell takes as it stands
# of a list, as `1.`, `(a)` or `-`; an initial opens none
_OPENING = re.compile(r"^(?![A-Z]\. )(\(?\w*)([-+.)])(?= |$)")


def escape(text: str) -> str:
    """Return `text` as Markdown that shows it literally, on one line, also where a block begins."""
    return _OPENING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


def code_span(text: str) -> str:
    """Return `text` as code in a line, such as a message of a program; also one with backticks."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{room}{' '.join(text.split())}{room}{fence}"


def shell_word(path: str) -> str:
    r"""Return a word for a shell, quoted where it must be; signs that code's font lacks as bytes.

    >>> print(shell_word("my results"), shell_word("结果/größe"))
    'my results' $'\xe7\xbb\x93\xe6\x9e\x9c/größe'
    """
    if not _NO_GLYPH.search(path):
        return path if _PLAIN.fullmatch(path) else shlex.quote(path)
    quoted = path.replace("\\", r"\\").replace("'", r"\'")
    return f"$'{_NO_GLYPH.sub(_bytes, quoted)}'"


def _bytes(sign: re.Match[str]) -> str:
    return "".join(rf"\x{byte:02x}" for byte in sign[0].encode())


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


def place(room: str, **about: str) -> str:
    """Return a placeholder that the scripts of the page fill; no other format shows it.

    Parameters
    ----------
    room : str
        Of `formulafit.paper.live.rooms`.
    **about
        What the room is told, each as an attribute ``data-…``.
    """
    told = "".join(f' data-{name}="{value}"' for name, value in about.items())
    return f'::: {{.live data-live="{room}"{told}}}\n:::\n'


def disclosure(title: str, body: str) -> str:
    """Return HTML that shows `body`, which is HTML, once a reader opens it; no script is needed."""
    return f'<details class="origin"><summary>{html.escape(title)}</summary>\n{body}\n</details>'


def code_list(names: Iterable[str]) -> str:
    """Return names as code in HTML, one after the other."""
    return " ".join(f"<code>{html.escape(name)}</code>" for name in names)


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


def code_listing(label: str, source: str, caption: str, language: str = "python") -> str:
    """Return source as a numbered listing."""
    longest = max((len(run) for run in re.findall("`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f'{fence}{{#{label} .{language} lst-cap="{caption}"}}\n{source.rstrip()}\n{fence}\n'


def capitalized(text: str) -> str:
    """Return `text` with a large first letter, the others as they are."""
    return text[:1].upper() + text[1:]
