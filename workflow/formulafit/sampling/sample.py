"""The points of a formula: drawn in its box, split, and kept in files."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from formulafit.axes import LINEAR, LINEAR_AXES, Axes, Axis
from formulafit.documents.data import DataDocument, OutputValues
from formulafit.files import read_arrays, write_arrays
from formulafit.sampling.seeds import sequence
from formulafit.scaling import mean, standard_deviation, unfit

Array: TypeAlias = NDArray[np.float64]
Box: TypeAlias = Mapping[str, Sequence[float]]  # name of an input -> (low, high), in column order

MAX_GRID_INPUTS = 3
PROBES = 10_000  # random points that decide whether a formula is defined in its box


class SamplingError(ValueError):
    """Data that cannot be drawn as asked; the message says where, what, and how to mend it."""


@dataclass(frozen=True)
class Sample:
    """The points of one formula, in split order: the test set first, then the training part.

    Parameters
    ----------
    names : tuple of str
        The inputs, in the order of the columns of `X`.
    box : array
        (inputs, 2), the range of each input.
    X : array
        (points, inputs).
    y : array
        (points,), the formula's values without noise.
    noise : array
        (points,), standard normal; a noise setting scales it, so that it lies on the same points.
    test_rows : int
        Number of leading rows that are the test set. The order of the rows after them is random,
        so that the first n are a random choice of n.
    dropped : int
        Points of a grid or Sobol sequence at which the formula has no value, left out.
    axes : Axes
        In which the inputs were drawn evenly; of the output nothing is told here.
    """

    names: tuple[str, ...]
    box: Array
    X: Array
    y: Array
    noise: Array
    test_rows: int
    dropped: int = 0
    axes: Axes = LINEAR_AXES

    @property
    def training_rows(self) -> int:
        """Rows of the training part, validation rows included."""
        return len(self.X) - self.test_rows

    def targets(self, noise: float = 0.0, output: Axis = LINEAR) -> Array:
        """Return all values with noise: a fraction of the population standard deviation of `y`.

        The noise lies on the values as a network sees them, so that with a logarithmic `output` it
        is relative to them.
        """
        seen = output.see(self.y)
        noisy: Array = output.unsee(seen + noise * standard_deviation(seen) * self.noise)
        return noisy if noise else self.y  # (points,), not through a logarithm and back


def draw_sample(
    formula: Callable[[Array], Array],
    box: Box,
    *,
    points: int,
    sampling: str,
    test_fraction: float,
    seed: int,
    key: str,
    scales: Mapping[str, str] | None = None,
) -> Sample:
    """Draw points in the box, the formula's values, noise and the split.

    Points, noise and split come from three seeds that depend on `seed` and `key` alone.

    Parameters
    ----------
    formula : callable
        (rows, inputs) -> (rows,), not finite where the formula has no value.
    box : mapping
        Name of an input -> (low, high), in the order of the formula's columns.
    points : int
        How many points to draw; a grid has ``round(points ** (1 / inputs))`` on each side.
    sampling : {"uniform", "sobol", "latin_hypercube", "grid"}
        Random, scrambled Sobol (Owen 1998), Latin hypercube (McKay et al. 1979), or a full grid
        with the box's faces on it.
    test_fraction : float
        Part of the points that is the test set.
    seed : int
        The config's seed.
    key : str
        The formula's key in the config.
    scales : mapping, optional
        Name of an input -> the kind of its `Axis`, where that is not linear: points are spread
        evenly along it.

    Raises
    ------
    SamplingError
        When the formula has no finite value at a random point of its box, its values are too large
        or too small to reckon with, or a part of the split would be empty.
    """
    names, bounds = tuple(box), np.array([tuple(ends) for ends in box.values()], np.float64)
    axes = Axes.of(names, scales or {})
    rng = np.random.default_rng(sequence(seed, key, "points"))
    X = _points(bounds, axes, points, sampling, rng)
    y = formula(X)  # (points,)
    defined = np.isfinite(y)
    if not defined.all():
        if sampling in ("grid", "sobol"):
            # Their points may lie where random ones never fall, as at 0/0 in the centre of a box.
            probes = _points(bounds, axes, PROBES, "uniform", rng)
            _refuse_undefined(key, names, probes, formula(probes))
        else:
            _refuse_undefined(key, names, X, y)
    X, y = X[defined], y[defined]
    if len(y) and (reason := unfit(y)):
        raise SamplingError(f"formulas.{key}: {reason}; narrow its inputs or rescale it")
    test_rows = math.floor(len(X) * test_fraction + 0.5)
    if not 0 < test_rows < len(X):
        raise SamplingError(
            f"formulas.{key}: {len(X)} points at data.test_fraction {test_fraction:g} give "
            f"{test_rows} test and {len(X) - test_rows} training rows; raise data.points"
        )
    order = np.random.default_rng(sequence(seed, key, "split")).permutation(len(X))
    noise = np.random.default_rng(sequence(seed, key, "noise")).standard_normal(len(X))
    return Sample(names, bounds, X[order], y[order], noise, test_rows, int((~defined).sum()), axes)


def _points(
    bounds: Array, axes: Axes, points: int, sampling: str, rng: np.random.Generator
) -> Array:
    inputs = len(bounds)
    low, high = axes.see(bounds.T)
    if sampling == "grid":
        if inputs > MAX_GRID_INPUTS:
            raise SamplingError(
                f"data.sampling: a grid has too few points a side with {inputs} inputs (at most "
                f"{MAX_GRID_INPUTS}); use uniform, sobol or latin_hypercube"
            )
        side = round(points ** (1 / inputs))
        columns = axes.unsee(np.linspace(low, high, side))  # (side, inputs)
        columns[[0, -1]] = bounds.T  # not a last bit beside the faces
        grid = np.meshgrid(*columns.T, indexing="ij")
        return np.stack([each.ravel() for each in grid], axis=1)
    if sampling == "uniform":
        unit = rng.random((points, inputs))
    elif sampling in ("sobol", "latin_hypercube"):
        from scipy.stats import qmc  # half a second, which the other samplings need not wait

        if sampling == "sobol":
            # The sequence is drawn up to a power of two, where it is balanced, and cut.
            sobol = qmc.Sobol(inputs, scramble=True, rng=rng)
            unit = sobol.random_base2(math.ceil(math.log2(points)))[:points]
        else:
            unit = qmc.LatinHypercube(inputs, rng=rng).random(points)
    else:
        raise SamplingError(
            f"data.sampling: {sampling!r} is none of uniform, sobol, latin_hypercube, grid"
        )
    return _inside(axes.unsee(low + unit * (high - low)), bounds)


def _inside(X: Array, bounds: Array) -> Array:
    return np.clip(X, *bounds.T)  # rounding may step over a face


def _refuse_undefined(key: str, names: Sequence[str], X: Array, y: Array) -> None:
    undefined = np.flatnonzero(~np.isfinite(y))
    if not len(undefined):
        return
    row = undefined[0]
    point = ", ".join(f"{name} = {value:.6g}" for name, value in zip(names, X[row], strict=True))
    raise SamplingError(
        f"formulas.{key}: no finite value ({y[row]}) at {point}, as at {len(undefined)} of {len(X)}"
        f" random points of its box; narrow formulas.{key}.inputs to where it is defined"
    )


def write_sample(
    sample: Sample,
    json_path: str | Path,
    arrays_path: str | Path,
    *,
    formula: str,
    expression: str,
    seed: int,
    sampling: str,
) -> DataDocument:
    """Write a sample as ``data.json``, which is returned, and ``data.safetensors``.

    Parameters
    ----------
    sample : Sample
    json_path, arrays_path : path
    formula, expression, seed, sampling
        What else ``data.json`` tells.
    """
    write_arrays(arrays_path, {"X": sample.X, "y": sample.y, "noise": sample.noise})
    document = describe(
        sample, formula=formula, expression=expression, seed=seed, sampling=sampling
    )
    document.write(json_path)
    return document


def describe(
    sample: Sample, *, formula: str, expression: str, seed: int, sampling: str
) -> DataDocument:
    """Return what ``data.json`` tells of a sample."""
    y = sample.y
    return DataDocument(
        formula=formula,
        expression=expression,
        names=sample.names,
        inputs={
            name: (float(low), float(high))
            for name, (low, high) in zip(sample.names, sample.box, strict=True)
        },
        seed=seed,
        sampling=sampling,
        points=len(sample.X),
        test_rows=sample.test_rows,
        training_rows=sample.training_rows,
        dropped_points=sample.dropped,
        output=OutputValues(mean(y), standard_deviation(y), float(y.min()), float(y.max())),
        scales=sample.axes.scales(sample.names) or None,
    )


def read_sample(json_path: str | Path, arrays_path: str | Path) -> tuple[Sample, DataDocument]:
    """Read what `write_sample` wrote."""
    data = DataDocument.read(json_path)
    sample = Sample(
        data.names,
        np.array([data.inputs[name] for name in data.names], np.float64),
        **read_arrays(arrays_path),
        test_rows=data.test_rows,
        dropped=data.dropped_points,
        axes=Axes.of(data.names, data.scales or {}),
    )
    return sample, data
