"""Kinks: found by relu, trained for a moment.

Surfaces with kinks, such as ``max(x, y)``, are relu's own: once its kinks lie where the formula's
are, nothing is left. Random features do not show it, since none of their kinks lie there, nor do
the errors of a race, since the readout held to hides it. But a narrow relu layer, trained for some
eighty steps by Gauss-Newton and its readout solved then, leaves hardly anything of kinks; of narrow
valleys and ridges, which are smooth, it leaves a hundredth, and smooth random features not less,
before they are drawn by the data's spectrum. So what relu leaves has to be little, and far less
than the spectral start and smooth layers trained likewise leave.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formulafit.training.auto.blocks import trained_block
from formulafit.training.auto.gauss_newton import GaussNewton
from formulafit.training.auto.layer import rms
from formulafit.training.auto.plan import Findings, Start, starts
from formulafit.training.auto.race import solved_error
from formulafit.training.auto.run import Run


def with_relu(run: Run, found: Findings) -> Findings:
    """Return the findings with what relu leaves, and kinks, where that is next to nothing."""
    policy = run.policy
    if not run.activation_is_free or not run.data.y_held.size or found.noisy or found.stepped:
        return found
    relu = _trained_error(run, found, Start("relu", found.scale))
    found = replace(found, relu=relu)
    clearly = policy.kinked_clearly * min(found.errors.values())
    return replace(found, kinked=relu < min(clearly, policy.kinked_near) and _is_ahead(run, found))


def is_kinked(run: Run, found: Findings) -> bool:
    """Tell whether relu, briefly trained, leaves far less than smooth units do, trained or not."""
    policy = run.policy
    if found.kinked or found.spectral or found.relu > policy.kinked_near:
        return found.kinked
    smooth = [*found.errors.values(), *([found.rival.error] if found.rival else [])]
    return found.relu < policy.kinked * min(smooth) and _is_ahead(run, found)


def _is_ahead(run: Run, found: Findings) -> bool:
    """Tell whether all smooth layers trained likewise leave far more than relu."""
    limit = found.relu / run.policy.kinked
    likeliest = starts(run, found)[: len(run.activations)]
    return all(_trained_error(run, found, start) > limit for start in likeliest)


def _trained_error(run: Run, found: Findings, start: Start) -> float:
    """Return the error of a narrow layer after some steps, its readout solved."""
    policy = run.policy
    units = min(run.units, policy.relu_units)
    training = trained_block(run, found.metric, start, units, policy.relu_steps, run.rng())
    return solved_error(run, training.layer)


def last_errors(run: Run, training: GaussNewton) -> tuple[float, float]:
    """Return the RMSE of the last batches and on held-out rows, by the readout that is held to."""
    last = rms(np.array(training.errors[-run.policy.ranked_by :]))
    return last, training.error_on(run.data.X_held, run.data.y_held)
