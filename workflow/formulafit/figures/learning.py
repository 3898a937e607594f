"""Learning curves: the training and validation error of every replicate on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from formulafit.documents.fit import FitDocument, TrainedReplicate
from formulafit.documents.history import History
from formulafit.figures.style import BLACK, GREY, MARKERS, TRAINING, VALIDATION
from formulafit.language.model import Lexicon
from formulafit.vocabulary import DIVERGED, FAILED

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

# Work that grows by more than this factor is drawn on a logarithmic axis.
LOG_WORK_SPAN = 50

BESIDE: dict[str, Any] = {"color": BLACK, "linestyle": (0, (3, 2)), "linewidth": 0.8, "zorder": 1}
_CROSS: dict[str, Any] = {"color": BLACK, "marker": "x", "linestyle": "none", "markersize": 5}
# how a point of a curve is marked
SIGNS: dict[str, dict[str, Any]] = {
    "kept": {**_CROSS, "marker": "o", "markerfacecolor": "none"},
    DIVERGED: _CROSS,
    FAILED: {**_CROSS, "marker": "+"},
}


def draw_curves(
    axes: Axes,
    histories: Mapping[int, History],
    fit: FitDocument,
    lexicon: Lexicon,
    emphasis: bool = True,
    points: int = 160,
    beside: tuple[str, Mapping[int, History]] | None = None,
) -> list[Artist]:
    """Draw the curves of all replicates, logarithmic upwards, and give the legend's entries.

    One stage is drawn over its epochs; several stages or methods, whose epochs cannot be
    compared, over the work, with a sign of its own where each stage begins.

    Parameters
    ----------
    axes : Axes
        An empty plot.
    histories : mapping
        By replicate, as `read_histories` gives them.
    fit : FitDocument
        The variation's ``fit.json``: which replicate is the best, which
        epoch was kept, which diverged.
    lexicon : Lexicon
        The words of a language.
    emphasis : bool
        Draw the best replicate (by validation) stronger than the others.
    points : int
        Draw about as many of a curve's rows: more cannot be told apart and make the file larger.
    beside : pair, default none
        A name and the histories of another fit, whose validation errors are drawn as well.
    """
    stages = tuple(dict.fromkeys(name for h in histories.values() for name in h.stages))
    named_beside, histories_beside = ([beside[0]], beside[1]) if beside else ([], {})
    staged = len(stages) > 1 or bool(histories_beside)
    stage_markers = {name: MARKERS[1:][i % len(MARKERS[1:])] for i, name in enumerate(stages)}
    known = {entry.replicate: entry for entry in fit.replicates}
    seen: set[str] = set()
    for replicate, history in histories.items():
        entry = known[replicate]
        strong = not emphasis or replicate == fit.best_replicate
        look: dict[str, Any] = {"linewidth": 1.1} if strong else {"linewidth": 0.7, "alpha": 0.45}
        x = history.work if staged else history.epoch
        kept = _kept_row(history, entry)
        rows = _thinned(len(x), points, keep=() if kept is None else (kept,))
        axes.plot(x[rows], history.train_rmse[rows], color=TRAINING, zorder=2, **look)
        axes.plot(x[rows], history.validation_rmse[rows], color=VALIDATION, zorder=3, **look)
        if staged:
            for name in history.stages:
                first = history.stage.index(name)
                begin = (x[first], history.validation_rmse[first])
                axes.plot(*begin, stage_markers[name], color=GREY, zorder=4)
        if kept is not None:
            seen.add("kept")
            axes.plot(x[kept], history.validation_rmse[kept], zorder=5, **SIGNS["kept"])
        reached = np.flatnonzero(np.isfinite(history.train_rmse))
        if not entry.ok and reached.size:
            seen.add(entry.status)
            last = reached[-1]
            axes.plot(x[last], history.train_rmse[last], zorder=5, **SIGNS[entry.status])
    for history in histories_beside.values():
        rows = _thinned(len(history.work), points, keep=())
        axes.plot(history.work[rows], history.validation_rmse[rows], **BESIDE)
    axes.set_yscale("log")
    words = lexicon.pictures
    axes.set_xlabel(words["work" if staged else "epoch"])
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    if staged and _spans_decades([*histories.values(), *histories_beside.values()]):
        axes.set_xscale("log")
    signs = {**lexicon.statuses, "kept": words["kept"]}
    return [
        Line2D([], [], color=TRAINING, label=words["training"]),
        Line2D([], [], color=VALIDATION, label=words["validation"]),
        *(
            Line2D([], [], label=words["validation_by"].format(method=name), **BESIDE)
            for name in named_beside
        ),
        *(Line2D([], [], label=signs[id_], **look) for id_, look in SIGNS.items() if id_ in seen),
        *(
            Line2D(
                [], [], color=GREY, marker=marker, linestyle="none", label=_spaced(name, lexicon)
            )
            for name, marker in stage_markers.items()
            if staged
        ),
    ]


def _kept_row(history: History, entry: TrainedReplicate) -> int | None:
    """Find the row of the network that the fit returned: its epoch's, or its iteration's, last."""
    if not entry.ok or not np.isfinite(history.validation_rmse).any():
        return None
    rows = np.flatnonzero(history.epoch == entry.best_epoch)
    return int(rows[-1]) if rows.size else None


def _thinned(count: int, points: int, keep: Sequence[int]) -> NDArray[np.int64]:
    """Choose about `points` rows, evenly, with the first, the last and those in `keep`."""
    even = np.linspace(0, count - 1, min(count, points)).round().astype(np.int64)
    return np.union1d(even, np.asarray(keep, dtype=np.int64))


def _spans_decades(histories: Sequence[History]) -> bool:
    work = np.concatenate([history.work for history in histories])
    return bool(work.min() > 0 and work.max() > LOG_WORK_SPAN * work.min())


def _spaced(stage: str, lexicon: Lexicon) -> str:
    return lexicon.stages.get(stage, stage.replace("_", " "))
