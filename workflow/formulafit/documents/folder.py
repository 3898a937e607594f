"""Where each file of the results lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from formulafit.vocabulary import BASE


@dataclass(frozen=True)
class NetworkFolder:
    """The files of several networks of one shape."""

    path: Path

    @property
    def network(self) -> Path:
        """Architecture and scaling of each network."""
        return self.path / "network.json"

    @property
    def weights(self) -> Path:
        """Their weights."""
        return self.path / "network.safetensors"


@dataclass(frozen=True)
class ReplayFolder(NetworkFolder):
    """The files of a training that can be shown again: a network each moment."""

    @property
    def about(self) -> Path:
        """Which moments there are."""
        return self.path / "replay.json"


@dataclass(frozen=True)
class FitFolder(NetworkFolder):
    """The files of a formula with a variation: a network each replicate."""

    @property
    def fit(self) -> Path:
        """Settings, and how each replicate ended."""
        return self.path / "fit.json"

    @property
    def history(self) -> Path:
        """Learning curves."""
        return self.path / "history.csv"

    @property
    def replay(self) -> ReplayFolder:
        """The best replicate's training, a few moments of it."""
        return ReplayFolder(self.path / "replay")

    @property
    def metrics(self) -> Path:
        """What `formulafit fit`, and it alone, measured."""
        return self.path / "metrics.json"


@dataclass(frozen=True)
class FormulaFolder:
    """The files of a formula."""

    path: Path

    @property
    def data(self) -> Path:
        """How its points were drawn."""
        return self.path / "data.json"

    @property
    def points(self) -> Path:
        """Its points, values and noise."""
        return self.path / "data.safetensors"

    @property
    def evaluation(self) -> Path:
        """How good its fits are."""
        return self.path / "evaluation.json"

    @property
    def drawn(self) -> Path:
        """What its figures show."""
        return self.path / "evaluation.safetensors"

    def variation(self, key: str = BASE) -> FitFolder:
        """Return the folder of a variation."""
        return FitFolder(self.path / key)


@dataclass(frozen=True)
class ResultsFolder:
    """The files of a run."""

    path: Path

    @property
    def summary(self) -> Path:
        """One row a fit, with versions, machine and config."""
        return self.path / "summary.json"

    @property
    def table(self) -> Path:
        """The same rows alone."""
        return self.path / "summary.csv"

    @property
    def gates(self) -> Path:
        """What is known of single perceptrons."""
        return self.path / "logic" / "gates.json"

    @property
    def xor(self) -> Path:
        """What is known of networks for XOR."""
        return self.path / "logic" / "xor.json"

    def formula(self, key: str) -> FormulaFolder:
        """Return the folder of a formula."""
        return FormulaFolder(self.path / "formulas" / key)

    def benchmark(self, rule: str, job: str = "") -> Path:
        """Return what Snakemake measured of a job; of a rule with one job without its name."""
        return self.path / "benchmarks" / (f"{rule}/{job}.tsv" if job else f"{rule}.tsv")

    def study(self, key: str) -> Path:
        """Return the figure of a study."""
        return self.path / "studies" / f"{key}.svg"
