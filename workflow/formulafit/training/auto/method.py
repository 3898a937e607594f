"""The method `auto`: a shallow network trained to an error that Adam never reaches.

In ``ŷ = W2 φ(W1 x + b1) + b2`` the output layer enters linearly, so that for a given hidden layer
the best output layer is known exactly. What is left is the search for a hidden layer:

1. *Random features*: weights drawn at random, their scale and their *active subspace* searched
   for on some of the rows; where they leave an error, with *maps* of the inputs, with steep units
   at *jumps*, and with weights drawn by the data's *spectrum*. Where what is left is *noise*,
   cross-validation chooses.
2. *Training*, as `plan` decides: *variable projection* for smooth formulas of up to two inputs; for
   others several *starts* race, and the winner is trained by *Gauss-Newton* on minibatches; on
   *kinks* blocks of relu are; under *noise* of three inputs and more several blocks, apart.
3. *Readout*: the output layer, solved on all rows.

A formula of two values has a *sigmoid* output instead, of least log loss.

The effort is spent in counted multiply-adds, so the same settings give the same network.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import torch

from formulafit.network.mlp import MLP
from formulafit.training import work as counted
from formulafit.training.auto import deep, two_valued
from formulafit.training.auto.choice import Choice
from formulafit.training.auto.data import StandardisedData
from formulafit.training.auto.ends import Ends
from formulafit.training.auto.kinks import is_kinked, with_relu
from formulafit.training.auto.layer import Array, Layer, rms
from formulafit.training.auto.maps import mapped_problem
from formulafit.training.auto.noise import likelier
from formulafit.training.auto.plan import RANDOM_FEATURES, UNTRAINED, Findings, make_plan
from formulafit.training.auto.policy import POLICY
from formulafit.training.auto.readout import Readout
from formulafit.training.auto.run import Run
from formulafit.training.auto.search import search, with_jumps, with_noise, with_spectrum
from formulafit.training.auto.trainers import Trained, train, untrained
from formulafit.training.base import Outcome, TrainingHistory, TrainingProblem
from formulafit.training.work import Budget
from formulafit.vocabulary import BUDGET, CONVERGED

SIGMOID = "sigmoid output"


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
    legs = POLICY.legs(effort, problem.X.shape[1])
    if len(problem.hidden) != 1:
        return deep.train(problem, history, Budget(legs[-1]))
    budget = Budget(legs[0])
    data = StandardisedData.of(problem, np.random.default_rng((problem.seed, 0)))
    shape = problem.activation, problem.hidden[0]
    run = Run(data, budget, history, *shape, problem.seed, POLICY)

    separated = under_a_sigmoid(problem, run)
    if separated and (separated[0] < run.policy.separated or not data.y_held.size):
        return separated[1]  # bounded, where no row is held out to see a readout swing
    error, outcome = with_linear_output(problem, run, legs)
    return separated[1] if separated and separated[0] < error else outcome


def under_a_sigmoid(problem: TrainingProblem, run: Run) -> tuple[float, Outcome] | None:
    """Fit a formula of two values; return the error on held-out rows, and the fit."""
    values = two_valued.two_values(problem)
    found = two_valued.fit(run) if values and run.data.inputs > 1 else None
    if values is None or found is None:
        return None
    choice = Choice(found.layer.activation, "two values", SIGMOID, SIGMOID, "two values")
    outcome = Outcome(
        network=network_of(problem, run.data, found.layer, found.c, values),
        stop_reason=CONVERGED,
        best_epoch=run.iteration,
        remark=choice.in_words(),
        choice=choice.to_dict(),
    )
    return found.error, outcome


def with_linear_output(
    problem: TrainingProblem, run: Run, legs: tuple[float, ...]
) -> tuple[float, Outcome]:
    """Fit any formula; return the error on held-out rows, and the fit.

    What the formula is like is found once. The layer is trained anew in each of the `legs`, see
    `Policy.legs`, as long as that may help.
    """
    found = search(run)
    problem, run, found = with_maps(problem, run, found)
    if not found.exact(run.policy):
        found = with_jumps(run, found)
        found = with_relu(run, found)
        found = with_spectrum(run, found)
        found = replace(found, kinked=is_kinked(run, found))
        found = with_noise(run, found)
    layers: list[tuple[Trained, Readout]] = []
    for seconds in legs:
        run.budget.allow(seconds)
        layers += solved_layers(run, found)
        layer, readout = min(layers, key=lambda pair: pair[1].error)
        run.record_readout("readout", readout)
        if layer.converged or found.noisy or layers[0][0].choice.trainer == RANDOM_FEATURES:
            break
    for stage, iteration, kept, c in run.kept:
        run.history.keep(stage, iteration, partial(network_of, problem, run.data, kept, c))
    maps = [each.kind for each in problem.scaling.maps]
    choice = replace(layer.choice, maps=maps)
    outcome = Outcome(
        network=network_of(problem, run.data, layer.layer, readout.c),
        stop_reason=CONVERGED if layer.converged else BUDGET,
        best_epoch=run.iteration,
        remark=choice.in_words(),
        choice=choice.to_dict(),
    )
    return readout.error, outcome


def solved_layers(run: Run, found: Findings) -> list[tuple[Trained, Readout]]:
    """Return the layer trained as planned; where that gained little, the untrained one, too."""
    plan = make_plan(run, found)
    trained = train(run, found, plan)
    if trained.readout:
        return [(trained, measured(run.data, trained.layer, trained.readout))]
    layers = [trained]
    if trained.choice.stage not in UNTRAINED and trained.error > POLICY.clearly * found.error:
        layers.append(untrained(run, found, plan))
    return [(each, solve(run.data, run.budget, each.layer)) for each in layers]


def with_maps(
    problem: TrainingProblem, run: Run, found: Findings
) -> tuple[TrainingProblem, Run, Findings]:
    """Return what is to be fitted with mapped inputs, where random features are better by far."""
    policy = run.policy
    if not run.data.y_held.size:
        return problem, run, found
    # Of many inputs, formulas are singular at corners, of which rows near ends tell nothing.
    ends = Ends.of(run.data, policy.exact_rows) if run.few else Ends()
    error = ends.error(run.data, found.drawn) if found.drawn else found.error
    if error < policy.good_enough:
        return problem, run, found
    other = mapped_problem(problem, run, ends, found.noisy)
    if other is None:
        return problem, run, found
    data = StandardisedData.of(other, np.random.default_rng((problem.seed, 0)))
    mapped = run.on(data if found.noisy else ends.held_out(data))
    better = search(mapped)
    limit = likelier(run) if found.noisy else policy.mapped_whole
    if better.noisy == found.noisy and better.error < limit * error:
        return other, mapped, better
    run.iteration = mapped.iteration
    return problem, run, found


def solve(data: StandardisedData, budget: Budget, layer: Layer) -> Readout:
    """Solve the output layer on all rows to be trained on."""
    columns = layer.units + 2
    budget.spend(counted.triangle(columns, data.rows) + counted.svd(columns))
    return Readout.best(layer, data.X, data.y, data.X_held, data.y_held, refit=data.lent)


def measured(data: StandardisedData, layer: Layer, readout: Readout) -> Readout:
    """Return a readout that is solved already, with its errors on both parts of the rows."""

    def error(X: Array, y: Array) -> float:
        return rms(layer.predict(readout.c, X) - y)

    train_error, held_error = error(data.X, data.y), error(data.X_held, data.y_held)
    return replace(readout, train_error=train_error, error=held_error)


def network_of(
    problem: TrainingProblem,
    data: StandardisedData,
    layer: Layer,
    c: Array,
    values: tuple[float, float] | None = None,
) -> MLP:
    """Return a layer and its readout as a network for inputs as the problem scales them.

    A layer of fewer units, as a search compares them, gets units that add nothing. With two
    `values`, c·h + b is the logit of a sigmoid between them.
    """
    lacking = problem.hidden[0] - layer.units
    layer = Layer(layer.activation, np.pad(layer.V, ((0, 0), (0, lacking))))
    c = np.concatenate([c[:-1], np.zeros(lacking), c[-1:]])
    standard, psi = data.standard, "identity"
    weight = (layer.V[:-1] / np.array(standard.x_scale)[:, None]).T  # (units, inputs)
    bias = layer.V[-1] - weight @ np.array(standard.x_offset)
    if values:
        problem, psi = two_valued.with_sigmoid(problem, *values), "sigmoid"
    else:
        c = c * standard.y_scale
        c[-1] += standard.y_offset
    network = problem.network(
        activation=layer.activation, dtype=torch.float64, output_activation=psi
    )
    state = {
        "layers.0.weight": weight,
        "layers.0.bias": bias,
        "layers.1.weight": c[None, :-1],
        "layers.1.bias": c[-1:],
    }
    network.load_state_dict({name: torch.from_numpy(each) for name, each in state.items()})
    return network
