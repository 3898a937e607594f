"""Trained networks for the page: every bit of their weights, as far as its size allows.

A network is a mapping with its layers' sizes, activations and scaling, and with `weights`: for
each layer its matrix (units, inputs) row by row, then its biases, little-endian, as base64. Double
precision stays double, single stays single.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from formulafit.documents.folder import FitFolder, ReplayFolder
from formulafit.documents.network import NetworkDocument
from formulafit.documents.replay import ReplayDocument
from formulafit.files import read_arrays
from formulafit.paper.facts.results import Results
from formulafit.vocabulary import BASE

SIZE = 8_000_000  # bytes of a page, of which networks may fill what the rest leaves
ROOM = 200  # bytes of what a network has beside its weights


@dataclass(frozen=True)
class Wanted:
    """A network that the page would have, and how soon: the best replicates come first."""

    formula: str
    variation: str
    replicate: int
    best: bool


def variations(results: Results, formula: str) -> list[str]:
    """Return the variations whose networks the page has: the base, and another method's."""
    other = results.alternatives.get(formula)
    return [BASE, *([other] if other else [])]


def fits(results: Results, room: int) -> dict[str, list[dict[str, Any]]]:
    """Return each formula's fits with the networks that fit into the page.

    Parameters
    ----------
    results : Results
    room : int
        How many bytes there are for them. The best replicates of all formulas come first, then the
        others, in the order of the config, then the moments of trainings; what has no room is left
        out.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    wanted: list[Wanted] = []
    for formula in results.formulas:
        found[formula] = []
        for variation in variations(results, formula):
            about = NetworkDocument.read(_folder(results, formula, variation).network)
            best = about.best_replicate
            if best is not None:
                found[formula].append(_fit(results, formula, variation, about))
                wanted += [
                    Wanted(formula, variation, replicate, replicate == best)
                    for replicate in about.numbers
                ]
    for each in sorted(wanted, key=lambda each: not each.best):
        fit = next(f for f in found[each.formula] if f["variation"] == each.variation)
        trained = network(_folder(results, each.formula, each.variation), each.replicate)
        size = len(trained["weights"]) + ROOM
        if size <= room:
            room -= size
            fit["replicates"][str(each.replicate)] = trained
    for formula, fit in ((key, fit) for key, fits in found.items() for fit in fits):
        moments = _moments(_folder(results, formula, fit["variation"]).replay)
        size = sum(len(moment["network"]["weights"]) + ROOM for moment in moments)
        if size <= room:
            room -= size
            fit["moments"] = moments
    return found


def _moments(replay: ReplayFolder) -> list[dict[str, Any]]:
    """Return the states of the best replicate's training, in their order."""
    told = ReplayDocument.read(replay.about).moments
    return [
        {"stage": moment.stage, "epoch": moment.epoch, "network": network(replay, i)}
        for i, moment in enumerate(told, start=1)
    ]


def _folder(results: Results, formula: str, variation: str) -> FitFolder:
    return results.files.formula(formula).variation(variation)


def _fit(results: Results, formula: str, variation: str, about: NetworkDocument) -> dict[str, Any]:
    return {
        "variation": variation,
        "method": results.fit(formula, variation).method,
        "folder": f"{results.summary.results}/formulas/{formula}/{variation}",
        "best": about.best_replicate,
        "trained": about.numbers,
        "replicates": {},
        "moments": [],
    }


def network(folder: FitFolder | ReplayFolder, replicate: int) -> dict[str, Any]:
    """Return a replicate's network as the page has it."""
    about = NetworkDocument.read(folder.network)
    own = about.network(replicate)
    single = own.dtype == "float32"
    layers = list(_layers(read_arrays(folder.weights), replicate))
    data = np.concatenate([each.ravel() for each in layers]).astype("<f4" if single else "<f8")
    return {
        "hidden": list(about.hidden),
        "activation": own.activation,
        "output": own.output_activation or about.output_activation,
        "scaling": own.scaling or about.scaling,
        "single": single,
        "weights": base64.b64encode(data.tobytes()).decode(),
        **({"axes": about.axes} if about.axes else {}),
    }


def _layers(arrays: Mapping[str, Any], replicate: int) -> Iterator[Any]:
    """Yield a network's matrices and biases, from the inputs on."""
    layer = 0
    while f"{replicate}/layers.{layer}.weight" in arrays:
        yield arrays[f"{replicate}/layers.{layer}.weight"]
        yield arrays[f"{replicate}/layers.{layer}.bias"]
        layer += 1
