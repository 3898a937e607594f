"""The formula and its network over the inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulafit.figures.fits import draw_fit
from formulafit.sampling.settings import RowSettings

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from formulafit.figures.formulas import Material

    Array = NDArray[np.float64]

# Dots of the training sample behind a curve: enough to see the noise, not a carpet.
SAMPLE_DOTS = 1000


def paint(figure: Figure, material: Material) -> None:
    """Draw the formula and its network over the inputs."""
    sample = _noisy_sample(material)
    evaluation, arrays = material.evaluation, material.arrays
    draw_fit(figure, evaluation, arrays, material.words, material.axes, material.missing, sample)


def _noisy_sample(material: Material) -> tuple[Array, Array] | None:
    """Give some of the training points with their noise, or None where there is no noise."""
    settings = RowSettings.of(material.fit.setting("data"))
    if len(material.sample.names) > 1 or not settings.noise:
        return None
    training = settings.choose(material.sample)
    return training.X[:SAMPLE_DOTS, 0], training.y[:SAMPLE_DOTS]
