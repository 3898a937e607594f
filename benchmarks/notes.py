"""The words of docs/benchmarks.md; every number in it comes from the measurements."""

HEAD = """\
# Benchmarks

<!-- Written by `make benchmark-docs` from benchmarks/results/*.csv; not for editing. -->

How far do the fits of formulafit come, beside what else is used to fit a formula, and at what cost?
Every method learns from the same rows on one thread, with its defaults or with settings that are
the same for all formulas; CPU seconds are those of training alone, without data and imports. The
error is the test NRMSE: the root mean square error over 2,000 points that no method has seen, in
standard deviations of the formula's values. In a ratio of errors, ours count as at least {floor:g}.

- *auto* is the default method of the workflow, *adam* the assignment's, with early stopping.
- *Loop* is the assignment's own loop as printed there (DataLoader, batches of 64, Adam), with one
  hidden layer of 512 units or its own two of 128, without validation, looked at as it goes.
- *Pushed* is scikit-learn's `MLPRegressor(512)` with `max_iter=1000, tol=1e-6,
  n_iter_no_change=20`; *sklearn* has its defaults.
- *GP* is scikit-learn's Gaussian process with a squared-exponential kernel, a lengthscale an input
  and white noise: 2,000 rows, the lengthscales by marginal likelihood on 1,000 of them.
- *JAX* trains by the assignment's algorithm too, its epochs compiled, and *pykan* a
  Kolmogorov-Arnold network of five hidden units as in its first example; default config only.
- *Poly.*, *spline* (up to two inputs), *tree* (one decision tree), *trees* (gradient-boosted) and
  *neighb.* (the mean of the nearest rows) are baselines of the paper; the validation rows choose
  their size.

A third of the Nguyen, of the Feynman and of the surrogate suite was set aside before anything was
measured (`benchmarks/suites.py` fixes the rule): no default of ours was chosen by looking at them.
They bear a star in the tables. Measured on {machines}.

`make benchmark SUITE=default` (or `nguyen`, `feynman`, `surrogate`, `noise`, `spread`,
`frequencies`, `edges`, `orders`) measures what is not in `benchmarks/results/` yet, formula by
formula and method by method; `make benchmark-docs` writes this page.
"""

LOSSES = {
    "pyramid": "piecewise linear: scikit-learn's relu units stop early, at a much larger error.",
    "I_18_4": "scikit-learn stops early, at an error over a thousand times as large.",
    "bonus_5": "scikit-learn stops early, at an error over a thousand times as large.",
    "styblinski_tang": "a polynomial of degree four, which a polynomial holds exactly and long "
    "lengthscales nearly; training is still going on when its work is used up.",
    "hartmann_3": "a sum of four Gaussians, of which the Gaussian process's kernel is made.",
    "corner": "a tree divides along the inputs, as the formula does.",
    "square_wave": "what is left, also of a tree and of neighbours, are rows next to the jumps.",
}

GENERAL_LOSSES = [
    "- Formulas that are polynomials, or analytic far beyond their box: a polynomial of the right "
    "degree is the formula itself, and no network of a fixed width comes nearer than rounding.",
    "- Peaks of four inputs and more, beside kernel ridge on all rows: a bump has all directions, "
    "and 512 units are 8 a dimension of them in four inputs, 3.5 in six. For exp(-|x|²) on "
    "[-2, 2]⁴ and [-2, 2]⁶ training on 45,000 rows ended at 7e-3 and 0.22, on those rows as on "
    "others; four times the steps gained a fifth and nothing, twice the units half and a third. "
    "Kernel ridge, with a unit a row, has 3e-4 and 0.06 from 7,200.",
]

OVERVIEW = """\
## In one table

The peer's error over ours: its geometric mean and its least, and where the peer's is smaller.
"""

SPREAD = """\
## Luck

Five fits by `auto`, each with other points and another seed, of formulas that were not set aside.
In the last column errors count as at least the least that ratios know.
"""

NOISE = """\
## Noise

The Nguyen functions and six formulas of three to six inputs, with noise of 1%, 10% and 30% of their
standard deviation on the 8,000 training targets, judged on targets without it. `auto / noise` is
our error over the noise, the other columns are the error of a method over ours, geometric means,
with the number of formulas on which its error is the smaller one. *Smoothing spline* is SciPy's of
one input, its penalty by generalised cross-validation.
"""

FREQUENCIES = """\
## Frequencies

Waves of one to six inputs, as many periods as 8,000 rows still resolve: sines, slow plus fast ones,
chirps, packets, plane waves, products, rings. `auto` is the median of three draws, with its largest
error beside it; the other methods learn the first of them. Periods of more than one input are told
along a side of the box.

![error over periods](images/benchmark-frequencies.svg)
"""

EDGES = """\
## Jumps, kinks and singular ends

Medians of five draws, and the largest error of `auto`. Of the step in one input, test points in the
gap between the two training rows around it are left out: nothing tells where it is.
"""

ORDERS = """\
## Orders of magnitude

What 99% of the *relative* errors do not exceed, medians of five draws. Every method learns the
logarithm of the output, and sees inputs of more than a decade in their logarithm (`output: log`,
`scale: log`).
"""

ABLATION = """\
## What each ingredient is worth

The error of `auto` without an ingredient over that with all of them, at the same effort: on smooth
formulas of two to nine inputs that were not set aside, and for what is for one kind of formula on
formulas of this kind.
"""

STEPS = """\
## Adam's speed

Microseconds a step of the same networks (batches of 64, float32), in turn on one thread, medians
of 15 rounds. `adam` compiles its loop for one hidden layer, and leaves the products of several to
BLAS; JAX's loop is one compiled scan over the epoch; the assignment's has a DataLoader.
"""

SIZE = """\
## Cost by rows, units and inputs

One replicate of `auto` at normal effort, each in a process of its own. The search and the training
are bounded by the effort, whatever the size; what grows is the last solve on all rows, for which
theory has rows × units² (a QR factor) and units³ (its singular values). `counted seconds` are the
multiply-adds that the method counts, at the rate of a plain core; the clock is never read.
"""
