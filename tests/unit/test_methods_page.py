"""The method that docs/methods.md shows works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from formulafit.network import predict
from formulafit.sampling import TrainingSet
from formulafit.training.fit import fit
from formulafit.training.methods import METHODS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods.md"


def test_the_page_s_method_fits_a_wave(monkeypatch):
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {"__name__": "readout"}
    exec(compile(code, str(PAGE), "exec"), names)
    monkeypatch.setitem(METHODS, "readout", lambda: names["readout"])
    X = np.random.default_rng(0).uniform(-1, 1, (400, 1))
    y = np.sin(3 * X[:, 0])
    fitted = fit(
        TrainingSet(X[:360], y[:360], X[360:], y[360:]),
        scaling="standard",
        hidden=(64,),
        activation="auto",
        method="readout",
        settings={"ridge": 1e-8},
        seeds=[1, 2],
    )
    for replicate in fitted.replicates:
        assert (replicate.status, replicate.activation) == ("ok", "tanh")
        assert replicate.validation_rmse < 1e-3
        assert [record.stage for record in replicate.history] == ["readout"]
        np.testing.assert_allclose(predict(replicate.network, X), y, atol=1e-2)
    with pytest.raises(ValueError, match="nonesuch"):
        fit(fitted.data, scaling="standard", hidden=(4,), activation="auto", method="nonesuch",
            settings={}, seeds=[1])  # fmt: skip
