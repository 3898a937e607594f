"""What is to be said of a fit that missed its formula, or whose data do not show it, as data.

The facts come from the evaluation, the words from a language: for the screen, the terminal (see
`formulafit.advice`) and the paper.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formulafit.baselines.registry import METHODS
from formulafit.documents.evaluation import (
    EvaluationDocument,
    MetricsDocument,
    TestedBaseline,
    TestedReplicate,
    Values,
    median,
)
from formulafit.documents.fit import setting
from formulafit.vocabulary import METHOD, TRAIN_BOX, TRAIN_ROWS

SPAN = 1e6  # times as large as the small targets: from here on an NRMSE says nothing of those
FLOOR = 1e-12  # of an NRMSE in double precision: below, all are equal


@dataclass(frozen=True)
class Missed:
    """Some replicates missed their formula.

    Attributes
    ----------
    lost, fits : int
        How many, and of how many.
    constant : int
        How many of them are hardly better than a constant, or worse.
    worse : int
        How many of those are worse: their NRMSE is above 1, or no finite number.
    behind : int
        How many of them lie far behind the best baseline.
    baseline, nrmse
        That baseline's name and its NRMSE.
    """

    lost: int
    fits: int
    constant: int
    worse: int
    behind: int
    baseline: str
    nrmse: float | None


@dataclass(frozen=True)
class Undersampled:
    """Neighbouring points differ nearly as much as any two, so that no method finds the formula."""

    points: int


@dataclass(frozen=True)
class Mends:
    """What may help a fit that its data would allow to be better.

    Attributes
    ----------
    what : tuple of str
        Of "points", "thorough", "effort", "auto", "activation", "noise", "rows", "box".
    """

    what: tuple[str, ...]


@dataclass(frozen=True)
class HiddenRange:
    """The test set does not show the formula's range.

    Attributes
    ----------
    test, box : Values
        Of the test targets, and of the formula in its box.
    """

    test: Values
    box: Values


@dataclass(frozen=True)
class OrdersOfMagnitude:
    """Some test targets are so much larger than others that an NRMSE says nothing of the small.

    Attributes
    ----------
    small, large : float
        Sizes of test targets; see `formulafit.evaluation.verdict.sizes`.
    median, most : float or None
        The relative error, its median and its 99% quantile over the test rows: medians over the
        replicates that ended well.
    """

    small: float
    large: float
    median: float | None
    most: float | None

    @property
    def decades(self) -> int:
        """How many whole powers of ten lie between the sizes."""
        return math.floor(math.log10(self.large) - math.log10(self.small))


Finding = Missed | Undersampled | Mends | HiddenRange | OrdersOfMagnitude


def count_missed(replicates: Sequence[TestedReplicate]) -> int:
    """Return how many replicates missed their formula."""
    return sum(each.missed is not None for each in replicates)


def findings(
    replicates: Sequence[TestedReplicate],
    evaluation: EvaluationDocument | MetricsDocument,
    settings: Mapping[str, Any],
) -> list[Finding]:
    """Return what is to be said of a formula's own fit.

    Parameters
    ----------
    replicates : sequence of TestedReplicate
        For what each of them missed see `formulafit.evaluation.verdict.missed`.
    evaluation : EvaluationDocument or MetricsDocument
    settings : mapping
        The fit's: data, network, training.

    Returns
    -------
    list
        Empty where the fit is good and the data are too.
    """
    found: list[Finding] = []
    lost = count_missed(replicates)
    if lost:
        marks = [each.missed for each in replicates]
        constant, behind = marks.count("formula"), marks.count("baseline")
        name, nrmse = best_baseline(evaluation.baselines)
        worse = sum(map(_is_worse_than_a_constant, replicates))
        found.append(Missed(lost, len(replicates), constant, worse, behind, name, nrmse))
    if evaluation.undersampled:
        found.append(Undersampled(setting(settings, "data.points")))
    elif lost:
        found.append(Mends(tuple(_mends(settings))))
    if not evaluation.coverage.shown:
        found.append(HiddenRange(evaluation.coverage.test, evaluation.coverage.box))
    sizes = evaluation.test_sizes
    if sizes and sizes.large > SPAN * sizes.small:
        errors = [each.metrics for each in replicates if each.metrics]
        middle = median(each.relative_error_median for each in errors)
        most = median(each.relative_error_99 for each in errors)
        found.append(OrdersOfMagnitude(sizes.small, sizes.large, middle, most))
    return found


def _is_worse_than_a_constant(replicate: TestedReplicate) -> bool:
    if replicate.missed != "formula":
        return False
    nrmse = replicate.metrics.nrmse if replicate.metrics else None
    return nrmse is None or nrmse > 1


def best_baseline(baselines: Mapping[str, TestedBaseline]) -> tuple[str, float | None]:
    """Return the name and NRMSE of the baseline with the least.

    Of equals, as all below `FLOOR` are, it is the first one in the order of `METHODS`.
    """
    known = {
        method.name: nrmse
        for method in METHODS
        if method.name in baselines and (nrmse := baselines[method.name].metrics.nrmse) is not None
    }
    if not known:
        return "", None
    best = min(known, key=lambda name: max(known[name], FLOOR))
    return best, known[best]


def _mends(settings: Mapping[str, Any]) -> list[str]:
    way = "auto"
    if setting(settings, METHOD) == "auto":
        effort = setting(settings, "training.auto.effort")
        way = "thorough" if effort in ("quick", "normal") else "effort"
    further = {"data.noise": "noise", TRAIN_ROWS: "rows", TRAIN_BOX: "box"}
    mends = [what for path, what in further.items() if setting(settings, path)]
    return ["points", way, "activation", *mends]
