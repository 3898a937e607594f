"""What was found of a formula, and the plan for its hidden layer that follows from it.

found                                                       plan
no rows held out, or hardly more rows than units            random features are left as they are
random features, or the spectral start, already exact       they are left as they are
the data's spectrum gives a clearly better start            Gauss-Newton, from there
few inputs, all activations leave the same error: noise     variable projection
smooth: random features come close                          variable projection
neither, but a step of variable projection is cheap         variable projection
budget for fewer than 20 steps                              random features are left as they are
kinked: relu features come as close as smooth ones          Gauss-Newton, relu in the race
all others                                                  Gauss-Newton
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from formulafit.training import work as counted
from formulafit.training.auto.layer import Array
from formulafit.training.auto.policy import Policy
from formulafit.training.auto.run import Run
from formulafit.training.auto.spectrum import Spectral

RANDOM_FEATURES = "random features"
SPECTRUM = "spectrum"
VARIABLE_PROJECTION = "variable projection"
GAUSS_NEWTON = "Gauss-Newton"
UNTRAINED = (RANDOM_FEATURES, SPECTRUM)


@dataclass(frozen=True)
class Findings:
    """What random features have shown of a formula.

    Attributes
    ----------
    activation : str
    metric, scale
        What they are best drawn from, (inputs, inputs), and with.
    error : float
        On the held-out rows, by as many units and rows as were compared.
    size : float
        Of its readout.
    errors : dict
        Activation -> error, of those compared; of the one named where the choice is not free.
    few : bool
        Whether the inputs are few, or no rows are held out.
    noisy : bool
        Whether the error is noise in the data.
    kinked : bool
        Whether the formula seems to have kinks, as relu has.
    spectral : Spectral or None
        The layer drawn by the data's spectrum, where it is clearly better; `error` is its own then.
    """

    activation: str
    metric: Array
    scale: float
    error: float
    size: float
    errors: dict[str, float]
    few: bool
    noisy: bool
    kinked: bool
    spectral: Spectral | None = None

    def exact(self, policy: Policy) -> bool:
        """Tell whether there is nothing to gain: little error, and no large weights that cancel."""
        return self.error < policy.good_enough and self.size <= policy.cancelling

    @property
    def way(self) -> dict[str, float]:
        """The way of the spectral start, and its error, where it is the start."""
        return {self.spectral.way: self.spectral.error} if self.spectral else {}

    def smooth(self, policy: Policy) -> bool:
        """Tell whether Gauss-Newton would lose what random features have, so close they come."""
        limit = policy.close_of_few if self.few else policy.close
        return self.noisy or (self.error < limit and not self.kinked)


class Start(NamedTuple):
    """What a layer in the race is drawn with."""

    activation: str
    scale: float


@dataclass(frozen=True)
class Plan:
    """By what the hidden layer is trained, and why.

    Attributes
    ----------
    trainer : str
        Random features (which are not trained), variable projection or Gauss-Newton.
    reason : {"no held-out rows", "few rows", "exact", "spectrum", "noisy", "smooth", "cheap",
            "budget", "kinked", "rough"}
        What the plan follows from; "rough" is none of the others.
    rows : int
        That variable projection works on.
    starts : tuple of Start
        Of Gauss-Newton, the likeliest first.
    reserve : int
        Work that is left for the last solve.
    """

    trainer: str
    reason: str
    rows: int = 0
    starts: tuple[Start, ...] = ()
    reserve: int = 0


def make_plan(run: Run, found: Findings) -> Plan:
    """Return the plan that follows from what was found, the rows and the budget."""
    policy, data, units = run.policy, run.data, run.units
    if not data.y_held.size:
        return Plan(RANDOM_FEATURES, "no held-out rows")
    if data.rows < policy.rows_per_unit * units:
        return Plan(RANDOM_FEATURES, "few rows")
    if found.error < policy.good_enough:
        return Plan(RANDOM_FEATURES, "exact")

    solve = counted.triangle(units + 2, data.rows) + counted.svd(units + 1)
    reserve = min(solve, int(policy.solve_share * run.budget.limit))
    rows = min(max(policy.projected // units, policy.rows_per_unit * units), data.rows)
    projection = counted.projected_gradient(data.inputs, units, rows)
    newton = counted.gauss_newton_step(data.inputs, units, min(policy.batches[1], data.rows))
    if found.spectral:
        if run.budget.left - reserve < policy.least_steps * mean_newton_step(run):
            return Plan(RANDOM_FEATURES, "budget")
        return Plan(GAUSS_NEWTON, "spectrum", reserve=reserve)
    if found.smooth(policy):
        reason = "noisy" if found.noisy else "smooth"
        return Plan(VARIABLE_PROJECTION, reason, rows, reserve=reserve)
    if policy.cheap * projection <= newton and not found.kinked:
        return Plan(VARIABLE_PROJECTION, "cheap", rows, reserve=reserve)
    if run.budget.left - reserve < policy.least_steps * mean_newton_step(run):
        return Plan(RANDOM_FEATURES, "budget")
    reason = "kinked" if found.kinked else "rough"
    return Plan(GAUSS_NEWTON, reason, starts=starts(run, found), reserve=reserve)


def starts(run: Run, found: Findings) -> tuple[Start, ...]:
    """Return the activations and scales to start from, the likeliest first."""
    policy, inputs = run.policy, run.data.inputs
    scale = max(found.scale, policy.least_scale / np.sqrt(inputs))
    relu = (Start("relu", scale),) if found.kinked else ()  # all scales of it are one
    if relu and inputs == 1:
        return relu  # on a line its kinks find their places, though too late to win a race
    return relu + tuple(
        Start(activation, scale * factor * (1.0 if activation == "sin" else policy.localised))
        for factor in policy.factors
        for activation in run.activations
    )


def mean_newton_step(run: Run) -> int:
    """Count a step of Gauss-Newton, its batches growing from the first to the last."""
    sizes = np.linspace(*run.policy.batches, 50).clip(max=run.data.rows).astype(int)
    work = [counted.gauss_newton_step(run.data.inputs, run.units, int(size)) for size in sizes]
    return sum(work) // len(work)
