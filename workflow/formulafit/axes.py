"""The coordinates in which inputs are drawn and values are learned: themselves or a logarithm.

An input or an output that spans orders of magnitude is drawn and seen in its logarithm. Samples,
predictions and errors stay in the formula's own units; a network carries its axes and goes through
them by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]

KINDS = ("linear", "log", "symlog")


@dataclass(frozen=True)
class Axis:
    """The coordinate of one quantity.

    Attributes
    ----------
    kind : {"linear", "log", "symlog"}
        The quantity itself; its natural logarithm, for values above 0; or asinh(y / 2t), which far
        from 0 is ±log(|y| / t) and near it linear (the "bi-symmetric logarithm" of J. B. W.
        Webber, Meas. Sci. Technol. 24, 027001, 2013, in a form that is smooth at 0).
    threshold : float
        t of symlog: about there it turns from linear to logarithmic.
    """

    kind: str = "linear"
    threshold: float = 1.0

    def see(self, values: Any, library: ModuleType = np) -> Any:
        """Return the coordinates of values; not finite where there are none.

        The `library` of the array is NumPy, or another with functions of the same names (PyTorch).
        """
        if self.kind == "log":
            return library.log(values)
        if self.kind == "symlog":
            return library.asinh(values / (2 * self.threshold))
        return values

    def unsee(self, seen: Any, library: ModuleType = np) -> Any:
        """Return the values at these coordinates; infinite where they are too large to hold."""
        with np.errstate(over="ignore"):
            if self.kind == "log":
                return library.exp(seen)
            if self.kind == "symlog":
                return 2 * self.threshold * library.sinh(seen)
        return seen

    def slope(self, seen: Any, library: ModuleType = np) -> Any:
        """Return how much values change with their coordinates, at these coordinates."""
        if self.kind == "log":
            return library.exp(seen)
        if self.kind == "symlog":
            return 2 * self.threshold * library.cosh(seen)
        return library.ones_like(seen)

    def to_dict(self) -> dict[str, Any]:
        """Return the axis as JSON holds it."""
        threshold = {"threshold": self.threshold} if self.kind == "symlog" else {}
        return {"kind": self.kind, **threshold}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the axis that `to_dict` described.

        Raises
        ------
        ValueError
            When there is no such axis.
        """
        found = cls(**values)
        if found.kind not in KINDS:
            raise ValueError(f"axes: {found.kind!r} is none of {', '.join(KINDS)}")
        if not found.threshold > 0:
            raise ValueError(f"axes: the threshold {found.threshold!r} is not above 0")
        return found


LINEAR = Axis()


@dataclass(frozen=True)
class Axes:
    """The axes of a formula: one an input, in column order, and one of its output.

    Without any for the inputs all of them are linear.
    """

    inputs: tuple[Axis, ...] = ()
    output: Axis = LINEAR

    @classmethod
    def of(cls, names: Iterable[str], scales: Mapping[str, str], output: Axis = LINEAR) -> Self:
        """Return the axes of inputs, some of which have a scale that is not linear."""
        return cls(tuple(Axis(scales.get(name, "linear")) for name in names), output)

    def scales(self, names: Iterable[str]) -> dict[str, str]:
        """Return the scales of inputs that `of` was given: of those that are not linear."""
        kinds = {name: self.of_input(i).kind for i, name in enumerate(names)}
        return {name: kind for name, kind in kinds.items() if kind != LINEAR.kind}

    @property
    def linear(self) -> bool:
        """Whether everything is seen as it is."""
        return all(axis == LINEAR for axis in (*self.inputs, self.output))

    def of_input(self, i: int) -> Axis:
        """Return the axis of an input by its column."""
        return self.inputs[i] if self.inputs else LINEAR

    def see(self, X: Any, library: ModuleType = np) -> Any:
        """Return the coordinates of inputs ``(…, inputs)``."""
        return self._columns("see", X, library)

    def unsee(self, X: Any, library: ModuleType = np) -> Any:
        """Return the inputs ``(…, inputs)`` at these coordinates."""
        return self._columns("unsee", X, library)

    def _columns(self, way: str, X: Any, library: ModuleType) -> Any:
        if all(axis == LINEAR for axis in self.inputs):
            return X
        columns = [getattr(a, way)(X[..., i], library) for i, a in enumerate(self.inputs)]
        return library.stack(columns, -1)

    def to_dict(self) -> dict[str, Any]:
        """Return the axes as JSON holds them."""
        return {
            "inputs": [axis.to_dict() for axis in self.inputs],
            "output": self.output.to_dict(),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the axes that `to_dict` described; see `Axis.from_dict`."""
        inputs = tuple(Axis.from_dict(each) for each in values["inputs"])
        return cls(inputs, Axis.from_dict(values["output"]))


LINEAR_AXES = Axes()


def middle(low: float, high: float) -> str:
    """Return the middle of a range as one types it: in few digits where that stays in the range.

    >>> middle(0, 1), middle(10_000_001, 10_000_004)
    ('0.5', '10000002.5')
    """
    centre = low / 2 + high / 2  # their sum may be too large
    short = f"{centre:g}"
    return short if low <= float(short) <= high else repr(centre)
