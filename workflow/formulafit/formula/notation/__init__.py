r"""What people write for formulas elsewhere, and the line to write here instead.

A reader of everyday notation, for mistakes alone: ``sin^2 x``, ``2x(x+1)``, ``|x|``, ``x⁴``,
``\frac{1}{x}``, ``Sin[x]``, ``np.sin(x)``, ``x < 0 ? a : b``. What it makes of a text is shown to
the person, after the parser has agreed that it is a formula; it is never fitted.
"""

from formulafit.formula.notation.readings import Reading, readings

__all__ = ["Reading", "readings"]
