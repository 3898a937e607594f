"""What the paper's source prints: numbers, tables and figures as Markdown, read from the results.

>>> paper = content.open()  # reads the folder that FORMULAFIT_RESULTS names
>>> print(tables.main(paper.formulas))

`Paper` gathers one object a theme. Prose, captions and labels stand in ``report/paper.qmd``; here
stands only what has to be worked out from the results. Nothing here imports torch.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from formulafit.paper.content.formulas import Formulas
from formulafit.paper.content.logic import Logic
from formulafit.paper.content.pages import Pages
from formulafit.paper.content.reproduction import Reproduction
from formulafit.paper.content.results import Results
from formulafit.paper.content.settings import Settings
from formulafit.paper.content.studies import Study

__all__ = ["Paper", "open"]


class Paper:
    """Everything that the paper reads from a results folder."""

    def __init__(self, folder: str | Path) -> None:
        self.results = Results(folder)
        self.logic = Logic(
            self.results.read("logic", "gates.json"), self.results.read("logic", "xor.json")
        )
        self.settings = Settings(self.results)
        self.formulas = Formulas(self.results)
        self.pages = Pages(self.formulas)
        self.reproduction = Reproduction(self.results)

    @cached_property
    def studies(self) -> list[Study]:
        """The studies, in the order of the config."""
        return [Study(self.results, about) for about in self.results.config["studies"]]


def open() -> Paper:
    """Open the results folder that the environment variable ``FORMULAFIT_RESULTS`` names.

    Raises
    ------
    KeyError
        When the variable is not set: the engines of the paper set it.
    """
    return Paper(os.environ["FORMULAFIT_RESULTS"])
