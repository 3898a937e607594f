"""Every formula's page in the appendix: equation, settings, errors, pictures; and the studies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formulafit.formula.latex import symbol
from formulafit.language.known import picture
from formulafit.language.model import Language
from formulafit.language.numbers import MISSING, compact, r_squared, tex
from formulafit.metrics import registered
from formulafit.paper.facts.formulas import Formulas
from formulafit.paper.facts.studies import Study
from formulafit.paper.markup import block, image, side_by_side, table
from formulafit.paper.tables import studies as study_tables

PAIRED = 49  # per cent of the text's width: the width that pictures side by side are drawn in
MARKDOWN = {"error": compact, "near_one": r_squared}  # by the form of a metric


class Pages:
    """The formulas' pages; of many formulas a page is its equation, its errors and one picture."""

    def __init__(self, formulas: Formulas, say: Language) -> None:
        self.formulas = formulas
        self.results = formulas.results
        self.say = say

    def all(self) -> str:
        """Return a section for every formula."""
        return "\n".join(self.page(formula) for formula in self.formulas.keys)

    def page(self, formula: str) -> str:
        """Return the section of one formula."""
        title, say = self.formulas.title(formula), self.say.pages
        network, errors = (told(self.formulas, formula) for told in (say.network, say.errors))
        parts = [
            f"## {title} {{#sec-formula-{formula}}}\n",
            self._equation(formula),
            f"{network} {errors}\n",
        ]
        fit = block(
            f"fig-formula-{formula}-fit",
            self._image(formula, "fit", say.fit_alt(self.formulas, formula)),
            say.fit_caption(title, self.formulas.inputs(formula)),
        )
        if self.formulas.many:
            return "\n".join([*parts, fit])
        metrics = block(f"tbl-formula-{formula}", self.metrics(formula), say.metrics_caption(title))
        return "\n".join([*parts, metrics, fit, self._test(formula)])

    def _equation(self, formula: str) -> str:
        box = self.formulas.box(formula)
        ranges = [
            f"${symbol(name)} \\in [{tex(low)}, {tex(high)}]$" for name, (low, high) in box.items()
        ]
        left = f"f({', '.join(map(symbol, box))})"
        equation = f"$$\n{left} = {self.formulas.latex(formula)}\n$$"
        return f"{equation}\n\n{self.say.pages.ranges(ranges)}"

    def metrics(self, formula: str) -> str:
        """Return every replicate's metrics on the test set, the best by validation in bold."""
        ids = [f"{name}:" for name in (*registered(), "epochs_or_steps")]
        return table(
            self.say.lexicon.columns("replicate", *ids),
            (
                [
                    f"**{entry['replicate']}**" if best else str(entry["replicate"]),
                    *self._metrics(entry),
                    f"{row['epochs']:,}",
                ]
                for entry, row, best in self.formulas.replicates(formula)
            ),
        )

    def _metrics(self, entry: Mapping[str, Any]) -> list[str]:
        metrics, known = entry["metrics"], registered()
        if metrics is None:
            return [self.say.lexicon.statuses[entry["status"]], *[MISSING] * (len(known) - 1)]
        return [MARKDOWN[each.form](metrics[name]) for name, each in known.items()]

    def _test(self, formula: str) -> str:
        title, say, formulas = self.formulas.title(formula), self.say.pages, self.formulas
        pair = [
            self._image(formula, "predicted", say.predicted_alt(formulas, formula), PAIRED),
            self._image(formula, "learning", say.learning_alt(formulas, formula), PAIRED),
        ]
        variation = self.results.alternatives.get(formula)
        method = self.results.fit(formula, variation)["method"] if variation else None
        return "\n".join(
            [
                block(
                    f"fig-formula-{formula}-test",
                    side_by_side(*pair),
                    say.test_caption(title, method),
                ),
                block(
                    f"fig-formula-{formula}-errors",
                    self._image(formula, "errors", say.errors_alt(formulas, formula)),
                    say.errors_caption(title),
                ),
            ]
        )

    def _image(self, formula: str, name: str, alt: str, width: int | None = None) -> str:
        return image(f"formulas/{formula}/{picture(name, self.say.code)}", alt, width)


def studies(found: list[Study], say: Language) -> str:
    """Return the studies, a section each."""
    return "\n".join([say.studies.intro(found), *(_study(study, say) for study in found)])


def _study(study: Study, say: Language) -> str:
    words, key = say.studies, study.key
    drawn = image(f"studies/{picture(key, say.code)}", words.figure_alt(study))
    parts = [
        f"\n### {study.title} {{#sec-study-{key}}}\n",
        f"{words.about(study)}\n",
        block(f"tbl-study-{key}", study_tables.entries(study, say), words.table_caption(study)),
        block(f"fig-study-{key}", drawn, words.figure_caption(study)),
    ]
    if study.overfits and study.gains():
        gains = study_tables.gains(study, say)
        parts += [
            f"{words.mends(study)}\n",
            block(f"tbl-gains-{key}", gains, words.gains_caption(study)),
        ]
    return "\n".join(parts)
