"""The pictures of studies, read back from the figures' own lines, ticks and words."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from tests import documents

from formulafit.documents.evaluation import TestedVariation
from formulafit.documents.folder import ResultsFolder
from formulafit.figures import studies
from formulafit.figures.members import differing, read_members
from formulafit.figures.style import TEXT_WIDTH
from formulafit.files import write_text
from formulafit.language.known import find

EN = find("en")

DEFAULTS = documents.SETTINGS
RATE, DECAY = "training.adam.learning_rate", "training.adam.weight_decay"
STOPPING, HIDDEN = "training.adam.early_stopping", "network.hidden"


class Results:
    """Writes the files that studies are drawn from; an NRMSE of None is a diverged replicate."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.members: list[dict] = []
        self.evaluations: dict[str, dict] = {}

    def add(self, variation, settings, nrmse, formula="wave", title=None, relative=True, epochs=5):
        resolved = copy.deepcopy(DEFAULTS)
        for path, value in settings.items():
            *sections, key = path.split(".")
            section = resolved
            for name in sections:
                section[name] = section.get(name) or {}
                section = section[name]
            section[key] = value
        trained, tested, rows = [], [], "replicate,stage,work,epoch,train_rmse,validation_rmse\n"
        for r, error in enumerate(nrmse, 1):
            lost = error is None
            errors = None if lost else documents.metrics(error if relative else None, 2 * error)
            tested.append(documents.tested_replicate(r, errors))
            best = None if lost else epochs
            trained.append(documents.trained(r, "diverged" if lost else "ok", best_epoch=best))
            for epoch in range(1, epochs + 1):
                scale = 1e9 if lost else 1.0
                rows += f"{r},adam,{epoch * 90},{epoch},{scale / epoch!r},{2 * scale / epoch!r}\n"
        files = ResultsFolder(self.folder).formula(formula)
        train_rows = resolved["data"]["train_rows"] or 8000
        fit = documents.fit(*trained, settings=resolved, train_rows=train_rows, best_replicate=1)
        fit.write(files.variation(variation).fit)
        write_text(files.variation(variation).history, rows)
        variations = self.evaluations.setdefault(formula, {})
        variations[variation] = TestedVariation(1, 0.0, tuple(tested))
        documents.evaluation(variations).write(files.evaluation)
        member = {
            "formula": formula,
            "formula_title": formula.title(),
            "variation": variation,
            "settings": settings,
        }
        self.members.append({**member, "title": title or variation})

    def figure(self) -> Figure:
        figure = Figure(layout="constrained")
        studies.draw_members(figure, read_members(self.members, self.folder, "en"), EN.lexicon)
        figure.draw_without_rendering()
        return figure

    def differing(self) -> list[str]:
        return differing(read_members(self.members, self.folder, "en"))


@pytest.fixture
def results(tmp_path) -> Results:
    return Results(tmp_path / "results")


def words(figure: Figure) -> str:
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def notes(axes) -> list[str]:
    return [text.get_text() for text in axes.texts if isinstance(text, Annotation)]


def points(axes) -> set[tuple[float, float]]:
    """Give all drawn points but crosses."""
    lines = [line for line in axes.lines if line.get_marker() != "x"]
    return {(float(x), float(y)) for line in lines for x, y in line.get_xydata()}


def labels(axis) -> list[str]:
    return [label.get_text() for label in axis.get_ticklabels() if label.get_text()]


def test_a_number_is_a_logarithmic_axis_with_medians_and_replicates(results):
    results.add("fast", {RATE: 0.01}, [0.4, 0.2, 0.3])
    results.add("slow", {RATE: 1e-4}, [0.1, 0.5, 0.9])
    results.add("base", {}, [0.03, 0.02, 0.01])
    (axes,) = results.figure().axes
    path = axes.lines[0]
    np.testing.assert_array_equal(path.get_xydata(), [[1e-4, 0.5], [1e-3, 0.02], [0.01, 0.3]])
    replicates = {(0.01, e) for e in (0.4, 0.2, 0.3)} | {(1e-4, e) for e in (0.1, 0.5, 0.9)}
    assert points(axes) == replicates | {(1e-3, e) for e in (0.03, 0.02, 0.01)}
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("learning rate", "test NRMSE")
    assert labels(axes.xaxis) == ["$10^{-4}$", "$10^{-3}$", "0.01"]
    assert axes.get_ylim()[0] < 0.01
    assert axes.get_ylim()[1] > 0.9


def test_all_training_rows_stand_at_their_number(results):
    results.add("few", {"data.train_rows": 100}, [0.3])
    results.add("all", {"data.train_rows": None}, [0.01])
    (axes,) = results.figure().axes
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), [100, 8000])
    assert labels(axes.xaxis) == ["100", "8,000"]
    assert axes.get_xlabel() == "training rows"


