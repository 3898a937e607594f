"""The start of Gauss-Newton: a race between activations and scales, by successive halving.

The scale that is best for random features is often a half or a quarter of the one from which
training goes furthest, and no cheap property of a start tells which activation will win. So
several are trained for a few steps, and the best of them go on with their state kept. The errors
of the batches, each taken before its step, rank the starts and cost nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formulafit.training import work as counted
from formulafit.training.auto.gauss_newton import GaussNewton
from formulafit.training.auto.layer import Array, Layer, rms
from formulafit.training.auto.plan import Start
from formulafit.training.auto.random_features import draw_layer
from formulafit.training.auto.readout import damped_solution, quick, quick_work
from formulafit.training.auto.run import Run

DRAWN, RIVAL = "random", "spectrum"  # where a start comes from
FIRST_ROWS = 2000  # for the first readout
FIRST_RIDGE = 1e-6  # small enough for a good fit, large enough for moderate weights


@dataclass(frozen=True)
class Runner:
    """A layer in training, and where it came from."""

    origin: str
    training: GaussNewton
    ranked_by: int

    @property
    def activation(self) -> str:
        """The activation that it started with, and keeps."""
        return self.training.layer.activation

    @property
    def error(self) -> float:
        """The RMSE of the last few batches."""
        return rms(np.array(self.training.errors[-self.ranked_by :]))


def race(
    run: Run, metric: Array, starts: Sequence[Start], rival: Layer | None = None, lead: float = 1.0
) -> tuple[Runner, int]:
    """Return the winner, and how many ran: those that the budget is enough for, the first ones.

    Parameters
    ----------
    run : Run
    metric : array
        What random features are best in, (inputs, inputs).
    starts : sequence of Start
    rival : Layer, default none
        Drawn otherwise; it joins the last heat.
    lead : float, default 1
        By what factor the rival has to win it.
    """
    policy, data = run.policy, run.data
    step = counted.gauss_newton_step(data.inputs, run.units, min(policy.heat_batch, data.rows))
    readout = first_readout_work(data.inputs, run.units, min(FIRST_ROWS, data.rows))
    share = int(policy.race_share * run.budget.left)
    affordable = share // (policy.heat_steps * step + readout)
    running = [_entered(run, metric, start) for start in starts[: max(affordable, 1)]]
    seeded = [_runner(run, rival, run.rng(), RIVAL)] if rival else []
    runners = len(running + seeded)
    if runners == 1:
        return running[0], runners

    def train(steps: int) -> None:
        for runner in running:
            for k in range(steps):
                runner.training.step(policy.heat_batch, 1 - k / steps)
            run.budget.spend(steps * step)
        error = running[0].training.error_on(data.X_held, data.y_held)
        run.record("start", running[0].error, error, steps)

    train(policy.heat_steps)
    running = sorted(running, key=lambda runner: runner.error)[: policy.finalists] + seeded
    train(policy.last_steps)
    handicaps = {RIVAL: lead, DRAWN: 1.0}
    ranked = {runner: handicaps[runner.origin] * _prospect(run, runner) for runner in running}
    return min(ranked, key=lambda runner: ranked[runner]), runners


def _prospect(run: Run, runner: Runner) -> float:
    """Return what ranks finalists: the batches' error times the held-out one, readout solved.

    Either alone is further from the errors in the end.
    """
    return runner.error * solved_error(run, runner.training.layer)


def solved_error(run: Run, layer: Layer) -> float:
    """Return the error of a layer with its readout solved, on some of the rows."""
    data = run.data
    X, y = data.first(run.policy.exact_rows)
    run.budget.spend(quick_work(data.inputs, layer.units, len(y), len(data.y_held)))
    return quick(layer.features(X), y, layer.features(data.X_held), data.y_held).error


def alone(run: Run, layer: Layer) -> Runner:
    """Return a layer ready for training, without a race."""
    return _runner(run, layer, run.rng(), RIVAL)


def _entered(run: Run, metric: Array, start: Start) -> Runner:
    data, rng = run.data, run.rng()  # the same directions and batches for each
    layer = draw_layer(start.activation, data.X, metric, start.scale, run.units, rng)
    return _runner(run, layer, rng, DRAWN)


def _runner(run: Run, layer: Layer, rng: np.random.Generator, origin: str) -> Runner:
    data = run.data
    c = first_readout(layer, *data.first(min(FIRST_ROWS, data.rows)))
    run.budget.spend(first_readout_work(data.inputs, run.units, min(FIRST_ROWS, data.rows)))
    training = GaussNewton(layer, c, data.X, data.y, rng)
    return Runner(origin, training, run.policy.ranked_by)


def first_readout(layer: Layer, X: Array, y: Array) -> Array:
    """Solve a readout to start from, by the smaller of the normal equations and their dual."""
    P = np.vstack([layer.features(X), np.ones(len(y))])
    for ridge in FIRST_RIDGE * 100.0 ** np.arange(5):
        if len(P) <= len(y):
            c = damped_solution(P @ P.T, P @ y, ridge)
        else:
            dual = damped_solution(P.T @ P, y, ridge)
            c = None if dual is None else P @ dual
        if c is not None:
            return c
    return np.zeros(len(P))


def first_readout_work(inputs: int, units: int, rows: int) -> int:
    """Count `first_readout`."""
    few, many = sorted((units + 1, rows))
    return counted.features(inputs, units, rows) + counted.gram(few, many) + counted.cholesky(few)
