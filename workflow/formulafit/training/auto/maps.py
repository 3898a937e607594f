"""The choice of a map for each input, by held-out rows; see `formulafit.input_maps`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

import formulafit.activations.sin  # noqa: F401 - found by its name below, and a part of every fit
from formulafit.input_maps import IDENTITY, InputMap
from formulafit.scaling import Scaling
from formulafit.training.auto.data import StandardisedData
from formulafit.training.auto.noise import likelier, score
from formulafit.training.auto.random_features import Candidate, Trial, Trials, climb
from formulafit.training.auto.run import Run
from formulafit.training.base import Array, TrainingProblem

NEAREST = 8  # rows at an end, whose mean distance from it tells how near rows come
WIDE = 1e-2  # the other distance tried
BEYOND = 0.15  # and of many inputs: few features follow what is steep towards a pole out there

Maps = tuple[InputMap, ...]


def mapped_problem(problem: TrainingProblem, run: Run, noisy: bool) -> TrainingProblem | None:
    """Return the problem with the maps that held-out rows choose; none where they choose none.

    One map for all inputs is tried first, then coordinate by coordinate the best for each: a map is
    taken where a small layer of sines leaves less than `policy.mapped` of the error. Where rows are
    `noisy`, where it is likelier by far, by cross-validation. The ranges are the box's: beyond the
    rows' own a map would be cut. Of many inputs, which have many maps, all are tried at the scale
    that is best without any, and single maps are preferred to one for all.
    """
    data, policy = problem.data, run.policy
    if data is None or data.box is None or np.any(data.box[:, 0] >= data.box[:, 1]):
        return None
    limit = likelier(run) if noisy else policy.mapped
    tried: dict[Maps, float] = {}

    def error(maps: Maps) -> float:
        if maps not in tried:
            tried[maps] = _error(problem, run, maps, noisy, scale)
        return tried[maps]

    def better(chosen: Maps, trials: Iterable[Maps]) -> Maps:
        best = min(trials, key=error)
        return best if error(best) < limit * error(chosen) else chosen

    def settled(chosen: Maps) -> Maps:
        for _ in range(policy.map_sweeps if len(options) > 1 else 1):
            before = chosen
            for i, each in enumerate(options):
                chosen = better(chosen, [(*chosen[:i], other, *chosen[i + 1 :]) for other in each])
            if chosen == before:
                break
        return chosen

    distances = (WIDE,) if run.few else (WIDE, BEYOND)
    options = [
        _options(x, low, high, distances)
        for x, (low, high) in zip(data.X.T, data.box.tolist(), strict=True)
    ]
    none: Maps = tuple(each[0] for each in options)
    scale = None if run.few else _climbed(problem, run, none).scale
    alike = better(none, zip(*options, strict=True)) if len(options) > 1 else none
    chosen = settled(alike if run.few else none)
    if not run.few and alike != none:
        chosen = better(chosen, [settled(alike)])
    return None if all(each.kind == IDENTITY for each in chosen) else _with(problem, chosen)


def _options(x: Array, low: float, high: float, distances: Sequence[float]) -> list[InputMap]:
    """Return the maps that an input may have, the identity first."""
    u = np.sort((x - low) / (high - low))
    near = {
        "log_low": max(float(u[:NEAREST].mean()) / 4, 1e-9),
        "log_high": max(float(1 - u[-NEAREST:].mean()) / 4, 1e-9),
    }
    ends = [InputMap(kind, low, high) for kind in ("arccos", "sqrt_low", "sqrt_high")]
    logs = [InputMap(kind, low, high, d) for kind in near for d in (near[kind], *distances)]
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


def _error(
    problem: TrainingProblem, run: Run, maps: Maps, noisy: bool, scale: float | None
) -> float:
    if noisy:
        return score(run.on(_data(problem, maps)), "sin", run.policy.map_units)
    if scale is None:
        return _climbed(problem, run, maps).error
    return _trial(problem, run, maps)(scale).error


def _climbed(problem: TrainingProblem, run: Run, maps: Maps) -> Candidate:
    return climb(_trial(problem, run, maps), 1 / np.sqrt(run.data.inputs))


def _trial(problem: TrainingProblem, run: Run, maps: Maps) -> Trial:
    policy, on = run.policy, run.on(_data(problem, maps))
    trials = Trials(on, min(run.units, policy.map_units), policy.map_rows, precise=run.few)
    return trials.of("sin", np.eye(run.data.inputs))


def _data(problem: TrainingProblem, maps: Maps) -> StandardisedData:
    rng = np.random.default_rng((problem.seed, 0))
    return StandardisedData.of(_with(problem, maps), rng)
