from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest, qmc
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from formulafit.sampling.rows import training_set
from formulafit.sampling.sample import SamplingError, draw_sample, read_sample, write_sample
from formulafit.sampling.seeds import replicate_seeds, sequence
from formulafit.scaling import Scaling, standard_deviation

BOX = {"x": (0.0, 6.0), "y": (-2.0, 1.0)}


def wave(X):
    return np.sin(X[:, 0]) * X[:, 1]


def sample_of(formula=wave, box=BOX, **changes):
    settings = {
        "points": 500,
        "sampling": "uniform",
        "test_fraction": 0.2,
        "seed": 1,
        "key": "wave",
    }
    return draw_sample(formula, box, **{**settings, **changes})


# ------------------------------------------------------------------------------------------ seeds


def test_sequence_is_the_same_on_every_machine():
    # SHA-256 of the text [1, "wave", "noise"], as sha256sum gives it.
    assert sequence(1, "wave", "noise").entropy == int(
        "9f0be9dae1e1a99c1281451a8d0fb1ebff11620610159fa50f44d6a976f02f95", 16
    )


def test_sequences_differ_by_seed_formula_and_purpose():
    arguments = [(1, "wave"), (2, "wave"), (1, "wav"), (1, "wave", "noise"), (1, "wave", 1)]
    assert len({sequence(*each).entropy for each in arguments}) == len(arguments)


def test_more_replicates_append_seeds():
    seeds = replicate_seeds(1, "wave", 5)
    assert replicate_seeds(1, "wave", 3) == seeds[:3]
    assert len(set(seeds)) == 5
    assert all(0 <= seed < 2**32 for seed in seeds)


# ----------------------------------------------------------------------------------------- points


@pytest.mark.parametrize("method", ["uniform", "sobol", "latin_hypercube", "grid"])
def test_points_fill_the_box(method):
    sample = sample_of(sampling=method)
    low, high = np.array(list(BOX.values())).T
    assert sample.X.dtype == np.float64
    assert (low <= sample.X).all()
    assert (high >= sample.X).all()
    for column, (a, b) in zip(sample.X.T, BOX.values(), strict=True):
        assert kstest((column - a) / (b - a), "uniform").pvalue > 1e-3
    np.testing.assert_array_equal(sample.y, wave(sample.X))
    assert len(sample.X) == (484 if method == "grid" else 500)  # 22 × 22: round(√500) a side
    assert sample.test_rows == round(0.2 * len(sample.X))


def test_grid_has_all_crossings_and_the_faces():
    X = sample_of(sampling="grid", points=9).X
    expected = {(x, y) for x in (0.0, 3.0, 6.0) for y in (-2.0, -0.5, 1.0)}
    assert set(map(tuple, X)) == expected
    assert len(X) == 9


def test_latin_hypercube_has_a_point_in_every_slice():
    X = sample_of(sampling="latin_hypercube").X
    slices = np.floor((X - [0, -2]) / [6, 3] * 500).astype(int)
    for column in slices.T:
        assert sorted(column) == list(range(500))


def test_sobol_is_more_even_than_random():
    def discrepancy(method):
        return qmc.discrepancy((sample_of(sampling=method, points=512).X - [0, -2]) / [6, 3])

    assert discrepancy("sobol") < discrepancy("uniform") / 10


@pytest.mark.parametrize("method", ["uniform", "grid"])
def test_split_is_random(method):
    sample = sample_of(sampling=method)
    assert kstest(sample.X[: sample.test_rows, 0] / 6, "uniform").pvalue > 1e-3


def test_draws_depend_on_seed_and_formula_alone():
    first = sample_of()
    before = np.random.get_state()[1].copy()  # noqa: NPY002  # it is the one not to be touched
    sample_of(key="another", points=700)
    again = sample_of()
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    assert (again.X.tobytes(), again.y.tobytes()) == (first.X.tobytes(), first.y.tobytes())
    assert again.noise.tobytes() == first.noise.tobytes()
    assert sample_of(seed=2).X.tobytes() != first.X.tobytes()
    assert sample_of(key="another").X.tobytes() != first.X.tobytes()
    assert sample_of(key="another").noise.tobytes() != first.noise.tobytes()


