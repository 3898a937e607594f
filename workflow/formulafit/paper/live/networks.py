"""Trained networks for the page: every bit of their weights, as far as its size allows.

A network is a mapping with its layers' sizes, activations and scaling, and with `weights`: for
each layer its matrix (units, inputs) row by row, then its biases, little-endian, as base64. Double
precision stays double, single stays single.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Self

import numpy as np

from formulafit.documents.folder import FitFolder, NetworkFolder
from formulafit.documents.network import NetworkDocument
from formulafit.documents.replay import ReplayDocument, ReplayedMoment
from formulafit.files import read_arrays
from formulafit.paper.facts.results import Results
from formulafit.vocabulary import BASE

SIZE = 8_000_000  # bytes of a page, of which networks may fill what the rest leaves
OF_THE_BEST = 6_000_000  # what the best replicates have in any case: those of some 150 formulas
ROOM = 200  # bytes of what a network has beside its weights


@dataclass(frozen=True)
class Saved:
    """The networks that a folder holds, as the page has them; weights are read when asked for."""

    folder: NetworkFolder
    about: NetworkDocument

    @classmethod
    def read(cls, folder: NetworkFolder) -> Self:
        """Read what a folder tells of its networks."""
        return cls(folder, NetworkDocument.read(folder.network))

    def size(self, replicate: int) -> int:
        """Return how many bytes of a page a network takes."""
        sizes = (len(self.about.names), *self.about.hidden, 1)
        numbers = sum((a + 1) * b for a, b in pairwise(sizes))
        data = numbers * np.dtype(self._type(replicate)).itemsize
        return 4 * -(-data // 3) + ROOM  # base64 makes four of three, and fills up the last

    def networks(self, replicates: Iterable[int]) -> dict[int, dict[str, Any]]:
        """Return some of the networks."""
        arrays = read_arrays(self.folder.weights)
        return {each: self._network(arrays, each) for each in replicates}

    def _network(self, arrays: Mapping[str, Any], replicate: int) -> dict[str, Any]:
        about, own = self.about, self.about.network(replicate)
        kind = self._type(replicate)
        data = np.concatenate([each.ravel() for each in _layers(arrays, replicate)]).astype(kind)
        return {
            "hidden": list(about.hidden),
            "activation": own.activation,
            "output": own.output_activation or about.output_activation,
            "scaling": own.scaling or about.scaling,
            "single": own.dtype == "float32",
            "weights": base64.b64encode(data.tobytes()).decode(),
            **({"axes": about.axes} if about.axes else {}),
        }

    def _type(self, replicate: int) -> str:
        return "<f4" if self.about.network(replicate).dtype == "float32" else "<f8"


@dataclass(frozen=True)
class _Opened:
    """A fit, what the page is told of it, and the replicates that there is room for."""

    folder: FitFolder
    saved: Saved
    told: dict[str, Any]
    chosen: list[int] = field(default_factory=list)


def variations(results: Results, formula: str) -> list[str]:
    """Return the variations whose networks the page has: the base, and another method's."""
    other = results.alternatives.get(formula)
    return [BASE, *([other] if other else [])]


def fits(results: Results, room: int, of_the_best: int = 0) -> dict[str, list[dict[str, Any]]]:
    """Return each formula's fits with the networks that fit into the page.

    Parameters
    ----------
    results : Results
    room : int
        How many bytes there are for them. The best replicates of all formulas come first, then the
        others, in the order of the config, then the moments of trainings; what has no room is left
        out.
    of_the_best : int
        How many the best replicates have, also where `room` is less.
    """
    opened: dict[str, list[_Opened]] = {}
    for formula in results.formulas:
        fits = (_opened(results, formula, each) for each in variations(results, formula))
        opened[formula] = [fit for fit in fits if fit.saved.about.best_replicate is not None]
    every = [fit for fits in opened.values() for fit in fits]
    for best in (True, False):
        more = max(0, of_the_best - room) if best else 0
        for fit in every:
            for replicate in fit.saved.about.numbers:
                size = fit.saved.size(replicate)
                if (replicate == fit.saved.about.best_replicate) == best and size <= room + more:
                    room -= size
                    fit.chosen.append(replicate)
    for fit in every:
        if fit.chosen:
            chosen = fit.saved.networks(fit.chosen)
            fit.told["replicates"] = {str(number): each for number, each in chosen.items()}
    for fit in every:
        moments = ReplayDocument.read(fit.folder.replay.about).moments
        saved = Saved.read(fit.folder.replay) if moments else None
        size = sum(map(saved.size, saved.about.numbers)) if saved else 0
        if saved and size <= room:
            room -= size
            fit.told["moments"] = _moments(moments, saved)
    return {formula: [fit.told for fit in fits] for formula, fits in opened.items()}


def _moments(moments: Sequence[ReplayedMoment], saved: Saved) -> list[dict[str, Any]]:
    """Return the states of the best replicate's training, in their order."""
    networks = saved.networks(saved.about.numbers)
    return [
        {"stage": moment.stage, "epoch": moment.epoch, "network": networks[i]}
        for i, moment in enumerate(moments, start=1)
    ]


def _opened(results: Results, formula: str, variation: str) -> _Opened:
    folder = results.files.formula(formula).variation(variation)
    saved = Saved.read(folder)
    told: dict[str, Any] = {
        "variation": variation,
        "method": results.fit(formula, variation).method,
        "folder": f"{results.summary.results}/formulas/{formula}/{variation}",
        "best": saved.about.best_replicate,
        "trained": saved.about.numbers,
        "replicates": {},
        "moments": [],
    }
    return _Opened(folder, saved, told)


def _layers(arrays: Mapping[str, Any], replicate: int) -> Iterator[Any]:
    """Yield a network's matrices and biases, from the inputs on."""
    layer = 0
    while f"{replicate}/layers.{layer}.weight" in arrays:
        yield arrays[f"{replicate}/layers.{layer}.weight"]
        yield arrays[f"{replicate}/layers.{layer}.bias"]
        layer += 1
