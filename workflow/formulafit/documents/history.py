"""``history.csv``: the learning curves of a fit, a row now and then of every replicate.

It is read without pandas, whose import would cost a short fit a tenth of its time.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from formulafit.files import write_text

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Record(NamedTuple):
    """The state of a training run: a row of the table, errors in the formula's own units.

    `work` counts the multiply-adds so far, from the shapes of arrays and never by the clock; see
    `formulafit.training.work`.
    """

    stage: str
    work: int
    epoch: int
    train_rmse: float
    validation_rmse: float | None  # None without validation rows


@dataclass(frozen=True)
class History:
    """What one replicate did while it was trained; one entry a row.

    Errors that are not finite (a fit that diverged) are NaN.
    """

    stage: tuple[str, ...]
    work: NDArray[np.float64]
    epoch: NDArray[np.float64]
    train_rmse: NDArray[np.float64]
    validation_rmse: NDArray[np.float64]

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages in the order in which they were run."""
        return tuple(dict.fromkeys(self.stage))


def write_histories(path: str | Path, histories: Mapping[int, Iterable[Record]]) -> None:
    """Write the records of each replicate."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("replicate", *Record._fields))
    for replicate, records in histories.items():
        table.writerows((replicate, *record) for record in records)
    write_text(path, text.getvalue())


def read_histories(path: str | Path) -> dict[int, History]:
    """Read the histories by replicate; none of an empty table."""
    rows: dict[int, list[dict[str, str]]] = {}
    with Path(path).open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            rows.setdefault(int(row["replicate"]), []).append(row)
    return {replicate: _history(rows[replicate]) for replicate in sorted(rows)}


def _history(rows: Sequence[Mapping[str, str]]) -> History:
    def column(name: str) -> NDArray[np.float64]:
        values = np.array([float(row[name] or "nan") for row in rows])
        return np.where(np.isfinite(values), values, np.nan)

    return History(
        stage=tuple(row["stage"] for row in rows),
        work=column("work"),
        epoch=column("epoch"),
        train_rmse=column("train_rmse"),
        validation_rmse=column("validation_rmse"),
    )
