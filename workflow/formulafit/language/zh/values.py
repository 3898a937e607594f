"""Settings' names and values inside a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from formulafit.language.limits import EXCEPTIONS
from formulafit.language.numbers import MISSING, exact
from formulafit.language.values import ABSENT, worded
from formulafit.language.zh.grammar import listing
from formulafit.language.zh.lexicon import LEXICON

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
        return f"{shared}（另有{len(setting.others)}个公式取其他值）"
    named = [f"{title}：{show(other)}" for title, other in setting.others]
    return f"{shared}（{'；'.join(named)}）"


def changes(settings: Mapping[str, Any]) -> str:
    """Return settings with their values: ``训练样本数为4,000，提前停止为开启``."""
    return "，".join(f"{LEXICON.label(path)}为{value(each)}" for path, each in settings.items())


def hidden(layers: Sequence[int]) -> str:
    """Return hidden layers: ``一个含512个神经元的隐藏层``."""
    if not layers:
        return "没有隐藏层"
    if len(layers) == 1:
        return f"有一个隐藏层，含{exact(layers[0])}个神经元"
    widths = listing([exact(width) for width in layers])
    return f"有{len(layers)}个隐藏层，分别含{widths}个神经元"
