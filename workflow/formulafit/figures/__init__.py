"""Every picture of the paper, drawn from the files of the results folder and from nothing else."""
