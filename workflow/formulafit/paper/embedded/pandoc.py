"""Call the pandoc that the package pypandoc_binary brings."""

from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Sequence
from pathlib import Path

from formulafit.paper import complaints
from formulafit.paper.errors import RenderError, last_lines


def executable() -> Path:
    """Return pypandoc's own pandoc; its public lookup would prefer a newer one on the PATH."""
    spec = importlib.util.find_spec("pypandoc")
    if spec is None or spec.origin is None:
        raise RenderError("the embedded renderer needs pandoc: pip install pypandoc_binary")
    pandoc = Path(spec.origin).parent / "files" / "pandoc"
    if not pandoc.is_file():
        raise RenderError(
            f"{pandoc} is missing: pypandoc is installed without its pandoc; "
            "pip uninstall pypandoc, then pip install pypandoc_binary"
        )
    return pandoc


_SHARED = (
    "--from=markdown",
    "--standalone",
    "--metadata-file=metadata.json",
    "--lua-filter=equations.lua",
    "--lua-filter=paper.lua",
    "--lua-filter=embedded/crossref.lua",
    "--lua-filter=finish.lua",
    "--citeproc",
    "--fail-if-warnings",
)
_HTML = (
    "--to=html5",
    "--template=template.html",
    "--css=paper.css",
    "--embed-resources",
    "--mathml",
    "--number-sections",
    "--toc",
    "--toc-depth=2",
)
_TYPST = (
    "--to=typst-citations",  # with `citations` they would be left to Typst's own bibliography
    "--template=embedded/template.typ",
    "--syntax-highlighting=idiomatic",
)


def to_html(markdown: str, source: Path) -> None:
    """Write `markdown`, made of the .qmd file `source`, as one HTML file beside it.

    Raises
    ------
    RenderError
        Anything that pandoc, its citation processor or the Lua filters complain of: an unknown
        label or citation, a missing picture, TeX that cannot be read.
    """
    _convert(markdown, source, [*_SHARED, *_HTML, f"--output={source.stem}.html"])


def to_typst(markdown: str, source: Path) -> None:
    """Write `markdown` as Typst source beside the .qmd file `source`; raises as `to_html`."""
    _convert(markdown, source, [*_SHARED, *_TYPST, f"--output={source.stem}.typ"])


def _convert(markdown: str, source: Path, arguments: Sequence[str]) -> None:
    result = subprocess.run(
        [executable(), *arguments],
        input=markdown,
        cwd=source.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if result.returncode == 0:
        return
    warnings = complaints.warnings(result.stderr)
    if not warnings:
        told = last_lines(result.stderr)
        raise RenderError(f"pandoc stops with code {result.returncode}:\n{told}")
    listed = complaints.listed(warnings, source.read_text(encoding="utf-8"), source.name)
    raise RenderError(f"The paper cannot be made as it is written:\n{listed}")
