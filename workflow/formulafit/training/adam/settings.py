"""What can be set for the method `adam`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from formulafit.config.block import Block
from formulafit.config.values import READ_NUMBER, Count, NotNegative, Positive, Switch


class AdamSettings(Block):
    """Shuffled minibatches, mean squared error, Adam (Kingma & Ba, 2015)."""

    learning_rate: Positive = Field(0.001, description="Step size of Adam.")
    batch_size: Count = Field(64, description="Rows in a minibatch; the last one may be smaller.")
    max_epochs: Count = Field(1000, description="Passes over the training rows at most.")
    min_improvement: Annotated[float, Field(ge=0, lt=1), READ_NUMBER] = Field(
        0.001,
        description="By which part of itself the best validation error has to fall to count as "
        "improved.",
    )
    patience: Count = Field(
        100, description="Epochs without such an improvement after which training has converged."
    )
    early_stopping: Switch = Field(
        True,
        description="Stop when converged and keep the weights of the best validation error. "
        "False: train for `max_epochs` and keep the last weights.",
    )
    weight_decay: NotNegative = Field(
        0.0, description="L2 regularization: this times the weights is added to the gradient."
    )
