"""Fit mathematical formulas with multilayer perceptrons, and say how well it went.

As in::

    import formulafit
    network = formulafit.load("results/formulas/damped_wave/base")
    network({"x": [0.5, 1.0]})
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from formulafit.network.surrogate import Surrogate

__version__ = "0.1.0"


def load(folder: str | Path, replicate: int | None = None) -> Surrogate:
    """Open the trained network of a variation's folder as a callable over NumPy arrays.

    Parameters
    ----------
    folder : str or Path
        A folder such as ``results/formulas/damped_wave/base``.
    replicate : int, default the best by validation error
        Which of the replicates to open, counted from 1.
    """
    from formulafit.network.surrogate import load as load_network  # torch is imported only here

    return load_network(folder, replicate)
