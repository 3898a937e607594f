"""How the results came about: versions, machine, time, what did not end well."""

from __future__ import annotations

import os

from formulafit.paper.content.results import BASE, Results, Row
from formulafit.paper.content.text import escape, number, plural, seconds, shell_word, table


class Reproduction:
    """What a reader needs to make the results again."""

    def __init__(self, results: Results) -> None:
        self.results = results

    @property
    def engine(self) -> str:
        """Which engine renders this paper: ``quarto`` or ``embedded``."""
        return os.environ["FORMULAFIT_ENGINE"]

    @property
    def cpu_time(self) -> str:
        """The CPU time of all training together, such as ``12 CPU minutes``."""
        total = sum(row["fit_cpu_seconds"] or 0 for row in self.results.rows)
        if total < 100:
            return f"{seconds(total)} CPU seconds"
        return f"{number(total / 60, 2)} CPU minutes"

    def versions(self) -> str:
        """Return the software that made the results, as a table."""
        versions = self.results.summary["versions"].items()
        return table(["Software", "Version"], ([escape(n), escape(v)] for n, v in versions))

    def machine(self) -> str:
        """Return the machine as words; its name is left out."""
        machine = self.results.summary["machine"]
        parts = [
            escape(machine["processor"] or "a processor without a name"),
            plural(machine["cores"], "core"),
        ]
        if machine["memory_gb"]:
            parts.append(f"{number(machine['memory_gb'], 2)} GB of memory")
        return ", ".join([*parts, escape(machine["system"])])

    def predict_command(self) -> str:
        """Return a command that predicts with the first formula's network, at its box's centre."""
        formula = next(iter(self.results.formulas))
        evaluation = self.results.evaluation(formula)
        sides = {name: evaluation["inputs"][name] for name in evaluation["names"]}
        point = " ".join(f"{name}={(low + high) / 2:g}" for name, (low, high) in sides.items())
        folder = f"{self.results.config['results']}/formulas/{formula}/{BASE}"
        return f"formulafit predict {shell_word(folder)} {point}"

    def lost(self, fit: Row) -> str:
        """Return one fit that did not end well, as words."""
        variation = "" if fit["variation"] == BASE else f", variation `{fit['variation']}`"
        cause = f": {escape(fit['cause'])}" if fit["cause"] else ""
        title = escape(self.results.formulas[fit["formula"]])
        return f"{title}{variation}, replicate {fit['replicate']} {fit['status']}{cause}"
