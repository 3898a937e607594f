"""The pictures of a formula, read back from the figures' own lines, images and words."""

from __future__ import annotations

import copy
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from tests import documents

from formulafit.documents.folder import FormulaFolder
from formulafit.documents.form import plain
from formulafit.documents.history import read_histories
from formulafit.figures import formulas
from formulafit.figures.formulas import Material
from formulafit.figures.style import drawing
from formulafit.figures.text import label_scaled, scientific, symbol, tick_log
from formulafit.files import read_arrays, read_json, write_arrays, write_json, write_text
from formulafit.language.known import find
from formulafit.registry import painter, picture_names
from formulafit.sampling.sample import Sample, write_sample

POINTS, TEST_ROWS = 400, 100
HEADER = "replicate,stage,work,epoch,train_rmse,validation_rmse\n"
NAMES = ("x", "y", "theta", "x1", "omega_0", "E_n", "m", "c", "hbar")


EN = find("en")


def truth(X):
    return np.sin(X).sum(axis=1)


def surrogate(X):
    return truth(X) + 0.01 * np.cos(2 * X[:, 0])


def grids(box, predict):
    """Curve, map or slices as the evaluation writes them."""
    if len(box) == 1:
        (x,) = (np.linspace(*side, 400) for side in box)
        return {"curve_x": x}, {"true": truth(x[:, None]), "predicted": predict(x[:, None])}
    if len(box) == 2:
        x, y = (np.linspace(*side, 101) for side in box)
        X = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)  # row = y
        values = {"true": truth(X), "predicted": predict(X)}
        return {"map_x": x, "map_y": y}, {k: v.reshape(101, 101) for k, v in values.items()}
    x = np.array([np.linspace(*side, 201) for side in box])
    X = np.tile(np.mean(box, axis=1), (len(box), 201, 1))
    for i in range(len(box)):
        X[i, :, i] = x[i]
    values = {"true": truth, "predicted": predict}
    return {"slice_x": x}, {k: np.array([f(rows) for rows in X]) for k, f in values.items()}


def curves(epochs):
    """Rows of history.csv: each replicate learns for some epochs, the first best in the middle."""
    rows = ""
    for replicate in (1, 2):
        for epoch in range(1, epochs + 1):
            train = replicate / epoch
            validation = 0.1 + abs(epoch - epochs // 2) / epochs + 0.01 * replicate
            rows += f"{replicate},adam,{epoch * 270},{epoch},{train!r},{validation!r}\n"
    return HEADER + rows


def make(folder: Path, inputs=1, ok=True, noise=0.0, predict=surrogate, history=None) -> Path:
    """Write the files of a formula's folder that pictures are drawn from."""
    rng = np.random.default_rng(7)
    names, box = NAMES[:inputs], [(0.0, 2.0 + i) for i in range(inputs)]
    X = rng.uniform(*np.array(box).T, size=(POINTS, inputs))
    y = truth(X)
    sample = Sample(tuple(names), np.array(box), X, y, rng.standard_normal(POINTS), TEST_ROWS)
    files = FormulaFolder(folder)
    about = {"formula": "wave", "expression": "sin(x)", "seed": 7, "sampling": "uniform"}
    data = write_sample(sample, files.data, files.points, **about)

    axes, drawn = grids(box, predict)
    kind = {1: "curve", 2: "map"}.get(inputs, "slice")
    arrays = {"test_true": y[:TEST_ROWS], **axes, f"{kind}_true": drawn["true"]}
    if ok:
        arrays["test_predicted"] = predict(X[:TEST_ROWS])
        arrays[f"{kind}_predicted"] = drawn["predicted"]
    write_arrays(files.drawn, arrays)
    nrmse = 0.000123 if ok else None
    base = replace(documents.variation(nrmse, nrmse, noise=noise), best_replicate=2 if ok else None)
    evaluation = documents.evaluation({"base": base}, names=data.names, inputs=data.inputs)
    evaluation.write(files.evaluation)
    write_text(files.variation().history, history or curves(40))
    settings = copy.deepcopy(documents.SETTINGS)
    settings["data"] |= {"noise": noise, "validation_fraction": 0.0}
    status = "ok" if ok else "diverged"
    replicates = [documents.trained(r, status, best_epoch=20 if ok else None) for r in (1, 2)]
    fit = documents.fit(*replicates, settings=settings, best_replicate=base.best_replicate)
    fit.write(files.variation().fit)
    return folder


def picture(name: str, folder: Path) -> Figure:
    figure = Figure(layout="constrained")
    painter(name)(figure, Material.read(folder, EN.lexicon))
    return figure


def change(path: Path, **values) -> None:
    write_json(path, {**read_json(path), **values})


def line(axes, label):
    (found,) = [line for line in axes.lines if line.get_label() == label]
    return found


def words(figure: Figure) -> str:
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def test_a_curve_shows_formula_network_and_error(tmp_path):
    folder = make(tmp_path)
    arrays = read_arrays(folder / "evaluation.safetensors")
    upper, lower = picture("fit", folder).axes
    np.testing.assert_array_equal(line(upper, "formula").get_xdata(), arrays["curve_x"])
    np.testing.assert_array_equal(line(upper, "formula").get_ydata(), arrays["curve_true"])
    np.testing.assert_array_equal(line(upper, "network").get_ydata(), arrays["curve_predicted"])
    error = arrays["curve_predicted"] - arrays["curve_true"]
    np.testing.assert_array_equal(lower.lines[-1].get_ydata(), error)
    assert lower.get_yscale() == "linear"
    assert lower.get_ylim()[1] == -lower.get_ylim()[0] >= np.abs(error).max()
    assert lower.get_xlabel() == "$x$"
    assert lower.get_ylabel().startswith("error")
    assert lower.get_xlim() == (0, 2)
    assert not upper.patches  # nothing lies outside the box


def test_a_curve_beyond_the_box_is_shaded_there(tmp_path):
    folder = make(tmp_path)
    change(folder / "evaluation.json", inputs={"x": [0.5, 1.5]})
    upper, _ = picture("fit", folder).axes
    spans = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in upper.patches]
    assert spans == [(0, 0.5), (1.5, 2)]


