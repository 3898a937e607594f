"""Compiled code: its functions against exact values, and what is kept of it between processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import mpmath
import numpy as np
import pytest
from scipy import special

from formulafit import elementary
from formulafit.compiled.code import PACKAGE, compiled

F32 = np.finfo(np.float32)


def exp(Z, H):
    for i in range(len(Z)):
        H[i] = elementary.exp(Z[i])


def sin(Z, H):
    for i in range(len(Z)):
        H[i] = elementary.sin_cos(Z[i])[0]


def cos(Z, H):
    for i in range(len(Z)):
        H[i] = elementary.sin_cos(Z[i])[1]


def tanh(Z, H):
    for i in range(len(Z)):
        H[i] = elementary.tanh(Z[i])


def logistic(Z, H):
    for i in range(len(Z)):
        H[i] = elementary.logistic(Z[i])


def erf(Z, H):
    for i in range(len(Z)):
        H[i] = elementary.erf(Z[i])


# function, truth in float64, where |z| ends, units in the last place
FUNCTIONS = [
    (exp, np.exp, 86.5, 1.0),
    (sin, np.sin, 1e6, 1.6),
    (cos, np.cos, 1e6, 1.6),
    (tanh, np.tanh, 20, 1.5),
    (logistic, special.expit, 86.5, 2.5),
    (erf, special.erf, 6, 1.25),
]
NAMES = [function.__name__ for function, *_ in FUNCTIONS]


def values(function, Z):
    H = np.empty_like(Z)
    compiled(function, (Z, H))(Z, H)
    return H


def arguments(end, count=200_000):
    rng = np.random.default_rng(0)
    sizes = 10 ** rng.uniform(-20, np.log10(end), count)
    return np.concatenate(
        [rng.uniform(-end, end, count), sizes * rng.choice([-1, 1], count), [0, -end, end]]
    ).astype(np.float32)


@pytest.mark.parametrize(("function", "truth", "end", "ulps"), FUNCTIONS, ids=NAMES)
def test_float32_is_within_units_in_the_last_place(function, truth, end, ulps):
    Z = arguments(end)
    exact = truth(Z.astype(np.float64))
    places = np.spacing(np.maximum(np.abs(exact.astype(np.float32)), F32.tiny))
    assert (np.abs(values(function, Z) - exact) / places).max() <= ulps


@pytest.mark.parametrize("function", [sin, cos])
def test_sine_and_cosine_hold_at_their_zeros(function):
    Z = (np.geomspace(1, 6e5, 3000).round() * (np.pi / 2)).astype(np.float32)
    with mpmath.workdps(40):
        exact = np.array([float(getattr(mpmath, function.__name__)(float(z))) for z in Z])
    places = np.spacing(np.maximum(np.abs(exact.astype(np.float32)), F32.tiny))
    assert (np.abs(values(function, Z) - exact) / places).max() <= 1.6


@pytest.mark.parametrize(("function", "truth", "end", "ulps"), FUNCTIONS, ids=NAMES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_ends_infinities_and_nan(function, truth, end, ulps, dtype):
    Z = np.array([np.inf, -np.inf, np.nan, 0, 1000, -1000], dtype)
    with np.errstate(all="ignore"):
        expected = truth(Z.astype(np.float64)).astype(dtype)
    if dtype == np.float64 and function in (sin, cos):
        Z, expected = Z[2:], expected[2:]  # Python's own refuse infinity
    np.testing.assert_allclose(values(function, Z), expected, rtol=1e-6, atol=1e-38)


def test_sine_of_huge_arguments_stays_within_its_bounds():
    Z = (10 ** np.linspace(6, 38, 10_000)).astype(np.float32)
    exact = np.sin(Z.astype(np.float64))
    error = np.abs(values(sin, Z) - exact)
    assert error[Z < 1e9].max() < 3e-7
    assert np.abs(values(sin, Z)).max() <= 1


@pytest.mark.parametrize(("function", "truth", "end", "ulps"), FUNCTIONS, ids=NAMES)
def test_float64_is_exact_to_rounding(function, truth, end, ulps):
    Z = np.linspace(-5, 5, 1001)
    np.testing.assert_allclose(values(function, Z), truth(Z), rtol=1e-14, atol=1e-15)
    in_python = np.empty_like(Z)
    function(Z, in_python)
    np.testing.assert_allclose(in_python, truth(Z), rtol=1e-14, atol=1e-15)


# ------------------------------------------------------------------------------- what is kept

PROGRAM = """
import hashlib, sys, torch
import numpy as np
from formulafit.network.mlp import MLP
from formulafit.training.loops import training_loop
network = MLP(2, (70,), sys.argv[1], generator=torch.Generator().manual_seed(0))
loop = training_loop(network, 16, 1e-2, 0.0)
X = np.random.default_rng(0).uniform(-1, 1, (100, 2))
columns, y = loop.columns(X), np.sin(3 * X[:, 0]).astype(np.float32)
for _ in range(20):
    error = loop.run_epoch(columns, y)
