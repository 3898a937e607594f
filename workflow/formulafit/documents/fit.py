"""``fit.json``: what was asked of a fit, and how each of its replicates ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from formulafit.documents.form import Document
from formulafit.vocabulary import OK, TRAIN_BOX, Status, StopReason


@dataclass(frozen=True)
class TrainedReplicate:
    """How one replicate went.

    `status` is ok, diverged (a loss was not finite) or failed (a numerical failure). Unless it is
    ok, `cause` tells why, and `stop_reason`, `best_epoch` and both errors are None. `activation` is
    the network's, or the one asked for where there is none; `choice` is what the method chose by
    itself. Errors are those of the network returned, over the rows
    trained on and the validation rows, noise included, in the formula's own units. Seconds are of
    the training alone.
    """

    replicate: int
    seed: int
    status: Status
    stop_reason: StopReason | None
    cause: str | None
    activation: str
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

    def setting(self, path: str, absent: Any = None) -> Any:
        """Return a setting by its path; `absent` where its method has no such."""
        return setting(self.settings, path, absent)

    @property
    def paths(self) -> list[str]:
        """The paths of all settings; a training box is one of them."""
        return _paths(self.settings)

    @property
    def best(self) -> TrainedReplicate | None:
        """The replicate with the lowest validation error."""
        found = (each for each in self.replicates if each.replicate == self.best_replicate)
        return next(found, None)


def setting(settings: Mapping[str, Any], path: str, absent: Any = None) -> Any:
    """Return the value at a dotted path such as ``data.noise``; `absent` where there is none."""
    value: Any = settings
    for key in path.split("."):
        if not isinstance(value, Mapping) or key not in value:
            return absent
        value = value[key]
    return value


def _paths(settings: Mapping[str, Any], above: str = "") -> list[str]:
    found = []
    for key, value in settings.items():
        path = f"{above}{key}"
        block = isinstance(value, Mapping) and path != TRAIN_BOX
        found += _paths(value, f"{path}.") if block else [path]
    return found
