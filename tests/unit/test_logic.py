from __future__ import annotations

import itertools
import json
import subprocess
import sys
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import Perceptron as PeerPerceptron

from formulafit.documents.form import plain
from formulafit.logic import separability
from formulafit.logic.documents import gates_document, xor_document
from formulafit.logic.separability import Certificate, separate
from formulafit.logic.units import GATES, Perceptron, learn, sigmoid, step

# the 16 functions of two inputs by Python's own operators
MEANINGS = {
    "FALSE": lambda a, b: False,
    "AND": lambda a, b: a and b,
    "x1 AND NOT x2": lambda a, b: a and not b,
    "x1": lambda a, b: a,
    "NOT x1 AND x2": lambda a, b: not a and b,
    "x2": lambda a, b: b,
    "XOR": lambda a, b: a != b,
    "OR": lambda a, b: a or b,
    "NOR": lambda a, b: not (a or b),
    "XNOR": lambda a, b: a == b,
    "NOT x2": lambda a, b: not b,
    "x1 OR NOT x2": lambda a, b: a or not b,
    "NOT x1": lambda a, b: not a,
    "NOT x1 OR x2": lambda a, b: not a or b,
    "NAND": lambda a, b: not (a and b),
    "TRUE": lambda a, b: True,
}
XOR, XNOR = (0, 1, 1, 0), (1, 0, 0, 1)


@pytest.fixture(scope="module")
def document():
    return json.loads(json.dumps(plain(gates_document())))


def brute_force(inputs):
    """Return the truth tables that small integer weights compute, biases in steps of 1/2."""
    X = np.array(list(itertools.product((0, 1), repeat=inputs)))
    W = np.array(list(itertools.product(range(-2, 3), repeat=inputs)))
    biases = np.arange(-7, 8, 0.5)
    outputs = (X @ W.T)[:, :, None] + biases >= 0
    return {tuple(table) for table in outputs.reshape(len(X), -1).T.astype(int).tolist()}


def contradicts(multipliers, table):
    """Check by hand that the weighed inequalities of a truth table add up to 0 > 0."""
    total, strict = [0] * (len(table).bit_length()), False
    inputs = itertools.product((0, 1), repeat=len(table).bit_length() - 1)
    for multiplier, target, x in zip(multipliers, table, inputs, strict=True):
        if multiplier < 0:
            return False
        sign = 1 if target == 1 else -1  # z >= 0, or -z > 0
        total = [t + multiplier * sign * c for t, c in zip(total, (*x, 1), strict=True)]
        strict |= target == 0 and multiplier > 0
    return strict and not any(total)


def test_gates_of_the_assignment(document):
    stated = {"AND": (["1", "1"], "-2"), "OR": (["1", "1"], "-1"), "NOT": (["-1"], "0")}
    meanings = {**MEANINGS, "NOT": lambda a: not a}
    assert [gate["name"] for gate in document["gates"]] == list(stated)
    for gate in document["gates"]:
        assert (gate["weights"], gate["bias"]) == stated[gate["name"]]
        assert len(gate["rows"]) == 2 ** len(gate["weights"])
        for row in gate["rows"]:
            meaning = int(meanings[gate["name"]](*map(bool, row["x"])))
            assert row["step"] == row["rounded"] == row["target"] == meaning
            assert row["sigmoid"] == pytest.approx(expit(float(Fraction(row["z"]))), rel=1e-15)
        assert gate["correct"] is True


def test_zero_counts_as_one():
    assert step(0) == 1
    assert sigmoid(0) == 1 / 2


def test_arithmetic_is_exact():
    # in floating point 0.3 - 0.1 - 0.2 is below zero
    assert 0.3 - 0.1 - 0.2 < 0
    unit = Perceptron((Fraction(-1, 10), Fraction(-1, 5)), Fraction(3, 10))
    assert unit.score((1, 1)) == 0
    assert unit((1, 1)) == 1


def test_functions_of_two_inputs(document):
    assert [function["name"] for function in document["functions"]] == list(MEANINGS)
    inputs = list(itertools.product((0, 1), repeat=2))
    for function in document["functions"]:
        meaning = [int(MEANINGS[function["name"]](bool(a), bool(b))) for a, b in inputs]
        assert function["table"] == meaning
        assert function["separable"] == (function["name"] not in ("XOR", "XNOR"))
        if function["separable"]:
            w1, w2 = map(Fraction, function["weights"])
            scores = [w1 * a + w2 * b + Fraction(function["bias"]) for a, b in inputs]
            assert [int(score >= 0) for score in scores] == meaning


