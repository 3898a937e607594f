"""The measurements in CSV files, a suite each; what is there is not measured again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from formulafit.files import write_text

FOLDER = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Row:
    """A measurement: errors on the test rows and the CPU seconds of training.

    `noise` is that of the training targets, `draw` that of the points; the relative error is the
    one that 99% of the test rows do not exceed, None in measurements that did not look at it.
    """

    formula: str
    title: str
    inputs: int
    set_aside: bool
    noise: float
    draw: int
    method: str
    setting: str
    test_nrmse: float
    relative_error_99: float | None
    cpu_seconds: float
    processor: str
    versions: str

    @property
    def measured(self) -> tuple[str, float, int, str]:
        """What was measured: formula, noise, draw and method."""
        return (self.formula, self.noise, self.draw, self.method)


def path(suite: str) -> Path:
    """Return where the measurements of a suite are kept."""
    return FOLDER / f"{suite}.csv"


def read(suite: str) -> list[Row]:
    """Return what was measured so far."""
    if not path(suite).exists():
        return []
    with path(suite).open(encoding="utf-8", newline="") as file:
        return [_row(line) for line in csv.DictReader(file)]


def _row(line: dict[str, str]) -> Row:
    return Row(
        formula=line["formula"],
        title=line["title"],
        inputs=int(line["inputs"]),
        set_aside=line["set_aside"] == "yes",
        noise=float(line["noise"]),
        draw=int(line["draw"]),
        method=line["method"],
        setting=line["setting"],
        test_nrmse=float(line["test_nrmse"]),
        relative_error_99=float(line["relative_error_99"]) if line["relative_error_99"] else None,
        cpu_seconds=float(line["cpu_seconds"]),
        processor=line["processor"],
        versions=line["versions"],
    )


def write(suite: str, rows: Iterable[Row]) -> None:
    """Write all measurements of a suite, whole or not at all."""
    cells = [
        asdict(row)
        | {
            "set_aside": "yes" if row.set_aside else "no",
            "noise": f"{row.noise:g}",
            "test_nrmse": f"{row.test_nrmse:.4g}",
            "relative_error_99": digits(row.relative_error_99),
            "cpu_seconds": f"{row.cpu_seconds:.3f}",
        }
        for row in rows
    ]
    write_table(suite, cells, quiet=True)


def digits(value: float | None) -> str:
    """Return a number as it is kept, nothing for none."""
    return "" if value is None else f"{value:.4g}"


def of(rows: Sequence[Row], method: str, setting: str | None = None) -> dict[str, Row]:
    """Return a method's last measurement of each formula, or that of a setting."""
    chosen = (row for row in rows if row.method == method and setting in (None, row.setting))
    return {row.formula: row for row in chosen}


def write_table(name: str, rows: Sequence[dict[str, object]], quiet: bool = False) -> None:
    """Write and print a small table of other measurements, its cells as they are."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    FOLDER.mkdir(exist_ok=True)
    write_text(path(name), text.getvalue())
    if not quiet:
        print(text.getvalue(), end="")


def read_table(name: str) -> list[dict[str, str]]:
    """Return what `write_table` wrote; nothing where it was not measured."""
    if not path(name).exists():
        return []
    with path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
