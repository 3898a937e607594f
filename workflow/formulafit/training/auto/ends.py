"""The rows nearest the ends of the inputs' ranges, where singular formulas go wrong.

What ``sqrt(x)`` or ``x**y`` leaves from 0 on is left on a few rows in a thousand, and of those held
out hardly one lies there: whether an error looks small, and which map wins, is luck then. Beyond
the last row the luck is largest, since test rows go further. So rows near the ends are held out
with the others, the very last ones among them, until the last solve.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from formulafit.training.auto.data import StandardisedData
from formulafit.training.auto.random_features import Candidate

NEAREST = 32  # rows at each end of each input's range
JUDGED = slice(0, None, 2)  # of them, by rank: the last one, and every other


@dataclass(frozen=True)
class Ends:
    """Rows near the ends, by their places in the rows to fit: fitted ones, and those judged.

    None as they are made without any.
    """

    fitted: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, np.intp))
    judged: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, np.intp))

    @classmethod
    def of(cls, data: StandardisedData, seen: int) -> Ends:
        """Take them from the rows after the first `seen`; none where these are not many."""
        unseen = data.X[:-1, seen:]
        if unseen.shape[1] < 4 * NEAREST * data.inputs:
            return cls()
        orders = np.argsort(unseen, axis=1)
        nearest = np.vstack([orders[:, :NEAREST], orders[:, : -NEAREST - 1 : -1]])
        judged = np.unique(nearest[:, JUDGED])
        fitted = np.setdiff1d(nearest, judged)
        return cls(fitted + seen, judged + seen)

    def held_out(self, data: StandardisedData) -> StandardisedData:
        """Return the rows with those judged held out, and those fitted in front."""
        ends = np.append(self.fitted, self.judged)
        order = np.append(self.fitted, np.setdiff1d(np.arange(data.rows), ends))
        return replace(
            data,
            X=data.X[:, order],
            y=data.y[order],
            X_held=np.hstack([data.X_held, data.X[:, self.judged]]),
            y_held=np.append(data.y_held, data.y[self.judged]),
            lent=data.lent + len(self.judged),
        )

    def error(self, data: StandardisedData, drawn: Candidate) -> float:
        """Return the RMSE of the rows held out and those judged, by a readout fitted to others."""
        X, y = data.X[:, self.judged], data.y[self.judged]
        residual = drawn.layer.predict(drawn.readout.c, X) - y
        squared = drawn.error**2 * len(data.y_held) + float(residual @ residual)
        return float(np.sqrt(squared / (len(data.y_held) + len(y))))
