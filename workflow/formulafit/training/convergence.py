"""When training has converged."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Convergence:
    """Tells when an error has stopped falling.

    Converged: for `patience` epochs the error has not fallen below ``1 - min_improvement`` times
    the last error that did. Slow progress adds up: the mark stays until it is passed.

    Attributes
    ----------
    best, best_epoch
        The lowest error so far, by however little, and its epoch.
    """

    min_improvement: float
    patience: int
    best: float = float("inf")
    best_epoch: int = 0
    mark: float = float("inf")
    waited: int = 0

    def update(self, error: float, epoch: int) -> bool:
        """Take note of an epoch's error; tell whether it is the lowest so far."""
        if error < self.mark * (1 - self.min_improvement):
            self.mark, self.waited = error, 0
        else:
            self.waited += 1
        if error >= self.best:
            return False
        self.best, self.best_epoch = error, epoch
        return True

    @property
    def converged(self) -> bool:
        """Whether patience has run out."""
        return self.waited >= self.patience
