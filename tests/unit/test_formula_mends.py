"""What people type who have formulas from elsewhere: each is told the line to write here."""

import math
import random
import re
import time
from contextlib import suppress

import numpy as np
import pytest

from formulafit.config.errors import ConfigError
from formulafit.config.loading import check
from formulafit.formula import FormulaError, latex, parse
from formulafit.formula.functions import ALIASES, FUNCTIONS
from formulafit.formula.notation.habits import HABITS, INVERSES
from formulafit.formula.plain import write
from formulafit.formula.spelling import ascii_name

NAMES = ["x", "y"]


def refusal(text, names=NAMES):
    with pytest.raises(FormulaError) as caught:
        parse(text, names)
    return str(caught.value)


# What is typed, and the line that the error tells to write; both by hand.
LINES = {
    # powers of functions, and functions without parentheses
    "sin^2(x)": "sin(x)**2",
    "sin**2(x)": "sin(x)**2",
    "1 + 3*cos^2 x": "1 + 3*cos(x)**2",
    "sin²(x) + cos²(x)": "sin(x)**2 + cos(x)**2",
    "sin^-1(x)": "asin(x)",
    "tan⁻¹(x)": "atan(x)",
    "sinh^{-1} x": "asinh(x)",
    "sin x": "sin(x)",
    "ln x": "log(x)",
    "ln 2x": "log(2*x)",
    "sin x cos y": "sin(x)*cos(y)",
    "sin x / x": "sin(x)/x",
    "log x^2": "log(x**2)",
    "exp -x": "exp(-x)",
    "sinx": "sin(x)",
    "exp^x": "exp(x)",
    "e^x": "exp(x)",
    "e^(-x^2/2)": "exp(-x**2/2)",
    # other names of functions
    "Sin(x)": "sin(x)",
    "SQRT(x)": "sqrt(x)",
    "EXP(-X)": "exp(-x)",
    "pow(x, 2)": "x**2",
    "power(x + 1, y)": "(x + 1)**y",
    "hypot(x, y)": "sqrt(x**2 + y**2)",
    "coth(x)": "1/tanh(x)",
    "acot(x)": "pi/2 - atan(x)",
    "tg(x) + ctg(x)": "tan(x) + cot(x)",
    "sen(x)": "sin(x)",
    "sh(x)*ch(y)": "sinh(x)*cosh(y)",
    "arctg(x)": "atan(x)",
    "lg(x)": "log10(x)",
    "log(x, 2)": "log2(x)",
    "log(x, y)": "log(x)/log(y)",
    "log_10(x)": "log10(x)",
    "log_2 x": "log2(x)",
    "log3(x)": "log(x)/log(3)",
    "expm1(x)": "exp(x) - 1",
    "log1p(x)": "log(1 + x)",
    "round(x)": "floor(x + 0.5)",
    "trunc(x)": "sign(x)*floor(abs(x))",
    "fmod(x, y)": "sign(x)*mod(abs(x), abs(y))",
    "clip(x, 0, 1)": "min(max(x, 0), 1)",
    "logistic(x)": "sigmoid(x)",
    "step(x)": "heaviside(x)",
    "np.heaviside(x, 0.5)": "heaviside(x)",
    "np.heaviside(x, 1)": "where(x == 0, 1, heaviside(x))",
    "x!": "gamma(x + 1)",
    "factorial(x)": "gamma(x + 1)",
    "rem(x, 2)": "sign(x)*mod(abs(x), abs(2))",
    "atan(y, x)": "atan2(y, x)",
    "times(x, plus(y, 1))": "x*(y + 1)",
    # programs
    "DEXP(-X) + DSQRT(x)": "exp(-x) + sqrt(x)",
    "sinf(2.0f*x)": "sin(2.0*x)",
    "powf(x, 1.5e-3f)": "x**1.5e-3",
    "std::atan2(y, x)^2": "atan2(y, x)**2",
    "AMAX1(x, 0.0)": "max(x, 0.0)",
    "1.0_dp*x + 2_real64": "1.0*x + 2",
    "sin(x) ! the first term": "sin(x)",
    "x.^2; % a parabola": "x**2",
    "sin.(x) .+ x.^2": "sin(x) + x**2",
    "x %% 2": "mod(x, 2)",
    "x %/% 2": "floor(x/2)",
    "y ~ x^2": "x**2",
    "where(x ~= 0 & ~(x < 1), 1, 0)": "where(x != 0 and not x < 1, 1, 0)",
    "1.5*^-3 x": "1.5e-3*x",
    "Cos[2 \\[Pi] x]": "cos(2*pi*x)",
    "\\[Omega] x": "omega*x",
    "E^(-x^2)": "exp(-x**2)",
    "Log[2, x]": "log2(x)",
    "Log[x + 1, Sin[y]]": "log(sin(y))/log(x + 1)",
    "Log[x]": "log(x)",
    "ArcTan[x, y]": "atan2(y, x)",
    "Boole[x > 0] x": "where(x > 0, 1, 0)*x",
    "np.sin(x)": "sin(x)",
    "np.linalg.fabs(x)": "abs(x)",
    "math.pi*x": "pi*x",
    "Math.PI*Math.sin(x)": "pi*sin(x)",
    "PI()*x": "pi*x",
    "1d-3*x": "1e-3*x",
    "2.5D+2*x": "2.5e+2*x",
    "x.^2 + x.*y": "x**2 + x*y",
    "x//2": "floor(x/2)",
    "Sin[x]^2 + ArcTan[y]": "sin(x)**2 + atan(y)",
    "lambda x: x**2": "x**2",
    "x -> 2x": "2*x",
    "f: x -> x^2": "x**2",
    "=SIN(X)": "sin(x)",
    "xˆ2": "x**2",
    "1e-3x": "1e-3*x",
    "@(x) x^2": "x**2",
    "x[0]*x": "x_0*x",
    "x**2 # squared": "x**2",
    "x;": "x",
    "x,": "x",
    "'sin(x)'": "sin(x)",
    # signs
    "|x|": "abs(x)",
    "2|x|": "2*abs(x)",
    "||x|-1|": "abs(abs(x) - 1)",
    "|x-1|*|y|": "abs(x - 1)*abs(y)",
    "e^|x|": "exp(abs(x))",
    "sin（x）": "sin(x)",
    "max(x，0)": "max(x, 0)",
    "ｓｉｎ(ｘ)": "sin(x)",
    "x⁴": "x**4",
    "x⁻²": "x**-2",
    "x²+y²": "x**2 + y**2",
    "x^-2": "x**-2",
    "x×y÷2": "x*y/2",
    "x−y": "x - y",
    "2·π·x": "2*pi*x",
    "sin(2πx)": "sin(2*pi*x)",
    "√x": "sqrt(x)",
    "√(x+1)": "sqrt(x + 1)",
    "∛x": "cbrt(x)",
    "⌊x⌋": "floor(x)",
    "½x": "1/2*x",
    "∜x": "sqrt(sqrt(x))",
    "2½*x": "(2 + 1/2)*x",
    "x ≥ 1 ? x : 1": "where(x >= 1, x, 1)",
    "sin(30°)*x": "sin(30*pi/180)*x",
    "\u200bsin(x)": "sin(x)",
    "х**2": "x**2",  # a Cyrillic letter
    "5%*x": "5/100*x",
    # products and numbers
    "2x": "2*x",
    "2x(x+1)": "2*x*(x + 1)",
    "(x+1)(y-1)": "(x + 1)*(y - 1)",
    "xy": "x*y",
    "3 x y": "3*x*y",
    "2sin(x)cos(y)": "2*sin(x)*cos(y)",
    "1/2x": "1/2*x or 1/(2*x)",
    "1,5*x": "1.5*x",
    "max(0,5*x; 1,5)": "max(0.5*x, 1.5)",
    "sin(1,5*x)": "sin(1.5*x)",
    "1,000*x": "1.000*x or 1000*x",
    "x*010": "x*10",
    "10 000*x + 1 234 567": "10000*x + 1234567",
    # brackets
    "sin(x": "sin(x)",
    "2*((x+1)": "2*(x + 1)",
    "sin(x))": "sin(x)",
    "2*[x + {y - 1}]": "2*(x + (y - 1))",
    # definitions
    "y = sin(x)": "sin(x)",
    "f(x) = x^2": "x**2",
    "f(x, y) := x*y": "x*y",
    # LaTeX
    r"\sin(x)": "sin(x)",
    r"\frac{1}{1+x^2}": "1/(1 + x**2)",
    r"\frac{\sin x}{x}": "sin(x)/x",
    r"\sqrt{x} + \sqrt[3]{y} + \sqrt[5]{x}": "sqrt(x) + cbrt(y) + x**(1/5)",
    r"\left(x+1\right)^{2}": "(x + 1)**2",
    r"$e^{-x^2}$": "exp(-x**2)",
    r"\log_{10}(x)": "log10(x)",
    r"\exp(-x) \cdot \cos(2\pi y)": "exp(-x)*cos(2*pi*y)",
    r"\left|x\right| + \lfloor y \rfloor": "abs(x) + floor(y)",
    r"\max(x, 0)": "max(x, 0)",
    r"\operatorname{erf}(x)": "erf(x)",
    r"\(x^2\)": "x**2",
    r"\[ x~y \]": "x*y",
    # choices
    "-x if x < 0 else x": "where(x < 0, -x, x)",
    "x < 0 ? -x : x": "where(x < 0, -x, x)",
    "IF(x<0; 1; 2)": "where(x < 0, 1, 2)",
    "if(x<0, 1, 2)": "where(x < 0, 1, 2)",
    "np.where(x<0, 1, 2)": "where(x < 0, 1, 2)",
    "Piecewise((x, x<0), (y, x<1), (1, True))": "where(x < 0, x, where(x < 1, y, 1))",
    "Piecewise((1, x < 0), (y, x >= 0))": "where(x < 0, 1, y)",
    "Piecewise[{{1, x < 0}, {y, x < 1}}, x]": "where(x < 0, 1, where(x < 1, y, x))",
    "Piecewise[{{x^2, x < 0}, {y, True}}]": "where(x < 0, x**2, y)",
    "Piecewise[{{1, 0 < x < 1}}]": "where(0 < x < 1, 1, 0)",
    "piecewise(x < 0, 1, x < 1, y, x)": "where(x < 0, 1, where(x < 1, y, x))",
    "piecewise((x<0), -x, (x>=0), x)": "where(x < 0, -x, x)",
    r"\begin{cases} 1 & x<0 \\ y & x \ge 0 \end{cases}": "where(x < 0, 1, y)",
    r"f(x)=\begin{cases} x^2 & \text{if } x<0, \\[2pt] 2x & \text{otherwise.} \end{cases}": (
        "where(x < 0, x**2, 2*x)"
    ),
    "(x < 0)*x": "where(x < 0, 1, 0)*x",
    "x == 0": "where(x == 0, 1, 0)",
    "where(x = 0, 1, 2)": "where(x == 0, 1, 2)",
    "where((x > 0) & (y < 1), 1, 0)": "where(x > 0 and y < 1, 1, 0)",
    "where(x > 0 & y < 1, 1, 0)": "where(x > 0 and y < 1, 1, 0)",
    "where(x > 0 && y < 1, 1, 0)": "where(x > 0 and y < 1, 1, 0)",
    "where((x > 0) | (y < 1), 1, 0)": "where(x > 0 or y < 1, 1, 0)",
    "where(x > 0 || y < 1, |x|, 0)": "where(x > 0 or y < 1, abs(x), 0)",
    "where(x ≠ 0, 1, 2)": "where(x != 0, 1, 2)",
    "x mod 2": "mod(x, 2)",
    # names of other alphabets
    "ω*x": "omega*x",
    "ωx": "omega*x",
    "x₁ + x": "x_1 + x",
    "γ*x": "gamma*x",
    r"\alpha x": "alpha*x",
    "θ_0*x": "theta_0*x",
}


