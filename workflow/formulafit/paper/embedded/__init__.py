r"""The embedded engine: a .qmd file to HTML and PDF with packages from PyPI alone.

The cells run in one Jupyter kernel, the Markdown goes through pandoc with Lua filters, those of
Quarto and ``crossref.lua``, and Typst makes the PDF. It reads the part of Quarto's language that
the paper uses, so that Quarto makes the same paper of the same source:

Header
    ``title``, ``lang``, ``jupyter: python3``. What all papers share is in ``_quarto.yml``.
Abstract
    ``::: {.abstract}`` … ``:::`` after the set-up cell; Quarto runs no inline code in the header.
Cells
    ```` ```{python} ```` with ``#| label``, ``echo``, ``eval``, ``include`` (true, false) and
    ``output`` (true, false, asis). Under ``asis``, what the cell prints is Markdown; without,
    it is shown literally. A last expression with ``_repr_markdown_`` is Markdown in both cases.
Inline code
    ``{python} expression`` in backticks, anywhere in text. A str is shown literally, an int as it
    is, an ``IPython.display.Markdown`` as Markdown; other values are errors, and so is an empty
    one, in whose place Quarto shows the code.
Figures and tables
    ``::: {#fig-x}`` or ``::: {#tbl-x}``, content, a last paragraph which is the caption, ``:::``.
    Also ``![caption](file){#fig-x fig-alt="…"}`` and a pipe table with ``: caption {#tbl-x}``.
    Every image has ``fig-alt``; ``width`` is free. Pictures of the results lie in ``results/``.
    Images side by side stand in spans, ``[![](a)]{.side} [![](b)]{.side}``: of bare ones Quarto
    keeps the first.
Listings
    ```` ```{#lst-x .python lst-cap="caption"} ````; without a label, plain fenced code.
Equations
    ``$$ … $$ {#eq-x}``, numbered by ``equations.lua`` in both engines.
Sections
    ``# Title {#sec-x}``; ``.unnumbered`` takes the number away, ``.appendix`` letters it.
Labels and citations
    ``@fig-x``, ``[-@fig-x]`` (the number alone), ``[@fig-x; @fig-y]``, alike for tbl, lst, eq and
    sec; ``[@key]`` and ``@key`` for citations, whose list stands at ``::: {#refs}``.

Anything else that Quarto knows (callouts, tabsets, sub-figures, shortcodes, raw HTML or TeX) is
not for both engines. What cannot be shown as meant is an error, never a blank or a question mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

from formulafit.files import write_json
from formulafit.paper.embedded import cells, pandoc
from formulafit.paper.embedded.pdf import compile_pdf
from formulafit.paper.embedded.source import read
from formulafit.paper.errors import RenderError

_HEADER_KEYS = {"title", "lang", "jupyter"}
_SHARED_KEYS = ("bibliography", "csl", "link-citations")


def render(
    source: Path, environment: Mapping[str, str], metadata: Mapping[str, Any]
) -> dict[str, Path]:
    """Render a staged paper, beside its templates, and return where HTML and PDF lie.

    Parameters
    ----------
    source : Path
        The .qmd file; its folder is used for everything that is made.
    environment : mapping
        The environment of the cells.
    metadata : mapping
        Title, authors, language, and the ``words`` that templates print; they win over the header.

    Raises
    ------
    RenderError
        With the place in the source where that is known.
    """
    folder = source.parent
    header, blocks = read(source.read_text(encoding="utf-8"), source.name)
    for key in header.keys() - _HEADER_KEYS:
        raise RenderError(
            f"{source.name}: {key!r} in the header; a paper's header has "
            f"{', '.join(sorted(_HEADER_KEYS))}, the rest is in _quarto.yml"
        )
    markdown = cells.run(blocks, source.name, folder, environment)
    shared = yaml.safe_load((folder / "_quarto.yml").read_text(encoding="utf-8"))
    document = {key: shared[key] for key in _SHARED_KEYS if key in shared}
    document |= {"title": header.get("title", ""), "lang": header.get("lang", "en"), **metadata}
    document["by-author"] = [_for_templates(author) for author in document.get("author", ())]
    document["author"] = [author["name"]["literal"] for author in document["by-author"]]
    write_json(folder / "metadata.json", document)
    with ThreadPoolExecutor(max_workers=1) as beside:
        html = beside.submit(pandoc.to_html, markdown, source)
        try:
            pandoc.to_typst(markdown, source)
            compile_pdf(source.with_suffix(".typ"), source.with_suffix(".pdf"), folder / "fonts")
        finally:
            html.result()  # its complaints first: they name the line of the source
    return {"html": source.with_suffix(".html"), "pdf": source.with_suffix(".pdf")}


def _for_templates(author: str | Mapping[str, str]) -> dict[str, Any]:
    """Return an author in the form that Quarto hands to templates."""
    about = {"name": author} if isinstance(author, str) else author
    shown: dict[str, Any] = {"name": {"literal": about["name"]}}
    if "affiliation" in about:
        shown["affiliations"] = [{"name": about["affiliation"]}]
    if "email" in about:
        shown["email"] = about["email"]
    return shown
