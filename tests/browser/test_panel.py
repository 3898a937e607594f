"""A formula's panel in Chromium: what it computes, by mouse and by keyboard, wide and narrow."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait
from tests.browser.made import ACTIVATIONS, FORMULAS, Made, page

from formulafit.cli import main
from formulafit.formula import parse
from formulafit.network.surrogate import load
from formulafit.paper.live import networks

Array = NDArray[np.float64]
EVERY_FIT = [(key, variation) for key in FORMULAS for variation in ("base", "adam", "deep")]
# controls in the order of a panel
CONTROLS = "[data-formula={key}] :is(select, input, button, [tabindex])"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return Made(tmp_path_factory.mktemp("made") / "my results")


@pytest.fixture(scope="module")
def file(made: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("page") / "page.html"
    target.write_text(page(made), encoding="utf-8")
    return target


@pytest.fixture
def shown(browser: Chrome, look: Callable[..., None], file: Path) -> Iterator[Any]:
    """Return Chromium with the page as it is at first; nothing in it may complain."""
    look()
    browser.get(file.as_uri())
    yield browser
    assert browser.get_log("browser") == []


def points(formula: str, count: int = 100) -> Array:
    sides = np.array(list(FORMULAS[formula][1].values()), float)
    return np.random.default_rng(5).uniform(*sides.T, (count, len(sides)))


def one(browser: Any, formula: str, selector: str) -> Any:
    return browser.find_element("css selector", f"[data-formula={formula}] {selector}")


def told(browser: Any, formula: str, kind: str = "prediction") -> float:
    """Return a value that the panel shows, with all its digits."""
    return float(one(browser, formula, f"dd[data-of={kind}]").get_attribute("data-value"))


def choose(browser: Any, formula: str, position: int, value: str) -> None:
    found = browser.find_elements("css selector", f"[data-formula={formula}] select")
    Select(found[position]).select_by_value(value)


def bound(network: Any, X: Array) -> Array:
    """Return |b| + Σ|cⱼφⱼ| of each row, in the formula's own units."""
    scaled = (
        torch.from_numpy(mapped(network, network.axes.see(X))) - network.x_offset
    ) / network.x_scale
    z = scaled.to(network.dtype)
    *hidden, output = network.layers
    for layer in hidden:
        z = network.phi(layer(z))
    sums = z.abs() @ output.weight.abs().T + output.bias.abs()
    return (sums[:, 0].double() * network.y_scale.abs() + network.y_offset.abs()).detach().numpy()


def mapped(network: Any, X: Array) -> Array:
    maps = network.scaling.maps
    return np.stack([m(x) for m, x in zip(maps, X.T, strict=True)], 1) if maps else X


@pytest.mark.parametrize(("formula", "variation"), EVERY_FIT)
def test_networks_predict_what_formulafit_does(
    shown: Any, made: Any, tmp_path: Path, formula: str, variation: str
) -> None:
    X = points(formula)
    folder = made.files.formula(formula).variation(variation)
    for replicate in range(1, 1 + (len(ACTIVATIONS) if variation == "base" else 1)):
        found = shown.execute_script(
            "return arguments[1].map(formulafit.network.open(arguments[0]));",
            networks.Saved.read(folder).networks([replicate])[replicate],
            X.tolist(),
        )
        surrogate = load(folder.path, replicate)
        limit = bound(surrogate.network, X)
        single = surrogate.network.dtype == torch.float32
        largest = float(np.max(np.abs(found - surrogate.predict(X)) / limit))
        assert largest < (1e-6 if single else 1e-14), surrogate.network


