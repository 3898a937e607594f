"""What results tell of the config: formulas, and what studies compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from formulafit.language.titles import Title


@dataclass(frozen=True)
class ToldFormula:
    """A formula: `expect` is what its own fit has to reach, by ``nrmse_max`` and ``r2_min``.

    `alternative` is the variation by another method that the own fit is compared with.
    """

    formula: str
    title: Title
    expect: Mapping[str, float | None] = field(default_factory=dict)
    alternative: str | None = None


@dataclass(frozen=True)
class StudyMember:
    """A variation of a formula in a study, with titles and the settings that it sets, by path."""

    formula: str
    formula_title: Title
    variation: str
    title: Title
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class ToldStudy:
    """A study: its key, its title, what it compares."""

    study: str
    title: Title
    members: tuple[StudyMember, ...]
