"""Measure a suite: ``python -m benchmarks nguyen``; it goes on where it was interrupted."""

from __future__ import annotations

import argparse
from math import inf

from benchmarks import peers, records, studies, suites
from formulafit.machine import machine, versions

VERSIONS = ("python", "numpy", "scipy", "torch", "scikit-learn")


def main() -> None:
    """Measure what is not in the suite's file yet, formula by formula."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("suite", choices=list(studies.SUITES))
    parser.add_argument("--methods", nargs="+", choices=list(peers.METHODS), metavar="METHOD")
    parser.add_argument("--formulas", nargs="+", metavar="FORMULA")
    parser.add_argument("--again", action="store_true", help="measure anew what is there")
    options = parser.parse_args()
    unknown = set(options.formulas or ()) - set(studies.keys(options.suite))
    if unknown:
        parser.error(f"not in the suite {options.suite}: {', '.join(sorted(unknown))}")
    for problem in studies.SUITES[options.suite]():
        if options.formulas and problem.formula not in options.formulas:
            continue
        task = None
        for method in problem.methods or peers.ON_ALL:
            if options.methods and method not in options.methods:
                continue
            wanted = (problem.formula, suites.level(problem), problem.draw, method)
            there = [row for row in records.read(options.suite) if row.measured == wanted]
            if there and not options.again:
                continue
            task = task or suites.task(problem)
            found = [
                measured_row(problem, task, method, each) for each in peers.measure(method, task)
            ]
            kept = [row for row in records.read(options.suite) if row.measured != wanted]
            records.write(options.suite, kept + found)
            for row in found:
                print(
                    f"{row.formula:16} {row.noise:4.2f} {row.draw} {method:20} {row.setting:20} "
                    f"NRMSE {row.test_nrmse:.2e} {row.cpu_seconds:7.2f} CPU s",
                    flush=True,
                )


def measured_row(
    problem: suites.Problem, task: suites.Task, method: str, found: peers.Measurement
) -> records.Row:
    """Return what is kept of a measurement."""
    about = versions()
    errors = task.judge(found.predicted)
    return records.Row(
        formula=problem.formula,
        title=task.title,
        inputs=task.inputs,
        set_aside=problem.set_aside,
        noise=task.noise,
        draw=problem.draw,
        method=method,
        setting=found.setting,
        test_nrmse=inf if errors.nrmse is None else errors.nrmse,
        relative_error_99=inf if errors.relative_error_99 is None else errors.relative_error_99,
        cpu_seconds=found.cpu_seconds,
        processor=machine().processor,
        versions=", ".join(f"{name} {about[name]}" for name in VERSIONS if name in about),
    )


if __name__ == "__main__":
    main()
