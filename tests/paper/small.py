"""Small results for whole papers: in most of them something is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

POINT = {"point": {"x": 1.0}, "true": 0.5, "predicted": 0.4, "error": 0.1, "inside": True}


def one_formula_by_one_method(write: Any) -> None:
    """Without studies, noise and predictions."""
    write.formula("wave", method="auto")


def one_method(write: Any) -> None:
    write.formula("wave", noise=0.1, predictions=[POINT])
    write.formula("sum", about=write.SUM)


def no_noise(write: Any) -> None:
    write.unmeasured = {"fit", "data"}
    beside = {"plain": {"errors": [0.1], "method": "adam"}}
    write.formula("wave", method="auto", variations=beside, study=None, predictions=[POINT])
    write.formula("sum", about=write.SUM, method="auto")


def no_predictions(write: Any) -> None:
    write.unmeasured = {"fit", "data", "evaluate", "gates", "xor", "summary"}
    write.formula("wave", noise=0.1, variations=write.OVERFITTING)


def all_failed(write: Any) -> None:
    write.formula("wave", [None, None], method="auto", variations={"x": {"errors": [None]}})


def mark(passed: bool) -> dict[str, Any]:
    """Return what the summary has of an expectation."""
    return {"nrmse_max": 0.01, "nrmse": 0.005 if passed else 0.02, "passed": passed}


SMALL: list[Callable[[Any], None]] = [
    one_formula_by_one_method,
    one_method,
    no_noise,
    no_predictions,
    all_failed,
]


def two_methods(write: Any) -> None:
    """One formula ahead, one even, one behind; what `auto` chose, in each of its ways."""
    choices: dict[str, Any] = {
        "race": {"why": "race", "starts": 9, "stage": "Gauss-Newton", "activation": "sin"},
        "start": {"why": "race", "starts": 1, "stage": "Gauss-Newton", "activation": "sin"},
        "errors": {
            "why": "errors",
            "errors": {"sin": 1e-9, "tanh": 2e-8},
            "stage": "random features",
            "activation": "sin",
            "maps": ["log_low"],
        },
        "spectrum": {
            "why": "spectrum",
            "spectrum": {"lattice": 3e-7},
            "stage": "spectrum",
            "activation": "sin",
        },
        "named": {"why": "named", "stage": "variable projection", "activation": "tanh"},
        "deep": {"why": "", "stage": "Adam", "activation": "relu"},
    }
    beside = {"adam": {"errors": [0.1], "method": "adam"}}
    errors = {"race": 0.001, "start": 0.1, "errors": 0.2}
    for name, choice in choices.items():
        write.formula(
            name,
            [errors.get(name, 0.02)],
            method="auto",
            activation="auto",
            choice=choice,
            variations=beside,
            study=None,
            alternative="adam",
        )


def one_ahead(write: Any) -> None:
    beside = {"adam": {"errors": [0.1], "method": "adam"}}
    write.formula("wave", method="auto", variations=beside, study=None, alternative="adam")


def one_behind(write: Any) -> None:
    beside = {"adam": {"errors": [1e-5], "method": "adam"}}
    write.formula("wave", method="auto", variations=beside, study=None, alternative="adam")


def all_ahead(write: Any) -> None:
    beside = {"adam": {"errors": [0.1], "method": "adam"}}
    for name in ("wave", "tide"):
        write.formula(
            name, [1e-4], method="auto", variations=beside, study=None, alternative="adam"
        )


def missed(write: Any) -> None:
    """Every finding, an expectation met and one that is not, and a constant target."""
    write.formula("flat", spread=0.0)
    write.formula("lost", [0.95, 0.97, 0.2], missed="formula", expect=mark(False))
    write.formula("behind", [0.02, 0.03], missed="baseline", expect=mark(True))
    write.formula("rare", [0.95], missed="formula", undersampled=True)
    write.formula("hidden", [0.001], shown=False, left_out=["gaussian_process"])
    write.formula("partly", [0.01, None], about=write.THREE)


def one_missed(write: Any) -> None:
    write.formula("lost", [0.95], missed="formula")


def differing(write: Any) -> None:
    """Formulas whose settings differ, so that the paper names exceptions."""
    write.formula("wave", points=500, activation="tanh", hidden=[16, 16])
    write.formula("tide", noise=0.1, scaling="minmax")
    write.formula("wind", noise=0.2, early_stopping=False)
    write.formula("sum", about=write.SUM, train_box={"x_1": [0, 1], "y": [-1, 0.5]})
    for width in (2, 3, 4):
        write.formula(f"narrow_{width}", hidden=[width])
    write.formula("line", hidden=[])


def studied(write: Any) -> None:
    """A study of each kind, alone and on several formulas; and a variation of none."""
    sizes = {f"h{n}": {"errors": [1 / n], "hidden": [n]} for n in (2, 4)}
    write.formula("wave", variations=sizes, study="architecture")
    shared = {"max_epochs": 2000, "early_stopping": False}
    rates = {
        f"r{n}": {"errors": [0.1 * n, 0.2], "learning_rate": 0.001 * n, **shared} for n in (1, 2)
    }
    write.formula("tide", variations=rates, study="learning_rate")
    boxes = {
        "half": {"errors": [0.5], "train_box": {"x": [0, 3]}},
        "few": {"errors": [None], "train_rows": 100, "max_epochs": 2000},
        "whole": {"errors": [0.1]},
    }
    write.formula("wind", variations=boxes, study="data")
    write.formula("rain", variations={"other": {"errors": [0.3], "scaling": "none"}}, study=None)


def many(write: Any) -> None:
    """More formulas than tables have lines for, more missed and lost than lists have."""
    for number in range(64):
        about = (write.WAVE, write.SUM, write.THREE)[number % 3]
        errors = [0.95] if number % 2 else [0.001 + number / 1000, None]
        missed = "formula" if number % 2 else None
        write.formula(f"f_{number}", errors, about=about, missed=missed)


def logarithmic(write: Any) -> None:
    """Outputs and inputs in their logarithm, and targets of all sizes."""
    write.formula("wave", output="log", small=1e-9)
    write.formula("tide", output="symlog")
    write.formula("sum", about=write.SUM, scales={"x_1": "log", "y": "log"})
    write.formula("lost", [None], small=1e-9)


def one_mend(write: Any) -> None:
    """One that helps; and predictions outside the box alone."""
    entries = {name: write.OVERFITTING[name] for name in ("plain", "rows")}
    far = {**POINT, "inside": False}
    write.formula("wave", variations=entries, predictions=[far])


def no_mend(write: Any) -> None:
    entries = {name: write.OVERFITTING[name] for name in ("plain", "stopping")}
    write.formula("wave", variations=entries)


def hidden_range(write: Any) -> None:
    write.formula("wave", shown=False)


ALL = [
    *SMALL,
    two_methods,
    one_ahead,
    one_behind,
    all_ahead,
    missed,
    one_missed,
    differing,
    studied,
    many,
    hidden_range,
    logarithmic,
    one_mend,
    no_mend,
]
