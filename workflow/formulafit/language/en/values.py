"""Settings' names and values inside a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from formulafit.language.en.grammar import listing
from formulafit.language.en.lexicon import LEXICON
from formulafit.language.limits import EXCEPTIONS
from formulafit.language.numbers import MISSING, exact
from formulafit.language.values import ABSENT, worded

if TYPE_CHECKING:
    from formulafit.paper.facts.settings import Common


def value(setting: Any) -> str:
    """Return a setting's value."""
    return worded(setting, LEXICON, listing)


def common(setting: Common, show: Callable[[Any], str] = value) -> str:
    """Return the setting that most formulas share, with those that differ in brackets.

    Of more than `EXCEPTIONS` of those only the number is given.
    """
    if setting.value is ABSENT:
        return MISSING
    shared = show(setting.value)
    if not setting.others:
        return shared
    if len(setting.others) > EXCEPTIONS:
        return f"{shared} (others for {len(setting.others)} formulas)"
    named = [f"{title}: {show(other)}" for title, other in setting.others]
    return f"{shared} ({'; '.join(named)})"


def changes(settings: Mapping[str, Any]) -> str:
    """Return settings with their values: ``training rows 4,000 and early stopping on``."""
    return listing([f"{LEXICON.label(path)} {value(each)}" for path, each in settings.items()])


def hidden(layers: Sequence[int]) -> str:
    """Return hidden layers: ``one hidden layer of 512 units``."""
    if not layers:
        return "no hidden layer"
    if len(layers) == 1:
        return f"one hidden layer of {exact(layers[0])} units"
    return f"{len(layers)} hidden layers of {listing([exact(width) for width in layers])} units"
