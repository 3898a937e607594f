"""Perceptrons by hand, the learning rule, XOR and tables of many rows, in a real browser."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select
from selenium.webdriver.support.wait import WebDriverWait

from formulafit.files import write_json
from formulafit.language.numbers import compact
from formulafit.logic.documents import FUNCTIONS, gates_document, xor_document
from formulafit.logic.separability import separate
from formulafit.logic.units import Perceptron, learn, tables
from formulafit.paper import fonts
from formulafit.paper.embedded import pandoc
from formulafit.paper.live.rooms import alive
from formulafit.paper.markup import disclosure

ROOT = Path(__file__).parents[2]
TABLES = dict(zip(FUNCTIONS, tables(2), strict=True))
ROOMS = ("perceptron", "learning", "xor")
ERRORS = [3e-4, 1.5e-12, 0.25, 31_782.0, 2.5e-12, 7e-3, 1.0, 640_000_000.0, 12.0, 0.0, 4e-5, 0.5]
COMMAND = "snakemake --cores 1 --forcerun 'my results/logic/gates.json' && true"
Look = Callable[..., None]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a page with the rooms, and with a table of 14 rows, two of them without a number."""
    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(ROOT / "report", folder, dirs_exist_ok=True)
    fonts.stage(folder / "fonts")
    cells = [compact(error) for error in ERRORS]
    rows = [f"| formula {i} | {cell} |" for i, cell in enumerate([*cells, "", "–"])]
    places = [f"::: {{.live data-live={name}}}\n:::\n" for name in ROOMS]
    head = ["| Formula | NRMSE $e^{2}$ |", "|:--|--:|"]
    few = ["| a | b |", "|:--|:--|", *["| 1 | 2 |"] * 12]
    groups = ["| a | b |", "|--|--|", *["| | 2 |"] * 13]
    origin = disclosure("Where this comes from", f"<pre><code>{escape(COMMAND)}</code></pre>")
    text = "\n".join([*places, *head, *rows, "", *few, "", *groups, "", origin])
    words = ["--metadata=title:T", "--metadata=lang:en", "--from=markdown", "--mathml"]
    words += ["--standalone", "--template=template.html", "--css=paper.css", "--embed-resources"]
    subprocess.run(
        [pandoc.executable(), *words, "--lua-filter=finish.lua", "--output=p.html"],
        cwd=folder,
        input=text,
        encoding="utf-8",
        check=True,
    )
    gates_document().write(folder / "logic" / "gates.json")
    trained: dict[str, Any] = {"settings": SETTINGS, "trained": []}
    network = {**xor_document(), "module": [0, 1, 1, 0]}
    write_json(folder / "logic" / "xor.json", {"constructed": network, **trained})
    page = folder / "p.html"
    page.write_text(alive(page.read_text("utf-8"), ROOT / "report" / "live", folder, "en"), "utf-8")
    return page


SETTINGS = {
    **{"activation": "tanh", "output_activation": "sigmoid", "optimizer": "adam", "loss": "mse"},
    **{"epochs": 1000, "learning_rate": 0.05, "seed": 1, "seeds": 100},
}


@pytest.fixture
def page(browser: Chrome, look: Look, file: Path) -> Iterator[Chrome]:
    """Give the page as new; nothing in it may complain."""
    look()
    browser.get(file.as_uri())
    yield browser
    assert browser.get_log("browser") == []


def room(page: Chrome, name: str) -> WebElement:
    return page.find_element(By.CSS_SELECTOR, f"[data-live={name}]")


def choose(place: WebElement, value: str) -> None:
    Select(place.find_element(By.TAG_NAME, "select")).select_by_value(value)


def press(place: WebElement, text: str) -> None:
    place.find_element(By.XPATH, f".//button[normalize-space()='{text}']").click()


def write(place: WebElement, values: list[float]) -> None:
    """Type the first numbers that a place has fields for."""
    fields = place.find_elements(By.CSS_SELECTOR, "input[type=number]")
    for field, value in zip(fields, values, strict=False):
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(str(value))


def said(place: WebElement) -> str:
    return place.find_element(By.CSS_SELECTOR, ".live-named").text


def body(place: WebElement, column: int) -> list[str]:
    """Return a column of the table in a place."""
    cells = place.find_elements(By.CSS_SELECTOR, f"tbody td:nth-child({column + 1})")
    return [cell.text.replace("−", "-") for cell in cells]


