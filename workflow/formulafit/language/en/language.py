"""English: where each theme stands."""

from __future__ import annotations

from formulafit.language.en import (
    formulas,
    grammar,
    logic,
    pages,
    regions,
    replicates,
    reproduction,
    studies,
    training,
    values,
    verdicts,
)
from formulafit.language.en.captions import CAPTIONS
from formulafit.language.en.lexicon import LEXICON
from formulafit.language.en.page import PAGE
from formulafit.language.model import Language

LANGUAGE = Language(
    code="en",
    tag="en",
    lexicon=LEXICON,
    captions=CAPTIONS,
    page=PAGE,
    grammar=grammar,
    values=values,
    logic=logic,
    training=training,
    formulas=formulas,
    regions=regions,
    replicates=replicates,
    verdicts=verdicts,
    studies=studies,
    pages=pages,
    reproduction=reproduction,
    pictures=pages.PICTURES,
)
