"""The simpler methods: their names, and what each chose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formulafit.language.en.grammar import count
from formulafit.language.model import BaselineWords
from formulafit.language.numbers import signed

WEIGHTS = {"uniform": "equal weights", "distance": "weights by distance"}
KERNELS = {
    "squared_exponential": "squared exponential",
    "matern_5_2": "Matérn 5/2",
    "matern_3_2": "Matérn 3/2",
}
BASELINES = {
    "mean": BaselineWords("mean", "the mean of the training targets"),
    "polynomial": BaselineWords("polynomial", "a polynomial", "the degree"),
    "spline": BaselineWords(
        "spline",
        "a cubic spline by least squares for one or two inputs",
        "the number of intervals",
    ),
    "decision_tree": BaselineWords(
        "decision tree",
        "a decision tree [@breiman1984]",
        "the least number of rows in a leaf",
        "decision trees",
    ),
    "boosted_trees": BaselineWords(
        "boosted trees",
        "gradient-boosted trees [@friedman2001]",
        "the number of trees",
        "boosted trees",
    ),
    "nearest_neighbours": BaselineWords(
        "nearest neighbours",
        "nearest neighbours [@cover1967]",
        "the number and the weights",
        "neighbours",
    ),
    "interpolating_spline": BaselineWords(
        "interpolating spline", "a spline through all rows for one input", "the degree"
    ),
    "gaussian_process": BaselineWords(
        "Gaussian process",
        "a Gaussian process [@rasmussen2006] on at most 2,000 rows",
        "the kernel",
    ),
}


def chosen(detail: Mapping[str, Any]) -> str:
    """Return what a baseline chose; empty where nothing is known."""
    match detail:
        case {"instead": "mean"}:
            return "the mean"
        case {"constant": constant}:
            return f"constant {signed(constant, 4)}"
        case {"degree": degree, "terms": terms}:
            return f"degree {degree}, {count(terms, 'term')}"
        case {"intervals": intervals, "inputs": inputs, "terms": terms}:
            each = " an input" if inputs > 1 else ""
            return f"{count(intervals, 'interval')}{each}, {count(terms, 'term')}"
        case {"leaves": leaves, "least_rows": rows}:
            return f"{count(leaves, 'leaf', 'leaves')} of at least {count(rows, 'row')}"
        case {"trees": trees}:
            return count(trees, "tree")
        case {"neighbours": neighbours, "weights": weights}:
            how = f", {WEIGHTS[weights]}" if neighbours > 1 else ""
            return count(neighbours, "neighbour") + how
        case {"degree": degree, "rows": rows}:
            return f"degree {degree}, through {count(rows, 'row')}"
        case {"kernel": kernel, "rows": rows}:
            return f"{KERNELS[kernel]} kernel, {count(rows, 'row')}"
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in detail.items())
