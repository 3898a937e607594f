"""The tables of settings and of software."""

from __future__ import annotations

from formulafit.language.model import Language
from formulafit.paper.facts.reproduction import Reproduction
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


def versions(reproduction: Reproduction, say: Language) -> str:
    """Return the software that made the results."""
    versions = reproduction.versions.items()
    heads = say.lexicon.columns("software", "version")
    return table(heads, ([escape(n), escape(v)] for n, v in versions))
