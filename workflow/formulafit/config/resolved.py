"""A checked config, with every setting resolved: what the workflow asks."""

from __future__ import annotations

from typing import Any

from formulafit.config.errors import Origin, located
from formulafit.config.listing import listing
from formulafit.config.model import ConfigFile, FormulaEntry, Report
from formulafit.config.settings import Settings, overlay
from formulafit.config.studies import StudyVariation, expand
from formulafit.config.variations import Variation
from formulafit.formula import Formula
from formulafit.language import known
from formulafit.language.titles import Title
from formulafit.vocabulary import BASE


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
    studied : list of StudyVariation
        What the studies compare, in the order of the config.
    variations : mapping
        All variations by key: those written down, then those of the studies; `base` is not among
        them.
    warnings : list of str
        What the person should know, and need not change.
    """

    def __init__(self, file: ConfigFile, source: str | Origin) -> None:
        self.file = file
        self.source = source
        self.studied: list[StudyVariation] = expand(file.studies)
        self.variations: dict[str, Variation] = {
            **file.variations,
            **{each.key: each.variation for each in self.studied},
        }
        self.warnings: list[str] = []
        self._settings: dict[tuple[str, str], Settings] = {}

    def warned(self) -> list[str]:
        """Return the warnings, each with the file and the line that it is about."""
        told = (each.partition(": ") for each in self.warnings)
        return [f"{located(self.source, path)}: {warning}" for path, _, warning in told]

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
    def baselines_left_out(self) -> list[str]:
        """The simpler methods that no network is compared with."""
        return [] if self.file.evaluation.gaussian_process else ["gaussian_process"]

    def formula(self, formula: str) -> dict[str, Any]:
        """Return what a job needs to know of a formula: plain data."""
        entry = self.formulas[formula]
        return {
            "formula": formula,
            "expression": self.function(formula).expression,
            "names": list(entry.inputs),
            "inputs": entry.box,
            **({"scales": entry.scales} if entry.scales else {}),
        }

    def function(self, formula: str) -> Formula:
        """Return the formula as a callable."""
        return self.formulas[formula].function

    def title(self, formula: str) -> Title:
        """Return the name of a formula in the paper."""
        return self.formulas[formula].title or formula.replace("_", " ")

    def variation_title(self, variation: str) -> Title:
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

    def papers(self) -> list[str]:
        """Return the papers' files below the results: HTML and PDF in each language."""
        names = [f"paper{known.suffix(language)}" for language in self.report.languages]
        return [f"report/{name}.{kind}" for name in names for kind in ("html", "pdf")]

    def variations_of(self, formula: str) -> list[str]:
        """Return the variations of a formula, `base` first."""
        return [BASE, *(key for key in self.variations if self._is_for(key, formula))]

    def formulas_of(self, variation: str) -> list[str]:
        """Return the formulas that a variation is for."""
        return [formula for formula in self.formulas if self._is_for(variation, formula)]

    def _is_for(self, variation: str, formula: str) -> bool:
        named = self.variations[variation].formulas
        return named is None or formula in named

    def fits(self) -> list[tuple[str, str]]:
        """Return every (formula, variation), in the order of the config."""
        return [(f, v) for f in self.formulas for v in self.variations_of(f)]

    def place(self, variation: str, setting: str) -> str:
        """Return where the config has a setting of a variation, or could have it, for messages."""
        if variation in self.file.variations:
            return f"variations.{variation}.{setting}"
        return next(e for e in self.studied if e.key == variation).place_of(setting)

    def data_place(self, formula: str, variation: str, setting: str) -> str:
        """Return where a data setting of a fit was written down, or could be, for messages."""
        if variation != BASE and setting in self.variations[variation].data.model_fields_set:
            return self.place(variation, f"data.{setting}")
        if setting in self.formulas[formula].data.model_fields_set:
            return f"formulas.{formula}.data.{setting}"
        return f"data.{setting}"

    def studies(self) -> dict[str, list[tuple[str, str]]]:
        """Return the studies in their order, each with its (formula, variation)."""
        studies: dict[str, list[tuple[str, str]]] = {study: [] for study in self.file.studies}
        for each in self.studied:
            studies[each.study] += [(formula, each.key) for formula in self.formulas_of(each.key)]
        return studies

    def study_title(self, study: str) -> Title:
        """Return the name of a study in the paper."""
        return self.file.studies[study].title or study.replace("_", " ").capitalize()

    def members(self, study: str) -> list[dict[str, Any]]:
        """Return what a study compares: formula and variation with their titles, and its settings.

        Those are the ones that the variation sets, by their paths.
        """
        return [
            {
                "formula": formula,
                "formula_title": self.title(formula),
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
        for key in self.file.variations:
            if self._is_for(key, formula):
                other = self.settings(formula, key)
                same = other.data == base.data and other.network == base.network
                if same and other.training.method != base.training.method:
                    return key
        return None

    def changes(self, variation: str) -> dict[str, Any]:
        """Return the settings that a variation sets: dotted path → plain value.

        As ``{'training.method': 'adam', 'training.adam.learning_rate': 0.0001}``.
        """
        return {} if variation == BASE else self.variations[variation].settings()

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
        other = None
        if variation != BASE:
            other = self.variations.get(variation)
            if other is None or not self._is_for(variation, formula):
                raise KeyError(f"the formula {formula} has no variation {variation}")
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
            "listing": listing(self.file),
            **self.report.model_dump(mode="json"),
            "authors": self.authors(),
            "seed": self.seed,
            "results": self.results,
            "formulas": [
                {
                    "formula": key,
                    "title": self.title(key),
                    "expect": self.expect(key),
                    "alternative": self.alternative(key),
                }
                for key in self.formulas
            ],
            "studies": [
                {
                    "study": study,
                    "title": self.study_title(study),
                    "members": self.members(study),
                }
                for study in self.studies()
            ],
        }
