"""The tables of settings and of software."""

from __future__ import annotations

from formulafit.language.model import Language
from formulafit.language.numbers import MISSING, seconds
from formulafit.paper.facts.reproduction import Reproduction
from formulafit.paper.facts.resources import Used
from formulafit.paper.facts.settings import Settings
from formulafit.paper.markup import capitalized, escape, table


def settings(found: Settings, say: Language) -> str:
    """Return every setting with its value; those of variations' methods as well."""
    return table(
        say.lexicon.columns("setting", "key", "value"),
        (
            [
                capitalized(say.lexicon.label(path)),
                f"`{path}`",
                say.values.common(found.common(path)),
            ]
            for path in found.paths
        ),
    )


def resources(reproduction: Reproduction, say: Language) -> str:
    """Return what the jobs took, a line a rule; empty where something of it is not known."""
    found = reproduction.resources
    if found.missing:
        return ""
    lines = {f"`{rule}`": used for rule, used in found.rules.items()}
    return table(
        say.lexicon.columns("rule", "jobs:", "wall_seconds:", "cpu_seconds:", "peak_memory:"),
        (
            [name, f"{len(used.jobs):,}", *_amounts(used)]
            for name, used in {**lines, say.lexicon.words["total"]: found.total}.items()
        ),
    )


def _amounts(used: Used) -> list[str]:
    memory = MISSING if used.memory is None else f"{used.memory:,.0f}"
    return [seconds(used.seconds), seconds(used.cpu_seconds), memory]


def versions(reproduction: Reproduction, say: Language) -> str:
    """Return the software that made the results."""
    versions = reproduction.versions.items()
    heads = say.lexicon.columns("software", "version")
    return table(heads, ([escape(n), escape(v)] for n, v in versions))
