"""``evaluation.json``: how good the fits of a formula are. Its arrays are what figures show."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from formulafit.documents.form import OPTIONAL, Document
from formulafit.metrics import Metrics
from formulafit.vocabulary import BASE, OK, Missed, Status


@dataclass(frozen=True)
class RegionErrors:
    """Errors on the points of a region; `dropped` are those where the formula is undefined."""

    count: int
    rmse: float | None
    nrmse: float | None
    max_abs_error: float | None
    dropped: int = 0


@dataclass(frozen=True)
class Regions:
    """The box without what is near its faces, that, and what lies just outside of the box."""

    inside: RegionErrors
    edge: RegionErrors
    outside: RegionErrors

    def of(self, region: str) -> RegionErrors:
        """Return the errors in the region of this name."""
        found: RegionErrors = getattr(self, region)
        return found


REGIONS = tuple(field.name for field in fields(Regions))


@dataclass(frozen=True)
class TestedReplicate:
    """The errors of a replicate on the test set: of all None where it did not end well.

    `noisy` is against targets with noise, None where the fit has none; `missed` is what a fit that
    ended well misses all the same.
    """

    __test__ = False  # it is no test of pytest's

    replicate: int
    status: Status
    metrics: Metrics | None = None
    noisy: Metrics | None = None
    regions: Regions | None = None
    missed: Missed | None = None


@dataclass(frozen=True)
class TestedVariation:
    """The replicates of a variation, and the noise on their training targets."""

    __test__ = False

    best_replicate: int | None
    noise: float
    replicates: tuple[TestedReplicate, ...]

    @property
    def measured(self) -> list[Metrics]:
        """The metrics of the replicates that ended well."""
        return [each.metrics for each in self.replicates if each.status == OK and each.metrics]

    def median(self, get: Callable[[TestedReplicate], float | None]) -> float | None:
        """Return the median of what `get` finds in the replicates that ended well."""
        return median(get(each) for each in self.replicates if each.status == OK)

    def region(self, region: str) -> float | None:
        """Return the median NRMSE in a region; see `Regions`."""
        return self.median(lambda each: each.regions.of(region).nrmse if each.regions else None)

    @property
    def best(self) -> TestedReplicate | None:
        """The replicate with the lowest validation error."""
        found = (each for each in self.replicates if each.replicate == self.best_replicate)
        return next(found, None)


@dataclass(frozen=True)
class TestedBaseline:
    """The errors of a simpler method on the test set, and what it chose by itself."""

    __test__ = False

    metrics: Metrics
    cpu_seconds: float
    detail: Any


@dataclass(frozen=True)
class Values:
    """The range of some values, and their population standard deviation."""

    min: float
    max: float
    std: float


@dataclass(frozen=True)
class Sizes:
    """How large and how small in size the test targets are; see `evaluation.verdict.sizes`."""

    small: float
    large: float


@dataclass(frozen=True)
class Coverage:
    """The test targets beside the formula's values in its box, and whether they show them."""

    test: Values
    box: Values
    shown: bool


@dataclass(frozen=True)
class Prediction:
    """A new input; None stands for a true value or a prediction that does not exist."""

    point: Mapping[str, float]
    true: float | None
    predicted: float | None
    error: float | None
    inside: bool


@dataclass(frozen=True)
class Twins:
    """Two fits by `adam` and `torch` from the same start on the same batches: how they differ.

    `first` and `curve` are relative: how far the errors after the first epoch are apart, and the
    largest such difference of any epoch. `prediction` is the largest difference on the test set, in
    the formula's own units. Of several replicates, each is the largest; `first` is of the first.
    """

    adam: str
    torch: str
    first: float
    curve: float
    prediction: float


@dataclass(frozen=True)
class Beyond:
    """Curves that go on beyond the box, along `input`: the largest errors, by variation.

    `outside` is between the inputs `near`, as far as points outside are looked at, `far` as far as
    the curves go. The errors are those of best replicates, relative to the standard deviation of
    the test targets; None where the formula has no value, or the network one that is too large to
    hold.
    """

    input: str
    near: tuple[float, float]
    inside: Mapping[str, float | None]
    outside: Mapping[str, float | None]
    far: Mapping[str, float | None]

    @property
    def variations(self) -> list[str]:
        """The variations whose networks they are, the formula's own first."""
        return sorted(self.inside, key=lambda variation: variation != BASE)


@dataclass(frozen=True)
class EvaluationDocument(Document):
    """All fits of a formula on its test set, beside simpler methods, and at new inputs.

    `test_std` is the population standard deviation of the noiseless test targets, `test_sizes` is
    None where all of them are 0, `scales` are those of the inputs that are not linear, `twins` are
    there where some fits are, `beyond` where there is a network and something to compare it with.
    """

    formula: str
    expression: str
    names: tuple[str, ...]
    inputs: Mapping[str, tuple[float, float]]
    test_rows: int
    test_std: float
    test_sizes: Sizes | None
    variations: Mapping[str, TestedVariation]
    baselines: Mapping[str, TestedBaseline]
    baselines_left_out: tuple[str, ...]
    coverage: Coverage
    undersampled: bool
    predictions: tuple[Prediction, ...]
    scales: Mapping[str, str] | None = field(default=None, metadata=OPTIONAL)
    twins: tuple[Twins, ...] | None = field(default=None, metadata=OPTIONAL)
    beyond: Beyond | None = field(default=None, metadata=OPTIONAL)

    @property
    def base(self) -> TestedVariation:
        """The formula's own fit."""
        return self.variations[BASE]


def continuable(evaluations: Mapping[str, EvaluationDocument]) -> dict[str, float]:
    """Return the formulas of which one is shown beyond its box, with their errors outside.

    They are those with one input, where there is none of these all; of them, those with curves
    that go on beyond the box. Errors are medians over replicates.
    """
    errors = {
        key: error
        for key, each in evaluations.items()
        if each.beyond and (error := each.base.region("outside")) is not None
    }
    simple = {key: e for key, e in errors.items() if len(evaluations[key].names) == 1}
    return simple or errors


def farthest_outside(evaluations: Mapping[str, EvaluationDocument]) -> str | None:
    """Return the formula that is shown beyond its box: of `continuable` the largest error.

    None where there are none; the first of equals.
    """
    errors = continuable(evaluations)
    return max(errors, key=errors.__getitem__, default=None)


@dataclass(frozen=True)
class MetricsDocument(Document):
    """``metrics.json``: what `formulafit fit` measured on the test rows of its formula."""

    split: str
    rows: int
    test_sizes: Sizes | None
    replicates: tuple[TestedReplicate, ...]
    baselines: Mapping[str, TestedBaseline]
    coverage: Coverage
    undersampled: bool


def median(values: Iterable[float | None]) -> float | None:
    """Return the median of the values that there are; None of nothing.

    Over replicates it is taken of those that ended well, as all medians here are.
    """
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None
