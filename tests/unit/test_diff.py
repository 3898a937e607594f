"""Two results folders side by side, by small documents with numbers worked by hand."""

from __future__ import annotations

import copy
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests import documents

from formulafit import cli
from formulafit.cli import main
from formulafit.comparison import Comparison, Difference, Run, setting_differences
from formulafit.documents.data import DataDocument, OutputValues
from formulafit.documents.folder import ResultsFolder
from formulafit.documents.summary import Machine, Row, SummaryDocument
from formulafit.metrics import nothing

DATA = DataDocument(
    formula="wave",
    expression="sin(x)",
    names=("x",),
    inputs={"x": (0.0, 6.0)},
    seed=1,
    sampling="uniform",
    points=10000,
    test_rows=2000,
    training_rows=8000,
    dropped_points=0,
    output=OutputValues(0.0, 0.7, -1.0, 1.0),
)


def row(formula, variation, replicate, nrmse, status):
    trained = documents.trained(replicate, status)
    return Row(
        formula=formula,
        variation=variation,
        replicate=replicate,
        inputs=1,
        train_rows=8000,
        status=status,
        missed=False if trained.ok else None,
        stop_reason=trained.stop_reason,
        method="adam",
        activation="relu",
        epochs=40,
        train_rmse=trained.train_rmse,
        validation_rmse=trained.validation_rmse,
        metrics=documents.metrics(nrmse) if trained.ok else nothing(),
        undersampled=False,
        test_shows_range=True,
        fit_seconds=1.5,
        fit_cpu_seconds=1.25,
        parameters=2049,
        seed=10 + replicate,
    )


def settings(**changes):
    """The settings of a fit, of which those at paths with `__` for the dots are changed."""
    found = copy.deepcopy(documents.SETTINGS)
    for path, value in changes.items():
        *blocks, last = path.split("__")
        block = found
        for name in blocks:
            block = block[name]
        block[last] = value
    return found


def run(path, fits, data=None, asked=None, commit="a1", torch="2.5"):
    """Write a results folder.

    `fits` has the NRMSE of each replicate by (formula, variation), or the status of one that did
    not end well; `data` what differs of a formula's data, `asked` the settings of a fit.
    """
    folder, rows = ResultsFolder(Path(path)), []
    for (formula, variation), results in fits.items():
        of = folder.formula(formula)
        own = [
            row(formula, variation, k, *((None, each) if isinstance(each, str) else (each, "ok")))
            for k, each in enumerate(results, start=1)
        ]
        rows += own
        of.variation(variation).path.mkdir(parents=True)
        given = {"settings": (asked or {}).get((formula, variation), settings())}
        given["method"] = given["settings"]["training"]["method"]
        trained = [documents.trained(each.replicate, each.status) for each in own]
        about = documents.fit(*trained, formula=formula, variation=variation, **given)
        about.write(of.variation(variation).fit)
        replace(DATA, formula=formula, **(data or {}).get(formula, {})).write(of.data)
    SummaryDocument(
        rows=tuple(rows),
        expected={},
        config={"formulas": [], "studies": [], "seed": 1, "results": str(path)},
        commit=commit,
        versions={"torch": torch},
        machine=Machine("host", "Linux", "a processor", 2, 8.0),
    ).write(folder.summary)
    return Path(path)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def compared(fits_a, fits_b, **more):
    run("a", fits_a)
    run("b", fits_b, **more)
    return Comparison(Run.read("a"), Run.read("b"))


BASE = ("wave", "base")


