from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest
from tests import documents
from tests.documents import metrics

from formulafit.advice import explain
from formulafit.documents.evaluation import (
    Coverage,
    EvaluationDocument,
    Sizes,
    TestedBaseline,
    TestedVariation,
)
from formulafit.documents.folder import ResultsFolder
from formulafit.documents.form import plain
from formulafit.files import write_json
from formulafit.machine import commit, versions
from formulafit.summary import COLUMNS, check, collect, table, write_summary

SETTINGS = {**documents.SETTINGS, "training": {"method": "auto", "auto": {"effort": "normal"}}}
TREE = {"leaves": 2, "least_rows": 1}
FITS = {"wave": ["base", "narrow"], "apple": ["base"]}  # not in alphabetical order
THIRD = 1 / 3
WAVE = {"formula": "wave", "title": {"en": "Wave"}, "expect": {"r2_min": 0.9}}
MARKS = ("formula", "baseline", None)


def replicate(number, status="ok", cause=None, **changes):
    return documents.trained(number, status, cause=cause, **changes)


def write_formula(results, formula, variations, missed=None, shown=True, **changes):
    """Write the files of a formula; `variations` maps a name to (replicate, metrics) pairs."""
    files = ResultsFolder(results).formula(formula)
    judged = {}
    for variation, entries in variations.items():
        about = {"formula": formula, "variation": variation, "inputs": 2, "settings": SETTINGS}
        fit = documents.fit(*(trained for trained, _ in entries), **about)
        fit.write(files.variation(variation).fit)
        tested = tuple(
            documents.tested_replicate(
                trained.replicate, errors, status=trained.status, missed=missed if errors else None
            )
            for trained, errors in entries
        )
        judged[variation] = TestedVariation(fit.best_replicate, 0.0, tested)
    shown_values = documents.SHOWN if shown else documents.HIDDEN
    evaluation = documents.evaluation(
        judged,
        formula=formula,
        baselines={
            "decision_tree": TestedBaseline(metrics(0.002), 0.1, {"leaves": 2, "least_rows": 1})
        },
        coverage=Coverage(shown_values, documents.SHOWN, shown),
        **changes,
    )
    evaluation.write(files.evaluation)


def summarise(results, fits=FITS, **expect):
    """Write the summary of some formulas, with what is expected of them."""
    formulas = [{"formula": k, "title": k, "expect": expect.get(k, {})} for k in fits]
    write_summary(results, fits, {"title": "A paper", "formulas": formulas})


@pytest.fixture
def results(tmp_path):
    wave = {
        "base": [(replicate(1), metrics(0.01)), (replicate(2), metrics(0.03))],
        "narrow": [
            (replicate(1), metrics(0.5)),
            (replicate(2, "diverged", "the loss is not finite after epoch 3"), None),
        ],
        "removed": [(replicate(1), metrics(0.9))],  # a variation of an earlier config
    }
    write_formula(tmp_path, "wave", wave)
    apple = {"base": [(replicate(1, epochs=7), metrics(None))]}
    write_formula(tmp_path, "apple", apple)
    write_formula(tmp_path, "gone", apple)
    summarise(tmp_path, wave={"nrmse_max": 0.05})
    return tmp_path


def test_one_row_a_replicate_in_the_order_of_the_config(results):
    rows = collect(results, FITS)
    assert [(row.formula, row.variation, row.replicate) for row in rows] == [
        ("wave", "base", 1),
        ("wave", "base", 2),
        ("wave", "narrow", 1),
        ("wave", "narrow", 2),
        ("apple", "base", 1),
    ]
    assert vars(rows[1]) == {
        "formula": "wave",
        "variation": "base",
        "replicate": 2,
        "inputs": 2,
        "train_rows": 8000,
        "status": "ok",
        "missed": False,
        "stop_reason": "converged",
        "method": "adam",
        "activation": "relu",
        "epochs": 40,
        "train_rmse": 0.1,
        "validation_rmse": THIRD,
        "metrics": metrics(0.03),
        "undersampled": False,
        "test_shows_range": True,
        "fit_seconds": 1.5,
        "fit_cpu_seconds": 1.25,
        "parameters": 2049,
        "seed": 12,
    }


def test_a_fit_that_did_not_end_well_is_a_row_without_errors(results):
    row = collect(results, FITS)[3]
    assert row.status == "diverged"
    missing = {column for column, value in vars(row).items() if value is None}
    assert missing == {
        *("missed", "stop_reason", "train_rmse", "validation_rmse"),
    }
    assert set(vars(row.metrics).values()) == {None}


