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

FIRST_ROWS = 2000  # for the first readout
# Relu's kinks find their places too late to win by the errors of batches, and the readout held to
# hides it. With the readout solved, on kinks it is ahead by factors of 5 and more after the race,
# and by less or behind on surfaces that smooth units fit better in the end.
LATE, AHEAD = "relu", 0.4
FIRST_RIDGE = 1e-6  # small enough for a good fit, large enough for moderate weights


@dataclass(frozen=True)
class Runner:
    """A layer in training, and the activation that it started with."""

    activation: str
    training: GaussNewton
    ranked_by: int

    @property
    def error(self) -> float:
        """The RMSE of the last few batches."""
        return rms(np.array(self.training.errors[-self.ranked_by :]))


def race(run: Run, metric: Array, starts: Sequence[Start]) -> tuple[Runner, int]:
    """Return the winner, and how many ran: those that the budget is enough for, the first ones.

    Parameters
    ----------
    run : Run
    metric : array
        What random features are best in, (inputs, inputs).
    starts : sequence of Start
    """
    policy, data = run.policy, run.data
    step = counted.gauss_newton_step(data.inputs, run.units, min(policy.heat_batch, data.rows))
    readout = first_readout_work(data.inputs, run.units, min(FIRST_ROWS, data.rows))
    share = int(policy.race_share * run.budget.left)
    affordable = share // (policy.heats[0][0] * step + readout)
    running = [_entered(run, metric, start) for start in starts[: max(affordable, 1)]]
    runners = len(running)
    for steps, kept in policy.heats:
        if len(running) == 1:
            break
        for runner in running:
            for k in range(steps):
                runner.training.step(policy.heat_batch, 1 - k / steps)
            run.budget.spend(steps * step)
        ranked = sorted(running, key=lambda runner: runner.error)
        running = ranked[:kept] + [each for each in ranked[kept:] if each.activation == LATE]
        error = running[0].training.error_on(data.X_held, data.y_held)
        run.record("start", running[0].error, error, steps)
    return _winner(run, running), runners


def _winner(run: Run, running: list[Runner]) -> Runner:
    """Return the first of the runners, or the late one where its solved readout is far ahead."""
    first = running[0]
    for late in running[1:]:
        if _solved_error(run, late.training.layer) < AHEAD * _solved_error(
            run, first.training.layer
        ):
            return late
    return first


def _solved_error(run: Run, layer: Layer) -> float:
    data = run.data
    X, y = data.first(run.policy.exact_rows)
    run.budget.spend(quick_work(data.inputs, layer.units, len(y), len(data.y_held)))
    return quick(layer.features(X), y, layer.features(data.X_held), data.y_held).error


def alone(run: Run, layer: Layer) -> Runner:
    """Return a layer ready for training, without a race."""
    return _runner(run, layer, run.rng())


def _entered(run: Run, metric: Array, start: Start) -> Runner:
    data, rng = run.data, run.rng()  # the same directions and batches for each
    layer = draw_layer(start.activation, data.X, metric, start.scale, run.units, rng)
    return _runner(run, layer, rng)


def _runner(run: Run, layer: Layer, rng: np.random.Generator) -> Runner:
    data = run.data
    c = first_readout(layer, *data.first(min(FIRST_ROWS, data.rows)))
    run.budget.spend(first_readout_work(data.inputs, run.units, min(FIRST_ROWS, data.rows)))
    training = GaussNewton(layer, c, data.X, data.y, rng)
    return Runner(layer.activation, training, run.policy.ranked_by)


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
