"""The engine for machines that have Quarto: its own program, called with documented options."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from formulafit.paper import profile
from formulafit.paper.complaints import listed, typst_errors, warnings
from formulafit.paper.errors import RenderError, last_lines, plain
from formulafit.paper.header import split_header

OLDEST = "1.9"  # Typst floats and inline code as the paper needs them; the version tried
MISSING = (
    f"no Quarto {OLDEST} or newer is on the PATH; install it "
    "(https://quarto.org/docs/get-started), or set report.engine: embedded"
)
_FORMATS = {"html": "html", "pdf": "typst"}
# what shows code on purpose, in HTML and in Typst; a page's own CSS
_LITERAL = re.compile(
    r"<(pre|style)\b.*?</\1>|^(`{3,}).*?^\2", re.DOTALL | re.MULTILINE | re.IGNORECASE
)


def find() -> Path | None:
    """Return a Quarto new enough, beside the running Python or on the PATH, or None."""
    beside = str(Path(sys.executable).parent)
    program = shutil.which("quarto", path=os.pathsep.join([beside, os.environ.get("PATH", "")]))
    if program is None:
        return None
    result = subprocess.run(
        [program, "--version"], capture_output=True, encoding="utf-8", check=False
    )
    found = result.stdout.strip()
    if result.returncode == 0 and _order(found) >= _order(OLDEST):
        return Path(program)
    print(
        f"{program} is Quarto {found or '(no version)'}; {OLDEST} or newer is needed",
        file=sys.stderr,
    )
    return None


def _order(version: str) -> tuple[int, ...]:
    """Return the first two numbers of a version, to compare by."""
    parts = version.split(".")[:2]
    return tuple(int(part) if part.isdigit() else 0 for part in parts)


def render(
    program: Path, source: Path, environment: Mapping[str, str], metadata: Mapping[str, Any]
) -> dict[str, Path]:
    """Render a staged paper with Quarto, and return where HTML and PDF lie.

    Parameters
    ----------
    program : Path
        The ``quarto`` program.
    source : Path
        The .qmd file; its folder has ``_quarto.yml``, which names formats and templates.
    environment : mapping
        The environment of the cells.
    metadata : mapping
        Title, authors, language, and the ``words`` that templates print.

    Raises
    ------
    RenderError
        Quarto fails, leaves no file, warns of a reference, citation, picture or formula, or shows
        inline code instead of its value; with the line of the source where that is known.
    """
    text = source.read_text(encoding="utf-8")
    # In the header of the staged copy, since Quarto lets a header win over --metadata-file.
    header, rest = split_header(text, source.name)
    document = header | dict(metadata) | {"language": _words(metadata["words"])}
    merged = json.dumps(document, ensure_ascii=False)  # JSON is YAML
    source.write_text(f"---\n{merged}\n---\n{rest}", encoding="utf-8")
    settings = {
        "QUARTO_PYTHON": sys.executable,
        # the kernel python3 of this environment before one that the user has registered
        "JUPYTER_PREFER_ENV_PATH": "1",
        **profile.environment(source.parent / "ipython"),
    }
    made = {}
    for kind, form in _FORMATS.items():
        made[kind] = source.with_suffix(f".{kind}")
        code, told = _call(program, source, form, dict(environment) | settings)
        failed = code != 0 or not made[kind].is_file()
        left = [] if failed else _left_over(made[kind])
        if failed or left or warnings(told):
            _run_again(text, source, environment)
            if reason := _reason(told, left, kind, text, source.name):
                raise RenderError(reason)
            raise RenderError(
                f"Quarto ({program}) cannot make the {kind.upper()}, code {code}; to render "
                f"without it, set report.engine: embedded. Its last lines:\n{last_lines(told, 25)}"
            )
    return made


def _words(words: Mapping[str, str]) -> dict[str, str]:
    """Return the names of what is numbered under Quarto's keys."""
    floats = {f"crossref-{kind}-title": words[kind] for kind in ("fig", "tbl", "lst")}
    kinds = ("fig", "tbl", "lst", "sec", "eq")
    return floats | {f"crossref-{kind}-prefix": words[kind] for kind in kinds}


def _call(
    program: Path, source: Path, form: str, environment: Mapping[str, str]
) -> tuple[int, str]:
    """Let Quarto make one format; return its exit code and, as it goes to the log, what it said."""
    result = subprocess.run(
        [str(program), "render", source.name, "--to", form],
        cwd=source.parent,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    told = plain(result.stdout)
    print(told, file=sys.stderr)
    return result.returncode, told


def _reason(told: str, left: Sequence[str], kind: str, text: str, file: str) -> str | None:
    """Return what of the source `text` of `file` is at fault, None where it is none of that."""
    if complaints := warnings(told):
        told = listed(complaints, text, file)
        return f"The paper cannot be made as it is written, says Quarto:\n{told}"
    if left:
        shown = listed(left, text, file)
        return f"Quarto shows code in the {kind.upper()}, not its value:\n{shown}"
    if errors := typst_errors(told):
        return f"Typst, called by Quarto, cannot make the PDF:\n{listed(errors, text, file)}"
    return None


def _run_again(text: str, source: Path, environment: Mapping[str, str]) -> None:
    """Run the paper's code as the embedded engine does.

    Quarto names no line of the source; a cell or inline code that is at fault raises here, and is
    told with its line.
    """
    if "{python}" not in text:
        return
    from formulafit.paper.embedded import cells  # its packages are for the case of need alone
    from formulafit.paper.embedded.kernel import KernelError
    from formulafit.paper.embedded.source import read

    _, blocks = read(text, source.name)
    with suppress(KernelError):  # then what Quarto said has to do
        cells.run(blocks, source.name, source.parent, environment)


def _left_over(made: Path) -> list[str]:
    """Return the inline code whose source, in place of its value, is in what Quarto made.

    Of a PDF its Typst source is looked at, which says the same.
    """
    if made.suffix == ".pdf":
        made = made.with_suffix(".typ")
    text = made.read_text(encoding="utf-8") if made.is_file() else ""
    found = re.findall(r"\{python\}[^`\"<\n]*", _LITERAL.sub("", text))
    return list(dict.fromkeys(html.unescape(code).strip() for code in found))