def test_heavy_tailed_errors_are_drawn_by_size(tmp_path):
    def kinked(X):
        return surrogate(X) + np.where(np.abs(X[:, 0] - 1) < 0.02, 5.0, 0)

    folder = make(tmp_path, predict=kinked)
    arrays = read_arrays(folder / "evaluation.safetensors")
    lower = picture("fit", folder).axes[1]
    size = np.abs(arrays["curve_predicted"] - arrays["curve_true"])
    np.testing.assert_array_equal(lower.lines[0].get_ydata(), size)
    assert lower.get_yscale() == "log"
    assert lower.get_ylabel() == "size of error"


def test_undefined_points_are_gaps(tmp_path):
    folder = make(tmp_path)
    arrays = read_arrays(folder / "evaluation.safetensors")
    arrays["curve_true"][100] = np.nan
    write_arrays(folder / "evaluation.safetensors", arrays)
    upper, lower = picture("fit", folder).axes
    assert np.isnan(line(upper, "formula").get_ydata()[100])
    assert np.isnan(lower.lines[-1].get_ydata()[100])


def test_noise_shows_the_training_rows_as_they_were_trained_on(tmp_path):
    folder = make(tmp_path, noise=0.1)
    some = {"train_rows": 100, "train_box": {"x": [0.0, 1.0]}, "validation_fraction": 0.0}
    change(folder / "base" / "fit.json", settings={"data": {**some, "noise": 0.1}})
    points = read_arrays(folder / "data.safetensors")
    rows = np.arange(TEST_ROWS, POINTS)
    rows = rows[points["X"][rows, 0] <= 1][:100]
    noisy = points["y"] + 0.1 * points["y"].std() * points["noise"]
    upper, _ = picture("fit", folder).axes
    dots = upper.lines[0]
    assert dots.get_rasterized()
    np.testing.assert_array_equal(dots.get_xdata(), points["X"][rows, 0])
    np.testing.assert_allclose(dots.get_ydata(), noisy[rows], rtol=1e-12)
    assert "training data" in words(upper.figure)
    assert "training data" not in words(picture("fit", make(tmp_path / "quiet")))


def test_maps_share_one_scale_and_centre_the_error(tmp_path):
    folder = make(tmp_path, inputs=2)
    arrays = read_arrays(folder / "evaluation.safetensors")
    arrays["map_true"][3, 5] = np.nan
    write_arrays(folder / "evaluation.safetensors", arrays)
    figure = picture("fit", folder)
    panels = [axes for axes in figure.axes if axes.images]
    true, predicted, error = (axes.images[0] for axes in panels)
    assert [axes.get_title() for axes in panels] == ["formula", "network", "error"]
    assert len(figure.axes) - len(panels) == 2  # two colour bars
    np.testing.assert_array_equal(true.get_array().filled(np.nan), arrays["map_true"])
    np.testing.assert_array_equal(predicted.get_array(), arrays["map_predicted"])
    assert true.get_clim() == predicted.get_clim()
    assert error.get_clim()[0] == -error.get_clim()[1]
    assert error.get_array().mask[3, 5]
    assert all(image.get_rasterized() for image in (true, predicted, error))
    # the value at the corner of the box lies in the middle of its cell
    assert true.get_extent() == pytest.approx((-0.01, 2.01, -0.015, 3.015))
    assert panels[0].get_xlim() == (0, 2)
    assert panels[0].get_ylim() == (0, 3)
    assert true.origin == "lower"


