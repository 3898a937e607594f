"""The multilayer perceptron: built, saved with its scalers, and opened again as a function.

`mlp` holds the network itself, `surrogate` what becomes of it once it is trained.
"""

from formulafit.network.mlp import MLP
from formulafit.network.surrogate import (
    NetworkError,
    OutsideBoxWarning,
    Surrogate,
    load,
    one_thread,
    predict,
    save,
)

__all__ = [
    "MLP",
    "NetworkError",
    "OutsideBoxWarning",
    "Surrogate",
    "load",
    "one_thread",
    "predict",
    "save",
]
