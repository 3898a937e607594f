"""Where a project may lie: below a space and signs of any script, copied, called from afar."""

from __future__ import annotations

import html
import os
import re
import shlex
import shutil
import subprocess
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

Snakemake = Callable[..., subprocess.CompletedProcess[str]]

LINE = "{formulas: {line: {expression: 2*t, inputs: {t: [0, 1]}}}}\n"
TINY = "tests/workflow/tiny.yaml"


@pytest.fixture(scope="module")
def spaced(clean_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone in ``my project/公式`` with a ``.venv`` of its own in it."""
    folder = tmp_path_factory.mktemp("places") / "my project" / "公式"
    shutil.copytree(clean_copy, folder)
    venv.create(folder / ".venv", symlinks=True)
    (site,) = (folder / ".venv").glob("lib/python*/site-packages")
    (site / "installed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder


def run_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Call Snakemake with the interpreter of the folder's own ``.venv``."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [folder / ".venv/bin/python", "-m", "snakemake", *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_a_path_that_cannot_be_is_told_before_anything_is_installed(
    clean_copy: Path, tmp_path: Path, snakemake: Snakemake
) -> None:
    for name in ("{name}", "a:b"):
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(clean_copy / "Makefile", folder)
        run = subprocess.run(
            ["make", "setup"], cwd=folder, capture_output=True, encoding="utf-8", check=False
        )
        assert run.returncode == 2
        assert f"{folder}, has a brace or a colon in it" in run.stderr
        assert not (folder / ".venv").exists()
    shutil.copytree(clean_copy, tmp_path / "{name}", dirs_exist_ok=True)
    run = snakemake(tmp_path / "{name}", "-n", "--nolock")
    assert run.returncode == 1
    assert run.stdout.rstrip().endswith(
        f"The path of the project, {tmp_path / '{name}'}, has braces in it, which Snakemake takes "
        "for wildcards. Rename or move the folder."
    )


def test_called_from_a_folder_without_a_config(
    spaced: Path, tmp_path: Path, snakemake: Snakemake
) -> None:
    run = snakemake(tmp_path, "-n", "--snakefile", spaced / "Snakefile")
    assert run.returncode == 1
    _, said = run.stdout.rstrip().split("\n")  # the first line names the profile
    assert said == (
        f"There is no config/config.yaml in {tmp_path}. Write one there, or name a config: "
        f"--configfile '{spaced}/config/config.yaml'"
    )
    typed = shlex.split(said[said.index("--configfile") :])
    run = snakemake(tmp_path, "-n", "--snakefile", spaced / "Snakefile", *typed)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("snakefile", ["Snakefile", "workflow/Snakefile"])
@pytest.mark.parametrize("how", ["own config", "--configfile", "--directory"])
def test_called_from_another_folder(
    spaced: Path, tmp_path: Path, snakemake: Snakemake, snakefile: str, how: str
) -> None:
    """The results go to where Snakemake works, and the profile is the project's."""
    folder = tmp_path / "else where"
    (folder / "config").mkdir(parents=True)
    config = folder / ("config/config.yaml" if how == "own config" else "other.yaml")
    config.write_text(LINE, encoding="utf-8")
    words = {
        "own config": [],
        "--configfile": ["--configfile", "other.yaml"],
        "--directory": ["--directory", folder, "--configfile", config],
    }[how]
    called_in = tmp_path if how == "--directory" else folder
    common = (*words, "--snakefile", spaced / snakefile, "results/formulas/line/data.json")
    run = snakemake(called_in, "--cores", "1", *common)
    assert run.returncode == 0, run.stdout
    assert (folder / "results/formulas/line/data.json").is_file()
    os.utime(spaced / "workflow/scripts/data.py")  # only the profile lets that be no change
    run = snakemake(called_in, "--dry-run", *common)
    assert "Nothing to be done" in run.stdout, run.stdout


def test_folder_with_space_and_results_in_another_script(spaced: Path) -> None:
    """From formulas to the paper: interpreter, kernel, config, results and logs in such folders."""
    config = spaced / "配置 1.yaml"
    text = (spaced / TINY).read_text(encoding="utf-8")
    config.write_text(f"results: 结果/größe\n{text}", encoding="utf-8")
    run = run_in(spaced, "--cores", "2", "--configfile", config.name)
    assert run.returncode == 0, run.stdout
    report = spaced / "结果/größe/report"
    assert (report / "paper.pdf").read_bytes().startswith(b"%PDF")
    shown = r"formulafit predict $'\xe7\xbb\x93\xe6\x9e\x9c/größe/formulas/wave/base' x=3"
    page = (report / "paper.html").read_text(encoding="utf-8")
    assert shown in html.unescape(re.sub(r"<[^>]+>", "", page))
    assert "结果/größe/report/paper.pdf\n" in run.stdout
    again = run_in(spaced, "--dry-run", "--configfile", config.name)
    assert "Nothing to be done" in again.stdout


def test_make_knows_what_is_installed_in_a_copy(
    clean_copy: Path, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    """What `make` would do: times say nothing, the folder and the pins do."""
    project = tmp_path / "my project"
    shutil.copytree(clean_copy, project)

    def planned(folder: Path, *words: str) -> list[str]:
        command = [tool("make"), "--dry-run", "setup", *words]
        said = subprocess.run(
            command, cwd=folder, capture_output=True, encoding="utf-8", check=True
        )
        steps = {"-m venv": "make", "moved.py": "mend", "-m pip": "install"}
        return [steps[step] for step in steps if step in said.stdout]

    assert planned(project) == ["make", "install"]
    assert planned(project, "TORCH=cuda") == ["make", "install"]
    (project / ".venv").mkdir()
    (project / ".venv/.made-cpu").write_text(f"{project}\n", encoding="utf-8")
    assert planned(project) == ["install"]
    pins = (project / "constraints.txt").read_bytes() + (project / "pyproject.toml").read_bytes()
    checksum = subprocess.run([tool("cksum")], input=pins, capture_output=True, check=True).stdout
    (project / f".venv/.installed-{checksum.decode().split()[0]}").touch()
    (project / ".venv/.quarto").touch()
    assert planned(project) == []
    os.utime(project / "constraints.txt")
    assert planned(project) == []
    project = project.rename(tmp_path / "elsewhere")
    assert planned(project) == ["mend"]
    with (project / "constraints.txt").open("a", encoding="utf-8") as file:
        file.write("# another\n")
    assert planned(project) == ["mend", "install"]
    assert planned(project, "TORCH=cuda") == ["make", "install"]