# one unit


def test_each_separable_function_is_named_with_its_table(page: Chrome) -> None:
    place = room(page, "perceptron")
    options = [each.text for each in place.find_elements(By.TAG_NAME, "option")]
    separable = {n: t for n, t in TABLES.items() if isinstance(separate(t), Perceptron)}
    assert options[1:] == list(separable)
    for name, table in separable.items():
        choose(place, name)
        assert said(place) == f"This unit computes {name}."
        assert body(place, 3) == [str(value) for value in table]


@pytest.mark.parametrize(
    ("weights", "name", "scores"),
    [
        ([0.7, 0.1, -0.8], "AND", ["-0.8", "-0.7", "-0.1", "0"]),  # 0 by rule, not 1e-16 below
        ([-2, -2, 3], "NAND", ["3", "1", "1", "-1"]),
        ([1000, 0, -1], "x1", ["-1", "-1", "999", "999"]),
        ([0, 0, 0.5], "TRUE", ["0.5", "0.5", "0.5", "0.5"]),
    ],
)
def test_weights_of_ones_own(
    page: Chrome, weights: list[float], name: str, scores: list[str]
) -> None:
    place = room(page, "perceptron")
    write(place, weights)
    assert said(place) == f"This unit computes {name}."
    assert body(place, 2) == scores
    filled = place.find_elements(By.CSS_SELECTOR, "svg .live-one")
    assert len(filled) == sum(TABLES[name])
    assert place.find_element(By.TAG_NAME, "select").get_property("value") == ""


def test_where_the_output_is_one_is_an_inequality(page: Chrome) -> None:
    place = room(page, "perceptron")
    for weights, condition in (
        ([1, -2, 0.5], "x1 − 2x2 + 0.5 ≥ 0"),
        ([0, -1, 0], "−x2 ≥ 0"),
        ([0, 0, -3], "−3 ≥ 0"),
        ([0, 0, 0], "0 ≥ 0"),
    ):
        write(place, weights)
        assert f"The unit’s output is 1 where {condition}." in place.text


def test_the_command_under_a_figure_is_copied(page: Chrome) -> None:
    place = page.find_element(By.CSS_SELECTOR, ".origin")
    place.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
    allowed = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    page.execute_cdp_cmd("Browser.grantPermissions", allowed)
    press(place, "Copy the command")
    status = place.find_element(By.CSS_SELECTOR, "[role=status]")
    WebDriverWait(page, 5).until(lambda _: status.text)
    assert status.text == "Copied."
    script = "navigator.clipboard.readText().then(arguments[0], String)"
    assert page.execute_async_script(script) == COMMAND


def test_sliders_and_fields_follow_each_other(page: Chrome) -> None:
    place = room(page, "perceptron")
    slider = place.find_elements(By.CSS_SELECTOR, "input[type=range]")[2]
    field = place.find_elements(By.CSS_SELECTOR, "input[type=number]")[2]
    for _ in range(4):
        slider.send_keys(Keys.ARROW_RIGHT)
    assert field.get_property("value") == "-1"
    assert said(place) == "This unit computes OR."
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(Keys.DELETE)  # no number: the last one stays
    assert said(place) == "This unit computes OR."
    field.send_keys("-2")
    assert slider.get_property("value") == "-2"
    assert said(place) == "This unit computes AND."


def test_the_line_is_where_the_score_is_zero(page: Chrome) -> None:
    line = page.execute_script(
        "return formulafit.perceptron.line({weights: [1, 1], bias: -2}, -0.6, 1.6)"
    )
    assert sorted(map(tuple, line)) == [pytest.approx((0.4, 1.6)), pytest.approx((1.6, 0.4))]
    for weights, bias in (([0, 0], 1), ([1, 0], 5)):  # no line, and one outside
        unit = {"weights": weights, "bias": bias}
        found = "return formulafit.perceptron.line(arguments[0], -0.6, 1.6)"
        assert page.execute_script(found, unit) == []


# the learning rule


