"""The tuned constants by which `auto` decides, in one place.

All were chosen on formulas that the benchmarks do not set aside (`benchmarks.suites.STUDIED`);
``python -m benchmarks.ablation`` measures what the ingredients that they steer are worth. Constants
of one algorithm alone, such as Gauss-Newton's momentum, stand with the algorithm.
"""

from __future__ import annotations

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
    nested: float = 2.5  # times `normal`: an effort from which that comes first, as it is
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

    # Noise. Up to `few_inputs`, of kinks, steps and smooth formulas residuals had correlations of
    # 0.44 and more, of those of noise of 10% at most 0.10.
    least_noise: float = 1e-4  # an error, from which noise is looked for
    white: float = 0.2  # residuals of neighbouring rows correlate less where they are noise
    least_fresh: int = 200  # rows to see it on, which were not fitted to
    noise_rows: int = 6000  # the same, at most
    validated_rows: int = 10_000  # for scales, ridges and maps by cross-validation, at most

    # Noise in more inputs, where neighbours are further apart. Of 16 rough formulas without noise,
    # of 3 to 6 inputs, residuals had correlations of 0.53 and more; with noise of 10% and 30% of
    # 0.05 to 0.29, and 0.40 where random features had left more of the formula than of the noise.
    # In 7 and 8 inputs those without noise came down to 0.49.
    white_of_many: float = 0.45  # residuals of neighbours correlate less where they are noise
    noisy_inputs: int = 6  # at most
    least_fresh_of_many: int = 2000
    least_noise_of_many: float = 0.02  # below, training goes further than random features show
    most_noise_of_many: float = 0.8  # above, nothing is found yet
    noise_blocks: int = 4  # of units, trained apart
    noise_steps: int = 100  # of each; 300 of the best gained nothing

    # Formulas of two values, of two inputs and more.
    least_of_a_value: int = 1  # rows of it
    two_valued_rows: int = 40_000  # at most
    separated: float = 0.25  # an error under a sigmoid from which nothing else is tried

    # Jumps, of one input.
    stepped: float = 0.5  # of random features' error a layer with steep units has to leave less

    # Maps of the inputs, where random features leave more than `good_enough`, rows near the ends
    # among those looked at: without them sqrt(x) had 1e-15 or 2e-5 by draw and x**y 4e-2 in the
    # worst of five draws, with them 3e-15 and 1e-4. Of 50 formulas of few
    # inputs with smooth ends none lost by them. Of 31 formulas of three inputs and more 14
    # were mapped, and random features left 0.7 to 1e-8 of the error; where none was, looking for
    # maps took 1% of the effort.
    mapped: float = 0.7  # of the error without it a map has to leave less, on a small layer
    mapped_whole: float = 0.7  # and so the whole search with the maps
    map_units: int = 128
    map_rows: int = 800
    map_sweeps: int = 2  # over the inputs

    # The spectral start, where random features leave more than `good_enough` or cancel too much.
    # On 47 formulas of the default config, Nguyen, Feynman and others, two seeds, what leaves less
    # than 0.3 of the error went on to 0.35 of it in the mean; above 0.5 it loses.
    spectral: float = 0.3  # of random features' error it has to leave less
    spectral_alone: float = 0.05  # less than that, it needs no race against other starts
    spectral_units: int = 64  # of the network, at least
    spectral_share: float = 0.7  # of the work left that it may take, at most
    nothing: float = 0.5  # an error above which that is of all the work: fast waves, quickly
    spectral_rows: int = 20_000  # looked at, at most
    spectral_finalists: int = 2  # that are measured by QR
    most_waves: int = 24  # peeled, at most
    # Waves are pursued where all these and random features leave more than `pursued`: twelve
    # oscillating formulas of two inputs then ended at 0.02 to 0.5 of the error, four of three and
    # four inputs at 0.04 to 0.7. Peaks, which the race sends back, ended at 1.0 to 1.34 of it.
    pursued: float = 1e-2
    pursued_inputs: int = 4  # at most; beyond, peaks have to be unfolded
    spectral_pursued: float = 0.6  # of random features' error these have to leave less
    # The race was won by 3.2 and more on seven oscillating formulas, by 1.8 to 2.7 on peaks, of
    # which one then ended at 2.3 times the error.
    pursued_lead: float = 3.0  # by which they have to win it, in what ranks finalists
    cancelling: float = 1e6  # a readout's size from which rounding leaves more than 1e-9

    # What random features tell of the formula.
    close: float = 1e-6  # an error of theirs from which no training goes further
    close_of_few: float = 1e-3  # of few inputs: from which variable projection goes further

    # Kinks: relu is trained for a moment. Of 11 formulas with kinks, of one to three inputs, it
    # left at most 6e-4 by 80 steps (at most 0.14 of the best smooth random features' error, of most
    # 0.001 to 0.04); where it left more, of max of four inputs or kinks on curves, smooth layers
    # were as good. Of 9 smooth ones with narrow valleys and ridges, some of which passed for kinks
    # by half that training and 0.05, it left 7e-3 and more, and the spectral start far less.
    kinked_near: float = 0.005  # relu at most so much
    kinked: float = 0.5  # of what smooth features leave, by spectrum or trained likewise, it leaves
    kinked_clearly: float = 0.1  # of what random features leave: so no spectrum is looked at
    relu_units: int = 128
    relu_steps: int = 80

    # Whether and by what the hidden layer is trained.
    good_enough: float = 1e-6  # below it variable projection's ridge loses more than it wins
    rows_per_unit: int = 2  # at least; fewer bear random features alone
    projected: int = 2500 * 512  # features that variable projection computes at once, at most
    cheap: int = 4  # so many steps of variable projection, on few rows or units, for one of Newton
    patience: int = 30  # iterations of L-BFGS that held-out rows see no gain from
    batches: tuple[int, int] = (500, 1000)  # rows of Gauss-Newton's first batch and of its last
    # Residuals' mean over their root mean square, after the race: 0.34 to 0.67 on eight formulas of
    # 3 to 6 inputs, where drawing by residuals left 0.82 of the error in the mean, at most 1.04;
    # 0.71 to 0.74 on six others, where it left 1.08. Normal noise has 0.8.
    uneven: float = 0.69  # from which few rows hold most of the error
    focus: float = 0.5  # then, of each batch, drawn by what was missed there
    least_steps: int = 20  # of Gauss-Newton; fewer are not worth a start
    check: int = 10  # steps of Gauss-Newton between two looks at the held-out rows
    clearly: float = 0.5  # a trained error below this fraction of the untrained needs no comparison

    # The race of Gauss-Newton's starts.
    factors: tuple[float, ...] = (2.0, 1.0, 4.0)  # of the best scale untrained, the likeliest first
    localised: float = 0.5  # tanh and gauss pass through their range sooner than a sine its period
    least_scale: float = 0.3  # times 1 / sqrt(inputs)
    heat_steps: int = 8  # of all starts
    finalists: int = 3  # the best of them, which go on
    last_steps: int = 25
    heat_batch: int = 400  # rows
    ranked_by: int = 4  # last batches
    race_share: float = 0.3  # of the work left, at most

    def seconds(self, effort: str | float, inputs: int) -> float:
        """Return what an effort stands for, in CPU seconds of a plain core."""
        if isinstance(effort, str):
            return self.efforts[effort][inputs > self.few_inputs]
        return effort

    def legs(self, effort: str | float, inputs: int) -> tuple[float, ...]:
        """Return what a fit may have done after each of its trainings, in the same seconds.

        A large effort decides and trains as `normal` does first, and keeps that network as a
        candidate: on the held-out rows it never ends worse.
        """
        seconds, normal = self.seconds(effort, inputs), self.seconds("normal", inputs)
        return (normal, seconds) if seconds >= self.nested * normal else (seconds,)


POLICY = Policy()
