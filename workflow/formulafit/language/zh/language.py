"""Chinese: where each theme stands."""

from __future__ import annotations

from formulafit.language.model import Language
from formulafit.language.zh import (
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
from formulafit.language.zh.captions import CAPTIONS
from formulafit.language.zh.lexicon import LEXICON
from formulafit.language.zh.page import PAGE

LANGUAGE = Language(
    code="zh",
    tag="zh-Hans",
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
