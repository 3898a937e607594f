"""Formulas: values against math and SymPy, LaTeX as written, and refusals a person can act on."""

import math
import pickle
import subprocess
import sys
import time

import numpy as np
import pytest
import sympy

from formulafit.formula import FormulaError, constant, latex, parse
from formulafit.formula.functions import FUNCTIONS
from formulafit.formula.symbols import to_sympy

# The right-hand sides are written by hand with Python's math, for one point at a time.
X, Y = 1.7, 0.6
VALUES = {
    "x + y*2": X + Y * 2,
    "x - y - 1": (X - Y) - 1,
    "x/y/2": (X / Y) / 2,
    "x/(y/2)": X / (Y / 2),
    "-x**2": -(X * X),
    "(-x)**2": X * X,
    "2**-x": math.pow(2, -X),
    "2**x**y": math.pow(2, math.pow(X, Y)),
    "(2**x)**y": math.pow(math.pow(2, X), Y),
    "-x*y": -(X * Y),
    "x*-y": -(X * Y),
    "--x": X,
    "+x": X,
    "-2**2*x": -4 * X,
    "x**0.5": math.sqrt(X),
    "x**(1/3)": math.cbrt(X),
    "7/2*x": 3.5 * X,
    "1e-3*x": 0.001 * X,
    "1_000*x": 1000 * X,
    "sin(x)*cos(y)": math.sin(X) * math.cos(Y),
    "tan(x)": math.tan(X),
    "asin(y)": math.asin(Y),
    "acos(y)": math.acos(Y),
    "atan(x)": math.atan(X),
    "sinh(x)": math.sinh(X),
    "cosh(x)": math.cosh(X),
    "tanh(x)": math.tanh(X),
    "exp(-x)": math.exp(-X),
    "log(x)": math.log(X),
    "log2(x)": math.log2(X),
    "log10(x)": math.log10(X),
    "sqrt(x + y)": math.sqrt(X + Y),
    "abs(y - x)": X - Y,
    "sign(y - x)": -1.0,
    "sign(x - x)": 0.0,
    "min(x, y)": Y,
    "max(x, y, 3)": 3.0,
    "min(x, y, 3, y/2)": Y / 2,
    "pi*x": math.pi * X,
    "e**x": math.exp(X),
    "x\n  +  y\n": X + Y,
    "cot(x)": math.cos(X) / math.sin(X),
    "sec(x)": 1 / math.cos(X),
    "csc(x)": 1 / math.sin(X),
    "atan2(y, x)": math.atan2(Y, X),
    "atan2(y, -x)": math.atan2(Y, -X),
    "asinh(x)": math.asinh(X),
    "acosh(x)": math.acosh(X),
    "atanh(y)": math.atanh(Y),
    "sinc(x)": math.sin(X) / X,
    "sinc(x - x)": 1.0,
    "ln(x)": math.log(X),
    "arcsin(y)": math.asin(Y),
    "arccos(y)": math.acos(Y),
    "arctan(x)": math.atan(X),
    "arctan2(y, x)": math.atan2(Y, X),
    "sgn(-x)": -1.0,
    "cbrt(x)": math.cbrt(X),
    "cbrt(-8 + 0*x)": -2.0,
    "floor(x)": 1.0,
    "floor(-x)": -2.0,
    "ceil(x)": 2.0,
    "ceil(-x)": -1.0,
    "mod(x, y)": X % Y,
    "x % y": X % Y,
    "-x % y": -X % Y,  # the divisor's sign, as in Python; math.fmod has the other
    "x % -y": X % -Y,
    "2*x % y*3": 2 * X % Y * 3,
    "min(x, y, 1)": Y,
    "heaviside(x - 1)": 1.0,
    "heaviside(y - 1)": 0.0,
    "heaviside(x - x)": 0.5,
    "sigmoid(x)": 1 / (1 + math.exp(-X)),
    "sigmoid(-1000*x)": 0.0,
    "relu(x)": X,
    "relu(-x)": 0.0,
    "erf(y)": math.erf(Y),
    "erfc(3*x)": math.erfc(3 * X),
    "gamma(x)": math.gamma(X),
    "gamma(5 + 0*x)": 24.0,
    "gamma(-x)": math.gamma(-X),
    "where(x < 0, 1, 2)": 2.0,
    "where(x >= 1.7, x, y)": X,
    "where(x > 1.7, x, y)": Y,
    "where(x <= 1.7, x, y)": X,
    "where(x == 1.7, x, y)": X,
    "where(x != 1.7, x, y)": Y,
    "where(0 < y < 1, x, y)": X,
    "where(0 < x < 1, x, y)": Y,
    "where(x > 0 and y > 1, x, y)": Y,
    "where(x > 9 or y > 0, x, y)": X,
    "where(not x > 9, x, y)": X,
    "where(not (x > 0 and y > 0) or x == 0, x, y)": Y,
    "where(x < 0, 1, where(x < 2, 2, 3))": 2.0,
    "2*where(x < 0, 1, y) + 1": 2 * Y + 1,
}


