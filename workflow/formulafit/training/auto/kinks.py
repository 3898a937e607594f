"""Kinks: found by relu, trained for a moment.

Surfaces with kinks, such as ``max(x, y)``, are relu's own: once its kinks lie where the formula's
are, nothing is left. Random features do not show it, since none of their kinks lie there, nor do
the errors of a race, since the readout held to hides it. But a narrow relu layer, trained for some
forty steps by Gauss-Newton and its readout solved then, is ahead on kinks by a factor of three and
more, most often by ten, of smooth random features and of smooth layers trained likewise; on steep
fronts and curved creases it is not, and on what is smooth it stays behind.
"""

from __future__ import annotations

import numpy as np

from formulafit.training import work as counted
from formulafit.training.auto.gauss_newton import GaussNewton
from formulafit.training.auto.layer import Array, rms
from formulafit.training.auto.plan import Findings, Start, starts
from formulafit.training.auto.race import first_readout, first_readout_work, solved_error
from formulafit.training.auto.random_features import draw_layer
from formulafit.training.auto.run import Run


def is_kinked(run: Run, found: Findings) -> bool:
    """Tell whether relu, briefly trained, leaves far less than smooth units do, trained or not."""
    policy = run.policy
    if not run.activation_is_free or found.noisy or not run.data.y_held.size:
        return False
    relu = _trained_error(run, found, Start("relu", found.scale))
    limit = relu / policy.kinked
    if relu > policy.kinked_near or limit > min(found.errors.values()):
        return False
    likeliest = starts(run, found)[: len(run.activations)]
    return all(_trained_error(run, found, start) > limit for start in likeliest)


def _trained_error(run: Run, found: Findings, start: Start) -> float:
    """Return the error of a narrow layer after some steps, its readout solved."""
    policy = run.policy
    units = min(run.units, policy.relu_units)
    training = trained_block(run, found.metric, start, units, policy.relu_steps, run.rng())
    return solved_error(run, training.layer)


def trained_block(
    run: Run, metric: Array, start: Start, units: int, steps: int, rng: np.random.Generator
) -> GaussNewton:
    """Train a layer of so many units for so many steps."""
    policy, data = run.policy, run.data
    layer = draw_layer(start.activation, data.X, metric, start.scale, units, rng)
    X, y = data.first(policy.exact_rows)
    size = min(policy.heat_batch, data.rows)
    training = GaussNewton(layer, first_readout(layer, X, y), data.X, data.y, rng)
    for k in range(steps):
        training.step(size, np.sqrt(1 - k / steps))
    step = counted.gauss_newton_step(data.inputs, units, size)
    run.budget.spend(steps * step + first_readout_work(data.inputs, units, len(y)))
    return training


def last_errors(run: Run, training: GaussNewton) -> tuple[float, float]:
    """Return the RMSE of the last batches and on held-out rows, by the readout that is held to."""
    last = rms(np.array(training.errors[-run.policy.ranked_by :]))
    return last, training.error_on(run.data.X_held, run.data.y_held)
