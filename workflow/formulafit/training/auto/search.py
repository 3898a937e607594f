"""The search for random features: metric, scale, activation, and what they tell of the formula."""

from __future__ import annotations

import numpy as np

from formulafit.training.auto import active_subspace
from formulafit.training.auto.layer import Array
from formulafit.training.auto.plan import Findings
from formulafit.training.auto.random_features import Candidate, Trials, climb
from formulafit.training.auto.run import Run


def search(run: Run) -> Findings:
    """Search metric, scale and, where random features matter by themselves, the activation."""
    policy, few = run.policy, run.few
    compared = Trials(run, min(run.units, policy.compared_units), policy.compared_rows, precise=few)
    exact = Trials(run, min(run.units, policy.exact_units), policy.exact_rows, precise=True)

    best, metric = _metric_and_scale(run, compared, exact)
    errors = {best.layer.activation: best.error}
    if few or best.error < policy.close:
        for activation in run.activations[1:]:
            other = climb((compared if few else exact).of(activation, metric), best.scale)
            errors[activation] = other.error
            best = other if other.error < policy.better * best.error else best
    noisy = few and policy.are_the_same(errors.values())
    kinked = False
    if few and run.activation_is_free and not noisy:
        relu = compared.of("relu", metric)(best.scale)  # whose error no scale changes
        kinked = relu.error < policy.kinked * best.error
    if few:
        best = climb(exact.of(best.layer.activation, metric), best.scale)
    drawn = best.layer.activation, metric, best.scale, best.error
    found = Findings(*drawn, errors, few, noisy, kinked)
    if found.smooth(policy):
        run.record_readout("random features", best.readout)
    return found


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
