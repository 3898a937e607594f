"""A table of points as a CSV file, also as Excel writes it where decimals have a comma."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formulafit.cli.shared import UsageError, to_float

DECIMAL_COMMA = re.compile(r"\s*[-+]?\d*,\d+([eE][-+]?\d+)?\s*")


@dataclass(frozen=True)
class Table:
    """A header, and rows of text.

    Attributes
    ----------
    path : Path
        The file.
    header : list of str
        Names of columns.
    rows : list of (line, cells)
        Each with the line that it ends on.
    delimiter : str
        What stands between cells; where it is no comma, decimals may have one.
    """

    path: Path
    header: list[str]
    rows: list[tuple[int, list[str]]]
    delimiter: str

    @property
    def has_decimal_commas(self) -> bool:
        """Whether a number has a comma for its decimals."""
        return self.delimiter != "," and any(
            DECIMAL_COMMA.fullmatch(cell) for _, row in self.rows for cell in row
        )

    def numbers(self, names: Sequence[str], taken: str) -> NDArray[np.float64]:
        """Return columns by their names (rows, names).

        Raises
        ------
        UsageError
            When one is missing, is there twice, or holds what is no number; when there is a column
            `taken` already.
        """
        missing = [name for name in names if name not in self.header]
        if missing:
            raise UsageError(
                f"{self.path}: no column {', '.join(missing)}; the network takes "
                f"{', '.join(names)}, the table has {', '.join(self.header)}"
            )
        twice = [name for name in names if self.header.count(name) > 1]
        if twice:
            raise UsageError(f"{self.path}: the column {twice[0]} is there twice; keep one")
        if taken in self.header:
            raise UsageError(f"{self.path}: there is a column {taken} already; rename or remove it")
        columns = [self.header.index(name) for name in names]
        X = np.empty((len(self.rows), len(names)))
        for i, (line, row) in enumerate(self.rows):
            for j, column in enumerate(columns):
                X[i, j] = self._number(row[column], f"line {line}, column {names[j]}")
        return X

    def _number(self, cell: str, where: str) -> float:
        has_comma = bool(DECIMAL_COMMA.fullmatch(cell))
        value = to_float(cell.replace(",", ".") if has_comma and self.delimiter != "," else cell)
        if not math.isfinite(value):
            mend = "; write one, or take the row out"
            if has_comma:
                mend = f"; decimals have a point: {cell.strip().replace(',', '.')}"
            raise UsageError(f"{self.path}, {where}: {cell!r} is not a number{mend}")
        return value

    def with_column(self, name: str, values: Sequence[float]) -> str:
        """Return the table as text, with one column more, in the form that it was read in."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator="\n")
        writer.writerow([*self.header, name])
        point = "," if self.has_decimal_commas else "."
        for (_, row), value in zip(self.rows, values, strict=True):
            writer.writerow([*row, repr(value).replace(".", point)])
        return text.getvalue()


def read_table(path: Path) -> Table:
    """Read a CSV file; semicolons or tabs may stand between the cells, as Excel has them.

    Raises
    ------
    UsageError
        When it cannot be read, has no rows, or has a row of another length than its header.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise UsageError(f"{path}: it is a folder; name the table in it") from None
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path}: cannot be read as UTF-8 text ({error}); save it as CSV in UTF-8"
        ) from None
    first = text.partition("\n")[0]
    delimiter = next((sign for sign in ";\t" if sign in first), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines = [(reader.line_num, row) for row in reader if row]
    if lines and lines[0][1][0].startswith("sep="):  # which Excel alone reads
        del lines[0]
    if len(lines) < 2:
        raise UsageError(
            f"{path}: {'no rows below the header' if lines else 'the file is empty'}; "
            "it needs a line of names and a line for each point"
        )
    (_, header), *rows = lines
    header = [name.strip() for name in header]
    for line, row in rows:
        if len(row) != len(header):
            raise UsageError(
                f"{path}, line {line}: {len(row)} values in a table of {len(header)} columns"
            )
    return Table(path, header, rows, delimiter)
