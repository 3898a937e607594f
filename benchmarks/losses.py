"""Where our method loses, by the measurements, and why."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.compare import GAUSSIAN_PROCESS, PUSHED, compare, lost_to
from benchmarks.notes import GENERAL_LOSSES, LOSSES
from benchmarks.records import Row
from benchmarks.tables import PEERS, factor

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
    still = lost_to(every, GAUSSIAN_PROCESS, None, ours="auto thorough")
    at_thorough = [key for key in lost_to(every, GAUSSIAN_PROCESS, None) if key in still]
    lines.append(
        "- At thorough effort, the Gaussian process keeps the smaller error on "
        f"{', '.join(at_thorough) or 'none'} of those."
    )
    why = [f"- {key}: {LOSSES[key]}" for key in LOSSES if key in explained | slow.keys()]
    return "\n".join([*lines, "", "Why:", "", *why, *GENERAL_LOSSES]) + "\n"


def told(ratios: dict[str, float]) -> str:
    """Return formulas with their ratios, the largest first."""
    falling = sorted(ratios, key=lambda key: -ratios[key])
    return ", ".join(f"{key} ({factor(ratios[key])}×)" for key in falling)
