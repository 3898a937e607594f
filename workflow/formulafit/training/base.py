"""What every training method is given, and what it gives back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray

from formulafit.documents.history import Record
from formulafit.network.mlp import MLP
from formulafit.sampling.rows import TrainingSet
from formulafit.scaling import Scaling
from formulafit.vocabulary import StopReason

Array: TypeAlias = NDArray[np.float64]

LOG_INTERVAL = 5.0  # seconds between two lines of progress
# Epochs or steps after which a training may be shown again: each about three times the last.
SHOWN = frozenset(n * 10**k for k in range(7) for n in (1, 3)) | {0}


class DivergenceError(ArithmeticError):
    """Training left the finite numbers; the message says where."""


@dataclass(frozen=True)
class TrainingProblem:
    """A fit to be made: scaled data, the network's shape, and a seed.

    `X` (rows, inputs) and `y` (rows,) are to be trained on, the validation rows (none, or more)
    to be stopped by; all are scaled, float64. Every random draw comes from `seed`. The activation
    "auto" leaves the choice to the method. `data` are the rows before they were scaled.
    """

    X: Array
    y: Array
    X_validation: Array
    y_validation: Array
    scaling: Scaling
    hidden: tuple[int, ...]
    activation: str
    seed: int
    data: TrainingSet | None = None

    def network(
        self,
        generator: torch.Generator | None = None,
        dtype: torch.dtype = torch.float32,
        activation: str | None = None,
        output_activation: str = "identity",
    ) -> MLP:
        """Return a network of this shape with its scaling, drawn from `generator` or all zero.

        Its activation is the one given, else the problem's, else relu where that is "auto".
        """
        asked_for = "relu" if self.activation == "auto" else self.activation
        return MLP(
            self.X.shape[1],
            self.hidden,
            activation or asked_for,
            output_activation=output_activation,
            scaling=self.scaling,
            generator=generator,
            dtype=dtype,
        )


class Moment(NamedTuple):
    """A state of a training that can be shown again; `network` makes it, after the training."""

    stage: str
    epoch: int
    network: Callable[[], MLP]


@dataclass
class TrainingHistory:
    """The records of one training run, and a few of its states; it reports every few seconds.

    Parameters
    ----------
    y_scale : float
        Turns scaled errors into the formula's own units.
    progress : callable, default none
        Is given a line of text now and then. The clock decides when, and nothing else.
    """

    y_scale: float
    progress: Callable[[str], None] | None = None
    records: list[Record] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    _reported: float = field(default_factory=time.monotonic)

    def add(
        self, stage: str, work: int, epoch: int, train_rmse: float, validation_rmse: float | None
    ) -> None:
        """Record errors given in scaled units; `work` and `epoch` count from the run's start."""
        if validation_rmse is not None:
            validation_rmse *= self.y_scale
        record = Record(stage, work, epoch, train_rmse * self.y_scale, validation_rmse)
        self.records.append(record)
        if self.progress and time.monotonic() - self._reported >= LOG_INTERVAL:
            self._reported = time.monotonic()
            self.progress(_line(record))

    def keep(self, stage: str, epoch: int, network: Callable[[], MLP]) -> None:
        """Keep a state to be shown again; most methods do so after as many epochs as `SHOWN` has.

        Parameters
        ----------
        stage, epoch
            As in the records.
        network : callable
            Makes the network of this state. It is called after the training, if at all.
        """
        self.moments.append(Moment(stage, epoch, network))


def _line(record: Record) -> str:
    if record.validation_rmse is None:
        error = f"training RMSE {record.train_rmse:.3g}"
    else:
        error = f"validation RMSE {record.validation_rmse:.3g}"
    return f"{record.stage}, epoch {record.epoch}: {error}"


@dataclass(frozen=True)
class Outcome:
    """What a method that ends well returns: the trained network and why it stopped.

    Parameters
    ----------
    network : MLP
        Of the problem's shape and scaling.
    stop_reason : StopReason
    best_epoch : int
        The epoch (or iteration) with the lowest error on the validation rows, or on the training
        rows when there are none.
    remark : str
        What the method chose by itself and why, for people to read.
    choice : mapping
        The same as data, such as ``{"activation": "sin", "why": "race"}``; see the method.
    """

    network: MLP
    stop_reason: StopReason
    best_epoch: int
    remark: str = ""
    choice: Mapping[str, Any] = field(default_factory=dict)


# (problem, history, *, settings by name) -> outcome; what is asked of it is told in the package's
# docstring.
TrainingMethod: TypeAlias = Callable[..., Outcome]
