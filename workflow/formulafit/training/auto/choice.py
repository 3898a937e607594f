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
    why : {"named", "errors", "race", "spectrum", "depth"}
        Why this activation: it was asked for; of random features it leaves the smallest error; it
        won a race of starts; its frequencies are the data's; it is the one of several hidden
        layers.
    stage : str
        The stage that the network's hidden layer comes from.
    trainer, reason : str
        The plan for the hidden layer, and what it follows from; see `Plan`.
    errors : dict
        Activation -> error of random features on held-out rows, of those compared.
    starts : int
        How many started in the race.
    spectrum : dict
        The way the layer was drawn by the data's spectrum -> error on held-out rows; empty where it
        was not.
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
        if self.why == "errors":
            listed = ", ".join(f"{name} {error:.1e}" for name, error in self.errors.items())
            return f" (errors of random features: {listed})"
        return " (the activation named)"