hits = sum(sum(f.stats.cache_hits.values()) for f in (loop._epoch, loop._squared_error))
print(hashlib.sha256(loop.parameters.tobytes()).hexdigest(), hits)
"""


def start(folder, *, package=PACKAGE, activation="tanh", **environment):
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, activation],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={
            **os.environ,
            "PYTHONPATH": str(Path(package).parent),
            "NUMBA_CACHE_DIR": str(folder),
            **environment,
        },
    )


def ended(process):
    """Return the digest of the weights, how much was found compiled, and what was said."""
    out, said = process.communicate(timeout=300)
    assert process.returncode == 0, said
    digest, hits = out.split()
    return digest, int(hits), said


def train(folder, **options):
    return ended(start(folder, **options))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A folder with what two processes that began at once compiled; and their weights."""
    folder = tmp_path_factory.mktemp("kept")
    both = [start(folder), start(folder)]
    (first, *_, said), (second, *_, said_too) = map(ended, both)
    assert said == said_too == ""
    assert first == second
    return folder, first


def test_what_two_processes_kept_is_used(kept):
    folder, weights = kept
    assert train(folder) == (weights, 2, "")


def test_activations_and_number_types_are_kept_apart(kept):
    folder, weights = kept
    other, hits, _ = train(folder, activation="sin")
    assert (other != weights, hits) == (True, 0)
    assert train(folder) == (weights, 2, "")


def test_another_processor_compiles_its_own_and_gives_the_same_bits(kept, tmp_path):
    folder = shutil.copytree(kept[0], tmp_path / "kept")
    generic = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    assert train(folder, **generic) == (kept[1], 0, "")
    assert train(folder, **generic) == (kept[1], 2, "")
    assert train(folder) == (kept[1], 2, "")


def test_damaged_files_are_told_in_a_line_and_made_anew(kept, tmp_path):
    folder = shutil.copytree(kept[0], tmp_path / "kept")
    for path in folder.rglob("*.nb?"):
        path.write_bytes(path.read_bytes()[:50])
    weights, hits, said = train(folder)
    assert (weights, hits) == (kept[1], 0)
    assert said.startswith("Code is compiled for this process alone: ")
    assert said.count("\n") == 1
    assert train(folder) == (kept[1], 0, "")
    assert train(folder) == (kept[1], 2, "")


def test_where_nothing_can_be_kept_a_line_says_so(kept, tmp_path):
    (tmp_path / "file").write_text("no folder")
    weights, _, said = train(tmp_path / "file")
    assert weights == kept[1]
    assert said == (
        "Code is compiled for this process alone: there is no folder to keep it in; "
        "NUMBA_CACHE_DIR can name one\n"
    )


def test_a_copied_and_edited_program_compiles_anew(kept, tmp_path):
    package = shutil.copytree(
        PACKAGE, tmp_path / "formulafit", ignore=shutil.ignore_patterns("__pycache__")
    )
    assert train(kept[0], package=package)[::2] == (kept[1], "")
    tanh = package / "activations" / "tanh.py"
    text = tanh.read_text(encoding="utf-8")
    tanh.write_text(text.replace("h = elementary.tanh(z)", "h = elementary.logistic(z)"), "utf-8")
    times = (package / "training" / "one_layer.py").stat()
    os.utime(tanh, (times.st_atime, times.st_mtime))
    weights, hits, _ = train(kept[0], package=package)
    assert (weights != kept[1], hits) == (True, 0)


def test_it_is_kept_beside_the_program_or_at_home(tmp_path):
    package = shutil.copytree(
        PACKAGE, tmp_path / "formulafit", ignore=shutil.ignore_patterns("__pycache__")
    )
    home = {"HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": "", "PYTHONDONTWRITEBYTECODE": "1"}
    train("", package=package, **home)
    assert list((package / "__pycache__").glob("compiled-*/*/*/*.nbc"))
    shutil.rmtree(package / "__pycache__")
    (package / "__pycache__").write_text("stands for a folder that cannot be written to")
    assert train("", package=package, **home)[2] == ""
    assert list((tmp_path / "home/.cache/formulafit").glob("compiled-*/*/*/*.nbc"))
