"""Maps of an input towards which formulas with singular ends become smooth.

``log(x)`` from 0, ``sqrt(1 - x**2)`` up to 1, ``x**0.4``: no smooth features follow them to the end
of their range. In ``log u``, ``arccos(1 - 2u)`` or ``sqrt(u)``, with u the input's place between
the ends of its range, they are smooth. A map is a part of a network's scaling, and saved with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import ModuleType
from typing import Any, Self

import numpy as np

IDENTITY = "identity"
KINDS = (IDENTITY, "arccos", "sqrt_low", "sqrt_high", "log_low", "log_high")


@dataclass(frozen=True)
class InputMap:
    """A map of one input, in terms of its place ``u = (x - low) / (high - low)``, cut to [0, 1].

    Attributes
    ----------
    kind : str
        Of `KINDS`: x itself, arccos(1 - 2u), √u, -√(1 - u), log(u + delta), -log(1 - u + delta).
    low, high : float
        The ends of the input's range.
    delta : float
        Of the logarithms alone.
    """

    kind: str = IDENTITY
    low: float = 0.0
    high: float = 1.0
    delta: float = 0.0

    def __call__(self, x: Any, library: ModuleType = np) -> Any:
        """Map an array of NumPy, or of another `library` with the same functions (PyTorch)."""
        if self.kind == IDENTITY:
            return x
        u = library.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)
        if self.kind == "arccos":
            return library.arccos(1 - 2 * u)
        if self.kind == "sqrt_low":
            return library.sqrt(u)
        if self.kind == "sqrt_high":
            return -library.sqrt(1 - u)
        if self.kind == "log_low":
            return library.log(u + self.delta)
        return -library.log(1 - u + self.delta)

    def to_dict(self) -> dict[str, Any]:
        """Return the map as JSON holds it."""
        return {"kind": IDENTITY} if self.kind == IDENTITY else asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the map that `to_dict` described.

        Raises
        ------
        ValueError
            When there is no such map, or its numbers make none.
        """
        found = cls(**values)
        if found.kind not in KINDS:
            raise ValueError(f"maps: {found.kind!r} is none of {', '.join(KINDS)}")
        if not found.low < found.high:
            raise ValueError(f"maps: {found.kind} from {found.low!r} to {found.high!r}: no range")
        if found.kind.startswith("log") and not found.delta > 0:
            raise ValueError(f"maps: {found.kind} with the delta {found.delta!r}: not above 0")
        return found