def test_predictions_are_those_of_the_command_line(shown: Any, made: Any, tmp_path: Path) -> None:
    X = points("many")
    names = list(FORMULAS["many"][1])
    lines = [",".join(map(repr, row)) for row in X.tolist()]
    (tmp_path / "points.csv").write_text("\n".join([",".join(names), *lines]), encoding="utf-8")
    folder = str(made.files.formula("many").variation().path)
    table = ["--input", str(tmp_path / "points.csv"), "--output", str(tmp_path / "out.csv")]
    assert main(["predict", folder, *table]) == 0
    rows = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[1:]
    expected = np.array([float(row.rsplit(",", 1)[1]) for row in rows])
    found = shown.execute_script(
        "const about = formulafit.page.data('formula').many.fits[0];"
        "return arguments[0].map(formulafit.network.open(about.replicates[about.best]));",
        X.tolist(),
    )
    assert np.all(np.abs(found - expected) < 1e-14 * bound(load(folder).network, X))


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_have_their_values(shown: Any, formula: str) -> None:
    expression, box = FORMULAS[formula]
    X = points(formula)
    true = parse(expression, list(box))(X)
    script = f"return arguments[0].map(formulafit.formulas.{formula})"
    assert np.max(np.abs(shown.execute_script(script, X.tolist()) - true)) < 1e-13 * true.std()


def test_a_typed_point_is_predicted_at_once(shown: Any, made: Any) -> None:
    field = one(shown, "wave", "input[type=number]")
    assert field.get_attribute("value") == "3"
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys("0.5")
    expected = load(made.files.formula("wave").variation().path)({"x": 0.5})[0]
    assert told(shown, "wave") == pytest.approx(expected, rel=1e-12)
    truth = np.exp(-0.15) * np.sin(2)
    assert told(shown, "wave", "formula") == pytest.approx(truth, rel=1e-14)
    assert told(shown, "wave", "error") == told(shown, "wave") - told(shown, "wave", "formula")
    assert one(shown, "wave", ".live-told").text == ""
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys("6.25")
    assert one(shown, "wave", ".live-told").text.startswith("Outside the box")


def test_an_emptied_field_shows_its_value_again(shown: Any) -> None:
    field = one(shown, "wave", "input[type=number]")
    before = field.get_attribute("value")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(Keys.DELETE + Keys.TAB)
    assert field.get_attribute("value") == before != ""


def test_an_input_in_its_logarithm_is_slid_and_drawn_in_it(shown: Any) -> None:
    fields = shown.find_elements("css selector", "[data-formula=steep] input[type=number]")
    assert [field.get_attribute("value") for field in fields] == ["1", "0.5"]
    one(shown, "steep", ".live-track input").send_keys(Keys.END)
    assert fields[0].get_attribute("value") == "1000000"  # a quarter of eight powers beyond
    assert told(shown, "steep", "formula") == 500
    one(shown, "steep", ".live-track input").send_keys(Keys.HOME)
    assert float(fields[0].get_attribute("value")) == 1e-6
    curve = one(shown, "steep", ".live-curve")
    shown.execute_script("arguments[0].scrollIntoView({block: 'center'})", curve)
    assert curve.get_attribute("aria-valuenow") == "-6"
    curve.send_keys(Keys.END + Keys.PAGE_DOWN * 5 + Keys.ENTER)  # half of the way back
    assert fields[0].get_attribute("value") == "1"
    drawing = one(shown, "steep", ".live-map")
    drawing.send_keys(Keys.ARROW_RIGHT + Keys.ENTER)
    assert float(fields[0].get_attribute("value")) == pytest.approx(10 ** (1.5 / 8), rel=1e-3)


def test_the_point_goes_back_to_the_middle(shown: Any) -> None:
    fields = shown.find_elements("css selector", "[data-formula=kinked] input[type=number]")
    for field in fields:
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys("17")
    one(shown, "kinked", ".live-inputs button").send_keys(Keys.ENTER)
    assert [field.get_attribute("value") for field in fields] == ["0", "2.25"]


def test_names_in_lists_are_letters(shown: Any) -> None:
    options = one(shown, "many", ".live-plot select").find_elements("css selector", "option")
    assert [option.text for option in options] == ["c", "v", "ω₀", "a", "b", "d"]
    script = "return arguments[0].map((shown) => formulafit.controls.plain({shown}))"
    names = [["x", "12"], ["k", "spring"], ["T", "max"], ["θ", ""], ["x", "1,2"]]
    assert shown.execute_script(script, names) == ["x₁₂", "k_spring", "Tₘₐₓ", "θ", "x_1,2"]