@pytest.mark.parametrize("text", LINES)
def test_the_line_to_write_is_told(text):
    message = refusal(text)
    assert message.endswith(f"; write {LINES[text]} instead"), message
    assert len(message) < 250


@pytest.mark.parametrize("text", LINES)
def test_the_line_to_write_is_read(text):
    for line in LINES[text].split(" or ") if "where" not in text else [LINES[text]]:
        names = [*NAMES, "omega", "x_1", "x_0", "gamma", "alpha", "theta_0"]
        parse(line, names if "gamma(" not in line else NAMES)


@pytest.mark.parametrize(
    ("text", "names", "line"),
    [
        ("x₁*2", ["x1"], "x1*2"),
        ("x_{1}", ["x1"], "x1"),
        ("x(1)^2 + 2x(2)", ["x1", "x_2"], "x1**2 + 2*x_2"),
        ("x(1)^2", ["x", "x1"], "x*1**2"),
        ("ω₀t", ["omega_0", "t"], "omega_0*t"),
        ("λ^2", ["lambda_"], "lambda_**2"),
        ("2d-3", ["d"], "2*d - 3"),
        ("2.0f", ["f"], "2.0*f"),
        ("E^x", ["E", "x"], "E**x"),
        ("e^x", ["e", "x"], "e**x"),
        ("2pi", [], "2*pi"),
        ("π/2", [], "pi/2"),
        ("2j", ["j"], "2*j"),
        ("γx", ["gamma", "x"], "gamma*x"),
    ],
)
def test_declared_inputs_count(text, names, line):
    assert refusal(text, names).endswith(f"; write {line} instead")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hello world", "an operator is missing; multiplication is written out, as in x*y"),
        ("3.5.2*x", '"3.5.2" at column 1: a number has one decimal point; write it as in 3.5'),
        ("foo(x)", "unknown function foo; it may call sin, cos"),
        ("besselj(0, x)", "unknown function besselj; it may call sin, cos"),
        ("pow(x)", "unknown function pow; it may call"),
        ("f(x)", "unknown function f; it may call"),
        ("2j*x", "formulas are real; j makes a number imaginary"),
        ("x^2 + y^2 = 1", "a power is written **; write ** instead"),
        ("5!!*x", "formulas have no such sign; a factorial is gamma(x + 1)"),
        ("E^2*x", "a power is written **; write E**2*x instead"),
        ("~x", "this is not part of a formula; it holds numbers"),
        ("piecewise(x < 0, 1, x < 2, 2)", "unknown function piecewise; it may call"),
        ("piecewise(x < 0, 1, x > 0, 2)", "unknown function piecewise; it may call"),
        ("x′", "a formula is written in ASCII signs; it holds numbers"),
        ("x = 0", "write only what stands right of it"),
        ("x **", "something is missing behind it; complete it"),
        ("a*x", "unknown variable; the inputs are: x, y"),
        ("(a+b)*x", "unknown variable; the inputs are: x, y"),
        ("x rem 2", "an operator is missing; multiplication is written out, as in x*y"),
        (r"\infty", "this is LaTeX; write the formula as in"),
        (r"\sum x", "this is LaTeX; write the formula as in"),
        ("x**2 + 3 if x>0", "a choice is written where(condition, a, b); as in where(x < 0"),
        ("sqr(x)", "did you mean sqrt?"),
        ("∞", "a formula is written in ASCII signs; it holds"),
        ("速*x", "a formula is written in ASCII signs; choose a name such as v"),
        (r"\begin{cases} x \end{cases}", "this is LaTeX; write the formula as in"),
        ("x^2 +" * 60 + "x", "a power is written **; write ** instead"),
    ],
)
def test_where_the_line_is_not_known_nothing_is_guessed(text, message):
    assert message in refusal(text)


