"""What is measured on: formulas with their points, and which of them were set aside.

A third of the Nguyen, the Feynman and the surrogate suite is set aside: no default of a method was
chosen by looking at it, and it is reported apart. The rule is fixed here, by position, before any
result: every third formula, or the next after it which neither the default config nor the study
that the method grew from knows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formulafit.axes import LINEAR, Axis
from formulafit.config.loading import load
from formulafit.config.resolved import Config
from formulafit.language.titles import in_language
from formulafit.metrics import Metrics, measure
from formulafit.sampling.rows import TrainingSet
from formulafit.sampling.seeds import replicate_seeds
from formulafit.sampling.settings import PointSettings, RowSettings

Array = NDArray[np.float64]

ROOT = Path(__file__).resolve().parents[1]
FILES = {
    "default": "config/config.yaml",
    "nguyen": "config/suites/nguyen.yaml",
    "feynman": "config/suites/feynman.yaml",
    "surrogate": "config/suites/surrogate.yaml",
    "frequencies": "benchmarks/formulas/frequencies.yaml",
    "edges": "benchmarks/formulas/edges.yaml",
    "orders": "benchmarks/formulas/orders.yaml",
}
SET_ASIDE = ("nguyen", "feynman", "surrogate")
EVERY = {"feynman": 4}  # of the 120 equations the first, the fifth, …: 30
STUDIED = (  # what defaults were chosen on
    *("I_6_2a", "I_6_2b", "I_9_18", "I_12_11", "I_26_2", "I_29_16", "I_30_3", "I_34_8", "I_34_14"),
    *("I_40_1", "I_50_26", "II_11_17", "II_35_18", "II_36_38", "III_8_54", "bonus_6", "bonus_20"),
    *("borehole", "otl_circuit", "piston", "ishigami", "hartmann_6", "rosenbrock", "griewank"),
)
# Where a formula of one input jumps: between the two rows around it nothing tells where, and test
# points there are left out.
JUMPS = {"step": 0.3}


@dataclass(frozen=True)
class Problem:
    """What is measured at once: a formula, its noise, and a draw of its points.

    Attributes
    ----------
    file : str
        Where the formula is from, a key of `FILES`.
    formula : str
        Its key there.
    set_aside : bool
        Whether no default was chosen by looking at it.
    noise : float, default that of its file
        On the training targets, in standard deviations of the values.
    draw : int
        0 are the points and the seed of the workflow; others are drawn anew.
    methods : tuple of str, default all
        What is measured on it, when nothing else is asked for.
    """

    file: str
    formula: str
    set_aside: bool = False
    noise: float | None = None
    draw: int = 0
    methods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """A formula to be fitted: rows with noise to learn from, rows without it to be judged on.

    Inputs and the targets of `train` are as networks see them: in logarithms where the file has
    logarithmic axes. `y_test` and errors are in the formula's own units. `train` holds validation
    rows as well; what knows no validation learns from all of them. `seed` is for whatever a method
    draws.
    """

    title: str
    noise: float
    train: TrainingSet
    X_test: Array
    y_test: Array
    seed: int
    output: Axis = LINEAR

    @property
    def inputs(self) -> int:
        """How many inputs there are."""
        return int(self.X_test.shape[1])

    def all_rows(self) -> tuple[Array, Array]:
        """Return training inputs (rows, inputs) and targets (rows,), validation rows included."""
        train = self.train
        X = np.concatenate([train.X, train.X_validation])
        return X, np.concatenate([train.y, train.y_validation])

    def judge(self, predicted: Array) -> Metrics:
        """Return the errors of test predictions (rows,), which are as the targets of `train`."""
        with np.errstate(over="ignore"):
            return measure(self.y_test, self.output.unsee(predicted))


@cache
def config(file: str) -> Config:
    """Return the checked config of a file."""
    return load(ROOT / FILES[file])


def formulas(file: str) -> dict[str, bool]:
    """Return the formulas of a file that are measured, and whether each was set aside."""
    keys = list(config(file).formulas)[:: EVERY.get(file, 1)]
    aside: set[str] = set()
    if file in SET_ASIDE:
        owed = 0
        for position, key in enumerate(keys, start=1):
            owed += position % 3 == 0
            if owed and key not in STUDIED:
                aside.add(key)
                owed -= 1
    return {key: key in aside for key in keys}


def problems(file: str, methods: tuple[str, ...] = (), draws: int = 1) -> list[Problem]:
    """Return all formulas of a file, each with as many draws of its points."""
    return [
        Problem(file, key, aside, draw=draw, methods=methods)
        for key, aside in formulas(file).items()
        for draw in range(draws)
    ]


def level(problem: Problem) -> float:
    """Return the noise of the training targets, in standard deviations of the values."""
    if problem.noise is not None:
        return problem.noise
    return config(problem.file).settings(problem.formula).data.noise


def task(problem: Problem) -> Task:
    """Draw the points of a formula as the workflow does, with the settings of its config."""
    file = config(problem.file)
    formula, seed = problem.formula, file.seed + problem.draw
    data = file.settings(formula).data.model_dump(mode="json")
    sample = PointSettings.of(data).sample(file.function(formula), file.formula(formula), seed)
    rows = replace(RowSettings.of(data), noise=level(problem))
    chosen = rows.choose(sample)
    X, y = sample.X[: sample.test_rows], sample.y[: sample.test_rows]
    judged = ~in_gap(chosen, X, JUMPS.get(formula))
    return Task(
        title=in_language(file.title(formula), "en"),
        noise=rows.noise,
        train=chosen.seen(),
        X_test=chosen.axes.see(X[judged]),
        y_test=y[judged],
        seed=replicate_seeds(seed, formula, 1)[0],
        output=rows.axis,
    )


def in_gap(train: TrainingSet, X: Array, jump: float | None) -> NDArray[np.bool_]:
    """Tell which points (rows, 1) lie between the two training rows around a jump, if any."""
    if jump is None:
        return np.zeros(len(X), dtype=bool)
    rows = np.concatenate([train.X, train.X_validation])[:, 0]
    x = X[:, 0]
    inside: NDArray[np.bool_] = (rows[rows < jump].max() < x) & (x < rows[rows >= jump].min())
    return inside
