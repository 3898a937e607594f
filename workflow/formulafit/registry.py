"""What is found by scanning a folder: activations, pictures, each a file; methods, each a folder.

Nothing lists them: a new one changes no file that others depend on. The names come from the
folders alone, so that the config knows them without PyTorch, and one is imported when it is asked
for, without the others.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from formulafit.activation import Activation
    from formulafit.figures.formulas import Material
    from formulafit.training.base import TrainingMethod, TrainingProblem

PACKAGE = Path(__file__).parent
T = TypeVar("T")


def activation_names() -> tuple[str, ...]:
    """Return the activations: the files of `formulafit.activations`."""
    return tuple(sorted(path.stem for path in PACKAGE.glob("activations/[!_]*.py")))


@cache
def activation(name: str) -> type[Activation]:
    """Return an activation: the class that its file defines.

    Raises
    ------
    ValueError
        When there is none of this name.
    """
    from formulafit.activation import Activation  # the names alone need no PyTorch

    if name not in activation_names():
        raise ValueError(f"activation {name!r} is none of {', '.join(activation_names())}")
    return _only(f"formulafit.activations.{name}", Activation)


def method_names() -> tuple[str, ...]:
    """Return the training methods: the folders of `formulafit.training` that hold `settings`."""
    return tuple(sorted(path.parent.name for path in PACKAGE.glob("training/*/settings.py")))


def method(name: str) -> TrainingMethod:
    """Return a training method: the function of its name in the `method` of its folder.

    Raises
    ------
    ValueError
        When there is none of this name.
    """
    if name not in method_names():
        raise ValueError(f"training.method: {name!r} is none of {', '.join(method_names())}")
    found: TrainingMethod = getattr(import_module(f"formulafit.training.{name}.method"), name)
    return found


def preparation(method: TrainingMethod) -> Callable[[TrainingProblem], None]:
    """Return what a training method does once before its clock runs: `prepare`, or nothing.

    It stands beside the method's function.
    """
    beside = sys.modules[method.__module__]
    prepare: Callable[[TrainingProblem], None] = getattr(beside, "prepare", lambda problem: None)
    return prepare


def method_settings(kind: type[T]) -> dict[str, type[T]]:
    """Return each method's settings, by its name: the class of a `kind` that they are."""
    return {name: _only(f"formulafit.training.{name}.settings", kind) for name in method_names()}


def picture_names() -> tuple[str, ...]:
    """Return the pictures of a formula's page: the files of `formulafit.figures.page`."""
    return tuple(sorted(path.stem for path in PACKAGE.glob("figures/page/[!_]*.py")))


def painter(name: str) -> Callable[[Figure, Material], None]:
    """Return what draws a picture of a formula's page: `paint` of its file.

    Raises
    ------
    ValueError
        When there is none of this name.
    """
    if name not in picture_names():
        raise ValueError(f"picture {name!r} is none of {', '.join(picture_names())}")
    paint: Callable[[Figure, Material], None]
    paint = import_module(f"formulafit.figures.page.{name}").paint
    return paint


def _only(module: str, kind: type[T]) -> type[T]:
    """Return the one class of a `kind` that a module defines."""
    classes = [
        each
        for each in vars(import_module(module)).values()
        if isinstance(each, type) and issubclass(each, kind) and each.__module__ == module
    ]
    if len(classes) != 1:
        names = ", ".join(each.__name__ for each in classes) or "none"
        raise TypeError(f"{module} should define one {kind.__name__}, and defines {names}")
    return classes[0]
