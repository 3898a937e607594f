"""Write docs/benchmarks.md and its figures: ``python -m benchmarks.document``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks import ablation, records, suites
from benchmarks.compare import (
    CLASSES,
    FLOOR,
    GAUSSIAN_PROCESS,
    LOOP,
    LOOP_GIVEN,
    OURS,
    PUSHED,
    compare,
    few,
    geometric_mean,
)
from benchmarks.figure import draw
from benchmarks.notes import GENERAL_LOSSES, HEAD, LOSSES, NOISE, SIZE, STEPS
from benchmarks.records import Row
from formulafit.files import write_text

FOLDER = suites.ROOT / "docs"
TITLES = {"default": "The default config", "nguyen": "The Nguyen functions",
          "feynman": "Every fourth AI-Feynman equation"}  # fmt: skip
NOISE_COLUMNS = ("auto", "adam", "sklearn", "pushed", "GP", "spline")
PEERS = {
    "scikit-learn, pushed": (PUSHED, None),
    "the assignment's loop, 60 CPU s": (LOOP, LOOP_GIVEN),
    "our `adam`": ("adam", None),
    "scikit-learn, defaults": ("scikit-learn", None),
    "Gaussian process, 2,000 rows": (GAUSSIAN_PROCESS, None),
    "gradient-boosted trees": ("boosted trees", None),
    "polynomial": ("polynomial", None),
    "spline": ("spline", None),
    "JAX, 10 CPU s": ("JAX", None),
    "pykan": ("pykan", None),
}
COLUMNS = {
    "auto": (OURS, None),
    "adam": ("adam", None),
    "loop 512, 60 s": (LOOP, LOOP_GIVEN),
    "loop 128-128, 20 s": ("loop 128-128", "20 s"),
    "sklearn": ("scikit-learn", None),
    "pushed": (PUSHED, None),
    "GP": (GAUSSIAN_PROCESS, None),
    "trees": ("boosted trees", None),
    "poly.": ("polynomial", None),
    "spline": ("spline", None),
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, its first column to the left."""
    rule = ["---"] + ["---:"] * (len(head) - 1)
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, rule, *rows)]
    return "\n".join(lines) + "\n"


def factor(value: float) -> str:
    """Return a ratio to two digits."""
    return f"{value:,.0f}" if 100 <= value < 1e6 else f"{value:.2g}"


def losses(every: Sequence[Row]) -> str:
    """Return the formulas on which a peer has the smaller error or ours takes longer, and why."""
    lines: list[str] = []
    explained: set[str] = set()
    for title, (peer, setting) in PEERS.items():
        found = compare(every, peer, setting)
        if not found:
            continue
        lost = lost_to(every, peer, setting)
        explained |= lost.keys()
        told = ", ".join(f"{key} ({factor(ratio)}×)" for key, ratio in sorted(lost.items()))
        where = f"{len(lost)} of {len(found.errors)}" + (f": {told}" if lost else "")
        lines.append(f"- **{title}** has the smaller error on {where}.")
    cost = compare(every, PUSHED)
    slow = {key: ratio for key, ratio in cost.seconds.items() if ratio > 1.5} if cost else {}
    told = ", ".join(f"{key} ({factor(ratio)}×)" for key, ratio in slow.items())
    lines.append(
        f"- More than 1.5 times the CPU seconds of scikit-learn, pushed: {told or 'none'}."
    )
    thorough = records.of(every, "auto thorough")
    process = records.of(every, GAUSSIAN_PROCESS)
    still = [
        key
        for key in lost_to(every, GAUSSIAN_PROCESS, None)
        if thorough[key].test_nrmse > process[key].test_nrmse
    ]
    lines.append(
        "- At thorough effort, the Gaussian process keeps the smaller error on "
        f"{', '.join(still) or 'none'} of those."
    )
    why = [f"- {key}: {LOSSES[key]}" for key in LOSSES if key in explained | slow.keys()]
    return "\n".join([*lines, "", "Why:", "", *why, *GENERAL_LOSSES]) + "\n"


def lost_to(rows: Sequence[Row], peer: str, setting: str | None) -> dict[str, float]:
    """Return where a peer has the smaller error, and by what factor; below the floor is a tie."""
    ours, theirs = records.of(rows, OURS), records.of(rows, peer, setting)
    ratios = {
        key: max(ours[key].test_nrmse, FLOOR) / max(row.test_nrmse, FLOOR)
        for key, row in theirs.items()
        if key in ours
    }
    return {key: ratio for key, ratio in ratios.items() if ratio > 1}


