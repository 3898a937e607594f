"""What is compared with a formula's own fit: single variations, and studies that sweep settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from formulafit.config.block import Block, nested, without_extensions
from formulafit.config.errors import nearest, problem, shown
from formulafit.config.settings import (
    Network,
    Points,
    Training,
    TrainingData,
    setting_paths,
    written,
)
from formulafit.config.titles import Title
from formulafit.config.values import READ_WHOLE, Key, distinct
from formulafit.vocabulary import BLOCKS

Keys = Annotated[list[Key], Field(min_length=1), AfterValidator(distinct)]
Replicates = Annotated[int, Field(ge=1, le=1000), READ_WHOLE]
SHARED = (
    "a variation shares the points and the test set of its formula; set it in the formula's data "
    "or at the top level"
)
TITLE = "Its name in the paper: text, or texts by languages. Null: the key, with spaces for _."


def own_keys(value: Any) -> Any:
    """Read keys of a person's own: none below an empty key, and none that begins with x-."""
    return without_extensions({} if value is None else value)


def _by_paths(value: Any) -> Any:
    """Ask for the path of a setting where it is written as blocks within blocks."""
    for path, below in value.items() if isinstance(value, Mapping) else ():
        steps = [str(path)]
        while isinstance(below, Mapping) and len(below) == 1:
            ((step, below),) = below.items()
            steps.append(str(step))
        if len(steps) > 1:
            mend = f"{'.'.join(steps)}: {shown(below)}"
            raise problem(f"write the whole path of a setting as one key, {mend}", str(path))
    return own_keys(value)


class Override(Block):
    """Settings that are laid over a formula's own."""

    replicates: Replicates | None = Field(None, description="Repeats of these fits.")
    data: TrainingData = nested(
        TrainingData,
        "Data settings; keys as in `data`, without points, test_fraction and sampling: "
        "all variations of a formula share its test set.",
    )
    network: Network = nested(Network, "Network settings; keys as in `network`.")
    training: Training = nested(Training, "Training settings; keys as in `training`.")

    def settings(self) -> dict[str, Any]:
        """Return what is written down here: dotted path → plain value, in the model's order."""
        return {
            path: value
            for section in BLOCKS
            for path, value in written(getattr(self, section), section).items()
        }


SETTINGS = [path for path in setting_paths(Override) if "." in path]


class Variation(Override):
    """Other settings for some formulas, beside their own."""

    formulas: Keys | None = Field(None, description="The formulas it is for. Null: all.")
    title: Title | None = Field(None, description=TITLE)

    @model_validator(mode="before")
    @classmethod
    def _of_no_study(cls, value: Any) -> Any:
        if not isinstance(value, Mapping) or "study" not in value:
            return value
        own = {key: each for key, each in value.items() if key not in ("formulas", "study")}
        on = {"formulas": value["formulas"]} if "formulas" in value else {}
        block = {"studies": {value["study"]: {**on, "members": {"this_variation": own}}}}
        text = yaml.safe_dump(block, default_flow_style=True, sort_keys=False, width=2**16)
        raise problem(
            "a study is a block of its own at the top level, and this variation a member of it; "
            f"write {text.strip()[1:-1]}",
            "study",
        )


class Member(Override):
    """What a study compares, one fit a formula, written out by hand."""

    title: Title | None = Field(None, description=TITLE)


class Study(Override):
    """Fits that differ in a few settings, compared in a table and a figure of the paper."""

    formulas: Keys | None = Field(None, description="The formulas it is done on. Null: all.")
    title: Title | None = Field(None, description=TITLE)
    vary: Annotated[dict[str, list[Any]], BeforeValidator(_by_paths)] = Field(
        {},
        description="Settings by their paths, each with the numbers, words or lists that it takes, "
        "such as `{training.adam.learning_rate: [1e-3, 1e-2]}`; of several settings every "
        "combination is fitted.",
        json_schema_extra={"propertyNames": {"enum": [*SETTINGS]}},
    )
    members: Annotated[dict[Key, Member], BeforeValidator(own_keys)] = Field(
        {},
        description="Instead of `vary`: each member with its settings, for what differs in several "
        "ways.",
    )

    @model_validator(mode="after")
    def _is_one_question(self) -> Study:
        if bool(self.vary) == bool(self.members):
            has = "has both vary and members" if self.vary else "has neither vary nor members"
            raise problem(
                f"{has}; write vary: {{training.adam.learning_rate: [1e-3, 1e-2]}} to sweep "
                "settings, or members: for what differs in several ways"
            )
        errors = [error for path in self.vary for error in self._errors(path)]
        if errors:
            raise ValidationError.from_exception_data("Study", errors)
        return self

    def _errors(self, path: str) -> list[InitErrorDetails]:
        """Return what is wrong with a setting that is swept, and with its values."""
        if path not in SETTINGS:
            return [_error(_unknown(path), ("vary", path), path)]
        if not self.vary[path]:
            return [_error("is empty; list the values", ("vary", path), [])]
        errors, seen = [], []
        for i, value in enumerate(self.vary[path]):
            try:
                meant = override({path: value}).settings()[path]
            except ValidationError as error:
                depth = path.count(".") + 1
                errors += [_moved(each, ("vary", path, i), depth) for each in error.errors()]
                continue
            if meant is None or isinstance(meant, Mapping):
                message = (
                    f"{shown(value)} is no number, word or list, from which a member could have "
                    "its key; write this study's members by hand, under members"
                )
            elif meant in seen:
                message = f"{shown(value)} is listed twice; list it once"
            else:
                seen.append(meant)
                continue
            errors.append(_error(message, ("vary", path, i), value))
        return errors


def override(settings: Mapping[str, Any]) -> Override:
    """Return the override that sets these paths to these values.

    Raises
    ------
    pydantic.ValidationError
        When a value is not one that its setting takes.
    """
    content: dict[str, Any] = {}
    for path, value in settings.items():
        *blocks, name = path.split(".")
        place = content
        for block in blocks:
            place = place.setdefault(block, {})
        place[name] = value
    return Override.model_validate(content)


def _unknown(path: str) -> str:
    """Say that there is no such setting to sweep, and which one may have been meant."""
    if path in setting_paths(Points, "data"):
        return SHARED
    below = [each for each in SETTINGS if each.startswith(f"{path}.")]
    if below:
        return f"is a block of settings; name one of them by its whole path, as in {below[-1]}"
    same = [each for each in SETTINGS if each.rpartition(".")[2] == path]
    hint = f"; did you mean {same[0]}?" if same else nearest(path, SETTINGS)
    return f"there is no such setting to vary{hint or '; they are ' + ', '.join(SETTINGS)}"


def _error(message: str, loc: tuple[str | int, ...], value: Any) -> InitErrorDetails:
    return InitErrorDetails(type=problem(message), loc=loc, input=value)


def _moved(error: Any, loc: tuple[str | int, ...], depth: int) -> InitErrorDetails:
    """Return an error found in an override, at the place where its value stands in the study."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "formulafit":
        kind = PydanticCustomError("formulafit", "{message}", context)
    return InitErrorDetails(
        type=kind, loc=(*loc, *error["loc"][depth:]), input=error["input"], ctx=context
    )