def test_undefined_at_random_points_is_refused():
    with np.errstate(invalid="ignore"), pytest.raises(SamplingError) as refused:
        sample_of(lambda X: np.sqrt(X[:, 1]), key="root")
    assert "formulas.root: no finite value (nan) at x = " in str(refused.value)
    assert ", y = -" in str(refused.value)


def test_undefined_where_random_points_never_fall_is_dropped():
    def quotient(X):
        with np.errstate(invalid="ignore"):
            return np.sin(X[:, 0]) / X[:, 0]  # 0/0 on the face x = 0

    sample = sample_of(quotient, sampling="grid")
    assert sample.dropped == 22
    assert len(sample.X) == len(sample.y) == len(sample.noise) == 484 - 22
    assert np.isfinite(sample.y).all()
    assert sample.X[:, 0].min() > 0
    assert sample_of(quotient).dropped == 0


@pytest.mark.parametrize("method", ["grid", "sobol"])
def test_undefined_in_a_part_of_the_box_is_refused_for_regular_points_too(method):
    with np.errstate(invalid="ignore"), pytest.raises(SamplingError, match="of 10000 random"):
        sample_of(lambda X: np.sqrt(X[:, 1]), sampling=method)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"formula": lambda X: 1e305 * wave(X)},
            "has values of up to .*e.305, too large to add up",
        ),
        (
            {"formula": lambda X: 1e-320 * wave(X)},
            "too small to be held with all digits",
        ),
        ({"points": 2, "test_fraction": 0.1}, "0 test and 2 training rows; raise data.points"),
        ({"box": dict.fromkeys("abcd", (0, 1)), "sampling": "grid"}, "use uniform, sobol"),
        ({"sampling": "random"}, "'random' is none of uniform"),
    ],
)
def test_impossible_samples_are_refused(changes, message):
    with pytest.raises(SamplingError, match=message):
        sample_of(**changes)


# ---------------------------------------------------------------------------------- training rows


def test_noise_is_a_fraction_of_the_spread_on_the_same_points():
    sample = sample_of(points=20_000)
    added = sample.targets(0.1) - sample.y
    assert added.std() == pytest.approx(0.1 * sample.y.std(), rel=0.02)
    assert kstest(sample.noise, "norm").pvalue > 1e-3
    np.testing.assert_allclose(sample.targets(0.2) - sample.y, 2 * added, atol=1e-12)
    np.testing.assert_array_equal(sample.targets(0.0), sample.y)


@pytest.mark.parametrize("fraction", [0.1, 0.25, 1 / 3, 0.9])
def test_smaller_sets_are_prefixes_of_larger_ones(fraction):
    sample = sample_of()
    whole = training_set(sample, noise=0.1, validation_fraction=fraction)
    assert whole.rows == sample.training_rows == 400
    for rows in (7, 100, 390):
        part = training_set(sample, noise=0.1, train_rows=rows, validation_fraction=fraction)
        assert part.rows == rows
        assert len(part.X) < len(whole.X)
        assert len(part.y_validation) == np.floor(rows * fraction + 0.5)
        for name in ("X", "y", "X_validation", "y_validation"):
            smaller, larger = getattr(part, name), getattr(whole, name)
            assert larger.tobytes().startswith(smaller.tobytes())


def test_training_and_validation_rows_are_the_training_part():
    sample = sample_of()
    data = training_set(sample, noise=0.1, validation_fraction=0.1)
    both = np.vstack([data.X, data.X_validation])
    assert set(map(tuple, both)) == set(map(tuple, sample.X[sample.test_rows :]))
    # By hand: ⌊(i + 1) / 10 + 1/2⌋ first grows at i = 4, then at 14, 24, …
    np.testing.assert_array_equal(data.X_validation, sample.X[sample.test_rows :][4::10])
    np.testing.assert_array_equal(data.y_validation, sample.targets(0.1)[sample.test_rows :][4::10])


def test_no_validation_rows():
    data = training_set(sample_of(), validation_fraction=0.0)
    assert data.X_validation.shape == (0, 2)
    assert len(data.X) == 400


