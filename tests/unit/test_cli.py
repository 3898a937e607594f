from __future__ import annotations

import csv
import errno
import io
import json
import math
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch

import formulafit
from formulafit import cli
from formulafit.cli import fit as fit_command
from formulafit.cli import main
from formulafit.cli.fit import slug
from formulafit.config.loading import check
from formulafit.files import read_json
from formulafit.formula import parse
from formulafit.metrics import measure
from formulafit.network.mlp import MLP
from formulafit.network.surrogate import OutsideBoxWarning, save
from formulafit.registry import activation_names
from formulafit.sampling.sample import draw_sample

WORKFLOW = Path(formulafit.__file__).parents[1]
SHORT = ("--points", "60", "--hidden", "6", "--method", "adam",
         "--set", "training.adam.max_epochs=3")  # fmt: skip


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A folder with two trained networks of x*y."""
    folder = tmp_path_factory.mktemp("trained") / "product"
    arguments = ("fit", "x*y", "x=-1:1", "y=0:2", "--replicates", "2", "--output", str(folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", io.StringIO())
        assert main([*arguments, *SHORT]) == 0
    return folder


def python(*arguments):
    code = [sys.executable, *arguments]
    environment = {"PYTHONPATH": str(WORKFLOW)}
    return subprocess.run(code, capture_output=True, text=True, env=environment, check=False)


# ---------------------------------------------------------------------------------------------- fit


def test_fit_prints_the_test_errors_and_saves_the_network(capsys):
    assert main(["fit", "sin(x)", "x=0:6", *SHORT]) == 0
    printed = capsys.readouterr().out
    folder = Path("sin_x")
    assert {path.name for path in folder.iterdir()} == {
        *("network.json", "network.safetensors", "history.csv", "fit.json", "metrics.json"),
        "replay",
    }
    assert "rows      43 training, 5 validation, 12 test" in printed
    assert "predict with it: formulafit predict sin_x x=3" in printed

    network = formulafit.load(folder)
    settings = check({"formulas": {"sin_x": {"expression": "sin(x)", "inputs": {"x": [0, 6]}}}})
    defaults = settings.settings("sin_x")
    sample = draw_sample(
        parse("sin(x)", ["x"]),
        {"x": [0, 6]},
        points=60,
        sampling=defaults.data.sampling,
        test_fraction=defaults.data.test_fraction,
        seed=defaults.seed,
        key="sin_x",
    )
    expected = measure(sample.y[:12], network(sample.X[:12]))
    saved = read_json(folder / "metrics.json")
    assert (saved["split"], saved["rows"]) == ("test", 12)
    (entry,) = saved["replicates"]
    assert entry["metrics"] == pytest.approx(vars(expected))
    shown = dict(re.findall(r"^  (\S.*?) {2,}(\S+)$", printed, re.MULTILINE))
    assert shown["replicate"] == "1"
    for title, value in (("RMSE", expected.rmse), ("NRMSE", expected.nrmse), ("MAE", expected.mae)):
        assert float(shown[title]) == pytest.approx(value, rel=1e-2)
    assert float(shown["largest error"]) == pytest.approx(expected.max_abs_error, rel=1e-2)
    assert float(shown["R²"]) == pytest.approx(expected.r2, abs=1e-6)


def test_options_become_settings_that_the_config_knows():
    arguments = ("--noise", "0.1", "--scaling", "minmax", "--activation", "tanh", "--seed", "7")
    more = ("--set", "training.adam.learning_rate=1e-2", "--set", "data.validation_fraction=0.2")
    assert main(["fit", "x", "x=0:1", *SHORT, *arguments, *more, "--hidden", "4,3"]) == 0
    fit = read_json("x/fit.json")
    assert fit["hidden"] == [4, 3]
    assert fit["replicates"][0]["activation"] == "tanh"
    data, training = fit["settings"]["data"], fit["settings"]["training"]
    assert (data["noise"], data["scaling"], data["points"]) == (0.1, "minmax", 60)
    assert (training["adam"]["learning_rate"], training["adam"]["max_epochs"]) == (0.01, 3)
    assert (fit["validation_rows"], fit["replicates"][0]["epochs"]) == (10, 3)
    first = Path("x/network.safetensors").read_bytes()
    assert main(["fit", "x", "x=0:1", *SHORT, *arguments, *more, "--hidden", "4,3"]) == 0
    assert Path("x/network.safetensors").read_bytes() == first
    same = ("--noise", "1/10", "--seed", "7.0", "--hidden", "[2**2, 3]", "--points", "6e1")
    assert main(["fit", "x", "x=0:1", *SHORT, *arguments, *more, *same]) == 0
    assert Path("x/network.safetensors").read_bytes() == first
    other = [*SHORT, *arguments, *more, "--hidden", "4,3", "--seed", "8"]
    assert main(["fit", "x", "x=0:1", *other]) == 0
    assert Path("x/network.safetensors").read_bytes() != first


def test_a_setting_of_another_method_is_refused(capsys):
    assert main(["fit", "x", "x=0:1", "--set", "training.adam.max_epochs=3"]) == 2
    assert "training.adam: x is trained with the method auto" in capsys.readouterr().err


def test_a_formula_may_begin_with_a_minus_and_inputs_may_follow_options():
    assert main(["fit", "-x*y", "x=-pi:pi", *SHORT, "y=-2:-1", "--output", "minus"]) == 0
    document = read_json("minus/network.json")
    assert document["expression"] == "-x*y"
    assert document["inputs"] == {"x": [-np.pi, np.pi], "y": [-2.0, -1.0]}


def test_an_input_that_does_not_occur_is_trained_with(capsys):
    assert main(["fit", "x", "u=0:1", "x=0:1", *SHORT]) == 0
    document = read_json("x/network.json")
    assert document["inputs"] == {"u": [0.0, 1.0], "x": [0.0, 1.0]}
    assert formulafit.load("x")([[0.5, 0.5]]).shape == (1,)
    assert 'warning: inputs: "x" holds no u; the networks get such' in capsys.readouterr().err


def test_a_fit_that_diverges_ends_with_1(capsys):
    assert main(["fit", "x", "x=0:1", *SHORT, "--set", "training.adam.learning_rate=1e30"]) == 1
    captured = capsys.readouterr()
    assert "diverged" in captured.out
    assert captured.err == "formulafit fit: no training ended well\n"
    assert read_json("x/metrics.json")["replicates"][0]["metrics"] is None


def test_a_folder_of_its_own_is_written_anew(capsys):
    for low in ("0", "1"):
        assert main(["fit", "x", f"x={low}:2", *SHORT]) == 0
    assert "replacing the network of x in the folder x" in capsys.readouterr().out
    assert read_json("x/network.json")["inputs"] == {"x": [1.0, 2.0]}


@pytest.mark.parametrize("before", ["nothing", "a network"])
def test_a_fit_that_is_stopped_leaves_nothing_half_written(before, monkeypatch, capsys):
    asked = ["fit", "x", "x=0:1", *SHORT]
    if before == "a network":
        assert main(asked) == 0
    files = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}

    def stop(*arguments, **settings):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:  # networks are written by then, and no errors
        patch.setattr("formulafit.cli.fit.evaluate_baselines", stop)
        patch.setattr("formulafit.cli.fit.undersampled", stop)
        assert main(asked) == 130
    told = capsys.readouterr().err
    assert told == "\nformulafit fit: stopped\n"
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == files
    assert main(asked) == 0


def restore_interrupt():
    """Let a key press reach the command where these tests run in the background, deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_is_told_in_a_line():
    """A key press at a real command, in the midst of its training."""
    command = [sys.executable, "-m", "formulafit", "fit", "sin(x)", "x=0:6", "--hidden", "8,8"]
    command += ["--method", "adam", "--set", "training.adam.early_stopping=false"]
    command += ["--set", "training.adam.max_epochs=1000000"]
    environment = {"PYTHONPATH": str(WORKFLOW), "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command,
        stdout=pipe,
        stderr=pipe,
        text=True,
        env=environment,
        preexec_fn=restore_interrupt,
    ) as running:
        assert "epoch" in next(line for line in running.stdout if line.startswith("replicate 1"))
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert told == "\nformulafit fit: stopped\n"
    assert list(Path().iterdir()) == []


