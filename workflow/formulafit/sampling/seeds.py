"""Seeds: one for each purpose of each formula, from the config's seed."""

from __future__ import annotations

import hashlib
import json

import numpy as np


def sequence(seed: int, formula: str, *purpose: str | int) -> np.random.SeedSequence:
    """Return the seed sequence of one purpose of one formula.

    The arguments are hashed (SHA-256, the same on every machine), so that a formula's draws depend
    on nothing but the seed and its own key: adding or removing another formula changes none.
    """
    text = json.dumps([seed, formula, *purpose])
    return np.random.SeedSequence(int.from_bytes(hashlib.sha256(text.encode()).digest()))


def replicate_seeds(seed: int, formula: str, replicates: int) -> list[int]:
    """Return a 32-bit seed for each replicate's initialisation and batches; more of them append."""
    sequences = (sequence(seed, formula, "replicate", k + 1) for k in range(replicates))
    return [int(each.generate_state(1)[0]) for each in sequences]
