"""The choice of a map for each input, by held-out rows; see `formulafit.input_maps`."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

import formulafit.activations.sin  # noqa: F401 - found by its name below, and a part of every fit
from formulafit.input_maps import IDENTITY, InputMap
from formulafit.scaling import Scaling
from formulafit.training.auto.data import StandardisedData
from formulafit.training.auto.ends import Ends
from formulafit.training.auto.noise import likelier, score
from formulafit.training.auto.random_features import Candidate, Trial, Trials, climb
from formulafit.training.auto.run import Run
from formulafit.training.base import Array, TrainingProblem

NEAREST = 8  # rows at an end, whose mean distance from it tells how near rows come
WIDE = 1e-2  # the other distance tried
STEP = 10**0.5  # by which the distance chosen is then moved, as long as it gets better
BEYOND = 0.15  # and of many inputs: few features follow what is steep towards a pole out there

Maps = tuple[InputMap, ...]


def mapped_problem(
    problem: TrainingProblem, run: Run, ends: Ends, noisy: bool
) -> TrainingProblem | None:
    """Return the problem with the maps that held-out rows choose; none where they choose none.

    Coordinate by coordinate the best for each input is taken, from no map and from the best one for
    all inputs; then, of few inputs, the distances of logarithms are moved, never nearer than rows
    come: beyond the last row they would be steep. A map is taken where a small layer of sines
    leaves less than `policy.mapped` of the error, on rows held out and near the `ends`. Where rows
    are `noisy`, where it is likelier by far, by cross-validation. The ranges are the box's: beyond
    the rows' own a map would be cut. Of many inputs, which have many maps, all are tried at the
    scale that is best without any.
    """
    data, policy = problem.data, run.policy
    if data is None or data.box is None or np.any(data.box[:, 0] >= data.box[:, 1]):
        return None
    limit = likelier(run) if noisy else policy.mapped
    trials = _MapTrials(problem, run, ends, noisy)
    tried: dict[Maps, float] = {}

    def error(maps: Maps) -> float:
        if maps not in tried:
            tried[maps] = trials.error(maps, scale)
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

    def moved(chosen: Maps) -> Maps:
        for i, factor in itertools.product(range(len(chosen)), (STEP, 1 / STEP)):
            least = min(each.delta for each in options[i] if each.kind == chosen[i].kind)
            before = None
            while chosen[i].delta and chosen != before:
                before = chosen
                other = replace(chosen[i], delta=max(chosen[i].delta * factor, least))
                chosen = better(chosen, [(*chosen[:i], other, *chosen[i + 1 :])])
        return chosen

    distances = (WIDE,) if run.few else (WIDE, BEYOND)
    options = [
        _options(x, low, high, distances)
        for x, (low, high) in zip(data.X.T, data.box.tolist(), strict=True)
    ]
    none: Maps = tuple(each[0] for each in options)
    scale = None if run.few else trials.climbed(none).scale
    alike = better(none, zip(*options, strict=True)) if len(options) > 1 else none
    chosen = settled(none)
    if alike != none:
        chosen = better(chosen, [settled(alike)])
    chosen = moved(chosen) if run.few else chosen
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


@dataclass(frozen=True)
class _MapTrials:
    """Measures a small layer of sines under maps."""

    problem: TrainingProblem
    run: Run
    ends: Ends
    noisy: bool

    def error(self, maps: Maps, scale: float | None) -> float:
        """Return the error at a scale; at the best one where none is given."""
        if self.noisy:
            return score(self._mapped(maps), "sin", self.run.policy.map_units)
        if scale is None:
            return self.climbed(maps).error
        return self._trial(maps)(scale).error

    def climbed(self, maps: Maps) -> Candidate:
        """Return the layer of the best scale."""
        return climb(self._trial(maps), 1 / np.sqrt(self.run.data.inputs))

    def _trial(self, maps: Maps) -> Trial:
        policy, run = self.run.policy, self.run
        units = min(run.units, policy.map_units)
        trials = Trials(self._mapped(maps), units, policy.map_rows, precise=run.few)
        return trials.of("sin", np.eye(run.data.inputs))

    def _mapped(self, maps: Maps) -> Run:
        rng = np.random.default_rng((self.problem.seed, 0))
        data = StandardisedData.of(_with(self.problem, maps), rng)
        return self.run.on(data if self.noisy else self.ends.held_out(data))
