"""Formulas and networks in JavaScript, run by node, beside NumPy, SciPy and mpmath."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from numpy.typing import NDArray

from formulafit.formula import javascript, parse
from formulafit.formula.functions import FUNCTIONS

Array = NDArray[np.float64]
Run = Callable[..., Any]
LIVE = Path(__file__).parents[2] / "report" / "live"
# Reads the scripts as a page does, and evaluates what follows; NaN and infinity as text.
HARNESS = """
const scripts = JSON.parse(process.argv[1]).map((name) => require("fs").readFileSync(name, "utf8"));
let input = "";
process.stdin.on("data", (piece) => { input += piece; }).on("end", () => {
  const body = scripts.join("\\n") + "\\nreturn (" + process.argv[2] + ");";
  const numbers = { NaN, Infinity, "-Infinity": -Infinity };
  const revive = (key, value) => typeof value === "string" ? numbers[value] : value;
  const told = new Function("input", body)(JSON.parse(input, revive));
  console.log(JSON.stringify(told, (key, value) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value));
});
"""


def plain(value: Any) -> Any:
    """Return numbers as `HARNESS` reads them."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value if not isinstance(value, float) or math.isfinite(value) else js_name(value)


def js_name(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


@pytest.fixture(scope="module")
def run(tool: Callable[[str], str]) -> Run:
    """Return a function that evaluates an expression, of `input`, after the scripts named."""
    node = tool("node")

    def evaluate(scripts: list[str], expression: str, given: Any = None) -> Any:
        files = json.dumps([str(LIVE / f"{name}.js") for name in scripts])
        result = subprocess.run(
            [node, "-e", HARNESS, files, expression],
            input=json.dumps(plain(given)),
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    return evaluate


SCRIPTS = ["formulafit", "special", "functions"]


def values(run: Run, sources: list[str], points: Array) -> Array:
    """Return the values (sources, points) of functions of `f` and `x`, written in JavaScript."""
    functions = ", ".join(f"(x) => {source}" for source in sources)
    expression = f"((f) => [{functions}].map((g) => input.map(g)))(formulafit.functions)"
    return np.array(run(SCRIPTS, expression, points.tolist()), np.float64)


def units(found: Array, true: Array) -> Array:
    """Return errors in units in the last place; 0 where both are the same infinity or NaN."""
    same = (found == true) | (np.isnan(found) & np.isnan(true))
    with np.errstate(all="ignore"):
        return np.where(same, 0.0, np.abs(found - true) / np.spacing(np.abs(true)))


def test_every_function_is_there(run: Run) -> None:
    names = set(run(SCRIPTS, "Object.keys(formulafit.functions)"))
    assert names == {*FUNCTIONS, "pow", "compare", "and", "or", "not"}


WIDE = np.concatenate([np.linspace(-30, 30, 1201), np.geomspace(1e-9, 600, 400)])
UNIT = np.concatenate([np.linspace(-1, 1, 801), np.geomspace(1e-9, 1, 100)])
OPEN = UNIT[np.abs(UNIT) < 1]
RANGES = {"asin": UNIT, "acos": UNIT, "atanh": OPEN}
OF_ONE = [name for name, function in FUNCTIONS.items() if function.count == 1]
EXACT = {"erf": mpmath.erf, "erfc": mpmath.erfc, "gamma": mpmath.gamma}


def test_functions_of_one_argument_are_numpys(run: Run) -> None:
    worst = {}
    for points in (WIDE, UNIT, OPEN):
        names = [each for each in OF_ONE if RANGES.get(each, WIDE) is points and each not in EXACT]
        found = values(run, [f"f.{name}(x[0])" for name in names], points[:, None])
        for name, row in zip(names, found, strict=True):
            with np.errstate(all="ignore"):
                worst[name] = float(units(row, FUNCTIONS[name].values(points)).max())
    assert worst.keys() == set(OF_ONE) - EXACT.keys()
    assert {name: error for name, error in worst.items() if error > 3} == {}


@pytest.mark.parametrize("name", EXACT)
def test_special_functions_have_their_digits(run: Run, name: str) -> None:
    points = np.concatenate([np.linspace(-5.03, 27, 1501), np.linspace(-0.51, 0.51, 201)])
    if name == "gamma":
        points = np.concatenate([np.linspace(-60.003, 171.6, 1501), np.geomspace(1e-9, 3, 200)])
    found = values(run, [f"f.{name}(x[0])"], points[:, None])[0]
    with mpmath.workdps(40):
        true = np.array([float(EXACT[name](mpmath.mpf(x))) for x in points])
    error = units(found, true)
    normal = np.abs(true) > 1e-300
    assert error[normal].max() <= 12
    assert np.abs(found - true)[~normal].max(initial=0) < 1e-300


@pytest.mark.parametrize("name", EXACT)
def test_special_functions_end_as_scipys_do(run: Run, name: str) -> None:
    points = np.array([0.0, -1.0, -7.0, 200.0, -250.5, np.inf, -np.inf, np.nan])
    found = values(run, [f"f.{name}(x[0])"], points[:, None])[0]
    assert units(found, FUNCTIONS[name].values(points)).max() <= 2


FORMULAS = {
    "exp(-0.3*x)*sin(4*x)": 1,
    "-x**2 + (-x)**2 - -x": 1,
    "2**-x / 3 - x/2*3 - (x - 1 - 2)": 1,
    "pi*x + e": 1,
    "1e-300*x + 0x10 + 1_000": 1,
    "x**0.5 + x**3 + x**-1 + abs(x)**2.7": 1,
    "where(x < 0, -x, where(x == 0, 5, x**2))": 1,
    "where(-1 < x <= 1 and not (x == 0 or y > 1), x, y)": 2,
    "where(log(x) > 0 or y < 0, 1, 2)": 2,
    "where(log(x) > 0 and y < 0, 1, 2)": 2,
    "where(x != y, where(x >= y, 1, 2), 3)": 2,
    "mod(x, y) + mod(-x, y) + mod(x, -y)": 2,
    "atan2(y, x) + min(x, y, 1) - max(x, y)": 2,
    "log(x)/y + sqrt(x*y)": 2,
    "erf(x)*gamma(y) + erfc(x) + sinc(y) + heaviside(x) + relu(y) + sigmoid(x)": 2,
}
SPECIAL = [-np.inf, -2.5, -1.0, -0.0, 0.0, 0.3, 1.0, 2.0, 7.25, np.inf, np.nan]


@pytest.mark.parametrize("names", ["x", "xy"])
def test_formulas_have_numpys_values_also_where_undefined(run: Run, names: str) -> None:
    formulas = [parse(text, list(names)) for text, count in FORMULAS.items() if count == len(names)]
    grid = np.meshgrid(*[np.array(SPECIAL)] * len(names))
    points = np.stack([each.ravel() for each in grid], axis=1)
    written = [javascript.write(formula.tree) for formula in formulas]
    for formula, found in zip(formulas, values(run, written, points), strict=True):
        true = formula(points)
        np.testing.assert_array_equal(np.isnan(found), np.isnan(true), formula.expression)
        assert units(found, true).max() <= 8, formula.expression


def test_what_is_written_is_made_of_the_tree_alone() -> None:
    tree = parse("2*x_1**2 - cos(alpha)/pi", ["alpha", "x_1"]).tree
    expected = "((2.0 * f.pow(x[1], 2.0)) - (f.cos(x[0]) / 3.141592653589793))"
    assert javascript.write(tree) == expected