@pytest.mark.parametrize("table", [XOR, XNOR])
def test_certificates_as_printed(document, table):
    (function,) = [f for f in document["functions"] if tuple(f["table"]) == table]
    lines = function["certificate"]
    assert contradicts([Fraction(line["multiplier"]) for line in lines], table)
    for line, target, x in zip(lines, table, itertools.product((0, 1), repeat=2), strict=True):
        assert line["relation"] == (">=" if target else ">")
        sign = 1 if target else -1
        assert [Fraction(c) for c in line["coefficients"]] == [sign * v for v in (*x, 1)]


def test_separable_functions_are_counted(document):
    counts = [(row["functions"], row["separable"], row["refuted"]) for row in document["counts"]]
    assert counts == [(4, 4, 0), (16, 14, 2), (256, 104, 152)]


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_every_answer_against_brute_force(inputs):
    possible = brute_force(inputs)
    for table in itertools.product((0, 1), repeat=2**inputs):
        answer = separate(table)
        if table in possible:
            assert isinstance(answer, Perceptron)
            assert answer.table() == table
        else:
            assert isinstance(answer, Certificate)
            assert contradicts(answer.multipliers, table)


def test_least_weights_are_the_gates_own():
    for unit, table in GATES.values():
        assert separate(table) == unit


@pytest.mark.parametrize("multipliers", [(1, 1, 1, 2), (-1, -1, -1, -1), (0, 0, 0, 0)])
def test_false_certificates_are_refused(multipliers):
    assert Certificate(XOR, (1, 1, 1, 1)).holds()
    assert not Certificate(XOR, multipliers).holds()


def test_certificate_needs_a_strict_inequality():
    # with w = 0 and b = 0 all of z >= 0 hold; weighing only those proves nothing
    assert not Certificate((1, 1), (0, 0)).holds()


@pytest.mark.parametrize("table", [(0, 0, 0, 1), XOR])
def test_wrong_answer_of_the_programme_is_refused(monkeypatch, table):
    solve = separability.linprog

    def wrong(*args, **options):
        x = solve(*args, **options).x
        return SimpleNamespace(x=x if x is None else x + np.arange(len(x)))

    monkeypatch.setattr(separability, "linprog", wrong)
    with pytest.raises(ArithmeticError, match="exact check"):
        separate(table)


def test_learning_or_by_hand():
    #         start   (0,0)    (0,1)   (1,0)   (1,1)
    first = [(0, 0, 0), (0, 0, -1), (0, 1, 0), (0, 1, 0), (0, 1, 0)]
    second = [(0, 1, -1), (0, 1, -1), (1, 1, 0), (1, 1, 0)]
    third_and_fourth = [(1, 1, -1)] * 8
    run = learn((0, 1, 1, 1))
    states = [(*unit.weights, unit.bias) for unit in run.states]
    assert states == first + second + third_and_fourth
    assert (run.passes, run.updates, run.cycle) == (4, 5, None)


def test_learning_converges_just_where_separable():
    for table in itertools.product((0, 1), repeat=4):
        run = learn(table)
        assert (run.cycle is None) == (table not in (XOR, XNOR))
        assert (run.states[-1].table() == table) == (run.cycle is None)
        assert len(run.states) == 4 * run.passes + 1


def test_learning_xor_cycles(document):
    (run,) = [run for run in document["learning"] if run["name"] == "XOR"]
    assert run["converged"] is False
    assert run["states"][-1] == run["states"][-1 - 4 * run["cycle"]]
    cycle = run["states"][-1 - 4 * run["cycle"] :]
    assert any(state != cycle[0] for state in cycle)  # it moves, and yet comes back


def test_peer_learns_the_same_functions():
    X = np.array(list(itertools.product((0, 1), repeat=2)))
    for table in itertools.product((0, 1), repeat=4):
        if 0 < sum(table) < 4:  # scikit-learn wants both classes
            peer = PeerPerceptron(max_iter=100, tol=None, shuffle=False).fit(X, table)
            learned = peer.score(X, table) == 1
            assert learned == (learn(table).cycle is None)


def test_xor_from_three_units():
    document = xor_document()
    assert document["correct"] is True
    for row in document["rows"]:
        x1, x2 = map(bool, row["x"])
        assert row["h"] == [int(x1 and not x2), int(not x1 and x2)]
        assert row["y"] == row["target"] == int(x1 != x2)
        assert row["y"] == int(Fraction(row["z"]) >= 0)


def test_document_is_the_same_each_time(document):
    assert plain(gates_document()) == document


def test_logic_needs_no_pytorch():
    program = "import sys, formulafit.logic.documents; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "False\n"
