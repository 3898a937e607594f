"""Points in a box: drawn, split and made noisy, each draw from a seed of its own.

>>> sample = draw(formula, {"x": (0, 6)}, points=10_000, sampling="uniform", ...)
>>> data = training_set(sample, noise=0.1, validation_fraction=0.1)
"""

from formulafit.sampling.rows import TrainingSet, training_set
from formulafit.sampling.sample import Sample, SamplingError, describe, draw, read, write
from formulafit.sampling.seeds import replicate_seeds, sequence

__all__ = [
    "Sample",
    "SamplingError",
    "TrainingSet",
    "describe",
    "draw",
    "read",
    "replicate_seeds",
    "sequence",
    "training_set",
    "write",
]