@pytest.mark.parametrize("inputs", [3, 4, 6, 9])
def test_slices_have_a_panel_an_input(tmp_path, inputs):
    folder = make(tmp_path, inputs=inputs)
    arrays = read_arrays(folder / "evaluation.safetensors")
    panels = picture("fit", folder).axes
    assert [axes.get_xlabel() for axes in panels] == [symbol(name) for name in NAMES[:inputs]]
    for i, axes in enumerate(panels):
        np.testing.assert_array_equal(line(axes, "formula").get_xdata(), arrays["slice_x"][i])
        np.testing.assert_array_equal(line(axes, "formula").get_ydata(), arrays["slice_true"][i])
        np.testing.assert_array_equal(
            line(axes, "network").get_ydata(), arrays["slice_predicted"][i]
        )
        assert axes.get_ylim() == panels[0].get_ylim()


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_a_lost_fit_leaves_the_formula_and_says_so(tmp_path, inputs):
    folder = make(tmp_path, inputs=inputs, ok=False)
    note = "no prediction: the fit diverged"
    fit = picture("fit", folder)
    assert note in words(fit)
    assert "network" not in words(fit)
    assert "error" not in words(fit)
    assert any(axes.images or axes.lines for axes in fit.axes)
    for name in ("predicted", "errors"):
        assert note.replace(": ", ":\n") in words(picture(name, folder))


def test_predicted_against_true(tmp_path):
    folder = make(tmp_path)
    arrays = read_arrays(folder / "evaluation.safetensors")
    figure = picture("predicted", folder)
    (axes,) = figure.axes
    diagonal, dots = axes.lines
    np.testing.assert_array_equal(dots.get_xdata(), arrays["test_true"])
    np.testing.assert_array_equal(dots.get_ydata(), arrays["test_predicted"])
    assert dots.get_rasterized()
    assert diagonal.get_slope() == 1
    assert diagonal.get_xy1()[0] == diagonal.get_xy1()[1]
    assert r"NRMSE $1.2\times 10^{-4}$" in words(figure)  # of the best replicate
    low, high = axes.get_ylim()
    assert low < arrays["test_predicted"].min() < arrays["test_predicted"].max() < high


def test_errors_are_counted_and_ranked(tmp_path):
    folder = make(tmp_path)
    arrays = read_arrays(folder / "evaluation.safetensors")
    error = arrays["test_predicted"] - arrays["test_true"]
    size = np.sort(np.abs(error))
    left, right = picture("errors", folder).axes
    counts, edges, _ = left.patches[0].get_data()
    assert counts.sum() == 99  # the central 99% of 100
    assert edges[0] == -edges[-1]
    inside = [np.sum((low <= error) & (error < high)) for low, high in pairwise(edges)]
    np.testing.assert_array_equal(counts, inside)
    curve, *marks = right.lines
    np.testing.assert_allclose(curve.get_xdata()[[0, -1]], size[[0, -1]])
    np.testing.assert_allclose(curve.get_ydata()[[0, -1]], [0, 1])
    levels = {mark.get_label(): (mark.get_xdata()[0], mark.get_ydata()[0]) for mark in marks}
    median = (size[49] + size[50]) / 2
    assert levels[f"median {scientific(median)}"] == pytest.approx((median, 0.5))
    assert levels[f"largest {scientific(size[-1])}"] == pytest.approx((size[-1], 1))
    assert right.get_xscale() == "log"


def test_exact_predictions_need_no_histogram(tmp_path):
    folder = make(tmp_path, predict=truth)
    assert "every error is 0" in words(picture("errors", folder))


def test_a_constant_formula_is_drawn(tmp_path):
    folder = make(tmp_path, inputs=2)
    arrays = read_arrays(folder / "evaluation.safetensors")
    write_arrays(
        folder / "evaluation.safetensors",
        {k: np.full_like(v, 2) if "_true" in k or "_pred" in k else v for k, v in arrays.items()},
    )
    evaluation = read_json(folder / "evaluation.json")
    for replicate in evaluation["variations"]["base"]["replicates"]:
        replicate["metrics"]["nrmse"] = None
    write_json(folder / "evaluation.json", evaluation)
    assert "NRMSE" not in words(picture("predicted", folder))
    picture("fit", folder).draw_without_rendering()


