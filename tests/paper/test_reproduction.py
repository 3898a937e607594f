"""How the paper says that its results came about: the config of the run, what its jobs took."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from formulafit.files import write_text
from formulafit.language.known import find
from formulafit.paper import tables
from formulafit.paper.facts.resources import Job

EN = find("en")
HEAD = "s\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\tcpu_time\n"


# ---------------------------------------------------------------------------------------- resources


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"{HEAD}28.77\t0:00:28\t451.34\t9\t9\t9\t4\t0\t37.83\t11.25\n", Job(28.77, 11.25, 451.34)),
        (f"{HEAD}0.17\t0:00:00\t2.79\t8\t1\t1\t0\t0\t0.00\t0.00\n", Job(0.17, None, None)),
        (f"{HEAD}0.17\t0:00:00\tNA\tNA\tNA\tNA\tNA\tNA\tNA\tNA\n", Job(0.17, None, None)),
        (f"{HEAD}0.17\t0:00:00\t-\t-\t-\t-\t-\t-\t-\t-\n", Job(0.17, None, None)),
        ("s\th:m:s\n1.5\t0:00:01\n", Job(1.5, None, None)),
        (f"{HEAD}NA\tNA\tNA\tNA\tNA\tNA\tNA\tNA\tNA\tNA\n", None),
        (HEAD, None),
        ("", None),
    ],
)
def test_a_benchmark_file(tmp_path: Path, content: str, expected: Job | None) -> None:
    """The first two are of a real run, the third is what Snakemake writes where it saw nothing."""
    (tmp_path / "job.tsv").write_text(content, encoding="utf-8")
    assert Job.read(tmp_path / "job.tsv") == expected
    assert Job.read(tmp_path / "none.tsv") is None


def test_the_table_sums_the_jobs_of_each_rule(write: Any) -> None:
    """Each fit took 60.5 s, 50 CPU s and 350.25 MB, each other job 0.2 s."""
    beside = {"adam": {"errors": [0.1], "method": "adam"}}
    write.formula("wave", variations=beside, study=None).formula("sum", about=write.SUM)
    reproduction = write.paper().reproduction
    assert tables.about.resources(reproduction, EN).splitlines()[2:] == [
        "| `data` | 2 | 0.40 | – | – |",
        "| `fit` | 3 | 182 | 150 | 350 |",
        "| `evaluate` | 2 | 0.40 | – | – |",
        "| `gates` | 1 | 0.20 | – | – |",
        "| `xor` | 1 | 0.20 | – | – |",
        "| `summary` | 1 | 0.20 | – | – |",
        "| All | 10 | 183 | 150 | 350 |",
    ]
    said = EN.reproduction.resources(reproduction)
    assert "For seven jobs, which ended before it looked, there is neither." in said
    assert "@tbl-resources" in said


def test_what_is_left_of_other_configs_and_of_pictures_is_not_counted(write: Any) -> None:
    write.formula("wave")
    before = tables.about.resources(write.paper().reproduction, EN)
    for left in ("fit/gone.base", "fit/wave.gone", "data/gone", "paper", "formula_figures/wave.zh"):
        write_text(write.folder / f"benchmarks/{left}.tsv", f"{HEAD}9\t0\t9\t9\t9\t9\t9\t9\t9\t9\n")
    assert tables.about.resources(write.paper().reproduction, EN) == before


def test_without_benchmark_files_a_sentence_stands_in_place_of_the_table(write: Any) -> None:
    write.unmeasured = {"data", "fit", "evaluate", "gates", "xor", "summary"}
    reproduction = write.formula("wave").paper().reproduction
    assert tables.about.resources(reproduction, EN) == ""
    assert "The results have no benchmark files" in EN.reproduction.resources(reproduction)


def test_sums_that_lack_a_job_are_not_given(write: Any) -> None:
    write.formula("wave").formula("sum", about=write.SUM).paper()
    (write.folder / "benchmarks/fit/sum.base.tsv").unlink()
    write.unmeasured = {"fit", "data", "evaluate", "gates", "xor", "summary"}  # writes none anew
    reproduction = write.paper().reproduction
    assert tables.about.resources(reproduction, EN) == ""
    said = EN.reproduction.resources(reproduction)
    assert "Of the nine jobs that made the results, 1 left no benchmark file" in said


# ----------------------------------------------------------------------------------------- a config


def test_a_short_config_is_listed_whole(write: Any) -> None:
    paper = write.formula("wave").paper()
    assert paper.config() == (
        '```{#lst-config .yaml lst-cap="The config of the run."}\nseed: 1\nreplicates: 3\n'
        "formulas:\n  wave:\n    inputs: {x: [0, 1]}\n```\n"
    )
    said = EN.reproduction.config(paper.reproduction)
    assert "@lst-config" in said
    assert "For want of room" not in said


def test_of_a_long_config_the_longest_blocks_are_left_out_and_named(write: Any) -> None:
    for number in range(60):
        write.formula(f"f_{number}")
    paper = write.paper()  # of 2 lines, and 121 of formulas
    assert "\nseed: 1\nreplicates: 3\n```" in paper.config()
    said = EN.reproduction.config(paper.reproduction)
    assert "the block `formulas` stands in `summary.json` alone" in said


def test_results_without_a_config_say_nothing_of_it(write: Any) -> None:
    paper = write.formula("wave").paper()
    del paper.results.summary.config["listing"]
    assert (paper.config(), EN.reproduction.config(paper.reproduction)) == ("", "")