@pytest.mark.parametrize("expression", VALUES)
def test_value(expression):
    value = parse(expression, ["x", "y"])([[X, Y]])
    assert value == pytest.approx([VALUES[expression]], rel=1e-14, abs=1e-15)


def test_inputs_are_columns_in_the_order_of_their_names():
    points = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
    assert parse("a - b", ["b", "a"])(points).tolist() == [9.0, 18.0, 27.0]


def test_pieces_that_are_not_chosen_may_be_undefined():
    formula = parse("where(x == 0, 1, sin(x)/x) + where(x < 0, 0, sqrt(x))", ["x"])
    assert formula([[0.0], [-math.pi / 2], [4.0]]) == pytest.approx(
        [1.0, 2 / math.pi, math.sin(4.0) / 4 + 2.0], rel=1e-15
    )


def test_a_condition_that_is_undefined_makes_the_choice_undefined():
    x = [[-1.0], [2.0], [0.5]]
    assert parse("where(log(x) > 0, 1, 2)", ["x"])(x).tolist()[1:] == [1.0, 2.0]
    for condition in ("log(x) > 0", "not log(x) > 0", "-9 < log(x) < 9", "log(x) > 0 or x > 0"):
        assert np.isnan(parse(f"where({condition}, 1, 2)", ["x"])(x)[0]), condition


def test_a_condition_that_is_decided_without_its_undefined_part_is_defined():
    x = [[-1.0]]
    assert parse("where(x > 0 and log(x) > 0, 1, 2)", ["x"])(x).tolist() == [2.0]
    assert parse("where(x < 0 or log(x) > 0, 1, 2)", ["x"])(x).tolist() == [1.0]


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "where"])
def test_functions_agree_with_sympy(name):
    """SymPy knows functions by their mathematics; here to 30 digits, on both sides of zero."""
    function = FUNCTIONS[name]
    names = [chr(ord("a") + i) for i in range(function.count)]
    formula = parse(f"{name}({', '.join(names)})", names)
    points = np.random.default_rng(3).uniform(-3, 3, (60, function.count))
    values, defined = formula(points), 0
    for point, value in zip(points, values, strict=True):
        places = dict(zip(names, map(float, point), strict=True))
        truth = to_sympy(formula.tree).subs(
            {sympy.Symbol(k, real=True): v for k, v in places.items()}
        )
        truth = truth.doit().evalf(30)
        if truth.is_real and truth.is_finite:
            defined += 1
            assert value == pytest.approx(float(truth), rel=1e-12, abs=1e-14), places
        else:
            assert not np.isfinite(value), places
    assert defined >= 10


def test_pieces_agree_with_sympy():
    text = "where(x < -1, sin(x), where(-1 <= x <= 0 or x > 2 and not x == 3, x**2, exp(-x)))"
    formula = parse(text, ["x"])
    x = np.array([-2.0, -1.0, -0.5, 0.0, 1.0, 2.0, 2.5, 3.0])
    symbol = sympy.Symbol("x", real=True)
    truth = [float(to_sympy(formula.tree).subs(symbol, value)) for value in x]
    assert formula(x[:, None]) == pytest.approx(truth, rel=1e-14)
    assert truth[3] == 0.0
    assert truth[-1] == pytest.approx(math.exp(-3))


