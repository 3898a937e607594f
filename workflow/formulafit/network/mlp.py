"""The multilayer perceptron of the assignment, in PyTorch."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Self

import torch
from torch import Tensor, nn

from formulafit import registry
from formulafit.axes import LINEAR_AXES, Axes
from formulafit.scaling import Scaling


def _step(z: Tensor) -> Tensor:
    return (z >= 0).to(z.dtype)  # σ(0) = 1


OUTPUT_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": lambda z: z,
    "step": _step,
    "sigmoid": torch.sigmoid,
}


def activation_function(name: str) -> Callable[[Tensor], Tensor]:
    """Return φ; "step" is for constructed networks, as nothing can be trained through it.

    Raises
    ------
    ValueError
        When there is no such activation.
    """
    return _step if name == "step" else registry.activation(name).phi


def output_function(name: str) -> Callable[[Tensor], Tensor]:
    """Return ψ.

    Raises
    ------
    ValueError
        When there is no such activation.
    """
    if name not in OUTPUT_ACTIVATIONS:
        raise ValueError(f"activation {name!r} is none of {', '.join(OUTPUT_ACTIVATIONS)}")
    return OUTPUT_ACTIVATIONS[name]


class MLP(nn.Module):
    """A multilayer perceptron, h = φ(W1 x + b1), ŷ = ψ(W2 h + b2), in the formula's own units.

    Parameters
    ----------
    n_inputs : int
    hidden : sequence of int
        Units of each hidden layer.
    activation : str
        φ, a file of `formulafit.activations`, or "step".
    n_outputs : int
    output_activation : str
        ψ, a key of `OUTPUT_ACTIVATIONS`.
    scaling : Scaling, default none
        Kept in buffers: `forward` scales its inputs, and its output back.
    generator : torch.Generator, default none
        Draws weights and biases uniformly within ±1/√(inputs of the layer), as `nn.Linear` does
        from the global generator. Without one all of them are 0, for the caller to set.
    dtype : torch.dtype
        Of weights and biases. Scaling is in float64 always.

    Attributes
    ----------
    axes : Axes
        What inputs are seen through before they are scaled, and the output after it was scaled
        back; linear unless `seeing` has set them.
    """

    x_offset: Tensor
    x_scale: Tensor
    y_offset: Tensor
    y_scale: Tensor

    def __init__(
        self,
        n_inputs: int,
        hidden: Sequence[int],
        activation: str,
        *,
        n_outputs: int = 1,
        output_activation: str = "identity",
        scaling: Scaling | None = None,
        generator: torch.Generator | None = None,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        super().__init__()
        self.n_inputs, self.hidden, self.n_outputs = n_inputs, tuple(hidden), n_outputs
        self.activation, self.output_activation = activation, output_activation
        self.phi, self.psi = activation_function(activation), output_function(output_activation)
        self.axes = LINEAR_AXES
        self.scaling = scaling or Scaling("none", (0.0,) * n_inputs, (1.0,) * n_inputs, 0.0, 1.0)
        sizes = (n_inputs, *hidden, n_outputs)
        layers = [_Linear(*pair, dtype=dtype) for pair in itertools.pairwise(sizes)]
        for layer in layers:
            layer.initialise(generator)
        self.layers = nn.ModuleList(layers)
        for name in ("x_offset", "x_scale", "y_offset", "y_scale"):
            value = torch.tensor(getattr(self.scaling, name), dtype=torch.float64)
            self.register_buffer(name, value, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Predict (rows, n_outputs) in float64 from inputs (rows, n_inputs)."""
        values: Tensor = self.axes.output.unsee(self._unscaled(self._seen(x)), torch)
        return values

    def rounding(self, x: Tensor) -> Tensor:
        """Return how far the precision may put predictions off, shapes as in `forward`.

        ε (|b| + Σ|cφ|) of the output's sum, in the formula's own units; ε is what lies between 1
        and the next number, 1.2e-7 in single and 2.2e-16 in double precision.
        """
        z = self._seen(x)
        weight, bias = self.layers[-1].parameters()
        sizes = (self._features(z).abs() @ weight.abs().T + bias.abs()).double()
        slope: Tensor = self.axes.output.slope(self._unscaled(z), torch)
        return torch.finfo(self.dtype).eps * sizes * self.y_scale.abs() * slope

    def seeing(self, axes: Axes) -> Self:
        """Set the axes, and return the network."""
        self.axes = axes
        return self

    def scaled(self, z: Tensor) -> Tensor:
        """Predict scaled outputs from scaled inputs: what is trained."""
        *_, output = self.layers
        return self.psi(output(self._features(z)))  # (rows, n_outputs)

    def _seen(self, x: Tensor) -> Tensor:
        """Scale inputs, after their axes and maps."""
        x = self.axes.see(x.to(torch.float64), torch)
        if self.scaling.maps:
            columns = zip(self.scaling.maps, x.unbind(1), strict=True)
            x = torch.stack([each(column, torch) for each, column in columns], dim=1)
        z = (x - self.x_offset) / self.x_scale
        return z.to(self.dtype)

    def _features(self, z: Tensor) -> Tensor:
        """Return what the last hidden layer puts out."""
        *hidden, _ = self.layers
        for layer in hidden:
            z = self.phi(layer(z))  # (rows, units)
        return z

    def _unscaled(self, z: Tensor) -> Tensor:
        """Return the output's coordinates."""
        return self.scaled(z).to(torch.float64) * self.y_scale + self.y_offset

    @property
    def dtype(self) -> torch.dtype:
        """The type of weights and biases."""
        return next(self.parameters()).dtype

    @property
    def parameters_count(self) -> int:
        """How many weights and biases there are."""
        return sum(parameter.numel() for parameter in self.parameters())

    def __repr__(self) -> str:
        sizes = "-".join(map(str, (self.n_inputs, *self.hidden, self.n_outputs)))
        psi = "" if self.output_activation == "identity" else f", {self.output_activation} output"
        return f"MLP({sizes}, {self.activation}{psi}, {self.parameters_count:,} parameters)"


class _Linear(nn.Linear):
    """A linear layer whose parameters are drawn from a generator that is handed in."""

    def reset_parameters(self) -> None:
        """Leave the parameters, and the global generator, alone."""

    def initialise(self, generator: torch.Generator | None) -> None:
        """Draw the parameters as `nn.Linear` does, or set them to 0."""
        bound = 1 / math.sqrt(self.in_features)
        for parameter in (self.weight, self.bias):
            if generator is None:
                nn.init.zeros_(parameter)
            else:
                nn.init.uniform_(parameter, -bound, bound, generator=generator)
