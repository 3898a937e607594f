"""The hidden layer, trained as planned.

Held-out rows choose the iterate that is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from formulafit.training import work as counted
from formulafit.training.auto import variable_projection
from formulafit.training.auto.blocks import held_out, on_all_rows, trained_block, trained_blocks
from formulafit.training.auto.choice import Choice
from formulafit.training.auto.kinks import last_errors
from formulafit.training.auto.layer import Array, Layer, rms
from formulafit.training.auto.plan import (
    GAUSS_NEWTON,
    JUMPS,
    RANDOM_FEATURES,
    SPECTRUM,
    VARIABLE_PROJECTION,
    Findings,
    Plan,
    Start,
    mean_newton_step,
)
from formulafit.training.auto.race import RIVAL, alone, race, solved_error
from formulafit.training.auto.random_features import draw_layer
from formulafit.training.auto.readout import Readout
from formulafit.training.auto.run import Run
from formulafit.training.auto.spectrum import PURSUIT
from formulafit.training.base import SHOWN


@dataclass(frozen=True)
class Trained:
    """A hidden layer, what was chosen for it, its error so far, and its readout if it has one."""

    layer: Layer
    choice: Choice
    error: float
    converged: bool = False
    readout: Readout | None = None


def untrained(run: Run, found: Findings, plan: Plan) -> Trained:
    """Draw random features from what was found best for them."""
    if found.smoothed:
        layer, stage = found.smoothed.layer, RANDOM_FEATURES
    elif found.stepped:
        layer, stage = found.stepped.layer, JUMPS
    elif found.spectral:
        layer, stage = found.spectral.layer, SPECTRUM
    else:
        drawn_with = found.activation, run.data.X, found.metric, found.scale
        layer, stage = draw_layer(*drawn_with, run.units, run.rng()), RANDOM_FEATURES
    choice = Choice(
        found.activation,
        _why(run, found),
        stage,
        plan.trainer,
        plan.reason,
        found.errors,
        spectrum=found.way,
        jumps=len(found.stepped.places) if found.stepped else 0,
    )
    readout = found.smoothed.readout if found.smoothed else None
    return Trained(layer, choice, found.error, found.error < run.policy.good_enough, readout)


def _why(run: Run, found: Findings) -> str:
    if found.stepped:
        return "jumps"
    if found.noisy:
        return "noise"
    if found.spectral:
        return "spectrum"
    return "errors" if run.activation_is_free else "named"


def train(run: Run, found: Findings, plan: Plan) -> Trained:
    """Return a hidden layer, trained as planned."""
    if plan.reason == "kinked":
        return _kinks(run, found, plan)
    if plan.starts and plan.reason == "noisy":
        return _noise(run, found, plan)
    if plan.trainer == GAUSS_NEWTON:
        return _gauss_newton(run, found, plan)
    drawn = untrained(run, found, plan)
    if plan.trainer == VARIABLE_PROJECTION:
        return _variable_projection(run, drawn, plan)
    return drawn


def _variable_projection(run: Run, start: Trained, plan: Plan) -> Trained:
    data, policy, best, waited, iterates = run.data, run.policy, start, 0, 0
    X, y = data.first(plan.rows)
    each = counted.projected_gradient(data.inputs, run.units, plan.rows)
    before = run.budget.done
    choice = replace(start.choice, stage=VARIABLE_PROJECTION)

    def keep(layer: Layer, c: Array, train_error: float, evaluations: int) -> bool:
        nonlocal best, waited, iterates
        run.budget.done = before + evaluations * each
        error = rms(layer.predict(c, data.X_held) - data.y_held)
        run.record(VARIABLE_PROJECTION, train_error, error)
        iterates += 1
        if iterates in SHOWN:
            run.keep(VARIABLE_PROJECTION, layer, c)
        waited += 1
        if error < best.error:
            best, waited = Trained(layer, choice, error), 0
        going = waited < policy.patience and error > policy.good_enough
        return going and run.budget.left > plan.reserve

    converged = variable_projection.minimise(start.layer, X, y, keep)
    return replace(best, converged=converged or run.budget.left > plan.reserve)


def _kinks(run: Run, found: Findings, plan: Plan) -> Trained:
    """Train relu units in blocks, each alone: few units find their places, and many do not."""
    data, policy, rng = run.data, run.policy, run.rng()
    blocks = np.array_split(np.arange(run.units), max(run.units // policy.relu_units, 1))
    columns, size = [], min(policy.heat_batch, data.rows)
    for k, block in enumerate(blocks):
        step = counted.gauss_newton_step(data.inputs, len(block), size)
        share = (run.budget.left - plan.reserve) // (len(blocks) - k)
        steps = max(share // step, policy.least_steps)
        start = Start("relu", found.scale)  # all scales of it are one
        training = trained_block(run, found.metric, start, len(block), steps, rng)
        run.record(GAUSS_NEWTON, *last_errors(run, training), steps)
        columns.append(training.layer.V)
    layer = Layer("relu", np.hstack(columns))
    choice = Choice(
        *(layer.activation, "kinks", GAUSS_NEWTON, plan.trainer, plan.reason, found.errors),
        starts=len(blocks),
    )
    return Trained(layer, choice, solved_error(run, layer))


def _noise(run: Run, found: Findings, plan: Plan) -> Trained:
    """Train blocks from each start; take what is best on the held-out rows, trained or not."""
    best = untrained(run, found, plan)
    best, errors = replace(best, error=held_out(run, best.layer).error), {}
    for start in plan.starts:
        layer = trained_blocks(run, found.metric, start, plan.steps)
        readout = held_out(run, layer)
        run.record(GAUSS_NEWTON, readout.train_error, readout.error, plan.steps)
        errors[start.activation] = readout.error
        if readout.error < best.error:
            choice = replace(
                best.choice,
                activation=start.activation,
                stage=GAUSS_NEWTON,
                starts=run.policy.noise_blocks,
            )
            best = Trained(layer, choice, readout.error)
    readout = best.readout or on_all_rows(run, best.layer)
    run.keep(best.choice.stage, best.layer, readout.c)
    return replace(best, choice=replace(best.choice, errors=errors), readout=readout)


def _gauss_newton(run: Run, found: Findings, plan: Plan) -> Trained:
    data, policy = run.data, run.policy
    if found.spectral:
        winner, runners = alone(run, found.spectral.layer), 1
    else:
        rival = found.rival.layer if found.rival else None
        lead = policy.pursued_lead if found.rival and found.rival.way == PURSUIT else 1.0
        winner, runners = race(run, found.metric, plan.starts, rival, lead)
    seeded = found.spectral or (found.rival if winner.origin == RIVAL else None)
    choice = Choice(
        winner.activation,
        "spectrum" if seeded else "race",
        GAUSS_NEWTON,
        plan.trainer,
        plan.reason,
        found.errors,
        runners,
        {seeded.way: seeded.error} if seeded else {},
    )
    training = winner.training
    affordable = (run.budget.left - plan.reserve) // mean_newton_step(run)
    steps = max(affordable, policy.least_steps)
    first, last = policy.batches
    best, since = None, 0
    focus = policy.focus if training.evenness < policy.uneven else 0.0
    for k in range(steps):
        left = 1 - k / steps
        size = min(round(last + (first - last) * left), data.rows)
        training.step(size, np.sqrt(left), focus)
        run.budget.spend(counted.gauss_newton_step(data.inputs, run.units, size))
        since += 1
        if k + 1 in SHOWN:
            run.keep(GAUSS_NEWTON, training.layer, training.c, since)
        if since == policy.check or k == steps - 1:
            error = training.error_on(data.X_held, data.y_held)
            run.record(GAUSS_NEWTON, rms(np.array(training.errors[-since:])), error, since)
            since = 0
            if best is None or error < best.error:
                best = Trained(training.layer, choice, error)
    assert best is not None  # after the last step at the latest
    return best
