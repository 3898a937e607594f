"""The search for random features: metric, scale, activation, and what they tell of the formula."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formulafit.training.auto import active_subspace
from formulafit.training.auto.jumps import best_stepped
from formulafit.training.auto.layer import Array
from formulafit.training.auto.noise import is_noise, smoothed
from formulafit.training.auto.periodogram import CELLS
from formulafit.training.auto.plan import JUMPS, SPECTRUM, Findings, may_train
from formulafit.training.auto.random_features import Candidate, Trials, climb
from formulafit.training.auto.run import Run
from formulafit.training.auto.spectrum import best_start, least_gain, spectral_work


def search(run: Run) -> Findings:
    """Search metric, scale and, where random features matter by themselves, the activation."""
    policy, few = run.policy, run.few
    compared = Trials(run, min(run.units, policy.compared_units), policy.compared_rows, precise=few)
    exact = _exact_trials(run)

    best, metric = _metric_and_scale(run, compared, exact)
    errors = {best.layer.activation: best.error}
    looked_at = run.data.inputs <= policy.few_inputs and best.error >= policy.least_noise
    if looked_at and is_noise(run, best.layer.activation, metric, best.scale):
        return _within_noise(run, best, metric)
    if few or best.error < policy.close:
        for activation in run.activations[1:]:
            other = climb((compared if few else exact).of(activation, metric), best.scale)
            errors[activation] = other.error
            best = other if other.error < policy.better * best.error else best
    if few:
        best = climb(exact.of(best.layer.activation, metric), best.scale)
    drawn = best.layer.activation, metric, best.scale, best.error, best.readout.size
    found = Findings(*drawn, errors, few, drawn=best)
    if found.smooth(policy):
        run.record_readout("random features", best.readout)
    run.keep("random features", best.layer, best.readout.c)
    return found


def _within_noise(run: Run, best: Candidate, metric: Array) -> Findings:
    """Return what cross-validation on all rows makes of random features."""
    activation, inputs = best.layer.activation, run.data.inputs
    metrics = [metric, np.eye(inputs)] if inputs > 1 else [metric]
    found = smoothed(run, activation, metrics)
    run.keep("random features", found.layer, found.readout.c)
    drawn = activation, metric, found.scale, found.error, found.readout.size
    return Findings(*drawn, {activation: found.error}, few=True, smoothed=found)


def with_noise(run: Run, found: Findings) -> Findings:
    """Return the findings with random features within noise, of three inputs and more.

    Fast waves look like noise to their neighbours, far apart as these are: the spectrum and what
    else may explain the rows comes first.
    """
    policy, inputs = run.policy, run.data.inputs
    explained = found.spectral or found.rival or found.kinked
    if explained or not policy.few_inputs < inputs <= policy.noisy_inputs:
        return found
    if not policy.least_noise_of_many < found.error < policy.most_noise_of_many:
        return found
    activation, metric = run.activations[0], found.metric
    if not is_noise(run, activation, metric, found.scale):
        return found
    smooth = smoothed(run, activation, [metric, np.eye(inputs)])
    run.keep("random features", smooth.layer, smooth.readout.c)
    return replace(found, smoothed=smooth)


def with_jumps(run: Run, found: Findings) -> Findings:
    """Return the findings with steep units at the jumps of a line, where that is better by far."""
    if run.data.inputs != 1 or found.noisy or "tanh" not in run.activations:
        return found
    if not run.data.y_held.size or found.exact(run.policy):
        return found
    start = best_stepped(run)
    if start is None or not start.error < run.policy.stepped * found.error:
        return found
    run.record_readout(JUMPS, start.readout)
    run.keep(JUMPS, start.layer, start.readout.c)
    return replace(found, activation="tanh", error=start.error, stepped=start)


def with_spectrum(run: Run, found: Findings) -> Findings:
    """Return the findings with the spectral start, where that is clearly better."""
    policy, data = run.policy, run.data
    applies = (
        "sin" in run.activations
        and run.units >= policy.spectral_units
        and data.y_held.size
        and data.inputs in CELLS
    )
    if not applies or found.noisy or found.kinked or found.stepped or found.exact(policy):
        return found
    lost = found.error > policy.nothing  # then there is nothing else to spend the budget on
    room = run.budget.limit if lost else run.budget.left
    if spectral_work(run) > policy.spectral_share * room:
        return found
    start = best_start(run, found.error)
    if start is None:
        return found
    cancelling = found.size > policy.cancelling
    if cancelling and start.error < policy.good_enough and start.readout.size < found.size:
        better = alone = True  # no less exact, for all that can be told
    else:
        exact = _exact_trials(run)  # of as many units and rows
        rival = exact.of(found.activation, found.metric)(found.scale)
        least = min(found.error, rival.error)
        better = start.error < least_gain(policy, start.way) * least
        alone = start.error < max(policy.spectral_alone * least, policy.good_enough)
        alone = alone or not may_train(run)
    run.record_readout(SPECTRUM, start.readout)
    if not better:
        return found
    if not alone:
        return replace(found, rival=start)
    run.keep(SPECTRUM, start.layer, start.readout.c)
    return replace(found, activation="sin", error=start.error, spectral=start)


def _exact_trials(run: Run) -> Trials:
    units = min(run.units, run.policy.exact_units)
    return Trials(run, units, run.policy.exact_rows, precise=True)


def _metric_and_scale(run: Run, compared: Trials, exact: Trials) -> tuple[Candidate, Array]:
    """Search with the first activation; return its best features and their metric."""
    inputs, activation = run.data.inputs, run.activations[0]
    metric = np.eye(inputs)
    best = climb(compared.of(activation, metric), 1 / np.sqrt(inputs))
    run.record_readout("random features", best.readout)
    if inputs > 1:
        best, metric = active_subspace.improve(best, compared)
        run.record_readout("active subspace", best.readout)
    if not run.few and best.error < run.policy.promising:
        best = climb(exact.of(activation, metric), best.scale)
        run.record_readout("random features", best.readout)
    return best, metric
