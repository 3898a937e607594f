"""The tables of docs/benchmarks.md on whole suites: ratios between methods, errors by formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from benchmarks import ablation, records, suites
from benchmarks.compare import (
    CLASSES,
    GAUSSIAN_PROCESS,
    LOOP,
    LOOP_GIVEN,
    OURS,
    PUSHED,
    compare,
    few,
    geometric_mean,
    lost_to,
)
from benchmarks.records import Row

PEERS: dict[str, tuple[str, str | None]] = {
    "scikit-learn, pushed": (PUSHED, None),
    "the assignment's loop, 60 CPU s": (LOOP, LOOP_GIVEN),
    "our `adam`": ("adam", None),
    "scikit-learn, defaults": ("scikit-learn", None),
    "Gaussian process, 2,000 rows": (GAUSSIAN_PROCESS, None),
    "polynomial": ("polynomial", None),
    "spline": ("spline", None),
    "decision tree": ("decision tree", None),
    "gradient-boosted trees": ("boosted trees", None),
    "nearest neighbours": ("nearest neighbours", None),
    "JAX, 10 CPU s": ("JAX", None),
    "pykan": ("pykan", None),
}
MAIN_PEERS = [*list(PEERS)[:2], "Gaussian process, 2,000 rows"]
COLUMNS: dict[str, tuple[str, str | None]] = {
    "auto": (OURS, None),
    "adam": ("adam", None),
    "loop 512, 60 s": (LOOP, LOOP_GIVEN),
    "loop 128-128, 20 s": ("loop 128-128", "20 s"),
    "sklearn": ("scikit-learn", None),
    "pushed": (PUSHED, None),
    "GP": (GAUSSIAN_PROCESS, None),
    "poly.": ("polynomial", None),
    "spline": ("spline", None),
    "smoothing spline": ("smoothing spline", None),
    "tree": ("decision tree", None),
    "trees": ("boosted trees", None),
    "neighb.": ("nearest neighbours", None),
}
OF_SUITE = tuple(name for name in COLUMNS if name != "smoothing spline")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, its first column to the left."""
    rule = ["---"] + ["---:"] * (len(head) - 1)
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, rule, *rows)]
    return "\n".join(lines) + "\n"


def factor(value: float) -> str:
    """Return a ratio to two digits."""
    return f"{value:,.0f}" if 100 <= value < 1e6 else f"{value:.2g}"


def bold_least(values: Sequence[float | None]) -> list[str]:
    """Return the errors of several methods as they are printed, the least of them in bold."""
    least = min(value for value in values if value is not None)
    cells = ["" if value is None else f"{value:.1e}" for value in values]
    return [
        f"**{cell}**" if value == least else cell for cell, value in zip(cells, values, strict=True)
    ]


def overview(every: Sequence[Row]) -> str:
    """Return the table of what matters most: ratios to the main peers, over all and set aside."""
    lines = []
    sets = {"all": list(every), "set aside": [row for row in every if row.set_aside]}
    for title in MAIN_PEERS:
        for name, rows in sets.items():
            found, lost = compare(rows, *PEERS[title]), lost_to(rows, *PEERS[title])
            if not found:
                continue
            most = max(lost, key=lambda key: lost[key], default=None)
            lines.append(
                [
                    title,
                    name,
                    str(len(found.errors)),
                    factor(found.mean),
                    f"{factor(found.errors[found.worst])} ({found.worst})",
                    str(len(lost)),
                    f"{factor(lost[most])}× ({most})" if most else "",
                ]
            )
    head = ["peer", "formulas", "number", "error ratio, mean", "least", "peer's is smaller on"]
    return table([*head, "by at most"], lines)


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


def of_suite(
    rows: Sequence[Row], formulas: Mapping[str, bool], columns: Sequence[str] = OF_SUITE
) -> str:
    """Return a table of test NRMSE by formula and method, with our CPU seconds and pushed ones.

    `formulas` tells of each whether it was set aside, which a star marks.
    """
    found = {name: records.of(rows, *COLUMNS[name]) for name in columns}
    ours, pushed = found["auto"], found["pushed"]
    lines = []
    for key, aside in formulas.items():
        if key not in ours:
            continue
        cells = bold_least(
            [each[key].test_nrmse if key in each else None for each in found.values()]
        )
        seconds = [f"{each[key].cpu_seconds:.1f}" if key in each else "" for each in (ours, pushed)]
        lines.append([key + ("\\*" if aside else ""), str(ours[key].inputs), *cells, *seconds])
    return table(["formula", "inputs", *columns, "auto, CPU s", "pushed, CPU s"], lines)


def of_file(file: str) -> str:
    """Return the table of all formulas of a file."""
    return of_suite(records.read(file), suites.formulas(file))


def ablations() -> str:
    """Return the table of what each ingredient is worth."""
    lines = []
    for ingredient, ratios in ablation.ratios().items():
        most = max(ratios, key=lambda key: ratios[key])
        mean = factor(geometric_mean(ratios.values()))
        lines.append([ingredient, str(len(ratios)), mean, f"{factor(ratios[most])} ({most})"])
    return table(["without", "formulas", "error, mean ratio", "largest"], lines)


def as_measured(name: str) -> str:
    """Return a small table as it was measured."""
    rows = records.read_table(name)
    head = [column.replace("_", " ") for column in rows[0]]
    return table(head, [list(row.values()) for row in rows])
