"""Where our method loses, by the measurements, and why."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks import records, studies
from benchmarks.compare import GAUSSIAN_PROCESS, OURS, PUSHED, compare, lost_to
from benchmarks.notes import GENERAL_LOSSES, LOSSES
from benchmarks.records import Row
from benchmarks.study_tables import DRAWN, NOISE_COLUMNS, at_level
from benchmarks.tables import COLUMNS, PEERS, factor

DRAWN_TITLES = {
    "frequencies": "waves",
    "edges": "jumps, kinks and singular ends",
    "orders": "orders of magnitude",
}
DEARER = 1.5  # times the CPU seconds of scikit-learn, pushed, are told


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
        where = f"{len(lost)} of {len(found.errors)}" + (f": {told(lost)}" if lost else "")
        lines.append(f"- **{title}** has the smaller error on {where}.")
    cost = compare(every, PUSHED)
    slow = {key: ratio for key, ratio in cost.seconds.items() if ratio > DEARER} if cost else {}
    lines.append(
        f"- More than {DEARER:g} times the CPU seconds of scikit-learn, pushed: "
        f"{told(slow) or 'none'}."
    )
    lines += at_thorough_effort(every)
    lines += [*under_noise(), *in_drawn_studies()]
    for study in DRAWN.values():
        explained |= {key for column in study.beside for key in study.lost(column)}
    why = [f"- {key}: {LOSSES[key]}" for key in LOSSES if key in explained | slow.keys()]
    return "\n".join([*lines, "", "Why:", "", *why, *GENERAL_LOSSES]) + "\n"


def at_thorough_effort(every: Sequence[Row]) -> list[str]:
    """Return where more effort leaves the Gaussian process ahead, of what was measured so."""
    thorough = records.of(every, "auto thorough")
    lost = [key for key in lost_to(every, GAUSSIAN_PROCESS, None) if key in thorough]
    if not lost:
        return []
    still = lost_to(every, GAUSSIAN_PROCESS, None, ours="auto thorough")
    kept = ", ".join(key for key in lost if key in still)
    return [
        f"- At thorough effort, measured on {len(lost)} of those, the Gaussian process keeps the "
        f"smaller error on {kept or 'none'}."
    ]


def under_noise() -> list[str]:
    """Return by level of noise on how many formulas another method has the smaller error."""
    rows = records.read("noise")
    lines = []
    for level in studies.LEVELS:
        measured = at_level(rows, level)
        parts = []
        for name in NOISE_COLUMNS[1:]:
            found = compare(measured, *COLUMNS[name])
            lost = sum(ratio < 1 for ratio in found.errors.values()) if found else 0
            parts += [f"{name} on {lost} of {len(found.errors)}"] if found and lost else []
        if records.of(measured, OURS):
            smaller = "; ".join(parts) or "none"
            lines.append(f"- With **noise of {level:.0%}** the smaller error has {smaller}.")
    return lines


def in_drawn_studies() -> list[str]:
    """Return where a method's median over the draws is below ours, study by study."""
    lines = []
    for name, study in DRAWN.items():
        lost = {column: study.lost(column) for column in study.beside}
        parts = [f"{column} on {told(ratios)}" for column, ratios in lost.items() if ratios]
        if study.errors("auto"):
            smaller = "; ".join(parts) or "none"
            lines.append(f"- Of **{DRAWN_TITLES[name]}** the smaller median has {smaller}.")
    return lines


def told(ratios: dict[str, float]) -> str:
    """Return formulas with their ratios, the largest first."""
    falling = sorted(ratios, key=lambda key: -ratios[key])
    return ", ".join(f"{key} ({factor(ratios[key])}×)" for key in falling)
