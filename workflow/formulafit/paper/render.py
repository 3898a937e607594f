"""Render the paper: stage its sources in a folder of their own, let an engine make the files."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import formulafit
from formulafit import han
from formulafit.files import atomic
from formulafit.language import known
from formulafit.language.model import Language
from formulafit.paper import fonts, quarto
from formulafit.paper.errors import RenderError
from formulafit.paper.facts.results import Results
from formulafit.paper.live.rooms import alive
from formulafit.paper.markup import escape
from formulafit.paper.origins import Command, told

Engine = Literal["auto", "quarto", "embedded"]
_PICTURES = {".svg", ".png", ".jpg", ".jpeg"}


def render(
    source: Path,
    results: Path,
    output: Mapping[Literal["html", "pdf"], Path],
    engine: Engine = "auto",
    metadata: Mapping[str, Any] | None = None,
    language: str = "en",
    command: Command | None = None,
) -> str:
    """Render the .qmd file `source` to HTML and PDF, and return the name of the engine used.

    The folder of `source` is copied to a temporary one, with the pictures of `results` in it as
    ``results/…``: two renders share nothing, and the sources stay as they are. The cells find the
    results through ``FORMULAFIT_RESULTS``, the engine's name through ``FORMULAFIT_ENGINE`` and the
    language through ``FORMULAFIT_LANGUAGE``.

    Parameters
    ----------
    source : Path
        The paper, beside its templates, bibliography and ``_quarto.yml``.
    results : Path
        The folder of the results, read only.
    output : mapping
        Where the ``html`` and the ``pdf`` go; each appears whole or not at all.
    engine : {"auto", "quarto", "embedded"}
        ``auto`` takes Quarto where a usable one is found, else the embedded engine. A Quarto that
        is found and then fails is an error also under ``auto``: the same command must not make
        another paper, or hide a cell that raises, without a word.
    metadata : mapping, optional
        ``title`` (str) and ``authors``, a list whose entries are a name (str) or a mapping with
        ``name`` and, optionally, ``affiliation`` and ``email``. All are shown literally, not read
        as Markdown.
    language : str
        The paper's language, such as ``en``; see `formulafit.language`.
    command : Command, optional
        What figures and tables name as the command that makes their files again.

    Raises
    ------
    RenderError
        With the place and the mend, where they are known.
    """
    found = quarto.find() if engine != "embedded" else None
    if engine == "quarto" and found is None:
        raise RenderError(f"report.engine is quarto, but {quarto.MISSING}")
    name = "quarto" if found else "embedded"
    again = command or Command()
    environment = _environment(results, name, language) | {"FORMULAFIT_COMMAND": str(again)}
    document = _literal(metadata or {}) | _about(_find(language))
    with tempfile.TemporaryDirectory(prefix="formulafit-paper-") as folder:
        staged = _stage(source, results, Path(folder))
        if found:
            made = quarto.render(found, staged, environment, document)
        else:
            from formulafit.paper import embedded  # its packages are not needed beside Quarto

            made = embedded.render(staged, environment, document)
        page = made["html"].read_text(encoding="utf-8")
        said = _find(language)
        page = told(page, Results(results, language), said.lexicon.words, again)
        page = fonts.with_chinese(page, more="".join(said.page.values()))
        made["html"].write_text(alive(page, staged.parent / "live", results, language), "utf-8")
        for kind, target in output.items():
            with atomic(target) as temporary:
                shutil.copyfile(made[kind], temporary)
    return name


def _find(language: str) -> Language:
    try:
        return known.find(language)
    except ValueError as error:
        raise RenderError(f"The paper cannot be written: {error}") from None


def _about(language: Language) -> dict[str, Any]:
    """Return what templates and filters know of a language: its names, words and fonts.

    The words are the names of what is numbered, and titles.
    """
    delimiter = "&ensp;" if language.is_chinese else ":"  # behind the number of a figure
    about = {"lang": language.tag, "typst-lang": language.code}
    fonts_of_chinese = {"song": han.SONG, "hei": han.HEI, "body": language.is_chinese}
    return {
        **about,
        "crossref": {"title-delim": delimiter},
        "words": dict(language.lexicon.blocks),
        **({"han": fonts_of_chinese} if han.fonts() else {}),
    }


def _literal(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return title and authors under pandoc's names, as Markdown that shows them as they are."""
    document: dict[str, Any] = {}
    if metadata.get("title"):
        document["title"] = escape(metadata["title"])
    if metadata.get("authors"):
        document["author"] = [_author(author) for author in metadata["authors"]]
    return document


def _author(author: str | Mapping[str, str | None]) -> str | dict[str, str]:
    """Return an author as text that is shown as it is: the name where nothing else is known."""
    if isinstance(author, str):
        return escape(author)
    shown = {key: escape(value) for key, value in author.items() if value}
    return shown if len(shown) > 1 else shown["name"]


def _environment(results: Path, engine: str, language: str) -> dict[str, str]:
    """Return the environment of the cells, in which the running formulafit can be imported."""
    package = str(Path(formulafit.__file__).parents[1])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    return dict(os.environ) | {
        "FORMULAFIT_RESULTS": str(results.resolve()),
        "FORMULAFIT_ENGINE": engine,
        "FORMULAFIT_LANGUAGE": language,
        "PYTHONPATH": os.pathsep.join(paths),
    }


def _stage(source: Path, results: Path, folder: Path) -> Path:
    """Copy the sources, the pictures of the results and the text font; return the staged .qmd."""
    shutil.copytree(
        source.parent,
        folder,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns(".*", "__pycache__"),
    )
    for picture in sorted(results.rglob("*")):
        if picture.suffix in _PICTURES and not picture.name.startswith("."):  # not half-written
            target = folder / "results" / picture.relative_to(results)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(picture, target)
    fonts.stage(folder / "fonts")
    return folder / source.name