def test_what_a_killed_fit_left_in_a_folder_is_no_hindrance():
    Path("x/.x.host-1-2").mkdir(parents=True)
    assert main(["fit", "x", "x=0:1", *SHORT]) == 0


@pytest.mark.parametrize(
    ("error", "mend"),
    [
        (errno.ENOSPC, "x: No space left on device; make room, or name another place"),
        (errno.EROFS, "x: Read-only file system; name a place that can be written to"),
    ],
)
def test_what_the_system_refuses_is_told_with_its_place(error, mend, monkeypatch, capsys):
    def refuse(*arguments):
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert main(["fit", "x", "x=0:1", *SHORT]) == 2
    assert capsys.readouterr().err == f"formulafit fit: {mend}\n"
    assert list(Path().iterdir()) == []


def test_a_place_that_cannot_be_is_told_before_the_training(capsys):
    Path("file").touch()
    assert main(["fit", "x", "x=0:1", *SHORT, "--output", "file/x"]) == 2
    told = capsys.readouterr()
    mend = "a file is where a folder is needed: name another place"
    assert told.err == f"formulafit fit: file/x: Not a directory; {mend}\n"
    assert "replicate" not in told.out


def test_a_reader_who_leaves_is_no_error(trained):
    command = shlex.join(
        [sys.executable, "-m", "formulafit", "predict", str(trained), "x=0", "y=1"]
    )
    shown = subprocess.run(
        ["bash", "-c", f"{command} | true; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(WORKFLOW), "PATH": os.environ["PATH"]},
        check=False,
    )
    assert (shown.stdout, shown.stderr) == ("141\n", "")


@pytest.mark.parametrize("names", [["notes.txt"], ["network.json", "fit.json"]])
def test_another_folder_is_left_alone(names, capsys):
    Path("x").mkdir()
    for name in names:
        Path("x", name).write_text("{}", encoding="utf-8")
    assert main(["fit", "x", "x=0:1", *SHORT]) == 2
    assert "the folder x was not made by formulafit fit; choose another" in capsys.readouterr().err
    assert sorted(path.name for path in Path("x").iterdir()) == sorted(names)


@pytest.mark.parametrize(
    ("text", "reason"), [(None, "No such file"), ("{", "Expecting"), ("{}", "formula is missing")]
)
def test_a_folder_whose_network_is_broken_is_left_alone(text, reason, capsys):
    Path("x").mkdir()
    Path("x/metrics.json").write_text("{}", encoding="utf-8")
    if text is not None:
        Path("x/network.json").write_text(text, encoding="utf-8")
    assert main(["fit", "x", "x=0:1", *SHORT]) == 2
    told = capsys.readouterr().err
    assert told.startswith("formulafit fit: the folder x holds no network that can be read (")
    assert reason in told
    assert told.endswith("); choose another with --output\n")


def test_the_folder_of_another_formula_is_not_taken_by_default(capsys):
    assert main(["fit", "x + 1", "x=0:1", *SHORT]) == 0
    assert main(["fit", "x - 1", "x=0:1", *SHORT]) == 2
    assert "holds a network of x + 1; choose another with --output" in capsys.readouterr().err
    assert main(["fit", "x - 1", "x=0:1", *SHORT, "--output", "x_1"]) == 0


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("sin(x)", "sin_x"),
        ("exp(-0.3*x)*sin(4*x)", "exp_0_3_x_sin_4_x"),
        ("2*x", "f_2_x"),
        ("-x**2", "x_2"),
        ("(", "f"),
        ("x+" * 100 + "x", "_".join("x" * 24)),
    ],
)
def test_slug(expression, name):
    assert slug(expression) == name


