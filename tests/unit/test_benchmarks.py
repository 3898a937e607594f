"""What the benchmarks conclude from their measurements; measuring takes hours and is no test."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from benchmarks import document, peers, records, suites
from benchmarks.compare import compare, few, geometric_mean

ROW = records.Row(
    formula="wave",
    title="Wave",
    inputs=1,
    set_aside=False,
    method="auto",
    setting="",
    test_nrmse=1e-3,
    cpu_seconds=2.0,
    processor="any",
    versions="any",
)


def test_ratios_are_the_peer_s_error_over_ours_and_our_seconds_over_the_peer_s():
    rows = [
        ROW,
        replace(ROW, method="loop 512", setting="5 s", test_nrmse=0.5),
        replace(ROW, method="loop 512", setting="60 s", test_nrmse=2e-2, cpu_seconds=8.0),
        replace(ROW, formula="exact", test_nrmse=1e-15),
        replace(ROW, formula="exact", method="loop 512", setting="60 s", test_nrmse=1e-10),
        replace(ROW, formula="not measured by the peer"),
    ]
    found = compare(rows, "loop 512", "60 s")
    assert found.errors == pytest.approx({"wave": 20.0, "exact": 100.0})  # ours at least 1e-12
    assert found.mean == pytest.approx(np.sqrt(20 * 100))
    assert (found.worst, found.dearest) == ("wave", "exact")
    assert found.seconds == pytest.approx({"wave": 0.25, "exact": 1.0})
    assert compare(rows, "spline") is None


def test_geometric_mean_and_classes_of_inputs():
    assert geometric_mean([1e-6, 1e-2]) == pytest.approx(1e-4)
    rows = [replace(ROW, inputs=inputs) for inputs in (1, 2, 3, 9)]
    assert [row.inputs for row in few(rows, (1, 2))] == [1, 2]


def test_a_third_of_the_suites_is_set_aside_and_nothing_that_was_studied():
    for suite, count in (("nguyen", 12), ("feynman", 30), ("surrogate", 30)):
        formulas = suites.formulas(suite)
        aside = {formula for formula, out in formulas.items() if out}
        assert (len(formulas), len(aside)) == (count, count // 3)
        assert not aside & {*suites.STUDIED, *suites.formulas("default")}
    assert not any(suites.formulas("default").values())


def test_measurements_are_kept_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "FOLDER", tmp_path)
    rows = [ROW, replace(ROW, method="spline", setting="4 intervals, 7 terms", set_aside=True)]
    records.write("nguyen", rows)
    assert records.read("nguyen") == rows
    assert records.read("feynman") == []


def test_a_task_has_the_workflow_s_points():
    task = suites.task("default", "noisy_wave")
    X, y = task.all_rows()
    assert (len(X), len(y), len(task.y_test)) == (8000, 8000, 2000)
    np.testing.assert_allclose(task.y_test, task.X_test[:, 0] / 2 + np.sin(2 * task.X_test[:, 0]))
    assert 0.08 < np.std(y - X[:, 0] / 2 - np.sin(2 * X[:, 0])) / np.std(task.y_test) < 0.12
    assert task.nrmse(np.full(2000, task.y_test.mean())) == pytest.approx(1.0)


def test_the_loop_is_looked_at_where_it_was_asked_to():
    task = suites.task("default", "gaussian")
    found = peers.assignment_loop(task, hidden=(16,), checks=(0.2, 0.4))
    assert [each.setting for each in found] == ["0.2 s", "0.4 s"]
    assert found[1].nrmse < found[0].nrmse < 1
    assert 0.2 <= found[0].cpu_seconds < 0.4 <= found[1].cpu_seconds < 0.6


def test_the_page_is_what_the_measurements_say():
    page = (document.FOLDER / "benchmarks.md").read_text(encoding="utf-8")
    assert page == document.document()
