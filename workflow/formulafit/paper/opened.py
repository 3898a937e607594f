"""What the paper's source has at hand: facts from the results folder, and a language.

As in::

    paper = opened()  # the folder is FORMULAFIT_RESULTS, the language FORMULAFIT_LANGUAGE
    print(tables.formulas.main(paper.formulas, paper.say))

Prose and labels stand in ``report/paper.<language>.qmd``, sentences that depend on results in the
language. Nothing here imports torch.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from formulafit.documents.logic import GatesDocument, XorDocument
from formulafit.language import known
from formulafit.language.model import Language
from formulafit.paper.facts.formulas import Formulas
from formulafit.paper.facts.logic import Logic
from formulafit.paper.facts.reproduction import Reproduction
from formulafit.paper.facts.results import Results
from formulafit.paper.facts.settings import Settings
from formulafit.paper.facts.source import source
from formulafit.paper.facts.studies import Other, Study, others
from formulafit.paper.markup import block, code_listing, image
from formulafit.paper.pages import Pages


class Paper:
    """Everything that the paper reads from a results folder, and the language that it is in."""

    def __init__(self, folder: str | Path, say: Language) -> None:
        self.say = say
        self.results = Results(folder, say.code)
        files = self.results.files
        self.logic = Logic(GatesDocument.read(files.gates), XorDocument.read(files.xor))
        self.settings = Settings(self.results)
        self.formulas = Formulas(self.results)
        self.pages = Pages(self.formulas, say)
        self.reproduction = Reproduction(self.results)

    @cached_property
    def studies(self) -> list[Study]:
        """The studies, in the order of the config."""
        return [Study(self.results, about) for about in self.results.summary.studies]

    @cached_property
    def others(self) -> list[Other]:
        """The variations of no study."""
        return others(self.results)

    def setting(self, path: str) -> str:
        """Return the setting that most formulas share, with those that differ, as Markdown."""
        return self.say.values.common(self.settings.common(path))

    def figure(self, label: str, name: str, alt: str) -> str:
        """Return a picture of the folder ``logic`` with its number and caption."""
        picture = image(f"logic/{known.picture(name, self.say.code)}", alt)
        return block(label, picture, self.say.captions[label])

    def table(self, label: str, body: str) -> str:
        """Return a table with its number and caption; empty where it has no rows."""
        caption = self.say.captions[label].format(over=self.say.replicates.over(self.formulas))
        return block(label, body, caption) if body else ""

    def listing(self, label: str, module: str, *names: str) -> str:
        """Return source of the package as a numbered listing; see `source`."""
        caption = self.say.captions[label].format(module=module)
        return code_listing(label, source(module, *names), caption)

    def config(self) -> str:
        """Return the run's config as a numbered listing; empty where the results have none."""
        found, caption = self.reproduction.config, self.say.captions["lst-config"]
        return code_listing("lst-config", found.text, caption, "yaml") if found else ""


def opened() -> Paper:
    """Open the results folder that the environment names, in the language that it names.

    Raises
    ------
    KeyError
        When ``FORMULAFIT_RESULTS`` is not set: the engines of the paper set it.
    """
    language = os.environ.get("FORMULAFIT_LANGUAGE", known.DEFAULT)
    return Paper(os.environ["FORMULAFIT_RESULTS"], known.find(language))