@pytest.mark.parametrize("name", ["gamma", "mod", "erf", "where", "sin", "ln", "max"])
def test_declared_inputs_hide_functions(name):
    assert parse(f"2*{name}", [name])([[4.0]]).tolist() == [8.0]
    with pytest.raises(FormulaError) as caught:
        parse(f"{name}(x)", [name, "x"])
    assert str(caught.value) == (
        f'"{name}(x)" at column 1: {name} is an input here, which hides the function; rename the '
        f"input, or write {name}*(...) for a product"
    )


def test_special_functions_are_imported_by_the_formulas_that_call_them():
    code = (
        "import sys, formulafit.formula as f; f.parse('sin(x)', ['x'])([[1.0]])\n"
        "assert 'scipy' not in sys.modules; f.parse('erf(x)', ['x'])([[1.0]])\n"
        "assert 'scipy.special' in sys.modules"
    )
    root = __file__.rsplit("/tests/", 1)[0]
    environment = {"PYTHONPATH": "workflow"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=root)


def test_declared_inputs_hide_the_constants():
    assert parse("pi + e", ["pi", "e"])([[1.0, 2.0]]).tolist() == [3.0]
    assert parse("pi + e", ["e"])([[2.0]]).tolist() == [math.pi + 2.0]


@pytest.mark.parametrize("name", ["I", "E", "N", "S", "O", "Q", "gamma", "beta", "lambda_", "zoo"])
def test_names_that_mean_something_to_sympy_are_ordinary(name):
    formula = parse(f"2*{name}", [name])
    assert formula([[4.0]]).tolist() == [8.0]
    assert to_sympy(formula.tree).free_symbols  # not a number, and not a function


def test_a_constant_formula_is_spread_over_the_rows():
    values = parse("2*pi", ["x"])(np.zeros((3, 1)))
    assert values.tolist() == [2 * math.pi] * 3


def test_the_values_are_an_array_of_their_own():
    points = np.ones((2, 1))
    parse("x", ["x"])(points)[0] = 7.0
    assert points[0, 0] == 1.0


@pytest.mark.parametrize(
    ("expression", "x", "test"),
    [
        ("log(x)", -1.0, np.isnan),
        ("x**0.5", -1.0, np.isnan),
        ("asin(x)", 2.0, np.isnan),
        ("x/x", 0.0, np.isnan),
        ("1/x", 0.0, np.isposinf),
        ("log(x)", 0.0, np.isneginf),
        ("exp(x)", 1000.0, np.isposinf),
        ("min(sqrt(x), 1)", -1.0, np.isnan),
        ("cot(x)", 0.0, np.isposinf),
        ("csc(x)", 0.0, np.isposinf),
        ("acosh(x)", 0.5, np.isnan),
        ("mod(1, x)", 0.0, np.isnan),
        ("gamma(x)", 0.0, np.isposinf),
        ("gamma(x)", -2.0, np.isnan),
        ("cbrt(x)", math.nan, np.isnan),
        ("heaviside(x)", math.nan, np.isnan),
    ],
)
def test_undefined_values_come_without_a_warning(expression, x, test):
    assert test(parse(expression, ["x"])([[x]])[0])  # warnings are errors in these tests


def test_points_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"\(3,\).*\(rows, 1\).*columns x"):
        parse("x", ["x"])(np.zeros(3))
    with pytest.raises(ValueError, match=r"\(3, 2\).*\(rows, 1\)"):
        parse("x", ["x"])(np.zeros((3, 2)))


def test_inputs_in_use():
    assert parse("a + c", ["c", "b", "a"]).used == ("c", "a")


def test_ten_thousand_points_take_about_a_millisecond():
    names = ["p_d", "Ef", "t", "h", "omega", "omega_0"]
    formula = parse("8*pi*Ef*p_d*sin(t*(omega - omega_0)/2)**2/(h*t*(omega - omega_0)**2)", names)
    points = np.random.default_rng(0).uniform(1, 3, (10_000, 6))
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        formula(points)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.005  # 0.3 ms on a plain core; room for a busy machine


