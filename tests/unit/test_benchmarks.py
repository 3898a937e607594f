"""What the benchmarks conclude from their measurements; measuring takes hours and is no test."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from benchmarks import ablation, document, losses, peers, records, studies, study_tables, suites
from benchmarks.compare import compare, few, geometric_mean, lost_to
from benchmarks.suites import Problem
from benchmarks.tables import overview

from formulafit.sampling.rows import TrainingSet

ROW = records.Row(
    formula="wave",
    title="Wave",
    inputs=1,
    set_aside=False,
    noise=0.0,
    draw=0,
    method="auto",
    setting="",
    test_nrmse=1e-3,
    relative_error_99=None,
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


def test_the_least_ratio_and_the_largest_loss_are_told():
    rows = [
        replace(ROW, set_aside=True),
        replace(ROW, set_aside=True, method="Gaussian process", test_nrmse=5e-4),
        replace(ROW, formula="other"),
        replace(ROW, formula="other", method="Gaussian process", test_nrmse=8e-3),
        replace(ROW, formula="exact", test_nrmse=1e-15),
        replace(ROW, formula="exact", method="Gaussian process", test_nrmse=1e-16),
    ]
    assert lost_to(rows, "Gaussian process", None) == pytest.approx({"wave": 2.0})
    *_, every, aside = overview(rows[:4]).splitlines()
    about = "| Gaussian process, 2,000 rows "
    assert every == about + "| all | 2 | 2 | 0.5 (wave) | 1 | 2× (wave) |"
    assert aside == about + "| set aside | 1 | 0.5 | 0.5 (wave) | 1 | 2× (wave) |"


def test_more_effort_is_told_where_it_was_measured():
    rows = [ROW, replace(ROW, method="Gaussian process", test_nrmse=5e-4)]
    rows += [replace(row, formula="other") for row in rows]
    assert losses.at_thorough_effort(rows) == []
    more = replace(ROW, method="auto thorough", test_nrmse=6e-4)
    (told,) = losses.at_thorough_effort([*rows, more])
    assert told.endswith(
        "measured on 1 of those, the Gaussian process keeps the smaller error on wave."
    )
    (told,) = losses.at_thorough_effort([*rows, replace(more, test_nrmse=4e-4)])
    assert told.endswith("smaller error on none.")


# ------------------------------------------------------------------------------- points and methods


def test_a_task_has_the_workflow_s_points():
    task = suites.task(Problem("default", "noisy_wave"))
    X, y = task.all_rows()
    assert (len(X), len(y), len(task.y_test)) == (8000, 8000, 2000)
    np.testing.assert_allclose(task.y_test, task.X_test[:, 0] / 2 + np.sin(2 * task.X_test[:, 0]))
    assert 0.08 < np.std(y - X[:, 0] / 2 - np.sin(2 * X[:, 0])) / np.std(task.y_test) < 0.12
    assert task.judge(np.full(2000, task.y_test.mean())).nrmse == pytest.approx(1.0)


def test_another_draw_has_other_points_and_a_level_its_noise():
    first, second = (suites.task(Problem("nguyen", "nguyen_7", draw=draw)) for draw in (0, 1))
    assert not np.isin(second.X_test, first.X_test).any()
    assert second.seed != first.seed
    noisy = suites.task(Problem("nguyen", "nguyen_7", noise=0.3))
    np.testing.assert_array_equal(noisy.train.X, first.train.X)
    noise = (noisy.train.y - first.train.y) / np.std(first.y_test)
    assert np.std(noise) == pytest.approx(0.3, rel=0.05)
    np.testing.assert_array_equal(noisy.y_test, first.y_test)


def test_logarithms_are_learned_and_the_output_itself_is_judged():
    task = suites.task(Problem("orders", "arrhenius_prefactor"))
    a, energy, temperature = task.X_test.T
    assert 11.5 < a.min() < 12 < 29 < a.max() < 30  # 1e5 to 1e13, in natural logarithms
    learned = a - energy / (8.314462618 * temperature)
    np.testing.assert_allclose(np.log(task.y_test), learned, rtol=1e-9)
    found = task.judge(learned + np.log(1.25))
    assert found.relative_error_99 == pytest.approx(0.25)


def test_points_in_the_gap_around_a_jump_are_left_out():
    rows = TrainingSet(np.array([[0.0], [0.2], [0.9]]), np.zeros(3), np.array([[0.5]]), np.zeros(1))
    X = np.array([[0.1], [0.2], [0.25], [0.45], [0.5], [0.8]])
    found = suites.in_gap(rows, X, jump=0.3)
    assert found.tolist() == [False, False, True, True, False, False]
    assert not suites.in_gap(rows, X, jump=None).any()


def test_every_formula_that_a_study_names_is_there_and_was_not_set_aside():
    for chosen in (studies.SPREAD, studies.NOISY):
        found = studies.named(chosen)
        assert {each.formula for each in found} == {key for keys in chosen.values() for key in keys}
        assert not any(each.set_aside for each in found)
    for suite, problems in studies.SUITES.items():
        asked = [(each.formula, each.noise, each.draw) for each in problems()]
        assert len(asked) == len(set(asked)), suite
        assert {method for each in problems() for method in each.methods} <= peers.METHODS.keys()


@pytest.mark.parametrize("method", ["decision tree", "nearest neighbours"])
def test_a_baseline_is_exact_on_a_step_outside_its_gap(method):
    task = suites.task(Problem("edges", "step"))
    (found,) = peers.measure(method, task)
    assert task.judge(found.predicted).nrmse < 1e-12
    assert found.setting


def test_splines_are_for_few_inputs():
    task = suites.task(Problem("default", "I_34_14"))
    assert peers.measure("spline", task) == peers.measure("smoothing spline", task) == []


def test_the_smoothing_spline_averages_noise():
    task = suites.task(Problem("nguyen", "nguyen_5", noise=0.1))
    X, y = task.all_rows()
    few = TrainingSet(X[:900], y[:900], X[:0], y[:0])
    (found,) = peers.measure("smoothing spline", replace(task, train=few))
    assert 0.003 < task.judge(found.predicted).nrmse < 0.03  # with the noise itself 0.1


def test_the_loop_is_looked_at_where_it_was_asked_to():
    task = suites.task(Problem("default", "gaussian"))
    found = peers.assignment_loop(task, hidden=(16,), checks=(0.2, 0.4))
    assert [each.setting for each in found] == ["0.2 s", "0.4 s"]
    first, second = (task.judge(each.predicted).nrmse for each in found)
    assert second < first < 1
    assert 0.2 <= found[0].cpu_seconds < 0.4 <= found[1].cpu_seconds < 0.6


@pytest.mark.parametrize("ingredient", ablation.WITHOUT)
def test_what_the_ablation_puts_away_is_there(ingredient):
    patches = ablation.WITHOUT[ingredient].patches
    before = [getattr(module, name) for module, name, _ in patches]
    with ablation.without(ingredient):
        changed = [getattr(module, name) for module, name, _ in patches]
    for old, new in zip(before, changed, strict=True):
        assert not np.array_equal(old, new)


def test_an_ingredient_is_worth_the_error_without_it_over_that_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "FOLDER", tmp_path)
    assert ablation.ratios() == {}
    errors = {
        ("kink", ablation.WHOLE): "1e-7",
        ("step", ablation.WHOLE): "1e-15",
        ("kink", "relu, for kinks"): "5e-5",
        ("step", "steep units, for jumps"): "3e-2",
    }
    records.write_table(
        "ablation",
        [{"formula": f, "without": w, "test_nrmse": e} for (f, w), e in errors.items()],
        quiet=True,
    )
    found = ablation.ratios()
    assert found.keys() == {"relu, for kinks", "steep units, for jumps"}
    assert found["relu, for kinks"] == pytest.approx({"kink": 500})
    assert found["steep units, for jumps"] == pytest.approx({"step": 3e10})  # whole at least 1e-12


# ------------------------------------------------------------------------------------- the studies


def test_luck_is_the_worst_over_the_best_of_the_draws(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "FOLDER", tmp_path)
    nrmse = (4e-5, 2e-5, 8e-5)
    rows = [replace(ROW, draw=draw, test_nrmse=each) for draw, each in enumerate(nrmse)]
    records.write("spread", rows)
    assert study_tables.spread().splitlines()[2:] == [
        "| wave | 1 | 2.0e-05 | 4.0e-05 | 8.0e-05 | 4 |"
    ]


def test_noise_is_told_by_level_and_inputs(monkeypatch):
    noisy = replace(ROW, formula="nguyen_1", noise=0.1, test_nrmse=4e-3)
    rows = [
        noisy,
        replace(noisy, method="smoothing spline", test_nrmse=2e-3),
        replace(noisy, formula="nguyen_2", test_nrmse=1e-3),
        replace(noisy, formula="nguyen_2", method="smoothing spline", test_nrmse=8e-3),
        replace(noisy, formula="nguyen_9", inputs=2),
        replace(noisy, formula="nguyen_9", inputs=2, method="Gaussian process", test_nrmse=4.4e-3),
        replace(noisy, draw=1, test_nrmse=2e-3),
        replace(noisy, draw=1, method="smoothing spline", test_nrmse=2e-3),
    ]
    *_, one, two = study_tables.noise_ratios(rows).splitlines()
    assert one == "| 10% | 1 | 2 | 0.020 |  |  |  |  | 2 (1) |  |"
    assert two == "| 10% | 2 | 1 | 0.040 |  |  | 1.1 (0) |  |  |  |"
    told = study_tables.noise_draws(rows)
    assert told.startswith("Over 2 draws")
    assert "on 2 of 3 runs in one input" in told
    assert "on 1 of 1 in two" in told
    monkeypatch.setattr(records, "read", lambda suite: rows)
    smaller = "- With **noise of 10%** the smaller error has smoothing spline on 1 of 2."
    assert losses.under_noise() == [smaller]


def test_medians_of_draws_stand_beside_the_largest_error_of_ours(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "FOLDER", tmp_path)
    ours = [
        replace(ROW, draw=draw, test_nrmse=each) for draw, each in enumerate((1e-3, 5e-3, 2e-3))
    ]
    records.write("edges", [*ours, replace(ROW, method="polynomial", test_nrmse=1e-4)])
    line = study_tables.DRAWN["edges"].table().splitlines()[-1]
    assert line == "| Wave | 1 | 2.0e-03 | 5.0e-03 | **1.0e-04** |  |  |  |  |"
    jumps = "- Of **jumps, kinks and singular ends** the smaller median has poly. on wave (20×)."
    assert losses.in_drawn_studies() == [jumps]


def test_the_page_is_what_the_measurements_say():
    page = (document.FOLDER / "benchmarks.md").read_text(encoding="utf-8")
    assert page == document.document()
