"""What every baseline gets and gives: rows, a predictor, a choice by the validation error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from formulafit.scaling import root_mean_square

Array: TypeAlias = NDArray[np.float64]
Predictor: TypeAlias = Callable[[Array], Array]  # (rows, inputs) -> (rows,)
Detail: TypeAlias = Mapping[str, int | float | str]  # what was chosen, by its name

# Rows that a model is asked for at once, so that the memory needed does not grow with the data.
BLOCK = 4096
# An error below this fraction of the targets' size is rounding, and no reason for another model.
ROUNDING = 1e-15


@dataclass(frozen=True)
class Rows:
    """The rows to learn from: inputs ``(rows, inputs)`` and targets ``(rows,)``.

    `fit_baselines` gives inputs between 0 and 1, and targets less their mean and at most 1 in size.
    `mean` is what was subtracted, in the formula's own units.
    """

    X: Array
    y: Array
    X_validation: Array
    y_validation: Array
    mean: float = 0.0


# The predictor, and what was chosen, such as "degree 7, 8 terms".
Fit: TypeAlias = Callable[[Rows], tuple[Predictor, Detail]]


def in_blocks(predictor: Predictor, X: Array) -> Array:
    """Return the predictions ``(rows,)``, computed `BLOCK` rows at a time."""
    blocks = [X[start : start + BLOCK] for start in range(0, len(X), BLOCK)]
    return np.concatenate([predictor(block) for block in blocks] or [np.empty(0)])


def least(candidates: Iterable[tuple[Predictor, Detail]], rows: Rows) -> tuple[Predictor, Detail]:
    """Return the first predictor with the least validation error.

    It is the mean where there is no candidate, or no validation row to judge one by.
    """
    mean = float(rows.y.mean())
    chosen: tuple[Predictor, Detail] = (lambda X: np.full(len(X), mean)), {"instead": "mean"}
    least_error = inf
    size = root_mean_square(rows.y_validation)
    for predictor, detail in candidates:
        error = root_mean_square(in_blocks(predictor, rows.X_validation) - rows.y_validation)
        if error < least_error:
            chosen, least_error = (predictor, detail), error
        if error <= ROUNDING * size:
            break
    return chosen
