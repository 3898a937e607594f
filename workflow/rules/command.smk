"""The command of this run, which the paper tells its readers for making a file again.

What a run was given on its command line that decides what is computed is in it: the configs as they
were given, single settings, another Snakefile or folder; how many cores it had is not.
"""

import os
from pathlib import Path

SNAKEFILES = ("Snakefile", "snakefile", "workflow/Snakefile", "workflow/snakefile")


def command_of_run():
    """Return the words of the command, and how rules are named in this workflow."""
    given, found = Path(workflow.main_snakefile), next(filter(os.path.exists, SNAKEFILES), "")
    configs = workflow.configfiles if not IS_MODULE else workflow.overwrite_configfiles
    options = {
        "--snakefile": [] if Path(found).resolve() == given.resolve() else [os.path.relpath(given)],
        "--configfile": list(dict.fromkeys(map(os.path.relpath, configs))),
        "--config": workflow.config_settings.config_args or [],
    }
    words = [word for name, values in options.items() if values for word in (name, *values)]
    named = workflow.modifier.avail_rulename("evaluate") or "evaluate"
    return {
        "words": ["snakemake", "--cores", "1", *words],
        "rule": named.replace("evaluate", "{}"),
    }


COMMAND = command_of_run()
