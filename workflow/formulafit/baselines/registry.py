"""The baselines by name: when each applies, and what it is called. The table has no code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Method:
    """A method of fitting; its code is the function ``fit`` of the module of its name."""

    name: str
    title: str  # in tables
    words: str  # in a list of methods, as Markdown
    chooses: str = ""  # by the validation error; empty where there is no choice
    max_inputs: float = inf
    noun: str = ""  # of those that scikit-learn has


# From the simpler to the larger: of equally good ones, the first is named as the best.
METHODS = (
    Method("mean", "mean", "the mean of the training targets"),
    Method("polynomial", "polynomial", "a polynomial", "the degree"),
    Method(
        "spline",
        "spline",
        "a cubic spline by least squares for one or two inputs",
        "the number of intervals",
        max_inputs=2,
    ),
    Method(
        "decision_tree",
        "decision tree",
        "a decision tree [@breiman1984]",
        "the least rows of a leaf",
        noun="decision trees",
    ),
    Method(
        "boosted_trees",
        "boosted trees",
        "gradient-boosted trees [@friedman2001]",
        "the number of trees",
        noun="boosted trees",
    ),
    Method(
        "nearest_neighbours",
        "nearest neighbours",
        "nearest neighbours [@cover1967]",
        "the number and the weights",
        noun="neighbours",
    ),
    Method(
        "interpolating_spline",
        "interpolating spline",
        "a spline through all rows for one input",
        "the degree",
        max_inputs=1,
    ),
    Method(
        "gaussian_process",
        "Gaussian process",
        "a Gaussian process [@rasmussen2006] on at most 2,000 rows",
        "the kernel",
        noun="Gaussian processes",
    ),
)


def applicable(inputs: int, leave_out: Iterable[str] = ()) -> list[Method]:
    """Return the methods for so many inputs, without those that are left out."""
    left_out = set(leave_out)
    return [m for m in METHODS if inputs <= m.max_inputs and m.name not in left_out]
