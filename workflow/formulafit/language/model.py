"""What a language must give: a lexicon by id, and functions that make sentences of facts.

A language is a package of this folder with a ``language.py`` that holds its `LANGUAGE`. Its
functions stand in modules, one a theme (`formulafit.language.sentences`), which mypy checks. All
text is Markdown; TeX, names in backticks, references ``@tbl-…`` and citations ``[@…]`` are the same
in every language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formulafit.language.sentences import (
    FormulasWords,
    Grammar,
    LogicWords,
    PageWords,
    RegionWords,
    ReplicateWords,
    ReproductionWords,
    StudyWords,
    TrainingWords,
    Values,
    VerdictWords,
)

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas


@dataclass(frozen=True)
class BaselineWords:
    """What a baseline is called.

    Attributes
    ----------
    title : str
        In tables and inside a sentence.
    phrase : str
        In a list of methods, with its citation.
    chooses : str
        What the validation error chooses; empty where there is no choice.
    noun : str
        In a list of what scikit-learn gave; empty for others.
    """

    title: str
    phrase: str
    chooses: str = ""
    noun: str = ""


@dataclass(frozen=True)
class MetricWords:
    """What a metric is called.

    Attributes
    ----------
    title : str
        At the head of a column, in Markdown.
    screen : str
        On a screen, where it differs.
    """

    title: str
    screen: str = ""


@dataclass(frozen=True)
class PictureWords:
    """What is said of a picture of a formula's page.

    Attributes
    ----------
    title : str
        In Snakemake's report.
    caption : function
        Of the formulas and the key of one; returns what is seen, as a part of a figure's caption.
    alt : function
        Of the same; returns what a reader who cannot see it should know.
    seen : function
        Of the same; returns what one sees in it, as a clause of a sentence; empty without a fit.
    """

    title: str
    caption: Callable[[Formulas, str], str]
    alt: Callable[[Formulas, str], str]
    seen: Callable[[Formulas, str], str]


@dataclass(frozen=True)
class Lexicon:
    """Words by id: those that pictures may need, since an edited one draws them again.

    Attributes
    ----------
    blocks
        What is numbered and referred to (fig, tbl, lst, sec, eq, appendix), and the titles that
        the templates print (abstract, contents).
    heads
        Heads of tables' columns, but those of metrics.
    metrics
        By their names.
    settings
        Names of settings by their paths, in the order in which they are listed.
    activations, values
        What the config writes in one word, as a paper writes it.
    baselines
        By their names.
    statuses, stops, endings
        What became of a fit and why it stopped, in one word and as the end of "3 fits …".
    stages
        Parts of a training, as histories name them.
    pictures
        Words in pictures; those with ``{…}`` take what is named there.
    words
        All others.
    """

    blocks: Mapping[str, str]
    heads: Mapping[str, str]
    metrics: Mapping[str, MetricWords]
    settings: Mapping[str, str]
    activations: Mapping[str, str]
    values: Mapping[str, str]
    baselines: Mapping[str, BaselineWords]
    statuses: Mapping[str, str]
    stops: Mapping[str, str]
    endings: Mapping[str, str]
    stages: Mapping[str, str]
    pictures: Mapping[str, str]
    words: Mapping[str, str]

    def columns(self, *ids: str) -> list[str]:
        """Return heads of columns; a colon after an id (numbers) stays, TeX is its own head.

        An id is one of `heads`, or the name of a metric.
        """
        return [self._head(id_.removesuffix(":")) + ":" * id_.endswith(":") for id_ in ids]

    def _head(self, id_: str) -> str:
        if "$" in id_:
            return id_
        return self.metrics[id_].title if id_ in self.metrics else self.heads[id_]

    def label(self, path: str) -> str:
        """Return a setting's name; of one that is not known its key."""
        return self.settings.get(path, path.rsplit(".", 1)[-1].replace("_", " "))

    def value(self, word: str) -> str:
        """Return a value that the config writes in one word; one that is not known as it is."""
        known = {**self.values, **self.activations}
        return known.get(word, word.replace("_", " "))


@dataclass(frozen=True)
class Language:
    """A language: its code, its words, and the modules that have its sentences.

    Attributes
    ----------
    code : str
        As configs and files name it, such as ``en``.
    tag : str
        As HTML names it, by BCP 47, such as ``zh-Hans``.
    captions : mapping
        Of figures, tables and listings that are not made of a formula or a study.
    page : mapping
        What the scripts of the page say; those with ``{…}`` take what is named there.
    pictures : mapping
        What is said of each picture of a formula's page.
    """

    code: str
    tag: str
    lexicon: Lexicon
    captions: Mapping[str, str]
    page: Mapping[str, str]
    grammar: Grammar
    values: Values
    logic: LogicWords
    training: TrainingWords
    formulas: FormulasWords
    regions: RegionWords
    replicates: ReplicateWords
    verdicts: VerdictWords
    studies: StudyWords
    pages: PageWords
    reproduction: ReproductionWords

    @property
    def is_chinese(self) -> bool:
        """Whether it is set by the rules and in the fonts of Chinese."""
        return self.tag.startswith("zh")

    pictures: Mapping[str, PictureWords]
