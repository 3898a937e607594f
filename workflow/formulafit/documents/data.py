"""``data.json``: how the points of a formula were drawn. The points lie in an array file beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from formulafit.documents.form import OPTIONAL, Document


@dataclass(frozen=True)
class OutputValues:
    """What values the formula takes at its points, without noise."""

    mean: float
    std: float  # population standard deviation
    min: float
    max: float


@dataclass(frozen=True)
class DataDocument(Document):
    """A formula and its points.

    `names` are the inputs in the order of the columns, `inputs` their ranges, `scales` the kinds of
    their axes where these are not linear.
    """

    formula: str
    expression: str
    names: tuple[str, ...]
    inputs: Mapping[str, tuple[float, float]]
    seed: int
    sampling: str
    points: int
    test_rows: int
    training_rows: int
    dropped_points: int
    output: OutputValues
    scales: Mapping[str, str] | None = field(default=None, metadata=OPTIONAL)