def test_the_digits_shown_are_those_of_the_precision(
    shown: Any, made: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = "return arguments[0].map((each) => formulafit.numbers.certain(...each))"
    known = [[0.25, 1e-6, 8], [-250, 1e-6, 8], [1e-15, 3e-15, 8], [1, 0, 8], [0, 1e-9, 8]]
    assert shown.execute_script(counts, known) == [6, 8, 1, 8, 1]
    middle = {name: sum(sides) / 2 for name, sides in FORMULAS["many"][1].items()}
    for variation, head in (("base", "Prediction"), ("adam", "Prediction, single precision")):
        choose(shown, "many", 0, variation)
        assert one(shown, "many", "dt").text == head
        assert ("single precision" in one(shown, "many", "code").text) == (variation == "adam")
        folder = made.files.formula("many").variation(variation).path
        assert main(["predict", str(folder), *(f"{k}={v}" for k, v in middle.items())]) == 0
        printed = re.search(r"prediction  (\S+)\n", capsys.readouterr().out)
        assert printed
        seen = one(shown, "many", "dd").text.replace("−", "-")
        last = 10.0 ** -len(seen.partition(".")[2])
        assert float(seen) == pytest.approx(float(printed[1]), abs=1.01 * last)
        rounding = shown.execute_script(
            f"const fit = formulafit.page.data('formula').many.fits[{int(variation == 'adam')}];"
            "return formulafit.network.open(fit.replicates[1]).rounding(arguments[0])",
            list(middle.values()),
        )
        expected = load(folder).rounding(np.array([list(middle.values())]))[0]
        assert rounding == pytest.approx(expected, rel=1e-5)


def test_where_a_formula_is_undefined_it_says_so(shown: Any) -> None:
    field = one(shown, "kinked", "input[type=number]")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys("-2.5")
    assert one(shown, "kinked", "dd[data-of=formula]").text == "undefined here"


def test_a_slider_moves_by_keys(shown: Any) -> None:
    before = told(shown, "wave")
    one(shown, "wave", ".live-track input").send_keys(Keys.ARROW_RIGHT * 3)
    assert float(one(shown, "wave", "input[type=number]").get_attribute("value")) > 3
    assert told(shown, "wave") != before


def test_another_network_is_chosen(shown: Any, made: Any) -> None:
    folder = made.files.formula("many")
    point = [[sum(sides) / 2 for sides in FORMULAS["many"][1].values()]]
    choose(shown, "many", 1, "4")
    expected = load(folder.variation().path, 4).predict(np.array(point))[0]
    assert told(shown, "many") == pytest.approx(expected, rel=1e-11)
    choose(shown, "many", 0, "adam")
    expected = load(folder.variation("adam").path).predict(np.array(point))[0]
    assert told(shown, "many") == pytest.approx(expected, rel=1e-5)


def test_a_network_that_is_not_in_the_page_is_told(shown: Any, made: Any) -> None:
    choose(shown, "wave", 1, "7")
    folder = shlex.quote(str(made.files.formula("wave").variation().path))
    command = f"formulafit predict {folder} --replicate 7 x=3"
    assert one(shown, "wave", ".live-told").text.endswith(f"In a shell: {command}")
    assert "replicate=7" in one(shown, "wave", "code").text
    assert np.isnan(told(shown, "wave"))
    assert one(shown, "wave", "dl").text.split("\n")[1::2][::2] == ["–", "–"]
    assert "Network" not in one(shown, "wave", ".live-read").text


def test_the_training_is_replayed(shown: Any, made: Any) -> None:
    slider = one(shown, "wave", ".live-replay input")
    said = one(shown, "wave", ".live-replay output")
    assert said.text == "at its end"
    replay = made.files.formula("wave").variation().replay.path
    slider.send_keys(Keys.HOME)
    assert said.text == "random features, epoch or step 5"
    assert told(shown, "wave") == pytest.approx(load(replay, 1).predict(np.array([[3.0]]))[0])
    slider.send_keys(Keys.ARROW_RIGHT)
    assert slider.get_attribute("aria-valuetext") == "adam, epoch or step 1"
    assert told(shown, "wave") == pytest.approx(load(replay, 2).predict(np.array([[3.0]]))[0])
    slider.send_keys(Keys.END)
    at_its_end = load(made.files.formula("wave").variation().path).predict(np.array([[3.0]]))[0]
    assert told(shown, "wave") == pytest.approx(at_its_end)
    choose(shown, "wave", 1, "2")  # of which no training is kept
    assert not slider.is_displayed()


def test_the_cursor_of_a_curve_reads_by_keys_and_by_mouse(shown: Any) -> None:
    curve = one(shown, "wave", ".live-curve")
    shown.execute_script("arguments[0].scrollIntoView({block: 'center'})", curve)
    curve.send_keys(Keys.ARROW_RIGHT * 2)
    value = float(curve.get_attribute("aria-valuenow"))
    assert value == pytest.approx(3 + 2 * 9 / 200, abs=1e-3)  # sliders go from -1.5 to 7.5
    assert "Network" in curve.get_attribute("aria-valuetext")
    assert one(shown, "wave", "input[type=number]").get_attribute("value") == "3"
    curve.send_keys(Keys.ENTER)
    assert float(one(shown, "wave", "input[type=number]").get_attribute("value")) == value
    ActionChains(shown).move_to_element_with_offset(curve, 100, 0).click().perform()
    clicked = float(one(shown, "wave", "input[type=number]").get_attribute("value"))
    width = curve.size["width"]
    share = (width / 2 + 100 - 58) / (width - 68)
    assert clicked == pytest.approx(-1.5 + 9 * share, abs=0.05)
    assert len(shown.find_elements("css selector", "[data-formula=wave] .live-line")) == 3


@pytest.fixture
def finger(shown: Chrome, look: Callable[..., None]) -> Iterator[Callable[..., None]]:
    """Return a function that moves a finger over an element from place to place, in its shares."""
    look(390, mobile=True)
    touch = "Emulation.setTouchEmulationEnabled"
    shown.execute_cdp_cmd(touch, {"enabled": True, "maxTouchPoints": 1})

    def move(element: Any, *places: tuple[float, float]) -> None:
        box = "const { x, y, width, height } = arguments[0].getBoundingClientRect();"
        x, y, width, height = shown.execute_script(f"{box} return [x, y, width, height]", element)
        for i, (across, down) in enumerate(places):
            points = [{"x": x + across * width, "y": y + down * height}]
            event = {"type": "touchMove" if i else "touchStart", "touchPoints": points}
            shown.execute_cdp_cmd("Input.dispatchTouchEvent", event)
        end = {"type": "touchEnd", "touchPoints": []}
        shown.execute_cdp_cmd("Input.dispatchTouchEvent", end)

    yield move
    shown.execute_cdp_cmd(touch, {"enabled": False})


@pytest.mark.parametrize(("plot", "axes"), [(".live-curve", 1), (".live-map", 2)])
def test_a_finger_reads_moves_the_point_and_scrolls(
    shown: Any, finger: Callable[..., None], plot: str, axes: int
) -> None:
    drawing = one(shown, "kinked", plot)
    told = drawing.find_element("xpath", "following-sibling::p")
    shown.execute_script("arguments[0].scrollIntoView({block: 'center'})", drawing)
    WebDriverWait(shown, 10).until(
        lambda _: drawing.find_elements("css selector", ".live-cursor *")
    )
    fields = shown.find_elements("css selector", "[data-formula=kinked] input[type=number]")

    def point() -> list[str]:
        return [field.get_attribute("value") for field in fields]

    def tapped() -> bool:
        """Tap again: a slow machine takes a tap for a long press, or for the end of a swipe."""
        finger(drawing, (0.4, 0.4))
        return point() != middle

    middle = ["0", "2.25"]
    assert point() == middle
    WebDriverWait(shown, 10).until(lambda _: tapped())
    at = point()
    assert sum(a != b for a, b in zip(at, middle, strict=True)) == axes
    said = told.text
    finger(drawing, (0.4, 0.4), (0.45, 0.4), (0.6, 0.4))
    assert told.text != said  # it reads, and the point stays
    assert point() == at
    before = shown.execute_script("return scrollY")
    finger(drawing, *((0.6, 0.8 - 0.1 * i) for i in range(8)))
    WebDriverWait(shown, 10).until(lambda _: shown.execute_script("return scrollY") > before + 50)
    WebDriverWait(shown, 10).until(lambda _: told.text == said)  # what scrolls reads nothing


def test_a_map_of_any_two_inputs(shown: Any) -> None:
    drawing = one(shown, "many", ".live-map")
    spoken = one(shown, "many", ".live-spoken")
    assert one(shown, "many", ".live-curve").get_attribute("aria-valuenow") == "6.5"  # not yet seen
    shown.execute_script("arguments[0].scrollIntoView({block: 'center'})", drawing)
    choose(shown, "many", 2 + 1, "error")
    choose(shown, "many", 2 + 2, "3")  # across: a
    choose(shown, "many", 2 + 3, "0")  # up: c
    assert drawing.get_attribute("aria-label") == "Map over a and c"
    assert spoken.get_attribute("textContent") == ""  # nobody has asked
    drawing.send_keys(Keys.ARROW_UP * 2 + Keys.ARROW_LEFT + Keys.ENTER)
    assert str(spoken.get_attribute("textContent")).startswith("a = 0.4922, c = 6.773, Formula ")
    values = [
        float(field.get_attribute("value"))
        for field in shown.find_elements("css selector", "[data-formula=many] input[type=number]")
    ]
    cell = 7 / 64  # of c from 3 to 10; the point is at the lower edge of the middle's cell
    assert values[0] == pytest.approx(6.5 + 2.5 * cell, abs=0.01)
    assert values[3] == pytest.approx(0.5 - 0.5 / 64, abs=0.001)
    assert len(shown.find_elements("css selector", "[data-formula=many] .live-map image")) == 2


def test_the_python_that_is_shown_gives_what_is_shown(shown: Any) -> None:
    choose(shown, "kinked", 1, "3")
    code = one(shown, "kinked", "code").text
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, {})
    assert float(printed.getvalue().strip("[]\n")) == pytest.approx(told(shown, "kinked"), rel=1e-7)
    allowed = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    shown.execute_cdp_cmd("Browser.grantPermissions", allowed)
    one(shown, "kinked", ".live-code button").send_keys(Keys.ENTER)
    status = one(shown, "kinked", ".live-code [role=status]")
    WebDriverWait(shown, 5).until(lambda _: status.text)
    assert status.text == "Copied."
    script = "navigator.clipboard.readText().then(arguments[0], String)"
    assert shown.execute_async_script(script) == code