def test_learning_curves_of_all_replicates(tmp_path):
    folder = make(tmp_path)
    history = np.genfromtxt(folder / "base" / "history.csv", delimiter=",", names=True)
    figure = picture("learning", folder)
    (axes,) = figure.axes
    drawn = [line for line in axes.lines if len(line.get_xdata()) > 1]
    wanted = [
        history[column][history["replicate"] == replicate]
        for replicate in (1, 2)
        for column in ("train_rmse", "validation_rmse")
    ]
    assert len(drawn) == len(wanted)
    for curve, values in zip(drawn, wanted, strict=True):
        np.testing.assert_array_equal(curve.get_xdata(), np.arange(1, 41))
        np.testing.assert_array_equal(curve.get_ydata(), values)
    marks = [line for line in axes.lines if len(np.atleast_1d(line.get_xdata())) == 1]
    assert [mark.get_xdata()[0] for mark in marks] == [20, 20]
    assert [mark.get_ydata()[0] for mark in marks] == pytest.approx([0.11, 0.12])
    assert axes.get_yscale() == "log"
    assert axes.get_xlabel() == "epoch"
    assert "kept" in words(figure)
    # the best replicate, the second, is the stronger one
    assert drawn[2].get_linewidth() > drawn[0].get_linewidth()


def test_long_curves_are_thinned_and_keep_the_best_epoch(tmp_path):
    folder = make(tmp_path, history=curves(3000))
    change(
        folder / "base" / "fit.json",
        replicates=[plain(documents.trained(r, best_epoch=1501)) for r in (1, 2)],
    )
    curve = picture("learning", folder).axes[0].lines[0]
    assert len(curve.get_xdata()) <= 162
    assert {1, 1501, 3000} <= set(curve.get_xdata())


def test_several_stages_are_drawn_over_the_work(tmp_path):
    rows = [
        "1,random_features,1000,1,0.5,0.6",
        "1,start_search,5000,1,0.4,0.5",
        "1,gauss_newton,100000,1,0.2,0.25",
        "1,gauss_newton,200000,2,0.1,0.2",
        "1,gauss_newton,300000,3,0.05,0.3",
        "2,random_features,2000,1,0.5,0.7",
        "2,gauss_newton,150000,1,0.1,0.2",
    ]
    folder = make(tmp_path, history=HEADER + "\n".join(rows) + "\n")
    fits = [plain(documents.trained(r, best_epoch=3 - r)) for r in (1, 2)]
    change(folder / "base" / "fit.json", replicates=fits)
    figure = picture("learning", folder)
    (axes,) = figure.axes
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), [1e3, 5e3, 1e5, 2e5, 3e5])
    begins = {(line.get_xdata()[0], line.get_marker()) for line in axes.lines[2:5]}
    assert {x for x, _ in begins} == {1e3, 5e3, 1e5}
    assert len({marker for _, marker in begins}) == 3
    kept = axes.lines[5]
    assert (kept.get_xdata()[0], kept.get_ydata()[0]) == (2e5, 0.2)
    assert axes.get_xlabel() == "work, in multiply-adds"
    assert axes.get_xscale() == "log"
    assert {"random features", "start search", "gauss newton"} <= set(words(figure).split("\n"))


def test_another_method_is_drawn_beside_over_the_work(tmp_path):
    folder = make(tmp_path, history=HEADER + "1,adam,100,1,0.5,0.6\n1,adam,200,2,0.4,0.5\n")
    documents.fit(method="newton").write(folder / "other" / "fit.json")
    rows = "1,newton,50,1,0.3,0.2\n1,newton,9000,2,0.1,0.01\n"
    (folder / "other" / "history.csv").write_text(HEADER + rows)
    figure = Figure(layout="constrained")
    painter("learning")(figure, Material.read(folder, EN.lexicon, "other"))
    (axes,) = figure.axes
    np.testing.assert_array_equal(axes.lines[-1].get_xdata(), [50, 9000])
    np.testing.assert_array_equal(axes.lines[-1].get_ydata(), [0.2, 0.01])
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), [100, 200])
    assert axes.get_xscale() == "log"
    assert "validation, newton" in words(figure)


