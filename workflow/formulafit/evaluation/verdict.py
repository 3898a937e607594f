"""Did a fit miss its formula, and could its data show the formula at all? Facts, no words.

A network that ended well may still predict no better than a constant, or worse than a simpler
method. Where every method fails, neighbouring rows tell whether more of them are needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from formulafit.axes import LINEAR_AXES, Axes
from formulafit.documents.evaluation import Coverage, Sizes, TestedBaseline, Values
from formulafit.formula import Formula
from formulafit.metrics import Array
from formulafit.scaling import standard_deviation
from formulafit.vocabulary import Missed

FAR = 0.9  # an NRMSE above it is hardly better than a constant's
NEAR = 1e-3  # an NRMSE up to it is good enough, whatever a simpler method achieves
LOST = 0.5  # an NRMSE above it: three quarters of the variance are all that is found, at most
FACTOR = 2  # so many times the error of the best baseline is too much

NEIGHBOURS = 5000  # rows whose nearest neighbour is looked up
# Half the mean squared difference of nearest neighbours, relative to the variance: it is near 0
# where rows resolve the formula, and 1 where neighbours differ as any two rows do. A wave reaches
# 0.4 at some five rows to a period in its square of two inputs.
UNRESOLVED = 0.4
# The same of a linear function. It grows with the number of inputs, where the nearest neighbour is
# far: above this, neighbours tell nothing.
TELLING = 0.25

# The share of test targets that may be smaller than what is told of as small: a formula that
# changes its sign comes as near to 0 as a row happens to lie.
LEAST = 0.01

PROBES = 200_000  # random points that show what values a formula takes in its box
BLOCK = 20_000  # of them at once


def missed(nrmse: float | None, best: float | None, varies: bool = True) -> Missed | None:
    """Judge a fit that ended well by its NRMSE on the test set.

    Parameters
    ----------
    nrmse : float or None
        None where its error is no finite number, or the test targets do not vary.
    best : float or None
        The NRMSE of the best baseline on the same rows; None where there is none to compare with.
    varies : bool
        Whether the test targets vary.

    Returns
    -------
    str or None
        ``formula`` above `FAR`, ``baseline`` above `NEAR` and more than `FACTOR` times `best`,
        None otherwise.
    """
    if not varies:
        return None
    if nrmse is None or nrmse > FAR:
        return "formula"
    if best is not None and nrmse > NEAR and nrmse > FACTOR * best:
        return "baseline"
    return None


def best_nrmse(baselines: Mapping[str, TestedBaseline]) -> float | None:
    """Return the least NRMSE of the baselines of an evaluation; None where none has one."""
    errors = [baseline.metrics.nrmse for baseline in baselines.values()]
    return min((error for error in errors if error is not None), default=None)


def all_fail(errors: Iterable[float | None]) -> bool:
    """Tell whether no method has an NRMSE up to `LOST`.

    It is less than `FAR`: of sums of waves trees find a part, where rows are too few for the rest.
    """
    return all(error is None or error > LOST for error in errors)


def is_undersampled(X: Array, y: Array) -> bool:
    """Tell whether neighbouring rows differ nearly as much as any two.

    Parameters
    ----------
    X, y : array
        Rows in random order, ``(rows, inputs)`` and ``(rows,)``, without noise.

    Returns
    -------
    bool
        False also where nothing can be told: with fewer than three rows, without variation, and
        where the nearest neighbours are far, as they are with many inputs.
    """
    from scipy.spatial import KDTree  # needed by the few formulas that every method fails on

    X = X[:, X.max(axis=0) > X.min(axis=0)] if len(X) else X
    deviation = standard_deviation(y) if len(y) > 2 else 0.0
    if not (deviation and X.shape[1]):
        return False
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    found = KDTree(X).query(X[:NEIGHBOURS], k=[1, 2])  # the first is the row itself
    distances, nearest = (np.asarray(each).T for each in found)
    differences = (y[nearest[1]] - y[nearest[0]]) / deviation
    nugget = np.mean(differences**2) / 2
    linear = np.mean(distances[1] ** 2) / 2 / X.shape[1]
    return bool(nugget > UNRESOLVED and linear < TELLING)


def sizes(y: Array) -> Sizes | None:
    """Return how small and how large in size targets ``(rows,)`` are; None where all are 0.

    ``large`` is the largest; ``small`` the least that `LEAST` of those other than 0 do not exceed.
    """
    known = np.abs(y[y != 0])
    if not len(known):
        return None
    small = np.quantile(known, LEAST, method="inverted_cdf")
    return Sizes(float(small), float(known.max()))


def coverage(
    formula: Formula,
    box: Array,
    test: Array,
    known: Array,
    generator: np.random.Generator,
    axes: Axes = LINEAR_AXES,
) -> Coverage:
    """Compare the test targets with the values that the formula takes in its box.

    Parameters
    ----------
    formula : Formula
    box : array
        ``(inputs, 2)``.
    test : array
        The noiseless test targets ``(rows,)``.
    known : array
        Values at other points of the box, such as those of pictures; NaN where undefined.
    generator : numpy.random.Generator
        Draws `PROBES` points.
    axes : Axes
        Of the inputs: what an even spread over the box is.

    Returns
    -------
    Coverage
        It is ``shown`` where the test targets have at least half the standard deviation and a
        tenth of the range.
    """
    values = np.concatenate([_probe(formula, box, axes, generator) for _ in range(PROBES // BLOCK)])
    known = np.concatenate([values, test, known[np.isfinite(known)]])
    seen = Values(float(test.min()), float(test.max()), standard_deviation(test))
    deviation = standard_deviation(values) if len(values) else 0.0
    there = Values(float(known.min()), float(known.max()), deviation)
    ranges = [each.max - each.min for each in (seen, there)]
    shown = seen.std >= there.std / 2 and ranges[0] >= ranges[1] / 10
    return Coverage(seen, there, bool(shown))


def _probe(formula: Formula, box: Array, axes: Axes, generator: np.random.Generator) -> Array:
    low, high = axes.see(box.T)
    y = formula(axes.unsee(generator.uniform(low, high, (BLOCK, len(box)))))
    finite: Array = y[np.isfinite(y)]
    return finite
