"""What decides the points of a formula, and which of its rows a fit learns from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from formulafit.axes import Axis
from formulafit.sampling.rows import TrainingSet, training_set
from formulafit.sampling.sample import Sample, draw_sample


@dataclass(frozen=True)
class _Settings:
    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Take them out of a block of data settings, which may hold others."""
        return cls(**{each.name: data[each.name] for each in fields(cls) if each.name in data})


@dataclass(frozen=True)
class PointSettings(_Settings):
    """How the points of a formula are drawn and split; all variations share them."""

    points: int
    sampling: str
    test_fraction: float

    def sample(self, function: Any, about: Mapping[str, Any], seed: int) -> Sample:
        """Draw the points of a formula.

        Parameters
        ----------
        function : callable
            The formula.
        about : mapping
            What the config tells of it (`Config.formula`): its key, the ranges of its inputs, and
            the scales of those that are not linear.
        seed : int
            The config's.
        """
        key, box, scales = about["formula"], about["inputs"], about.get("scales")
        return draw_sample(function, box, **asdict(self), seed=seed, key=key, scales=scales)


@dataclass(frozen=True)
class RowSettings(_Settings):
    """Which rows a fit learns from; see `training_set`.

    Of fits in which these are equal, errors and baselines can be compared.
    """

    noise: float
    train_rows: int | None
    train_box: Mapping[str, Sequence[float]] | None
    validation_fraction: float
    output: str = "linear"
    symlog_threshold: float = 1.0

    def choose(self, sample: Sample) -> TrainingSet:
        """Choose the training and validation rows of a sample."""
        return training_set(
            sample,
            noise=self.noise,
            train_rows=self.train_rows,
            train_box=self.train_box,
            validation_fraction=self.validation_fraction,
            output=self.axis,
        )

    @property
    def axis(self) -> Axis:
        """The axis of the output."""
        return (
            Axis("symlog", self.symlog_threshold) if self.output == "symlog" else Axis(self.output)
        )
