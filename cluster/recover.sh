#!/bin/sh
# Takes up a cluster run whose Snakemake was killed: cancels the SLURM jobs that it left behind,
# waits until they are gone, removes its lock, and goes on. Words after the name are Snakemake's:
#
#     sh cluster/recover.sh --configfile config/suites/feynman.yaml
set -eu

for process in /proc/[0-9]*; do
    [ "$process/cwd" -ef . ] || continue
    words=$(tr '\0' ' ' 2> /dev/null < "$process/cmdline") || continue # it ended meanwhile
    case $words in
    *" --mode "*) ;; # started by another Snakemake, in a SLURM job
    *"/snakemake "* | *" -m snakemake "*)
        echo "Snakemake still runs in this folder, as process ${process#/proc/}." >&2
        echo "Nothing is done; stop it first (Ctrl-C, or kill with its number)." >&2
        exit 1
        ;;
    esac
done

# All SLURM jobs of a run bear the run's id as their name.
runs=$(sed -n 's/^SLURM run ID: //p' .snakemake/log/*.log 2> /dev/null | sort -u | paste -s -d, -)
left_behind() {
    [ -z "$runs" ] || squeue --noheader --user="$(id -un)" --name="$runs" --format=%i
}
jobs=$(left_behind)
if [ -n "$jobs" ]; then
    echo "Cancelling SLURM jobs left behind:" $jobs
    scancel $jobs
fi
seconds=0
while [ -n "$jobs" ]; do
    if [ "$seconds" -ge 180 ]; then
        echo "Not gone after $seconds seconds:" $jobs "- try again later." >&2
        exit 1
    fi
    sleep 2
    seconds=$((seconds + 2))
    jobs=$(left_behind)
done

snakemake --profile cluster "$@" --unlock
exec snakemake --profile cluster "$@"
