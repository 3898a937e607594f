"""Lets the project lie in any folder: one with a space in its path, one it was moved or copied to.

Snakemake calls the interpreter of scripts, and of jobs on a cluster, without quotes (its issue
2645): in a folder such as `my project` the first job ends with "my: No such file or directory".
The two methods below are those of 9.27; where a Snakemake quotes, nothing is left to replace.
Braces are the one sign that it cannot bear in the project's path, as it takes them for wildcards.
"""

import shlex
import sys
from pathlib import Path

from snakemake.script import PythonScript
from snakemake_interface_executor_plugins.executors.real import RealExecutor

# This formulafit before one that is installed from another folder, as in scripts/job_setup.py.
HERE = Path(workflow.current_basedir.get_path_or_uri(secret_free=True)).resolve()
sys.path.insert(0, str(HERE.parent))

if not HERE.is_dir():
    logger.error(
        f"The workflow is not read from a folder, but from {HERE}. It needs its own files: clone "
        "it, and name its workflow/Snakefile there."
    )
    sys.exit(1)

if workflow.modifier.is_main_snakefile():  # the profile may have imported an installed one
    for name in [each for each in sys.modules if each.partition(".")[0] == "formulafit"]:
        del sys.modules[name]

import formulafit

if Path(formulafit.__file__).resolve().parents[1] != HERE.parent:
    logger.error(
        f"The package formulafit was imported from {Path(formulafit.__file__).parent} before, not "
        f"from {HERE.parent}. Use one copy of the workflow, and import no other in a Snakefile."
    )
    sys.exit(1)

if set("{}") & set(str(HERE)):
    logger.error(
        f"The path of the project, {HERE.parents[1]}, has braces in it, which Snakemake takes for "
        "wildcards. Rename or move the folder."
    )
    sys.exit(1)


def quote_the_interpreter():
    """Let Snakemake quote the path of Python in the commands that it gives to a shell."""
    run_command, command_of_job = PythonScript._execute_cmd, RealExecutor.format_job_exec
    quoted = shlex.quote(sys.executable)

    def _execute_cmd(self, command, **names):
        return run_command(self, command.replace("{py_exec}", "{py_exec:q}"), **names)

    def format_job_exec(self, job):
        command = command_of_job(self, job)
        return command.replace(f"{sys.executable} -m snakemake", f"{quoted} -m snakemake")

    PythonScript._execute_cmd = _execute_cmd
    RealExecutor.format_job_exec = format_job_exec


if shlex.quote(sys.executable) != sys.executable:
    quote_the_interpreter()
