from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from formulafit.documents.form import build
from formulafit.documents.logic import Unit, XorDocument
from formulafit.figures import architecture, logic, style
from formulafit.language.known import find
from formulafit.logic.documents import gates_document, xor_document

EN = find("en")
WORDS = EN.lexicon.pictures


@pytest.fixture(scope="module")
def gates():
    return gates_document()


@pytest.fixture(scope="module")
def xor():
    """Return a document as results/logic/xor.json, with made-up loss curves."""
    epochs = [0, 1, 10, 100]

    def trained(hidden):
        curves = {"lower_quartile": 0.1, "median": 0.2, "upper_quartile": 0.3}
        loss = {name: [share / hidden / (1 + e) for e in epochs] for name, share in curves.items()}
        counts = {"hidden": hidden, "parameters": 4 * hidden + 1, "successes": 50, "rate": 0.5}
        return {**counts, "loss": {"epoch": epochs, **loss}}

    settings = {"activation": "tanh", "output_activation": "sigmoid", "loss": "mse"}
    settings |= {
        "optimizer": "adam",
        "learning_rate": 0.05,
        "epochs": 1000,
        "seeds": 100,
        "seed": 1,
    }
    constructed = {**xor_document(), "module": [0, 1, 1, 0]}
    widths = [trained(hidden) for hidden in (2, 3, 4, 8)]
    content = {"constructed": constructed, "settings": settings, "trained": widths}
    return build(XorDocument, content)


@pytest.fixture
def draw(gates, xor):
    """Return the drawing functions of the logic part, each taking only the path."""
    return {
        "gates": lambda path: logic.gates(gates, WORDS, path),
        "xor": lambda path: logic.xor(xor, WORDS, path),
        "network": lambda path: architecture.network([512], "relu", None, EN.lexicon, path),
    }


@pytest.mark.parametrize("name", ["gates", "xor", "network"])
def test_svg_is_whole_and_needs_nothing_else(tmp_path, draw, name):
    path = tmp_path / f"{name}.svg"
    draw[name](path)
    root = ElementTree.parse(path).getroot()
    assert root.get("width") == f"{72 * style.TEXT_WIDTH:g}pt"
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "text" not in tags  # outlines: no font is needed
    assert "metadata" not in tags  # neither date nor version
    for element in root.iter():
        for key, value in element.attrib.items():
            if key.endswith("href"):
                assert value.startswith(("#", "data:"))
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["gates", "xor", "network"])
def test_same_bytes_whatever_the_reader_has_set(tmp_path, draw, name):
    first, second = tmp_path / "first.svg", tmp_path / "second.svg"
    draw[name](first)
    mine = {"lines.linewidth": 9.0, "font.size": 20.0, "svg.fonttype": "none"}
    with mpl.rc_context(mine):
        draw[name](second)
        assert {key: mpl.rcParams[key] for key in mine} == mine
    assert first.read_bytes() == second.read_bytes()


def test_same_bytes_from_another_process(tmp_path):
    here, there = tmp_path / "here.svg", tmp_path / "there.svg"
    architecture.network([512], "relu", 2, EN.lexicon, here)
    code = "import sys; from formulafit.figures.architecture import network as n; "
    code += "from formulafit.language.known import find; "
    code += "n([512], 'relu', 2, find('en').lexicon, sys.argv[1])"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", code, str(there)], check=True, env=environment)
    assert here.read_bytes() == there.read_bytes()


def test_figures_follow_the_documents(tmp_path, gates, xor):
    logic.gates(gates, WORDS, tmp_path / "gates.svg")
    moved = replace(gates, gates=tuple(replace(gate, bias="-3/2") for gate in gates.gates))
    logic.gates(moved, WORDS, tmp_path / "moved.svg")
    assert (tmp_path / "gates.svg").read_bytes() != (tmp_path / "moved.svg").read_bytes()

    logic.xor(xor, WORDS, tmp_path / "xor.svg")
    better = replace(xor, trained=tuple(replace(result, rate=1.0) for result in xor.trained))
    logic.xor(better, WORDS, tmp_path / "better.svg")
    assert (tmp_path / "xor.svg").read_bytes() != (tmp_path / "better.svg").read_bytes()