def test_the_legend_of_learning_curves_lies_inside_the_picture(tmp_path):
    stages = (
        *("random features", "active subspace", "variable projection"),
        *("start", "Gauss-Newton", "output layer"),
    )
    rows = [f"1,{name},{10 ** (i + 3)},{i},0.5,0.6\n" for i, name in enumerate(stages)]
    rows.append("2,start,1000,1,0.5,0.6\n")
    folder = make(tmp_path, history=HEADER + "".join(rows))
    fits = [documents.trained(1, best_epoch=5), documents.trained(2, "diverged")]
    change(folder / "base" / "fit.json", replicates=plain(fits))
    documents.fit().write(folder / "other" / "fit.json")
    write_text(folder / "other" / "history.csv", curves(40))
    with drawing(tmp_path / "learning.svg") as figure:  # in the fonts of the paper
        painter("learning")(figure, Material.read(folder, EN.lexicon, "other"))
        figure.draw_without_rendering()
        (legend,) = figure.legends
        inside = legend.get_window_extent().extents, figure.bbox.extents
        room = figure.axes[0].get_window_extent().height / figure.bbox.height
    assert {"validation, adam", "kept", "diverged", *stages} <= set(words(figure).split("\n"))
    (left, bottom, right, top), (_, low, width, height) = inside
    assert left >= 0
    assert right <= width
    assert low <= bottom < top <= height
    assert room > 0.3  # left for the curves


def test_a_divergence_ends_in_a_cross(tmp_path):
    rows = "1,adam,270,1,2.0,3.0\n1,adam,540,2,50.0,inf\n1,adam,810,3,,\n"
    folder = make(tmp_path, ok=False, history=HEADER + rows)
    history = read_histories(folder / "base" / "history.csv")[1]
    np.testing.assert_array_equal(history.train_rmse, [2, 50, np.nan])
    np.testing.assert_array_equal(history.validation_rmse, [3, np.nan, np.nan])
    figure = picture("learning", folder)
    cross = figure.axes[0].lines[-1]
    assert (cross.get_marker(), cross.get_xdata()[0], cross.get_ydata()[0]) == ("x", 2, 50)
    assert "diverged" in words(figure)


def test_a_fit_lost_before_its_first_epoch_is_drawn(tmp_path):
    folder = make(tmp_path, ok=False, history=HEADER)
    paths = {name: folder / f"{name}.svg" for name in picture_names()}
    formulas.draw_pictures(folder, EN.lexicon, paths)
    assert all(path.stat().st_size > 0 for path in paths.values())


def test_the_same_files_give_the_same_bytes(tmp_path):
    folder = make(tmp_path / "folder", inputs=2, noise=0.1)
    once, again = (
        {name: tmp_path / f"{name}.{time}.svg" for name in picture_names()} for time in (1, 2)
    )
    for paths in (once, again):
        formulas.draw_pictures(folder, EN.lexicon, paths)
    for name, path in again.items():
        written = path.read_bytes()
        assert written == once[name].read_bytes()
        assert len(written) < 160_000


@pytest.mark.parametrize(
    ("value", "digits", "typeset"),
    [
        (0, 2, "0"),
        (0.0123, 2, "0.012"),
        (1234, 2, "1200"),
        (1.25e-7, 3, r"$1.25\times 10^{-7}$"),
        (1e-5, 3, "$10^{-5}$"),
        (9.99e-4, 2, "$10^{-3}$"),
    ],
)
def test_numbers_are_typeset(value, digits, typeset):
    assert scientific(value, digits) == typeset


def test_powers_of_ten_move_into_the_label():
    axes = Figure().subplots()
    label_scaled(axes.yaxis, "error", np.array([np.nan, -2.5e-4, 1e-4]))
    assert axes.get_ylabel() == "error ($10^{-4}$)"
    assert axes.yaxis.get_major_formatter()(-2e-4) == "−2"
    label_scaled(axes.xaxis, "output", np.array([0.5]))
    assert axes.get_xlabel() == "output"


@pytest.mark.parametrize(
    "limits",
    [
        (1.1, 1.9),
        (0.02, 0.09),
        (0.0062, 0.0198),
        (0.003, 0.2),
        (0.011, 0.19),
        (1e-6, 1.0),
        (5e-5, 4e-3),
    ],
)
def test_every_logarithmic_axis_shows_two_numbers_or_more_in_one_form(limits):
    figure = Figure()
    axes = figure.subplots()
    axes.set(yscale="log", ylim=limits)
    tick_log(axes.yaxis)
    figure.draw_without_rendering()
    shown = [
        label.get_text()
        for tick, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)
        if label.get_text() and limits[0] <= tick <= limits[1]
    ]
    assert 2 <= len(shown) <= 8
    assert len({"10^" in text for text in shown}) == 1, shown
