"""Ratios between methods: how much smaller our error is, and what it costs beside theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.records import Row, of

FLOOR = 1e-12  # our errors count as at least this much
OURS = "auto"
PUSHED, LOOP, GAUSSIAN_PROCESS = "scikit-learn pushed", "loop 512", "Gaussian process"
LOOP_GIVEN = "60 s"


@dataclass(frozen=True)
class Comparison:
    """Ours against a peer, on the formulas that both were measured on.

    `errors` is the peer's test NRMSE over ours, `seconds` our CPU seconds over the peer's, both by
    formula.
    """

    errors: dict[str, float]
    seconds: dict[str, float]

    @property
    def mean(self) -> float:
        """Geometric mean of the error ratios."""
        return geometric_mean(self.errors.values())

    @property
    def worst(self) -> str:
        """The formula with the smallest error ratio."""
        return min(self.errors, key=lambda formula: self.errors[formula])

    @property
    def mean_seconds(self) -> float:
        """Geometric mean of the ratios of CPU seconds."""
        return geometric_mean(self.seconds.values())

    @property
    def dearest(self) -> str:
        """The formula with the largest ratio of CPU seconds."""
        return max(self.seconds, key=lambda formula: self.seconds[formula])


def compare(rows: Sequence[Row], peer: str, setting: str | None = None) -> Comparison | None:
    """Hold our method against a peer; None where there is nothing to compare."""
    ours, theirs = of(rows, OURS), of(rows, peer, setting)
    both = [formula for formula in ours if formula in theirs]
    if not both:
        return None
    return Comparison(
        {key: theirs[key].test_nrmse / max(ours[key].test_nrmse, FLOOR) for key in both},
        {key: ours[key].cpu_seconds / theirs[key].cpu_seconds for key in both},
    )


def lost_to(
    rows: Sequence[Row], peer: str, setting: str | None, ours: str = OURS
) -> dict[str, float]:
    """Return where a peer has the smaller error, and by what factor; below the floor is a tie."""
    own, theirs = of(rows, ours), of(rows, peer, setting)
    ratios = {
        key: max(own[key].test_nrmse, FLOOR) / max(row.test_nrmse, FLOOR)
        for key, row in theirs.items()
        if key in own
    }
    return {key: ratio for key, ratio in ratios.items() if ratio > 1}


def geometric_mean(values: Iterable[float]) -> float:
    """Return the geometric mean; not a number of nothing."""
    logarithms = np.log(np.fromiter(values, float))
    return float(np.exp(np.mean(logarithms))) if len(logarithms) else float("nan")


def few(rows: Iterable[Row], inputs: tuple[int, int]) -> list[Row]:
    """Return the rows of formulas with so many inputs."""
    return [row for row in rows if inputs[0] <= row.inputs <= inputs[1]]


CLASSES = {"1–2 inputs": (1, 2), "3 and more": (3, 99)}