def test_the_rule_is_the_packages_on_every_function(page: Chrome) -> None:
    told = page.execute_script(
        """const { begin, ended, step } = formulafit.perceptron;
        return arguments[0].map((targets) => {
          const run = begin(), states = [[...run.unit.weights, run.unit.bias]];
          while (!ended(run)) {
            const { unit } = step(run, targets);
            states.push([...unit.weights, unit.bias]);
          }
          return [states, run.passes, run.updates, run.cycle];
        });""",
        [list(table) for table in TABLES.values()],
    )
    for (name, table), (states, passes, updates, cycle) in zip(TABLES.items(), told, strict=True):
        run = learn(table)
        assert states == [[*map(int, unit.weights), int(unit.bias)] for unit in run.states], name
        assert (passes, updates, cycle) == (run.passes, run.updates, run.cycle)


def test_the_rule_goes_row_by_row_and_stops(page: Chrome) -> None:
    place = room(page, "learning")
    press(place, "Next row")  # worked by hand: z = 0 at (0, 0) is output 1, wanted 0
    assert said(place) == "Row (0, 0): output 1, wanted 0. (w₁, w₂, b) becomes (0, 0, −1)."
    assert body(place, 6) == ["-1", "", "", ""]
    press(place, "Next row")
    assert said(place) == "Row (0, 1): output 0, as wanted. Nothing changes."
    press(place, "Next pass")
    assert "Passes: 1. Updates: 2." in place.text
    press(place, "To the end")
    assert said(place).endswith("Pass 6 made no mistake: the rule has converged.")
    assert "Passes: 6. Updates: 11." in place.text
    press(place, "Next row")  # which is over
    assert "Passes: 6. Updates: 11." in place.text
    choose(place, "XOR")
    press(place, "To the end")
    assert said(place).endswith(
        "The weights are those after pass 2 again: the rule goes round for ever."
    )
    press(place, "Start again")
    assert "Passes: 0. Updates: 0." in place.text


# XOR


def test_the_constructed_network_and_one_that_is_not_xor(page: Chrome) -> None:
    place = room(page, "xor")
    assert said(place) == "All four rows are right: this is XOR."
    rows = xor_document()["rows"]
    for column, key in ((2, 0), (3, 1)):
        assert body(place, column) == [str(row["h"][key]) for row in rows]
    assert len(place.find_elements(By.CSS_SELECTOR, "div:nth-child(2) > figure circle")) == 3
    write(place, [2, -1, -0.5])
    assert said(place) == "Not XOR: wrong at (1, 1)."
    assert body(place, 4) == ["0", "1", "1", "1"]
    press(place, "Back to the paper’s weights")
    assert body(place, 4) == body(place, 5) == ["0", "1", "1", "0"]
    assert said(place) == "All four rows are right: this is XOR."


# tables of many rows


def order(page: Chrome) -> list[int]:
    """Return which rows of the table of errors are seen, in order."""
    seen = page.execute_script(
        "return [...document.querySelectorAll('table:first-of-type tbody td:first-child')]"
        ".filter((cell) => cell.checkVisibility()).map((cell) => cell.textContent);"
    )
    return [int(text.split()[1]) for text in seen if "formula" in text]


def test_a_table_sorts_by_numbers_and_back(page: Chrome) -> None:
    head = page.find_element(By.XPATH, "//th[contains(., 'NRMSE')]")
    button = head.find_element(By.TAG_NAME, "button")
    given = order(page)
    by_error = sorted(range(12), key=lambda i: ERRORS[i])
    for direction, expected in (
        ("ascending", [*by_error, 12, 13]),  # what has no number comes last
        ("descending", [*by_error[::-1], 12, 13]),
        (None, given),
    ):
        button.send_keys(Keys.ENTER)
        assert order(page) == expected
        assert head.get_attribute("aria-sort") == direction
    press(head.find_element(By.XPATH, ".."), "Formula↕")
    assert order(page) == given  # formula 2 before formula 10
    status = page.find_element(By.CSS_SELECTOR, ".live-filter [role=status]")
    assert status.text == "Sorted by Formula, ascending."


def test_rows_are_left_out_by_words(page: Chrome, look: Look) -> None:
    field = page.find_element(By.CSS_SELECTOR, "input[type=search]")
    field.send_keys("11 FORM")
    assert order(page) == [11]
    status = page.find_element(By.CSS_SELECTOR, ".live-filter [role=status]")
    assert status.text == "1 of 14 rows"
    look(medium="print")
    assert len(order(page)) == 14  # on paper all of them
    look()
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(Keys.DELETE)
    assert len(order(page)) == 14


