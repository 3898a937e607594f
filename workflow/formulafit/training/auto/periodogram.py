"""The periodogram of the rows: which frequencies the data hold, by one FFT of the binned rows.

Frequencies are counted in periods over the box, a number an input: cell ``k`` of the grid holds
what makes about ``k[j]`` periods along side ``j``. Of noise alone, a cell's power is exponentially
distributed about ``rows · variance`` (Scargle 1982), so that the highest of all cells stays below
``rows · variance · (ln cells + 2)`` in seven draws of eight: what lies above tells of the formula.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from formulafit.training import work as counted
from formulafit.training.auto.layer import Array

# Cells a side, by the number of inputs: a grid that an FFT goes through in about 0.1 s. What lies
# beyond half of them is folded back, and is unfolded where the grid is coarse.
CELLS = {1: 8192, 2: 256, 3: 64, 4: 28, 5: 16, 6: 12, 7: 8, 8: 6, 9: 5}
COARSE = 20  # cells a side, below which peaks are unfolded
ABOVE_NOISE = 2.0  # added to the logarithm of the number of cells
MOST_PEAKED = 4000  # cells, the highest, among which peaks are looked for

Indices = NDArray[np.int_]


class Periodogram:
    """A grid of frequencies for rows `X` (inputs + 1, rows), which end with ones.

    Attributes
    ----------
    centre, length : array
        (inputs,), of the box that the rows fill; the length is 1 where an input does not vary.
    shape : tuple of int
        Of the half of the grid that tells all: a real signal's frequencies come with their
        opposites.
    """

    def __init__(self, X: Array) -> None:
        self.Z = X[:-1]
        low, high = self.Z.min(axis=1), self.Z.max(axis=1)
        varies = high > low
        self.centre, self.length = (low + high) / 2, np.where(varies, high - low, 1.0)
        side = CELLS[max(int(varies.sum()), 1)]
        self.side, self.sides = side, tuple(np.where(varies, side, 1))
        at = ((self.Z - low[:, None]) / self.length[:, None] * side).astype(int)
        at = np.minimum(at, np.array(self.sides)[:, None] - 1)
        self._flat = np.ravel_multi_index(tuple(at), self.sides)
        *others, last = self.sides
        self._axes = [np.fft.fftfreq(n, 1 / n) for n in others] + [np.arange(last // 2 + 1)]
        self.shape = tuple(len(axis) for axis in self._axes)

    @property
    def inputs(self) -> int:
        """How many inputs there are."""
        return len(self.Z)

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return int(np.prod(self.sides))

    @property
    def frequencies_count(self) -> int:
        """How many cells that half has."""
        return int(np.prod(self.shape))

    @property
    def work(self) -> int:
        """Count a call of `power`."""
        return _fft_work(self.cells)

    @staticmethod
    def work_for(inputs: int) -> int:
        """Count a call of `power` for so many inputs."""
        return _fft_work(CELLS[inputs] ** inputs)

    def power(self, values: Array) -> Array:
        """Return the power of values (rows,) in each cell of half of the grid, flat."""
        binned = np.bincount(self._flat, values - values.mean(), minlength=self.cells)
        amplitude = fft.rfftn(binned.reshape(self.sides)).ravel()
        power: Array = amplitude.real**2 + amplitude.imag**2
        return power

    def noise(self, values: Array) -> float:
        """Return a power that noise of the variance of `values` hardly reaches in any cell."""
        return float(len(values) * np.var(values) * (np.log(self.cells) + ABOVE_NOISE))

    def density(self, values: Array) -> Array | None:
        """Return the root of what is above the noise, its maximum 1; none where nothing is."""
        power = self.power(values)
        power[power <= self.noise(values)] = 0.0
        density = np.sqrt(power)
        largest = float(density.max())
        if not largest > 0:
            return None
        density /= largest
        density[0] = max(density[0], 1e-3)  # a trend, which the mean's cell does not show
        return density

    def frequencies(self, flat: Indices) -> Array:
        """Return what cells stand for, (cells, inputs), in periods over the box."""
        at = np.unravel_index(flat, self.shape)
        return np.stack([axis[i] for axis, i in zip(self._axes, at, strict=True)], axis=1)

    def peaks(self, values: Array, most: int, share: float, least: float | None = None) -> Array:
        """Return the frequencies (peaks, inputs) of the highest cells, none beside a higher one.

        Parameters
        ----------
        values : array
            (rows,).
        most : int
            Peaks.
        share : float
            Of the highest peak's power, which the others have at least.
        least : float
            Power that all have at least; by default what noise hardly reaches.
        """
        power = self.power(values)
        least = self.noise(values) if least is None else least
        least = max(least, share * float(power.max()))
        high = np.flatnonzero(power > least)
        high = high[np.argsort(-power[high], kind="stable")][:MOST_PEAKED]
        left = self.frequencies(high)
        found: list[Array] = []
        while len(left) and len(found) < most:
            found.append(left[0])
            left = left[_apart(left, left[0]) & _apart(left, -left[0])]
        peaks = np.array(found).reshape(-1, self.inputs)
        return self._unfolded(peaks, values) if self.side < COARSE else peaks

    def angular(self, frequencies: Array) -> Array:
        """Return weights (…, inputs) of waves with these periods over the box."""
        weights: Array = 2 * np.pi * frequencies / self.length
        return weights

    def _unfolded(self, peaks: Array, values: Array) -> Array:
        """Return of each peak, and what the grid folds onto it, the frequency of most power."""
        choices = np.indices((2,) * self.inputs).reshape(self.inputs, -1).T  # (2**inputs, inputs)
        unfolded = []
        for k in peaks:
            others = k - np.sign(k) * np.array(self.sides) * choices
            others = np.unique(others, axis=0)
            phases = self.angular(others) @ self.Z
            power = np.hypot(np.cos(phases) @ values, np.sin(phases) @ values)
            unfolded.append(others[np.argmax(power)])
        return np.array(unfolded).reshape(-1, self.inputs)


def _apart(frequencies: Array, other: Array) -> NDArray[np.bool_]:
    apart: NDArray[np.bool_] = np.max(np.abs(frequencies - other), axis=1) > 1
    return apart


def _fft_work(cells: int) -> int:
    return cells * (5 * max(int(np.log2(cells)), 1) + counted.PASSES)