def test_train_box_comes_before_train_rows():
    sample = sample_of()
    data = training_set(sample, train_box={"x": (0, 3)}, train_rows=50)
    X = sample.X[sample.test_rows :]
    np.testing.assert_array_equal(data.X, X[X[:, 0] <= 3][:50])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"train_rows": 401}, "401 rows asked for, 400 training rows there; lower it"),
        ({"train_rows": 300, "train_box": {"x": (0, 3)}}, "inside data.train_box"),
        ({"train_box": {"z": (0, 3)}}, "data.train_box.z: no such input; there are x, y"),
        ({"train_box": {"x": (7, 8)}}, "no row is left to train on"),
        ({"train_rows": 1, "validation_fraction": 0.5}, "no row is left to train on"),
    ],
)
def test_impossible_training_sets_are_refused(settings, message):
    with pytest.raises(SamplingError, match=message):
        training_set(sample_of(), **settings)


def test_files_keep_every_bit(tmp_path):
    sample = sample_of(sampling="grid")
    paths = tmp_path / "data.json", tmp_path / "data.safetensors"
    about = {"expression": "x + y", "sampling": "grid"}
    write_sample(sample, *paths, formula="wave", seed=1, **about)
    again, data = read_sample(*paths)
    for name in ("X", "y", "noise", "box"):
        assert getattr(again, name).tobytes() == getattr(sample, name).tobytes()
    assert (again.names, again.test_rows, again.dropped) == (("x", "y"), sample.test_rows, 0)
    assert data.inputs == {"x": (0, 6), "y": (-2, 1)}
    assert (data.formula, data.expression, data.sampling) == ("wave", "x + y", "grid")
    assert data.points == data.test_rows + data.training_rows == 484
    assert data.output.std == sample.y.std()


# ---------------------------------------------------------------------------------------- scaling


@pytest.mark.parametrize(
    ("kind", "peer"), [("standard", StandardScaler()), ("minmax", MinMaxScaler((-1, 1)))]
)
def test_scaling_agrees_with_scikit_learn(kind, peer):
    rng = np.random.default_rng(0)
    X, y = rng.gamma(2, [1, 100, 1e-3], (300, 3)), rng.normal(5, 2, 300)
    scaling = Scaling.fit(kind, X[:200], y[:200])
    np.testing.assert_allclose(scaling.inputs(X), peer.fit(X[:200]).transform(X), atol=1e-12)
    expected = peer.fit(y[:200, None]).transform(y[:, None])[:, 0]
    np.testing.assert_allclose(scaling.output(y), expected, atol=1e-12)
    assert Scaling.from_dict(scaling.to_dict()) == scaling


def test_no_scaling():
    X = np.arange(6.0).reshape(3, 2)
    scaling = Scaling.fit("none", X, X[:, 0])
    np.testing.assert_array_equal(scaling.inputs(X), X)


@pytest.mark.parametrize("kind", ["standard", "minmax"])
def test_what_does_not_vary_keeps_its_scale(kind):
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 6, 200)
    X = np.column_stack([x, np.full(200, 0.1)])
    one = np.sin(x) ** 2 + np.cos(x) ** 2
    assert one.std() > 0  # by rounding alone
    assert standard_deviation(one) == 0
    scaling = Scaling.fit(kind, X, one)
    assert (scaling.x_scale[1], scaling.y_scale) == (1, 1)
    assert np.abs(scaling.inputs(X)[:, 1]).max() < 1e-15


def test_unknown_scaling_is_refused():
    with pytest.raises(ValueError, match="'robust' is none of standard, minmax, none"):
        Scaling.fit("robust", np.ones((2, 1)), np.ones(2))


@pytest.mark.parametrize("kind", ["standard", "minmax", "none"])
def test_scaling_and_its_inverse(kind):
    X = np.array([[1.0, -4.0], [3.0, 0.0], [8.0, 2.0]])
    y = np.array([10.0, 20.0, 60.0])
    scaling = Scaling.fit(kind, X, y)
    np.testing.assert_allclose(scaling.inverse_inputs(scaling.inputs(X)), X, rtol=1e-15)
    np.testing.assert_allclose(scaling.inverse_output(scaling.output(y)), y, rtol=1e-15)
    if kind == "minmax":
        assert scaling.inverse_output(np.array([-1.0, 0.0, 1.0])).tolist() == [10, 35, 60]
        assert scaling.inverse_inputs(np.array([[0.0, 1.0]])).tolist() == [[4.5, 2.0]]