@pytest.mark.parametrize(
    ("a", "b", "judgement", "factor"),
    [
        ([0.2, 0.4, 0.3], [0.1, 0.19, 0.15], "better", 0.5),
        ([0.2, 0.4, 0.3], [0.5, 0.41, 0.6], "worse", 5 / 3),
        ([0.2, 0.4, 0.3], [0.1, 0.21, 0.15], "within", 0.5),  # 0.21 is above the least of A
        ([0.2, 0.4, 0.3], [0.1, 0.2, 0.15], "within", 0.5),  # they touch
        ([0.2], [0.1], "better", 0.5),
        ([0.2], [0.2], "within", 1.0),
        ([0.0], [0.2], "worse", float("inf")),
        ([0.2], [0.0], "better", 0.0),
        ([0.0], [0.0], "within", 1.0),
        ([0.2, "failed"], [0.1, 0.1], "better", 0.5),  # over what ended well
        ([0.2], ["failed"], "lost", None),
        (["diverged"], [0.2], "gained", None),
        (["diverged"], ["failed"], "unknown", None),
        ([None], [None], "unknown", None),  # a constant output has no NRMSE
    ],
)
def test_beyond_the_spread_is_where_ranges_do_not_overlap(a, b, judgement, factor):
    (fit,) = compared({BASE: a}, {BASE: b}).fits
    assert fit.judgement == judgement
    assert fit.factor == (None if factor is None else pytest.approx(factor))


def test_largest_changes_come_first():
    names = [("f", each) for each in ("same", "worse", "within", "lost", "better")]
    a = [[0.1, 0.1], [0.1, 0.1], [0.1, 0.9], [0.1, 0.1], [0.8, 0.8]]
    b = [[0.1, 0.1], [0.3, 0.3], [0.1, 0.2], ["failed", "failed"], [0.1, 0.1]]
    found = compared(dict(zip(names, a, strict=True)), dict(zip(names, b, strict=True)))
    # Factors: better 1/8, worse 3; of those within, 0.15 / 0.5 and 1.
    assert [fit.name[1] for fit in found.fits] == ["lost", "better", "worse", "within", "same"]


def test_settings_are_compared_path_by_path():
    changed = settings(network__hidden=[128], training__adam__learning_rate=0.01)
    del changed["training"]["adam"]["weight_decay"]
    a, b = documents.fit(), documents.fit(settings=changed)
    assert setting_differences(a, b) == [
        Difference("network.hidden", [512], [128]),
        Difference("training.adam.learning_rate", 0.001, 0.01),
        Difference("training.adam.weight_decay", 0.0, None),
    ]


def test_of_two_methods_their_own_blocks_are_not_compared():
    other = settings(training={"method": "auto", "auto": {"effort": "quick"}})
    b = documents.fit(method="auto", settings=other)
    assert setting_differences(documents.fit(), b) == [
        Difference("training.method", "adam", "auto")
    ]


def two_runs():
    wide, line, tail = ("wave", "wide"), ("line", "base"), ("line", "tail")
    tanh = settings(network__activation="tanh")
    run(
        "a",
        {BASE: [0.2, 0.4, 0.3], wide: [0.1, 0.2], line: [0.5], tail: [0.3], ("old", "base"): [1]},
    )
    run(
        "b",
        {
            BASE: [0.1, 0.19, 0.15],
            wide: [0.2, "failed"],
            line: [0.5],
            tail: [0.3],
            ("new", "z"): [1],
        },
        data={"line": {"expression": "2*x|y", "inputs": {"x": (0.0, 3.0)}, "points": 500}},
        asked={
            BASE: settings(network__activation="tanh", network__hidden=[64, 64]),
            **dict.fromkeys((wide, line, tail), tanh),
        },
        commit="b2",
    )


SCREEN = """\
Results
     folder
  A  a
  B  b

Fits in one folder only
  only in  fit
  A        old/base
  B        new/z

Commit and versions
  of      A   B
  commit  a1  b2

Data that differ, so that errors are of different rows
  formula  of its data  A              B
  line     expression   sin(x)         2*x|y
  line     inputs       x: [0.0, 6.0]  x: [0.0, 3.0]
  line     points       10000          500

Settings that differ
  fit               setting             A      B
  all fits in both  network.activation  relu   tanh
  wave/base         network.hidden      [512]  [64, 64]

Median test NRMSE
  fit           A     B   B/A  verdict
  wave/base   0.3  0.15   0.5  better
  wave/wide  0.15   0.2  1.33  within the replicates, 2 ok → 1 ok + 1 failed
  line/base   0.5   0.5     1  within the replicates, one replicate each, other data
  line/tail   0.3   0.3     1  within the replicates, one replicate each, other data

1 better, 3 within the replicates' spread, 1 only in A, 1 only in B
"""


