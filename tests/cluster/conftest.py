"""A real SLURM on this machine: a controller and two nodes, alive as long as the tests are."""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CONF = Path("/etc/slurm/slurm.conf")  # here alone do the jobs themselves look for it
TOOLS = ("slurmctld", "slurmd", "sbatch", "srun", "squeue", "sinfo", "scontrol", "scancel")
NODES = ("n1", "n2")
FAULTS = ("results/summary.csv", "--configfile", "tests/cluster/faults.yaml")
TIMES = {"fit_seconds", "fit_cpu_seconds"}
TIMELESS = ("data.json", "data.safetensors", "network.json", "network.safetensors", "history.csv")

CONF_TEXT = """\
ClusterName={name}
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
CredType=cred/none
AuthInfo=cred_expire=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/jobs.txt
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
ReturnToService=2
SlurmdTimeout=10
KillWait=5
UnkillableStepTimeout=300
EnforcePartLimits=ALL
NodeName=n[1-2] NodeHostName={host} NodeAddr=127.0.0.1 Port=[{ports[1]}-{ports[2]}] \
CPUs=1 RealMemory=4000
PartitionName=main Nodes=n[1-2] Default=YES State=UP
"""


class Slurm:
    """The daemons of a cluster, and what its users ask it. No wait is without an end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"test{uuid.uuid4().hex[:12]}"  # in the environment of all jobs
        self.daemons: dict[str, subprocess.Popen[bytes]] = {}
        self.conf: Path | None = None  # as long as it is there

    def start(self) -> None:
        """Write the conf, start all daemons, wait until both nodes are idle."""
        for name in ("state", *(f"spool-{node}" for node in NODES)):
            (self.folder / name).mkdir()
        text = CONF_TEXT.format(
            name=self.name, host=socket.gethostname(), ports=ports(), folder=self.folder
        )
        CONF.parent.mkdir(parents=True, exist_ok=True)
        with CONF.open("x") as conf:  # never over somebody's own
            self.conf = CONF
            conf.write(text)
        self.begin("slurmctld", "slurmctld", "-D")
        for node in NODES:
            self.begin(node, "slurmd", "-D", "-N", node)
        self.wait_until_idle()

    def begin(self, name: str, *command: str) -> None:
        """Start one daemon."""
        with (self.folder / f"{name}.out").open("ab") as output:
            self.daemons[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """End one daemon, by its process id."""
        daemon = self.daemons[name]
        daemon.send_signal(how)
        try:
            daemon.wait(10)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait(10)

    def power_off(self, node: str, job: str) -> None:
        """End all of a node at once: its daemon, those of its job's steps, the job itself."""
        self.kill(node)
        self.kill_steps(node)
        self.signal_all(signal.SIGKILL, job)

    def kill_steps(self, node: str) -> None:
        """End the processes that look after the jobs of a node; all have its log open."""
        log = self.folder / f"slurmd-{node}.log"
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # it ended meanwhile
                if log in [file.readlink() for file in (folder / "fd").iterdir()]:
                    os.kill(int(folder.name), signal.SIGKILL)

    def again(self, name: str) -> None:
        """Start a daemon that was killed as it was started before."""
        self.begin(name, *map(str, self.daemons[name].args))

    def stop(self) -> None:
        """End every daemon and whatever it started, remove the conf."""
        try:
            for name in self.daemons:
                self.kill(name, signal.SIGTERM)
            for node in NODES:
                self.kill_steps(node)
            self.signal_all(signal.SIGKILL)
        finally:
            if self.conf:
                self.conf.unlink(missing_ok=True)

    def ask(self, *command: str) -> str:
        """Return what one of SLURM's commands prints."""
        answer = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        if answer.returncode:
            raise RuntimeError(f"{' '.join(command)}: {answer.stderr}")
        return answer.stdout

    def jobs(self, state: str) -> dict[str, str]:
        """Return the ids of the jobs in a state, and where each runs."""
        lines = self.ask("squeue", "--noheader", f"--states={state}", "--format=%i|%N")
        return dict(line.split("|") for line in lines.splitlines())

    def record(self) -> list[dict[str, str]]:
        """Return SLURM's own record of ended jobs, the fields of one job in a mapping."""
        file = self.folder / "jobs.txt"
        lines = file.read_text().splitlines() if file.exists() else []
        return [dict(field.split("=", 1) for field in line.split()) for line in lines]

    def signal_all(self, how: signal.Signals, job: str | None = None) -> None:
        """Send a signal to all processes of one job, or of all; another cluster's have no part."""
        marks = {f"SLURM_CLUSTER_NAME={self.name}".encode()}
        if job:
            marks.add(f"SLURM_JOB_ID={job}".encode())
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # it ended meanwhile
                if marks <= set((folder / "environ").read_bytes().split(b"\0")):
                    os.kill(int(folder.name), how)

    def wait_until(self, holds: Callable[[], object], seconds: float, what: str) -> None:
        """Wait until something holds."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError(f"no {what} within {seconds} s; the logs are in {self.folder}")
            time.sleep(0.2)

    def wait_until_idle(self) -> None:
        """Cancel what is left of other tests, wait until both nodes are ready for the next."""

        def idle() -> bool:
            with contextlib.suppress(RuntimeError):
                states = self.ask("sinfo", "--noheader", "--Node", "--format=%t").split()
                return states == ["idle"] * len(NODES)
            return False

        with contextlib.suppress(RuntimeError):
            self.ask("scancel", "--user=root")
        with contextlib.suppress(RuntimeError):  # refused where a node needs it not
            self.ask("scontrol", "update", f"nodename={','.join(NODES)}", "state=resume")
        self.wait_until(idle, 60, "idle nodes")


class Head:
    """A run of Snakemake in the background, as a user would have it in a terminal."""

    def __init__(self, folder: Path, *words: str | Path) -> None:
        self.screen = folder / "screen.txt"
        environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
        with self.screen.open("ab") as screen:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "snakemake", *map(str, words)],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=screen,
            )

    def wait(self, seconds: float = 240) -> int:
        """Return the exit status of the run."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
            raise TimeoutError(f"no end within {seconds} s:\n{self.text()}") from None

    def text(self) -> str:
        """Return what the user sees."""
        return self.screen.read_text(encoding="utf-8")


