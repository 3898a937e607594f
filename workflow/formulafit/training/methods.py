"""The training methods by name: a line each."""

from __future__ import annotations

from formulafit.training.adam import adam
from formulafit.training.auto import auto
from formulafit.training.base import Method

METHODS: dict[str, Method] = {
    "adam": adam,
    "auto": auto,
}
