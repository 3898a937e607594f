"""The config as a person may write it: one model, from which checks, schema and docs follow."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from formulafit.config.authors import Authors
from formulafit.config.block import Block, nested
from formulafit.config.errors import problem
from formulafit.config.inputs import Input
from formulafit.config.ranges import torn_apart
from formulafit.config.settings import Data, Network, Training
from formulafit.config.titles import LanguageCode, Title
from formulafit.config.values import (
    READ_WHOLE,
    WRITTEN,
    BelowOne,
    Folder,
    Key,
    Name,
    Number,
    Positive,
    Switch,
    distinct,
)
from formulafit.config.variations import TITLE, Replicates, Study, Variation, own_keys
from formulafit.formula import Formula, FormulaError, parse
from formulafit.formula.functions import FUNCTIONS
from formulafit.vocabulary import BASE


class Expectation(Block):
    """What a formula's fit has to reach; it shows as passed or failed."""

    nrmse_max: Positive | None = Field(
        None, description="Largest NRMSE on the test set (median over replicates) that passes."
    )
    r2_min: BelowOne | None = Field(
        None, description="Smallest R² on the test set (median over replicates) that passes."
    )


class FormulaEntry(Block):
    """One formula: what to fit, where, and what is different for it."""

    expression: Annotated[str, WRITTEN] = Field(
        description="The formula: numbers, inputs, `pi`, `e`, `+ - * / % **`, parentheses, and the "
        f"functions {' '.join(FUNCTIONS)}. Python's precedence."
    )
    inputs: Annotated[dict[Name, Input], Field(min_length=1), BeforeValidator(torn_apart)] = Field(
        description="The range of each input, such as `{x: [0, 6]}`; together they are the box. "
        "`{k: {range: [1e-3, 1e5], scale: log}}` draws an input and sees it in its logarithm. "
        "An input that does not occur in the expression is learned from as well."
    )
    title: Title | None = Field(None, description=TITLE)
    expect: Expectation = nested(Expectation, "What its fit has to reach.")
    replicates: Replicates | None = Field(None, description="Repeats for this formula.")
    data: Data = nested(Data, "Data settings of this formula; keys as in `data`.")
    network: Network = nested(Network, "Network settings of this formula.")
    training: Training = nested(Training, "Training settings of this formula.")
    _function: Formula

    @property
    def box(self) -> dict[str, list[float]]:
        """The range of each input."""
        return {name: each.range for name, each in self.inputs.items()}

    @property
    def scales(self) -> dict[str, str]:
        """The scales of the inputs that are not linear."""
        return {n: each.scale for n, each in self.inputs.items() if each.scale != "linear"}

    @property
    def function(self) -> Formula:
        """The formula as a callable, parsed when the config was checked."""
        return self._function

    @model_validator(mode="after")
    def _expression_and_inputs_agree(self) -> FormulaEntry:
        try:
            self._function = parse(self.expression, list(self.inputs))
        except FormulaError as error:
            raise problem(str(error), "expression") from None
        if not self._function.used:
            raise problem(
                f'"{self.expression}" is constant: none of its inputs occurs in it '
                f"({', '.join(self.inputs)})",
                "expression",
            )
        return self


class Report(Block):
    """The paper."""

    title: Title = Field(
        {
            "en": "Fitting mathematical formulas with a multilayer perceptron",
            "zh": "用多层感知机拟合数学公式",
        },
        description="Title of the paper: text, or texts by languages.",
    )
    authors: Authors = Field(
        [],
        description="Authors of the paper, each a name or a block; one alone needs no list.",
    )
    languages: Annotated[list[LanguageCode], Field(min_length=1), AfterValidator(distinct)] = Field(
        ["en"],
        description="Languages that the paper is written in, each a paper: `paper.html` in "
        "English, `paper.<language>.html` in another.",
    )
    engine: Literal["auto", "quarto", "embedded"] = Field(
        "auto",
        description="What renders the paper: Quarto, the embedded renderer, or Quarto where it is "
        "installed.",
    )
    fail_on: Annotated[list[Literal["failed", "expect", "missed"]], AfterValidator(distinct)] = (
        Field(
            ["failed", "expect"],
            description="What makes the run end in an error, after the paper is written: a fit "
            "that failed or diverged, an expectation that was not met, a formula that its own fit "
            "missed.",
        )
    )


class Evaluation(Block):
    """How fits are judged."""

    gaussian_process: Switch = Field(
        True,
        description="Whether a Gaussian process is among the simpler methods that the networks "
        "are compared with. It takes half of their time, about a CPU second a formula.",
    )


class ConfigFile(Block):
    """Config of formulafit: formulas to fit, and how."""

    seed: Annotated[int, Field(ge=0, lt=2**63), READ_WHOLE] = Field(
        1, description="Start of every random draw: points, split, noise, weights, batches."
    )
    results: Folder = Field(
        "results", description="Folder of the results; another one keeps two configs apart."
    )
    replicates: Replicates = Field(3, description="Repeats of each fit, with different seeds.")
    data: Data = nested(Data, "Points, split, noise, scaling.")
    network: Network = nested(Network, "The multilayer perceptron.")
    training: Training = nested(Training, "How networks are trained.")
    formulas: Annotated[dict[Key, FormulaEntry], Field(min_length=1), BeforeValidator(own_keys)] = (
        Field(description="The formulas by their keys, which name folders and files.")
    )
    variations: Annotated[dict[Key, Variation], BeforeValidator(own_keys)] = Field(
        {},
        description="Named overrides of settings, beside the formulas' own fits. Settings fall "
        f"through: default, top level, formula, variation. The key `{BASE}` is reserved.",
    )
    studies: Annotated[dict[Key, Study], BeforeValidator(own_keys)] = Field(
        {}, description="Sweeps over settings, the paper's model variations."
    )
    predict: Annotated[
        dict[Key, list[dict[Name, Number]]],
        BeforeValidator(own_keys),
    ] = Field({}, description="New inputs to predict, such as `{damped_wave: [{x: 0.5}]}`.")
    evaluation: Evaluation = nested(Evaluation, "How fits are judged.")
    report: Report = nested(Report, "The paper.")