# ------------------------------------------------------------------------------------------ predict


def test_predict_prints_prediction_truth_and_error(trained, capsys):
    assert main(["predict", str(trained), "y=1.5", "x=-0.5"]) == 0
    captured = capsys.readouterr()
    predicted = formulafit.load(trained)({"x": -0.5, "y": 1.5})[0]
    lines = dict(line.rsplit(maxsplit=1) for line in captured.out.splitlines()[1:])
    values = {name.strip(): float(value) for name, value in lines.items()}
    assert values == {
        "x": -0.5,
        "y": 1.5,
        "prediction": pytest.approx(predicted, rel=1e-5),
        "true value": -0.75,
        "error": pytest.approx(predicted + 0.75, rel=0.05),
    }
    assert captured.err == ""


def test_predict_opens_the_replicate_that_is_asked_for(trained, capsys):
    for replicate in (1, 2):
        arguments = ("predict", str(trained), "--replicate", str(replicate), "x=0.5", "y=pi/2")
        assert main(arguments) == 0
        predicted = formulafit.load(trained, replicate)([[0.5, np.pi / 2]])[0]
        shown = re.search(r"prediction  (\S+)\n", capsys.readouterr().out)[1]
        assert float(shown) == pytest.approx(predicted, rel=1e-5)


def test_predict_shows_the_digits_that_the_precision_has(tmp_path, capsys):
    for dtype, told, shown in (
        (torch.float64, "", ["1", "0.33333333", "0.33333333", "0"]),
        (torch.float32, ", in single precision", ["1", "0.3333333", "0.33333333", "1e-08"]),
    ):
        network = MLP(1, [1], "relu", dtype=dtype)
        with torch.no_grad():  # a third of x, rounded
            network.layers[0].weight[:] = 1.0
            network.layers[1].weight[:] = 1 / 3
        about = {"formula": "third", "expression": "x/3", "names": ["x"], "inputs": {"x": (0, 2)}}
        save(tmp_path / str(dtype), network, {1: network}, 1, **about)
        assert main(["predict", str(tmp_path / str(dtype)), "x=1"]) == 0
        head, *lines = capsys.readouterr().out.splitlines()
        assert head == f"x/3, replicate 1{told}"
        assert [line.split()[-1] for line in lines] == shown


