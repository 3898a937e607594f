"""Adam's speed: optimisation steps a second of our loop, the assignment's and JAX's.

``python -m benchmarks.steps`` trains the same network (one input, 512 relu units, float32, batches
of 64) in each of them, in turn, several times over, on one thread.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from benchmarks.peers import UNITS, Net
from benchmarks.records import write_table
from formulafit.network import MLP, one_thread
from formulafit.training.backpropagation import Backpropagation, augment
from formulafit.training.optimizer import Adam, run_epoch

ROWS, BATCH, ROUNDS = 8000, 64, 5
STEPS = ROWS // BATCH  # of an epoch
Epoch = Callable[[], object]


def data() -> tuple[np.ndarray, np.ndarray]:
    """Return inputs (rows, 1) and targets (rows,) in float32."""
    X = np.random.default_rng(0).uniform(-1, 1, (ROWS, 1)).astype(np.float32)
    return X, np.sin(4 * X[:, 0])


def ours() -> Epoch:
    """Return an epoch of the method `adam`."""
    X, y = data()
    generator = torch.Generator().manual_seed(0)
    passes = Backpropagation(MLP(1, (UNITS,), "relu", generator=generator))
    optimizer = Adam(passes.parameters, passes.gradient, 0.001)
    X = augment(X)

    def epoch() -> None:
        order = torch.randperm(ROWS, generator=generator).numpy()
        run_epoch(passes, optimizer, X[order], y[order], BATCH)

    return epoch


def assignment() -> Epoch:
    """Return an epoch of the assignment's loop."""
    X, y = data()
    tensors = torch.from_numpy(X), torch.from_numpy(y[:, None])
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(*tensors), batch_size=BATCH, shuffle=True
    )
    net, criterion = Net(1, (UNITS,)), torch.nn.MSELoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.001)

    def epoch() -> None:
        for inputs, labels in loader:
            optimizer.zero_grad()
            criterion(net(inputs), labels).backward()
            optimizer.step()

    return epoch


def jax_loop() -> Epoch:
    """Return an epoch in JAX, all its steps in one compiled scan."""
    from benchmarks.jax_loop import JaxLoop

    return JaxLoop(*data(), UNITS, BATCH, seed=0).epoch


LOOPS: dict[str, Callable[[], Epoch]] = {"adam": ours, "assignment's loop": assignment}
if importlib.util.find_spec("jax"):
    LOOPS["JAX"] = jax_loop


def main() -> None:
    """Time epochs of every loop in turn, and print the medians."""
    with threadpool_limits(1), one_thread():
        epochs = {name: make() for name, make in LOOPS.items()}
        for epoch in epochs.values():
            epoch()  # compiles, fills caches
        times: dict[str, list[float]] = {name: [] for name in epochs}
        for _ in range(ROUNDS):
            for name, epoch in epochs.items():
                repeats = 1 if name == "assignment's loop" else 5
                start = time.process_time()
                for _ in range(repeats):
                    epoch()
                times[name].append((time.process_time() - start) / repeats)
    steps = {name: STEPS / median(each) for name, each in times.items()}
    our_times = np.array(times["adam"])
    rows = [
        {
            "loop": name,
            "steps_per_second": f"{steps[name]:.0f}",
            "microseconds_per_step": f"{1e6 / steps[name]:.0f}",
            "adam_is_faster_by": f"{median(np.array(times[name]) / our_times):.2f}",
        }
        for name in epochs
    ]
    write_table("steps", rows)


if __name__ == "__main__":
    main()
