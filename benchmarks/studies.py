"""The suites by name: whole files of formulas, and studies of one thing at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from benchmarks.suites import Problem, problems

LEVELS = (0.01, 0.1, 0.3)  # of noise, in standard deviations of the values
DRAWS = 5  # of points and seed, where luck is looked at
BESIDE_NOISE = ("auto", "adam", "scikit-learn pushed", "Gaussian process", "spline",
                "smoothing spline", "boosted trees")  # fmt: skip
BASELINES = ("decision tree", "boosted trees", "nearest neighbours", "polynomial", "spline")
# None of them set aside: of one to nine inputs, smooth, peaked, with kinks, singular and noisy.
SPREAD = {
    "default": ("chirp", "egg_box", "pyramid", "noisy_wave"),
    "nguyen": ("nguyen_8", "nguyen_11"),
    "feynman": ("I_9_18", "I_15_3x", "I_39_11", "III_8_54"),
    "surrogate": ("ishigami", "hartmann_6", "branin", "eggholder"),
}
NOISY = {
    "feynman": ("I_15_3x", "I_29_16", "bonus_9"),
    "surrogate": ("ishigami", "otl_circuit", "hartmann_6"),
}


def named(chosen: Mapping[str, tuple[str, ...]]) -> list[Problem]:
    """Return formulas of several files by their keys."""
    return [each for file in chosen for each in problems(file) if each.formula in chosen[file]]


def spread() -> list[Problem]:
    """Return some formulas with several draws each, to be fitted by our method."""
    return [
        replace(each, draw=draw, methods=("auto",))
        for each in named(SPREAD)
        for draw in range(DRAWS)
    ]


def noise() -> list[Problem]:
    """Return formulas of one to six inputs with noise of each level; at 10% three draws of some."""
    at_levels = [
        replace(each, noise=level, methods=BESIDE_NOISE)
        for level in LEVELS
        for each in [*problems("nguyen"), *named(NOISY)]
    ]
    beside = ("auto", "Gaussian process", "smoothing spline")
    more = [
        replace(each, noise=0.1, draw=draw, methods=beside)
        for draw in (1, 2)
        for each in problems("nguyen")
    ]
    return [*at_levels, *more]


def frequencies() -> list[Problem]:
    """Return oscillating formulas: three draws for our method, the first for others."""
    beside = ("auto", "scikit-learn pushed", "Gaussian process", *BASELINES)
    return [
        replace(each, methods=("auto",) if each.draw else beside)
        for each in problems("frequencies", draws=3)
    ]


SUITES: dict[str, Callable[[], list[Problem]]] = {
    "default": lambda: problems("default"),
    "nguyen": lambda: problems("nguyen"),
    "feynman": lambda: problems("feynman"),
    "surrogate": lambda: problems("surrogate"),
    "noise": noise,
    "spread": spread,
    "frequencies": frequencies,
    "edges": lambda: problems("edges", ("auto", *BASELINES), DRAWS),
    "orders": lambda: problems("orders", ("auto", "Gaussian process", *BASELINES), DRAWS),
}


def keys(suite: str) -> list[str]:
    """Return the formulas of a suite, in their order."""
    return list(dict.fromkeys(each.formula for each in SUITES[suite]()))
