"""``summary.json``: one row a fit, what is expected, and what the results rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from formulafit.documents.form import Document, Record
from formulafit.metrics import Metrics, columns
from formulafit.vocabulary import OK, Status, StopReason


@dataclass(frozen=True)
class Row(Record):
    """A formula, variation and replicate.

    Of a replicate that did not end well the errors, `metrics` on the test set among them, are None.
    """

    formula: str
    variation: str
    replicate: int
    inputs: int
    train_rows: int
    status: Status
    missed: bool | None
    stop_reason: StopReason | None
    method: str
    activation: str
    epochs: int
    train_rmse: float | None
    validation_rmse: float | None
    metrics: Metrics
    undersampled: bool
    test_shows_range: bool
    fit_seconds: float
    fit_cpu_seconds: float
    parameters: int
    seed: int

    @property
    def ok(self) -> bool:
        """Whether it ended well."""
        return self.status == OK

    def value(self, column: str) -> Any:
        """Return what stands in a column of ``summary.csv``."""
        metric = columns().get(column)
        return getattr(self.metrics, metric) if metric else getattr(self, column)


# Of summary.csv: the fields of a row, but a column a metric in place of `metrics`.
COLUMNS = tuple(
    column
    for field in fields(Row)
    for column in (columns() if field.name == "metrics" else [field.name])
)


@dataclass(frozen=True)
class Verdict(Record):
    """What is expected of a formula's own fit, the median NRMSE that was measured, the judgement.

    Without a measured NRMSE it did not pass.
    """

    nrmse: float | None
    passed: bool
    nrmse_max: float | None = None
    r2_min: float | None = None


@dataclass(frozen=True)
class Machine(Record):
    """The machine that the summary was written on."""

    host: str
    system: str
    processor: str
    cores: int | None
    memory_gb: float | None


@dataclass(frozen=True)
class SummaryDocument(Document):
    """All fits that are configured.

    `expected` has a verdict on each formula of which something is expected; `config` is what the
    config says but for what only decides how a run ends; `commit` is the project's, None outside of
    a checkout.
    """

    rows: tuple[Row, ...]
    expected: Mapping[str, Verdict]
    config: Mapping[str, Any]
    commit: str | None
    versions: Mapping[str, str]
    machine: Machine
