"""What can be set for a fit: data, network, training. Defaults and descriptions stand here alone.

The same classes hold the top level's settings, a formula's and a variation's: what a person wrote
is `model_fields_set`, and `overlay` lays it over the settings below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import (
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    create_model,
    model_serializer,
)

from formulafit import registry
from formulafit.config.block import B, Block, nested
from formulafit.config.ranges import torn_apart
from formulafit.config.values import (
    READ_NUMBER,
    READ_WHOLE,
    Count,
    Fraction,
    Name,
    NotNegative,
    Range,
)

if TYPE_CHECKING:
    ActivationName: TypeAlias = str
    MethodName: TypeAlias = str
else:  # those that there are
    ActivationName = Literal[("auto", *registry.activation_names())]
    MethodName = Literal[registry.method_names()]


class Points(Block):
    """The points of a formula, which all its variations share."""

    points: Annotated[int, Field(ge=10, le=10_000_000), READ_WHOLE] = Field(
        10_000, description="Points drawn in the formula's box."
    )
    test_fraction: Fraction = Field(
        0.2, description="Part of all points which is the test set; the rest is for training."
    )
    sampling: Literal["uniform", "sobol", "latin_hypercube", "grid"] = Field(
        "uniform", description="How points are drawn; `grid` is for at most 3 inputs."
    )


class TrainingData(Block):
    """What a network learns from; a variation may change it."""

    validation_fraction: Fraction = Field(
        0.1, description="Part of the training rows held out to decide when training has converged."
    )
    noise: NotNegative = Field(
        0.0,
        description="Standard deviation of the normal noise on the training targets, as a fraction "
        "of the output's standard deviation.",
    )
    scaling: Literal["standard", "minmax", "none"] = Field(
        "standard",
        description="How inputs and output are scaled: to mean 0 and standard deviation 1, to "
        "[-1, 1], or not at all. Fitted on the training rows.",
    )
    output: Literal["linear", "log", "symlog"] = Field(
        "linear",
        description="What a network learns: the output, its logarithm (for outputs above 0 that "
        "span orders of magnitude), or asinh(y / 2t), a logarithm for both signs that is linear "
        "near 0. Noise lies on what is learned; predictions and errors are of the output itself.",
    )
    symlog_threshold: Annotated[float, Field(ge=1e-300, le=1e300), READ_NUMBER] = Field(
        1.0, description="The t of `output: symlog`: where it turns from linear to logarithmic."
    )
    train_rows: Annotated[int, Field(ge=2), READ_WHOLE] | None = Field(
        None, description="Train on the first n training rows, validation rows included. Null: all."
    )
    train_box: Annotated[dict[Name, Range] | None, BeforeValidator(torn_apart)] = Field(
        None,
        description="Train on the training rows inside this part of the box, such as "
        "`{x: [0, 3]}`. Null: all of it.",
    )


class Data(TrainingData, Points):
    """The points of a formula, and what a network learns from."""

    @model_serializer(mode="wrap")
    def _threshold_where_it_counts(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave the threshold of symlog out where there is none."""
        left_out = set() if self.output == "symlog" else {"symlog_threshold"}
        return {name: value for name, value in handler(self).items() if name not in left_out}


class Network(Block):
    """The multilayer perceptron."""

    hidden: Annotated[list[Count], Field(min_length=1)] = Field(
        [512], description="Hidden units, layer by layer."
    )
    activation: ActivationName = Field(
        "auto",
        description="Activation φ of the hidden units; gauss is exp(-z²/2). `auto` leaves the "
        "choice to the method: `auto` compares a few, `adam` takes relu.",
    )


class MethodChoice(Block):
    """The training method, and what a fit needs of its settings; `Training` has the blocks."""

    method: MethodName = Field("auto", description="How networks are trained.")

    def block(self) -> dict[str, Any]:
        """Return the settings of the method in use."""
        settings: dict[str, Any] = getattr(self, self.method).model_dump(mode="json")
        return settings

    def blocks_set(self) -> list[str]:
        """Return the methods for which something was written down here."""
        return [name for name in self.model_fields_set if name != "method"]

    @model_serializer(mode="wrap")
    def _own_block_alone(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave other methods' blocks out: a change to one of them changes nothing for this fit."""
        return {
            name: value for name, value in handler(self).items() if name in ("method", self.method)
        }


# Each training method has a block of its own under its name: the one in the `settings` of its
# folder, ``formulafit/training/<method>/``, which is found there and named nowhere else. A fit
# reads its own method's alone.
if TYPE_CHECKING:
    Training = MethodChoice
else:
    Training = create_model(
        "Training",
        __base__=MethodChoice,
        __doc__="The training method, and a block for each; a fit reads its own method's alone.",
        **{
            name: (block, nested(block, f"Settings of the method `{name}`."))
            for name, block in registry.method_settings(Block).items()
        },
    )


class Settings(Block):
    """All settings of one formula with one variation, nothing left open.

    ``settings.model_dump(mode="json")`` is plain data for a job; of the training methods it holds
    the one in use.
    """

    seed: int
    replicates: int
    data: Data
    network: Network
    training: Training


def overlay(base: B, changes: Block | None) -> B:
    """Return `base` with what was written down in `changes`, key by key through nested blocks."""
    if changes is None:
        return base
    update: dict[str, Any] = {}
    for name in changes.model_fields_set & type(base).model_fields.keys():
        new, old = getattr(changes, name), getattr(base, name)
        update[name] = overlay(old, new) if isinstance(old, Block) else new
    return base.model_copy(update=update)


def setting_paths(block: type[Block], path: str = "") -> list[str]:
    """Return the dotted paths of all settings that a block can have, blocks left out."""
    paths = []
    for name, field in block.model_fields.items():
        here, kind = f"{path}.{name}".lstrip("."), field.annotation
        if isinstance(kind, type) and issubclass(kind, Block):
            paths += setting_paths(kind, here)
        else:
            paths.append(here)
    return paths


def written(block: Block, path: str = "") -> dict[str, Any]:
    """Return what was written down in `block`: dotted path → plain value, in its order."""
    found: dict[str, Any] = {}
    for name in type(block).model_fields:
        if name in block.model_fields_set:
            value = getattr(block, name)
            here = f"{path}.{name}".lstrip(".")
            found |= written(value, here) if isinstance(value, Block) else {here: value}
    return found
