"""``replay/replay.json``: what the networks beside it are, moments of one training in order."""

from __future__ import annotations

from dataclasses import dataclass

from formulafit.documents.form import Document


@dataclass(frozen=True)
class ReplayedMoment:
    """A state of a training: what went on, and after how many epochs or steps."""

    stage: str
    epoch: int


@dataclass(frozen=True)
class ReplayDocument(Document):
    """The moments of the best replicate's training before its end; none where it has none.

    Moment i, counted from 1, is the network of "replicate" i in ``network.json`` beside.
    """

    replicate: int | None
    moments: tuple[ReplayedMoment, ...]