def test_csv_has_the_columns_and_every_bit(results):
    with (results / "summary.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    header = (
        "formula,variation,replicate,inputs,train_rows,status,missed,stop_reason,method,activation,"
        "epochs,train_rmse,validation_rmse,test_mse,test_rmse,test_nrmse,test_mae,r2,max_abs_error,"
        "test_relative_error_median,test_relative_error_99,"
        "undersampled,test_shows_range,fit_seconds,fit_cpu_seconds,parameters,seed"
    )
    assert list(rows[0]) == header.split(",") == list(COLUMNS)
    assert float(rows[0]["validation_rmse"]) == THIRD
    errors = {"test_rmse": 0.02, "test_nrmse": 0.01, "r2": 1 - 0.01**2, "max_abs_error": 0.1}
    assert {column: float(rows[0][column]) for column in errors} == errors
    assert rows[3]["epochs"] == "40"  # a whole number stays one beside gaps
    assert rows[3]["test_rmse"] == rows[3]["stop_reason"] == ""


def test_json_has_the_rows_versions_machine_and_config(results):
    config = {"title": "A paper", "formulas": [WAVE]}
    write_summary(results, FITS, config)
    document = json.loads((results / "summary.json").read_text(encoding="utf-8"))
    assert document["rows"] == plain(collect(results, FITS))
    assert document["rows"][3]["metrics"]["rmse"] is None
    assert document["config"] == config
    assert document["expected"] == {
        "wave": {"nrmse": pytest.approx(0.02), "passed": True, "nrmse_max": None, "r2_min": 0.9}
    }
    assert document["commit"] == commit()
    assert document["versions"] == versions()
    assert set(document["machine"]) == {"host", "system", "processor", "cores", "memory_gb"}


def test_files_that_do_not_belong_together_are_refused(results):
    entries = [(replicate(1), metrics(0.1))]
    write_formula(results, "wave", {"base": entries, "narrow": entries})
    extra = json.loads((results / "formulas/wave/base/fit.json").read_text(encoding="utf-8"))
    extra["replicates"].append(plain(replicate(2)))
    write_json(results / "formulas/wave/base/fit.json", extra)
    with pytest.raises(ValueError, match=r"replicates \[1, 2\], but .* evaluate wave again"):
        collect(results, FITS)


def test_table_on_the_screen(results):
    assert table(results, FITS).splitlines() == [
        "Test NRMSE, R² and training seconds: medians over the replicates",
        "-" * 69,
        "formula          NRMSE        R²  seconds  status            expected",
        "-" * 69,
        "wave          2.00e-02  0.999500      1.5  ok                ✓ pass",
        "apple                -         -      1.5  ok",
        "-" * 69,
        "Fits of other variations: 2; not all of these ended well:",
        "wave, narrow  5.00e-01  0.750000      1.5  1 ok, 1 diverged",
    ]


def test_table_without_variations_ends_with_the_formulas(results):
    assert table(results, {"apple": ["base"]}).endswith("ok\n" + "-" * 45)


def test_check_complains_of_what_fail_on_names(results):
    diverged = "wave, variation narrow, replicate 2 diverged: the loss is not finite after epoch 3"
    assert check(results, FITS, ["failed", "expect"]) == [diverged]
    assert check(results, FITS, ["expect"]) == []
    assert check(results, {"wave": ["base"]}, ["failed", "expect"]) == []
    entries = {"base": [(replicate(1, "failed", "singular matrix"), None)]}
    write_formula(results, "apple", entries)
    summarise(results, wave={"nrmse_max": 0.05}, apple={"r2_min": 0.99, "nrmse_max": 0.1})
    assert check(results, FITS, ["failed", "expect"]) == [
        diverged,
        "apple, variation base, replicate 1 failed: singular matrix",
        "apple, variation base: something is expected of it, but there is no NRMSE to judge it by",
    ]
    assert len(check(results, FITS, ["failed"])) == 2
    assert check(results, FITS, []) == []


def test_check_names_the_limit_and_what_was_measured(results):
    entries = {"base": [(replicate(1), metrics(0.2))]}
    write_formula(results, "apple", entries)
    summarise(results, apple={"nrmse_max": 0.1, "r2_min": 0.99})
    assert check(results, {"apple": ["base"]}, ["expect"]) == [
        "apple, variation base: median NRMSE 0.2, at most 0.1 expected; "
        "R² 0.96, at least 0.99 expected"
    ]
    assert "✗ FAIL" in table(results, {"apple": ["base"]})
    summarise(results, apple={"nrmse_max": 0.3, "r2_min": 0.99})
    (complaint,) = check(results, {"apple": ["base"]}, ["expect"])
    assert complaint == "apple, variation base: R² 0.96, at least 0.99 expected"


LOST = {"base": [(replicate(1), metrics(0.95)), (replicate(2), metrics(0.97))]}


