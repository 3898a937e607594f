"""Adam's speed: microseconds a step of the method `adam`, of JAX and of the assignment's loop.

``python -m benchmarks.steps`` trains the same networks (float32, batches of 64) in each of them, in
turn, several times over, on one thread.
"""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
import torch
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.peers import UNITS, Net
from benchmarks.records import write_table
from formulafit.network.mlp import MLP
from formulafit.network.threads import one_thread
from formulafit.training.loops import training_loop

ROWS, BATCH, ROUNDS = 8000, 64, 15
STEPS = ROWS // BATCH  # of an epoch
ENOUGH = 0.05  # CPU seconds of epochs timed at once
Epoch = Callable[[], object]


@dataclass(frozen=True)
class Case:
    """A network to be trained."""

    inputs: int
    hidden: tuple[int, ...]
    activation: str

    def __str__(self) -> str:
        inputs = "1 input" if self.inputs == 1 else f"{self.inputs} inputs"
        return f"{inputs}, {'-'.join(map(str, self.hidden))} {self.activation}"


CASES = [
    *(Case(inputs, (UNITS,), "relu") for inputs in (1, 3, 6, 9)),
    *(Case(1, (UNITS,), each) for each in ("tanh", "sigmoid", "silu", "gelu", "sin", "gauss")),
    *(Case(1, hidden, "relu") for hidden in ((128, 128), (512, 512))),
]


def data(inputs: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return inputs (rows, inputs) and targets (rows,) in float32."""
    X = np.random.default_rng(0).uniform(-1, 1, (ROWS, inputs)).astype(np.float32)
    return X, np.sin(4 * X[:, 0])


def ours(case: Case) -> Epoch:
    """Return an epoch of the method `adam`."""
    X, y = data(case.inputs)
    generator = torch.Generator().manual_seed(0)
    network = MLP(case.inputs, case.hidden, case.activation, generator=generator)
    loop = training_loop(network, BATCH, 0.001, 0.0)
    columns = loop.columns(X)

    def epoch() -> None:
        order = torch.randperm(ROWS, generator=generator).numpy()
        loop.run_epoch(columns.take(order, axis=0), y.take(order))

    return epoch


def jax_loop(case: Case) -> Epoch:
    """Return an epoch in JAX, all its steps in one compiled scan."""
    from benchmarks.jax_loop import JaxLoop

    return JaxLoop(*data(case.inputs), case.hidden, BATCH, 0, case.activation).epoch


def assignment(case: Case) -> Epoch:
    """Return an epoch of the assignment's loop, whose network has relu units."""
    X, y = data(case.inputs)
    tensors = torch.from_numpy(X), torch.from_numpy(y[:, None])
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(*tensors), batch_size=BATCH, shuffle=True
    )
    net, criterion = Net(case.inputs, case.hidden), torch.nn.MSELoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.001)

    def epoch() -> None:
        for inputs, labels in loader:
            optimizer.zero_grad()
            criterion(net(inputs), labels).backward()
            optimizer.step()

    return epoch


def loops(case: Case) -> dict[str, Epoch]:
    """Return an epoch of each loop that can train this network here."""
    made = {"adam": ours(case)}
    if importlib.util.find_spec("jax"):
        made["JAX"] = jax_loop(case)
    if case.activation == "relu":
        made["assignment"] = assignment(case)
    return made


def cpu_seconds(epoch: Epoch, repeats: int = 1) -> float:
    """Return the process's CPU seconds of an epoch."""
    start = time.process_time()
    for _ in range(repeats):
        epoch()
    return (time.process_time() - start) / repeats


def measured(case: Case) -> dict[str, object]:
    """Time epochs of every loop in turn; return medians, and medians of the ratios of a round."""
    epochs = loops(case)
    for epoch in epochs.values():
        epoch()  # compiles, fills caches
    repeats = {name: max(1, int(ENOUGH / cpu_seconds(each))) for name, each in epochs.items()}
    times: dict[str, list[float]] = {name: [] for name in epochs}
    for _ in range(ROUNDS):
        for name, epoch in epochs.items():
            times[name].append(cpu_seconds(epoch, repeats[name]))
    row: dict[str, object] = {"network": str(case)}
    for name in ("adam", "JAX", "assignment"):
        found = times.get(name)
        row[f"{name}_microseconds"] = f"{1e6 * median(found) / STEPS:.1f}" if found else ""
    for name in ("JAX", "assignment"):
        ratios = [a / b for a, b in zip(times.get(name, []), times["adam"], strict=False)]
        row[f"faster_than_{name}_by"] = f"{median(ratios):.2f}" if ratios else ""
    return row


def main() -> None:
    """Measure all cases and print them."""
    # One device thread: JAX reads it on import.
    flags = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {flags}".strip()
    torch.set_flush_denormal(True)  # as the method does
    with threadpool_limits(1), one_thread():
        write_table("steps", [measured(case) for case in CASES])


if __name__ == "__main__":
    main()
