"""The networks of each formula and variation, and how good they are.

REQUIRED INPUTS

    <results>/formulas/{formula}/data.json
    <results>/formulas/{formula}/data.safetensors

OUTPUTS

    <results>/formulas/{formula}/{variation}/network.safetensors   weights of all replicates
    <results>/formulas/{formula}/{variation}/network.json          architecture and scaling
    <results>/formulas/{formula}/{variation}/history.csv           learning curves
    <results>/formulas/{formula}/{variation}/fit.json              settings, how each fit ended
    <results>/formulas/{formula}/{variation}/replay/*              the best training, to see again
    <results>/formulas/{formula}/evaluation.json                   errors, baselines, predictions
    <results>/formulas/{formula}/evaluation.safetensors            what the figures show
"""


rule fit:
    """Train all replicates of a formula with the settings of a variation."""
    input:
        code=fit_code,
        data="<results>/formulas/{formula}/data.json",
        arrays="<results>/formulas/{formula}/data.safetensors",
    output:
        weights="<results>/formulas/{formula}/{variation}/network.safetensors",
        network="<results>/formulas/{formula}/{variation}/network.json",
        history="<results>/formulas/{formula}/{variation}/history.csv",
        fit="<results>/formulas/{formula}/{variation}/fit.json",
        replay=expand(
            "<results>/formulas/{formula}/{variation}/replay/{name}",
            name=REPLAY,
            allow_missing=True,
        ),
    log:
        "<logs>/fit/{formula}.{variation}.log",
    benchmark:
        "<benchmarks>/fit/{formula}.{variation}.tsv"
    priority: 2
    conda:
        "../envs/formulafit.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=longer_each_attempt(15),
    params:
        settings=fit_settings,
        replicates=replicates_in_words,
    message:
        "Fitting {wildcards.formula}, variation {wildcards.variation}: {params.replicates}"
    script:
        "../scripts/fit.py"


rule evaluate:
    """Judge all fits of a formula on its test set, beside baselines; predict new inputs."""
    input:
        code=evaluate_code,
        data="<results>/formulas/{formula}/data.json",
        arrays="<results>/formulas/{formula}/data.safetensors",
        fits=trained,
    output:
        json="<results>/formulas/{formula}/evaluation.json",
        arrays="<results>/formulas/{formula}/evaluation.safetensors",
    log:
        "<logs>/evaluate/{formula}.log",
    benchmark:
        "<benchmarks>/evaluate/{formula}.tsv"
    priority: 1
    conda:
        "../envs/formulafit.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=longer_each_attempt(10),
    params:
        variations=lambda wildcards: plan.variations_of(wildcards.formula),
        points=lambda wildcards: plan.predict(wildcards.formula),
        leave_out=plan.baselines_left_out,
        alternative=alternative,
    message:
        "Evaluating {wildcards.formula}: test set, regions, baselines"
    script:
        "../scripts/evaluate.py"
