"""Write docs/benchmarks.md and its figures: ``python -m benchmarks.document``."""

from __future__ import annotations

from benchmarks import ablation, notes, records, study_tables, suites
from benchmarks.compare import FLOOR, OURS
from benchmarks.figure import draw_periods, draw_work
from benchmarks.losses import losses
from benchmarks.records import Row
from benchmarks.tables import ablations, as_measured, headline, of_file, overview
from formulafit.files import write_text

FOLDER = suites.ROOT / "docs"
TITLES = {
    "default": "The default config",
    "nguyen": "The Nguyen functions",
    "feynman": "Every fourth AI-Feynman equation",
    "surrogate": "Test functions of surrogate modelling",
}
STUDIES = {
    "spread": (notes.SPREAD, study_tables.spread),
    "noise": (notes.NOISE, study_tables.noise),
    "frequencies": (notes.FREQUENCIES, study_tables.DRAWN["frequencies"].table),
    "edges": (notes.EDGES, study_tables.DRAWN["edges"].table),
    "orders": (notes.ORDERS, study_tables.DRAWN["orders"].table),
}


def read_suites() -> dict[str, list[Row]]:
    """Return what was measured on whole files of formulas."""
    return {suite: rows for suite in TITLES if (rows := records.read(suite))}


def is_measured(suite: str) -> bool:
    """Tell whether our method was measured on a suite, which others are held against."""
    return bool(records.of(records.read(suite), OURS))


def document() -> str:
    """Return the whole text."""
    measured = read_suites()
    every = [row for rows in measured.values() for row in rows]
    seen = [row for row in every if not row.set_aside]
    aside = [row for row in every if row.set_aside]
    machines = ", ".join(sorted({f"{row.processor} ({row.versions})" for row in every}))
    parts = [notes.HEAD.format(machines=machines, floor=FLOOR)]
    parts += ["## Where it loses\n", losses(every)]
    parts += [notes.OVERVIEW, overview(every)]
    parts += ["## Ratios on formulas set aside\n", headline(aside)]
    parts += ["## Ratios on all other formulas\n", headline(seen)]
    for suite, (text, tables) in STUDIES.items():
        if is_measured(suite):
            parts += [text, tables()]
    for suite in measured:
        parts.append(f"## {TITLES[suite]}\n")
        parts.append(f"![error against CPU seconds](images/benchmark-{suite}.svg)\n")
        parts.append(of_file(suite))
    if ablation.ratios():
        parts += [notes.ABLATION, ablations()]
    parts += [notes.STEPS, as_measured("steps"), notes.SIZE, as_measured("size")]
    return "\n".join(parts)


def main() -> None:
    """Write the text and draw the figures."""
    images = FOLDER / "images"
    for suite, rows in read_suites().items():
        draw_work(rows, images / f"benchmark-{suite}.svg")
    if is_measured("frequencies"):
        draw_periods(records.read("frequencies"), images / "benchmark-frequencies.svg")
    write_text(FOLDER / "benchmarks.md", document())


if __name__ == "__main__":
    main()
