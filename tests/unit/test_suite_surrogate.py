"""The surrogate suite against what is published of its functions: optima, and other code."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy import cos, exp, log, pi, sin, sqrt
from sklearn.datasets import make_friedman2, make_friedman3

from formulafit.config.loading import load
from formulafit.config.resolved import Config

CONFIG = Path(__file__).parents[2] / "config" / "suites" / "surrogate.yaml"

OPTIMA = {  # the place of the published minimum and its value
    "hartmann_3": ([0.114614, 0.555649, 0.852547], -3.86278),
    "hartmann_6": ([0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573], -3.32237),
    "branin": ([pi, 2.275], 0.397887),
    "goldstein_price": ([0, -1], 3),
    "rosenbrock": ([1, 1, 1, 1], 0),
    "griewank": ([0, 0, 0], 0),
    "michalewicz": ([2.20290552, 1.57079633], -1.8013),
    "eggholder": ([512, 404.2319], -959.6407),
    "camel_6": ([0.08984, -0.71266], -1.031628),
    "levy": ([1, 1, 1, 1], 0),
    "styblinski_tang": ([-2.903534] * 5, -39.16617 * 5),
    "drop_wave": ([0, 0], -1),
    "zakharov": ([0, 0, 0, 0], 0),
    "lennard_jones": ([2 ** (1 / 6), 2, 1], -2),
}


@pytest.fixture(scope="module")
def suite() -> Config:
    return load(CONFIG)


def points(suite: Config, formula: str, rows: int = 200) -> np.ndarray:
    low, high = np.array(list(suite.formula(formula)["inputs"].values())).T
    return np.random.default_rng(3).uniform(low, high, (rows, len(low)))


def test_there_are_thirty(suite: Config) -> None:
    assert len(suite.formulas) == 30
    inputs = [len(entry.inputs) for entry in suite.formulas.values()]
    assert (min(inputs), max(inputs)) == (2, 20)
    (warning,) = suite.warnings
    assert "welch" in warning
    assert "holds no x8, x16" in warning


@pytest.mark.parametrize("formula", OPTIMA)
def test_optima(suite: Config, formula: str) -> None:
    place, value = OPTIMA[formula]
    function = suite.function(formula)
    assert function([place])[0] == pytest.approx(value, rel=2e-5, abs=1e-9)
    assert function(points(suite, formula, 5000)).min() >= value - 1e-4 * max(1, abs(value))


def levy(x):
    w = 1 + (x - 1) / 4
    middle = ((w[:-1] - 1) ** 2 * (1 + 10 * sin(pi * w[:-1] + 1) ** 2)).sum(axis=0)
    return sin(pi * w[0]) ** 2 + middle + (w[-1] - 1) ** 2 * (1 + sin(2 * pi * w[-1]) ** 2)


def borehole(rw, r, t_u, h_u, t_l, h_l, length, k_w):
    ratio = log(r / rw)
    below = ratio * (1 + 2 * length * t_u / (ratio * rw**2 * k_w) + t_u / t_l)
    return 2 * pi * t_u * (h_u - h_l) / below


def otl_circuit(rb1, rb2, rf, rc1, rc2, beta):
    vb1 = 12 * rb2 / (rb1 + rb2)
    bc = beta * (rc2 + 9)
    below = bc + rf
    return (vb1 + 0.74) * bc / below + 11.35 * rf / below + 0.74 * rf * bc / (below * rc1)


def piston(m, s, v0, k, p0, t_a, t0):
    a = p0 * s + 19.62 * m - k * v0 / s
    v = s / (2 * k) * (sqrt(a**2 + 4 * k * p0 * v0 / t0 * t_a) - a)
    return 2 * pi * sqrt(m / (k + s**2 * p0 * v0 / t0 * t_a / v**2))


def wing_weight(sw, wfw, aspect, sweep, q, taper, tc, nz, wdg, wp):
    c = cos(np.radians(sweep))
    first = 0.036 * sw**0.758 * wfw**0.0035 * (aspect / c**2) ** 0.6 * q**0.006 * taper**0.04
    return first * (100 * tc / c) ** -0.3 * (nz * wdg) ** 0.49 + sw * wp


def sobol_g(*x):
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])[:, None]
    return ((abs(4 * np.array(x) - 2) + a) / (1 + a)).prod(axis=0)


def robot_arm(*x):
    angles, lengths = np.cumsum(x[:4], axis=0), np.array(x[4:])
    return abs((lengths * exp(1j * angles)).sum(axis=0))


def welch(*x):
    x = (None, *x)  # counted from 1, as it is published
    return (
        5 * x[12] / (1 + x[1]) + 5 * (x[4] - x[20]) ** 2 + x[5] + 40 * x[19] ** 3 - 5 * x[19]
        + 0.05 * x[2] + 0.08 * x[3] - 0.03 * x[6] + 0.03 * x[7] - 0.09 * x[9] - 0.01 * x[10]
        - 0.07 * x[11] + 0.25 * x[13] ** 2 - 0.04 * x[14] + 0.06 * x[15] - 0.01 * x[17]
        - 0.03 * x[18]
    )  # fmt: skip


def planck(wavelength, temperature):
    h, c, k = 6.62607015e-34, 299792458, 1.380649e-23
    metres = wavelength * 1e-6
    per_metre = 2 * h * c**2 / metres**5 / np.expm1(h * c / (metres * k * temperature))
    return per_metre * 1e-6


def nernst(temperature, outside, inside):
    r, faraday = 8.31446261815324, 96485.33212331
    return 1000 * r * temperature / faraday * log(outside / inside)


OTHER_CODE = {
    "levy": lambda *x: levy(np.array(x)),
    "borehole": borehole,
    "otl_circuit": otl_circuit,
    "piston": piston,
    "wing_weight": wing_weight,
    "sobol_g": sobol_g,
    "robot_arm": robot_arm,
    "welch": welch,
    "planck": planck,
    "nernst": nernst,
    "hill": lambda x, k, n: 1 / (1 + (k / x) ** n),
    "arrhenius": lambda e, t: exp(log(1e13) - e / 8.314462618 / t),
    "ishigami": lambda a, b, c: sin(a) * (1 + 0.1 * c**4) + 7 * sin(b) ** 2,
    "currin": lambda x, y: (
        -np.expm1(-0.5 / y)
        * np.polyval([2300, 1900, 2092, 60], x)
        / np.polyval([100, 500, 4, 20], x)
    ),
}


@pytest.mark.parametrize("formula", OTHER_CODE)
def test_other_code_agrees(suite: Config, formula: str) -> None:
    X = points(suite, formula)
    expected = OTHER_CODE[formula](*X.T)
    np.testing.assert_allclose(suite.function(formula)(X), expected, rtol=1e-8)


@pytest.mark.parametrize(
    ("formula", "make"), [("friedman_2", make_friedman2), ("friedman_3", make_friedman3)]
)
def test_scikit_learn_agrees(suite: Config, formula: str, make: object) -> None:
    X, y = make(100, noise=0.0, random_state=0)
    np.testing.assert_allclose(suite.function(formula)(X), y, rtol=1e-12)
    low, high = np.array(list(suite.formula(formula)["inputs"].values())).T
    assert (np.clip(X, low, high) == X).all()


def test_franke(suite: Config) -> None:
    """At its first peak the other three terms are worked out by hand."""
    peak = [[2 / 9, 2 / 9]]
    by_hand = 0.75 + 0.75 * exp(-9 / 49 - 0.3) + 0.5 * exp(-25 / 4 - 1 / 4) - 0.2 * exp(-4 - 25)
    assert suite.function("franke")(peak)[0] == pytest.approx(by_hand, rel=1e-12)


def test_every_function_is_held_by_one_of_these(suite: Config) -> None:
    held = {*OPTIMA, *OTHER_CODE, "friedman_2", "friedman_3", "franke"}
    assert held == suite.formulas.keys()