X, Y = 1.7, 0.6
MEANINGS = {
    "sin^2 x + 2x": math.sin(X) ** 2 + 2 * X,
    "sin 2x cos y": math.sin(2 * X) * math.cos(Y),
    "e^-x^2": math.exp(-(X**2)),
    "2^3x": 8 * X,
    "-x²": -(X**2),
    "x^2^y": X ** (2**Y),
    r"\frac{x}{y}^2": (X / Y) ** 2,
    "|x - 2|/2": abs(X - 2) / 2,
    "fmod(-x, y)": math.fmod(-X, Y),
    "rem(-x, y)": math.fmod(-X, Y),
    "Log[y, x]": math.log(X, Y),
    "ArcTan[y, -x]": math.atan2(-X, Y),
    "trunc(-x)": math.trunc(-X),
    "(x+1)!": math.gamma(X + 2),
    "beta(x, y)": math.gamma(X) * math.gamma(Y) / math.gamma(X + Y),
    "arccosh(x)*sech(y)": math.acosh(X) / math.cosh(Y),
    "acot(-x)": math.pi / 2 + math.atan(X),
    "logit(y)": math.log(Y / (1 - Y)),
    "gelu(x)": X * (1 + math.erf(X / math.sqrt(2))) / 2,
}


@pytest.mark.parametrize("text", MEANINGS)
def test_the_line_means_what_was_typed(text):
    try:
        value = parse(text, NAMES)([[X, Y]])
    except FormulaError as error:
        line = str(error).rpartition("; write ")[2].removesuffix(" instead")
        value = parse(line, NAMES)([[X, Y]])
    assert value == pytest.approx([MEANINGS[text]], rel=1e-13)


