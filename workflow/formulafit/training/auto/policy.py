"""The tuned constants by which `auto` decides, in one place.

All were chosen on formulas that the benchmarks do not set aside (`benchmarks.suites.STUDIED`);
``python -m benchmarks.ablation`` measures what the ingredients that they steer are worth. Constants
of one algorithm alone, such as Gauss-Newton's momentum, stand with the algorithm.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Policy:
    """What is compared, what it takes to be called smooth, kinked or noisy, what may be spent.

    Errors are relative to the standard deviation of the output.
    """

    # Effort: CPU seconds of a plain core, up to `few_inputs` and above.
    efforts: dict[str, tuple[float, float]] = field(
        default_factory=lambda: {
            "quick": (1.5, 2.5),
            "normal": (4.0, 6.0),
            "thorough": (15.0, 25.0),
        }
    )
    solve_share: float = 0.2  # of the budget, at most, set aside for the last solve

    # Random features: activations tried where it is free, the first for the search of the metric.
    few_inputs: int = 2  # up to which errors become tiny: normal equations cannot tell them apart
    searched: tuple[str, ...] = ("sin", "tanh", "gauss")
    compared_units: int = 256  # to compare metrics and scales
    compared_rows: int = 1200
    exact_units: int = 512  # to measure how far random features get
    exact_rows: int = 2500
    promising: float = 1e-2  # an error by normal equations that may be much smaller by QR
    better: float = 0.75  # another activation has to leave less than this fraction of the error

    # Maps of the inputs, up to `few_inputs`, where random features leave more than `good_enough`.
    # Of 50 formulas of the default config, Nguyen and others with smooth ends none lost by them.
    mapped: float = 0.7  # of the error without it a map has to leave less, on a small layer
    mapped_whole: float = 0.7  # and so the whole search with the maps
    map_units: int = 128
    map_rows: int = 800
    map_sweeps: int = 2  # over the inputs

    # The spectral start, where random features leave more than `good_enough` or cancel too much.
    # On 47 formulas of the default config, Nguyen, Feynman and others, two seeds, what leaves less
    # than 0.3 of the error went on to 0.35 of it in the mean; above 0.5 it loses.
    spectral: float = 0.3  # of random features' error it has to leave less
    spectral_kinked: float = 0.05  # the same where the formula seems to have kinks
    spectral_units: int = 64  # of the network, at least
    spectral_share: float = 0.7  # of the work left that it may take, at most
    spectral_rows: int = 20_000  # looked at, at most
    spectral_finalists: int = 2  # that are measured by QR
    most_waves: int = 24  # peeled, at most
    cancelling: float = 1e6  # a readout's size from which rounding leaves more than 1e-9

    # What random features tell of the formula.
    close: float = 1e-6  # an error of theirs from which no training goes further
    close_of_few: float = 1e-3  # of few inputs: from which variable projection goes further
    same: float = 1.03  # errors of all activations within this factor are the noise in the data
    kinked: float = 4.0  # relu leaves less than so many times the error of the best smooth ones
    kinked_line: float = 10.0  # the same for one input, where no front is mistaken for a kink

    # Whether and by what the hidden layer is trained.
    good_enough: float = 1e-6  # below it variable projection's ridge loses more than it wins
    rows_per_unit: int = 2  # at least; fewer bear random features alone
    projected: int = 2500 * 512  # features that variable projection computes at once, at most
    cheap: int = 4  # so many steps of variable projection, on few rows or units, for one of Newton
    patience: int = 30  # iterations of L-BFGS that held-out rows see no gain from
    batches: tuple[int, int] = (500, 1000)  # rows of Gauss-Newton's first batch and of its last
    least_steps: int = 20  # of Gauss-Newton; fewer are not worth a start
    check: int = 10  # steps of Gauss-Newton between two looks at the held-out rows
    clearly: float = 0.5  # a trained error below this fraction of the untrained needs no comparison

    # The race of Gauss-Newton's starts.
    factors: tuple[float, ...] = (2.0, 1.0, 4.0)  # of the best scale untrained, the likeliest first
    localised: float = 0.5  # tanh and gauss pass through their range sooner than a sine its period
    least_scale: float = 0.3  # times 1 / sqrt(inputs)
    heats: tuple[tuple[int, int], ...] = ((8, 3), (10, 1))  # steps, and starts kept after them
    heat_batch: int = 400  # rows
    ranked_by: int = 4  # last batches
    race_share: float = 0.3  # of the work left, at most

    def seconds(self, effort: str | float, inputs: int) -> float:
        """Return what an effort stands for, in CPU seconds of a plain core."""
        if isinstance(effort, str):
            return self.efforts[effort][inputs > self.few_inputs]
        return effort

    def are_the_same(self, errors: Collection[float]) -> bool:
        """Tell whether several activations leave the same error, which then is noise."""
        return len(errors) > 1 and max(errors) < self.same * min(errors)


POLICY = Policy()
