"""The paper's source as Markdown: its cells and inline code run, their values in their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from formulafit.paper.embedded.kernel import Kernel
from formulafit.paper.embedded.source import Cell, Text
from formulafit.paper.errors import RenderError

# as Quarto finds it: `{python} …`, not within longer code
_INLINE = re.compile(r"(?<!`)`\{python\}[ \t]+([^`\n]+)`(?!`)")


def run(
    blocks: Iterable[Text | Cell], file: str, folder: Path, environment: Mapping[str, str]
) -> str:
    """Run the `blocks` of the source `file` in `folder`, and return the Markdown they make.

    Raises
    ------
    RenderError
        With the line: a cell or inline code that raises, a value that cannot be shown.
    """
    with Kernel(folder, environment, file) as kernel:
        return "\n\n".join(_markdown(block, kernel, file) for block in blocks)


def _markdown(block: Text | Cell, kernel: Kernel, file: str) -> str:
    """Return a block's Markdown, its code run."""
    if isinstance(block, Cell):
        return kernel.run(block)
    if block.literal:
        return block.source
    found = list(_INLINE.finditer(block.source))

    def line_of(match: re.Match[str]) -> int:
        return block.line + block.source.count("\n", 0, match.start())

    taken = {match.start() for match in found}
    for match in re.finditer(r"`\{python\}", block.source):
        if match.start() not in taken:
            raise RenderError(
                f"{file}, line {line_of(match)}: inline code stands on one line, as "
                "`{python} expression`, without a backtick within"
            )
    lines = [line_of(match) for match in found]
    values = iter(kernel.evaluate([match[1].strip() for match in found], lines) if found else ())
    return _INLINE.sub(lambda _: next(values), block.source)
