"""Twins: two fits that the methods `adam` and `torch` made of the same network and batches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from formulafit.documents.fit import FitDocument
from formulafit.documents.history import History

if TYPE_CHECKING:
    from numpy.typing import NDArray

METHODS = ("adam", "torch")  # one algorithm, by different code


def pairs(fits: Mapping[str, FitDocument]) -> list[tuple[str, str]]:
    """Return the variations of one formula that are twins: (by adam, by torch).

    Twins agree in every setting but the method, and in the seeds of their replicates, from which
    both methods draw first weights and batches. A fit by `torch` is the twin of the first by `adam`
    that it agrees with and that has none yet.
    """
    adam, torch = ({v: _same(f) for v, f in fits.items() if f.method == m} for m in METHODS)
    found = []
    for variation, same in torch.items():
        twin = next((other for other, its in adam.items() if its == same), None)
        if twin is not None:
            del adam[twin]
            found.append((twin, variation))
    return found


def errors(history: History) -> NDArray[np.float64]:
    """Return the validation errors, without validation rows the training errors."""
    validated = np.isfinite(history.validation_rmse).any()
    return history.validation_rmse if validated else history.train_rmse


def curves_apart(one: History, other: History) -> NDArray[np.float64]:
    """Return how far two learning curves are apart, relative to the first.

    There is an entry for each epoch that both have; see `errors`.
    """
    epochs = min(len(one.epoch), len(other.epoch))
    first, second = (errors(each)[:epochs] for each in (one, other))
    apart: NDArray[np.float64] = np.abs(second - first) / first
    return apart


def _same(fit: FitDocument) -> tuple[Any, ...]:
    """Return what twins have in common."""
    settings = {block: each for block, each in fit.settings.items() if block != "training"}
    seeds = [(each.replicate, each.seed) for each in fit.replicates]
    return settings, fit.settings["training"][fit.method], seeds
