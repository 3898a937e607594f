"""XOR as a PyTorch network: the constructed one, and how often training finds one by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from formulafit.documents.form import build
from formulafit.documents.logic import XorDocument
from formulafit.logic.documents import xor_document
from formulafit.logic.units import XOR, XOR_HIDDEN, XOR_OUTPUT, rows
from formulafit.network.mlp import MLP
from formulafit.network.threads import one_thread

WIDTHS = (2, 3, 4, 8)
SEEDS = 100
EPOCHS = 1000
LEARNING_RATE = 0.05
CURVE_POINTS = 50  # of a loss curve; the epochs between them grow with the epoch

INPUTS = torch.tensor(rows(2), dtype=torch.float64)  # (rows, 2)
TARGETS = torch.tensor(XOR, dtype=torch.float64)  # (rows,)


def constructed() -> MLP:
    """Return the network of three threshold units that computes XOR, as a PyTorch module."""
    network = MLP(2, [2], "step", output_activation="step", dtype=torch.float64)
    state = {}
    for i, units in enumerate((XOR_HIDDEN, (XOR_OUTPUT,))):
        state[f"layers.{i}.weight"] = torch.tensor([list(map(float, u.weights)) for u in units])
        state[f"layers.{i}.bias"] = torch.tensor([float(u.bias) for u in units])
    network.load_state_dict(state)
    return network


def initialise(width: int, generators: Sequence[np.random.Generator]) -> list[Tensor]:
    """Draw the parameters of one network a generator, within the bounds of torch.nn.Linear.

    Returns
    -------
    list of Tensor
        W1 (networks, width, 2), b1 (networks, width), W2 (networks, width), b2 (networks, 1),
        uniform within ±1/√(inputs of the layer).
    """

    def uniform(fan_in: int, *shape: int) -> Tensor:
        bound = fan_in**-0.5
        draws = [generator.uniform(-bound, bound, shape) for generator in generators]
        return torch.from_numpy(np.stack(draws))

    return [uniform(2, width, 2), uniform(2, width), uniform(width, width), uniform(width, 1)]


def forward(parameters: Sequence[Tensor]) -> Tensor:
    """Return the outputs of all networks on the four rows: tanh hidden units, sigmoid output.

    Sums over products rather than matrix products: a network's numbers then do not depend on how
    many others are in the batch.
    """
    W1, b1, W2, b2 = parameters
    z = (INPUTS[:, None] * W1[:, None]).sum(-1) + b1[:, None]  # (networks, rows, width)
    return torch.sigmoid((torch.tanh(z) * W2[:, None]).sum(-1) + b2)  # (networks, rows)


def train(
    parameters: Sequence[Tensor], epochs: int = EPOCHS, learning_rate: float = LEARNING_RATE
) -> tuple[Tensor, Tensor]:
    """Train all networks at once with Adam on the mean squared error of the whole truth table.

    The losses are added up, so that no network's gradient contains another network.

    Returns
    -------
    outputs : Tensor
        (networks, rows), after the last epoch.
    losses : Tensor
        (epochs + 1, networks), before each epoch and after the last.
    """
    weights = [parameter.clone().requires_grad_() for parameter in parameters]
    optimiser = torch.optim.Adam(weights, lr=learning_rate)
    losses = []
    for _ in range(epochs):
        optimiser.zero_grad()
        loss = ((forward(weights) - TARGETS) ** 2).mean(-1)  # (networks,)
        losses.append(loss.detach())
        loss.sum().backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimiser.step()
    outputs = forward(weights).detach()
    losses.append(((outputs - TARGETS) ** 2).mean(-1))
    return outputs, torch.stack(losses)


def document(seed: int) -> XorDocument:
    """Return the content of ``results/logic/xor.json``.

    ``constructed``: weights and truth table in exact arithmetic, ``module`` the outputs of the
    same weights in PyTorch. ``settings`` and ``trained``: the trained networks, a width each.
    """
    with one_thread():
        module = [int(y) for y in constructed()(INPUTS).flatten()]
        trained = [_trained(width, seed) for width in WIDTHS]
    content = {
        "constructed": {**xor_document(), "module": module},
        "settings": {
            "activation": "tanh",
            "output_activation": "sigmoid",
            "loss": "mse",
            "optimizer": "adam",
            "learning_rate": LEARNING_RATE,
            "epochs": EPOCHS,
            "seeds": SEEDS,
            "seed": seed,
        },
        "trained": trained,
    }
    return build(XorDocument, content)  # type: ignore[no-any-return]


def _trained(width: int, seed: int) -> dict[str, Any]:
    sequences = np.random.SeedSequence([seed, width]).spawn(SEEDS)
    parameters = initialise(width, [np.random.default_rng(sequence) for sequence in sequences])
    outputs, losses = train(parameters)
    right = ((outputs >= 0.5) == TARGETS.bool()).all(-1)
    epochs = np.unique(np.geomspace(1, EPOCHS + 1, CURVE_POINTS).round().astype(int)) - 1
    lower, median, upper = np.quantile(losses.numpy()[epochs], [0.25, 0.5, 0.75], axis=1)
    return {
        "hidden": width,
        "parameters": sum(parameter[0].numel() for parameter in parameters),
        "successes": int(right.sum()),
        "rate": int(right.sum()) / SEEDS,
        "loss": {
            "epoch": epochs.tolist(),
            "lower_quartile": lower.tolist(),
            "median": median.tolist(),
            "upper_quartile": upper.tolist(),
        },
    }