def test_choices_and_special_functions_are_fitted_and_predicted(capsys):
    expression = "where(x < 0, sinc(x), gamma(x + 1) % 2) + erf(x)"
    assert main(["fit", expression, "x=-1:pi", *SHORT, "--output", "pieces"]) == 0
    assert main(["predict", "pieces", "x=-pi/6"]) == 0
    truth = 3 / np.pi + math.erf(-np.pi / 6)  # sin(pi/6) is a half
    assert f"true value  {truth:.8g}\n" in capsys.readouterr().out


def test_predict_warns_outside_the_box_in_a_plain_line(trained, capsys):
    assert main(["predict", str(trained), "x=3", "y=1"]) == 0
    captured = capsys.readouterr()
    assert captured.err.startswith("formulafit predict: warning: 1 of 1 points outside the box")
    assert "true value  3\n" in captured.out


def test_predict_where_the_formula_is_undefined(capsys):
    assert main(["fit", "log(x)", "x=1:2", *SHORT]) == 0
    assert main(["predict", "log_x", "x=-1"]) == 0
    assert "true value  undefined here" in capsys.readouterr().out


def test_a_range_may_have_a_scale_and_no_prediction_outside_it(capsys):
    assert main(["fit", "x", "x=1e-2:1e4:log", *SHORT, "--output", "decades"]) == 0
    assert formulafit.load("decades").about.axes["inputs"] == [{"kind": "log"}]
    assert main(["predict", "decades", "x=-2"]) == 0
    shown = capsys.readouterr()
    assert "there, and at 1 of them none: an input there has no logarithm\n" in shown.err
    assert shown.out.endswith("  prediction  none here\n  true value  -2\n")
    assert main(["fit", "x", "x=1:4:linear", *SHORT, "--output", "plain"]) == 0
    assert formulafit.load("plain").about.axes is None


def test_predict_a_table(trained, capsys):
    text = 'name,y,x\n"a, b",1.5,-0.5\nlast,1e0, 3\n\n'
    Path("points.csv").write_text("\ufeff" + text, encoding="utf-8")
    assert main(["predict", str(trained), "--input", "points.csv", "--output", "out.csv"]) == 0
    captured = capsys.readouterr()
    assert captured.out == "2 predictions: out.csv\n"
    assert "warning: 1 of 2 points outside the box" in captured.err
    with Path("out.csv").open(newline="", encoding="utf-8") as lines:
        header, *rows = csv.reader(lines)
    assert header == ["name", "y", "x", "prediction"]
    assert [row[:3] for row in rows] == [["a, b", "1.5", "-0.5"], ["last", "1e0", " 3"]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OutsideBoxWarning)
        expected = formulafit.load(trained)([[-0.5, 1.5], [3, 1]])
    assert [float(row[3]) for row in rows] == expected.tolist()  # every bit