def test_a_formula_can_be_pickled():
    formula = pickle.loads(pickle.dumps(parse("x**2", ["x"])))
    assert formula([[3.0]]).tolist() == [9.0]


def test_evaluating_needs_no_sympy():
    code = "import sys, formulafit.formula as f; f.parse('x', ['x'])([[1.0]]); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": "workflow"},
        cwd=__file__.rsplit("/tests/", 1)[0],
    ).stdout.split()
    assert "sympy" not in loaded
    assert "pandas" not in loaded


# ----------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2.0),
        ("-0.5", -0.5),
        ("+.5", 0.5),
        ("1e-3", 0.001),
        ("010", 10.0),
        (" 2*pi ", 2 * math.pi),
        ("-pi/2", -math.pi / 2),
        ("sqrt(2)", math.sqrt(2)),
        ("e", math.e),
        ("2**10", 1024.0),
    ],
)
def test_a_constant_expression_is_a_number(text, value):
    found = constant(text)
    assert type(found) is float
    assert found == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the expression is empty; write a number such as 0.5 or 2*pi"),
        ("six", '"six" at column 1: this is not a number; write one such as 0.5 or 2*pi'),
        ("2*x", '"x" at column 3: this is not a number'),
        ("2pi", "2*pi"),
        ("1/0", "this divides by zero"),
        ("1e400", '"1e400" is too large to hold'),
        ("inf", "this is not a number"),
        ("nan", "this is not a number"),
        ("9**9**9**9", "this is too large to hold"),
        ("1:30", '":30" at column 2: this cannot be read as a formula'),
    ],
)
def test_what_is_no_constant_is_refused(text, message):
    with pytest.raises(FormulaError) as caught:
        constant(text)
    assert message in str(caught.value)


# ------------------------------------------------------------------------------------------ LaTeX

LATEX = {
    "exp(-0.3*x)*sin(4*x)": r"e^{-0.3 x} \, \sin\left(4 x\right)",
    "x/y/z": r"\frac{\frac{x}{y}}{z}",
    "x/(y/z)": r"\frac{x}{\frac{y}{z}}",
    "x - y - z": "x - y - z",
    "x - (y - z)": r"x - \left(y - z\right)",
    "y + x": "y + x",
    "-x**2": "-x^{2}",
    "(-x)**2": r"\left(-x\right)^{2}",
    "2**-x": "2^{-x}",
    "x**y**z": "x^{y^{z}}",
    "(x**y)**z": r"\left(x^{y}\right)^{z}",
    "x**(3/2)": "x^{3/2}",
    "x*-y": r"x \, \left(-y\right)",
    "-x/y": r"-\frac{x}{y}",
    "-(x + y)": r"-\left(x + y\right)",
    "x*2": r"x \cdot 2",
    "2*3*x": r"2 \cdot 3 x",
    "1/2*x": r"\frac{1}{2} \, x",
    "3*(1/2)": r"3 \cdot \frac{1}{2}",
    "x*x": r"x \cdot x",
    "x*(y*z)": r"x \, \left(y \, z\right)",
    "2*(x + y)": r"2 \left(x + y\right)",
    "0 + 1*x": "0 + 1 x",
    "(x + y)/(x - y)": r"\frac{x + y}{x - y}",
    "sqrt(x)**3": r"\left(\sqrt{x}\right)^{3}",
    "1/sqrt(x)": r"\frac{1}{\sqrt{x}}",
    "abs(x)**3": r"\left|x\right|^{3}",
    "min(x, y, 0)": r"\min\left(x, y, 0\right)",
    "max(x, y)**2": r"\left(\max\left(x, y\right)\right)^{2}",
    "sin(x)**2": r"\sin^{2}\left(x\right)",
    "sin(x)**-1": r"\left(\sin\left(x\right)\right)^{-1}",
    "log(x)": r"\ln\left(x\right)",
    "log2(x)": r"\log_{2}\left(x\right)",
    "log10(x)": r"\log_{10}\left(x\right)",
    "asin(x)": r"\arcsin\left(x\right)",
    "sign(x)": r"\operatorname{sign}\left(x\right)",
    "exp(-x**2/2)": "e^{-x^{2}/2}",
    "exp(x/(y + z))": r"\exp\left(\frac{x}{y + z}\right)",
    "exp(exp(x))": r"\exp\left(e^{x}\right)",
    "1e-10*x": r"10^{-10} \, x",
    "2.5E3*x": r"2.5 \cdot 10^{3} \, x",
    ".5*x + 5.": "0.5 x + 5",
    "2*pi*x": r"2 \pi \, x",
    "ln(x)": r"\ln\left(x\right)",
    "cot(x)**2": r"\cot^{2}\left(x\right)",
    "cbrt(x)": r"\sqrt[3]{x}",
    "cbrt(x)**2": r"\left(\sqrt[3]{x}\right)^{2}",
    "floor(x/2)": r"\left\lfloor \frac{x}{2} \right\rfloor",
    "ceil(x)": r"\left\lceil x \right\rceil",
    "x % y + 1": r"\left(x \bmod y\right) + 1",
    "2*mod(x + y, z)": r"2 \left(\left(x + y\right) \bmod z\right)",
    "gamma(x + 1)": r"\Gamma\left(x + 1\right)",
    "atan2(y, x)": r"\operatorname{atan2}\left(y, x\right)",
    "heaviside(x)": r"\operatorname{H}\left(x\right)",
    "where(x < 0, -x, x**2)": (r"\begin{cases} -x & x < 0 \\ x^{2} & \text{otherwise} \end{cases}"),
    "where(0 <= x < 1, 1, where(x != 2 and y >= 0, 2, 3))": (
        r"\begin{cases} 1 & 0 \le x < 1 \\ 2 & x \ne 2 \land y \ge 0 \\ "
        r"3 & \text{otherwise} \end{cases}"
    ),
    "where((x < 0 or y < 0) and not x == y, 1, 0)": (
        r"\begin{cases} 1 & \left(x < 0 \lor y < 0\right) \land \lnot \left(x = y\right) \\ "
        r"0 & \text{otherwise} \end{cases}"
    ),
    "1 - where(x < 0, 1, 0)": (
        r"1 - \left(\begin{cases} 1 & x < 0 \\ 0 & \text{otherwise} \end{cases}\right)"
    ),
}


