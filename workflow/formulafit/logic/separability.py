"""Which Boolean functions one perceptron can compute: weights where it can, a proof where not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.optimize import linprog

from formulafit.logic.units import Perceptron, Table, rows


@dataclass(frozen=True)
class Certificate:
    """Proof that no perceptron has the truth table `table` (Farkas' lemma).

    A unit with this table would satisfy one inequality a row, linear in (w, b): z ≥ 0 where the
    table says 1, -z > 0 where it says 0. `multipliers`, none negative, weigh these inequalities
    so that w and b cancel from their sum while a strict one takes part: what remains is 0 > 0.
    """

    table: Table
    multipliers: tuple[int, ...]

    def coefficients(self) -> list[tuple[int, ...]]:
        """Return each row's inequality as the coefficients of (w₁, …, wₙ, b) on its left side."""
        inputs = rows(len(self.table).bit_length() - 1)
        return [
            tuple((1 if target else -1) * v for v in (*x, 1))
            for x, target in zip(inputs, self.table, strict=True)
        ]

    def holds(self) -> bool:
        """Check the proof, in integers."""
        weighed = [
            [multiplier * c for c in row]
            for multiplier, row in zip(self.multipliers, self.coefficients(), strict=True)
        ]
        total = [sum(column) for column in zip(*weighed, strict=True)]
        strict = [m for m, target in zip(self.multipliers, self.table, strict=True) if not target]
        return min(self.multipliers) >= 0 and sum(strict) > 0 and not any(total)


def separate(table: Table) -> Perceptron | Certificate:
    """Find a perceptron with this truth table, or the proof that there is none.

    Both come from linear programmes and are verified exactly before they are returned. The
    weights are those of least |w₁| + … + |wₙ| + |b| with z ≥ 0 or z ≤ -1 on each row (a solution
    with z < 0 on some rows can always be scaled to z ≤ -1 there).

    Raises
    ------
    ArithmeticError
        When the answer of the linear programme does not survive the exact check.
    """
    inputs = len(table).bit_length() - 1
    zeros = np.array(table) == 0
    A = np.array([(*x, 1) for x in rows(inputs)], dtype=float)  # (rows, inputs + 1)
    A[zeros] *= -1  # now A (w, b) ≥ 0 on the ones, ≥ 1 on the zeros

    # (w, b) = p - q with p, q ≥ 0, so that the sum over p and q is the sum of absolute values
    weights = linprog(np.ones(2 * inputs + 2), A_ub=np.hstack([-A, A]), b_ub=-1.0 * zeros)
    if weights.x is not None:
        *w, b = _fractions(weights.x[: inputs + 1] - weights.x[inputs + 1 :])
        unit = Perceptron(tuple(w), b)
        if unit.table() == table:
            return unit
    else:
        # multipliers y ≥ 0 with yᵀA = 0, those of the strict inequalities summing to 1
        multipliers = linprog(
            np.ones(len(table)), A_eq=np.vstack([A.T, zeros]), b_eq=np.eye(inputs + 2)[-1]
        )
        if multipliers.x is not None:
            certificate = Certificate(table, _integers(_fractions(multipliers.x)))
            if certificate.holds():
                return certificate
    raise ArithmeticError(
        f"truth table {table}: the linear programme's answer does not survive the exact check"
    )


def _fractions(values: np.ndarray) -> list[Fraction]:
    """Round to near fractions: the corners of such small polytopes have small denominators."""
    return [Fraction(float(value)).limit_denominator(1000) for value in values]


def _integers(values: list[Fraction]) -> tuple[int, ...]:
    """Scale to the smallest integers in the same proportion."""
    common = math.lcm(*(value.denominator for value in values))
    scaled = [int(value * common) for value in values]
    return tuple(value // math.gcd(*scaled) for value in scaled)
