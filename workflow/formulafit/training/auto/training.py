"""The training of the hidden layer, by whichever of two ways suits.

Held-out rows choose the iterate that is kept. Without any, or with hardly more rows than units,
random features are all that the data can bear, and nothing is trained.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from formulafit.training import work as counted
from formulafit.training.auto import variable_projection
from formulafit.training.auto.layer import Array, Layer, rms
from formulafit.training.auto.random_features import draw_layer
from formulafit.training.auto.run import Run
from formulafit.training.auto.search import Found
from formulafit.training.auto.start import race

BATCHES = 500, 1000  # rows of Gauss-Newton's first batch and of its last
PROJECTED = 2500 * 512  # features that variable projection computes at once, at most
ROWS_PER_UNIT = 2  # at least, for the hidden layer to be trained
CHEAP = 4  # so many steps of variable projection, on few rows or units, for one of Gauss-Newton
LEAST_STEPS = 20  # of Gauss-Newton; fewer are not worth a start
SOLVE_SHARE = 0.2  # of the budget, at most, set aside for the last solve
CHECK = 10  # steps of Gauss-Newton between two looks at the held-out rows
PATIENCE = 30  # iterations of L-BFGS that held-out rows see no gain from
GOOD_ENOUGH = 1e-6  # an error below which the ridge of variable projection loses more than it wins


@dataclass(frozen=True)
class Trained:
    """A hidden layer: the stage it comes from, its error so far, and why it is such a one."""

    layer: Layer
    stage: str
    error: float
    remark: str
    converged: bool = False


def untrained(run: Run, found: Found) -> Trained:
    """Draw random features from what was found best for them."""
    layer = draw_layer(
        found.activation, run.data.X, found.metric, found.scale, run.units, run.rng()
    )
    return Trained(layer, "random features", found.error, found.remark, found.error < GOOD_ENOUGH)


def train(run: Run, found: Found) -> Trained:
    """Return a trained hidden layer, or random features where rows or budget are too few."""
    data, units = run.data, run.units
    drawn = untrained(run, found)
    if not data.y_held.size or data.rows < ROWS_PER_UNIT * units or drawn.converged:
        return drawn
    solve = counted.triangle(units + 2, data.rows) + counted.svd(units + 1)
    reserve = min(solve, int(SOLVE_SHARE * run.budget.limit))
    rows = min(max(PROJECTED // units, ROWS_PER_UNIT * units), data.rows)
    exact_step = counted.projected_gradient(data.inputs, units, rows)
    batch_step = counted.gauss_newton_step(data.inputs, units, min(BATCHES[1], data.rows))
    cheap = CHEAP * exact_step <= batch_step and not found.kinked
    if found.smooth or cheap:
        return _variable_projection(run, drawn, rows, reserve)
    return _gauss_newton(run, found, reserve) or drawn


def _variable_projection(run: Run, start: Trained, rows: int, reserve: int) -> Trained:
    data, best, waited = run.data, start, 0
    X, y = data.first(rows)
    each = counted.projected_gradient(data.inputs, run.units, rows)
    before = run.budget.done

    def keep(layer: Layer, c: Array, train_error: float, evaluations: int) -> bool:
        nonlocal best, waited
        run.budget.done = before + evaluations * each
        error = rms(layer.predict(c, data.X_held) - data.y_held)
        run.record("variable projection", train_error, error)
        waited += 1
        if error < best.error:
            best, waited = Trained(layer, "variable projection", error, start.remark), 0
        return waited < PATIENCE and error > GOOD_ENOUGH and run.budget.left > reserve

    converged = variable_projection.minimise(start.layer, X, y, keep)
    return replace(best, converged=converged or run.budget.left > reserve)


def _gauss_newton(run: Run, found: Found, reserve: int) -> Trained | None:
    data, units = run.data, run.units
    sizes = np.linspace(*BATCHES, 50).clip(max=data.rows).astype(int)
    work = [counted.gauss_newton_step(data.inputs, units, int(size)) for size in sizes]
    each = sum(work) // len(work)
    if run.budget.left - reserve < LEAST_STEPS * each:
        return None
    start, remark = race(run, found.metric, found.scale, found.kinked)
    training = start.training
    steps = max((run.budget.left - reserve) // each, LEAST_STEPS)
    best, since = None, 0
    for k in range(steps):
        left = 1 - k / steps
        size = min(round(BATCHES[1] + (BATCHES[0] - BATCHES[1]) * left), data.rows)
        training.step(size, np.sqrt(left))
        run.budget.spend(counted.gauss_newton_step(data.inputs, units, size))
        since += 1
        if since == CHECK or k == steps - 1:
            error = training.error_on(data.X_held, data.y_held)
            run.record("Gauss-Newton", rms(np.array(training.errors[-since:])), error, since)
            since = 0
            if best is None or error < best.error:
                best = Trained(training.layer, "Gauss-Newton", error, remark)
    return best
