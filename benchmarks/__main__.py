"""Measure a suite: ``python -m benchmarks nguyen``; it goes on where it was interrupted."""

from __future__ import annotations

import argparse

from benchmarks import peers, records, suites
from formulafit.machine import machine, versions

VERSIONS = ("python", "numpy", "scipy", "torch", "scikit-learn")


def main() -> None:
    """Measure what is not in the suite's file yet, formula by formula."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("suite", choices=list(suites.FILES))
    parser.add_argument("--methods", nargs="+", choices=list(peers.METHODS), metavar="METHOD")
    parser.add_argument("--formulas", nargs="+", metavar="FORMULA")
    parser.add_argument("--again", action="store_true", help="measure anew what is there")
    options = parser.parse_args()
    chosen = suites.formulas(options.suite)
    unknown = set(options.formulas or ()) - set(chosen)
    if unknown:
        parser.error(f"not in the suite {options.suite}: {', '.join(sorted(unknown))}")
    about = versions()
    told = ", ".join(f"{name} {about[name]}" for name in VERSIONS if name in about)
    for formula, set_aside in chosen.items():
        if options.formulas and formula not in options.formulas:
            continue
        task = None
        for method in options.methods or peers.METHODS:
            rows = records.read(options.suite)
            there = [row for row in rows if (row.formula, row.method) == (formula, method)]
            if there and not options.again:
                continue
            task = task or suites.task(options.suite, formula, set_aside)
            found = [
                records.Row(
                    formula=formula,
                    title=task.title,
                    inputs=task.inputs,
                    set_aside=set_aside,
                    method=method,
                    setting=each.setting,
                    test_nrmse=each.nrmse,
                    cpu_seconds=each.cpu_seconds,
                    processor=machine().processor,
                    versions=told,
                )
                for each in peers.measure(method, task)
            ]
            records.write(options.suite, [row for row in rows if row not in there] + found)
            for row in found:
                print(
                    f"{formula:16} {method:20} {row.setting:20} "
                    f"NRMSE {row.test_nrmse:.2e} {row.cpu_seconds:7.2f} CPU s",
                    flush=True,
                )


if __name__ == "__main__":
    main()
