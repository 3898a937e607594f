"""What is said of a training method: its paragraphs, and what it chose by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from formulafit.language.en.lexicon import LEXICON
from formulafit.language.en.values import common, value
from formulafit.language.numbers import compact

if TYPE_CHECKING:
    from formulafit.paper.facts.settings import Settings

AUTO = r"""**Exact output layer.** Adam treats all weights alike. But the output layer enters
@eq-mlp linearly: of a given hidden layer, the best output layer is the solution of a linear
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

with each unit centred on a training point $x^{(j)}$. The scale $s$ is found by doubling and
halving it as long as @eq-readout, on some of the rows, gets better. The metric $M$ is learned:
the average outer product of the fit's gradients shows the *active subspace* [@constantine2014],
the directions in which the formula varies, and the next features are drawn in a power of it.

Where they leave an error, two more things are tried, and taken where the validation rows are
clearly in favour. *Maps*, for one and two inputs: an input is seen in its logarithm, its root or
its arc cosine from an end of its range, in which formulas with singular ends are smooth. A
*spectral start*: frequencies $w_j$ drawn by the periodogram of the rows, plane waves among them
refined off its grid, as one scale holds no fast wave on a slow one.

*Variable projection* [@golub1973] trains the hidden layer of smooth formulas of up to two
inputs: the loss of the best output layer is a function of $V$, and its gradient is that of
@eq-loss with $c(V)$ held fixed. L-BFGS [@liu1989] follows it.

*Gauss--Newton* steps train it for more inputs, and where the formula has kinks, which shows in
random relu features coming as near as smooth ones. Several starts, of different activation and
scale, race by successive halving [@jamieson2016]; the winner goes on. With $J$ the derivatives
of a batch's outputs by $V$ and $r$ its residuals, a step is

$$
\Delta V = J^{\top} u, \qquad (J J^{\top} + \mu I)\, u = r,
$$ {#eq-gauss-newton}

a system no larger than the batch. What earlier batches knew is kept by a momentum that the
solution is taken relative to [@goldshlager2024], and a trust region holds how far the units'
inputs may move in a step. At the end @eq-readout is solved on all training rows.

*Several hidden layers* are trained by Adam, at a learning rate that falls to zero, and the
output layer is solved after it."""


def auto(settings: Settings) -> str:
    """Return how the method `auto` works."""
    effort = common(settings.common("training.auto.effort"))
    return f"""{AUTO}

**Effort.** The search is bounded by its work, counted in multiply-adds from the shapes of arrays
and never timed; here the effort is {effort}. The last solution on all rows is always paid. A
network has *converged* where its error is at the floor, or the search finds nothing better,
before the work is used up."""


METHODS: dict[str, Callable[[Settings], str]] = {"auto": auto}


WAYS = {  # of drawing a layer by the spectrum
    "spread": "spread as they are strong",
    "graded": "close to the strongest",
    "lattice": "on a lattice",
    "waves": "plane waves",
}
MAPS = {  # kinds of `formulafit.input_maps`
    "identity": "the value",
    "arccos": "the arc cosine between both ends",
    "sqrt_low": "the root from the lower end",
    "sqrt_high": "the root from the upper end",
    "log_low": "the logarithm from the lower end",
    "log_high": "the logarithm from the upper end",
}


def chosen(method: str, choice: Mapping[str, Any]) -> str:
    """Return what a method chose by itself; of one without words here, names and values."""
    if method != "auto":
        pairs = (f"{name.replace('_', ' ')} {value(each)}" for name, each in choice.items())
        return ", ".join(pairs)
    stage = LEXICON.stages.get(choice["stage"], choice["stage"])
    words = f"{stage}, {value(choice['activation'])}{_why(choice)}"
    maps = choice.get("maps") or ()
    if not maps:
        return words
    return f"{words}; of the inputs it sees {', '.join(MAPS[each] for each in maps)}"


def _why(choice: Mapping[str, Any]) -> str:
    if choice["stage"] == "Adam":
        return ""
    if choice["why"] == "race":
        starts = choice["starts"]
        return f" ({f'won a race of {starts} starts' if starts > 1 else 'the only start'})"
    if choice["why"] == "spectrum":
        ((way, error),) = choice["spectrum"].items()
        return f" (frequencies of the data, {WAYS[way]}: error {compact(error)})"
    if choice["why"] == "errors":
        errors = sorted(choice["errors"].items(), key=lambda pair: pair[1])
        listed = ", ".join(f"{value(name)} {compact(error)}" for name, error in errors)
        return f" (errors of random features: {listed})"
    return " (the activation named)"
