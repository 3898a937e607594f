"""The embedded engine's reading and running of cells and inline code."""

from __future__ import annotations

import os
import re

import pytest

from formulafit.paper.embedded.kernel import Kernel
from formulafit.paper.embedded.source import Cell, Text, read
from formulafit.paper.errors import RenderError


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    with Kernel(tmp_path_factory.mktemp("cells"), os.environ, "a.qmd") as kernel:
        yield kernel


def test_a_cell_gives_markdown_as_its_options_ask(kernel):
    assert kernel.run(Cell("print('*a*')", 1, {"output": "asis"})) == "*a*\n"
    assert kernel.run(Cell("print('*a*')", 1)) == "``` {.output}\n*a*\n```"
    assert kernel.run(Cell("x = 1", 1)) == ""
    assert kernel.run(Cell("#| echo: true\nx", 1, {"echo": True})) == (
        "``` {.python}\nx\n```\n\n``` {.output}\n1\n```"
    )
    assert kernel.run(Cell("print(1)", 1, {"output": False})) == ""
    assert kernel.run(Cell("print(1)\ny = 2", 1, {"include": False})) == ""
    assert kernel.run(Cell("y", 1)) == "``` {.output}\n2\n```"
    assert kernel.run(Cell("z = 3", 1, {"eval": False})) == ""
    with pytest.raises(RenderError, match="NameError"):
        kernel.run(Cell("z", 1))
    markdown = "from IPython.display import Markdown\nMarkdown('*a*')"
    assert kernel.run(Cell(markdown, 1)) == "*a*"
    assert kernel.run(Cell("print('```')", 1)) == "```` {.output}\n```\n````"


def test_what_a_slow_cell_prints_is_one_text(kernel):
    """IPython sends on what is printed every fifth of a second."""
    slow = "import time\nfor word in 'a', 'b':\n    print(word, flush=True); time.sleep(0.3)"
    assert kernel.run(Cell(slow, 1, {"output": "asis"})) == "a\nb\n"
    assert kernel.run(Cell(slow, 1)) == "``` {.output}\na\nb\n```"
    shows = f"from IPython.display import Markdown, display\n{slow}\ndisplay(Markdown('c'))\n{slow}"
    assert kernel.run(Cell(shows, 1, {"output": "asis"})) == "a\nb\n\n\nc\n\na\nb\n"


def test_what_a_cell_writes_to_stderr_goes_to_the_log(kernel, capfd):
    code = "import os, sys, warnings\nprint('*a*')\nprint('a message', file=sys.stderr)\n"
    code += (
        "warnings.warn('a warning')\nos.system('echo a program; echo a program >&2');\nprint('b')"
    )
    assert kernel.run(Cell(code, 1, {"output": "asis"})) == "*a*\nb\n"
    told = capfd.readouterr().err
    for words in ("a message\n", "UserWarning: a warning\n", "a program\n"):
        assert words in told


def test_a_cell_that_raises_is_named_with_its_line(kernel):
    cell = Cell("#| label: sum\ndef f():\n    raise ValueError('bad')\nf()", 10, {"label": "sum"})
    with pytest.raises(RenderError) as error:
        kernel.run(cell)
    message = str(error.value)
    assert message.startswith("a.qmd: the cell 'sum' (line 10) raises ValueError: bad")
    assert "a.qmd, line 13 in f" in message
    assert message.endswith("ValueError: bad")


def test_a_cell_cannot_show_html(kernel):
    with pytest.raises(RenderError, match="shows text/html, text/plain; print Markdown"):
        kernel.run(Cell("from IPython.display import HTML\nHTML('<b>')", 3))


def test_a_kernel_that_dies_is_an_error(tmp_path):
    with (
        Kernel(tmp_path, os.environ, "a.qmd") as kernel,
        pytest.raises(RenderError, match="line 7 ended the Python process"),
    ):
        kernel.run(Cell("import os\nos._exit(1)", 7))


def test_inline_code_gives_text_numbers_and_markdown(kernel):
    kernel.run(Cell("from IPython.display import Markdown", 1))
    expressions = ["'a_b'", "1 + 1", "Markdown('*c*')", "'long ' * 40"]
    values = kernel.evaluate(expressions, [1, 1, 2, 3])
    assert values == [r"a\_b", "2", "*c*", "long " * 40]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (
            "0.1 + 0.2",
            "a.qmd, line 5: `{python} 0.1 + 0.2` gives 0.30000000000000004; make it a str",
        ),
        ("nothing", "a.qmd, line 5: `{python} nothing` raises NameError"),
        ("(1, 2)", "gives (1, 2); make it a str"),
        ("None", "gives None; make it a str"),
        ("''", "a.qmd, line 5: `{python} ''` is empty, and Quarto would show the code"),
        ("' '", "a.qmd, line 5: `{python} ' '` is empty"),
        ("__import__('IPython').display.Markdown('')", "is empty, and Quarto would show"),
        ("1 +", "raises SyntaxError"),
    ],
)
def test_inline_code_of_another_kind_is_an_error(kernel, expression, message):
    with pytest.raises(RenderError, match=re.escape(message)):
        kernel.evaluate([expression], [5])


def test_the_source_is_read_into_text_and_cells():
    text = (
        "---\ntitle: T\n---\nA `{python} x`.\n\n"
        "```{python}\n#| echo: true\n#| output: asis\nx = 1\n```\n"
        "B\n````markdown\n```{python}\n```\n````\nC\n"
    )
    header, blocks = read(text, "a.qmd")
    assert header == {"title": "T"}
    assert blocks == [
        Text("A `{python} x`.\n", 4),
        Cell("#| echo: true\n#| output: asis\nx = 1", 6, {"echo": True, "output": "asis"}),
        Text("B", 11),
        Text("````markdown\n```{python}\n```\n````", 12, literal=True),
        Text("C", 16),
    ]
    assert blocks[1].shown == "x = 1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\ntitle: T\n", "a.qmd: the header that begins in line 1 has no closing ---"),
        ("---\ntitle: [\n---\n", "a.qmd: the header is not YAML"),
        ("---\ntitle\n---\n", "a.qmd: the header is not a list of 'key: value' lines"),
        ("x\n```{python}\n1\n", "a.qmd, line 2: the block opened by ``` is never closed"),
        ("```{r}\n1\n```", "a.qmd, line 1: the cell {r} cannot be run; write {python}"),
        ("```{python}\n#| fig-cap: a\n```", "line 1: unknown cell option 'fig-cap'; known are"),
        ("```{python}\n#| output: maybe\n```", "output: maybe is not one of true, false, asis"),
        ("```{python}\n#| label: fig-x\n```", "give figures, tables and listings their label"),
        ("```{python}\n#| echo: [\n```", "a.qmd, line 1: the cell's options are not YAML"),
    ],
)
def test_a_source_that_cannot_be_read_is_an_error(text, message):
    with pytest.raises(RenderError, match=re.escape(message)):
        read(text, "a.qmd")
