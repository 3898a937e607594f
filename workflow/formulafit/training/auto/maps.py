"""The choice of a map for each input, by held-out rows; see `formulafit.input_maps`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

import formulafit.activations.sin  # noqa: F401 - found by its name below, and a part of every fit
from formulafit.input_maps import IDENTITY, InputMap
from formulafit.scaling import Scaling
from formulafit.training.auto.data import StandardisedData
from formulafit.training.auto.noise import likelier, score
from formulafit.training.auto.random_features import Trials, climb
from formulafit.training.auto.run import Run
from formulafit.training.base import Array, TrainingProblem

NEAREST = 8  # rows at an end, whose mean distance from it tells how near rows come
WIDE = 1e-2  # the other distance tried

Maps = tuple[InputMap, ...]


def mapped_problem(problem: TrainingProblem, run: Run, noisy: bool) -> TrainingProblem | None:
    """Return the problem with the maps that held-out rows choose; none where they choose none.

    One map for all inputs is tried first, then coordinate by coordinate the best for each: a map is
    taken where a small layer of sines leaves less than `policy.mapped` of the error. Where rows are
    `noisy`, where it is likelier by far, by cross-validation. The ranges are the box's: beyond the
    rows' own a map would be cut.
    """
    data, policy = problem.data, run.policy
    if data is None or data.box is None or np.any(data.box[:, 0] >= data.box[:, 1]):
        return None
    limit = likelier(run) if noisy else policy.mapped
    tried: dict[Maps, float] = {}

    def error(maps: Maps) -> float:
        if maps not in tried:
            tried[maps] = _error(problem, run, maps, noisy)
        return tried[maps]

    def better(chosen: Maps, trials: Iterable[Maps]) -> Maps:
        best = min(trials, key=error)
        return best if error(best) < limit * error(chosen) else chosen

    options = [_options(x, *ends) for x, ends in zip(data.X.T, data.box.tolist(), strict=True)]
    chosen: Maps = tuple(each[0] for each in options)
    if len(options) > 1:
        chosen = better(chosen, zip(*options, strict=True))
    for _ in range(policy.map_sweeps if len(options) > 1 else 1):
        before = chosen
        for i, each in enumerate(options):
            chosen = better(chosen, [(*chosen[:i], other, *chosen[i + 1 :]) for other in each])
        if chosen == before:
            break
    return None if all(each.kind == IDENTITY for each in chosen) else _with(problem, chosen)


def _options(x: Array, low: float, high: float) -> list[InputMap]:
    """Return the maps that an input may have, the identity first."""
    u = np.sort((x - low) / (high - low))
    near = {
        "log_low": max(float(u[:NEAREST].mean()) / 4, 1e-9),
        "log_high": max(float(1 - u[-NEAREST:].mean()) / 4, 1e-9),
    }
    ends = [InputMap(kind, low, high) for kind in ("arccos", "sqrt_low", "sqrt_high")]
    logs = [InputMap(kind, low, high, d) for kind in near for d in (near[kind], WIDE)]
    return [InputMap(), *ends, *logs]


def _with(problem: TrainingProblem, maps: Maps) -> TrainingProblem:
    data = problem.data
    assert data is not None
    scaling = Scaling.fit(problem.scaling.kind, data.X, data.y, maps)
    return replace(
        problem,
        X=scaling.inputs(data.X),
        X_validation=scaling.inputs(data.X_validation),
        scaling=scaling,
    )


def _error(problem: TrainingProblem, run: Run, maps: Maps, noisy: bool) -> float:
    policy = run.policy
    rng = np.random.default_rng((problem.seed, 0))
    data = StandardisedData.of(_with(problem, maps), rng)
    if noisy:
        return score(run.on(data), "sin", policy.map_units)
    trials = Trials(run.on(data), min(run.units, policy.map_units), policy.map_rows, precise=True)
    inputs = data.inputs
    return climb(trials.of("sin", np.eye(inputs)), 1 / np.sqrt(inputs)).error
