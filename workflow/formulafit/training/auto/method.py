"""The method `auto`: a shallow network trained to an error that Adam never reaches.

In ``ŷ = W2 φ(W1 x + b1) + b2`` the output layer enters linearly, so that for a given hidden layer
the best output layer is known exactly. What is left is the search for a hidden layer:

1. *Random features*: weights drawn at random, their scale and their *active subspace* searched
   for on some of the rows; where they leave an error, with *maps* of the inputs, and with weights
   drawn by the data's *spectrum*.
2. *Training*, as `plan` decides: *variable projection* for smooth formulas of up to two inputs; for
   others several *starts* race, and the winner is trained by *Gauss-Newton* on minibatches.
3. *Readout*: the output layer, solved on all rows.

The effort is spent in counted multiply-adds, so the same settings give the same network.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import torch

from formulafit.network.mlp import MLP
from formulafit.training import work as counted
from formulafit.training.auto import deep
from formulafit.training.auto.data import StandardisedData
from formulafit.training.auto.layer import Array, Layer
from formulafit.training.auto.maps import mapped_problem
from formulafit.training.auto.plan import UNTRAINED, Findings, make_plan
from formulafit.training.auto.policy import POLICY
from formulafit.training.auto.readout import Readout
from formulafit.training.auto.run import Run
from formulafit.training.auto.search import search, with_spectrum
from formulafit.training.auto.trainers import train, untrained
from formulafit.training.base import Outcome, TrainingHistory, TrainingProblem
from formulafit.training.work import Budget
from formulafit.vocabulary import BUDGET, CONVERGED


def auto(problem: TrainingProblem, history: TrainingHistory, *, effort: str | float) -> Outcome:
    """Train a network by random features, then variable projection or Gauss-Newton, in float64.

    With one hidden layer the output layer is solved exactly throughout; several hidden layers are
    trained by Adam.

    Parameters
    ----------
    problem : TrainingProblem
        Its activation "auto" leaves the choice among sin, tanh and gauss to the method.
    history : TrainingHistory
        Work is counted in multiply-adds.
    effort : {"quick", "normal", "thorough"} or float
        How much work may be done, as CPU seconds on a plain core: 4 up to two inputs and 6 above
        are normal. The solve on all rows is done whatever it takes. The clock is never read.
    """
    budget = Budget(POLICY.seconds(effort, problem.X.shape[1]))
    if len(problem.hidden) != 1:
        return deep.train(problem, history, budget)
    data = StandardisedData.of(problem, np.random.default_rng((problem.seed, 0)))
    shape = problem.activation, problem.hidden[0]
    run = Run(data, budget, history, *shape, problem.seed, POLICY)

    found = search(run)
    if not found.exact(run.policy):
        problem, run, found = with_maps(problem, run, found)
        found = with_spectrum(run, found)
    data = run.data
    plan = make_plan(run, found)
    trained = train(run, found, plan)
    layers = [trained]
    if trained.choice.stage not in UNTRAINED and trained.error > POLICY.clearly * found.error:
        layers.append(untrained(run, found, plan))
    solved = [solve(data, budget, each.layer) for each in layers]
    layer, readout = min(zip(layers, solved, strict=True), key=lambda pair: pair[1].error)
    run.record_readout("readout", readout)
    for stage, iteration, kept, c in run.kept:
        history.keep(stage, iteration, partial(network_of, problem, data, kept, c))
    maps = [each.kind for each in problem.scaling.maps]
    choice = replace(layer.choice, maps=maps)
    return Outcome(
        network=network_of(problem, data, layer.layer, readout.c),
        stop_reason=CONVERGED if trained.converged else BUDGET,
        best_epoch=run.iteration,
        remark=choice.in_words(),
        choice=choice.to_dict(),
    )


def with_maps(
    problem: TrainingProblem, run: Run, found: Findings
) -> tuple[TrainingProblem, Run, Findings]:
    """Return what is to be fitted with mapped inputs, where random features are better by far."""
    policy = run.policy
    if not run.few or not run.data.y_held.size or found.error < policy.good_enough:
        return problem, run, found
    other = mapped_problem(problem, run)
    if other is None:
        return problem, run, found
    rng = np.random.default_rng((problem.seed, 0))
    mapped = run.on(StandardisedData.of(other, rng))
    better = search(mapped)
    if better.error < policy.mapped_whole * found.error:
        return other, mapped, better
    run.iteration = mapped.iteration
    return problem, run, found


def solve(data: StandardisedData, budget: Budget, layer: Layer) -> Readout:
    """Solve the output layer on all rows to be trained on."""
    columns = layer.units + 2
    budget.spend(counted.triangle(columns, data.rows) + counted.svd(columns))
    refit = not data.validated  # then the rows held out are to be trained on after all
    return Readout.best(layer, data.X, data.y, data.X_held, data.y_held, refit=refit)


def network_of(problem: TrainingProblem, data: StandardisedData, layer: Layer, c: Array) -> MLP:
    """Return a layer and its readout as a network for inputs as the problem scales them.

    A layer of fewer units, as a search compares them, gets units that add nothing.
    """
    lacking = problem.hidden[0] - layer.units
    layer = Layer(layer.activation, np.pad(layer.V, ((0, 0), (0, lacking))))
    c = np.concatenate([c[:-1], np.zeros(lacking), c[-1:]])
    network = problem.network(activation=layer.activation, dtype=torch.float64)
    standard = data.standard
    weight = (layer.V[:-1] / np.array(standard.x_scale)[:, None]).T  # (units, inputs)
    bias = layer.V[-1] - weight @ np.array(standard.x_offset)
    output = c * standard.y_scale
    state = {
        "layers.0.weight": weight,
        "layers.0.bias": bias,
        "layers.1.weight": output[None, :-1],
        "layers.1.bias": output[-1:] + standard.y_offset,
    }
    network.load_state_dict({name: torch.from_numpy(each) for name, each in state.items()})
    return network
