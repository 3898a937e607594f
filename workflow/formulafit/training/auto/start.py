"""The start of training: a race between activations and scales, by successive halving.

The scale that is best for random features is often a half or a quarter of the one from which
training goes furthest, and no cheap property of a start tells which activation will win. So
several are trained for a few steps, and the best of them go on with their state kept. The errors
of the batches, each taken before its step, rank the starts and cost nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulafit.training import work as counted
from formulafit.training.auto.gauss_newton import GaussNewton
from formulafit.training.auto.layer import Array, Layer, rms
from formulafit.training.auto.random_features import draw_layer
from formulafit.training.auto.readout import damped_solution
from formulafit.training.auto.run import Run

FACTORS = (2.0, 1.0, 4.0)  # of the scale best for random features; first the likeliest
LOCALISED = 0.5  # tanh and gauss pass through their range sooner than a sine through its period
LEAST_SCALE = 0.3  # times 1 / sqrt(inputs)
HEATS = ((8, 3), (10, 1))  # steps, and how many starts are kept after them
BATCH = 400
RANKED_BY = 4  # last batches
SHARE = 0.3  # of the work left, at most
FIRST_ROWS = 2000  # for the first readout
FIRST_RIDGE = 1e-6  # small enough for a good fit, large enough for moderate weights


@dataclass(frozen=True)
class Start:
    """A layer in training, and what it started from."""

    activation: str
    scale: float
    training: GaussNewton

    @property
    def error(self) -> float:
        """The RMSE of the last few batches."""
        return rms(np.array(self.training.errors[-RANKED_BY:]))


def race(run: Run, metric: Array, scale: float, kinked: bool) -> tuple[Start, str]:
    """Return the winner, and why it won.

    Parameters
    ----------
    run : Run
    metric, scale
        What random features are best in, (inputs, inputs), and with.
    kinked : bool
        Whether relu may start as well, where the activation is not given.
    """
    data, units, held = run.data, run.units, (run.data.X_held, run.data.y_held)
    rows = min(FIRST_ROWS, data.rows)
    step = counted.gauss_newton_step(data.inputs, units, min(BATCH, data.rows))
    readout = first_readout_work(data.inputs, units, rows)
    affordable = int(SHARE * run.budget.left) // (HEATS[0][0] * step + readout)
    running = []
    for activation, its_scale in entries(run, scale, kinked)[: max(affordable, 1)]:
        rng = run.rng()  # the same directions and batches for each
        layer = draw_layer(activation, data.X, metric, its_scale, units, rng)
        c = first_readout(layer, *data.first(rows))
        run.budget.spend(readout)
        training = GaussNewton(layer, c, data.X, data.y, rng)
        running.append(Start(activation, its_scale, training))
    runners = len(running)
    for steps, kept in HEATS:
        if len(running) == 1:
            break
        for start in running:
            for k in range(steps):
                start.training.step(BATCH, 1 - k / steps)
            run.budget.spend(steps * step)
        running = sorted(running, key=lambda start: start.error)[:kept]
        run.record("start", running[0].error, running[0].training.error_on(*held), steps)
    winner = running[0]
    why = f"won a race of {runners} starts" if runners > 1 else "the only start"
    return winner, f"{winner.activation} ({why})"


def entries(run: Run, scale: float, kinked: bool) -> list[tuple[str, float]]:
    """Return the activations and scales to start from, the likeliest first."""
    scale = max(scale, LEAST_SCALE / np.sqrt(run.data.inputs))
    relu = [("relu", scale)] if kinked and len(run.activations) > 1 else []  # all scales are one
    if relu and run.data.inputs == 1:
        return relu  # on a line its kinks find their places, though too late to win a race
    return relu + [
        (activation, scale * factor * (1.0 if activation == "sin" else LOCALISED))
        for factor in FACTORS
        for activation in run.activations
    ]


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
