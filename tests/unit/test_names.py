"""Names of inputs in equations and pictures, and the word that was probably meant."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from formulafit.figures import text
from formulafit.formula import parse
from formulafit.formula.latex import write
from formulafit.names import Name, symbol
from formulafit.suggestions import closest, did_you_mean


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x", "x"),
        ("I", "I"),
        ("g_", "g"),
        ("x1", "x_{1}"),
        ("x12", "x_{12}"),
        ("theta12", r"\theta_{12}"),
        ("omega_0", r"\omega_{0}"),
        ("E_n_1", "E_{n,1}"),
        ("rho_c_0", r"\rho_{c,0}"),
        ("k_spring", r"k_{\mathrm{spring}}"),
        ("k_lamda", r"k_{\lambda}"),
        ("lambda_", r"\lambda"),
        ("lambda_0", r"\lambda_{0}"),
        ("lamda", r"\lambda"),
        ("lamda1", r"\lambda_{1}"),
        ("lambd", r"\lambda"),
        ("Lambda_", r"\Lambda"),
        ("Lambda", r"\Lambda"),
        ("Pi", r"\Pi"),
        ("hbar", r"\hbar"),
        ("speed", r"\mathrm{speed}"),
        ("Pwr", r"\mathrm{Pwr}"),
        ("x1y2", r"\mathrm{x1y2}"),
        ("pi", r"\mathrm{pi}"),  # π would be read as the constant
        ("pi_0", r"\mathrm{pi}_{0}"),
        ("e", "e"),
    ],
)
def test_a_name_is_the_same_in_the_equation_and_on_the_axis(name: str, latex: str) -> None:
    assert write(parse(name, [name]).tree) == latex
    assert symbol(name) == latex
    assert text.symbol(name) == f"${latex}$"
    figure = Figure()
    figure.text(0, 0, text.symbol(name))
    figure.draw_without_rendering()  # Matplotlib reads it


def test_a_name_is_taken_apart() -> None:
    assert Name.of("omega_0") == Name("omega", ("0",))
    assert Name.of("x1_max") == Name("x", ("1", "max"))
    assert Name.of("_a__b_") == Name("a", ("b",))
    assert Name.of("_") == Name("_")
    assert symbol("_") == r"\_"


def test_what_was_meant() -> None:
    known = ["x", "omega", "Omega", "learning_rate"]
    assert closest("omgea", known) == "omega"
    assert closest("OMEGA", known) == "omega"  # the first of those that differ in case alone
    assert closest("learningrate", known, likeness=0.9) == "learning_rate"
    assert closest("leaning", known, likeness=0.9) == ""
    assert closest("zzz", known) == ""
    assert did_you_mean("omgea", known) == "did you mean omega?"
    assert did_you_mean("omgea", known, before="; ") == "; did you mean omega?"
    assert did_you_mean("zzz", known, before="; ") == ""