def test_all_on_the_screen(capsys):
    two_runs()
    assert main(["diff", "a", "b"]) == 0
    assert capsys.readouterr().out == SCREEN


def test_markdown_has_tables_of_github(capsys):
    two_runs()
    assert main(["diff", "--markdown", "a", "b"]) == 0
    printed = capsys.readouterr().out
    assert r"| line | expression | sin(x) | 2\*x\|y |" in printed
    assert (
        "### Median test NRMSE\n\n| fit | A | B | B/A | verdict |\n"
        "| :--- | ---: | ---: | ---: | :--- |\n| wave/base | 0.3 | 0.15 | 0.5 | better |\n"
    ) in printed
    assert printed.endswith(
        "\n\n1 better, 3 within the replicates' spread, 1 only in A, 1 only in B\n"
    )


def test_the_unchanged_are_counted_and_listed_on_demand(capsys):
    fits = {BASE: [0.2, 0.4], ("wave", "wide"): [0.1, 0.3]}
    run("a", fits)
    run("b", fits)
    assert main(["diff", "a", "b"]) == 0
    short = capsys.readouterr().out
    assert short.endswith("  B  b\n\n2 within the replicates' spread\n")
    assert main(["diff", "a", "b", "--all"]) == 0
    assert "  wave/wide  0.2  0.2    1  within the replicates\n" in capsys.readouterr().out


def test_a_setting_that_all_fits_changed_does_not_list_them(capsys):
    names = [("wave", "base"), ("wave", "wide")]
    tanh = settings(network__activation="tanh")
    run("a", {name: [0.2, 0.4] for name in names})
    run("b", {name: [0.3, 0.3] for name in names}, asked=dict.fromkeys(names, tanh))
    assert main(["diff", "a", "b"]) == 0
    printed = capsys.readouterr().out
    assert "  all fits in both  network.activation  relu  tanh\n" in printed
    assert "wave" not in printed


def test_a_folder_that_may_not_be_read_is_told(monkeypatch, capsys):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    run("a", {BASE: [0.2]})
    monkeypatch.setattr(Path, "is_file", refuse)  # the superuser may read everything
    assert main(["diff", "a", "b"]) == 2
    told = capsys.readouterr().err
    assert told == "formulafit diff: a/summary.json: Permission denied; make it readable\n"


def test_mistakes_are_told_in_one_line(capsys):
    run("a", {BASE: [0.2]})
    run("b", {BASE: [0.2]})
    Path("link").symlink_to("a")
    Path("empty").mkdir()
    shutil.copytree("b", "old")
    Path("old/summary.json").write_text("{}")
    shutil.copytree("b", "cut")
    Path("cut/summary.json").write_text('{"rows": [')
    shutil.copytree("b", "lost")
    ResultsFolder(Path("lost")).formula("wave").variation().fit.unlink()
    for b, message in {
        "link": "a and link are the same folder; name two results folders",
        "empty": "empty: no summary.json there; name the results folder of a finished run",
        "none": "none: no summary.json there; name the results folder of a finished run",
        "old": "old/summary.json: rows is missing; write it anew",
        "cut": "cut/summary.json: Expecting value: line 1 column 11 (char 10); write it anew",
        "lost": "lost/formulas/wave/base/fit.json: No such file or directory; finish the run",
    }.items():
        assert main(["diff", "a", b]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith(f"formulafit diff: {message}")
        assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a"], "required: B"),
        (["a", "b", "c"], "c: two folders are compared, this is one more"),
        (["a", "b", "--html"], "no option --html; see formulafit diff --help"),
    ],
)
def test_mistakes_that_show_the_usage(arguments, message, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["diff", *arguments])
    assert message in capsys.readouterr().err


def test_examples_of_the_help_are_accepted(capsys):
    for line in cli.DIFF_EXAMPLES.splitlines()[1:]:
        arguments = line.split(">")[0].split()[1:]
        assert main(arguments) == 2
        assert "no summary.json there" in capsys.readouterr().err
