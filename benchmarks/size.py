"""Cost of the method `auto` in rows, units and inputs: CPU seconds, counted work, peak memory.

``python -m benchmarks.size`` fits each problem in a process of its own, so that its peak memory is
its own; the largest have 1,000,000 rows, and 4,096 units.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from typing import Any

import numpy as np

from benchmarks.records import write_table

# (rows, units, inputs), one of the three changed at a time, then the largest
CASES = (
    *((rows, 512, 3) for rows in (2_500, 10_000, 40_000, 160_000)),
    *((10_000, units, 3) for units in (64, 128, 256, 1024)),
    *((10_000, 512, inputs) for inputs in (1, 2, 6, 9)),
    (1_000_000, 512, 3),
    (10_000, 4096, 3),
)
UNITS_OF_MEMORY = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes


def front(X: np.ndarray) -> np.ndarray:
    """Return a formula of any number of inputs that random features alone do not fit."""
    values: np.ndarray = np.tanh(5 * (X[:, 0] * X[:, -1] - X.mean(axis=1)))
    return values


def one(rows: int, units: int, inputs: int) -> dict[str, Any]:
    """Fit one problem, and tell what it took."""
    from formulafit.experiment import NetworkSettings
    from formulafit.network.surrogate import predict
    from formulafit.sampling.rows import TrainingSet
    from formulafit.training.work import RATE

    rng = np.random.default_rng(1)
    X = rng.uniform(-1, 1, (rows + rows // 10, inputs))
    y = front(X)
    train = TrainingSet(X[:rows], y[:rows], X[rows:], y[rows:])
    settings = NetworkSettings("standard", (units,), "auto", "auto", {"effort": "normal"})
    (replicate,) = settings.fit(train, seeds=[1]).replicates
    test = rng.uniform(-1, 1, (2000, inputs))
    error = predict(replicate.network, test) - front(test) if replicate.network else np.inf
    stages = {record.stage: record.work for record in replicate.history}
    before = [work for stage, work in stages.items() if stage != "readout"][-1]
    return {
        "rows": rows,
        "units": units,
        "inputs": inputs,
        "cpu_seconds": f"{replicate.fit_cpu_seconds:.1f}",
        "counted_seconds": f"{replicate.work / RATE:.1f}",
        "of_it_last_solve": f"{(replicate.work - before) / RATE:.1f}",
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        * UNITS_OF_MEMORY
        // 10**6,
        "test_nrmse": f"{np.sqrt(np.mean(error**2)) / np.std(front(test)):.1e}",
    }


def main() -> None:
    """Fit all problems one after the other, or the one that is given."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.size", description=__doc__)
    parser.add_argument("case", nargs="*", type=int, metavar="ROWS UNITS INPUTS")
    options = parser.parse_args()
    if options.case:
        print(json.dumps(one(*options.case)))
        return
    rows = []
    for case in CASES:
        command = [sys.executable, "-m", "benchmarks.size", *map(str, case)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
        rows.append(json.loads(answer.stdout))
        print(rows[-1], flush=True)
    write_table("size", rows)


if __name__ == "__main__":
    main()
