"""What was found of a formula, and the plan for its hidden layer that follows from it.

found                                                       plan
no rows held out, or hardly more rows than units            random features are left as they are
random features, or the spectral start, already exact       they are left as they are
few inputs, and what is left is noise                       they are left as they are
more inputs, and what is left is noise                      Gauss-Newton, in blocks, if that helps
jumps on a line, with steep units for them                  they are left as they are
the data's spectrum gives a start better by far             Gauss-Newton, from there
smooth: random features come close                          variable projection
neither, but a step of variable projection is cheap         variable projection
budget for fewer than 20 steps                              random features are left as they are
kinked: relu, briefly trained, is ahead of smooth features  Gauss-Newton, of relu, in blocks
the data's spectrum gives a better start                    Gauss-Newton, from the winner of a race
all others                                                  Gauss-Newton
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from formulafit.training import work as counted
from formulafit.training.auto.jumps import Stepped
from formulafit.training.auto.layer import Array
from formulafit.training.auto.noise import cross_validation_work
from formulafit.training.auto.policy import POLICY, Policy
from formulafit.training.auto.random_features import Candidate
from formulafit.training.auto.run import Run
from formulafit.training.auto.spectrum import Spectral

RANDOM_FEATURES = "random features"
SPECTRUM = "spectrum"
JUMPS = "jumps"
VARIABLE_PROJECTION = "variable projection"
GAUSS_NEWTON = "Gauss-Newton"
UNTRAINED = (RANDOM_FEATURES, SPECTRUM, JUMPS)


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
    drawn : Candidate or None
        The best random features, fitted to some of the rows.
    smoothed : Candidate or None
        Where what is left is noise, what is made of it.
    relu : float
        The error of relu, briefly trained; infinite where it was not.
    kinked : bool
        Whether the formula seems to have kinks, as relu has.
    spectral : Spectral or None
        The layer drawn by the data's spectrum, where it is better by far; `error` is its own then.
    rival : Spectral or None
        The same where it is better, but not by so much that training could not turn it round.
    stepped : Stepped or None
        The layer with steep units at the jumps of a line, where it is better by far.
    """

    activation: str
    metric: Array
    scale: float
    error: float
    size: float
    errors: dict[str, float]
    few: bool
    drawn: Candidate | None = None
    smoothed: Candidate | None = None
    relu: float = np.inf
    kinked: bool = False
    spectral: Spectral | None = None
    rival: Spectral | None = None
    stepped: Stepped | None = None

    def exact(self, policy: Policy) -> bool:
        """Tell whether there is nothing to gain: little error, and no large weights that cancel."""
        return self.error < policy.good_enough and self.size <= policy.cancelling

    @property
    def noisy(self) -> bool:
        """Whether what is left is noise in the rows."""
        return self.smoothed is not None

    @property
    def way(self) -> dict[str, float]:
        """The way of the spectral start, and its error, where it is the start."""
        return {self.spectral.way: self.spectral.error} if self.spectral else {}

    def smooth(self, policy: Policy) -> bool:
        """Tell whether Gauss-Newton would lose what random features have, so close they come."""
        limit = policy.close_of_few if self.few else policy.close
        return self.error < limit and not self.kinked and not self.rival


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
    reason : {"no held-out rows", "few rows", "exact", "noisy", "jumps", "spectrum", "smooth",
            "cheap", "budget", "kinked", "rough"}
        What the plan follows from; "rough" is none of the others.
    rows : int
        That variable projection works on.
    starts : tuple of Start
        Of Gauss-Newton, the likeliest first.
    steps : int
        Of each start's blocks, under noise.
    reserve : int
        Work that is left for the last solve.
    """

    trainer: str
    reason: str
    rows: int = 0
    starts: tuple[Start, ...] = ()
    steps: int = 0
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
    if found.noisy:
        return _under_noise(run, found)
    if found.stepped:
        return Plan(RANDOM_FEATURES, "jumps")

    reserve = _reserve(run)
    rows = min(max(policy.projected // units, policy.rows_per_unit * units), data.rows)
    projection = counted.projected_gradient(data.inputs, units, rows)
    newton = counted.gauss_newton_step(data.inputs, units, min(policy.batches[1], data.rows))
    if found.spectral:
        if not may_train(run):
            return Plan(RANDOM_FEATURES, "budget")
        return Plan(GAUSS_NEWTON, "spectrum", reserve=reserve)
    if found.smooth(policy):
        return Plan(VARIABLE_PROJECTION, "smooth", rows, reserve=reserve)
    if policy.cheap * projection <= newton and not found.kinked and not found.rival:
        return Plan(VARIABLE_PROJECTION, "cheap", rows, reserve=reserve)
    if not may_train(run):
        return Plan(RANDOM_FEATURES, "budget")
    if found.kinked:
        return Plan(GAUSS_NEWTON, "kinked", reserve=reserve)
    return Plan(GAUSS_NEWTON, "rough", starts=starts(run, found), reserve=reserve)


def may_train(run: Run) -> bool:
    """Tell whether the budget is enough for a few steps of Gauss-Newton and the last solve."""
    return run.budget.left - _reserve(run) >= run.policy.least_steps * mean_newton_step(run)


def _reserve(run: Run) -> int:
    solve = counted.triangle(run.units + 2, run.data.rows) + counted.svd(run.units + 1)
    return min(solve, int(run.policy.solve_share * run.budget.limit))


def _under_noise(run: Run, found: Findings) -> Plan:
    """Return the plan for noise: of more than few inputs, what the budget is enough for."""
    policy = run.policy
    if run.data.inputs <= policy.few_inputs:
        return Plan(RANDOM_FEATURES, "noisy")
    each = policy.least_steps * blocks_step(run) + blocks_solve(run)
    left = run.budget.left - 2 * blocks_solve(run)  # of the untrained layer, and of the best
    chosen = starts(run, found, (1.0,))[: max(left // each, 0)]
    if not chosen:
        return Plan(RANDOM_FEATURES, "noisy")
    steps = (left // len(chosen) - blocks_solve(run)) // blocks_step(run)
    return Plan(GAUSS_NEWTON, "noisy", starts=chosen, steps=min(steps, policy.noise_steps))


def blocks_step(run: Run) -> int:
    """Count a step of Gauss-Newton of each of the blocks that are trained apart under noise."""
    policy, data = run.policy, run.data
    units, size = max(run.units // policy.noise_blocks, 1), min(policy.heat_batch, data.rows)
    return policy.noise_blocks * counted.gauss_newton_step(data.inputs, units, size)


def blocks_solve(run: Run) -> int:
    """Count the readout of all blocks and those of both halves, by cross-validation."""
    inputs, units, rows = run.data.inputs, run.units, run.data.rows + len(run.data.y_held)
    halves = 2 * cross_validation_work(inputs, units // 2, rows)
    return cross_validation_work(inputs, units, rows) + halves


def starts(
    run: Run, found: Findings, factors: tuple[float, ...] = POLICY.factors
) -> tuple[Start, ...]:
    """Return the activations and scales to start from, the likeliest first."""
    policy, inputs = run.policy, run.data.inputs
    scale = max(found.scale, policy.least_scale / np.sqrt(inputs))
    return tuple(
        Start(activation, scale * factor * (1.0 if activation == "sin" else policy.localised))
        for factor in factors
        for activation in run.activations
    )


def mean_newton_step(run: Run) -> int:
    """Count a step of Gauss-Newton, its batches growing from the first to the last."""
    sizes = np.linspace(*run.policy.batches, 50).clip(max=run.data.rows).astype(int)
    work = [counted.gauss_newton_step(run.data.inputs, run.units, int(size)) for size in sizes]
    return sum(work) // len(work)
