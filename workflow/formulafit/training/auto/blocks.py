"""Blocks of units, trained apart by Gauss-Newton: relu's on kinks, and under noise.

Under noise of more than two inputs random features alone would need too many units, and the whole
layer, trained, learns the noise. Blocks are trained instead, each for some steps and as far as
held-out rows see a gain. What they have learned of the formula is much the same, what of the noise
is not, and one readout of them all, its ridge by generalised cross-validation, leaves most of that
out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from formulafit.training import work as counted
from formulafit.training.auto.gauss_newton import GaussNewton
from formulafit.training.auto.layer import Array, Layer, rms
from formulafit.training.auto.noise import averaged
from formulafit.training.auto.plan import Start
from formulafit.training.auto.race import first_readout, first_readout_work
from formulafit.training.auto.random_features import draw_layer
from formulafit.training.auto.readout import Readout
from formulafit.training.auto.run import Run


def trained_blocks(run: Run, metric: Array, start: Start, steps: int) -> Layer:
    """Return a layer whose blocks were trained apart, each for so many steps."""
    rng, parts = run.rng(), np.array_split(np.arange(run.units), run.policy.noise_blocks)
    trained = [_block(run, metric, start, len(part), steps, rng) for part in parts if len(part)]
    return Layer(start.activation, np.hstack([each.V for each in trained]))


def held_out(run: Run, layer: Layer) -> Readout:
    """Return the readout solved on the rows to be fitted, with its error on those held out."""
    data = run.data
    readout = solved(run, layer, data.X, data.y)
    return replace(readout, error=rms(layer.predict(readout.c, data.X_held) - data.y_held))


def on_all_rows(run: Run, layer: Layer) -> Readout:
    """Return the readout solved on all rows, those held out among them."""
    data = run.data
    return solved(run, layer, *data.all_rows())


def solved(run: Run, layer: Layer, X: Array, y: Array) -> Readout:
    """Return the average of two readouts: of all units, and of each half alone.

    All together follow the formula further, the halves less of the noise.
    """
    whole = averaged(run, [layer], X, y)
    parts = [Layer(layer.activation, V) for V in np.array_split(layer.V, 2, axis=1)]
    halves = [averaged(run, [part], X, y).c / 2 for part in parts]
    bias = sum(float(c[-1]) for c in halves)
    c = (whole.c + np.concatenate([*(c[:-1] for c in halves), [bias]])) / 2
    error = rms(layer.predict(c, X) - y)
    return replace(whole, c=c, train_error=error, size=float(np.abs(c).sum()))


def trained_block(
    run: Run, metric: Array, start: Start, units: int, steps: int, rng: np.random.Generator
) -> GaussNewton:
    """Train a layer of so many units for so many steps."""
    *_, training = _training(run, metric, start, units, steps, rng)
    return training


def _block(
    run: Run, metric: Array, start: Start, units: int, steps: int, rng: np.random.Generator
) -> Layer:
    """Train so many units alone; return them as they were best on the held-out rows."""
    states = _training(run, metric, start, units, steps, rng)
    best, least = next(states).layer, float("inf")
    for k, training in enumerate(states, start=1):
        if k % run.policy.check == 0 or k == steps:
            error = training.error_on(run.data.X_held, run.data.y_held)
            if error < least:
                best, least = training.layer, error
    return best


def _training(
    run: Run, metric: Array, start: Start, units: int, steps: int, rng: np.random.Generator
) -> Iterator[GaussNewton]:
    """Draw a layer of so many units and train it; yield it as drawn, then after each step."""
    policy, data = run.policy, run.data
    layer = draw_layer(start.activation, data.X, metric, start.scale, units, rng)
    X, y = data.first(policy.exact_rows)
    size = min(policy.heat_batch, data.rows)
    training = GaussNewton(layer, first_readout(layer, X, y), data.X, data.y, rng)
    step = counted.gauss_newton_step(data.inputs, units, size)
    run.budget.spend(steps * step + first_readout_work(data.inputs, units, len(y)))
    yield training
    for k in range(steps):
        training.step(size, np.sqrt(1 - k / steps))
        yield training