def test_a_fit_that_missed_is_marked_beside_its_status_and_stays_in_the_medians(results):
    write_formula(results, "apple", LOST, missed="formula")
    assert [row.missed for row in collect(results, {"apple": ["base"]})] == [True, True]
    assert [row.status for row in collect(results, {"apple": ["base"]})] == ["ok", "ok"]
    lines = table(results, {"apple": ["base"]}).splitlines()
    assert lines[4] == "apple    9.60e-01  0.078300      1.5  ok, missed"
    assert lines[6:] == [
        "apple: missed: the test NRMSE is above 0.9, hardly better than a constant's",
        "apple: try more data.points, training.auto.effort: thorough, another network.activation, "
        "or narrow the ranges of the inputs",
    ]


@pytest.mark.parametrize(
    ("errors", "words"),
    [
        ([1.0], "the test NRMSE is above 0.9, hardly better than a constant's"),
        ([1e3, None], "the test NRMSE is above 1, worse than a constant's"),
        (
            [0.95, 1e3, 1e4],
            "the test NRMSE of 1 of them is above 0.9, hardly better than a constant's; the test "
            "NRMSE of 2 of them is above 1, worse than a constant's",
        ),
    ],
)
def test_words_fit_the_size_of_the_error(results, errors, words):
    evaluation = EvaluationDocument.read(results / "formulas/wave/evaluation.json")
    first = evaluation.base.replicates[0]
    assert first.metrics is not None
    measured = [replace(first.metrics, nrmse=error) for error in errors]
    marks = [replace(first, missed="formula", metrics=metrics) for metrics in measured]
    assert explain(marks, evaluation, SETTINGS)[0] == f"missed: {words}"


def test_a_simpler_method_that_is_better_is_named(results):
    write_formula(results, "apple", LOST, missed="baseline")
    assert (
        "apple: missed: the test NRMSE is above 0.001 and more than twice that of the decision "
        "tree, 0.002" in table(results, {"apple": ["base"]}).splitlines()
    )


def test_undersampled_data_ask_for_points_and_for_nothing_else(results):
    write_formula(results, "apple", LOST, missed="formula", undersampled=True)
    text = table(results, {"apple": ["base"]})
    assert (
        "apple: undersampled: no method finds the formula, and neighbouring points differ nearly "
        "as much as any two; draw more points than data.points: 10000, or narrow" in text
    )
    assert "effort" not in text
    assert collect(results, {"apple": ["base"]})[0].undersampled is True


def test_a_test_set_that_misses_the_point_is_told_though_no_fit_missed(results):
    write_formula(results, "apple", {"base": [(replicate(1), metrics(0.1))]}, shown=False)
    text = table(results, {"apple": ["base"]})
    assert "missed" not in text
    assert (
        "apple: the test set does not show the formula's range: its targets lie between 0 and 0.001"
        " (standard deviation 2e-05), the values in the box between -1 and 1 (standard deviation "
        "0.7), so that an NRMSE says little" in text
    )
    assert collect(results, {"apple": ["base"]})[0].test_shows_range is False


@pytest.mark.parametrize(("small", "told"), [(1.1e-6, False), (0.9e-6, True)])
def test_targets_that_span_more_than_six_powers_of_ten_are_told(results, small, told):
    errors = [
        replace(metrics(1e-13), relative_error_median=middle, relative_error_99=most)
        for middle, most in ((2e-4, 3e9), (4e-4, 5e9))
    ]
    replicates = [(replicate(k), each) for k, each in enumerate(errors, 1)]
    write_formula(results, "apple", {"base": replicates}, test_sizes=Sizes(small, 1.0))
    said = (
        "apple: the targets span 6 powers of ten, from 9e-07 to 1 in size: an NRMSE says nothing "
        "of the small ones; relative to the target itself the error is 0.0003 in the median, and "
        "at most 4e+09 on 99% of the test points"
    )
    assert (said in table(results, {"apple": ["base"]}).splitlines()) == told


def test_check_complains_of_a_formula_that_was_missed_where_it_is_asked_to(results):
    write_formula(results, "apple", LOST, missed="formula")
    assert check(results, {"apple": ["base"]}, ["failed", "expect"]) == []
    (complaint,) = check(results, {"apple": ["base"]}, ["missed"])
    assert complaint.startswith("apple, variation base missed: the test NRMSE is above 0.9")
    assert "try more data.points" in complaint
    assert check(results, FITS, ["missed"]) == [complaint]


def test_replicates_that_missed_for_different_reasons_are_told_apart(results):
    evaluation = EvaluationDocument.read(results / "formulas/wave/evaluation.json")
    marks = [replace(evaluation.base.replicates[0], missed=m) for m in MARKS]
    assert explain(marks, evaluation, SETTINGS)[0] == (
        "2 of 3 missed: the test NRMSE of 1 of them is above 0.9, hardly better than a constant's; "
        "the test NRMSE of 1 of them is above 0.001 and more than twice that of the decision tree, "
        "0.002"
    )
