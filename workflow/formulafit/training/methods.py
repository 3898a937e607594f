"""The training methods by name, each imported when it is asked for.

What one method needs (scipy, a third of a second to import) is no business of another's fits.
"""

from __future__ import annotations

from collections.abc import Callable

from formulafit.training.base import Method


def _adam() -> Method:
    from formulafit.training.adam import adam

    return adam


def _auto() -> Method:
    from formulafit.training.auto import auto

    return auto


METHODS: dict[str, Callable[[], Method]] = {
    "adam": _adam,
    "auto": _auto,
}
