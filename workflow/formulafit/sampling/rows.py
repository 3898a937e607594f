"""The rows of a sample that a network learns from, and those that it is stopped by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from formulafit.axes import LINEAR, LINEAR_AXES, Axes, Axis
from formulafit.sampling.sample import Array, Box, Sample, SamplingError


@dataclass(frozen=True)
class TrainingSet:
    """The rows that a network learns from, with their noise, in the formula's own units.

    `X` (rows, inputs) and `y` (rows,) are trained on; the validation rows decide when to stop.
    `box` (inputs, 2) holds the ranges that the rows were drawn from, where these are known; `axes`
    are the coordinates in which a network is to see them.
    """

    X: Array
    y: Array
    X_validation: Array
    y_validation: Array
    box: Array | None = None
    axes: Axes = LINEAR_AXES

    @property
    def rows(self) -> int:
        """All rows, validation rows included."""
        return len(self.X) + len(self.X_validation)

    def seen(self) -> Self:
        """Return the rows in these coordinates, whose axes are linear."""
        axes = self.axes
        return replace(
            self,
            X=axes.see(self.X),
            y=axes.output.see(self.y),
            X_validation=axes.see(self.X_validation),
            y_validation=axes.output.see(self.y_validation),
            box=None if self.box is None else axes.see(self.box.T).T,
            axes=LINEAR_AXES,
        )


def training_set(
    sample: Sample,
    *,
    noise: float = 0.0,
    train_rows: int | None = None,
    train_box: Box | None = None,
    validation_fraction: float = 0.0,
    output: Axis = LINEAR,
) -> TrainingSet:
    """Choose training and validation rows from the training part of a sample.

    First the rows inside `train_box`, then the first `train_rows` of them. Row i of these is a
    validation row when the rounded number of validation rows among the first i + 1,
    ``floor((i + 1) f + 1/2)`` with f the validation fraction, exceeds that among the first i.
    Validation rows are thus spread evenly, and both parts of a smaller set are prefixes of the
    larger set's: a study of the number of rows adds rows and never swaps them. (Were the last
    tenth held out, validation rows of the smaller set would be trained on in the larger.)

    Parameters
    ----------
    sample : Sample
    noise : float
        Standard deviation of the noise on the targets, validation rows included, as a fraction of
        the population standard deviation of the noiseless values of all points.
    train_rows : int, default all
        Rows to use, validation rows included.
    train_box : mapping, default the whole box
        Name of an input -> (low, high); inputs that are not named keep their range.
    validation_fraction : float
        Part of the rows held out; 0 for none.
    output : Axis
        In which the targets are to be learned.

    Raises
    ------
    SamplingError
        When fewer rows are there than asked for, or none is left to train on, or a target is not
        above 0 where its logarithm is to be learned.
    """
    if output.kind == "log" and not (sample.y > 0).all():
        raise SamplingError(
            f"data.output: the logarithm is for values above 0, and {(sample.y <= 0).sum()} of "
            f"{len(sample.y)} points have others, as {sample.y.min():g}; use symlog or linear"
        )
    with np.errstate(over="ignore"):
        X, y = sample.X[sample.test_rows :], sample.targets(noise, output)[sample.test_rows :]
    if not np.isfinite(y).all():
        raise SamplingError(
            f"data.noise: at {noise:g} of the output's {output.kind} some targets are too large to "
            "hold; lower it, or narrow the inputs"
        )
    inside = np.ones(len(X), dtype=bool)
    box = sample.box.copy()
    for name, (low, high) in (train_box or {}).items():
        if name not in sample.names:
            raise SamplingError(
                f"data.train_box.{name}: no such input; there are {', '.join(sample.names)}"
            )
        i = sample.names.index(name)
        column = X[:, i]
        box[i] = max(low, box[i, 0]), min(high, box[i, 1])
        inside &= (low <= column) & (column <= high)
    X, y = X[inside], y[inside]
    if train_rows is not None and train_rows > len(X):
        raise SamplingError(
            f"data.train_rows: {train_rows} rows asked for, {len(X)} training rows there"
            f"{' inside data.train_box' if train_box else ''}; lower it or raise data.points"
        )
    X, y = X[:train_rows], y[:train_rows]
    counts = np.floor(np.arange(len(X) + 1) * validation_fraction + 0.5)
    held_out = np.diff(counts) > 0  # (rows,)
    if held_out.all():
        raise SamplingError(
            f"data: no row is left to train on ({len(X)} rows, validation_fraction "
            f"{validation_fraction:g}); raise data.points or data.train_rows, or widen train_box"
        )
    return TrainingSet(
        X[~held_out],
        y[~held_out],
        X[held_out],
        y[held_out],
        box,
        replace(sample.axes, output=output),
    )
