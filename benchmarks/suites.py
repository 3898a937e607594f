"""What is measured on: formulas with their points, and which of them were set aside.

A third of the Nguyen, the Feynman and the surrogate suite is set aside: no default of a method was
chosen by looking at it, and it is reported apart. The rule is fixed here, by position, before any
result: every third formula, or the next after it which neither the default config nor the study
that the method grew from knows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formulafit.config.loading import load
from formulafit.config.resolved import Config
from formulafit.language.titles import in_language
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
    "noise": "config/suites/nguyen.yaml",
}
NOISE = {"noise": 0.1}  # added to the training targets, in standard deviations
SET_ASIDE = ("nguyen", "feynman", "surrogate")
EVERY = {"feynman": 4}  # of the 120 equations the first, the fifth, …: 30
STUDIED = (  # what defaults were chosen on
    *("I_6_2a", "I_6_2b", "I_9_18", "I_12_11", "I_26_2", "I_29_16", "I_30_3", "I_34_8", "I_34_14"),
    *("I_40_1", "I_50_26", "II_11_17", "II_35_18", "II_36_38", "III_8_54", "bonus_6", "bonus_20"),
    *("borehole", "otl_circuit", "piston", "ishigami", "hartmann_6", "rosenbrock", "griewank"),
)


@dataclass(frozen=True)
class Task:
    """A formula to be fitted: rows with noise to learn from, rows without it to be judged on.

    `train` holds validation rows as well; what knows no validation learns from all of them.
    `seed` is for whatever a method draws.
    """

    suite: str
    formula: str
    title: str
    set_aside: bool
    train: TrainingSet
    X_test: Array
    y_test: Array
    seed: int

    @property
    def inputs(self) -> int:
        """How many inputs there are."""
        return int(self.X_test.shape[1])

    def all_rows(self) -> tuple[Array, Array]:
        """Return training inputs (rows, inputs) and targets (rows,), validation rows included."""
        train = self.train
        X = np.concatenate([train.X, train.X_validation])
        return X, np.concatenate([train.y, train.y_validation])

    def nrmse(self, predicted: Array) -> float:
        """Return the RMSE of test predictions over the standard deviation of the test targets."""
        return float(np.sqrt(np.mean((predicted - self.y_test) ** 2)) / np.std(self.y_test))


def formulas(suite: str) -> dict[str, bool]:
    """Return the formulas of a suite, and whether each was set aside."""
    keys = list(load(ROOT / FILES[suite]).formulas)[:: EVERY.get(suite, 1)]
    aside: set[str] = set()
    if suite in SET_ASIDE:
        owed = 0
        for position, key in enumerate(keys, start=1):
            owed += position % 3 == 0
            if owed and key not in STUDIED:
                aside.add(key)
                owed -= 1
    return {key: key in aside for key in keys}


def task(suite: str, formula: str, set_aside: bool = False) -> Task:
    """Draw the points of a formula as the workflow does, with the settings of its config."""
    config = load(ROOT / FILES[suite])
    return draw_task(config, suite, formula, set_aside)


def draw_task(config: Config, suite: str, formula: str, set_aside: bool) -> Task:
    """Draw the points of a formula of any config."""
    data = config.settings(formula).data.model_dump(mode="json")
    about = config.formula(formula)
    sample = PointSettings.of(data).sample(config.function(formula), about, config.seed)
    rows = RowSettings.of(data)
    rows = replace(rows, noise=NOISE.get(suite, rows.noise))
    return Task(
        suite=suite,
        formula=formula,
        title=in_language(config.title(formula), "en"),
        set_aside=set_aside,
        train=rows.choose(sample),
        X_test=sample.X[: sample.test_rows],
        y_test=sample.y[: sample.test_rows],
        seed=replicate_seeds(config.seed, formula, 1)[0],
    )