@pytest.mark.parametrize("name", HABITS)
def test_every_habit_is_told(name):
    letters = set(re.findall(r"\b[abc]\b", HABITS[name]))
    condition = HABITS[name].startswith("where(a,")
    arguments = ["x < 0" if condition else "x", "y", "2"][: len(letters)]
    line = refusal(f"{name}({', '.join(arguments)})").rpartition("; write ")[2]
    assert parse(line.removesuffix(" instead"), NAMES).used
    assert name not in {*FUNCTIONS, *ALIASES}


def test_inverses():
    assert INVERSES.keys() == {"sin", "cos", "tan", "sinh", "cosh", "tanh"}


# ------------------------------------------------------------------------------ what is undefined


@pytest.mark.parametrize(
    ("expression", "mend"),
    [
        ("x**(1/3)", "x**(1/3) is not real where its base is negative; write cbrt(x) instead"),
        ("1 + 2*x**(2/3)", "write 1 + 2*cbrt(x)**2 instead"),
        ("x**(-1/3)", "write cbrt(x)**-1 instead"),
        ("x**0.2", "write sign(x)*abs(x)**0.2 instead"),
        ("(x - 2)**(4/5)*y", "write abs(x - 2)**(4/5)*y instead"),
        ("x**0.5 + y", "narrow the ranges of its inputs, or write abs(x)**0.5 + y"),
        ("1 + sqrt(x)", "sqrt(x) is undefined there; narrow the ranges of its inputs"),
        ("exp(999*(2 + x)) + y", "exp(999*(2 + x)) is infinite there; narrow the ranges"),
        ("where(x < 1, log(x), sqrt(x))", "log(x) is undefined there"),
    ],
)
def test_what_is_undefined_in_the_box_is_told_with_its_mend(expression, mend):
    formula = {"expression": expression, "inputs": {"x": [-1, 1]}}
    if "y" in expression:
        formula["inputs"]["y"] = [1, 2]
    with pytest.raises(ConfigError) as caught:
        check({"formulas": {"f": formula}})
    assert mend in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "line"),
    [("x**(1/3)", "cbrt(x)"), ("x**(2/3)", "cbrt(x)**2"), ("x**0.2", "sign(x)*abs(x)**0.2")],
)
def test_real_roots_agree_with_the_power_of_positive_numbers(expression, line):
    x = np.array([[0.3], [2.5]])
    positive, root = parse(expression, ["x"]), parse(line, ["x"])
    assert root(x) == pytest.approx(positive(x), rel=1e-15)
    assert np.abs(root(-x)) == pytest.approx(positive(x), rel=1e-15)


