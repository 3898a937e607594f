"""`formulafit predict`: a trained network's prediction of one point, or of a table of points."""

from __future__ import annotations

import argparse
import csv
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formulafit.cli.shared import (
    UsageError,
    assignments,
    compare_names,
    number,
    print_aligned,
    to_float,
    warnings_as_lines,
)
from formulafit.files import write_text
from formulafit.formula import parse
from formulafit.network import NetworkError, Surrogate, load

PREDICTION = "prediction"  # the column that is added to a table


def predict(options: argparse.Namespace) -> int:
    """Predict one point, or every row of a table, with a trained network."""
    if bool(options.inputs) == bool(options.input):
        raise UsageError("give each input, as in x=0.5, or a table with --input points.csv")
    if bool(options.output) != bool(options.input):
        raise UsageError("--input and --output go together: the table, and where to write it")
    if options.output and _same(options.output, options.input):
        raise UsageError(f"--output {options.output} is the table itself; name another file")
    try:
        network = load(options.folder, options.replicate)
    except NetworkError as error:
        raise UsageError(str(error)) from None
    if options.input:
        _predict_table(network, Path(options.input), Path(options.output))
    else:
        _predict_point(network, assignments(options.inputs, "x=0.5"))
    return 0


def _same(output: str, source: str) -> bool:
    """Tell whether two names lead to one file, as links and other spellings do."""
    paths = Path(output), Path(source)
    return all(path.exists() for path in paths) and paths[0].samefile(paths[1])


def _predict_point(network: Surrogate, values: Mapping[str, str]) -> None:
    compare_names(list(values), network.names)
    X = np.array([[number(values[name], f"{name}={values[name]}") for name in network.names]])
    with warnings_as_lines("predict"):
        predicted = float(network(X)[0])
    expression = network.about.expression
    true = float(parse(expression, network.names)(X)[0])
    lines = [(name, f"{value:.8g}") for name, value in zip(network.names, X[0], strict=True)]
    lines.append((PREDICTION, f"{predicted:.8g}"))
    if math.isfinite(true):
        lines.append(("true value", f"{true:.8g}"))
        lines.append(("error", f"{predicted - true:.2g}"))
    else:
        lines.append(("true value", "undefined here"))
    print(f"{expression}, replicate {network.replicate}")
    print_aligned(lines)


def _predict_table(network: Surrogate, source: Path, target: Path) -> None:
    header, rows = _read_table(source)
    X = _table_inputs(source, header, rows, network.names)
    with warnings_as_lines("predict"):
        predicted = network(X)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*header, PREDICTION])
    for (_, row), value in zip(rows, predicted.tolist(), strict=True):
        writer.writerow([*row, repr(value)])
    try:
        write_text(target, text.getvalue())
    except OSError as error:
        raise UsageError(f"{target}: cannot be written ({error.strerror})") from None
    print(f"{len(rows)} predictions: {target}")


def _read_table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Read a CSV file's header and its rows, each with the line it ends on."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    reader = csv.reader(io.StringIO(text, newline=""))
    lines = [(reader.line_num, row) for row in reader if row]
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
    return header, rows


def _table_inputs(
    path: Path, header: list[str], rows: list[tuple[int, list[str]]], names: Sequence[str]
) -> NDArray[np.float64]:
    missing = [name for name in names if name not in header]
    if missing:
        raise UsageError(
            f"{path}: no column {', '.join(missing)}; the network takes {', '.join(names)}, "
            f"the table has {', '.join(header)}"
        )
    twice = [name for name in names if header.count(name) > 1]
    if twice:
        raise UsageError(f"{path}: the column {twice[0]} is there twice; keep one")
    if PREDICTION in header:
        raise UsageError(f"{path}: there is a column {PREDICTION} already; rename or remove it")
    columns = [header.index(name) for name in names]
    X = np.empty((len(rows), len(names)))
    for i, (line, row) in enumerate(rows):
        for j, column in enumerate(columns):
            X[i, j] = to_float(row[column])
            if not math.isfinite(X[i, j]):
                raise UsageError(
                    f"{path}, line {line}, column {names[j]}: {row[column]!r} is not a number"
                )
    return X
