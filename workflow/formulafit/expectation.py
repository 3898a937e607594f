"""What the config expects of a formula's own fit, and whether it is so."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from formulafit.documents.evaluation import median
from formulafit.documents.summary import Verdict


def judge(expect: Mapping[str, float | None], measured: Sequence[float | None]) -> Verdict | None:
    """Judge what the config expects by the median NRMSE over the replicates that ended well.

    Parameters
    ----------
    expect : mapping
        ``nrmse_max`` and ``r2_min``; each may be None or missing. R² stands for 1 - NRMSE².
    measured : sequence of float
        The NRMSE on the test set of each replicate of the base variation that ended well, None
        where it has none.

    Returns
    -------
    Verdict or None
        None where nothing is expected.
    """
    highest, lowest = expect.get("nrmse_max"), expect.get("r2_min")
    if highest is None and lowest is None:
        return None
    nrmse = None if None in measured else median(measured)
    passed = (
        nrmse is not None
        and nrmse <= (math.inf if highest is None else highest)
        and 1 - nrmse * nrmse >= (-math.inf if lowest is None else lowest)
    )
    return Verdict(nrmse, passed, highest, lowest)


def unmet(verdict: Verdict) -> str:
    """Tell what of an expectation that is not met was measured, and what was expected."""
    nrmse = verdict.nrmse
    if nrmse is None:
        return "something is expected of it, but there is no NRMSE to judge it by"
    r2 = 1 - nrmse * nrmse  # as it is judged
    missed = []
    if verdict.nrmse_max is not None and nrmse > verdict.nrmse_max:
        missed.append(f"median NRMSE {nrmse:.6g}, at most {verdict.nrmse_max:g} expected")
    if verdict.r2_min is not None and r2 < verdict.r2_min:
        missed.append(f"R² {r2:.6g}, at least {verdict.r2_min:g} expected")
    return "; ".join(missed)
