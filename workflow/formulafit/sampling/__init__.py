"""Points in a box: drawn, split and made noisy, each draw from a seed of its own.

As in::

    sample = draw_sample(formula, {"x": (0, 6)}, points=10_000, sampling="uniform", ...)
    data = training_set(sample, noise=0.1, validation_fraction=0.1)

- `sample`: points, their values and noise, in memory and in files;
- `rows`: those that a network learns from;
- `settings`: what decides both;
- `seeds`: one for each purpose of each formula.
"""