@pytest.mark.parametrize(
    ("text", "columns", "point"),
    [
        ("name;y;x\r\nä;0,5;0,25\r\n", ";", ","),  # as Excel has it in German
        ("sep=;\r\nname;y;x\r\nä;0,5;,25\r\n", ";", ","),
        ("name;y;x\nä;0.5;0.25\n", ";", "."),
        ("name\ty\tx\nä\t0,5\t2,5e-1\n", "\t", ","),
        ("sep=,\nname,y,x\nä,0.5,0.25\n", ",", "."),
    ],
)
def test_predict_a_table_of_excel(trained, text, columns, point):
    Path("points.csv").write_text("\ufeff" + text, encoding="utf-8", newline="")
    assert main(["predict", str(trained), "--input", "points.csv", "--output", "out.csv"]) == 0
    header, row = Path("out.csv").read_text(encoding="utf-8").splitlines()
    assert header == columns.join(["name", "y", "x", "prediction"])
    *cells, value = row.split(columns)
    assert columns.join(cells) == text.splitlines()[-1]
    (expected,) = formulafit.load(trained)([[0.25, 0.5]])
    assert value == repr(float(expected)).replace(".", point)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "points.csv: the file is empty"),
        ("x,y\n", "points.csv: no rows below the header"),
        ("x,z\n1,2\n", "points.csv: no column y; the network takes x, y, the table has x, z"),
        ("x;z\n1;2\n", "points.csv: no column y; the network takes x, y, the table has x, z"),
        (
            'x,y\n1,"0,5"\n',
            "points.csv, line 2, column y: '0,5' is not a number; decimals have a point: 0.5\n",
        ),
        ("x;y\n1;1.234,5\n", "points.csv, line 2, column y: '1.234,5' is not a number; write one"),
        ("x,y\n1,2\n1,two\n", "points.csv, line 3, column y: 'two' is not a number"),
        (
            "x,y\n1,\n",
            "points.csv, line 2, column y: '' is not a number; write one, or take the row out\n",
        ),
        ("x,y\n1,nan\n", "points.csv, line 2, column y: 'nan' is not a number"),
        ("x,y\n1,2\n1\n", "points.csv, line 3: 1 values in a table of 2 columns"),
        ("x,y,x\n1,2,3\n", "points.csv: the column x is there twice; keep one"),
        ("x,y,prediction\n1,2,3\n", "points.csv: there is a column prediction already"),
        (b"x,y\n1,\xff\n", "points.csv: cannot be read as UTF-8 text"),
        (None, "points.csv: there is no such file"),
        ("", "points.csv: the file is empty; it needs a line of names and a line for each point"),
        ("x,y\n\n", "points.csv: no rows below the header; it needs a line of names and"),
    ],
)
def test_tables_that_cannot_be_predicted(trained, text, message, capsys):
    if text is not None:
        Path("points.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert main(["predict", str(trained), "--input", "points.csv", "--output", "out.csv"]) == 2
    assert capsys.readouterr().err.startswith(f"formulafit predict: {message}")
    assert not Path("out.csv").exists()


# ----------------------------------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sin(x)"], "give the range of each input, as in x=0:6"),
        (["sin(x)", "x=0..6"], "x=0..6: write a range as low:high, as in x=0:6"),
        (["sin(x)", "x=[0, 2*pi]"], "x=[0, 2*pi]: write a range as low:high, as in x=0:2*pi"),
        (["sin(x)", "x=-1 to 1"], "x=-1 to 1: write a range as low:high, as in x=-1:1"),
        (["sin(x)", "x=1:2:3"], "x=1:2:3: behind low:high there may be :linear or :log, nothing"),
        (["sin(x)", "x=0:"], "x=0:: write a range as low:high, as in x=0:6"),
        (["sin(x)", "x=0:six"], 'x=0:six: "six" at column 1: this is not a number'),
        (["sin(x)", "0:6"], "'0:6': write an input as in x=0:6"),
        (["sin(x)", "x=0:1", "x=0:2"], "x is given twice, as 0:1 and as 0:2"),
        (["x", "x=1:9:lin"], "x=1:9:lin: behind low:high there may be :linear or :log, nothing"),
        (["x", "x=0:9:log"], "inputs.x.range: [0, 9] begins at 0, which has no logarithm; begin"),
        (["sin(x)", "x=6:0"], "inputs.x: [6, 0] is reversed; write [0, 6]"),
        (["sin(x)*y", "x=0:6"], 'expression: "y" at column 8: unknown variable'),
        (["sin(x)*y", "x=0:6"], "each input needs its range, as in x=0:6"),
        (["sinn(x)", "x=0:6"], "unknown function sinn; did you mean sin?"),
        (["sin^2(x)", "x=0:6"], "a power is written **; write sin(x)**2 instead"),
        (["|x|", "x=0:6"], "write abs(x) instead"),
        (
            ["sin(x)", "x=0:2pi"],
            'x=0:2pi: "2pi" at column 1: multiplication is written out; write 2*',
        ),
        (["ω*t", "ω=0:1", "t=0:1"], "the first a letter; call it omega, in the expression too"),
        (["ω*t", "t=0:1"], "a formula is written in ASCII signs; write omega*t instead"),
        (["x**(1/3)", "x=-1:1"], "not real where its base is negative; write cbrt(x) instead"),
        (["gamma(x)", "gamma=0:1", "x=0:1"], "gamma is an input here, which hides the function"),
        (["2*pi", "x=0:6", "y=0:1"], "is constant: none of its inputs occurs in it (x, y)"),
        (["log(x)", "x=-1:1"], "log(x) is not a finite real number at x = -"),
        (["sin(x)", "x=0:6", "--points", "3"], "data.points: 3 is out of range"),
        (["sin(x)", "x=0:6", "--points", "many"], 'data.points: "many" is not a whole number'),
        (["sin(x)", "x=0:6", "--points", "1,000"], "is not a whole number; write 1000, or 1"),
        (["sin(x)", "x=0:6", "--seed", "1.5"], 'seed: "1.5" is not a whole number'),
        (["sin(x)", "x=0:6", "--hidden", "8,0"], "network.hidden[1]: 0 is out of range"),
        (["sin(x)", "x=0:6", "--noise", "5%"], "write 5/100 instead"),
        (["sin(x)", "x=0:6", "--noise", "-1"], "data.noise: -1.0 is out of range"),
        (["sin(x)", "x=0:6", "--activation", "rely"], 'network.activation: "rely" is not known'),
        (["sin(x)", "x=0:6", "--method", "magic"], 'training.method: "magic" is not known'),
        (["sin(x)", "x=0:6", "--set", "training.adm.q=1"], "did you mean adam?"),
        (["sin(x)", "x=0:6", "--set", "training.method.x=1", "--method", "adam"], "is a value"),
        (["sin(x)", "x=0:6", "--set", "seed=1"], "keys begin with data, network or training"),
        (["sin(x)", "x=0:6", "--set", "data.noise=["], "is not a value that YAML knows"),
        (["sin(x)", "x=0:6", "--set", "data.train_rows=900", *SHORT], "900 is more than the 48"),
        (["x", "x=0:6", "--set", "data.train_box={x: [0, 1e-9]}", *SHORT], "no row is left to"),
        (["sin(x)", "x=0:6", "--output", "file"], "file is a file; choose another"),
    ],
)
def test_mistakes_in_what_to_fit(arguments, message, capsys):
    Path("file").touch()
    assert main(["fit", *arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith("formulafit fit: ")
    assert message in error
    assert [path.name for path in Path().iterdir()] == ["file"]  # nothing was left behind


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give each input, as in x=0.5, or a table with --input points.csv"),
        (["x=1"], "no value for y; add y=0.5, for instance"),
        (["x=1", "y=2", "z=3"], "z: no such input, the network takes x, y"),
        (["x=abc", "y=1"], 'x=abc: "abc" at column 1: this is not a number; write one such as 0.5'),
        (["x=1/0", "y=1"], 'x=1/0: "1/0" at column 1: this divides by zero'),
        (["x", "y=1"], "'x': write an input as in x=0.5"),
        (["x=1", "y=1", "--replicate", "3"], "no network of replicate 3"),
        (["x=1", "y=1", "--input", "points.csv"], "give each input, as in x=0.5, or a table"),
        (["--input", "points.csv"], "--input and --output go together"),
        (["x=1", "y=1", "--output", "out.csv"], "--input and --output go together"),
    ],
)
def test_mistakes_in_what_to_predict(trained, arguments, message, capsys):
    assert main(["predict", str(trained), *arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith("formulafit predict: ")
    assert message in error


def test_the_folder_that_was_meant_is_named(trained, capsys):
    for given in (trained / "network.json", trained.parent):
        assert main(["predict", str(given), "x=0", "y=1"]) == 2
        told = capsys.readouterr().err
        assert told == (
            f"formulafit predict: {given}: no network.json there, so no trained network; "
            f"did you mean {trained}?\n"
        )


def test_a_network_of_another_activation_is_told_without_python(trained, capsys):
    shutil.copytree(trained, "copy")
    text = Path("copy/network.json").read_text(encoding="utf-8")
    activation = json.loads(text)["replicates"]["1"]["activation"]
    Path("copy/network.json").write_text(text.replace(f'"{activation}"', '"swish"'), "utf-8")
    assert main(["predict", "copy", "x=0", "y=1"]) == 2
    assert capsys.readouterr().err == (
        "formulafit predict: copy/network.json: not a network's description (activation 'swish' is "
        f"none of {', '.join(activation_names())}); fit it anew, or use the version of formulafit "
        "that wrote it\n"
    )


def test_a_folder_is_no_table(trained, capsys):
    assert main(["predict", str(trained), "--input", ".", "--output", "out.csv"]) == 2
    assert capsys.readouterr().err.endswith(" .: it is a folder; name the table in it\n")


def test_folder_without_a_network(capsys):
    assert main(["predict", "nowhere", "x=1"]) == 2
    assert capsys.readouterr().err == (
        "formulafit predict: nowhere: no network.json there, so no trained network; "
        "name the folder that a fit was saved in\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "a command is needed: fit, predict or diff; see formulafit --help"),
        (["fix"], "no command fix; did you mean fit?"),
        (["sin(x)", "x=0:6"], "no command sin(x); write fit, predict or diff first"),
        (["--metod", "adam"], "no option --metod; write fit, predict or diff first"),
        (["fit", "x", "x=0:1", "--metod=adam"], "did you mean --method? see formulafit fit --help"),
        (["predict", "x", "--expression", "x"], "--expression; see formulafit predict --help"),
        (["fit"], "required: EXPRESSION"),
        (["fit", "x", "x=0:1", "--bogus"], "no option --bogus; see formulafit fit --help"),
        (["fit", "x", "x=0:1", "--hidden", "a"], "'a': write the units of each layer as in 512"),
        (["fit", "x", "x=0:1", "--hidden", "8 8"], "'8 8': write the units of each layer as in"),
        (["predict", "x", "x=1", "--replicate", "0"], "'0' is none of 1, 2, 3"),
    ],
)
def test_mistakes_that_show_the_usage(arguments, message, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    error = capsys.readouterr().err
    assert error.startswith("usage: formulafit")
    assert message in error


def examples(text):
    lines = [line.strip() for line in text.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("formulafit ")]


@pytest.mark.parametrize("arguments", examples(cli.FIT_EXAMPLES), ids=" ".join)
def test_examples_of_fit_are_accepted(arguments, monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(fit_command, "fit", lambda options: asked.append(options) or 0)
    assert main(arguments) == 0
    (options,) = asked
    expression = options.expression.strip()
    fit_command._config(options, fit_command.slug(expression), expression)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("arguments", examples(cli.PREDICT_EXAMPLES), ids=" ".join)
def test_examples_of_predict_are_accepted(arguments, capsys):
    assert main(arguments) == 2
    assert "no network.json there" in capsys.readouterr().err  # nothing else is wrong with them


def test_a_table_is_never_overwritten(trained, capsys):
    text = "x,y\n1,2\n"
    Path("points.csv").write_text(text)
    Path("link.csv").symlink_to("points.csv")
    for output in ("points.csv", "./points.csv", "link.csv"):
        arguments = ["predict", str(trained), "--input", "points.csv", "--output", output]
        assert main(arguments) == 2
        assert f"--output {output} is the table itself; name" in capsys.readouterr().err
        assert Path("points.csv").read_text() == text


def test_help_shows_examples_and_needs_nothing_heavy():
    program = (
        "import sys, formulafit.cli as cli\n"
        "try: cli.main(['fit', '--help'])\n"
        "finally: print({'torch', 'pandas', 'sklearn', 'pydantic'} & set(sys.modules))"
    )
    done = python("-c", program)
    assert done.stdout.rstrip().endswith("set()")
    assert 'formulafit fit "sin(x)" x=0:6' in done.stdout


def test_python_m_formulafit():
    done = python("-m", "formulafit", "--version")
    assert done.stdout == f"formulafit {formulafit.__version__}\n"
    failed = python("-m", "formulafit", "fix")
    assert failed.returncode == 2
    assert "Traceback" not in failed.stderr


# ------------------------------------------------------------------------------- what was missed


def test_a_fit_that_missed_is_marked_with_a_better_method_and_what_to_try(capsys):
    assert main(["fit", "x + y", "x=0:1", "y=0:1", *SHORT]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"^  replicate +1\n(  .*\n)+  ended +missed$", printed, re.MULTILINE)
    assert "than twice that of the polynomial" in printed or "NRMSE is above " in printed
    assert "try more data.points, training.method: auto" in printed
    saved = read_json("x_y/metrics.json")
    assert saved["replicates"][0]["missed"] in ("formula", "baseline")
    assert saved["baselines"]["polynomial"]["metrics"]["nrmse"] < 1e-10


def test_a_fit_that_is_good_is_compared_with_nothing(capsys):
    quick = ("--points", "200", "--set", "training.auto.effort=quick", "--replicates", "1")
    assert main(["fit", "sin(x)", "x=0:3", *quick]) == 0
    printed = capsys.readouterr().out
    assert "missed" not in printed
    assert "simpler methods" not in printed
    assert read_json("sin_x/metrics.json")["baselines"] == {}


def test_data_that_resolve_nothing_ask_for_more_points(capsys):
    waves = "sin(300*x)*sin(300*y)"
    assert main(["fit", waves, "x=0:1", "y=0:1", *SHORT, "--points", "900"]) == 0
    printed = capsys.readouterr().out
    assert "undersampled: no method finds the formula" in printed
    assert "draw more points than data.points: 900" in printed
    assert "try" not in printed


def test_a_peak_beside_all_test_points_is_told(capsys):
    assert main(["fit", "exp(-x**2-y**2)", "x=-100:100", "y=-100:100", *SHORT]) == 0
    assert "the test set does not show the formula's range" in capsys.readouterr().out


def test_orders_of_magnitude_are_told_with_relative_errors(capsys):
    quick = ("--points", "200", "--set", "training.auto.effort=quick", "--replicates", "1")
    assert main(["fit", "exp(x)", "x=0:100", *quick]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    saved = read_json("exp_x/metrics.json")
    rows = saved["rows"]
    X = draw_sample(parse("exp(x)", ["x"]), {"x": [0, 100]}, points=200, sampling="uniform",
             test_fraction=0.2, seed=1, key="exp_x").X[:rows]  # fmt: skip
    relative = np.sort(np.abs(formulafit.load("exp_x")(X) / np.exp(X[:, 0]) - 1))
    found = saved["replicates"][0]["metrics"]
    assert rows == 40
    assert found["relative_error_median"] == pytest.approx(relative[19:21].mean(), rel=1e-6)
    assert found["relative_error_99"] == pytest.approx(relative[-1], rel=1e-6)
    assert found["nrmse"] < 1e-3 < 1 < found["relative_error_99"]
    assert f"relative error, 99% {found['relative_error_99']:.3g} " in printed
    assert "the targets span 4" in printed
    assert f"at most {found['relative_error_99']:.2g} on 99% of the test points" in printed


@pytest.mark.parametrize("unit", ["1e-200", "1e200"])
def test_tiny_and_huge_values_are_fitted_like_any_other(unit, capsys):
    quick = ("--points", "300", "--set", "training.auto.effort=quick", "--replicates", "1")
    assert main(["fit", f"{unit}*sin(x)", "x=0:6", *quick, "--output", "unit"]) == 0
    assert "do not vary" not in capsys.readouterr().out
    assert read_json("unit/metrics.json")["replicates"][0]["metrics"]["nrmse"] < 1e-9
