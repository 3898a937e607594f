"""Networks that nobody trained, as results, and a page of panels that has them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from formulafit.axes import Axes
from formulafit.documents.folder import ResultsFolder
from formulafit.documents.replay import ReplayDocument, ReplayedMoment
from formulafit.input_maps import InputMap
from formulafit.language.known import find
from formulafit.network.mlp import MLP
from formulafit.network.surrogate import save
from formulafit.paper.live import rooms
from formulafit.paper.live.page import enliven, guard
from formulafit.scaling import Scaling

ROOT = Path(__file__).parents[2]
ACTIVATIONS = ["gauss", "gelu", "relu", "sigmoid", "silu", "sin", "tanh"]
FORMULAS: dict[str, tuple[str, dict[str, tuple[float, float]]]] = {
    "wave": ("exp(-0.3*x)*sin(4*x)", {"x": (0, 6)}),
    "kinked": ("where(x < y, log(x + 2), erf(y)) + abs(x)**0.4", {"x": (-1, 1), "y": (0.5, 4)}),
    "steep": ("sqrt(k)*t", {"k": (1e-4, 1e4), "t": (0, 1)}),
    "many": (
        "omega_0*gamma(1 + v/c)/sqrt(1 - v**2/c**2) + a*b - d",
        {"c": (3, 10), "v": (1, 2), "omega_0": (1, 5), "a": (0, 1), "b": (0, 1), "d": (-1, 0)},
    ),
}

SCALES = {"steep": {"k": "log"}}


class Made:
    """Results of networks that nobody trained: by `auto` in double, by `adam` in single precision.

    Of `auto` the replicates are a network of each activation, and one of two layers, in single
    precision the best is a network of tanh.
    """

    def __init__(self, folder: Path) -> None:
        self.files = ResultsFolder(folder)
        self.summary = SimpleNamespace(results=str(folder))
        self.language = "en"
        self.formulas = {key: f"The {key}" for key in FORMULAS}
        self.alternatives = dict.fromkeys(FORMULAS, "adam")
        generator = torch.Generator().manual_seed(1)
        for key, (expression, box) in FORMULAS.items():
            shape: dict[str, Any] = {"scaling": scaling(box), "generator": generator}
            double = {
                i: MLP(len(box), [48], name, dtype=torch.float64, **shape)
                for i, name in enumerate(ACTIVATIONS, start=1)
            }
            single = {1: MLP(len(box), [48], "tanh", **shape)}
            deep = {1: MLP(len(box), [16, 8], "sin", dtype=torch.float64, **shape)}
            about = {"formula": key, "expression": expression, "names": list(box), "inputs": box}
            for variation, networks in (("base", double), ("adam", single), ("deep", deep)):
                place = self.files.formula(key).variation(variation).path
                place.mkdir(parents=True)
                first = networks[1].seeing(Axes.of(box, SCALES.get(key, {})))
                save(place, first, networks, 1, **about)
                replay = self.files.formula(key).variation(variation).replay
                save(replay.path, double[1], {1: double[6], 2: double[7]}, 2, **about)
                moments = (ReplayedMoment("random features", 5), ReplayedMoment("adam", 1))
                ReplayDocument(1, moments).write(replay.about)

    def evaluation(self, formula: str) -> Any:
        expression, box = FORMULAS[formula]
        about = {"names": list(box), "inputs": box, "scales": SCALES.get(formula)}
        return SimpleNamespace(expression=expression, test_std=0.5, **about)

    def fit(self, formula: str, variation: str) -> Any:
        return SimpleNamespace(method={"base": "auto"}.get(variation, variation))


def scaling(box: dict[str, tuple[float, float]]) -> Scaling:
    """Return a scaling with maps of all kinds."""
    kinds = ("arccos", "log_low", "sqrt_high", "identity", "log_high", "sqrt_low")
    maps = tuple(
        InputMap(kind, *sides, 1e-3) for kind, sides in zip(kinds, box.values(), strict=False)
    )
    rows = np.random.default_rng(2).uniform(*np.transpose(list(box.values())), (50, len(box)))
    return Scaling.fit("standard", rows, 3 * rows[:, 0] - 1, maps if len(box) > 1 else ())


def page(made: Any) -> str:
    """Return a page with a panel for each of `FORMULAS`, in the style of the paper."""
    style = (ROOT / "report/paper.css").read_text(encoding="utf-8")
    places = "\n".join(f'<div data-live="formula" data-formula="{key}"></div>' for key in FORMULAS)
    text = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>T</title><style>{without_fonts(style)}</style>'
        f"</head><body><article><main>{places}</main></article></body></html>"
    )
    data = {"words": dict(find("en").page), "formula": rooms.formula(made, 10**7)}
    for key, about in data["formula"].items():  # a network that the page has no room for
        assert len(about["fits"]) == 2, key
    del data["formula"]["wave"]["fits"][0]["replicates"]["7"]
    scripts = {"formulas": rooms.formula_script(made)}
    return guard(enliven(text, ROOT / "report/live", data, scripts))


def without_fonts(style: str) -> str:
    return "\n".join(line for line in style.splitlines() if "@font-face" not in line)
