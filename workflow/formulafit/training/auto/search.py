"""The search for random features: activation, scale and metric."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulafit.training.auto import active_subspace
from formulafit.training.auto.layer import Array
from formulafit.training.auto.random_features import Trials, climb
from formulafit.training.auto.run import Run

FEW_INPUTS = 2  # up to which errors become tiny, and normal equations cannot tell them apart
PROMISING = 1e-2  # an error by normal equations that may turn out to be much smaller by QR
CLOSE = 1e-6  # an error of random features from which no training goes further
CLOSE_OF_FEW = 1e-3  # up to two inputs, an error from which variable projection goes further
COMPARED_UNITS, COMPARED_ROWS = 256, 1200  # to compare metrics and scales
EXACT_UNITS, EXACT_ROWS = 512, 2500  # to measure how far random features get
BETTER = 0.75  # another activation has to leave less than this fraction of the error
SAME = 1.03  # errors of all activations within this factor are the noise in the data
KINKED = 4.0  # relu features leave less than so many times the error of the best smooth ones


@dataclass(frozen=True)
class Found:
    """What random features are best drawn from.

    Attributes
    ----------
    error : float
        On the held-out rows, by as many units and rows as were compared.
    smooth : bool
        Whether random features come so close that Gauss-Newton would lose what they have.
    kinked : bool
        Whether relu is to be among the starts of Gauss-Newton: it has a kink of its own.
    remark : str
        Why this activation.
    """

    activation: str
    metric: Array
    scale: float
    error: float
    smooth: bool
    kinked: bool
    remark: str


def search(run: Run) -> Found:
    """Search metric, scale and, where random features matter by themselves, the activation."""
    inputs, (first, *others) = run.data.inputs, run.activations
    few = inputs <= FEW_INPUTS or not run.data.y_held.size
    compared = Trials(run, min(run.units, COMPARED_UNITS), COMPARED_ROWS, precise=few)
    exact = Trials(run, min(run.units, EXACT_UNITS), EXACT_ROWS, precise=True)

    best = climb(compared.of(first, np.eye(inputs)), 1 / np.sqrt(inputs))
    run.record_readout("random features", best.readout)
    if inputs > 1:
        best, metric = active_subspace.search(best, compared)
        run.record_readout("active subspace", best.readout)
    else:
        metric = np.eye(1)
    if not few and best.error < PROMISING:
        best = climb(exact.of(first, metric), best.scale)
        run.record_readout("random features", best.readout)

    smooth = few or best.error < CLOSE
    errors = {first: best.error}
    for activation in others if smooth else ():
        other = climb((compared if few else exact).of(activation, metric), best.scale)
        errors[activation] = other.error
        best = other if other.error < BETTER * best.error else best
    chosen = best.layer.activation
    kinked = False
    if few:
        noisy = bool(others) and max(errors.values()) < SAME * min(errors.values())
        if others and not noisy:
            relu = compared.of("relu", metric)(best.scale)  # whose error no scale changes
            kinked = relu.error < KINKED * best.error
        best = climb(exact.of(chosen, metric), best.scale)
        smooth = noisy or (best.error < CLOSE_OF_FEW and not kinked)
    if smooth:
        run.record_readout("random features", best.readout)
    listed = ", ".join(f"{activation} {error:.1e}" for activation, error in errors.items())
    why = f"errors of random features: {listed}" if others else "the activation named"
    return Found(chosen, metric, best.scale, best.error, smooth, kinked, f"{chosen} ({why})")
