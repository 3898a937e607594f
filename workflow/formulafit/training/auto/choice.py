"""What the method chose by itself, as data; and in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Choice:
    """What a network is, and why.

    Attributes
    ----------
    activation : str
    why : {"named", "errors", "noise", "jumps", "two values", "kinks", "race", "spectrum", "depth"}
        Why this activation: it was asked for; of random features it leaves the smallest error; any
        leaves as much as the noise in the rows; steep units of it follow the jumps; under a sigmoid
        it separates the two values; its kinks find the formula's; it won a race of starts; its
        frequencies are the data's; it is the one of several hidden layers.
    stage : str
        The stage that the network's hidden layer comes from.
    trainer, reason : str
        The plan for the hidden layer, and what it follows from; see `Plan`.
    errors : dict
        Activation -> error on held-out rows, of those compared: of random features; under noise of
        more than two inputs of trained blocks.
    starts : int
        How many started in the race; of kinks and under noise, how many blocks of units were
        trained apart.
    spectrum : dict
        The way the layer was drawn by the data's spectrum -> error on held-out rows; empty where it
        was not.
    jumps : int
        On a line, where the layer has steep units for them.
    maps : list of str
        The kind of each input's map, where inputs are mapped; see `formulafit.input_maps`.
    """

    activation: str
    why: str
    stage: str
    trainer: str
    reason: str
    errors: dict[str, float] = field(default_factory=dict)
    starts: int = 0
    spectrum: dict[str, float] = field(default_factory=dict)
    jumps: int = 0
    maps: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return the choice as JSON holds it."""
        return asdict(self)

    def in_words(self) -> str:
        """Return the choice for people to read."""
        mapped = f", inputs mapped by {', '.join(self.maps)}" if self.maps else ""
        return f"{self.stage}, {self.activation}{self._why()}{mapped}"

    def _why(self) -> str:
        if self.stage == "Adam":
            return ""
        if self.why == "race":
            won = f"won a race of {self.starts} starts"
            return f" ({won if self.starts > 1 else 'the only start'})"
        if self.why == "spectrum":
            ((way, error),) = self.spectrum.items()
            return f" (by the data's frequencies: {way}, {error:.1e})"
        if self.why == "noise":
            if self.starts:
                apart = f"{self.starts} blocks trained apart"
                return f" (noise in the rows: {apart}, ridge by cross-validation)"
            return " (noise in the rows: scale and ridge by cross-validation)"
        if self.why == "jumps":
            return f" (steep units at {self.jumps} {'jumps' if self.jumps > 1 else 'jump'})"
        if self.why == "kinks":
            return f" (kinks; trained in {self.starts} blocks)" if self.starts > 1 else " (kinks)"
        if self.why == "two values":
            return " (two values, told apart by the least log loss)"
        if self.why == "errors":
            listed = ", ".join(f"{name} {error:.1e}" for name, error in self.errors.items())
            return f" (errors of random features: {listed})"
        return " (the activation named)"
