"""How the results came about: versions, machine, time, what did not end well."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from formulafit.axes import middle
from formulafit.documents.summary import Machine
from formulafit.paper.facts.resources import Resources
from formulafit.paper.facts.results import Results
from formulafit.paper.markup import code_span, escape, shell_word
from formulafit.vocabulary import BASE

LINES = 120  # of the config that the appendix has room for: two pages
_BLOCK = re.compile(r"^\S.*\n(?: .*\n)*", re.MULTILINE)


@dataclass(frozen=True)
class Lost:
    """A fit that did not end well; texts are Markdown.

    Attributes
    ----------
    title : str
        The formula's.
    variation : str or None
        Its key; None of the formula's own fit.
    cause : str
        The program's message, as code; it is in English.
    """

    title: str
    variation: str | None
    replicate: int
    status: str
    cause: str


@dataclass(frozen=True)
class Listing:
    """The config as YAML, without the blocks of these keys, for which there is no room."""

    text: str
    left_out: Sequence[str]


class Reproduction:
    """What a reader needs to make the results again."""

    def __init__(self, results: Results) -> None:
        self.results = results

    @property
    def engine(self) -> str:
        """Which engine renders this paper: ``quarto`` or ``embedded``."""
        return os.environ["FORMULAFIT_ENGINE"]

    @property
    def commit(self) -> str | None:
        """The commit of the project that made the summary, as code; None outside of a checkout."""
        commit = self.results.summary.commit
        return None if commit is None else code_span(commit)

    @cached_property
    def config(self) -> Listing | None:
        """The config of the run, without its longest blocks where it is long; None of old results.

        It is cut as text: at its top level each key begins a line.
        """
        text = self.results.summary.listing
        blocks = {block.partition(":")[0]: block for block in _BLOCK.findall(text)}
        kept = dict(blocks)
        while sum(block.count("\n") for block in kept.values()) > LINES and len(kept) > 1:
            del kept[max(kept, key=lambda key: kept[key].count("\n"))]
        left_out = [key for key in blocks if key not in kept]
        return Listing("".join(kept.values()), left_out) if text else None

    @cached_property
    def resources(self) -> Resources:
        """What the jobs of the run took."""
        return Resources.read(self.results)

    @property
    def command(self) -> str:
        """The command of the run, on one core, as a shell reads it."""
        return os.environ.get("FORMULAFIT_COMMAND", "snakemake --cores 1")

    @property
    def folder(self) -> str:
        """The folder of the results, as a shell reads it."""
        return shell_word(self.results.summary.results)

    @property
    def folder_as_code(self) -> str:
        """The same as Markdown."""
        return code_span(self.folder)

    @property
    def seed(self) -> int:
        """The seed of the config."""
        return self.results.summary.seed

    @property
    def fits(self) -> int:
        """How many fits there are."""
        return len(self.results.rows)

    @property
    def cpu_seconds(self) -> float:
        """The CPU time of all training together."""
        return sum(row.fit_cpu_seconds for row in self.results.rows)

    @property
    def versions(self) -> Mapping[str, str]:
        """The software that made the results, by name."""
        return self.results.summary.versions

    @property
    def machine(self) -> Machine:
        """The machine; processor and system are Markdown."""
        found = self.results.summary.machine
        return replace(found, processor=escape(found.processor), system=escape(found.system))

    @property
    def predict_command(self) -> str:
        """A command that predicts with the first formula's network, at its box's centre."""
        formula = next(iter(self.results.formulas))
        evaluation = self.results.evaluation(formula)
        point = " ".join(f"{name}={middle(*evaluation.inputs[name])}" for name in evaluation.names)
        folder = f"{self.results.summary.results}/formulas/{formula}/{BASE}"
        return f"formulafit predict {shell_word(folder)} {point}"

    @property
    def lost(self) -> list[Lost]:
        """The fits that did not end well."""
        return [
            Lost(
                title=escape(self.results.formulas[row.formula]),
                variation=None if row.variation == BASE else row.variation,
                replicate=row.replicate,
                status=row.status,
                cause=code_span(cause) if cause else "",
            )
            for row, cause in self.results.unsuccessful
        ]
