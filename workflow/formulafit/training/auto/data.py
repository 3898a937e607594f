"""The rows of a problem as the method works on them: standardised, and some held out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulafit.scaling import Scaling
from formulafit.training.auto.layer import Array
from formulafit.training.base import TrainingProblem

ENOUGH = 10  # held-out rows; from fewer nothing can be chosen
MOST = 4000  # held-out rows that are looked at


@dataclass(frozen=True)
class StandardisedData:
    """Rows to fit, and rows held out to choose by.

    Whatever the problem's scaling, inputs and output have mean 0 and standard deviation 1 here.
    Held out are the problem's validation rows. Where it has hardly any, every tenth row to be
    trained on takes their place until the last solve; where these are too few as well, none are
    held out, and choices are made by generalised cross-validation.

    Attributes
    ----------
    X, X_held : array
        (inputs + 1, rows), ending with a row of ones.
    y, y_held : array
        (rows,).
    validated : bool
        Whether the held-out rows are the problem's validation rows.
    lent : int
        How many of the held-out rows, the last ones, are to be trained on by the last solve.
    """

    X: Array
    y: Array
    X_held: Array
    y_held: Array
    validated: bool
    standard: Scaling  # of the problem's own, scaled, units
    lent: int = 0

    @classmethod
    def of(cls, problem: TrainingProblem, rng: np.random.Generator) -> StandardisedData:
        """Standardise a problem's rows, in random order, and hold some out."""
        standard = Scaling.fit("standard", problem.X, problem.y)
        order = rng.permutation(len(problem.y))
        X, y = problem.X[order], problem.y[order]
        X_held, y_held = problem.X_validation[:MOST], problem.y_validation[:MOST]
        validated = len(y_held) >= ENOUGH
        if not validated:
            held = len(y) // 10 if len(y) >= 10 * ENOUGH else 0
            held = min(held, MOST)
            X_held, y_held, X, y = X[:held], y[:held], X[held:], y[held:]
        return cls(
            X=with_ones(standard.inputs(X)),
            y=standard.output(y),
            X_held=with_ones(standard.inputs(X_held)),
            y_held=standard.output(y_held),
            validated=validated,
            standard=standard,
            lent=0 if validated else len(y_held),
        )

    @property
    def inputs(self) -> int:
        """How many inputs there are."""
        return len(self.X) - 1

    @property
    def rows(self) -> int:
        """How many rows there are to fit."""
        return len(self.y)

    def all_rows(self) -> tuple[Array, Array]:
        """Return the rows to fit and those held out."""
        return np.hstack([self.X, self.X_held]), np.append(self.y, self.y_held)

    def first(self, rows: int) -> tuple[Array, Array]:
        """Return the first of the rows to fit, which are in random order."""
        return np.ascontiguousarray(self.X[:, :rows]), self.y[:rows]


def with_ones(X: Array) -> Array:
    """Transpose inputs and put a row of ones below: (rows, inputs) -> (inputs + 1, rows)."""
    return np.vstack([X.T, np.ones(len(X))])
