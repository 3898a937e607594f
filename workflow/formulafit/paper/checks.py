"""What would keep a config's paper from being rendered, found before anything is computed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formulafit import han
from formulafit.config.errors import ConfigError, ConfigProblem, shown
from formulafit.config.resolved import Config
from formulafit.language import known
from formulafit.language.titles import Title, in_language
from formulafit.paper import quarto

# ASCII, Latin letters with accents, Greek ones, minus, dashes, quotes, ellipsis
KNOWN = re.compile(r"[ -~À-žΑ-ΡΣ-ω−–—‘’“”…]*")
CHINESE = re.compile(r"[一-龥、。《》（），：；！？]")  # what Noto's fonts have, of the usual signs


def check(config: Config) -> None:
    """Check that engine and fonts are there, and have every sign of titles and authors.

    Raises
    ------
    ConfigError
        With one line a problem: the file, the key's path, the value and the mend.
    """
    problems = [*_engine(config), *(list(_fonts(config)) or _signs(config))]
    if problems:
        raise ConfigError(config.source, problems)


def _engine(config: Config) -> Iterator[ConfigProblem]:
    if config.report.engine == "quarto" and quarto.find() is None:
        yield "report.engine", f'"quarto" cannot be used here: {quarto.MISSING}'


def _fonts(config: Config) -> Iterator[ConfigProblem]:
    for i, code in enumerate(config.report.languages):
        if known.find(code).is_chinese and not han.fonts():
            yield (
                f"report.languages[{i}]",
                f"{shown(code)} is set in {han.SONG} and {han.HEI}, which are not installed here: "
                f"pip install {han.PACKAGE}",
            )


def _signs(config: Config) -> Iterator[ConfigProblem]:
    """Refuse signs that no font has: of the paper, and for Quarto of the system as well.

    Those of `KNOWN` are there, so that most configs are not worth opening a font for.
    """
    usual = CHINESE if han.fonts() else re.compile("(?!)")
    found = _texts(config)
    texts = {path: text for path, text in found if not KNOWN.fullmatch(usual.sub("", text))}
    if not texts:
        return
    from formulafit.paper.embedded.pdf import without_glyph

    engine = config.report.engine
    with_quarto = engine == "quarto" or (engine == "auto" and quarto.find() is not None)
    fonts, also = "the paper's fonts have", "" if han.fonts() else f", or pip install {han.PACKAGE}"
    if with_quarto:
        fonts = "the paper's fonts and those of this machine have"
        also += ", or install a font that has it"
    lacking = without_glyph("".join(texts.values()), system_fonts=with_quarto)
    for path, text in texts.items():
        if missing := [sign for sign in dict.fromkeys(text) if sign in lacking]:
            yield (
                path,
                f"{shown(text)} has {', '.join(missing)}, for which {fonts} no glyph; write it "
                f"in Latin, Greek, Cyrillic or Chinese letters{also}",
            )


def _texts(config: Config) -> Iterator[tuple[str, str]]:
    """Yield the titles and authors that some paper shows, with their places in the config."""
    for path, title in _titles(config):
        if isinstance(title, str):
            yield path, title
        elif title:
            shown_ones = {in_language(title, language) for language in config.report.languages}
            yield from ((f"{path}.{c}", text) for c, text in title.items() if text in shown_ones)
    for i, author in enumerate(config.authors()):
        yield f"report.authors[{i}]", " ".join(author.values())


def _titles(config: Config) -> Iterator[tuple[str, Title | None]]:
    yield "report.title", config.report.title
    for key, formula in config.formulas.items():
        yield f"formulas.{key}.title", formula.title
    for key, variation in config.file.variations.items():
        yield f"variations.{key}.title", variation.title
    for key in config.studies():
        yield f"studies.{key}.title", config.study_title(key)
    for member in config.studied:
        yield f"{member.place}.title", member.variation.title
