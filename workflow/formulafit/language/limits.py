"""How many things a sentence or a list names before it only counts them, in every language."""

from __future__ import annotations

NAMED = 12  # formulas that a sentence still names
EXCEPTIONS = 3  # formulas named when their setting differs from the others'
LISTED = 20  # formulas, and fits, that are told of one by one
