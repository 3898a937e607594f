"""The baselines by name, and when each applies. The table has no code and no words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Method:
    """A method of fitting; its code is the function ``fit`` of the module of its name.

    What it is called, a language says; see `formulafit.language.model.BaselineWords`.
    """

    name: str
    max_inputs: float = inf


# From the simpler to the larger: of equally good ones, the first is named as the best.
METHODS = (
    Method("mean"),
    Method("polynomial"),
    Method("spline", max_inputs=2),
    Method("decision_tree"),
    Method("boosted_trees"),
    Method("nearest_neighbours"),
    Method("interpolating_spline", max_inputs=1),
    Method("gaussian_process"),
)


def applicable(inputs: int, leave_out: Iterable[str] = ()) -> list[Method]:
    """Return the methods for so many inputs, without those that are left out."""
    left_out = set(leave_out)
    return [m for m in METHODS if inputs <= m.max_inputs and m.name not in left_out]
