"""What is said on a screen of a fit that missed its formula, or whose data do not show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from formulafit import findings
from formulafit.documents.evaluation import (
    EvaluationDocument,
    MetricsDocument,
    TestedReplicate,
)
from formulafit.findings import FLOOR, best_baseline
from formulafit.language.en import advice

__all__ = ["FLOOR", "best_baseline", "count_missed", "explain", "plain"]


def plain(text: str) -> str:
    """Return a sentence as it stands on a screen."""
    return text.replace("`", "")


def count_missed(replicates: Sequence[TestedReplicate]) -> str:
    """Return e.g. ``missed`` or ``1 of 3 missed``; empty where no replicate did."""
    return advice.missed(findings.count_missed(replicates), len(replicates))


def explain(
    replicates: Sequence[TestedReplicate],
    evaluation: EvaluationDocument | MetricsDocument,
    settings: Mapping[str, Any],
) -> list[str]:
    """Return what is to be said of a formula's own fit, as sentences without a full stop.

    The arguments are those of `formulafit.findings.findings`; settings stand in backticks.
    """
    found = findings.findings(replicates, evaluation, settings)
    return [advice.explain(finding, _short) for finding in found]


def _short(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}g}"
