"""The figures of docs/benchmarks.md: error over CPU seconds, and error over periods."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.compare import CLASSES, few, geometric_mean
from benchmarks.records import Row, of
from formulafit.figures.style import GREEN, GREY, MARKERS, PALETTE, PURPLE, TEXT_WIDTH, drawing

# What is one line or one mark: its points are (method, setting), in the order of growing work.
LOOP_SETTINGS = ("2 s", "5 s", "10 s", "20 s", "60 s")
LINES: dict[str, list[tuple[str, str | None]]] = {
    "auto: quick, normal, thorough": [
        (name, None) for name in ("auto quick", "auto", "auto thorough")
    ],
    "assignment's loop, 512": [("loop 512", setting) for setting in LOOP_SETTINGS],
    "assignment's loop, 128-128": [("loop 128-128", setting) for setting in LOOP_SETTINGS[:-1]],
    "adam": [("adam", None)],
    "scikit-learn: defaults, pushed": [("scikit-learn", None), ("scikit-learn pushed", None)],
    "Gaussian process": [("Gaussian process", None)],
    "boosted trees": [("boosted trees", None)],
    "decision tree": [("decision tree", None)],
    "nearest neighbours": [("nearest neighbours", None)],
    "polynomial": [("polynomial", None)],
}
LOOKS = [*zip((*PALETTE, GREY), (*MARKERS, "*"), strict=True), (GREEN, "x"), (PURPLE, "+")]
OF_PERIODS = ("auto", "scikit-learn pushed", "Gaussian process", "polynomial", "spline",
              "decision tree", "boosted trees", "nearest neighbours")  # fmt: skip
FLOOR = 1e-16


def draw_work(rows: Sequence[Row], path: Path) -> None:
    """Draw geometric means over the formulas of each class of inputs.

    What was not measured on all of them is left out: its mean would be that of others.
    """
    classes = {name: few(rows, inputs) for name, inputs in CLASSES.items() if few(rows, inputs)}
    with drawing(path, width=TEXT_WIDTH, height=0.66 * TEXT_WIDTH) as figure:
        axes = figure.subplots(1, len(classes), squeeze=False)[0]
        for panel, (name, chosen) in zip(axes, classes.items(), strict=True):
            formulas = len({row.formula for row in chosen})
            for k, (label, points) in enumerate(LINES.items()):
                found = [of(chosen, *point) for point in points]
                found = [each for each in found if len(each) == formulas]
                x = [geometric_mean(row.cpu_seconds for row in each.values()) for each in found]
                y = [
                    geometric_mean(max(row.test_nrmse, FLOOR) for row in each.values())
                    for each in found
                ]
                panel.plot(x, y, color=LOOKS[k][0], marker=LOOKS[k][1], label=label)
            panel.set_xscale("log")
            panel.set_yscale("log")
            panel.set_xlabel("CPU seconds")
            panel.set_title(f"{name} ({formulas} formulas)")
            panel.grid(visible=True)
        axes[0].set_ylabel("test NRMSE")
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=2)


def draw_periods(rows: Sequence[Row], path: Path) -> None:
    """Draw the error of each method on a sine, over its periods (``sine_<periods>``)."""
    with drawing(path, width=TEXT_WIDTH, height=0.6 * TEXT_WIDTH) as figure:
        axes = figure.subplots()
        for k, method in enumerate(OF_PERIODS):
            found = {
                int(row.formula.removeprefix("sine_")): max(row.test_nrmse, FLOOR)
                for row in rows
                if row.method == method and row.formula.startswith("sine_") and row.draw == 0
            }
            x = sorted(found)
            y = [found[periods] for periods in x]
            axes.plot(x, y, color=LOOKS[k][0], marker=LOOKS[k][1], label=method)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("periods of the sine in the range of 8,000 rows")
        axes.set_ylabel("test NRMSE")
        axes.grid(visible=True)
        figure.legend(loc="outside right center")
