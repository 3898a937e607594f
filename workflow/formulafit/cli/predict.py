"""`formulafit predict`: a trained network's prediction of one point, or of a table of points."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from formulafit.cli.shared import (
    UsageError,
    assignments,
    compare_names,
    number,
    print_aligned,
    warnings_as_lines,
)
from formulafit.cli.table import read_table
from formulafit.files import write_text
from formulafit.formula import parse
from formulafit.network.surrogate import NetworkError, Surrogate, load

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
    rounding = float(network.rounding(X)[0])
    lines = [(name, f"{value:.8g}") for name, value in zip(network.names, X[0], strict=True)]
    lines.append(
        (PREDICTION, "none here" if math.isnan(predicted) else _digits(predicted, rounding, 8))
    )
    lines.append(("true value", f"{true:.8g}" if math.isfinite(true) else "undefined here"))
    if math.isfinite(true) and math.isfinite(predicted):
        lines.append(("error", _digits(predicted - true, rounding, 2)))
    single = ", in single precision" if network.single_precision else ""
    print(f"{expression}, replicate {network.replicate}{single}")
    print_aligned(lines)


def _digits(value: float, rounding: float, most: int) -> str:
    """Write a value with its digits down to the one that rounding changes, one at least.

    The paper's page does the same (``report/live/numbers.js``).
    """
    if value and 0 < rounding < math.inf and math.isfinite(value):
        most = min(max(math.ceil(math.log10(abs(value) / rounding)), 1), most)
    return f"{value:.{most}g}"


def _predict_table(network: Surrogate, source: Path, target: Path) -> None:
    table = read_table(source)
    X = table.numbers(network.names, taken=PREDICTION)
    with warnings_as_lines("predict"):
        predicted = network(X)
    write_text(target, table.with_column(PREDICTION, predicted.tolist()))
    print(f"{len(table.rows)} predictions: {target}")
