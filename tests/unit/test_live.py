"""What makes the finished page alive: scripts and data put into it, and its policy."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from formulafit.documents.folder import ResultsFolder
from formulafit.documents.network import NetworkDocument, SavedNetwork
from formulafit.documents.replay import ReplayDocument
from formulafit.files import write_arrays
from formulafit.names import Name
from formulafit.paper.errors import RenderError
from formulafit.paper.live import networks
from formulafit.paper.live.page import enliven, guard, places

PAGE = '<html><head>\n<meta charset="utf-8">\n</head><body>{}</body></html>'


def policy(page: str) -> dict[str, str]:
    (content,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    return dict(directive.strip().split(" ", 1) for directive in content.split(";"))


def test_the_policy_has_the_hash_of_a_script() -> None:
    # the example of the specification, Content Security Policy Level 3, section 2.3.1
    page = guard(PAGE.format("<script>alert('Hello, world.');</script>"))
    assert policy(page) == {
        "default-src": "'none'",
        "script-src": "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='",
        "style-src": "'unsafe-inline' data:",
        "img-src": "data:",
        "font-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert page.index("charset") < page.index("Content-Security-Policy") < page.index("<body")


def test_data_are_no_scripts_and_a_page_without_scripts_runs_none() -> None:
    page = PAGE.format('<script type="application/json" id="x">{}</script>')
    assert policy(guard(page))["script-src"] == "'none'"


def test_line_ends_are_those_that_a_browser_hashes() -> None:
    one, other = (guard(PAGE.format(f"<script>a{end}b</script>")) for end in ("\n", "\r\n"))
    assert policy(one)["script-src"] == policy(other)["script-src"]


def test_scripts_come_in_order_after_data_that_end_no_element(tmp_path: Path) -> None:
    for name in ("start.js", "zebra.js", "formulafit.js", "apple.js"):
        (tmp_path / name).write_text(f"// {name}\n")
    (tmp_path / "live.css").write_text("p { margin: 0 }\n")
    data = {"words": {"a": "</script><b>"}}
    page = enliven(PAGE.format("<p>Text</p>"), tmp_path, data, {"formulas": "// formulas\n"})
    names = ["formulafit.js", "apple.js", "zebra.js", "formulas", "start.js"]
    assert re.findall(r"<script>\n// (\S+)\n</script>", page) == names
    (block,) = re.findall(r'<script type="application/json" id="live-words">(.*?)</script>', page)
    assert json.loads(block) == data["words"]
    assert page.index("live-words") < page.index("formulafit.js") < page.index("</body>")
    assert page.index("margin: 0") < page.index("</head>")


@pytest.mark.parametrize("text", ["'</script>'", "'<!--'"])
def test_a_script_that_would_end_its_element_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.js").write_text(text)
    with pytest.raises(RenderError, match=r"odd\.js: a script in a page can have no"):
        enliven(PAGE, tmp_path, {}, {})


def test_a_template_that_lacks_a_place_is_named() -> None:
    with pytest.raises(RenderError, match="no </body>"):
        enliven("<p>", Path("nowhere"), {}, {})


def test_a_page_without_a_head_begins_with_its_policy() -> None:
    assert guard("<p>").startswith("<meta http-equiv")


def test_rooms_of_a_page_are_found() -> None:
    assert places('<div class="live" data-live="formula" data-formula="a"></div>') == {"formula"}


class Trained:
    """Stands for results with two formulas of two fits each, of three replicates."""

    def __init__(self, folder: Path) -> None:
        self.files = ResultsFolder(folder)
        self.summary = SimpleNamespace(results="results/a b")
        self.formulas = {"first": "First", "second": "Second"}
        self.alternatives = {"first": "adam", "second": None}
        generator = np.random.default_rng(1)
        self.weights: dict[str, Any] = {}
        for formula, variation, dtype in (
            ("first", "base", np.float64),
            ("first", "adam", np.float32),
            ("second", "base", np.float64),
        ):
            place = self.files.formula(formula).variation(variation)
            arrays = {
                f"{replicate}/layers.{layer}.{part}": generator.normal(size=shape).astype(dtype)
                for replicate in (1, 2, 3)
                for layer, units, inputs in ((0, 5, 2), (1, 1, 5))
                for part, shape in (("weight", (units, inputs)), ("bias", (units,)))
            }
            self.weights[f"{formula}/{variation}"] = arrays
            write_arrays(place.weights, arrays)
            own = SavedNetwork("tanh", np.dtype(dtype).name)
            NetworkDocument(
                formula=formula,
                expression="x + y",
                names=("x", "y"),
                inputs={"x": (0.0, 1.0), "y": (0.0, 1.0)},
                hidden=(5,),
                output_activation="identity",
                scaling={"kind": "none"},
                replicates={"1": own, "2": own, "3": replace(own, scaling={"kind": "minmax"})},
                best_replicate=2,
            ).write(place.network)
            ReplayDocument(2, ()).write(place.replay.about)

    def fit(self, formula: str, variation: str) -> Any:
        return SimpleNamespace(method="auto" if variation == "base" else "adam")


def shown(found: dict[str, Any]) -> set[tuple[str, str, int]]:
    return {
        (formula, fit["variation"], int(replicate))
        for formula, fits in found.items()
        for fit in fits
        for replicate in fit["replicates"]
    }


def test_networks_keep_every_bit(tmp_path: Path) -> None:
    results: Any = Trained(tmp_path)
    found = networks.fits(results, 10**6)
    assert len(shown(found)) == 9
    first, adam = found["first"]
    assert (first["method"], adam["method"]) == ("auto", "adam")
    assert first["folder"] == "results/a b/formulas/first/base"
    assert (first["best"], first["trained"]) == (2, [1, 2, 3])
    for fit, dtype in ((first, "<f8"), (adam, "<f4")):
        network = fit["replicates"]["3"]
        arrays = results.weights[f"first/{fit['variation']}"]
        parts = ["0.weight", "0.bias", "1.weight", "1.bias"]
        expected = np.concatenate([arrays[f"3/layers.{part}"].ravel() for part in parts])
        held = np.frombuffer(base64.b64decode(network["weights"]), dtype)
        np.testing.assert_array_equal(held, expected)
        assert network["single"] == (dtype == "<f4")
        assert network["scaling"] == {"kind": "minmax"}


def test_best_replicates_of_all_formulas_come_first(tmp_path: Path) -> None:
    results: Any = Trained(tmp_path)
    double = 21 * 8 * 4 // 3 + networks.ROOM  # 21 weights in base64, padded below
    single = 21 * 4 * 4 // 3 + networks.ROOM
    best = {("first", "base", 2), ("first", "adam", 2), ("second", "base", 2)}
    assert shown(networks.fits(results, 2 * double + single + 20)) == best
    more = shown(networks.fits(results, 3 * double + single + 20))
    assert more == best | {("first", "base", 1)}
    assert shown(networks.fits(results, 20, 2 * double + single)) == best  # and nothing more
    assert shown(networks.fits(results, -(10**6), 2 * double + single)) == best
    nothing = networks.fits(results, 0)
    assert shown(nothing) == set()
    assert [fit["trained"] for fit in nothing["second"]] == [[1, 2, 3]]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("x", ("x", "")),
        ("omega_0", ("ω", "0")),
        ("lambda_", ("λ", "")),
        ("Lambda", ("Λ", "")),
        ("hbar", ("ħ", "")),
        ("x12", ("x", "12")),
        ("k_spring_mu", ("k", "spring,μ")),
    ],
)
def test_a_name_in_letters(name: str, letters: tuple[str, str]) -> None:
    assert Name.of(name).unicode == letters
