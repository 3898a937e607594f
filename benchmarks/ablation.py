"""What each ingredient of the method `auto` is worth: the error without it, over that with it.

``python -m benchmarks.ablation`` fits a dozen formulas of one to nine inputs, none of them set
aside, and |x|, once whole and once without each ingredient, at the same effort.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from math import inf
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks import peers, suites
from benchmarks.compare import FLOOR, geometric_mean
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

FORMULAS = (
    ("edges", "kink"),
    *(("default", key) for key in ("damped_wave", "egg_box", "pyramid", "noisy_wave", "I_40_1")),
    *(("nguyen", key) for key in ("nguyen_8", "nguyen_11")),
    *(("feynman", key) for key in ("I_9_18", "I_15_3x", "I_39_11", "II_34_11", "bonus_9")),
)


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


def policy(**changes: Any) -> tuple[Any, str, Any]:
    """Return another policy, where `auto` looks for its own."""
    return (method, "POLICY", replace(POLICY, **changes))


SINE_ALONE = {"searched": ("sin",), "kinked": 0.0}
# Each ingredient, and what stands in its place: (module, name, stand-in).
WITHOUT: dict[str, list[tuple[Any, str, Any]]] = {
    "nothing (all of it)": [],
    "search for the scale": [
        (module, "climb", first_scale) for module in (search, active_subspace)
    ],
    "active subspace": [(active_subspace, "ROUNDS", 0)],
    "training (random features alone)": [(method, "make_plan", only_random_features)],
    "choice of activation (sine alone)": [policy(**SINE_ALONE)],
    "relu for kinks": [policy(kinked=0.0)],
    "race of starts": [policy(factors=(2.0,), **SINE_ALONE)],
    "Gauss-Newton (variable projection)": [(method, "make_plan", projection_alone)],
    "momentum in Gauss-Newton": [(gauss_newton, "MOMENTUM", 0.0)],
    "small ridges (1e-8) everywhere": [
        (variable_projection, "RIDGE", 1e-8),
        (readout, "RIDGES", 10.0 ** -np.arange(2, 9, 2)),
    ],
}


@contextmanager
def without(ingredient: str) -> Iterator[None]:
    """Put the stand-ins in their places, for a while."""
    with ExitStack() as stack:
        for module, name, value in WITHOUT[ingredient]:
            stack.enter_context(patch.object(module, name, value))
        yield


def main() -> None:
    """Fit all formulas without each ingredient; keep what is there."""
    rows: list[dict[str, object]] = [dict(row) for row in read_table("ablation")]
    there = {(row["formula"], row["without"]) for row in rows}
    for file, formula in FORMULAS:
        task = suites.task(suites.Problem(file, formula))
        for ingredient in WITHOUT:
            if (formula, ingredient) in there:
                continue
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


def ratios() -> dict[str, tuple[float, float, str]]:
    """Return of each ingredient the geometric mean and the largest loss without it, and where."""
    table = read_table("ablation")
    whole = {row["formula"]: floored(row) for row in table if row["without"] == next(iter(WITHOUT))}
    found = {}
    for ingredient in list(WITHOUT)[1:]:
        lost = {
            row["formula"]: floored(row) / whole[row["formula"]]
            for row in table
            if row["without"] == ingredient
        }
        worst = max(lost, key=lambda key: lost[key])
        found[ingredient] = (geometric_mean(lost.values()), lost[worst], worst)
    return found


def floored(row: dict[str, str]) -> float:
    """Return an error, counted as at least `FLOOR`."""
    return max(float(row["test_nrmse"]), FLOOR)


if __name__ == "__main__":
    main()