def ports() -> list[int]:
    """Return three free ports, the last two in a row."""
    while True:
        with socket.socket() as one, socket.socket() as two, socket.socket() as three:
            one.bind(("127.0.0.1", 0))
            two.bind(("127.0.0.1", 0))
            port = two.getsockname()[1]
            with contextlib.suppress(OSError, OverflowError):
                three.bind(("127.0.0.1", port + 1))
                return [one.getsockname()[1], port, port + 1]


@pytest.fixture(scope="session")
def cluster(
    tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Slurm]:
    """Start a cluster for all tests of this folder; stop it however they end."""
    if os.getuid() != 0:
        pytest.skip("only root may start a SLURM cluster here")
    if CONF.exists():
        pytest.skip(f"{CONF} exists: this machine's own SLURM is left alone")
    for name in TOOLS:
        tool(name)
    started = Slurm(tmp_path_factory.mktemp("slurm"))
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # clean up then, too
    try:
        started.start()
        yield started
    finally:
        started.stop()
        signal.signal(signal.SIGTERM, before)


@pytest.fixture
def slurm(cluster: Slurm) -> Slurm:
    """Return the cluster, both nodes idle."""
    cluster.wait_until_idle()
    return cluster


@pytest.fixture
def project(clean_copy: Path, tmp_path: Path) -> Path:
    """Return a copy of the project in which nothing has run yet."""
    return Path(shutil.copytree(clean_copy, tmp_path / "formulafit"))


@pytest.fixture
def start(project: Path) -> Iterator[Callable[..., Head]]:
    """Return a function that starts Snakemake with the cluster's profile in the project."""
    heads = []

    def begin(*words: str | Path) -> Head:
        # The jobs of the tests take seconds: they are asked after more often than in the profile.
        often = "--slurm-init-seconds-before-status-checks=5"
        heads.append(Head(project, *words, "--profile", "cluster", often))
        return heads[-1]

    yield begin
    for head in heads:
        head.process.kill()
        head.process.wait(10)


@pytest.fixture(scope="session")
def undisturbed(
    clean_copy: Path,
    snakemake: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Return the results of ``faults.yaml`` on this machine alone."""
    folder = Path(shutil.copytree(clean_copy, tmp_path_factory.mktemp("alone") / "formulafit"))
    run = snakemake(folder, *FAULTS, "--cores", "2")
    assert run.returncode == 0, run.stdout
    return folder / "results"


@pytest.fixture(scope="session")
def assert_same_results() -> Callable[[Path, Path], None]:
    """Return a function that compares all results but times: the summary, points, networks."""

    def summary(results: Path) -> list[dict[str, str]]:
        with (results / "summary.csv").open(encoding="utf-8") as file:
            rows = [dict(row) for row in csv.DictReader(file)]
        return [{name: row[name] for name in row.keys() - TIMES} for row in rows]

    def contents(results: Path) -> dict[str, bytes]:
        paths = [path for name in TIMELESS for path in results.glob(f"formulas/**/{name}")]
        return {str(path.relative_to(results)): path.read_bytes() for path in paths}

    def compare(results: Path, expected: Path) -> None:
        assert summary(results) == summary(expected)
        assert contents(results) == contents(expected)
        assert any(name.endswith("network.safetensors") for name in contents(results))

    return compare
