"""What a network sees of the data: inputs and output moved and scaled, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from formulafit.input_maps import InputMap

Array: TypeAlias = NDArray[np.float64]

# Values that differ by less than this fraction of their size differ by rounding alone.
ROUNDING = 16 * float(np.finfo(np.float64).eps)
# Of a formula's largest value. Above, sums leave double precision; below, numbers lose digits.
LARGEST, SMALLEST = 1e300, float(np.finfo(np.float64).tiny)


def standard_deviation(values: Array) -> float:
    """Return the population standard deviation, exactly 0 where `values` differ by rounding only.

    Without the second half a constant formula, such as ``sin(x)**2 + cos(x)**2``, would be scaled
    up to its rounding errors.
    """
    if not _varies(values):
        return 0.0
    middle = mean(values)
    return root_mean_square(values - middle)


def mean(values: Array) -> float:
    """Return the mean, also of values whose sum is too large to hold."""
    size = _power_of_two(values)
    return float(np.mean(values / size)) * size


def root_mean_square(values: Array) -> float:
    """Return the root of the mean square, also where the squares are too large or small to hold.

    The values are scaled by a power of two, which rounds nothing. NaN where one is not finite.
    """
    if not len(values):
        return math.nan
    size = _power_of_two(values)
    scaled = values / size
    return math.sqrt(float(np.mean(scaled * scaled))) * size


def unfit(values: Array) -> str:
    """Tell why a formula with these finite values is not for double precision; empty if it is."""
    largest = float(np.max(np.abs(values)))
    if largest > LARGEST:
        return f"has values of up to {largest:.3g}, too large to add up"
    if 0 < largest < SMALLEST:
        return f"has values of at most {largest:.3g}, too small to be held with all digits"
    return ""


def _power_of_two(values: Array) -> float:
    """Return the power of two at the size of the largest value; 1 for zeros and what is no number.

    It stays within what has an inverse that is a normal number.
    """
    largest = float(np.max(np.abs(values)))
    if not (math.isfinite(largest) and largest):
        return 1.0
    return math.ldexp(1.0, min(max(math.frexp(largest)[1], -1021), 1021))


def _varies(values: Array) -> bool:
    low, high = values.min(), values.max()
    return bool(high - low > ROUNDING * max(abs(low), abs(high)))


@dataclass(frozen=True)
class Scaling:
    """Offsets and scales of inputs and output: scaled = (value - offset) / scale.

    `x_offset` and `x_scale` have a number an input. What does not vary gets the scale 1. `maps` has
    a map an input, which is made before: scaled = (map(x) - offset) / scale; or none for any.
    """

    kind: str
    x_offset: tuple[float, ...]
    x_scale: tuple[float, ...]
    y_offset: float
    y_scale: float
    maps: tuple[InputMap, ...] = ()

    @classmethod
    def fit(cls, kind: str, X: Array, y: Array, maps: tuple[InputMap, ...] = ()) -> Self:
        """Measure the scaling of the rows trained on (not of validation or test rows).

        Parameters
        ----------
        kind : {"standard", "minmax", "none"}
            To mean 0 and population standard deviation 1, to the range from -1 to 1, or not at all.
        X, y : array
            (rows, inputs) and (rows,).
        maps : tuple of InputMap
            Of each input, or none.
        """
        columns = [_column_scaling(kind, column) for column in (*mapped(maps, X).T, y)]
        *x_offset, y_offset = (offset for offset, _ in columns)
        *x_scale, y_scale = (scale for _, scale in columns)
        return cls(kind, tuple(x_offset), tuple(x_scale), y_offset, y_scale, maps)

    def inputs(self, X: Array) -> Array:
        """Scale inputs (rows, inputs)."""
        scaled: Array = (mapped(self.maps, X) - np.array(self.x_offset)) / np.array(self.x_scale)
        return scaled

    def output(self, y: Array) -> Array:
        """Scale values of the formula (rows,)."""
        return (y - self.y_offset) / self.y_scale

    def inverse_inputs(self, X: Array) -> Array:
        """Return inputs (rows, inputs) of these scaled ones."""
        inputs: Array = X * np.array(self.x_scale) + np.array(self.x_offset)
        return inputs

    def inverse_output(self, y: Array) -> Array:
        """Return values of the formula (rows,) of these scaled ones."""
        return y * self.y_scale + self.y_offset

    def to_dict(self) -> dict[str, Any]:
        """Return the scaling as JSON holds it."""
        values = {
            "kind": self.kind,
            "x_offset": list(self.x_offset),
            "x_scale": list(self.x_scale),
            "y_offset": self.y_offset,
            "y_scale": self.y_scale,
        }
        return {**values, "maps": [each.to_dict() for each in self.maps]} if self.maps else values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the scaling that `to_dict` described.

        Raises
        ------
        ValueError
            When a map is unknown, or their number is not the inputs'.
        """
        sequences = {name: tuple(values[name]) for name in ("x_offset", "x_scale")}
        maps = tuple(map(InputMap.from_dict, values.get("maps", ())))
        if maps and len(maps) != len(sequences["x_scale"]):
            raise ValueError(f"maps: {len(maps)} of them for {len(sequences['x_scale'])} inputs")
        return cls(**{**values, **sequences, "maps": maps})


def mapped(maps: tuple[InputMap, ...], X: Array) -> Array:
    """Map the columns of `X` (rows, inputs)."""
    if not maps:
        return X
    return np.stack([each(x) for each, x in zip(maps, X.T, strict=True)], axis=1)


def _column_scaling(kind: str, values: Array) -> tuple[float, float]:
    if kind == "none":
        return 0.0, 1.0
    if kind == "standard":
        return mean(values), standard_deviation(values) or 1.0
    if kind == "minmax":
        low, high = float(values.min()), float(values.max())
        return (low + high) / 2, (high - low) / 2 if _varies(values) else 1.0
    raise ValueError(f"data.scaling: {kind!r} is none of standard, minmax, none")
