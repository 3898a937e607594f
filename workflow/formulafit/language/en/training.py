"""What is said of data, networks and training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from formulafit.language.en.grammar import count, listing, plural, spell, times
from formulafit.language.en.lexicon import LEXICON
from formulafit.language.en.methods import METHODS
from formulafit.language.en.values import common, value
from formulafit.language.numbers import exact, share
from formulafit.names import symbol

if TYPE_CHECKING:
    from formulafit.paper.facts.formulas import Formulas
    from formulafit.paper.facts.results import Results
    from formulafit.paper.facts.settings import Settings
    from formulafit.paper.facts.studies import Study

SCALINGS = {"standard": "standard scaling", "minmax": "min-max scaling", "none": "no scaling"}


def fraction(settings: Settings, path: str) -> str:
    """Return a setting that is a share of rows."""
    return common(settings.common(path), share)


def activation(settings: Settings) -> str:
    """Return the activation of the formulas' networks; left to the method, its choices."""
    chosen = settings.chosen_activations
    if not chosen:
        return common(settings.common("network.activation"))
    counts = [f"{value(name)} for {plural(n, 'network')}" for name, n in chosen.items()]
    return f"the method's own choice: {listing(counts)}"


def parameters(settings: Settings) -> str:
    """Return how many parameters the formulas' networks have: one number or a range."""
    least, most = settings.parameters
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def network_alt(settings: Settings) -> str:
    """Return what the drawing of the network shows."""
    hidden, unit = (settings.common(f"network.{name}") for name in ("hidden", "activation"))
    return (
        f"A multilayer perceptron: the inputs, {common(hidden)} hidden units "
        f"({common(unit)}) and one output, each layer connected with the "
        "next, with the equations of the layers below."
    )


def layer(results: Results) -> str:
    """Return whose inputs set the range of the initial weights."""
    if "auto" in results.methods:
        return "the layer; the method `auto` has starts of its own (@sec-optimizer)"
    return "the layer"


def split(formulas: Formulas) -> str:
    """Return how many rows the first formula has for what."""
    rows = formulas.split
    return (
        f"For {rows.title} this makes {rows.training:,} rows to train on, "
        f"{rows.validation:,} to validate and {rows.test:,} to test."
    )


def noise(formulas: Formulas, studies: Sequence[Study]) -> str:
    """Return which targets are noisy, as a paragraph."""
    noisier = [f"@sec-study-{study.key}" for study in studies if study.adds_noise]
    more = f" In {listing(noisier)} we add more noise." if noisier else ""
    if not formulas.noisy:
        return f"**Noise.** The formulas' targets are exact.{more}"
    fractions = {formulas.title(f): exact(formulas.noise(f)) for f in formulas.noisy}
    named = [f"{title} ({noise})" for title, noise in fractions.items()]
    others = "The other formulas' targets are exact." if len(named) < len(formulas.keys) else ""
    return (
        f"**Noise.** The training and validation targets of {listing(named)} carry normal noise; "
        "the number in brackets is its standard deviation over that of the targets. "
        f"{others}{more}"
    )


def scaling(settings: Settings) -> str:
    """Return which scaling inputs and targets undergo."""
    return common(settings.common("data.scaling"), SCALINGS.__getitem__)


def axes(formulas: Formulas) -> str:
    """Return which inputs and outputs are seen in their logarithm; empty where none is."""
    told = []
    if titles := [formulas.title(each) for each in formulas.learned_as("log")]:
        told.append(f"For {listing(titles)}, the network learns the logarithm of the output.")
    if keys := formulas.learned_as("symlog"):
        at = [f"{exact(formulas.threshold(key))} for {formulas.title(key)}" for key in keys]
        told.append(
            f"For {listing([formulas.title(key) for key in keys])}, the network learns "
            r"$\operatorname{arsinh}(y/2t)$, linear for outputs far below $t$ and logarithmic "
            f"above; $t$ is {listing(at) if len(at) > 1 else exact(formulas.threshold(keys[0]))}."
        )
    inputs = [
        f"{listing([f'${symbol(name)}$' for name in names])} of {formulas.title(each)}"
        for each, names in formulas.logarithmic.items()
    ]
    if inputs:
        told.append(
            f"We spread the points evenly over the logarithm of {listing(inputs)}, and the network "
            "sees that logarithm."
        )
    if told:
        told.append("Errors are those of the output itself.")
    return " ".join(told)


def replicates(formulas: Formulas) -> str:
    """Return how often each formula is fitted: ``once``, ``three times, from different seeds``."""
    least, most = formulas.fewest_and_most_replicates
    often = times(least) if least == most else f"{spell(least)} to {times(most)}"
    return often if most == 1 else f"{often}, from different seeds"


