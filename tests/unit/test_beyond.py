"""Curves that go on beyond the box: their errors, which formula is shown, its picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from tests import documents

from formulafit.axes import Axes, Axis
from formulafit.documents.evaluation import (
    Beyond,
    EvaluationDocument,
    Regions,
    continuable,
    farthest_outside,
)
from formulafit.documents.folder import ResultsFolder
from formulafit.evaluation.beyond import continued
from formulafit.figures.outside import Curves, draw_curves, draw_outside, limits_of_values
from formulafit.files import write_arrays
from formulafit.formula import parse
from formulafit.language.known import find

WORDS = find("en").lexicon.pictures


def test_curves_go_on_for_half_a_side_beyond_each_end() -> None:
    """Of 2x on [0, 10]; a network bends at 10 by a slope of 3: it is off by 3 at 11, 15 at 15."""
    networks = {
        "base": lambda X: 2 * X[:, 0] + 3 * np.maximum(X[:, 0] - 10, 0),
        "adam": lambda X: 2 * X[:, 0] + 1,
    }
    found, arrays = continued(parse("2*x", ["x"]), np.array([[0.0, 10.0]]), networks, 2.0)
    assert found is not None
    assert found.input == "x"
    assert found.inside == pytest.approx({"base": 0, "adam": 0.5})
    assert found.outside == pytest.approx({"base": 1.5, "adam": 0.5})
    assert found.far == pytest.approx({"base": 7.5, "adam": 0.5})
    assert found.near == pytest.approx((-1, 11))
    assert list(arrays) == ["beyond_x", "beyond_true", "beyond_by_base", "beyond_by_adam"]
    x = arrays["beyond_x"]
    assert (x[0], x[-1]) == pytest.approx((-5, 15))
    assert {0.0, 10.0} <= set(x)
    np.testing.assert_allclose(arrays["beyond_true"], 2 * x)
    np.testing.assert_allclose(arrays["beyond_by_adam"], 2 * x + 1)


def test_of_several_inputs_the_one_varies_along_which_the_network_is_the_farthest_off() -> None:
    box = np.array([[0.0, 1.0], [0.0, 10.0], [2.0, 4.0]])

    def network(X: Any) -> Any:
        return X.sum(axis=1) + np.maximum(X[:, 0] - 1, 0) + np.maximum(X[:, 1] - 10, 0)

    found, arrays = continued(parse("x + y + z", ["x", "y", "z"]), box, {"base": network}, 1.0)
    inside, outside, far = ({"base": pytest.approx(size, abs=1e-12)} for size in (0, 1, 5))
    assert found == Beyond("y", pytest.approx((-1, 11)), inside, outside, far)
    np.testing.assert_allclose(arrays["beyond_true"], 0.5 + arrays["beyond_x"] + 3)


def test_a_side_of_a_logarithmic_input_is_one_of_its_logarithm() -> None:
    axes = Axes.of(["x"], {"x": "log"})
    networks = {"base": lambda X: np.log10(X[:, 0])}
    formula, box = parse("log(x)/log(10)", ["x"]), np.array([[1.0, 100.0]])
    found, arrays = continued(formula, box, networks, 1.0, axes)
    ends = arrays["beyond_x"][[0, -1]]
    np.testing.assert_allclose(ends, [10**-1, 10**3])
    assert found is not None
    assert found.near == pytest.approx((10**-0.2, 10**2.2))


def test_errors_are_those_where_the_formula_has_a_value() -> None:
    networks = {"base": lambda X: np.where(X[:, 0] < 0, 1e6, np.sqrt(np.abs(X[:, 0])) + 1)}
    found, arrays = continued(parse("sqrt(x)", ["x"]), np.array([[0.0, 1.0]]), networks, 1.0)
    assert found is not None
    assert found.outside == {"base": pytest.approx(1)}
    np.testing.assert_array_equal(np.isnan(arrays["beyond_true"]), arrays["beyond_x"] < 0)


@pytest.mark.parametrize(
    ("expression", "deviation", "with_network"),
    [("2*x", 1.0, False), ("2*x", 0.0, True), ("sqrt(x*(1 - x))", 1.0, True)],
    ids=["no network", "constant targets", "undefined outside"],
)
def test_without_anything_to_compare_there_are_no_curves(
    expression: str, deviation: float, with_network: bool
) -> None:
    networks = {"base": lambda X: X[:, 0]} if with_network else {}
    formula, box = parse(expression, ["x"]), np.array([[0.0, 1.0]])
    assert continued(formula, box, networks, deviation) == (None, {})


def test_a_network_that_runs_out_of_all_numbers_has_no_error() -> None:
    networks = {"base": lambda X: np.exp(1e4 * X[:, 0]), "adam": lambda X: X[:, 0]}
    with np.errstate(over="ignore"):
        found, _ = continued(parse("x", ["x"]), np.array([[0.0, 1.0]]), networks, 1.0)
    assert found is not None
    assert found.outside == {"base": None, "adam": pytest.approx(0)}


# ------------------------------------------------------------------------------ which formula it is


def evaluated(outside: float | None, inputs: int = 1, beyond: bool = True) -> EvaluationDocument:
    """Return an evaluation with an error outside; without one the fit diverged."""
    base = documents.variation(None if outside is None else 0.01)
    if outside is not None:
        [tested] = base.replicates
        assert tested.regions is not None
        far = replace(tested.regions.outside, nrmse=outside)
        regions = Regions(tested.regions.inside, tested.regions.edge, far)
        base = replace(base, replicates=(replace(tested, regions=regions),))
    names = tuple("xyz"[:inputs])
    sizes = {"base": 0.1}, {"base": outside}, {"base": outside}
    found = Beyond("x", (-0.2, 2.2), *sizes) if beyond else None
    box = dict.fromkeys(names, (0.0, 2.0))
    return documents.evaluation({"base": base}, names=names, inputs=box, beyond=found)


@pytest.mark.parametrize(
    ("found", "expected", "candidates"),
    [
        ({"a": evaluated(1.0), "b": evaluated(310.0), "c": evaluated(2.0)}, "b", 3),
        ({"a": evaluated(1.0), "b": evaluated(5.0, inputs=2)}, "a", 1),
        ({"a": evaluated(1.0, inputs=3), "b": evaluated(5.0, inputs=2)}, "b", 2),
        ({"a": evaluated(None), "b": evaluated(5.0, inputs=2)}, "b", 1),
        ({"a": evaluated(9.0, beyond=False), "b": evaluated(1.0)}, "b", 1),
        ({"a": evaluated(None)}, None, 0),
    ],
    ids=["largest", "one input first", "several inputs", "diverged", "no curves", "none"],
)
def test_the_formula_with_the_largest_error_outside_is_shown(
    found: dict[str, EvaluationDocument], expected: str | None, candidates: int
) -> None:
    assert farthest_outside(found) == expected
    assert len(continuable(found)) == candidates


# ---------------------------------------------------------------------------------------- a picture

X = np.linspace(-1, 11, 121)
TRUE = np.sin(X)


def curves(*networks: Any, **changes: Any) -> Curves:
    made = Curves(
        name="x",
        x=X,
        true=TRUE,
        networks=dict(zip(("auto", "adam"), networks, strict=False)),
        box=(0.0, 10.0),
        learned=(0.0, 5.0),
        near=(-0.5, 10.5),
        deviation=0.5,
        input=Axes().of_input(0),
        output=Axes().output,
    )
    return replace(made, **changes)


def drawn(found: Curves) -> Figure:
    figure = Figure(figsize=(5.5, 3.3), layout="constrained")
    draw_curves(figure, found, WORDS)
    figure.draw_without_rendering()
    return figure


def test_the_picture_shows_curves_errors_box_and_training_data() -> None:
    auto, adam = TRUE + 0.01, np.where(X > 10, TRUE + (X - 10), TRUE)
    upper, lower = drawn(curves(auto, adam)).axes
    values = {line.get_label(): line.get_ydata() for line in upper.lines}
    np.testing.assert_array_equal(values["formula"], TRUE)
    np.testing.assert_array_equal(values["network, auto"], auto)
    np.testing.assert_array_equal(values["network, adam"], adam)
    dotted = [line.get_xdata()[0] for line in upper.lines if line.get_linestyle() == ":"]
    assert dotted == [-0.5, 10.5]
    [bar] = [line for line in upper.lines if line.get_label() == "training data"]
    assert tuple(bar.get_xdata()) == (0, 5)
    np.testing.assert_allclose(lower.lines[0].get_ydata(), 0.02)  # of a deviation of 0.5
    assert np.max(lower.lines[1].get_ydata()) == pytest.approx(2)
    assert lower.get_yscale() == "log"
    [box] = upper.patches
    assert (box.get_x(), box.get_width()) == (0, 10)


@pytest.mark.parametrize("far", [1e6, np.inf])
def test_a_network_that_runs_away_leaves_the_others_visible_and_is_marked(far: float) -> None:
    away = np.where(X > 10.5, far, np.where(X < -0.5, -far, TRUE))
    within = TRUE[(X >= 0) & (X <= 10)]
    low, high = limits_of_values(curves(TRUE, away))
    room = 3 * within.std()
    pad = 0.05 * (np.ptp(within) + 2 * room)
    assert (low, high) == pytest.approx((within.min() - room - pad, within.max() + room + pad))
    upper, _ = drawn(curves(TRUE, away)).axes
    marks = [line for line in upper.lines if line.get_marker() in ("v", "^")]
    placed = [(line.get_marker(), *map(float, line.get_xydata()[0])) for line in marks]
    assert placed == [("v", pytest.approx(-0.5), low), ("^", pytest.approx(10.5), high)]


def test_curves_that_stay_near_have_all_the_room() -> None:
    low, high = limits_of_values(curves(TRUE + 0.1))
    assert low == pytest.approx(-1 - 0.05 * 2.1, abs=0.01)
    assert high == pytest.approx(1.1 + 0.05 * 2.1, abs=0.01)
    upper, _ = drawn(curves(TRUE + 0.1)).axes
    assert [line for line in upper.lines if line.get_marker() in ("v", "^")] == []


@pytest.mark.parametrize("true", [np.exp(X), np.where(X > 10, -1.0, np.exp(X))])
def test_an_output_in_its_logarithm_is_drawn_so(true: Any) -> None:
    axes = Axes.of(["x"], {}, replace(Axes().output, kind="log"))
    upper, _ = drawn(curves(np.exp(X) * 1.1, true=true, output=axes.output)).axes
    assert upper.get_yscale() == "log"
    assert 0 < upper.get_ylim()[0] < np.exp(-1)


def test_an_exact_network_can_be_drawn() -> None:
    _, lower = drawn(curves(TRUE)).axes
    assert np.isfinite(lower.get_ylim()).all()


def test_the_picture_is_drawn_of_the_files_of_results(tmp_path: Path) -> None:
    folder = ResultsFolder(tmp_path)
    errors = {"base": 0.1, "adam": 0.2}
    for key, outside in (("near", 0.5), ("far", 2.0)):
        found = replace(evaluated(outside), beyond=Beyond("x", (0.0, 2.0), errors, errors, errors))
        found.write(folder.formula(key).evaluation)
    files = folder.formula("far")
    x = np.linspace(-0.2, 2.2, 13)
    named = {"beyond_x": x, "beyond_true": x, "beyond_by_base": x + 1, "beyond_by_adam": x + 2}
    write_arrays(files.drawn, named)
    data = {**documents.SETTINGS["data"], "train_box": {"x": [0.5, 1.0]}}
    settings = {**documents.SETTINGS, "data": data}
    for variation, method in (("base", "auto"), ("adam", "adam")):
        fit = documents.fit(documents.trained(1), method=method, settings=settings)
        fit.write(files.variation(variation).fit)
    read = Curves.read(tmp_path, ["near", "far"])
    assert read is not None
    assert list(read.networks) == ["auto", "adam"]  # the own fit first, whatever its name
    assert (read.box, read.learned, read.deviation) == ((0, 2), (0.5, 1), 0.7)
    draw_outside(tmp_path, ["near", "far"], find("en").lexicon, tmp_path / "outside.svg")
    assert "network, adam" in (tmp_path / "outside.svg").read_text(encoding="utf-8")


def test_without_a_network_the_picture_says_so(tmp_path: Path) -> None:
    evaluated(None).write(ResultsFolder(tmp_path).formula("wave").evaluation)
    draw_outside(tmp_path, ["wave"], find("en").lexicon, tmp_path / "outside.svg")
    assert "no network to continue" in (tmp_path / "outside.svg").read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore:Data has no positive values")  # as Matplotlib says to the log
def test_a_formula_without_a_logarithm_leaves_the_room_to_the_networks() -> None:
    nowhere = np.where((X < 0) | (X > 10), -1.0, np.nan)
    found = curves(np.exp(X), true=nowhere, output=Axis("log"))
    low, high = limits_of_values(found)
    assert np.log([low, high]) == pytest.approx([-1.6, 11.6])
    drawn(found)


def test_a_network_that_ends_in_no_number_is_the_farthest_off() -> None:
    """Along y it is infinite beyond the box, along x only off by 1."""
    networks = {"base": lambda X: X.sum(axis=1) + np.where(X[:, 1] > 1, np.inf, X[:, 0] > 1)}
    found, _ = continued(parse("x + y", ["x", "y"]), np.array([[0.0, 1.0]] * 2), networks, 1.0)
    assert found is not None
    assert (found.input, found.outside) == ("y", {"base": None})


def test_where_numbers_end_nothing_is_continued() -> None:
    """Half of 600 decades beyond 1e300 is more than a double holds."""
    box, axes = np.array([[1e-300, 1e300]]), Axes((Axis("log"),))
    networks = {"base": lambda X: X[:, 0]}
    assert continued(parse("log(x)", ["x"]), box, networks, 1.0, axes) == (None, {})
