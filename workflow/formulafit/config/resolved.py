"""A checked config, with every setting resolved: what the workflow asks."""

from __future__ import annotations

from typing import Any

from formulafit.config.errors import Origin, place
from formulafit.config.model import ConfigFile, FormulaEntry, Report, Variation
from formulafit.config.settings import Settings, overlay, written
from formulafit.config.values import BASE
from formulafit.formula import Formula, parse


class Config:
    """A config in which nothing is left open.

    Parameters
    ----------
    file : ConfigFile
        What was written down.
    source : str or Origin
        Where it came from, for messages.

    Attributes
    ----------
    warnings : list of str
        What the person should know, and need not change.
    """

    def __init__(self, file: ConfigFile, source: str | Origin) -> None:
        self.file = file
        self.source = source
        self.warnings: list[str] = []
        self._settings: dict[tuple[str, str], Settings] = {}

    def warned(self) -> list[str]:
        """Return the warnings, each with the file and the line that it is about."""
        return [f"{place(self.source, each.partition(': ')[0])}: {each}" for each in self.warnings]

    @property
    def seed(self) -> int:
        """Start of every random draw."""
        return self.file.seed

    @property
    def results(self) -> str:
        """Folder of the results, without a slash at its end."""
        return self.file.results

    @property
    def report(self) -> Report:
        """Settings of the paper."""
        return self.file.report

    @property
    def formulas(self) -> dict[str, FormulaEntry]:
        """The formulas as written, in their order."""
        return self.file.formulas

    @property
    def variations(self) -> dict[str, Variation]:
        """The variations as written, in their order; `base` is not among them."""
        return self.file.variations

    def formula(self, formula: str) -> dict[str, Any]:
        """Return what a job needs to know of a formula: plain data."""
        entry = self.formulas[formula]
        return {
            "formula": formula,
            "title": self.title(formula),
            "expression": self.function(formula).expression,
            "names": list(entry.inputs),
            "inputs": {name: list(ends) for name, ends in entry.inputs.items()},
        }

    def function(self, formula: str) -> Formula:
        """Return the formula as a callable."""
        entry = self.formulas[formula]
        return parse(entry.expression, list(entry.inputs))

    def title(self, formula: str) -> str:
        """Return the name of a formula in the paper."""
        return self.formulas[formula].title or formula.replace("_", " ")

    def variation_title(self, variation: str) -> str:
        """Return the name of a variation in the paper."""
        if variation == BASE:
            return BASE
        return self.variations[variation].title or variation.replace("_", " ")

    def expect(self, formula: str) -> dict[str, float]:
        """Return what the fit of a formula has to reach; empty when nothing is expected."""
        expected = self.formulas[formula].expect.model_dump(mode="json", exclude_none=True)
        return dict(expected)

    def predict(self, formula: str) -> list[dict[str, float]]:
        """Return the new inputs at which a formula is predicted, in the order of its inputs."""
        names = self.formulas[formula].inputs
        points = self.file.predict.get(formula, [])
        return [{name: point[name] for name in names} for point in points]

    def authors(self) -> list[dict[str, str]]:
        """Return the authors, each with `name` and, where given, `affiliation` and `email`."""
        return [each.model_dump(mode="json", exclude_none=True) for each in self.report.authors]

    def variations_of(self, formula: str) -> list[str]:
        """Return the variations of a formula, `base` first."""
        named = [
            key
            for key, variation in self.variations.items()
            if variation.formulas is None or formula in variation.formulas
        ]
        return [BASE, *named]

    def formulas_of(self, variation: str) -> list[str]:
        """Return the formulas that a variation is for."""
        return [formula for formula in self.formulas if variation in self.variations_of(formula)]

    def fits(self) -> list[tuple[str, str]]:
        """Return every (formula, variation), in the order of the config."""
        return [(f, v) for f in self.formulas for v in self.variations_of(f)]

    def studies(self) -> dict[str, list[tuple[str, str]]]:
        """Return the studies in their order, each with its (formula, variation)."""
        studies: dict[str, list[tuple[str, str]]] = {}
        for key, variation in self.variations.items():
            if variation.study is not None:
                pairs = [(formula, key) for formula in self.formulas_of(key)]
                studies.setdefault(variation.study, []).extend(pairs)
        return studies

    def members(self, study: str) -> list[dict[str, Any]]:
        """Return what a study compares: formula, variation, title, the settings that it sets."""
        return [
            {
                "formula": formula,
                "variation": variation,
                "title": self.variation_title(variation),
                "settings": self.changes(variation),
            }
            for formula, variation in self.studies()[study]
        ]

    def alternative(self, formula: str) -> str | None:
        """Return the variation that fits a formula by another method, for a comparison of methods.

        It is the first one of no study that gives the formula another method than `base` has, and
        no other data or network.
        """
        base = self.settings(formula)
        for key in self.variations_of(formula)[1:]:
            other = self.settings(formula, key)
            same = other.data == base.data and other.network == base.network
            if (
                same
                and other.training.method != base.training.method
                and not self.variations[key].study
            ):
                return key
        return None

    def changes(self, variation: str) -> dict[str, Any]:
        """Return the settings that a variation sets: dotted path → plain value.

        >>> config.changes("slow")  # doctest: +SKIP
        {'training.method': 'adam', 'training.adam.learning_rate': 0.0001}
        """
        if variation == BASE:
            return {}
        entry = self.variations[variation]
        return {
            **written(entry.data, "data"),
            **written(entry.network, "network"),
            **written(entry.training, "training"),
        }

    def settings(self, formula: str, variation: str = BASE) -> Settings:
        """Return all settings of a formula with a variation.

        Settings fall through key by key: built-in default, top level, formula, variation.

        Raises
        ------
        KeyError
            When the formula has no such variation.
        """
        if (formula, variation) not in self._settings:
            self._settings[formula, variation] = self._resolve(formula, variation)
        return self._settings[formula, variation]

    def _resolve(self, formula: str, variation: str) -> Settings:
        entry = self.formulas[formula]
        if variation not in self.variations_of(formula):
            raise KeyError(f"the formula {formula} has no variation {variation}")
        other = None if variation == BASE else self.variations[variation]
        replicates = entry.replicates or self.file.replicates
        return Settings(
            seed=self.seed,
            replicates=(other and other.replicates) or replicates,
            data=overlay(overlay(self.file.data, entry.data), other and other.data),
            network=overlay(overlay(self.file.network, entry.network), other and other.network),
            training=overlay(overlay(self.file.training, entry.training), other and other.training),
        )

    def resolved(self) -> dict[str, Any]:
        """Return what the paper is told of the config: plain data."""
        return {
            **self.report.model_dump(mode="json"),
            "authors": self.authors(),
            "seed": self.seed,
            "results": self.results,
            "formulas": [
                {
                    "formula": key,
                    "title": self.title(key),
                    "alternative": self.alternative(key),
                }
                for key in self.formulas
            ],
            "studies": [
                {"study": study, "members": self.members(study)} for study in self.studies()
            ],
        }
