"""The members of a study: their test errors, and the settings in which they differ."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from formulafit.documents.evaluation import EvaluationDocument
from formulafit.documents.fit import FitDocument
from formulafit.documents.folder import ResultsFolder
from formulafit.documents.form import build
from formulafit.documents.history import History, read_histories
from formulafit.documents.told import StudyMember
from formulafit.language.titles import in_language
from formulafit.vocabulary import METHOD, OK, TRAIN_ROWS

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Member:
    """One variation of one formula in a study.

    Attributes
    ----------
    formula, variation, title, formula_title : str
        Its keys, and their names for people.
    varied : tuple of str
        Paths of the settings that the variation sets, such as ``training.adam.learning_rate``.
    fit : FitDocument
        Its ``fit.json``.
    history : mapping
        The learning curves by replicate.
    nrmse, rmse : (ok replicates,) float64
        On the test rows. `nrmse` is empty for a constant target, which does not vary.
    lost : tuple of str
        The statuses of the replicates that are not ok.
    """

    formula: str
    variation: str
    title: str
    formula_title: str
    varied: tuple[str, ...]
    fit: FitDocument
    history: Mapping[int, History]
    nrmse: NDArray[np.float64]
    rmse: NDArray[np.float64]
    lost: tuple[str, ...]

    def setting(self, path: str) -> Any:
        """Give the value with which the member was trained; None where its method has no such.

        For the training rows that is their number, also where the config says "all".
        """
        if path == TRAIN_ROWS:
            return self.fit.train_rows
        return self.fit.setting(path)


def read_members(
    members: Sequence[Mapping[str, Any]], results: str | Path, language: str
) -> list[Member]:
    """Read what a study is drawn from.

    Parameters
    ----------
    members : sequence of mappings
        Each has the form of a `StudyMember`.
    results : str or Path
        The folder of all results.
    language : str
        The code of the language that titles are taken in.
    """
    read = []
    for entry in build(tuple[StudyMember, ...], list(members), "members"):
        formula = ResultsFolder(Path(results)).formula(entry.formula)
        tested = EvaluationDocument.read(formula.evaluation).variations[entry.variation]
        files = formula.variation(entry.variation)
        member = Member(
            formula=entry.formula,
            variation=entry.variation,
            title=in_language(entry.title, language),
            formula_title=in_language(entry.formula_title, language),
            varied=tuple(entry.settings),
            fit=FitDocument.read(files.fit),
            history=read_histories(files.history),
            nrmse=np.array([m.nrmse for m in tested.measured if m.nrmse is not None]),
            rmse=np.array([m.rmse for m in tested.measured]),
            lost=tuple(each.status for each in tested.replicates if each.status != OK),
        )
        read.append(member)
    return read


def differing(members: Sequence[Member]) -> list[str]:
    """Give the paths of the settings in which the members of a formula differ.

    Only settings that some member sets count: formulas may differ in their own. Where the methods
    differ their other settings do so as a consequence, and the method alone is given.
    """
    paths = dict.fromkeys(_whole(path) for member in members for path in member.varied)
    differ = []
    for path in paths:
        values: dict[str, set[str]] = {}
        for member in members:
            value = json.dumps(member.setting(path), sort_keys=True)
            values.setdefault(member.formula, set()).add(value)
        if any(len(found) > 1 for found in values.values()):
            differ.append(path)
    return [METHOD] if METHOD in differ else differ


def _whole(path: str) -> str:
    """Cut the path of a part of a setting, such as one side of a box, to the setting's own."""
    keys = path.split(".")
    depth = 3 if keys[0] == "training" else 2
    return ".".join(keys[:depth])