def test_a_range_that_starts_at_zero_is_drawn(results):
    for i, decay in enumerate([0.0, 1e-5, 1e-3]):
        results.add(f"decay{i}", {DECAY: decay}, [0.1 + i])
    (axes,) = results.figure().axes
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), [0, 1e-5, 1e-3])
    assert axes.get_xscale() == "symlog"
    assert labels(axes.xaxis) == ["0", "$10^{-5}$", "$10^{-3}$"]


def test_numbers_too_close_to_write_side_by_side_are_left_out(results):
    for i, rate in enumerate([0.001, 0.00101, 0.01, 0.1]):
        results.add(f"rate{i}", {RATE: rate}, [0.1])
    (axes,) = results.figure().axes
    assert labels(axes.xaxis) == ["$10^{-3}$", "0.01", "0.1"]


def test_widths_are_a_line_and_deeper_networks_stand_beside_it(results):
    for width in (512, 8, 64):
        results.add(f"w{width}", {HIDDEN: [width]}, [1 / width])
    results.add("deep", {HIDDEN: [128, 128]}, [0.05])
    left, right = results.figure().axes
    np.testing.assert_array_equal(
        left.lines[0].get_xydata(), [[8, 1 / 8], [64, 1 / 64], [512, 1 / 512]]
    )
    assert labels(left.xaxis) == ["8", "64", "512"]
    assert labels(right.xaxis) == ["128-128"]
    assert points(right) == {(0, 0.05)}
    assert left.get_ylim() == right.get_ylim()
    assert left.get_xlabel() == "hidden units, one layer"


def test_widths_alone_fill_the_picture(results):
    for width in (8, 64):
        results.add(f"w{width}", {HIDDEN: [width]}, [1 / width])
    (axes,) = results.figure().axes
    assert axes.get_xlabel() == "hidden units"


def test_words_are_rows_in_the_order_of_the_config(results):
    for name, error in {"tanh": 0.02, "relu": 0.3, "sin": 0.001}.items():
        results.add(name, {"network.activation": name}, [error], title=f"{name} units")
    (axes,) = results.figure().axes
    assert points(axes) == {(0.02, 0), (0.3, 1), (0.001, 2)}
    assert labels(axes.yaxis) == ["tanh units", "relu units", "sin units"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # the first row is the uppermost
    assert (axes.get_xscale(), axes.get_xlabel()) == ("log", "test NRMSE")


@pytest.mark.parametrize("least", [0.0081, 0.0105, 0.021, 0.33])
@pytest.mark.parametrize("ratio", [1.02, 1.5, 1.9, 2.5, 4.4, 9, 60, 330])
def test_the_errors_of_rows_lie_on_an_axis_of_two_numbers_or_more(results, least, ratio):
    for name, error in {"tanh": least, "relu": least * ratio}.items():
        results.add(name, {"network.activation": name}, [error])
    figure = results.figure()
    figure.set_size_inches(TEXT_WIDTH, 1.3)
    figure.draw_without_rendering()
    (axes,) = figure.axes
    low, high = axes.get_xlim()
    shown = [
        tick
        for tick, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
        if label.get_text() and low <= tick <= high
    ]
    assert 2 <= len(shown) <= 8


def test_a_training_box_is_one_setting_however_many_sides_it_sets(results):
    half = {"data.train_box.x": [0, 3], "data.train_box.y": [0, 1]}
    results.add("half", half, [0.9])
    results.add("whole", {"data.train_box": None}, [0.01])
    assert results.differing() == ["data.train_box"]
    assert len(results.figure().axes) == 1


def test_several_settings_show_the_learning_curves_beside_the_errors(results):
    small = {"data.noise": 0.2, "data.train_rows": 40}
    results.add(
        "plain", {**small, STOPPING: False}, [0.5, 0.6], title="overfits for $5 {", epochs=9
    )
    results.add("decay", {**small, STOPPING: False, DECAY: 0.01}, [0.3, 0.2])
    results.add("stop", {**small, STOPPING: True}, [0.4, 0.4])
    figure = results.figure()
    curves, errors = figure.axes[::2], figure.axes[1::2]
    assert [axes.get_title(loc="left") for axes in curves] == ["overfits for $5 {", "decay", "stop"]
    assert len({axes.get_ylim() for axes in curves}) == 1
    assert len({axes.get_xlim() for axes in curves}) == 1
    np.testing.assert_array_equal(
        curves[0].lines[0].get_xydata(), [[epoch, 1 / epoch] for epoch in range(1, 10)]
    )
    np.testing.assert_array_equal(
        curves[2].lines[1].get_xydata(), [[epoch, 2 / epoch] for epoch in range(1, 6)]
    )
    assert points(errors[1]) == {(0.3, 0), (0.2, 0), (0.25, 0)}
    assert errors[-1].get_xlabel() == "test NRMSE"
    assert {"training", "validation", "median", "replicate"} <= set(words(figure).split("\n"))


def test_divergence_does_not_stretch_the_curves_of_the_others(results):
    results.add("good", {STOPPING: True}, [0.1])
    results.add("bad", {STOPPING: False, RATE: 10.0}, [None])
    figure = results.figure()
    assert figure.axes[0].get_ylim()[1] < 10
    assert notes(figure.axes[3]) == ["diverged"]


def test_lost_fits_are_marked_at_the_edge(results):
    results.add("slow", {RATE: 0.001}, [0.1, 0.2, 0.3])
    results.add("fast", {RATE: 0.1}, [0.9, None, None])
    results.add("wild", {RATE: 10.0}, [None, None, None])
    (axes,) = results.figure().axes
    crosses = [line for line in axes.lines if line.get_marker() == "x"]
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in crosses] == [(0.1, 1), (10, 1)]
    assert notes(axes) == ["2 of 3 diverged", "diverged"]
    assert np.isnan(axes.lines[0].get_ydata()[-1])  # the line ends before
    assert axes.get_ylim()[1] > 2 * 0.9  # room for the words


