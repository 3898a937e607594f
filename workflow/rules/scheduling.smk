"""Lets Snakemake rest while jobs run.

It starts at most 100 jobs a second by default. To see whether it may start more, it looks at all
jobs that are ready a second after each start, and a second after each such look, and never ends
one of these series while a job is left: 100 jobs into a run on this machine it looks 100 times a
second, at every input of every job that is ready. It does so in 9.27; elsewhere this is harmless.
"""

DEFAULT_RATE = (100, 1)  # jobs, seconds


def look_for_jobs_when_one_ends():
    """Lift the default limit where cores limit jobs anyway; a limit that was asked for stays."""
    limit = getattr(workflow.scheduler, "job_rate_limiter", None)
    if limit and workflow.local_exec and (limit.max_jobs, limit.timespan) == DEFAULT_RATE:
        workflow.scheduler.job_rate_limiter = None
