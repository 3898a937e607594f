"""What the config expects of a fit, and what is said where it is not met."""

from __future__ import annotations

import pytest

from formulafit.expectation import Verdict, judge, unmet


@pytest.mark.parametrize(
    ("expect", "measured", "nrmse", "passed"),
    [
        ({"nrmse_max": 0.1}, [0.05, 0.2, 0.1], 0.1, True),
        ({"nrmse_max": 0.1}, [0.05, 0.2], 0.125, False),
        ({"nrmse_max": 0.1, "r2_min": None}, [0.05], 0.05, True),
        ({"r2_min": 0.99}, [0.1], 0.1, True),
        ({"r2_min": 0.9901}, [0.1], 0.1, False),
        ({"nrmse_max": 0.2, "r2_min": 0.995}, [0.1], 0.1, False),
        ({"nrmse_max": 0.1}, [], None, False),  # no replicate ended well
        ({"nrmse_max": 0.1}, [None, None], None, False),  # a constant target
        ({"nrmse_max": 0.1}, [0.05, None], None, False),
        ({"r2_min": 0.1}, [1e300], 1e300, False),
    ],
)
def test_expectation_is_judged_by_the_median(
    expect: dict[str, float | None],
    measured: list[float | None],
    nrmse: float | None,
    passed: bool,
) -> None:
    limits = {name: limit for name, limit in expect.items() if limit is not None}
    assert judge(expect, measured) == Verdict(nrmse, passed, **limits)


@pytest.mark.parametrize("expect", [{}, {"nrmse_max": None, "r2_min": None}])
def test_nothing_expected_nothing_judged(expect: dict[str, float | None]) -> None:
    assert judge(expect, [0.1]) is None


def test_what_is_not_met_is_named() -> None:
    limits = {"nrmse_max": 0.1, "r2_min": 0.99}
    assert unmet(Verdict(0.2, False, **limits)) == (
        "median NRMSE 0.2, at most 0.1 expected; R² 0.96, at least 0.99 expected"
    )
    assert unmet(Verdict(None, False, nrmse_max=0.1)).endswith("to judge it by")
