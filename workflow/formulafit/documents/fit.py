"""``fit.json``: what was asked of a fit, and how each of its replicates ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from formulafit.documents.form import Document, Record
from formulafit.vocabulary import OK, Status, StopReason


@dataclass(frozen=True)
class TrainedReplicate(Record):
    """How one replicate went.

    `status` is ok, diverged (a loss was not finite) or failed (a numerical failure). Unless it is
    ok, `cause` tells why, and `stop_reason`, `best_epoch` and both errors are None. `activation` is
    the network's, or the one asked for where there is none; `remark` tells what the method chose by
    itself, `choice` the same as data. Errors are those of the network returned, over the rows
    trained on and the validation rows, noise included, in the formula's own units. Seconds are of
    the training alone.
    """

    replicate: int
    seed: int
    status: Status
    stop_reason: StopReason | None
    cause: str | None
    activation: str
    remark: str
    choice: Mapping[str, Any]
    epochs: int
    best_epoch: int | None
    work: int
    train_rmse: float | None
    validation_rmse: float | None
    fit_seconds: float
    fit_cpu_seconds: float

    @property
    def ok(self) -> bool:
        """Whether it ended well."""
        return self.status == OK

    @property
    def entry(self) -> TrainedReplicate:
        """What the file tells of it, without what more a kind of replicate has."""
        own = fields(TrainedReplicate)
        return TrainedReplicate(**{field.name: getattr(self, field.name) for field in own})


@dataclass(frozen=True)
class FitDocument(Document):
    """A fit: all replicates of a formula with the settings of a variation.

    `settings` are those of data, network and training, of which the method's own block; `inputs` is
    how many there are, and `train_rows` counts the validation rows too.
    """

    formula: str
    variation: str
    method: str
    hidden: tuple[int, ...]
    settings: Mapping[str, Any]
    inputs: int
    train_rows: int
    validation_rows: int
    parameters: int
    best_replicate: int | None
    replicates: tuple[TrainedReplicate, ...]

    def setting(self, path: str) -> Any:
        """Return a setting by its path; None where its method has no such."""
        value: Any = self.settings
        for key in path.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        return value
