"""Fits by `adam` and `torch` from one start: which they are, how far apart, and their picture."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from matplotlib.figure import Figure
from tests import documents

from formulafit.cli import main
from formulafit.documents.evaluation import Twins
from formulafit.documents.folder import FitFolder, FormulaFolder
from formulafit.documents.history import read_histories
from formulafit.documents.twins import curves_apart, pairs
from formulafit.evaluation.twins import compare
from formulafit.figures.members import Member
from formulafit.figures.twins import draw_twins, twins
from formulafit.files import write_text
from formulafit.language.known import find

HEAD = "replicate,stage,work,epoch,train_rmse,validation_rmse\n"
CURVES = {  # validation errors an epoch; of torch a quarter and a half larger, and one more
    "adam": HEAD + "1,adam,9,1,9,4\n1,adam,18,2,9,2\n",
    "torch": HEAD + "1,torch,9,1,9,5\n1,torch,18,2,9,3\n1,torch,27,3,9,1\n",
}


def fit(method, seed=11, **changes):
    settings = copy.deepcopy(documents.SETTINGS)
    settings["training"] = {"method": method, method: {"learning_rate": 0.1, **changes}}
    return documents.fit(
        documents.trained(1, seed=seed), method=method, variation=method, settings=settings
    )


@pytest.fixture
def folder(tmp_path):
    for name, text in CURVES.items():
        write_text(FormulaFolder(tmp_path).variation(name).history, text)
    return FormulaFolder(tmp_path)


def test_twins_agree_in_all_but_the_method():
    same = {"adam": fit("adam"), "again": fit("adam"), "torch": fit("torch")}
    assert pairs(same) == [("adam", "torch")]
    assert pairs({"adam": fit("adam"), "torch": fit("torch", learning_rate=0.2)}) == []
    assert pairs({"adam": fit("adam"), "torch": fit("torch", seed=12)}) == []
    assert pairs({"adam": fit("adam")}) == []


def test_differences_by_hand(folder):
    predicted = {"adam": [1.0, 2.0], "torch": [1.25, 1.5]}
    found = compare(
        folder,
        {name: fit(name) for name in CURVES},
        np.zeros((2, 1)),
        lambda name, replicate: lambda X: np.array(predicted[name]),
    )
    assert found == (Twins("adam", "torch", first=0.25, curve=0.5, prediction=0.5),)


def test_one_that_diverged_is_not_compared(folder):
    lost = documents.fit(documents.trained(1, "diverged", seed=11))
    fits = {"adam": fit("adam"), "torch": fit("torch")}
    object.__setattr__(fits["torch"], "replicates", lost.replicates)
    assert compare(folder, fits, np.zeros((2, 1)), pytest.fail) == ()


def test_without_validation_rows_training_errors_are_compared(tmp_path):
    for name, error in (("one", 4), ("other", 3)):
        write_text(tmp_path / name, HEAD + f"1,adam,9,1,{error},\n")
    one, other = (read_histories(tmp_path / name)[1] for name in ("one", "other"))
    np.testing.assert_array_equal(curves_apart(one, other), [0.25])


def test_curves_lie_on_each_other_with_their_difference_below(folder):
    none = np.empty(0)
    both = [
        Member(
            "wave", name, name, "Wave", (), fit(name), read_histories(path.history), none, none, ()
        )
        for name in CURVES
        for path in [folder.variation(name)]
    ]
    assert twins(both[:1]) == []
    figure = Figure(layout="constrained")
    draw_twins(figure, twins(both), find("en").lexicon)
    curves, apart = figure.axes
    assert [list(line.get_ydata()) for line in curves.lines] == [[4, 2], [5, 3, 1]]
    np.testing.assert_array_equal(apart.lines[0].get_xydata(), [[1, 0.25], [2, 0.5]])
    assert curves.get_title(loc="left") == "Wave, 512 hidden units"


@pytest.mark.parametrize("hidden", ["[16]", "[8, 8]"])
def test_both_methods_start_from_the_same_weights_and_batches(tmp_path, hidden):
    curves = []
    for method in ("adam", "torch"):
        words = ["sin(3*x)", "x=0:2", "--points", "300", "--replicates", "1", "--method", method]
        words += ["--set", f"network.hidden={hidden}", "--set", f"training.{method}.max_epochs=3"]
        assert main(["fit", *words, "--output", str(tmp_path / method)]) == 0
        curves.append(read_histories(FitFolder(tmp_path / method).history)[1])
    assert len(curves[0].epoch) == 3
    assert curves_apart(*curves).max() < 1e-5  # single precision