def batching(results: Results, settings: Settings) -> str:
    """Return how Adam sees the rows, as a paragraph; empty where nothing uses Adam."""
    if "adam" not in results.methods:
        return ""
    return (
        "**Batching.** Adam (@sec-optimizer) sees the training rows in minibatches of "
        f"{_adam(settings, 'batch_size')}, shuffled anew for each epoch; the last one of an epoch "
        "is smaller where the rows do not divide."
    )


def convergence(results: Results, settings: Settings, studies: Sequence[Study]) -> str:
    """Return when Adam ends, as a paragraph; empty where nothing uses Adam."""
    if "adam" not in results.methods:
        return ""
    improvement = common(settings.common("training.adam.min_improvement"), share)
    return (
        "**Convergence.** After each epoch we apply the network to the validation rows. It has "
        "*converged* when the best validation RMSE has not improved by at least "
        f"{improvement} for {_adam(settings, 'patience')} epochs. With early stopping, training "
        f"then ends, at the latest after {_adam(settings, 'max_epochs')} epochs, and we keep and "
        "evaluate the weights of the best epoch."
        f"{' A study may set other limits, and says so.' if studies else ''}"
    )


def endings(results: Results) -> str:
    """Return how many fits ended in which way."""
    words = LEXICON.endings
    counts = [f"{n:,} {words.get(reason, reason)}" for reason, n in results.endings.items()]
    fits = len(results.rows)
    if len(counts) == 1:
        every = "The only fit" if fits == 1 else f"All {count(fits, 'fit')}"
        return f"{every} {counts[0].partition(' ')[2]}."
    return f"Of all {count(fits, 'fit')}, {listing(counts)}."


def constants(values: Mapping[str, float]) -> str:
    """Return constants by their TeX."""
    return listing([f"${tex} = {exact(number).strip('$')}$" for tex, number in values.items()])


def methods(results: Results, settings: Settings) -> str:
    """Return the paragraphs on the methods in use, of those that have some."""
    told = [METHODS[name](settings) for name in results.methods if name in METHODS]
    return "\n\n".join(told)


def use(results: Results, formulas: Formulas, settings: Settings) -> str:
    """Return which fits use which method, and Adam's settings."""
    parts = ["All fits use Adam."]
    if results.methods != ["adam"]:
        own = listing([f"`{method}`" for method in formulas.methods])
        parts = [f"The formulas' own fits use the method {own}."]
    if others := _others(results, formulas):
        parts.append(f"Variations use {others} as well.")
    if "adam" in results.methods:
        parts.append(
            "Where no variation says otherwise, Adam has a learning rate of "
            f"{_adam(settings, 'learning_rate')}, minibatches of "
            f"{_adam(settings, 'batch_size')} rows, at most {_adam(settings, 'max_epochs')} "
            f"epochs, a patience of {_adam(settings, 'patience')} epochs and a weight decay of "
            f"{_adam(settings, 'weight_decay')}; early stopping is "
            f"{_adam(settings, 'early_stopping')}."
        )
    return "\n".join([*parts, "@tbl-settings has all settings."])


CODE = {  # by a key of `Results.code`
    "auto": "`auto`, whose searches have code of their own",
    "adam": "`adam` with one hidden layer, a loop that Numba compiles as a whole",
    "adam_by_layers": "`adam` layer by layer (several hidden layers, or an activation without "
    "compiled form), by matrix products of NumPy with a compiled update",
    "torch": "`torch`, by PyTorch's autograd and `torch.optim.Adam` (@lst-loop)",
}


def code(results: Results) -> str:
    """Return which fits were trained by which code."""
    told = [f"{n:,} by {CODE.get(name, f'`{name}`')}" for name, n in results.code.items()]
    return f"**Code.** We trained {count(len(results.rows), 'fit')}: {'; '.join(told)}."


def regularization(formulas: Formulas, settings: Settings) -> str:
    """Return what more data do, and the own fits' regularization."""
    told = "*More data* leaves less room between the points."
    if "adam" in formulas.methods:
        told += (
            f" In the formulas' own fits weight decay is {_adam(settings, 'weight_decay')} and "
            f"early stopping is {_adam(settings, 'early_stopping')}."
        )
    return told


def fits(results: Results, formulas: Formulas) -> str:
    """Return which fits the table of settings is of."""
    others = _others(results, formulas)
    return f"fits, and of {others} where no variation says otherwise" if others else "fits"


def _adam(settings: Settings, name: str) -> str:
    return common(settings.common(f"training.adam.{name}"))


def _others(results: Results, formulas: Formulas) -> str:
    return listing([f"`{m}`" for m in results.methods if m not in formulas.methods])
