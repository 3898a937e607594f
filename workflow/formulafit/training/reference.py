"""The assignment's training loop as one writes it in PyTorch.

It is the method `torch`, and what the fast loop of `adam` is held to step for step.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from formulafit.network.mlp import MLP


def train(
    network: MLP,
    X: Tensor,
    y: Tensor,
    *,
    epochs: int,
    learning_rate: float,
    batch_size: int,
    weight_decay: float,
    generator: torch.Generator,
) -> Iterator[float]:
    """Train a network in place: mean squared error, Adam, minibatches in shuffled order.

    Parameters
    ----------
    network : MLP
    X, y : Tensor
        Scaled inputs (rows, inputs) and targets (rows, outputs), in the network's number type.
    epochs : int
        Passes over the data.
    learning_rate, batch_size, weight_decay
        As in PyTorch; the last batch of an epoch may be smaller.
    generator : torch.Generator
        Draws the order of the rows, anew for each epoch.

    Yields
    ------
    float
        After each epoch the mean squared error of its minibatches, each just before its step.
    """
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate, weight_decay=weight_decay)
    for _ in range(epochs):
        order = torch.randperm(len(X), generator=generator)
        squared_error = 0.0
        for batch in torch.split(order, batch_size):
            optimizer.zero_grad()  # forget the last step's gradient
            outputs = network.scaled(X[batch])  # forward pass
            loss = criterion(outputs, y[batch])
            loss.backward()  # backward pass
            optimizer.step()  # update weights and biases
            squared_error += loss.item() * len(batch)
        yield squared_error / len(X)
