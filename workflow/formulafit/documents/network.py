"""``network.json``: the networks of a fit. Their weights lie in an array file beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, Self

from formulafit.documents.form import OPTIONAL, Document, build
from formulafit.files import read_json


@dataclass(frozen=True)
class SavedNetwork:
    """What one replicate's network has of its own.

    `scaling` where its inputs are mapped or its output is one of two values, `output_activation`
    where that is not the fit's.
    """

    activation: str
    dtype: Literal["float32", "float64"]
    scaling: Mapping[str, Any] | None = field(default=None, metadata=OPTIONAL)
    output_activation: str | None = field(default=None, metadata=OPTIONAL)


@dataclass(frozen=True)
class NetworkDocument(Document):
    """A formula, the ranges trained on, and its networks by their replicates, counted from "1".

    `names` are the inputs in the order of the columns. A scaling is what
    `formulafit.scaling.Scaling.from_dict` takes; `axes`, where not all are linear, what
    `formulafit.axes.Axes.from_dict` does.
    """

    formula: str
    expression: str
    names: tuple[str, ...]
    inputs: Mapping[str, tuple[float, float]]
    hidden: tuple[int, ...]
    output_activation: str
    scaling: Mapping[str, Any]
    replicates: Mapping[str, SavedNetwork]
    best_replicate: int | None
    axes: Mapping[str, Any] | None = field(default=None, metadata=OPTIONAL)

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a file; what earlier versions of formulafit wrote beside is left out.

        Raises
        ------
        DocumentError
            When it is not of this form; the message names the place in the file.
        """
        found = read_json(path)
        if isinstance(found, dict):
            found = {each.name: found[each.name] for each in fields(cls) if each.name in found}
        document: Self = build(cls, found)
        return document

    @property
    def numbers(self) -> list[int]:
        """The replicates that have a network."""
        return sorted(map(int, self.replicates))

    def network(self, replicate: int) -> SavedNetwork:
        """Return what a replicate's network has of its own."""
        return self.replicates[str(replicate)]
