"""``summary.json``: one row a fit, what is expected, and what the results rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from formulafit.documents.evaluation import median
from formulafit.documents.form import Document, build
from formulafit.documents.told import ToldFormula, ToldStudy
from formulafit.metrics import Metrics, columns
from formulafit.vocabulary import OK, Status, StopReason


@dataclass(frozen=True)
class Row:
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
        return self.metrics.of(metric) if metric else getattr(self, column)


# Of summary.csv: the fields of a row, but a column a metric in place of `metrics`.
COLUMNS = tuple(
    column
    for field in fields(Row)
    for column in (columns() if field.name == "metrics" else [field.name])
)


def known(rows: Iterable[Row], column: str) -> list[float]:
    """Return the numbers that there are in a column, over the replicates that ended well."""
    values = (row.value(column) for row in rows if row.ok)
    return [value for value in values if value is not None]


def median_of(rows: Iterable[Row], column: str) -> float | None:
    """Return the median of a column over the replicates that ended well; None without any."""
    return median(known(rows, column))


@dataclass(frozen=True)
class Verdict:
    """What is expected of a formula's own fit, the median NRMSE that was measured, the judgement.

    Without a measured NRMSE it did not pass.
    """

    nrmse: float | None
    passed: bool
    nrmse_max: float | None = None
    r2_min: float | None = None


@dataclass(frozen=True)
class Machine:
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

    @cached_property
    def formulas(self) -> tuple[ToldFormula, ...]:
        """The formulas, in the order of the config."""
        kind = tuple[ToldFormula, ...]
        return build(kind, self.config["formulas"], "config.formulas")  # type: ignore[no-any-return]

    @cached_property
    def studies(self) -> tuple[ToldStudy, ...]:
        """The studies, in the order of the config."""
        kind = tuple[ToldStudy, ...]
        return build(kind, self.config["studies"], "config.studies")  # type: ignore[no-any-return]

    @property
    def seed(self) -> int:
        """The seed of the config."""
        return int(self.config["seed"])

    @property
    def listing(self) -> str:
        """The config as YAML; empty where another version wrote the summary."""
        return str(self.config.get("listing", ""))

    @property
    def results(self) -> str:
        """The folder that the config names for results."""
        return str(self.config["results"])