def headline(rows: Sequence[Row]) -> str:
    """Return the table of ratios for a set of formulas."""
    head = ["peer", "inputs", "formulas", "error ratio, mean", "worst", "CPU s, mean", "largest"]
    lines = []
    for title, (peer, setting) in PEERS.items():
        for name, inputs in CLASSES.items():
            found = compare(few(rows, inputs), peer, setting)
            if found:
                worst, dearest = found.worst, found.dearest
                lines.append(
                    [
                        title,
                        name,
                        str(len(found.errors)),
                        factor(found.mean),
                        f"{factor(found.errors[worst])} ({worst})",
                        factor(found.mean_seconds),
                        f"{factor(found.seconds[dearest])} ({dearest})",
                    ]
                )
    return table(head, lines)


def of_suite(suite: str, rows: Sequence[Row], columns: Sequence[str] = tuple(COLUMNS)) -> str:
    """Return the table of a suite: test NRMSE by formula and method, our CPU seconds."""
    found = {name: records.of(rows, *COLUMNS[name]) for name in columns}
    pushed = found["pushed"]
    lines = []
    for key, aside in suites.formulas(suite).items():
        if key not in found["auto"]:
            continue
        ours = found["auto"][key]
        cells = [f"{each[key].test_nrmse:.1e}" if key in each else "" for each in found.values()]
        best = min(each[key].test_nrmse for each in found.values() if key in each)
        cells = [
            f"**{cell}**" if key in each and each[key].test_nrmse == best else cell
            for cell, each in zip(cells, found.values(), strict=True)
        ]
        seconds = [f"{ours.cpu_seconds:.1f}", f"{pushed[key].cpu_seconds:.1f}"]
        lines.append([key + ("\\*" if aside else ""), str(ours.inputs), *cells, *seconds])
    head = ["formula", "inputs", *columns, "auto, CPU s", "pushed, CPU s"]
    return table(head, lines)


def of_noise() -> str:
    """Return what is left of the noise, and the table."""
    rows = records.read("noise")
    ours = records.of(rows, OURS)
    left = geometric_mean(row.test_nrmse for row in ours.values())
    by = factor(suites.NOISE["noise"] / left)
    lost = [
        f"{title} on {', '.join(key for key, ratio in found.errors.items() if ratio < 1) or 'none'}"
        for title, found in (
            (title, compare(rows, *PEERS[title]))
            for title in (
                "scikit-learn, pushed",
                "scikit-learn, defaults",
                "our `adam`",
                "Gaussian process, 2,000 rows",
                "spline",
            )
        )
        if found
    ]
    text = (
        f"In the geometric mean our error is {by} times below the noise. "
        f"The smaller error has {'; '.join(lost)}.\n"
    )
    return text + "\n" + of_suite("noise", rows, NOISE_COLUMNS)


def ablations() -> str:
    """Return the table of what each ingredient is worth."""
    lines = [
        [ingredient, factor(mean), f"{factor(worst)} ({formula})"]
        for ingredient, (mean, worst, formula) in ablation.ratios().items()
    ]
    return table(["without", "error, mean ratio", "largest"], lines)


def other(name: str) -> str:
    """Return a small table as it was measured."""
    rows = records.read_table(name)
    head = [column.replace("_", " ") for column in rows[0]]
    return table(head, [list(row.values()) for row in rows])


def document() -> str:
    """Return the whole text."""
    measured = {suite: records.read(suite) for suite in TITLES}
    every = [row for rows in measured.values() for row in rows]
    seen = [row for row in every if not row.set_aside]
    aside = [row for row in every if row.set_aside]
    machines = ", ".join(sorted({f"{row.processor} ({row.versions})" for row in every}))
    parts = [HEAD.format(machines=machines, floor=FLOOR)]
    parts += ["## Where it loses\n", losses(every)]
    parts += ["## Ratios on formulas set aside\n", headline(aside)]
    parts += ["## Ratios on all other formulas\n", headline(seen)]
    for suite, rows in measured.items():
        parts.append(f"## {TITLES[suite]}\n")
        parts.append(f"![error against CPU seconds](images/benchmark-{suite}.svg)\n")
        parts.append(of_suite(suite, rows))
    parts += [NOISE, of_noise()]
    parts += ["## What each ingredient is worth\n", ablations()]
    parts += [STEPS, other("steps"), SIZE, other("size")]
    return "\n".join(parts)


def main() -> None:
    """Write the text and draw the figures."""
    for suite in TITLES:
        draw(records.read(suite), FOLDER / "images" / f"benchmark-{suite}.svg")
    write_text(FOLDER / "benchmarks.md", document())


if __name__ == "__main__":
    main()
