"""Every formula's page in the appendix: equation, settings, errors, pictures; and the studies."""

from __future__ import annotations

from collections.abc import Sequence

from formulafit.documents.evaluation import TestedReplicate
from formulafit.formula.latex import symbol
from formulafit.language.known import picture
from formulafit.language.model import Language
from formulafit.language.numbers import MISSING, compact, r_squared, tex
from formulafit.metrics import registered
from formulafit.paper.facts import outside
from formulafit.paper.facts.formulas import Formulas
from formulafit.paper.facts.studies import Study
from formulafit.paper.markup import block, image, place, side_by_side, table
from formulafit.paper.tables import studies as study_tables
from formulafit.registry import picture_names

# The figures of a page, of many formulas the first alone.
LAYOUT = (("fit",), ("predicted", "learning"), ("errors",))
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
        told = (
            say.ranges(self._sides(formula)),
            say.network(self.formulas, formula),
            say.errors(self.formulas, formula),
        )
        shown = figures()[:1] if self.formulas.many else figures()
        drawn, *more = (self._figure(formula, each) for each in shown)
        replicates = "" if self.formulas.many else f"tbl-formula-{formula}"
        parts = [
            f"## {title} {{#sec-formula-{formula}}}\n",
            self._equation(formula),
            f"{self.say.grammar.sentences(*told)}\n",
            f"{self._seen(formula, replicates, shown)}\n",
        ]
        if replicates:
            parts.append(
                block(
                    replicates, self.metrics(formula), say.metrics_caption(self.formulas, formula)
                )
            )
        return "\n".join([*parts, drawn, place("formula", formula=formula), *more])

    def _seen(self, formula: str, replicates: str, shown: Sequence[Sequence[str]]) -> str:
        """Return what one sees in the table of replicates, if there is one, and in the figures."""
        say, pictures = self.say.pages, self.say.pictures
        told = [say.replicates_seen(self.formulas, formula, replicates)] if replicates else []
        some, _ = self.formulas.ended_well(formula)
        for figure in shown:
            clauses = list(filter(None, (pictures[n].seen(self.formulas, formula) for n in figure)))
            if clauses or not some:
                told.append(say.figure_seen(figure_label(formula, figure), clauses))
        return self.say.grammar.sentences(*told)

    def _equation(self, formula: str) -> str:
        otherwise = self.say.lexicon.words["otherwise"]
        left = f"f({', '.join(map(symbol, self.formulas.box(formula)))})"
        return f"$$\n{left} = {self.formulas.latex(formula, otherwise)}\n$$\n"

    def _sides(self, formula: str) -> list[str]:
        """Return the range of each input as TeX."""
        box = self.formulas.box(formula).items()
        return [f"${symbol(name)} \\in [{tex(low)}, {tex(high)}]$" for name, (low, high) in box]

    def metrics(self, formula: str) -> str:
        """Return every replicate's metrics on the test set, the best by validation in bold."""
        ids = [f"{name}:" for name in (*registered(), "epochs_or_steps")]
        return table(
            self.say.lexicon.columns("replicate", *ids),
            (
                [
                    f"**{entry.replicate}**" if best else str(entry.replicate),
                    *self._metrics(entry),
                    f"{row.epochs:,}",
                ]
                for entry, row, best in self.formulas.replicates(formula)
            ),
        )

    def _metrics(self, entry: TestedReplicate) -> list[str]:
        metrics, known = entry.metrics, registered()
        if metrics is None:
            return [self.say.lexicon.statuses[entry.status], *[MISSING] * (len(known) - 1)]
        return [MARKDOWN[each.form](metrics.of(name)) for name, each in known.items()]

    def _figure(self, formula: str, pictures: Sequence[str]) -> str:
        """Return a figure of one picture, or of two side by side."""
        said = {name: self.say.pictures[name] for name in pictures}
        width = PAIRED if len(pictures) > 1 else None
        images = [
            image(
                f"formulas/{formula}/{picture(name, self.say.code)}",
                words.alt(self.formulas, formula),
                width,
            )
            for name, words in said.items()
        ]
        captions = [words.caption(self.formulas, formula) for words in said.values()]
        return block(
            figure_label(formula, pictures),
            side_by_side(*images) if width else images[0],
            self.say.pages.figure_caption(self.formulas.title(formula), captions),
        )


def figure_label(formula: str, pictures: Sequence[str]) -> str:
    """Return the label of a figure of a formula's page."""
    return f"fig-formula-{formula}-{'-'.join(pictures)}"


def figures() -> list[tuple[str, ...]]:
    """Return the figures of a formula's page, each one picture or two side by side.

    A picture that `LAYOUT` does not place is a figure at the end.
    """
    placed = {name for figure in LAYOUT for name in figure}
    return [*LAYOUT, *((name,) for name in picture_names() if name not in placed)]


def continued(formulas: Formulas, say: Language) -> str:
    """Return the figure of the curves that go on beyond a box, and its paragraph; empty without."""
    found = outside.continued(formulas)
    if found is None:
        return ""
    drawn = image(f"formulas/{picture('outside', say.code)}", say.regions.continued_alt(found))
    figure = block("fig-outside", drawn, say.regions.continued_caption(found))
    return f"{say.regions.continued(found)}\n\n{figure}"


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
    if study.twins:
        parts.append(f"{words.twins(study)}\n")
    if study.overfits and study.gains():
        gains = study_tables.gains(study, say)
        parts += [
            f"{words.mends(study)}\n",
            block(f"tbl-gains-{key}", gains, words.gains_caption(study)),
        ]
    return "\n".join(parts)
