"""How the results came about: versions, machine, time, what did not end well."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from formulafit.paper.facts.results import Results
from formulafit.paper.markup import code_span, escape, shell_word
from formulafit.vocabulary import BASE


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


class Reproduction:
    """What a reader needs to make the results again."""

    def __init__(self, results: Results) -> None:
        self.results = results

    @property
    def engine(self) -> str:
        """Which engine renders this paper: ``quarto`` or ``embedded``."""
        return os.environ["FORMULAFIT_ENGINE"]

    @property
    def seed(self) -> int:
        """The seed of the config."""
        seed: int = self.results.config["seed"]
        return seed

    @property
    def fits(self) -> int:
        """How many fits there are."""
        return len(self.results.rows)

    @property
    def cpu_seconds(self) -> float:
        """The CPU time of all training together."""
        return sum(row["fit_cpu_seconds"] or 0 for row in self.results.rows)

    @property
    def versions(self) -> Mapping[str, str]:
        """The software that made the results, by name."""
        versions: Mapping[str, str] = self.results.summary["versions"]
        return versions

    @property
    def machine(self) -> Mapping[str, Any]:
        """The machine: processor and system as Markdown, cores, memory_gb."""
        machine: Mapping[str, Any] = self.results.summary["machine"]
        texts = {name: escape(machine[name] or "") for name in ("processor", "system")}
        return {**machine, **texts}

    @property
    def predict_command(self) -> str:
        """A command that predicts with the first formula's network, at its box's centre."""
        formula = next(iter(self.results.formulas))
        evaluation = self.results.evaluation(formula)
        sides = {name: evaluation["inputs"][name] for name in evaluation["names"]}
        point = " ".join(f"{name}={(low + high) / 2:g}" for name, (low, high) in sides.items())
        folder = f"{self.results.config['results']}/formulas/{formula}/{BASE}"
        return f"formulafit predict {shell_word(folder)} {point}"

    @property
    def lost(self) -> list[Lost]:
        """The fits that did not end well."""
        return [
            Lost(
                title=escape(self.results.formulas[fit["formula"]]),
                variation=None if fit["variation"] == BASE else fit["variation"],
                replicate=fit["replicate"],
                status=fit["status"],
                cause=code_span(fit["cause"]) if fit["cause"] else "",
            )
            for fit in self.results.unsuccessful
        ]
