"""What the stages of one run share: data, budget, seed and the records."""

from __future__ import annotations

import numpy as np

from formulafit.training.auto.data import StandardisedData
from formulafit.training.auto.readout import Readout
from formulafit.training.base import TrainingHistory
from formulafit.training.work import Budget


class Run:
    """One run of the method on a network with one hidden layer.

    Parameters
    ----------
    data : StandardisedData
    budget : Budget
    history : TrainingHistory
    activations : sequence of str
        To choose from; the first serves the search for the metric.
    units : int
        Of the hidden layer.
    seed : int

    Attributes
    ----------
    iteration : int
        Counts steps and the ends of stages, from the run's start.
    """

    def __init__(
        self,
        data: StandardisedData,
        budget: Budget,
        history: TrainingHistory,
        activations: tuple[str, ...],
        units: int,
        seed: int,
    ) -> None:
        self.data, self.budget, self.history = data, budget, history
        self.activations, self.units, self.seed = activations, units, seed
        self.iteration = 0

    def rng(self) -> np.random.Generator:
        """Return the same generator each time: what is compared should differ in nothing else."""
        return np.random.default_rng((self.seed, 1))

    def record(self, stage: str, train_error: float, error: float, steps: int = 1) -> None:
        """Record the state after `steps` more: the RMSE on rows fitted and on held-out rows."""
        self.iteration += steps
        y_scale = self.data.standard.y_scale
        validation = error * y_scale if self.data.validated else None
        self.history.add(stage, self.budget.done, self.iteration, train_error * y_scale, validation)

    def record_readout(self, stage: str, readout: Readout) -> None:
        """Record the errors of a readout."""
        self.record(stage, readout.train_error, readout.error)
