"""What is said of a training method: its paragraphs, and what it chose by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from formulafit.language.en.grammar import capitalized
from formulafit.language.en.lexicon import LEXICON
from formulafit.language.en.values import common, value
from formulafit.language.numbers import compact

if TYPE_CHECKING:
    from formulafit.paper.facts.settings import Settings

AUTO = r"""**Exact output layer.** Adam treats all weights alike. But the output layer enters
@eq-mlp linearly: for a given hidden layer, the best output layer is the solution of a linear
least-squares problem. Let $V$ stand for the weights and biases of the hidden layer, $P(V)$ for
its outputs, a row for each training row and a column of ones, and $c$ for the output layer with
its bias. Then

$$
c(V) = \arg\min_{c} \; \lVert P(V)\, c - y \rVert^2 + \lambda \lVert c \rVert^2
$$ {#eq-readout}

leaves a search for $V$ alone, which is what the method `auto` does. The ridge $\lambda$ is the
one with the least error on the validation rows; where there are hardly any, generalized
cross-validation [@golub1979] takes their place. The solution comes from a QR factorization of
the rows, block after block, and a singular value decomposition, in double precision: what then
limits the error is the hidden layer.

*Random features* [@rahimi2007] are hidden layers drawn at random,

$$
w_j = s M \xi_j, \quad \xi_j \sim \mathcal{N}(0, I), \qquad b_j = -w_j^{\top} x^{(j)},
$$ {#eq-random}

with each unit centred on a training point $x^{(j)}$. The method doubles or halves the scale $s$ as
long as @eq-readout, on some of the rows, gets better. It learns the metric $M$: the average
outer product of the fit's gradients shows the *active subspace* [@constantine2014], the directions
in which the formula varies. It draws the next features in a power of it.

Where they leave an error, the method tries two more things, and takes them only where the
validation rows are clearly in favour. A *map* replaces an input by its logarithm, its root or its
arc cosine from an end of its range: a formula that is singular there is smooth in the new input. A
*spectral start* draws the frequencies $w_j$ by the periodogram of the rows, and refines plane waves
among them off its grid: one scale alone holds no fast wave on a slow one. Rings and many waves at
once, for two to four inputs, are *pursued* [@pati1993]: a few waves at a time are taken from the
periodogram of what those before leave. Where a formula of one input jumps between two rows, the
method stands steep tanh units between them.

*Noise* shows in residuals that do not go along with those of the nearest rows. Of one or two inputs
the method then trains nothing. Generalized cross-validation on all rows tells how likely a scale
and a ridge are, and the readouts of several are averaged by that. Of three to six inputs, blocks of
units are trained apart by a few Gauss-Newton steps, until the validation rows gain nothing, and the
readouts of all units and of each half are averaged.

*Two values* alone, of two or more inputs, call for a sigmoid: $\psi$ takes $c \cdot h + b$ to a
place between them, and $c$ is that of the least log loss, found by Newton's method.

*Variable projection* [@golub1973] trains the hidden layer of smooth formulas of up to two
inputs: the loss of the best output layer is a function of $V$, and its gradient is that of
@eq-loss with $c(V)$ held fixed. L-BFGS [@liu1989] follows it.

*Gauss--Newton* steps train it for more inputs, and for formulas with kinks. Kinks show in a narrow
layer of relu units that gets far ahead of smooth ones in a few steps. The method then trains relu
units, in blocks of their own. Elsewhere several starts, of different activation and scale, race by
successive halving [@jamieson2016]; the winner goes on. With $J$ the derivatives
of a batch's outputs by $V$ and $r$ its residuals, a step is

$$
\Delta V = J^{\top} u, \qquad (J J^{\top} + \mu I)\, u = r,
$$ {#eq-gauss-newton}

a system no larger than the batch. A momentum keeps what earlier batches knew: the solution is
taken relative to it [@goldshlager2024]. A trust region limits how far the units' inputs may move in
a step. At the end the method solves @eq-readout on all training rows.

*Several hidden layers* are trained by Adam, at a learning rate that falls to zero; then the method
solves the output layer."""


def auto(settings: Settings) -> str:
    """Return how the method `auto` works."""
    effort = common(settings.common("training.auto.effort"))
    return f"""{AUTO}

**Effort.** Its work bounds the search. We count it in multiply-adds from the shapes of arrays and
never time it; here the effort is {effort}. The last solution on all rows does not count against
it. A network has *converged* where its error is at the floor, or the search finds nothing better,
before the work is used up."""


METHODS: dict[str, Callable[[Settings], str]] = {"auto": auto}


WAYS = {  # of drawing a layer by the spectrum
    "spread": "spread as they are strong",
    "graded": "close to the strongest",
    "lattice": "on a lattice",
    "waves": "plane waves",
    "pursuit": "waves, a few at a time",
}
WHY = {
    "noise": ", averaged by cross-validation for the noise in the rows",
    "two values": ", which tell two values apart by the least log loss",
}
MAPS = {  # kinds of `formulafit.input_maps`
    "identity": "the value",
    "arccos": "the arc cosine between both ends",
    "sqrt_low": "the root from the lower end",
    "sqrt_high": "the root from the upper end",
    "log_low": "the logarithm from the lower end",
    "log_high": "the logarithm from the upper end",
}


def chosen(method: str, choice: Mapping[str, Any], where: str) -> str:
    """Return what a method chose by itself, as a sentence that begins with where it did.

    Of a method without words here it names what it chose.
    """
    if method != "auto":
        pairs = (f"{name.replace('_', ' ')} {value(each)}" for name, each in choice.items())
        return capitalized(f"{where}`{method}` chose {', '.join(pairs)}.")
    stage = LEXICON.stages.get(choice["stage"], choice["stage"])
    way = f"{'the ' if choice['stage'] == 'spectrum' else ''}{stage}"
    units = f"{value(choice['activation'])} units"
    told = capitalized(f"{where}the hidden layer came from {way}, with {units}{_why(choice)}.")
    if not (maps := choice.get("maps")):
        return told
    return (
        f"{told} In place of its inputs the network sees {', '.join(MAPS[each] for each in maps)}."
    )


def _why(choice: Mapping[str, Any]) -> str:
    if choice["stage"] == "Adam":
        return ""
    if choice["why"] == "race":
        starts = choice["starts"]
        return f" that won a race of {starts} starts" if starts > 1 else " from the only start"
    if choice["why"] == "spectrum":
        ((way, error),) = choice["spectrum"].items()
        return f" (frequencies of the data, {WAYS[way]}, gave an error of {compact(error)})"
    if choice["why"] == "jumps":
        jumps = choice["jumps"]
        return f", the steep ones at {jumps} {'jumps' if jumps > 1 else 'jump'} between rows"
    if choice["why"] == "kinks":
        blocks = choice["starts"]
        return f" for kinks, trained in {blocks} blocks" if blocks > 1 else " for kinks"
    if choice["why"] in WHY:
        return WHY[choice["why"]]
    if choice["why"] == "errors":
        errors = sorted(choice["errors"].items(), key=lambda pair: pair[1])
        listed = ", ".join(f"{compact(error)} with {value(name)}" for name, error in errors)
        return f" (random features gave errors of {listed})"
    return ", as the config names it"
