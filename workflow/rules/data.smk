"""The points of each formula.

REQUIRED INPUTS

    none

OUTPUTS

    <results>/formulas/{formula}/data.json          ranges, counts, seed
    <results>/formulas/{formula}/data.safetensors   points, values, noise; the test set first
"""


rule data:
    """Draw the points of a formula in its box, and split off the test set."""
    input:
        code=code("data"),
    output:
        json="<results>/formulas/{formula}/data.json",
        arrays="<results>/formulas/{formula}/data.safetensors",
    log:
        "<logs>/data/{formula}.log",
    benchmark:
        "<benchmarks>/data/{formula}.tsv"
    priority: 3
    conda:
        "../envs/formulafit.yaml"
    threads: 1
    resources:
        mem_mb=800,
        runtime=5,
    params:
        formula=lambda wildcards: plan.formula(wildcards.formula),
        settings=data_settings,
    message:
        "Sampling {wildcards.formula}: {params.settings[points]} points, {params.settings[sampling]}"
    script:
        "../scripts/data.py"
