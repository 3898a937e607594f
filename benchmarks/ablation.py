"""What each ingredient of the method `auto` is worth: the error without it, over that with it.

``python -m benchmarks.ablation`` fits formulas that were not set aside once whole and once without
an ingredient, at the same effort: smooth ones of two to nine inputs without what every fit has, and
without what is for one kind of formula those of this kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from math import inf
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks import peers, suites
from benchmarks.compare import FLOOR
from benchmarks.records import read_table, write_table
from formulafit.training.auto import (
    active_subspace,
    gauss_newton,
    method,
    readout,
    search,
    variable_projection,
)
from formulafit.training.auto.plan import (
    GAUSS_NEWTON,
    RANDOM_FEATURES,
    VARIABLE_PROJECTION,
    Findings,
    Plan,
    make_plan,
)
from formulafit.training.auto.policy import POLICY
from formulafit.training.auto.random_features import Candidate, Trial
from formulafit.training.auto.run import Run
from formulafit.training.base import TrainingProblem

Formulas = tuple[tuple[str, str], ...]  # (file, key)
Patch = tuple[Any, str, Any]  # module, name, stand-in

SMOOTH: Formulas = (
    ("default", "egg_box"),
    ("default", "I_40_1"),
    *(("feynman", key) for key in ("I_9_18", "I_15_3x", "I_39_11", "II_34_11", "bonus_9")),
)
KINKED: Formulas = (("edges", "kink"), ("edges", "maximum"))
JUMPING: Formulas = (("edges", "step"), ("edges", "square_wave"))
TWO_VALUED: Formulas = (("edges", "corner"), ("edges", "disc"))
SINGULAR: Formulas = tuple(("edges", key) for key in ("logarithm", "half_circle", "pole"))
WAVES: Formulas = tuple(("frequencies", key) for key in ("slow_fast_10", "plane_smooth", "wave_3"))
NOISY: Formulas = (("default", "noisy_wave"),)


@dataclass(frozen=True)
class Ingredient:
    """What is put in an ingredient's place, and the formulas that it is measured on."""

    patches: tuple[Patch, ...]
    formulas: Formulas = SMOOTH


def only_random_features(run: Run, found: Findings) -> Plan:
    """Stand in for `make_plan`: train nothing."""
    return replace(make_plan(run, found), trainer=RANDOM_FEATURES)


def projection_alone(run: Run, found: Findings) -> Plan:
    """Stand in for `make_plan`: variable projection in the place of Gauss-Newton."""
    plan = make_plan(run, found)
    if plan.trainer != GAUSS_NEWTON:
        return plan
    rows = min(POLICY.projected // run.units, run.data.rows)
    return replace(plan, trainer=VARIABLE_PROJECTION, rows=rows)


def first_scale(trial: Trial, scale: float) -> Candidate:
    """Stand in for `climb`: take the scale as it comes."""
    return trial(scale)


def unchanged(run: Run, found: Findings) -> Findings:
    """Stand in for `with_jumps`, `with_spectrum` and `with_relu`."""
    return found


def unmapped(
    problem: TrainingProblem, run: Run, found: Findings
) -> tuple[TrainingProblem, Run, Findings]:
    """Stand in for `with_maps`."""
    return problem, run, found


def no_sigmoid(problem: TrainingProblem, run: Run) -> None:
    """Stand in for `under_a_sigmoid`."""


def policy(**changes: Any) -> tuple[Patch, ...]:
    """Return another policy, where `auto` looks for its own."""
    return ((method, "POLICY", replace(POLICY, **changes)),)


NO_RELU: Patch = (method, "with_relu", unchanged)
SINE_ALONE = {"searched": ("sin",)}
WITHOUT = {
    "search for the scale": Ingredient(
        tuple((module, "climb", first_scale) for module in (search, active_subspace))
    ),
    "active subspace": Ingredient(((active_subspace, "ROUNDS", 0),)),
    "training (random features alone)": Ingredient(((method, "make_plan", only_random_features),)),
    "choice of activation (sine alone)": Ingredient((*policy(**SINE_ALONE), NO_RELU)),
    "race of starts": Ingredient((*policy(factors=(2.0,), **SINE_ALONE), NO_RELU)),
    "Gauss-Newton (variable projection)": Ingredient(((method, "make_plan", projection_alone),)),
    "momentum in Gauss-Newton": Ingredient(((gauss_newton, "MOMENTUM", 0.0),)),
    "small ridges (1e-8) everywhere": Ingredient(
        (
            (variable_projection, "RIDGE", 1e-8),
            (readout, "RIDGES", 10.0 ** -np.arange(2, 9, 2)),
        )
    ),
    "spectrum of the rows, for waves": Ingredient(((method, "with_spectrum", unchanged),), WAVES),
    "relu, for kinks": Ingredient((NO_RELU,), KINKED),
    "steep units, for jumps": Ingredient(((method, "with_jumps", unchanged),), JUMPING),
    "sigmoid output, for two values": Ingredient(
        ((method, "under_a_sigmoid", no_sigmoid),), TWO_VALUED
    ),
    "maps, for singular ends": Ingredient(((method, "with_maps", unmapped),), SINGULAR),
    "cross-validation, for noise": Ingredient(policy(least_noise=inf), NOISY),
}
WHOLE = "nothing (all of it)"


@contextmanager
def without(ingredient: str) -> Iterator[None]:
    """Put the stand-ins in their places, for a while."""
    with ExitStack() as stack:
        for module, name, value in WITHOUT[ingredient].patches if ingredient != WHOLE else ():
            stack.enter_context(patch.object(module, name, value))
        yield


def main() -> None:
    """Fit all formulas without each ingredient; keep what is there."""
    rows: list[dict[str, object]] = [dict(row) for row in read_table("ablation")]
    there = {(row["formula"], row["without"]) for row in rows}
    everywhere = dict.fromkeys(each for ones in WITHOUT.values() for each in ones.formulas)
    fits = [(WHOLE, *each) for each in everywhere]
    fits += [(name, *each) for name, ones in WITHOUT.items() for each in ones.formulas]
    for ingredient, file, formula in fits:
        if (formula, ingredient) in there:
            continue
        task = suites.task(suites.Problem(file, formula))
        with without(ingredient):
            (found,) = peers.measure("auto", task)
        rows.append(
            {
                "formula": formula,
                "inputs": task.inputs,
                "without": ingredient,
                "test_nrmse": f"{task.judge(found.predicted).nrmse or inf:.3e}",
                "cpu_seconds": f"{found.cpu_seconds:.2f}",
            }
        )
        print(*rows[-1].values(), flush=True)
        write_table("ablation", rows, quiet=True)


def ratios() -> dict[str, dict[str, float]]:
    """Return of each measured ingredient the error without it over that with it, by formula."""
    table = read_table("ablation")
    whole = {row["formula"]: floored(row) for row in table if row["without"] == WHOLE}
    found = {
        ingredient: {
            row["formula"]: floored(row) / whole[row["formula"]]
            for row in table
            if row["without"] == ingredient
        }
        for ingredient in WITHOUT
    }
    return {ingredient: ratios for ingredient, ratios in found.items() if ratios}


def floored(row: dict[str, str]) -> float:
    """Return an error, counted as at least `FLOOR`."""
    return max(float(row["test_nrmse"]), FLOOR)


if __name__ == "__main__":
    main()
