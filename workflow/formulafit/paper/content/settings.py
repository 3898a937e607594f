"""Settings as words: what all formulas share, and where one of them differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from formulafit.paper.content.results import Results
from formulafit.paper.content.text import MISSING, escape, exact, listing, plural, table

EXCEPTIONS = 3  # formulas named when their setting differs from the others'
LABELS = {  # also the order in which settings are listed
    "data.points": "Points",
    "data.test_fraction": "Test fraction",
    "data.validation_fraction": "Validation fraction",
    "data.noise": "Noise",
    "data.sampling": "Sampling",
    "data.scaling": "Scaling",
    "data.train_rows": "Training rows",
    "data.train_box": "Training box",
    "network.hidden": "Hidden units",
    "network.activation": "Activation",
    "training.method": "Method",
}

# how a value that the config writes in one word is written in the paper
TERMS = {
    **{"relu": "ReLU", "silu": "SiLU", "gelu": "GELU", "gauss": "Gaussian", "sin": "sine"},
    **{"sobol": "Sobol", "latin_hypercube": "Latin hypercube", "minmax": "min-max"},
}


class Settings:
    """The settings of the formulas' own fits, from each ``fit.json``."""

    def __init__(self, results: Results) -> None:
        self.results = results

    def each(self, path: str) -> dict[str, Any]:
        """Return the setting at a path such as ``network.hidden`` of every formula that has it.

        Where no formula's own fit has it, because only variations use its method, it is that of
        the variation which the own fit is compared with; without one, the variations' commonest.
        """
        formulas, beside = self.results.formulas, self.results.alternatives
        own = {f: lookup(self.results.fit(f)["settings"], path) for f in formulas}
        found = {formula: value for formula, value in own.items() if value is not ABSENT}
        for formula in () if found else formulas:
            others = [beside[formula]] if formula in beside else self.results.variations(formula)
            fits = (self.results.fit(formula, variation)["settings"] for variation in others)
            values = [v for v in (lookup(fit, path) for fit in fits) if v is not ABSENT]
            if values:
                found[formula] = max(values, key=values.count)
        return found

    def phrase(self, path: str, show: Callable[[Any], str] | None = None) -> str:
        """Return the common setting, with the formulas that differ in brackets.

        Of more than `EXCEPTIONS` of those only the number is given.

        Parameters
        ----------
        path : str
            Such as ``network.hidden``.
        show : function, default `words`
            Turns a value into Markdown.
        """
        value, others = self._split(path, show or words)
        if not others:
            return value
        if len(others) > EXCEPTIONS:
            return f"{value} (others for {len(others)} formulas)"
        named = [f"{escape(self.results.formulas[f])}: {other}" for f, other in others.items()]
        return f"{value} ({'; '.join(named)})"

    def _split(self, path: str, show: Callable[[Any], str]) -> tuple[str, dict[str, str]]:
        each = {formula: show(value) for formula, value in self.each(path).items()}
        if not each:
            return MISSING, {}
        most = Counter(each.values()).most_common(1)[0][0]
        return most, {formula: value for formula, value in each.items() if value != most}

    def parameters(self) -> str:
        """Return how many parameters the formulas' networks have: one number or a range."""
        counts = {self.results.replicates(f)[0]["parameters"] for f in self.results.formulas}
        least, most = min(counts), max(counts)
        return f"{least:,}" if least == most else f"{least:,} to {most:,}"

    def activation(self) -> str:
        """Return the activation of the formulas' networks; left to the method, its choices."""
        if set(self.each("network.activation").values()) != {"auto"}:
            return self.phrase("network.activation")
        chosen = Counter(
            words(entry["activation"])
            for formula in self.results.formulas
            for entry in self.results.fit(formula)["replicates"]
        )
        counts = [f"{name} for {plural(n, 'network')}" for name, n in chosen.most_common()]
        return f"left to the method, which took {listing(counts)}"

    def network_alt(self) -> str:
        """Return what the drawing of the network shows."""
        return (
            f"A multilayer perceptron: the inputs, {self.phrase('network.hidden')} hidden units "
            f"({self.phrase('network.activation')}) and one output, each layer connected with the "
            "next, with the equations of the layers below."
        )

    def table(self) -> str:
        """Return every setting with its value, as a table; those of variations' methods as well."""
        paths: dict[str, None] = {}
        for formula in self.results.formulas:
            for section, block in self.results.fit(formula)["settings"].items():
                paths.update(dict.fromkeys(leaves(block, section)))
        for formula in self.results.formulas:
            for variation in self.results.variations(formula):
                block = self.results.fit(formula, variation)["settings"]["training"]
                paths.update(dict.fromkeys(leaves(block, "training")))
        return table(
            ["Setting", "Key", "Value"],
            ([label(path), f"`{path}`", self.phrase(path)] for path in sorted(paths, key=_rank)),
        )


class _Absent:
    """The mark of a setting that is not there, None being a value."""


ABSENT = _Absent()


def lookup(settings: Mapping[str, Any], path: str) -> Any:
    """Return the value at a dotted path, `ABSENT` where there is none."""
    value: Any = settings
    for key in path.split("."):
        if not isinstance(value, Mapping) or key not in value:
            return ABSENT
        value = value[key]
    return value


def leaves(settings: Any, path: str) -> list[str]:
    """Return the dotted paths of all settings below `path`; a training box is one."""
    if not isinstance(settings, Mapping) or path == "data.train_box":
        return [path]
    return [leaf for key, value in settings.items() for leaf in leaves(value, f"{path}.{key}")]


def label(path: str) -> str:
    """Return a setting's name for people: ``training.adam.learning_rate`` → Learning rate."""
    name = path.rsplit(".", 1)[-1].replace("_", " ")
    return LABELS.get(path, name[:1].upper() + name[1:])


def _rank(path: str) -> int:
    return list(LABELS).index(path) if path in LABELS else len(LABELS)


def words(value: Any) -> str:
    """Return a setting's value as Markdown."""
    if value is None:
        return "all"
    if value is ABSENT:
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return exact(value)
    if isinstance(value, Mapping):  # a training box
        sides = [f"{escape(name)} in [{exact(a)}, {exact(b)}]" for name, (a, b) in value.items()]
        return listing(sides)
    if isinstance(value, list | tuple):  # hidden layers
        return "-".join(words(item) for item in value) or "none"
    return escape(TERMS.get(value, str(value).replace("_", " ")))


def structure(hidden: Sequence[int]) -> str:
    """Return hidden layers as words: ``one hidden layer of 512 units``."""
    if not hidden:
        return "no hidden layer"
    if len(hidden) == 1:
        return f"one hidden layer of {exact(hidden[0])} units"
    return f"{len(hidden)} hidden layers of {listing([exact(width) for width in hidden])} units"
