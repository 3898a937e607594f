"""What the paper prints, from small results written by hand (`write`, in conftest)."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from dataclasses import replace
from typing import Any

import pytest
from tests.paper.written import written

from formulafit.documents.evaluation import EvaluationDocument, Twins
from formulafit.documents.fit import FitDocument
from formulafit.figures.style import COLUMN, TEXT_WIDTH
from formulafit.language import numbers
from formulafit.language.en import grammar
from formulafit.language.known import find
from formulafit.paper import markup, tables
from formulafit.paper.facts.source import constant, source
from formulafit.paper.facts.studies import Study, others
from formulafit.paper.opened import Paper
from formulafit.paper.pages import Pages, continued

EN = find("en")

OF_SEVERAL = {  # what is said of several replicates alone
    "en": ["over replicates", "best replicate", "every replicate", "Replicates ", "Range"],
    "zh": ["取重复", "一次重复", "各次重复", "那次重复", "及其范围", "| 范围"],
}


@pytest.mark.parametrize("code", OF_SEVERAL)
def test_a_paper_of_networks_that_are_trained_once_tells_of_no_replicates(
    write: Any, code: str
) -> None:
    choice = {"stage": "readout", "activation": "sin", "reason": "error", "candidates": {}}
    sizes = {f"h{n}": {"errors": [1 / n], "hidden": [n]} for n in (2, 4)}
    write.formula("wave", [0.01], variations=sizes, study="size", noise=0.1, choice=choice)
    write.paper()
    text = written(write.folder, code)
    assert [words for words in OF_SEVERAL[code] if words in text] == []
    write.formula("sum", [0.01, 0.02], about=write.SUM)
    write.paper()
    text = written(write.folder, code)
    assert [words for words in OF_SEVERAL[code] if words not in text] == []


def test_errors_that_are_alike_are_as_large(write: Any) -> None:
    alike = {"a": {"errors": [0.2], "hidden": [2]}, "b": {"errors": [0.2004], "hidden": [3]}}
    write.formula("wave", variations=alike, study="size")
    write.paper()
    for code, told in (
        ("en", "*B*, is as large, to two digits."),
        ("zh", "按两位数字与前者相同。"),
    ):
        (study,) = Paper(write.folder, find(code)).studies
        assert told in find(code).studies.about(study)


def test_the_threshold_of_symlog_is_told(write: Any) -> None:
    write.formula("wave", output="symlog", symlog_threshold=0.01)
    paper = write.paper()
    assert "logarithmic above; $t$ is 0.01. Errors" in EN.training.axes(paper.formulas)
    write.formula("tide", output="symlog", symlog_threshold=2)
    paper = write.paper()
    assert "; $t$ is 0.01 for Wave and 2 for Tide." in EN.training.axes(paper.formulas)
    assert "；$t$对Wave为0.01，对Tide为2。" in find("zh").training.axes(paper.formulas)


# ---------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (0, "0"),
        (0.00312, r"$3.1\times 10^{-3}$"),
        (0.0999, "0.10"),
        (-0.25, "−0.25"),
        (1.0, "1.0"),
        (42.4, "42"),
        (1234.0, r"$1.2\times 10^{3}$"),
    ],
)
def test_compact(value: float | None, expected: str) -> None:
    assert numbers.compact(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.5, "0.500"), (12345.6, "12,346"), (0.00012, r"$1.20\times 10^{-4}$"), (0.0125, "0.0125")],
)
def test_number(value: float, expected: str) -> None:
    assert numbers.number(value) == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (None, "–"),
        ((0.0021, 0.0034), r"$[2.1, 3.4]\times 10^{-3}$"),
        ((0.00091, 0.0034), r"$[0.9, 3.4]\times 10^{-3}$"),
        ((0.000001, 0.0034), r"[$1.0\times 10^{-6}$, $3.4\times 10^{-3}$]"),
        ((0.21, 0.34), "[0.21, 0.34]"),
        ((0.0021, 0.0021), r"$2.1\times 10^{-3}$"),
    ],
)
def test_interval(span: tuple[float, float] | None, expected: str) -> None:
    assert numbers.interval(span) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "–"),
        (0, "0.00"),
        (0.004, "<\u00a00.01"),
        (0.006, "0.01"),
        (2.34, "2.3"),
        (1234, "1,234"),
    ],
)
def test_seconds(value: float | None, expected: str) -> None:
    assert numbers.seconds(value) == expected


def test_signed_numbers_have_a_typographic_minus() -> None:
    assert numbers.signed(-0.0044512, 4) == "−0.004451"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, "–"), (0.99996, ">\u00a00.9999"), (0.9876, "0.9876"), (1, "1.0000"), (-0.5, "−0.5000")],
)
def test_r_squared_is_never_rounded_up_to_one(value: float | None, expected: str) -> None:
    assert numbers.r_squared(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *[(512, "512"), (10000, "10,000"), (0.001, "0.001"), (1e-8, "$10^{-8}$"), (-0.3, "−0.3")],
        *[(6.283185307179586, r"$2\pi$"), (-1.5707963267948966, r"$-\pi/2$"), (3.14159, "3.14159")],
        *[(2.356194490192345, r"$3\pi/4$"), (1.0471975511965979, r"$\pi/3$"), (22, "22")],
    ],
)
def test_exact_keeps_what_a_person_wrote(value: float, expected: str) -> None:
    assert numbers.exact(value) == expected


def test_shares_and_counts() -> None:
    assert [numbers.percent(value) for value in (0.634, 0.999, 1)] == ["63%", "99%", "100%"]
    assert [numbers.share(value) for value in (0.2, 0.001)] == ["20%", "0.1%"]
    assert grammar.plural(1, "pass", "passes") == "one pass"
    assert grammar.plural(3, "pass", "passes") == "three passes"
    assert grammar.plural(1200, "row") == "1,200 rows"
    assert grammar.listing(["a"]) == "a"
    assert grammar.listing(["a", "b", "c"]) == "a, b and c"
    assert grammar.listing([]) == ""


def test_escape_shows_a_title_literally() -> None:
    assert markup.escape("I.6.2a  x_1 * [y] | $z$ @key") == (r"I.6.2a x\_1 \* \[y\] \| \$z\$ \@key")


def test_table_block_image_and_listing() -> None:
    assert markup.table(["a", "b:"], [["1", "2"]]) == "| a | b |\n| :--- | ---: |\n| 1 | 2 |"
    assert markup.block("fig-x", "body", "Caption.") == "::: {#fig-x}\nbody\n\nCaption.\n:::\n"
    assert markup.image("logic/gates.svg", 'The "gates"', 49) == (
        "![](results/logic/gates.svg){fig-alt=\"The 'gates'\" width=49%}"
    )
    assert markup.code_listing("lst-x", "s = '```'\n", "Code.") == (
        "````{#lst-x .python lst-cap=\"Code.\"}\ns = '```'\n````\n"
    )


# ------------------------------------------------------------------------------------------ logic


def test_gates_functions_and_certificates(write: Any) -> None:
    logic = write.formula("wave").paper().logic
    lines = tables.logic.gates(logic, EN).splitlines()
    assert len(lines) == 2 + 4 + 4 + 2
    assert lines[2] == "| AND, $w$ = (1, 1), $b$ = −2 | (0, 0) | −2 | 0 | 0.119 | 0 |"
    assert lines[5] == "|  | (1, 1) | 0 | 1 | 0.500 | 1 |"
    assert logic.gates_exact
    assert len(logic.separable) == 14
    assert logic.inseparable == ["XOR", "XNOR"]
    assert "| XOR | 0 1 1 0 |  |  |  | no |" in tables.logic.functions(logic, EN)
    certificates = tables.logic.certificates(logic, EN).splitlines()
    assert certificates[2] == r"| (0, 0) | $-b > 0$ | 1 | $b \geq 0$ | 1 |"
    assert certificates[-1] == "| Sum | $0 > 0$ |  | $0 > 0$ |  |"
    assert "| 3 | 256 | 104 | 152 |" in tables.logic.counts(logic, EN)


def test_learning_rule_and_its_cycle(write: Any) -> None:
    logic = write.formula("wave").paper().logic
    assert logic.learned == ["AND", "OR", "NOT"]
    assert f"| XOR | cycle of length {logic.cycle_length('XOR')} |" in tables.logic.learning(
        logic, EN
    )
    states = re.findall(r"\(([^)]*)\)", tables.logic.cycle(logic, "XOR"))
    assert states[0] == states[-1]
    assert len(states) > 2


def test_xor_constructed_and_trained(write: Any) -> None:
    logic = write.formula("wave").paper().logic
    assert logic.xor_exact
    assert r"W^{(1)} = \begin{pmatrix} 1 & -1 \\ -1 & 1 \end{pmatrix}" in tables.logic.xor_weights(
        logic
    )
    assert "| (0, 1) | (−2, 0) | (0, 1) | 0 | 1 | 1 | 1 |" in tables.logic.xor(logic, EN)
    assert "| 2 | 9 | 63 of 100 | 63% | 0.12 |" in tables.logic.trained(logic, EN)
    assert "2 hidden units 63%; 8 hidden units 100%" in EN.logic.xor_alt(logic)


# ---------------------------------------------------------------------------------------- results


def test_main_table(write: Any) -> None:
    formulas = write.formula("wave", title="A_wave").paper().formulas
    assert tables.formulas.main(formulas, EN).splitlines() == [
        "| Formula | NRMSE | Range | $R^2$ | CPU\u00a0s | Best baseline | NRMSE |",
        "| :--- | ---: | ---: | ---: | ---: | :--- | ---: |",
        r"| A\_wave | $2.0\times 10^{-3}$ | $[1.0, 3.0]\times 10^{-3}$ | "
        ">\u00a00.9999 | 6.0 "
        r"| polynomial | $1.5\times 10^{-3}$ |",
    ]


def test_titles_are_those_of_the_language(write: Any) -> None:
    title = {"de": "Welle", "en": "Wave_1"}
    english = write.formula("wave", title=title, variations=write.OVERFITTING).paper()
    german = Paper(write.folder, dataclasses.replace(EN, code="de"))
    for paper, expected in ((english, r"Wave\_1"), (german, "Welle")):
        assert paper.formulas.title("wave") == expected
        assert paper.studies[0].formula_titles == [expected]
        assert f"## {expected} {{#sec-formula-wave}}" in paper.pages.all()


def test_main_table_has_another_method_beside(write: Any) -> None:
    adam = {"adam": {"errors": [0.02, 0.06, 0.04], "method": "adam"}}
    own = {"study": None, "alternative": "adam", "method": "other"}
    write.formula("wave", variations=adam, **own).formula("sum", [1e-14], write.SUM)
    formulas = write.paper().formulas
    head, _, wave, total = tables.formulas.main(formulas, EN).splitlines()
    assert head == (
        "| Formula | NRMSE | Range | $R^2$ | CPU\u00a0s | `adam` NRMSE | CPU\u00a0s "
        "| Best baseline | NRMSE |"
    )
    assert "| >\u00a00.9999 | 6.0 |" in wave
    assert r"| 6.0 | $4.0\times 10^{-2}$ | 6.0 | polynomial |" in wave
    assert "| 5.0 | – | – | polynomial |" in total
    assert formulas.gains == {"wave": pytest.approx(0.04 / 0.002)}
    assert formulas.mean_gain == pytest.approx(20)
    assert others(formulas.results) == []


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        ({}, ""),
        ({"a": 9}, "The method `auto` has a smaller error than `adam` on A."),
        ({"a": 0.25}, "The method `adam` has a smaller error than `auto` on A."),
        ({"a": 1}, "On A they differ by rounding alone."),
        (
            {"a": 9, "b": 4},
            "The method `auto` has a smaller error than `adam` on both formulas.",
        ),
        (
            {"a": 9, "b": 0.25, "c": 4},
            "on two of three formulas. The error of `adam` is smaller on B.",
        ),
        (
            {"a": 0.5, "b": 4, "c": 0.25},
            "on one of three formulas. The error of `adam` is smaller on C and A.",
        ),
        (
            {"a": 0.5, "b": 0.25},
            "The method `adam` has a smaller error than `auto` on both formulas.",
        ),
        ({"a": 9, "b": 1}, "on one of two formulas. On B they differ by rounding alone."),
    ],
)
def test_the_outcome_of_two_methods_follows_their_errors(
    write: Any, errors: dict[str, float], expected: str
) -> None:
    for formula, ratio in errors.items():
        own = 1e-3 if ratio != 1 else 1e-15
        adam = {"adam": {"errors": [1e-3 * ratio if ratio != 1 else 2e-15], "method": "adam"}}
        write.formula(
            formula, [own], variations=adam, study=None, alternative="adam", method="auto"
        )
    outcome = EN.formulas.duel((write if errors else write.formula("a")).paper().formulas)
    assert expected in outcome
    assert ("geometric mean" in outcome) == (len(errors) > 1)
    if len(errors) < 2:
        assert outcome == expected


def test_gains_end_at_the_floor_of_double_precision(write: Any) -> None:
    adam = {"adam": {"errors": [1e-3], "method": "adam"}}
    write.formula("wave", [1e-15], variations=adam, study=None, alternative="adam")
    assert write.paper().formulas.gains == {"wave": pytest.approx(1e9)}


def test_main_table_shows_lost_fits_and_expectations(write: Any) -> None:
    missed = {"nrmse_max": 0.001, "nrmse": 0.002, "passed": False}
    write.formula("wave", [None, 0.002], expect=missed).formula("lost", [None, None])
    formulas = write.paper().formulas
    head, _, wave, lost = tables.formulas.main(formulas, EN).splitlines()
    assert head.endswith("| Ended well | Expected |")
    assert wave.endswith("| 1 of 2 | **not met** |")
    assert lost.startswith("| Lost | – | – | – | – |")
    assert lost.endswith("| 0 of 2 |  |")
    assert formulas.expected() == ([], ["wave"])


def test_baselines_and_the_contest(write: Any) -> None:
    formulas = write.formula("wave").formula("sum", [0.0001], write.SUM).paper().formulas
    head, _, wave, _ = tables.formulas.baselines(formulas, EN).splitlines()
    assert head == "| Formula | Network | Mean | Polynomial | Spline | Boosted trees |"
    assert r"| 1.0 | **$1.5\times 10^{-3}$** |" in wave
    assert formulas.contest() == (["sum"], ["wave"])
    assert formulas.ranked == ["sum", "wave"]
    assert EN.formulas.inputs(formulas) == "one to two inputs"


def test_constant_targets_have_no_relative_error(write: Any) -> None:
    formulas = write.formula("flat", spread=0.0).paper().formulas
    assert formulas.constant == ["flat"]
    assert formulas.ranked == []
    assert formulas.contest() == ([], [])
    row = tables.formulas.main(formulas, EN).splitlines()[-1]
    assert row == "| Flat | – | – | – | 6.0 | – | – |"


def test_regions_noise_predictions_and_domain(write: Any) -> None:
    points = [
        {"point": {"x": 0.5}, "true": 0.5, "predicted": 0.25, "error": -0.25, "inside": True},
        {"point": {"x": 9.0}, "true": None, "predicted": 0.25, "error": None, "inside": False},
    ]
    write.formula("wave", noise=0.3, predictions=points).formula("sum", about=write.SUM)
    formulas = write.paper().formulas
    assert tables.formulas.regions(formulas, EN).splitlines()[2] == (
        r"| Wave | $2.0\times 10^{-3}$ | $2.0\times 10^{-3}$ | $2.0\times 10^{-2}$ | 10 |"
    )
    assert formulas.dropped == 6
    assert EN.training.split(formulas) == (
        "For Wave this makes 7,200 rows to train on, 800 to validate and 2,000 to test."
    )
    assert tables.formulas.noise(formulas, EN).splitlines()[2:] == [
        r"| Wave | 0.3 | $2.0\times 10^{-3}$ | 0.30 |"
    ]
    assert tables.formulas.predictions(formulas, EN).splitlines()[2:] == [
        "| Wave | x = 0.5 | 0.50000 | 0.25000 | −0.25 | yes |",
        "| Wave | x = 9 | – | 0.25000 | – | no |",
    ]
    assert tables.formulas.domain(formulas, "wave", EN) == "$[0, 6]$"
    assert tables.formulas.domain(formulas, "sum", EN) == "$[-1, 1]^{2}$"


def test_settings_name_the_formulas_that_differ(write: Any) -> None:
    write.formula("wave").formula("sum", about=write.SUM).formula("slow", learning_rate=0.01)
    paper = write.paper()
    assert paper.setting("training.adam.learning_rate") == "0.001 (Slow: 0.01)"
    assert EN.training.fraction(paper.settings, "data.test_fraction") == "20%"
    assert paper.setting("network.activation") == "ReLU"
    assert paper.setting("training.other.nothing") == "–"
    assert EN.training.parameters(paper.settings) == "1,537 to 2,049"
    lines = tables.about.settings(paper.settings, EN).splitlines()
    assert lines[2] == "| Points | `data.points` | 10,000 |"
    assert "| Early stopping | `training.adam.early_stopping` | on |" in lines


def test_settings_of_a_method_that_only_variations_use_are_those_set_beside_the_own_fit(
    write: Any,
) -> None:
    variations = {
        "fast": {"errors": [0.1], "method": "adam", "learning_rate": 0.1},
        "adam": {"errors": [0.1], "method": "adam"},
    }
    write.formula("wave", variations=variations, method="auto", alternative="adam")
    paper = write.paper()
    assert paper.setting("training.adam.learning_rate") == "0.001"
    lines = tables.about.settings(paper.settings, EN).splitlines()
    assert "| Method | `training.method` | auto |" in lines
    assert "| Learning rate | `training.adam.learning_rate` | 0.001 |" in lines
    assert "| Budget | `training.auto.budget` | 1,000 |" in lines


def test_a_method_of_a_study_has_its_settings_in_the_table(write: Any) -> None:
    """Of three methods, `torch` stands beside no own fit."""
    beside = {"errors": [0.1], "method": "adam"}
    other = {"errors": [0.1], "method": "torch"}
    variations = {"adam": beside, "torch": other}
    write.formula("wave", variations=variations, method="auto", alternative="adam")
    paper = write.paper()
    lines = tables.about.settings(paper.settings, EN).splitlines()
    assert "| Budget | `training.torch.budget` | 1,000 |" in lines
    assert not any(line.endswith("| – |") for line in lines)


def test_without_a_fit_beside_they_are_the_commonest(write: Any) -> None:
    rates = {"fast": 0.1, "usual": 0.001, "same": 0.001}
    variations = {
        key: {"errors": [0.1], "method": "adam", "learning_rate": rate}
        for key, rate in rates.items()
    }
    write.formula("wave", variations=variations, method="auto")
    assert write.paper().setting("training.adam.learning_rate") == "0.001"


def test_a_study_tells_what_its_fits_share_and_whether_it_adds_noise(write: Any) -> None:
    common = {"errors": [0.1], "method": "adam", "max_epochs": 30, "noise": 0.3}
    variations = {
        "few": {**common, "train_rows": 100},
        "all": {**common, "train_rows": 4000, "patience": 5},
    }
    (study,) = write.formula("wave", variations=variations, study="size").paper().studies
    assert EN.values.changes(study.shared) == "method adam, noise 0.3 and max epochs 30"
    assert study.adds_noise


def test_overfitting_study_compares_mends_with_what_they_mend(write: Any) -> None:
    (study,) = write.formula("wave", noise=0.3, variations=write.OVERFITTING).paper().studies
    assert study.overfits
    assert study.shared == {}
    assert not study.adds_noise
    assert study.noise == pytest.approx(0.15)
    assert study.reference.variation == "plain"
    assert tables.studies.gains(study, EN).splitlines()[2:] == [
        "| Decay | weight decay 0.01 | 2.50 | yes |",
        "| Stopping | early stopping on | 1.11 | no |",
        "| Rows | training rows 4,000 | 10.0 | yes |",
    ]
    assert [entry.variation for entry in study.ranked] == ["rows", "decay", "stopping", "plain"]
    assert study.ratio == pytest.approx(10)
    assert tables.studies.entries(study, EN).splitlines()[2] == (
        "| Plain | 100 | 0.12 | 0.25 | 0.50 | [0.40, 0.60] | 6.0 |"
    )


def test_epochs_of_different_lengths_are_compared_by_their_steps(write: Any) -> None:
    variations = {
        "plain": {"errors": [0.5], "train_rows": 200, "max_epochs": 2000},
        "decay": {"errors": [0.4], "train_rows": 200, "max_epochs": 2000, "weight_decay": 0.1},
        "rows": {"errors": [0.1], "train_rows": 8000, "max_epochs": 50},
    }
    (study,) = write.formula("wave", variations=variations).paper().studies
    # 180 rows in 3 batches, 7,200 in 113
    assert study.steps == {6000: ["Plain", "Decay"], 5650: ["Rows"]}
    write.studies.clear()
    for entry in variations.values():
        entry["max_epochs"] = 50
    (study,) = write.formula("sum", about=write.SUM, variations=variations).paper().studies
    assert study.steps == {}


def test_studies_keep_the_order_of_the_config(write: Any) -> None:
    for i, study in enumerate(("size", "activation", "rate")):
        write.formula(f"f{2 - i}", variations={"a": {"errors": [0.1]}}, study=study)
    write.rows.reverse()
    assert [study.key for study in write.paper().studies] == ["size", "activation", "rate"]


def test_study_of_single_replicates_has_no_range(write: Any) -> None:
    variations = {
        "narrow": {"errors": [0.2], "hidden": [8]},
        "deep": {"errors": [0.02], "hidden": [128, 128]},
        "lost": {"errors": [None], "hidden": [512]},
    }
    (study,) = write.formula("wave", variations=variations, study="size").paper().studies
    assert not study.overfits
    assert study.varied == ["network.hidden"]
    assert EN.studies.replicates(study) == "once"
    assert tables.studies.entries(study, EN).splitlines() == [
        "| Variation | Parameters | Test NRMSE | CPU\u00a0s |",
        "| :--- | ---: | ---: | ---: |",
        "| Narrow | 25 | 0.20 | 5.0 |",
        r"| Deep | 769 | $2.0\times 10^{-2}$ | 5.0 |",
        "| Lost | 1,537 | – | – |",
    ]
    assert [entry.variation for entry in study.unfinished] == ["lost"]
    assert EN.studies.figure_alt(study) == (
        "Test NRMSE in the study of size: Narrow: 0.2; Deep: 0.02; Lost: no fit."
    )


def test_variations_of_no_study_are_shown_beside_their_formula(write: Any) -> None:
    tanh = {"errors": [0.01], "activation": "tanh", "scaling": "minmax"}
    paper = write.formula("wave", variations={"smooth_one": tanh}, study=None).paper()
    assert tables.formulas.others(paper.formulas, paper.others, EN).splitlines()[2] == (
        "| Wave | smooth one | scaling min-max and activation tanh | $1.0\\times 10^{-2}$ "
        "| $2.0\\times 10^{-3}$ |"
    )


def test_pages(write: Any) -> None:
    page = (
        write.formula("sum", [0.001, None], write.SUM, title="Two inputs").paper().pages.page("sum")
    )
    assert page.startswith("## Two inputs {#sec-formula-sum}\n")
    assert "$$\nf(x_{1}, y) = x_{1} + y\n$$" in page
    assert r"with $x_{1} \in [-1, 1]$ and $y \in [-1, 1]$." in page
    assert (
        "The network has one hidden layer of 512 units, 2,049 parameters and the activation ReLU. "
        "We trained it on 8,000 rows by `adam`. The median test NRMSE is $1.0\\times 10^{-3}$. Of "
        "the baselines, the polynomial comes nearest: $1.5\\times 10^{-3}$ (degree 7, 8 terms). "
    ) in page
    assert (
        "@tbl-formula-sum lists all its errors. The largest error on the test set is "
        "$2.0\\times 10^{-3}$, median over replicates (@fig-formula-sum-fit). Predicted and true "
        "values agree to the eye; training ended after 41 epochs or steps "
        "(@fig-formula-sum-predicted-learning). The mean size of the test errors is "
        "$2.5\\times 10^{-4}$ (@fig-formula-sum-errors).\n"
    ) in page
    assert "| **1** |" in page
    # of any method: what lies below the curves may be epochs or work
    assert "as the training goes on: replicate 1 ended as converged after 41 epochs or" in page
    assert "| 2 | diverged | – | – | – | – | – | – | – | 41 |" in page
    assert re.findall(r"results/(\S+?)\)", page) == [
        f"formulas/sum/{name}.svg" for name in ("fit", "predicted", "learning", "errors")
    ]


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (
            {"why": "errors", "errors": {"gauss": 0.1, "sin": 2.2e-5}},
            "Gauss-Newton, with sine units (random features gave errors of "
            r"$2.2\times 10^{-5}$ with sine, 0.10 with Gaussian)",
        ),
        ({"why": "race", "starts": 6}, "Gauss-Newton, with sine units that won a race of 6 starts"),
        ({"why": "race", "starts": 1}, "Gauss-Newton, with sine units from the only start"),
        ({"why": "named"}, "Gauss-Newton, with sine units, as the config names it"),
        ({"why": "named", "stage": "Adam"}, "Adam, with sine units"),
        (
            {"why": "spectrum", "stage": "spectrum", "spectrum": {"waves": 3.4e-15}},
            "the spectral start, with sine units (frequencies of the data, plane waves, gave an "
            r"error of $3.4\times 10^{-15}$)",
        ),
        (
            {"why": "noise", "stage": "random features"},
            "random features, with sine units, averaged by cross-validation for the noise in the "
            "rows",
        ),
        (
            {"why": "jumps", "stage": "jumps", "jumps": 2},
            "random features and steep units, with sine units, the steep ones at 2 jumps between "
            "rows",
        ),
        (
            {"why": "kinks", "starts": 4},
            "Gauss-Newton, with sine units for kinks, trained in 4 blocks",
        ),
        ({"why": "kinks", "starts": 1}, "Gauss-Newton, with sine units for kinks"),
        (
            {"why": "two values", "stage": "sigmoid output"},
            "random features under a sigmoid, with sine units, which tell two values apart by the "
            "least log loss",
        ),
        (
            {"why": "named", "maps": ["log_low", "identity"]},
            "Gauss-Newton, with sine units, as the config names it. In place of its inputs the "
            "network sees the logarithm from the lower end, the value",
        ),
    ],
)
def test_what_a_method_chose_is_told_in_words(
    write: Any, choice: dict[str, Any], words: str
) -> None:
    chosen = {"activation": "sin", "stage": "Gauss-Newton", **choice}
    paper = write.formula("wave", method="auto", choice=chosen).paper()
    assert f"In the best replicate the hidden layer came from {words}." in paper.pages.page("wave")


def test_what_another_method_chose_is_told_by_its_names(write: Any) -> None:
    chosen = {"ridge": 1e-8, "best_unit": "sin"}
    paper = write.formula("wave", method="mine", choice=chosen).paper()
    assert (
        "In the best replicate `mine` chose best unit sine, ridge $10^{-8}$."
        in paper.pages.page("wave")
    )


def test_pictures_side_by_side_have_the_scale_of_the_others(write: Any) -> None:
    page = write.formula("wave").paper().pages.page("wave")
    widths = [float(width) for width in re.findall(r"width=([\d.]+)%", page)]
    assert widths == pytest.approx([100 * COLUMN / TEXT_WIDTH] * 2, abs=0.5)


@pytest.mark.parametrize(
    ("commit", "told"),
    [("1a2b3c4-dirty", "Commit `1a2b3c4-dirty` of the project made the results."), (None, "")],
)
def test_commit_is_told_where_there_is_one(write: Any, commit: str | None, told: str) -> None:
    paper = write.formula("wave").paper()
    paper.results.summary = replace(paper.results.summary, commit=commit)
    assert EN.reproduction.commit(paper.reproduction).removeprefix("**Commit.** ") == told


def test_reproduction_leaves_the_machines_name_out(write: Any) -> None:
    reproduction = write.formula("wave").paper().reproduction
    assert (
        EN.reproduction.machine(reproduction) == r"A\_CPU, two cores, 8.2 GB of memory, Linux 6.1"
    )
    assert reproduction.predict_command == (
        "formulafit predict results/small/formulas/wave/base x=3"
    )
    assert EN.reproduction.cpu_time(reproduction) == "18 CPU seconds"


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("results-2/x", "results-2/x"),
        ("größe/@1", "größe/@1"),
        ("my results/a", "'my results/a'"),
        ("it's/公", r"$'it\'s/\xe5\x85\xac'"),
        ("a/公式", r"$'a/\xe5\x85\xac\xe5\xbc\x8f'"),
        ("gro\u0308ße", r"$'gro\xcc\x88ße'"),
    ],
)
def test_path_in_a_command_is_what_a_shell_reads(path: str, word: str, tool: Any) -> None:
    assert markup.shell_word(path) == word
    command = [tool("bash"), "-c", f"printf %s {word}"]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    assert said == path


def test_source_of_the_package() -> None:
    assert source("logic/units.py", "step").startswith("def step(z: Exact) -> int:")
    assert source("logic/units.py", "Perceptron").startswith("@dataclass(frozen=True)\nclass")
    with pytest.raises(ValueError, match="defines no nothing; it has step"):
        source("logic/units.py", "nothing")
    assert constant("evaluation/regions.py", "EDGE") == 0.02
    with pytest.raises(ValueError, match="defines no constant NOTHING"):
        constant("evaluation/regions.py", "NOTHING")


def test_title_of_a_study_is_shown_literally(write: Any) -> None:
    write.formula("wave", variations=write.OVERFITTING)
    results = write.paper().results
    study = Study(results, replace(results.summary.studies[0], title="*Any* | $x$"))
    assert study.title == r"\*Any\* \| \$x\$"
    assert EN.formulas.topic(study) == r"\*any\* \| \$x\$"
    assert "study of *any* | $x$, medians" in EN.studies.figure_alt(study).replace("\\", "")


# ------------------------------------------------------------------------------ what was missed


def test_a_missed_formula_is_marked_in_the_main_table_the_text_and_on_its_page(write: Any) -> None:
    write.formula("wave", [0.95, 0.97], missed="formula").formula("sum", about=write.SUM)
    paper = write.paper()
    head, _, wave, total = tables.formulas.main(paper.formulas, EN).splitlines()
    assert head.endswith("| Missed |")
    assert wave.endswith("| **missed** |")
    assert total.endswith("|  |")
    text = EN.verdicts.paragraph(paper.formulas)
    assert "We call one of two formulas *missed*" in text
    assert "stay in all medians" in text
    assert (
        "- Wave: missed: the test NRMSE is above 0.9, hardly better than a constant's; try more "
        "`data.points`, `training.method: auto`, another `network.activation`, or narrow the "
        "ranges of the inputs." in text
    )
    assert "**Note:** missed: the test NRMSE is above 0.9" in paper.pages.page("wave")
    assert "**Note:**" not in paper.pages.page("sum")
    assert paper.formulas.median_nrmse == pytest.approx((0.96 + 0.002) / 2)


def test_a_formula_that_a_simpler_method_fits_far_better_is_told_which(write: Any) -> None:
    formulas = write.formula("wave", [0.004], missed="baseline").paper().formulas
    (first, _) = EN.verdicts.said(formulas, "wave")
    assert first.endswith("more than twice that of the polynomial, 0.0015")


def test_undersampled_formulas_and_test_sets_that_miss_the_point(write: Any) -> None:
    write.formula("wave", [0.95], missed="formula", undersampled=True).formula("sum", shown=False)
    text = EN.verdicts.paragraph(write.paper().formulas)
    assert "draw more points than `data.points: 10000`" in text
    assert "effort" not in text
    assert "the test set does not show the formula's range" in text
    assert r"(standard deviation $2.0\times 10^{-5}$)" in text


def test_a_formula_that_was_not_missed_is_not_said_to_be(write: Any) -> None:
    text = EN.verdicts.paragraph(write.formula("sum", shown=False).paper().formulas)
    assert text.startswith("**With care.**")
    assert "issed" not in text


def test_nothing_is_said_where_nothing_was_missed(write: Any) -> None:
    formulas = write.formula("wave").paper().formulas
    assert EN.verdicts.paragraph(formulas) == ""
    assert "Missed" not in tables.formulas.main(formulas, EN)


def test_simpler_methods_are_those_that_were_fitted(write: Any) -> None:
    formulas = (
        write.formula("sum3", about=write.THREE, left_out=["gaussian_process"]).paper().formulas
    )
    text = EN.verdicts.simpler_methods(formulas)
    assert (
        "simpler methods, on the same training rows: the mean of the training targets; a "
        "polynomial; gradient-boosted trees [@friedman2001]." in text
    )
    assert (
        "chooses the degree of the polynomial and the number of trees of the boosted trees." in text
    )
    assert "We take boosted trees from scikit-learn [@pedregosa2011]." in text
    assert text.endswith("Left out, as the config asks: the Gaussian process.")


def test_nothing_is_said_to_be_left_out_where_nothing_is(write: Any) -> None:
    text = EN.verdicts.simpler_methods(write.formula("wave").paper().formulas)
    assert "Left out" not in text
    assert "a cubic spline by least squares for one or two inputs" in text


def test_errors_that_are_rounding_beat_nothing_and_are_equal(write: Any) -> None:
    formulas = write.formula("wave", [1e-15]).paper().formulas
    assert formulas.contest() == (["wave"], [])  # the polynomial has 1.5e-3
    exact = write.formula("line", [2e-15], best=1e-15).paper().formulas
    assert exact.contest() == (["wave"], ["line"])
    row = tables.formulas.baselines(exact, EN).splitlines()[3]
    assert r"| **$2.0\times 10^{-15}$** | 1.0 | **$1.0\times 10^{-15}$** |" in row
    assert "On Line a simpler method is at least as good, rounding aside." in EN.verdicts.worth(
        exact
    )


def test_worth_always_says_something(write: Any) -> None:
    formulas = write.formula("flat", spread=0.0).paper().formulas
    assert EN.verdicts.worth(formulas).startswith(
        "No formula has the NRMSE of a network and of a baseline."
    )


@pytest.mark.parametrize(
    ("errors", "words"),
    [
        ([1e-5], "beats the best"),
        ([0.1], "does not beat the best"),
        ([1e-5, 1e-5], "methods on both formulas."),
        ([1e-5, 0.1], "methods on one of two formulas."),
        ([0.1, 0.1], "methods on none of the two formulas."),
        ([1e-5, 1e-5, 1e-5], "methods on all three formulas."),
    ],
)
def test_how_often_the_network_wins_is_told_as_a_person_would(
    write: Any, errors: list[float], words: str
) -> None:
    for number, error in enumerate(errors):
        write.formula(f"f{number}", [error])
    assert words in EN.formulas.findings(write.paper().formulas, [])


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (["decay", "rows"], "*Rows* gains most, a factor of 10.0; *Decay* gains that much as well"),
        (["stopping", "rows"], "Only *Rows* does, by a factor of 10.0"),
        (["stopping"], "No mend gains that much"),
    ],
)
def test_mends_that_help_are_named(write: Any, ends: list[str], words: str) -> None:
    """The median NRMSE falls from 0.5 to 0.2, 0.45 and 0.05, its range from [0.4, 0.6]."""
    entries = {name: write.OVERFITTING[name] for name in ("plain", *ends)}
    (study,) = write.formula("wave", variations=entries).paper().studies
    assert f"{words} (@tbl-gains-overfitting)." in EN.studies.mends(study)


def test_the_largest_errors_of_predictions_are_told(write: Any) -> None:
    near = {"point": {"x": 1.0}, "true": 0.5, "predicted": 0.4, "error": -0.1, "inside": True}
    far = {**near, "error": 3.0, "inside": False}
    undefined = {**near, "true": None, "error": None}
    formulas = write.formula("wave", predictions=[near, far, undefined]).paper().formulas
    told = EN.formulas.predictions(formulas)
    assert told.endswith("Inside the boxes they are off by up to 0.10, outside by up to 3.0.")


def test_of_a_picture_without_a_clause_nothing_is_said(write: Any) -> None:
    paper = write.formula("wave").formula("lost", [None]).paper()
    silent = replace(EN.pictures["errors"], seen=lambda formulas, formula: "")
    say = replace(EN, pictures={**EN.pictures, "errors": silent})
    pages = Pages(paper.formulas, say)
    assert "@fig-formula-wave-errors" not in pages.page("wave")
    assert "so that @fig-formula-lost-errors shows no prediction" in pages.page("lost")


def test_fits_are_counted_by_the_code_that_trained_them(write: Any) -> None:
    fits = {
        "fast": {"errors": [0.1, 0.2], "method": "adam"},
        "deep": {"errors": [0.1], "method": "adam", "hidden": [8, 8]},
        "own": {"errors": [0.1], "method": "adam", "choice": {"loop": "layer by layer"}},
        "loop": {"errors": [0.1], "method": "torch"},
    }
    write.formula("wave", variations=fits, study="code", method="auto")
    paper = write.paper()
    assert paper.results.code == {"auto": 3, "adam": 2, "adam_by_layers": 2, "torch": 1}
    assert EN.training.code(paper.results).startswith("**Code.** We trained 8 fits: 3 by `auto`")
    (study,) = paper.studies
    assert study.twins == []
    assert EN.studies.twins(study) == ""


def test_twins_are_told_by_what_was_measured(write: Any) -> None:
    both = {name: {"errors": [0.1], "method": name} for name in ("adam", "torch")}
    write.formula("wave", variations=both, study="code", method="auto")
    settings = (write.files.formula("wave").variation(name).fit for name in both)
    for path in settings:  # of both methods the same
        fit = FitDocument.read(path)
        training = {"method": fit.method, fit.method: {"max_epochs": 100}}
        replace(fit, settings={**fit.settings, "training": training}).write(path)
    path = write.files.formula("wave").evaluation
    apart = Twins("adam", "torch", first=2e-7, curve=0.25, prediction=0.1)
    replace(EvaluationDocument.read(path), twins=(apart,)).write(path)
    (study,) = write.paper().studies
    assert study.of_twins
    (pair,) = study.twins
    assert (pair.prediction, pair.seconds) == (0.2, (5.0, 5.0))  # a spread of 0.5
    told = EN.studies.twins(study)
    assert "at most by 0.25 in any epoch" in told
    assert "by at most 0.20 standard deviations" in told


# ---------------------------------------------------------------------------------- outside the box


def test_the_formula_that_is_shown_beyond_its_box(write: Any) -> None:
    beside = {"adam": {"errors": [0.1], "method": "adam"}}
    write.formula("wave", [0.002], method="auto", variations=beside, alternative="adam")
    write.formula("tide", [0.001])
    write.formula("sum", [0.5], about=write.SUM)
    text = continued(write.paper().formulas, EN)
    assert text.startswith(
        "@fig-outside continues Wave beyond its box, which of the formulas with one input has the "
        "largest error there. Along these curves, the network of `auto` is off by at most "
        r"$1.0\times 10^{-2}$ standard deviations inside the box, by up to 1.0 within 10% of a "
        r"side beyond it, and by up to 10 within 50%; that of `adam` by 0.12, 12 and "
        "$1.2\\times 10^{2}$.\n\n"
        "::: {#fig-outside}\n![](results/formulas/outside.svg)"
    )
    assert "along" not in text
    assert "through the box and 50% of a side beyond each end" in text
    assert "10% of a side beyond the ends, as far as @tbl-regions looks" in text
    write.formula("tide", [0.003])  # the error decides, not the order
    assert continued(write.paper().formulas, EN).startswith("@fig-outside continues Tide beyond")


def test_of_formulas_of_several_inputs_one_is_followed_along_one_input(write: Any) -> None:
    write.formula("sum", about=write.SUM)
    text = continued(write.paper().formulas, EN)
    assert text.startswith("@fig-outside continues Sum beyond its box. Along these curves, the")
    assert "Sum and its networks, along $x_{1}$ through the box's centre, through" in text
    write.formula("three", about=write.THREE)
    assert "beyond its box, which has the largest" in continued(write.paper().formulas, EN)
    write.formula("wave", [1e-6])
    first = continued(write.paper().formulas, EN)
    assert "Wave beyond its box, the only one of the formulas with one input." in first


def test_nothing_is_continued_where_no_fit_ended_well(write: Any) -> None:
    assert continued(write.formula("wave", [None]).paper().formulas, EN) == ""
    assert continued(write.formula("flat", spread=0.0).paper().formulas, EN) == ""