def test_a_study_that_is_lost_altogether_is_drawn(results):
    results.add("a", {RATE: 1.0}, [None])
    results.add("b", {RATE: 10.0}, [None])
    (axes,) = results.figure().axes
    assert notes(axes) == ["diverged", "diverged"]
    assert labels(axes.yaxis) == []


def test_a_constant_target_is_judged_by_rmse(results):
    results.add("a", {RATE: 0.001}, [0.1], relative=False)
    results.add("b", {RATE: 0.01}, [0.3], relative=False)
    (axes,) = results.figure().axes
    assert points(axes) == {(0.001, 0.2), (0.01, 0.6)}
    assert axes.get_ylabel().startswith("test RMSE")


def test_formulas_are_told_apart_by_colour_and_sign(results):
    for formula in ("wave", "bump"):
        results.add("slow", {RATE: 0.001}, [0.1], formula=formula)
        results.add("fast", {RATE: 0.01}, [0.2 if formula == "wave" else 0.4], formula=formula)
    figure = results.figure()
    paths = [line for line in figure.axes[0].lines if len(line.get_xdata()) > 1]
    assert [list(path.get_ydata()) for path in paths] == [[0.1, 0.2], [0.1, 0.4]]
    assert paths[0].get_color() != paths[1].get_color()
    assert {"Wave", "Bump"} <= set(words(figure).split("\n"))


def test_many_formulas_are_drawn_with_their_median(results):
    for i in range(9):
        results.add("a", {"network.activation": "tanh"}, [10.0 ** -(i % 9)], formula=f"f{i}")
        results.add("b", {"network.activation": "relu"}, [10.0 ** -(i // 3)], formula=f"f{i}")
    figure = results.figure()
    common = figure.axes[0].lines[-1]
    np.testing.assert_allclose(common.get_xdata(), [1e-4, 1e-1])
    assert "median of 9 formulas" in words(figure)
    assert "F3" not in words(figure)


def test_only_settings_that_a_member_sets_count_as_differing(results):
    for formula, activation in {"wave": "tanh", "bump": "relu"}.items():
        own = {"network.activation": activation}
        results.add("slow", {**own, RATE: 0.001}, [0.1], formula=formula)
        results.add("base", own, [0.1], formula=formula)
        results.add("fast", {**own, RATE: 0.01}, [0.1], formula=formula)
    assert results.differing() == [RATE]


def test_another_method_is_one_difference(results):
    results.add("base", {}, [0.1])
    results.add(
        "other", {"training.method": "newton", "training.newton.steps": 5, RATE: 1.0}, [0.2]
    )
    assert results.differing() == ["training.method"]
    assert labels(results.figure().axes[0].yaxis) == ["base", "other"]


def test_a_study_without_members_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="study width: it has no members"):
        studies.draw_study("width", [], tmp_path, EN.lexicon, tmp_path / "width.svg", "en")


def test_the_same_files_give_the_same_bytes(results, tmp_path):
    results.add("good", {STOPPING: True}, [0.1, 0.2], epochs=300)
    results.add("bad", {STOPPING: False, RATE: 10.0}, [None, 0.3], epochs=300)
    paths = [tmp_path / "first.svg", tmp_path / "second.svg"]
    for path in paths:
        studies.draw_study("overfitting", results.members, results.folder, EN.lexicon, path, "en")
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    assert len(first) < 120_000