def test_a_picture_is_laid_out_as_matplotlib_does_it(tmp_path):
    def paint(figure):
        figure.set_size_inches(4, 3)
        upper, lower = figure.subplots(2, 1, sharex=True)
        upper.semilogy([1e-9, 1], label=r"$10^{-9}$")
        points = lower.scatter([0, 1], [-4000, 5e6], c=[0, 1], rasterized=True)
        figure.colorbar(points, ax=[upper, lower], label="$x_1$")
        figure.legend(loc="outside upper center")
        lower.set_title("title")

    with style.drawing(tmp_path / "ours.svg") as figure:
        paint(figure)
    metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with style._look():
        figure = Figure(layout="constrained")
        paint(figure)
        figure.savefig(tmp_path / "theirs.svg", dpi=style.RASTER_DPI, metadata=metadata)
    assert (tmp_path / "ours.svg").read_bytes() == (tmp_path / "theirs.svg").read_bytes()


def test_nothing_is_left_of_a_drawing_that_fails(tmp_path):
    path = tmp_path / "figure.svg"
    with pytest.raises(RuntimeError), style.drawing(path):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_half_planes_hold_the_points_on_their_side(gates):
    grid = np.linspace(logic.LOW + 0.01, logic.HIGH - 0.01, 23)
    for function in gates.functions:
        if not function.separable:
            continue
        unit = Unit(function.weights, function.bias)
        axes = Figure().subplots()
        logic._half_plane(axes, unit, style.BLUE)
        sides = [patch.get_path() for patch in axes.patches]
        w1, w2, b = (float(Fraction(text)) for text in (*unit.weights, unit.bias))
        for x1 in grid:
            for x2 in grid:
                z = w1 * x1 + w2 * x2 + b
                if abs(z) > 1e-6:
                    assert any(side.contains_point((x1, x2)) for side in sides) == (z > 0)
        for x1, x2 in np.transpose(axes.lines[0].get_data()):
            assert w1 * x1 + w2 * x2 + b == pytest.approx(0)


@pytest.mark.parametrize(
    ("weights", "bias", "equation"),
    [
        (["1", "1"], "-2", "z = x_1 + x_2 - 2"),
        (["-1", "1"], "-1", "z = -x_1 + x_2 - 1"),
        (["-1"], "0", "z = -x"),
        (["0", "-1/2"], "3", "z = -1/2x_2 + 3"),
        (["0", "0"], "0", "z = 0"),
        (["0", "0"], "1", "z = 1"),
    ],
)
def test_equations(weights, bias, equation):
    assert logic._equation(Unit(tuple(weights), bias)) == equation


@pytest.mark.parametrize(
    ("units", "indices"),
    [
        (1, ["1"]),
        (5, ["1", "2", "3", "4", "5"]),
        (6, ["1", "2", "3", "", "6"]),
        (512, ["1", "2", "3", "", "512"]),
        (None, ["1", "2", "", "n"]),
    ],
)
def test_units_that_are_drawn(units, indices):
    places = architecture._places(units)
    assert [index for index, _ in places] == indices
    heights = [height for _, height in places]
    assert heights == sorted(heights, reverse=True)
    assert sum(heights) / len(heights) == pytest.approx(
        (architecture.TOP + architecture.BOTTOM) / 2
    )


def test_deep_networks_are_drawn(tmp_path):
    architecture.network([8, 1, 4, 512], "gauss", 7, EN.lexicon, tmp_path / "deep.svg")
    assert ElementTree.parse(tmp_path / "deep.svg").getroot().tag.endswith("svg")