def test_short_tables_and_tables_in_groups_stay(page: Chrome) -> None:
    assert len(page.find_elements(By.CSS_SELECTOR, ".live-filter")) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("0.25", 0.25), ("−3.1×10^−9", -3.1e-9), ("1.2 × 10^4", 1.2e4), ("10^−12", 1e-12)],
        *[("1,537", 1537), ("> 0.9999", 0.9999), ("46 of 100", 46), ("93%", 93), ("12 s", 12)],
        *[("[1.2, 2.1]×10^−15", 1.2e-15), ("3x", None), ("–", None), ("", None), ("x1", None)],
    ],
)
def test_what_is_a_number(page: Chrome, text: str, value: float | None) -> None:
    found = page.execute_script("return formulafit.tables.number(arguments[0])", text)
    assert found == value


# all of it


def test_tab_reaches_every_control_and_shows_where_it_is(page: Chrome) -> None:
    page.execute_script("document.querySelector('.origin').open = true")
    controls = page.find_elements(By.CSS_SELECTOR, "button, select, input")
    wanted = {each.id for each in controls}
    reached = set()
    for _ in range(len(controls) + 5):
        page.switch_to.active_element.send_keys(Keys.TAB)
        reached.add(page.switch_to.active_element.id)
        outline = "return getComputedStyle(document.activeElement).outlineStyle"
        assert page.execute_script(outline) == "solid"
        if wanted <= reached:
            break
    assert wanted <= reached
    names = [each.accessible_name for each in controls]
    assert all(names)


@pytest.mark.parametrize(
    ("width", "scheme"), list(itertools.product([1280, 390], ["light", "dark"]))
)
def test_what_is_seen(page: Chrome, look: Look, width: int, scheme: str) -> None:
    look(width, scheme)
    press(room(page, "learning"), "Next row")
    page.execute_script("document.querySelector('.origin').open = true")
    wide = "const { scrollWidth, clientWidth } = document.documentElement;"
    assert page.execute_script(f"{wide} return scrollWidth <= clientWidth")
    for each in page.find_elements(By.CSS_SELECTOR, "button, select, input"):
        assert min(each.rect["width"], each.rect["height"]) >= 24, each.accessible_name
    for name, contrast in page.execute_script(CONTRASTS):
        assert contrast >= 4.5, name
    ground = page.execute_script(
        "return getComputedStyle(document.documentElement).backgroundColor"
    )
    dark = max(map(int, re.findall(r"\d+", ground)[:3])) < 64
    assert dark == (scheme == "dark")


def test_what_scrolls_sideways_is_reached_by_tab_while_it_does(page: Chrome, look: Look) -> None:
    scroll = page.find_element(By.CSS_SELECTOR, ".scroll:has(.live-sort)")
    assert scroll.get_attribute("tabindex") is None
    page.execute_script("arguments[0].style.width = '4rem'", scroll)
    WebDriverWait(page, 5).until(lambda _: scroll.get_attribute("tabindex") == "0")
    head = page.find_element(By.XPATH, "//th[contains(., 'NRMSE')]//button")
    assert head.get_attribute("aria-label") == "NRMSE e^2"


def test_paper_is_light_and_has_no_rooms(page: Chrome, look: Look) -> None:
    look(scheme="dark", medium="print")
    ground = page.execute_script(
        "return getComputedStyle(document.documentElement).backgroundColor"
    )
    assert ground == "rgb(255, 255, 255)"
    assert not any(
        each.is_displayed() for each in page.find_elements(By.CSS_SELECTOR, ".live-panel")
    )
    assert not page.find_element(By.CSS_SELECTOR, ".live-filter").is_displayed()


# Every text that is seen, with the contrast to the first ground behind it that covers.
CONTRASTS = """
const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
const light = ([r, g, b]) => {
  const linear = (c) => c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
};
const ground = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = channels(getComputedStyle(at).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
};
return [...document.querySelectorAll("main *")].filter((element) =>
  !(element instanceof SVGElement) && element.checkVisibility()
  && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
).map((element) => {
  const [a, b] = [light(channels(getComputedStyle(element).color)), light(ground(element))];
  return [element.textContent.slice(0, 40), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
});
"""
