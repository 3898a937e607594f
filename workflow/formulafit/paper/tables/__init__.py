"""The paper's tables, as Markdown: facts in cells, heads and words from a language."""

from formulafit.paper.tables import about, formulas, logic, studies

__all__ = ["about", "formulas", "logic", "studies"]