def test_every_control_is_reached_by_tab_and_large_enough(shown: Any) -> None:
    controls = shown.find_elements("css selector", CONTROLS.format(key="many"))
    assert len(controls) == 2 + 1 + 2 * 6 + 1 + 1 + 1 + 3 + 1 + 2
    shown.execute_script("arguments[0].focus()", controls[0])
    for control in controls:
        focused = shown.switch_to.active_element
        assert focused == control, (focused.get_attribute("outerHTML"), control.tag_name)
        size = control.size
        assert min(size["width"], size["height"]) >= 24, control.get_attribute("outerHTML")
        named = control.accessible_name
        assert named, control.get_attribute("outerHTML")
        focused.send_keys(Keys.TAB)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_scrolls_sideways(
    shown: Any, look: Callable[..., None], width: int, scheme: str
) -> None:
    look(width, scheme)
    assert shown.execute_script("return document.documentElement.scrollWidth") <= width
    for plot in shown.find_elements("css selector", ".live-curve, .live-map"):
        assert 0 < plot.size["width"] < width


def test_the_whole_paper_runs_its_scripts_alone(browser: Any, tiny_run: Path) -> None:
    browser.get((tiny_run / "report" / "paper.html").as_uri())
    panels = browser.find_elements("css selector", "[data-live=formula] .live-panel")
    assert len(panels) == 3  # of tiny.yaml
    assert np.isfinite(told(browser, "plane"))
    blocked = browser.execute_script(
        "const script = document.createElement('script');"
        "script.textContent = 'window.intruder = true'; document.body.append(script);"
        "return window.intruder === undefined"
    )
    assert blocked
    assert "Content Security Policy" in browser.get_log("browser")[0]["message"]