def test_a_constant_root_is_told_too():
    assert refusal("(-8)**(1/3)*x").endswith("not a real number; write cbrt(-8) instead")


# ------------------------------------------------------------------------------------- any text


@pytest.mark.parametrize(
    "expression",
    [
        "x - (y - x) - -y",
        "-(x + y)*x/(y*x)",
        "(-x)**2 + 2**-x**y + (x**y)**2",
        "where(not (x < 0 or y < 0) and 0 < x <= 1, -x, mod(x, y))",
        "x/(y/x)*(x % y)",
    ],
)
def test_a_tree_is_written_as_text_that_reads_back(expression):
    formula = parse(expression, NAMES)
    again = parse(write(formula.tree), NAMES)
    points = np.random.default_rng(1).uniform(-2, 2, (50, 2))
    assert np.array_equal(again(points), formula(points), equal_nan=True)
    assert parse(write(again.tree), NAMES).tree == again.tree


def test_any_text_is_read_or_refused_and_soon():
    pieces = [
        *("x", "y", "(", ")", "|", "^", "**", "+", "-", "*", "/", ",", "1", ".5", "2.", "e", "!"),
        *("sin", "log_", "sqrt", "where", "<", "<=", "=", "==", " and ", " or ", " if ", " else "),
        *("\\frac", "{", "}", "[", "]", "²", "√", "π", "ω", "?", ":", ";", "%", "°", " ", "not "),
    ]
    chance = random.Random(5)
    for _ in range(1500):
        text = "".join(chance.choices(pieces, k=chance.randint(1, 14)))
        with suppress(FormulaError):
            assert latex.write(parse(text, NAMES).tree)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3900,
        "|" * 3900,
        "-" * 3900,
        "a." * 1900,
        "x" * 3999,
        "sin" * 1300,
        "((x" * 1300,
        "2x" * 1900,
        "x^" * 1900,
        "\\frac{" * 600,
        "1,000" * 700,
        ";, " * 1300 + "x",
        "9^9^9^9^9",
        "gamma(" * 90 + "x^" + ")" * 90,
        "ω" * 3900,
        "x<" * 1900 + "1",
        "x if " * 700 + "x",
        " ".join("x" * 1900),
        "x!" + "!" * 3000,
        "where(" * 600,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_long_nonsense_is_refused_within_a_second(text):
    start = time.process_time()
    refusal(text)
    assert time.process_time() - start < 1.0


def test_names_in_ascii():
    spelled = {
        "ω": "omega",
        "ω₀": "omega_0",
        "Ω": "Omega",
        "λ": "lambda_",
        "ℏ": "hbar",
        "µ": "mu",
        "θ_max": "theta_max",
        "Δx": "Delta_x",
        "x₁": "x_1",
        "é": "e_",
        "Å": "A",
        "х": "x",
        "速度": "",
        "v速": "",
    }
    assert {name: ascii_name(name) for name in spelled} == spelled
