"""What decides the points of a formula, and which of its rows a fit learns from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from formulafit.sampling.rows import TrainingSet, training_set
from formulafit.sampling.sample import Box, Sample, draw_sample


@dataclass(frozen=True)
class _Settings:
    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Take them out of a block of data settings, which may hold others."""
        return cls(**{field.name: data[field.name] for field in fields(cls)})


@dataclass(frozen=True)
class PointSettings(_Settings):
    """How the points of a formula are drawn and split; all variations share them."""

    points: int
    sampling: str
    test_fraction: float

    def sample(self, formula: Any, box: Box, seed: int, key: str) -> Sample:
        """Draw the points of a formula in its box, by the config's seed and the formula's key."""
        return draw_sample(formula, box, **asdict(self), seed=seed, key=key)


@dataclass(frozen=True)
class RowSettings(_Settings):
    """Which rows a fit learns from; see `training_set`.

    Of fits in which these are equal, errors and baselines can be compared.
    """

    noise: float
    train_rows: int | None
    train_box: Mapping[str, Sequence[float]] | None
    validation_fraction: float

    def choose(self, sample: Sample) -> TrainingSet:
        """Choose the training and validation rows of a sample."""
        return training_set(sample, **vars(self))
