"""What the stages of one run share: data, budget, seed and the records."""

from __future__ import annotations

import numpy as np

from formulafit.training.auto.data import StandardisedData
from formulafit.training.auto.layer import Array, Layer
from formulafit.training.auto.policy import POLICY, Policy
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
    activation : str
        The one named, or "auto".
    units : int
        Of the hidden layer.
    seed : int
    policy : Policy

    Attributes
    ----------
    iteration : int
        Counts steps and the ends of stages, from the run's start.
    kept : list
        States to be shown again: stage, iteration, layer and readout.
    """

    def __init__(
        self,
        data: StandardisedData,
        budget: Budget,
        history: TrainingHistory,
        activation: str,
        units: int,
        seed: int,
        policy: Policy = POLICY,
    ) -> None:
        self.data, self.budget, self.history = data, budget, history
        self.activation, self.units, self.seed = activation, units, seed
        self.policy = policy
        self.iteration = 0
        self.kept: list[tuple[str, int, Layer, Array]] = []

    def on(self, data: StandardisedData) -> Run:
        """Return a run of the same settings and budget on other data, such as mapped inputs."""
        shape = self.activation, self.units
        other = Run(data, self.budget, self.history, *shape, self.seed, self.policy)
        other.iteration = self.iteration
        return other

    @property
    def activation_is_free(self) -> bool:
        """Whether the choice of the activation is the method's."""
        return self.activation == "auto"

    @property
    def activations(self) -> tuple[str, ...]:
        """What is compared; the first serves the search for the metric."""
        return self.policy.searched if self.activation_is_free else (self.activation,)

    @property
    def few(self) -> bool:
        """Whether the inputs are few, or there is nothing but the rows themselves to choose by."""
        return self.data.inputs <= self.policy.few_inputs or not self.data.y_held.size

    def rng(self) -> np.random.Generator:
        """Return the same generator each time: what is compared should differ in nothing else."""
        return np.random.default_rng((self.seed, 1))

    def record(self, stage: str, train_error: float, error: float, steps: int = 1) -> None:
        """Record the state after `steps` more: the RMSE on rows fitted and on held-out rows."""
        self.iteration += steps
        y_scale = self.data.standard.y_scale
        validation = error * y_scale if self.data.validated else None
        self.history.add(stage, self.budget.done, self.iteration, train_error * y_scale, validation)

    def keep(self, stage: str, layer: Layer, c: Array, steps: int = 0) -> None:
        """Keep a state to be shown again, `steps` after what is recorded."""
        self.kept.append((stage, self.iteration + steps, layer, c.copy()))

    def record_readout(self, stage: str, readout: Readout) -> None:
        """Record the errors of a readout."""
        self.record(stage, readout.train_error, readout.error)