@pytest.mark.parametrize("expression", LATEX)
def test_latex_is_as_written(expression):
    tree = parse(expression, ["x", "y", "z"]).tree
    assert latex.write(tree) == LATEX[expression]
    assert latex.write(tree, "其他") == LATEX[expression].replace("otherwise", "其他")


# ---------------------------------------------------------------------------------------- refusals

REFUSED = {
    "": "the expression is empty",
    "2x": '"2x" at column 1: multiplication is written out; write 2*x instead',
    "1 + 2 x": '"2 x" at column 5: multiplication is written out',
    "x y": '"x y" at column 1: an operator is missing',
    "2(x)": '"2(x)" at column 1: multiplication is written out',
    "x(y)": '"x(y)" at column 1: multiplication is written out',
    "(x + 1)(x - 1)": "multiplication is written out",
    "x^2": '"^" at column 2: a power is written **; write x**2 instead',
    "x·y": '"·" at column 2: a formula is written in ASCII signs; write x*y instead',
    "2*π*x": '"π" at column 3: a formula is written in ASCII signs; write 2*pi*x instead',
    "Sin(x)": "unknown function Sin; write sin(x) instead",
    "foo(x)": '"foo(x)" at column 1: unknown function foo',
    "x + theta": '"theta" at column 5: unknown variable; the inputs are: x, y',
    "xx": "unknown variable; the inputs are: x, y; write x*x instead",
    "é*theta": '"é" at column 1: a formula is written in ASCII signs; write e_*theta instead',
    "é": "a formula is written in ASCII signs; write e_ instead",
    "x + sin": "a function needs its argument; write it as in sin(x)",
    "sin(x": 'a ")" is missing',
    "x)": 'a "(" is missing',
    "x +": '"+" at column 3: something is missing behind it',
    "sin(x, y)": "sin takes one argument, not 2",
    "sin()": "sin takes one argument, not 0",
    "log(x, 2)": "log takes one argument, not 2; write log2(x) instead",
    "max(x)": "max takes at least two arguments, not 1; write it as in max(x, y)",
    "sin(*x)": "plain arguments",
    "min(x, y, key=x)": "plain arguments",
    "np.sin(x)": "without a name and a dot before it; write sin(x) instead",
    "numpy.arcsin(x)": "without a name and a dot before it; write asin(x) instead",
    "__import__('os').system('ls')": "a dot before it; it may call sin, cos, ",
    "x.real": "a name has no dot in it",
    "().__class__.__bases__[0]": "a name has no dot|not part of a formula",
    "[y for y in x]": "not part of a formula",
    "lambda y: y": "not part of a formula",
    "lambda*x": "call the input lambda_",
    "x if x else y": "a choice is written where(condition, a, b)",
    "x < 1": "a condition is no number; write where(x < 1, 1, 0) instead",
    "x and y": "a condition is no number",
    "not x": "a condition is no number",
    "0,5*x": "a comma has no place here; write 0.5*x instead",
    "x[0]": "not part of a formula",
    "'x'": "not a number",
    "True*x": "not a number",
    "2j*x": "formulas are real",
    "x//2": "unknown operator",
    "x @ 2": "unknown operator",
    "where(x, 1, 0)": "this is no condition; compare it, as in x < 0",
    "where(x < 0, 1)": "where takes three arguments, not 2; write it as in where(x < 0, a, b)",
    "where(x is 0, 1, 2)": "unknown comparison; use < <= > >= == !=",
    "where(1, x < 0, 1)": "this is no condition",
    "sin(x < 0)": "a condition is no number; write sin(where(x < 0, 1, 0)) instead",
    "x + True": "this is not a number",
    "~x": "not part of a formula",
    "(y := x)": "nothing is assigned",
    "f = x": "nothing is assigned in a formula, and an equality is written ==; write x instead",
    "x # y": "no comments",
    "x\0": r"unprintable character U\+0000",
    "9**9**9": '"9**9**9" at column 1: this is too large to hold',
    "x + 9**9**9": '"9**9**9" at column 5: this is too large to hold',
    "x**9999**9999": "too large to hold",
    "1e999*x": "too large to hold",
    "10**400*x": "too large to hold",
    "exp(1000)*x": "too large to hold",
    "1/0*x": '"1/0" at column 1: this divides by zero',
    "log(-1)*x": "not a real number",
    "(-8)**(1/3)*x": "not a real number",
    "1" + "0" * 400 + "*x": "too large to hold",
    "x" * 5000: "5000 characters; at most 4000",
    "(" * 180 + "x" + ")" * 180 + "(": "is missing",
    "(" * 1500 + "x" + ")" * 1500: "nested more than 100 levels deep",
    "-" * 3000 + "x": "nested more than 100 levels deep",
    "-" * 150 + "x": "nested more than 100 levels deep",
    "+".join(["x"] * 150): "nested more than 100 levels deep",
    "+".join(["x"] * 1900): "nested more than 100 levels deep",
    "sin(" * 120 + "x" + ")" * 120: "nested more than 100 levels deep",
}


@pytest.mark.parametrize("expression", REFUSED, ids=lambda text: ascii(text[:24]))
def test_refused(expression):
    expected = REFUSED[expression]
    if not expected.startswith(("unprintable", "a name has")):
        expected = expected.translate({ord(sign): f"\\{sign}" for sign in "?*()[].+^|"})
    with pytest.raises(FormulaError, match=expected) as caught:
        parse(expression, ["x", "y"])
    assert len(str(caught.value)) < 350
    assert caught.value.__cause__ is None


def test_a_constant_too_large_is_refused_at_once():
    start = time.perf_counter()
    with pytest.raises(FormulaError):
        parse("9**9**9**9 + x", ["x"])
    assert time.perf_counter() - start < 0.5


def test_what_is_just_below_the_limits_works():
    assert parse("+".join(["x"] * 100), ["x"])([[1.0]]).tolist() == [100.0]
    deep = parse("-(" * 98 + "x" + ")" * 98, ["x"])
    assert deep([[1.0]]).tolist() == [1.0]
    assert latex.write(deep.tree).count("-") == 98
