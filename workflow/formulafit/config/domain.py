"""Is each formula a finite real number in its box? Looked at before any job starts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from formulafit.axes import Axes
from formulafit.config.errors import ConfigProblem
from formulafit.config.resolved import Config
from formulafit.formula import undefined
from formulafit.sampling.sample import SamplingError
from formulafit.sampling.settings import PointSettings
from formulafit.scaling import unfit

if TYPE_CHECKING:
    from numpy.typing import NDArray

RANDOM_POINTS = 10_000
ALL_CORNERS_UP_TO = 9  # inputs; a box of more has 1,024 corners and over
POINTS_A_SIDE = {1: 1001, 2: 101, 3: 21}  # of a grid, by the number of inputs
SLICE_POINTS = 201


def look(config: Config) -> tuple[list[ConfigProblem], list[str]]:
    """Evaluate every formula in its box.

    Returns
    -------
    problems : list of (path, message)
        Formulas that are not a finite number at random points, or too large or small a one.
    warnings : list of str
        Formulas that are fine there, and undefined at special points: corners, centre, centres of
        the faces, a grid, lines through the centre; and formulas that have one value everywhere.
    """
    problems, warnings = [], []
    for key, entry in config.formulas.items():
        names, formula = list(entry.inputs), config.function(key)
        axes = Axes.of(names, entry.scales)
        low, high = axes.see(np.array(list(entry.box.values()), dtype=np.float64).T)
        X = axes.unsee(low + _random_unit(len(names)) * (high - low))  # (rows, inputs)
        y = formula(X)
        bad = np.flatnonzero(~np.isfinite(y))
        if len(bad):
            message = (
                f"is not a finite real number at {_point(names, X[bad[0]])} ({y[bad[0]]:g}), and "
                f"so at {len(bad):,} of {len(X):,} random points of its box; "
                f"{undefined.explain(formula.tree, X[bad[0]])}"
            )
            problems.append((f"formulas.{key}", message))
            continue
        if reason := unfit(y):
            problems.append((f"formulas.{key}", f"{reason}; rescale it"))
            continue
        problems += _without_logarithm(config, key, X, y)
        X = axes.unsee(low + _special_unit(len(names)) * (high - low))
        special = formula(X)
        bad = np.flatnonzero(~np.isfinite(special))
        if (y == y[0]).all() and (np.delete(special, bad) == y[0]).all():
            warnings.append(
                f"formulas.{key}: has one value, {y[0]:g}, all over its box, so that there is no "
                "NRMSE; widen the ranges of its inputs"
            )
        if len(bad):
            warnings.append(
                f"formulas.{key}: is undefined at {_point(names, X[bad[0]])}, where random points "
                "never fall; such points are neither drawn nor plotted"
            )
    return problems, warnings


def _without_logarithm(
    config: Config, key: str, X: NDArray[np.float64], y: NDArray[np.float64]
) -> Iterator[ConfigProblem]:
    """Refuse a logarithm of values that have none, at random points or at those that are drawn."""
    fits = [(v, config.settings(key, v).data) for v in config.variations_of(key)]
    asked_for = [variation for variation, data in fits if data.output == "log"]
    if not asked_for:
        return
    if (y > 0).all():  # a grid has the faces of the box, where random points never fall
        points = PointSettings.of(config.settings(key).data.model_dump())
        try:
            sample = points.sample(config.function(key), config.formula(key), config.seed)
        except SamplingError:  # of too few points, say: the job tells of it
            return
        X, y = sample.X, sample.y
    bad = np.flatnonzero(y <= 0)
    if len(bad):
        names = list(config.formulas[key].inputs)
        yield (
            config.data_place(key, asked_for[0], "output"),
            f"log is for outputs above 0, and {key} is {y[bad[0]]:g} at "
            f"{_point(names, X[bad[0]])}; write symlog, or linear",
        )


def _point(names: list[str], values: NDArray[np.float64]) -> str:
    return ", ".join(f"{name} = {value:.6g}" for name, value in zip(names, values, strict=True))


@cache
def _random_unit(inputs: int) -> NDArray[np.float64]:
    """Return random points in the unit cube, (rows, inputs): the same ones each time."""
    return np.random.default_rng(0).random((RANDOM_POINTS, inputs))


@cache
def _special_unit(inputs: int) -> NDArray[np.float64]:
    """Return the points of the unit cube at which formulas tend to be undefined, (rows, inputs)."""
    centre = np.full((1, inputs), 0.5)
    sets = [centre]
    if inputs <= ALL_CORNERS_UP_TO:
        sets.append(np.array(list(itertools.product((0.0, 1.0), repeat=inputs))))
    for i in range(inputs):
        line = np.repeat(centre, SLICE_POINTS, axis=0)
        line[:, i] = np.linspace(0, 1, SLICE_POINTS)  # its ends are the centres of two faces
        sets.append(line)
    if inputs in POINTS_A_SIDE:
        side = np.linspace(0, 1, POINTS_A_SIDE[inputs])
        axes = np.meshgrid(*[side] * inputs)
        sets.append(np.stack([axis.ravel() for axis in axes], axis=1))
    return np.concatenate(sets)
