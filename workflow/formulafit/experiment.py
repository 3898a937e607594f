"""Fit one formula: the steps that the workflow's jobs, the command line and benchmarks share.

As in::

    settings = FitSettings.of(config.settings("damped_wave").model_dump(mode="json"))
    sample = settings.points.sample(function, config.formula("damped_wave"), seed=1)
    fitted = settings.network.fit(settings.rows.choose(sample), seeds=[1])
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from formulafit.sampling.rows import TrainingSet
from formulafit.sampling.settings import PointSettings, RowSettings
from formulafit.training.fit import Fit, fit


@dataclass(frozen=True)
class NetworkSettings:
    """The network of a fit and how it is trained.

    Attributes
    ----------
    scaling : {"standard", "minmax", "none"}
        Of inputs and output, measured on the rows trained on.
    hidden : sequence of int
        Units of each hidden layer.
    activation : str
        The name of an activation, or "auto": the method chooses.
    method : str
        The name of a training method.
    options : mapping
        The method's own settings, all of them.
    """

    scaling: str
    hidden: Sequence[int]
    activation: str
    method: str
    options: Mapping[str, Any]

    def fit(
        self,
        rows: TrainingSet,
        seeds: Sequence[int],
        progress: Callable[[str], None] | None = None,
    ) -> Fit:
        """Train a network for each seed; see `formulafit.training.fit.fit`."""
        return fit(
            rows,
            scaling=self.scaling,
            hidden=self.hidden,
            activation=self.activation,
            method=self.method,
            settings=self.options,
            seeds=seeds,
            progress=progress,
        )


@dataclass(frozen=True)
class FitSettings:
    """All that is set for the fit of a formula."""

    points: PointSettings
    rows: RowSettings
    network: NetworkSettings

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """Take them out of the blocks data, network and training, as the config resolves them."""
        data, network, training = (settings[name] for name in ("data", "network", "training"))
        return cls(
            PointSettings.of(data),
            RowSettings.of(data),
            NetworkSettings(
                scaling=data["scaling"],
                hidden=network["hidden"],
                activation=network["activation"],
                method=training["method"],
                options=training[training["method"]],
            ),
        )
