"""Trained networks: saved with their scalers, opened again as functions over NumPy arrays."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from safetensors import SafetensorError

from formulafit.axes import LINEAR_AXES, Axes
from formulafit.documents.folder import NetworkFolder
from formulafit.documents.network import NetworkDocument, SavedNetwork
from formulafit.files import read_arrays, write_arrays
from formulafit.network.mlp import MLP
from formulafit.network.threads import one_thread
from formulafit.scaling import Scaling

Array: TypeAlias = NDArray[np.float64]

BLOCK = 64  # rows predicted at once, always as many


class OutsideBoxWarning(UserWarning):
    """Some points lie outside the ranges that the network was trained on."""


class NetworkError(ValueError):
    """A folder that holds no network, or a broken one; the message names the file and the fault."""


class Surrogate:
    """A trained network as a function over NumPy arrays; see `load`.

    Attributes
    ----------
    network : MLP
    names : tuple of str
        The inputs, in column order.
    box : array
        (inputs, 2), the ranges trained on.
    replicate : int
        Which of the fit's replicates this is.
    about : NetworkDocument
        The content of ``network.json``: formula, expression and more.
    """

    def __init__(self, network: MLP, about: NetworkDocument, replicate: int) -> None:
        self.network, self.about, self.replicate = network, about, replicate
        self.names = about.names
        self.box = np.array([about.inputs[name] for name in self.names], np.float64)

    def __call__(self, points: ArrayLike | Mapping[str, ArrayLike]) -> Array:
        """Predict the formula at `points`.

        Parameters
        ----------
        points : array or mapping
            (rows, inputs); with one input (rows,) as well; or an array for each input's name,
            which are broadcast against each other.

        Returns
        -------
        array
            (rows,), or of the shape that named arrays have together. Float64, in the formula's
            own units, without gradients.

        Warns
        -----
        OutsideBoxWarning
            Where points lie outside the box: the network has seen nothing there.
        """
        X, shape = self._columns(points)
        predicted = self.predict(X)
        outside = len(X) - int(self.inside(X).sum())
        if outside:
            beyond = int((np.isnan(predicted) & np.isfinite(X).all(axis=1)).sum())
            without = f", and at {beyond} of them none: an input there has no logarithm"
            box = ", ".join(
                f"{name} from {low:g} to {high:g}"
                for name, (low, high) in zip(self.names, self.box, strict=True)
            )
            warnings.warn(
                f"{outside} of {len(X)} points outside the box that the network was trained in "
                f"({box}): expect large errors there{without if beyond else ''}",
                OutsideBoxWarning,
                stacklevel=2,
            )
        return predicted.reshape(shape)

    def inside(self, X: Array) -> NDArray[np.bool_]:
        """Tell for each row of `X` (rows, inputs) whether it lies in the box, faces included."""
        low, high = self.box.T
        inside: NDArray[np.bool_] = np.all((low <= X) & (high >= X), axis=1)
        return inside

    def predict(self, X: Array) -> Array:
        """Predict (rows,) values from `X` (rows, inputs), in the box or not, without a warning."""
        return predict(self.network, X)

    def rounding(self, X: Array) -> Array:
        """Return how far its precision may put predictions (rows,) from `X` (rows, inputs) off.

        Digits of a prediction below that are rounding: another machine has others.
        """
        with torch.inference_mode(), one_thread():
            rounding: Array = self.network.rounding(torch.from_numpy(X))[:, 0].numpy()
        return rounding

    @property
    def single_precision(self) -> bool:
        """Whether its weights are of single precision, some seven digits; else of double, 16."""
        return self.network.dtype == torch.float32

    def _columns(self, points: ArrayLike | Mapping[str, ArrayLike]) -> tuple[Array, Any]:
        if isinstance(points, Mapping):
            if set(points) != set(self.names):
                raise ValueError(
                    f"points: inputs {', '.join(map(str, points)) or 'none'} given, the network "
                    f"takes {', '.join(self.names)}"
                )
            columns = np.broadcast_arrays(
                *(np.atleast_1d(np.asarray(points[name], np.float64)) for name in self.names)
            )
            return np.stack([column.ravel() for column in columns], axis=1), columns[0].shape
        X = np.asarray(points, np.float64)
        if X.ndim == 1 and len(self.names) == 1:
            X = X[:, None]
        if X.ndim != 2 or X.shape[1] != len(self.names):
            raise ValueError(
                f"points: shape {X.shape}, not (rows, {len(self.names)}) for the inputs "
                f"{', '.join(self.names)}"
            )
        return X, len(X)

    def __repr__(self) -> str:
        expression, inputs = self.about.expression, ", ".join(self.names)
        return f"Surrogate({expression!r} of {inputs}, replicate {self.replicate}, {self.network})"


def save(
    folder: str | Path,
    architecture: MLP,
    networks: Mapping[int, MLP],
    best_replicate: int | None,
    *,
    formula: str,
    expression: str,
    names: Sequence[str],
    inputs: Mapping[str, Sequence[float]],
) -> None:
    """Write ``network.json`` and ``network.safetensors``.

    Parameters
    ----------
    folder : path
    architecture : MLP
        Any network of the fit's shape and scaling; nothing else of it is written.
    networks : mapping
        Replicate, counted from 1, -> its trained network; empty when none succeeded. They may
        differ in activation and number type, in the scaling where inputs are mapped, and in the
        output's activation and scaling.
    best_replicate : int or None
        The one that `load` opens when asked for none.
    formula, expression : str
        The formula's key and text.
    names : sequence of str
        The inputs, in column order.
    inputs : mapping
        Name -> (low, high), the ranges trained on.
    """
    weights = {
        f"{replicate}/{name}": tensor.numpy()
        for replicate, network in networks.items()
        for name, tensor in network.state_dict().items()
    }
    files = NetworkFolder(Path(folder))
    write_arrays(files.weights, weights)
    NetworkDocument(
        formula=formula,
        expression=expression,
        names=tuple(names),
        inputs={name: (float(low), float(high)) for name, (low, high) in inputs.items()},
        hidden=architecture.hidden,
        output_activation=architecture.output_activation,
        scaling=architecture.scaling.to_dict(),
        replicates={
            str(replicate): _saved(network, architecture) for replicate, network in networks.items()
        },
        best_replicate=best_replicate,
        axes=None if architecture.axes.linear else architecture.axes.to_dict(),
    ).write(files.network)


def _saved(network: MLP, architecture: MLP) -> SavedNetwork:
    """Describe what a network has that the architecture has not."""
    own = network.scaling.to_dict() if network.scaling != architecture.scaling else None
    psi = network.output_activation
    return SavedNetwork(
        network.activation,
        "float32" if network.dtype == torch.float32 else "float64",
        own,
        psi if psi != architecture.output_activation else None,
    )


def load(folder: str | Path, replicate: int | None = None) -> Surrogate:
    """Open a trained network of a fit's folder; nothing in the files is executed.

    Parameters
    ----------
    folder : path
        A folder such as ``results/formulas/damped_wave/base``.
    replicate : int, default the best by validation error
        Which of the replicates to open, counted from 1.

    Raises
    ------
    NetworkError
        When a file is missing or broken, does not match the other, or the replicate is not there.
    """
    files = NetworkFolder(Path(folder))
    for path in (files.network, files.weights):
        if not path.is_file():
            raise NetworkError(
                f"{folder}: no {path.name} there, so no trained network{_mend(files)}"
            )
    try:
        about = NetworkDocument.read(files.network)
        chosen = _chosen(files.path, about, replicate)
        surrogate = Surrogate(_described(about, chosen), about, chosen)
    except NetworkError:
        raise
    except (ValueError, KeyError, TypeError) as error:
        reason = f"nothing on {error}" if isinstance(error, KeyError) else error
        raise NetworkError(
            f"{files.network}: not a network's description ({reason}); fit it anew, or use the "
            "version of formulafit that wrote it"
        ) from error
    _read_weights(files, surrogate.network, chosen)
    return surrogate


def _mend(files: NetworkFolder) -> str:
    """Say which folder may be meant instead of one that holds no network."""
    folder = files.path
    beside = [folder.parent, *sorted(folder.glob("*/")), *sorted(folder.glob("formulas/*/*/"))]
    for each in beside:
        if NetworkFolder(each).network.is_file() and NetworkFolder(each).weights.is_file():
            return f"; did you mean {each}?"
    return "; name the folder that a fit was saved in"


def _chosen(folder: Path, about: NetworkDocument, replicate: int | None) -> int:
    there = about.numbers
    chosen = about.best_replicate if replicate is None else replicate
    if not there:
        raise NetworkError(f"{folder}: no network there, no replicate succeeded")
    if chosen is None or chosen not in there:
        listed = ", ".join(map(str, there))
        raise NetworkError(f"{folder}: no network of replicate {chosen}; there are {listed}")
    return chosen


def _described(about: NetworkDocument, replicate: int) -> MLP:
    own = about.network(replicate)
    network = MLP(
        len(about.names),
        about.hidden,
        own.activation,
        output_activation=own.output_activation or about.output_activation,
        scaling=Scaling.from_dict(own.scaling or about.scaling),
        dtype=torch.float32 if own.dtype == "float32" else torch.float64,
    )
    return network.seeing(Axes.from_dict(about.axes) if about.axes else LINEAR_AXES)


def _read_weights(files: NetworkFolder, network: MLP, replicate: int) -> None:
    try:
        arrays = read_arrays(files.weights)
    except SafetensorError as error:
        raise NetworkError(f"{files.weights}: not a safetensors file ({error})") from error
    for name, tensor in network.state_dict().items():
        array = arrays.get(f"{replicate}/{name}")
        expected = tensor.numpy()
        if array is None or array.shape != expected.shape or array.dtype != expected.dtype:
            found = "nothing" if array is None else f"{array.dtype} {array.shape}"
            raise NetworkError(
                f"{files.weights}: {replicate}/{name} should hold {expected.dtype} "
                f"{expected.shape}, as {files.network.name} says, and holds {found}"
            )
        expected[...] = array


def predict(network: MLP, X: Array) -> Array:
    """Predict a network's first output (rows,) from `X` (rows, inputs), in blocks, on one thread.

    Float64, in the formula's own units, without gradients. Blocks are of one shape, the last one
    filled up: the order in which a product sums depends on its shape, and where large weights
    cancel, a row's value would depend on how many were asked for with it.
    """
    outputs = np.empty(len(X))
    with torch.inference_mode(), one_thread():
        for start in range(0, len(X), BLOCK):
            rows = X[start : start + BLOCK]
            block = np.concatenate([rows, np.repeat(rows[-1:], BLOCK - len(rows), axis=0)])
            predicted = network(torch.from_numpy(block.astype(np.float64, order="C")))
            outputs[start : start + BLOCK] = predicted[: len(rows), 0].numpy()
    return outputs
