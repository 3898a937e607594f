"""How far two codes come apart that train the same network on the same batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from formulafit.documents.evaluation import Twins
from formulafit.documents.fit import FitDocument
from formulafit.documents.folder import FormulaFolder
from formulafit.documents.history import read_histories
from formulafit.documents.twins import curves_apart, pairs
from formulafit.evaluation.pictures import Predict
from formulafit.metrics import Array

Open = Callable[[str, int], Predict]  # a variation's replicate as a function of inputs


def compare(
    folder: FormulaFolder, fits: Mapping[str, FitDocument], X: Array, opened: Open
) -> tuple[Twins, ...]:
    """Compare a formula's fits by `adam` with their twins by `torch`.

    Parameters
    ----------
    folder : FormulaFolder
        Where the learning curves lie.
    fits : mapping
        By variation.
    X : (rows, inputs) float64
        The inputs of the test set.
    opened : callable
        Opens the network of a variation's replicate.

    Returns
    -------
    tuple of Twins
        Of those pairs of which some replicate ended well in both.
    """
    found = []
    for adam, torch in pairs(fits):
        both = zip(fits[adam].replicates, fits[torch].replicates, strict=True)
        ended = [one.replicate for one, other in both if one.ok and other.ok]
        if ended:
            curves = [read_histories(folder.variation(each).history) for each in (adam, torch)]
            apart = [curves_apart(*(curve[replicate] for curve in curves)) for replicate in ended]
            networks = [(opened(adam, each)(X), opened(torch, each)(X)) for each in ended]
            difference = max(float(np.abs(one - other).max()) for one, other in networks)
            curve = max(float(each.max()) for each in apart)
            found.append(Twins(adam, torch, float(apart[0][0]), curve, difference))
    return tuple(found)
