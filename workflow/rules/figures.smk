"""Pictures, drawn from files; nothing here needs torch.

REQUIRED INPUTS

    <results>/formulas/{formula}/data.json, data.safetensors
    <results>/formulas/{formula}/evaluation.json, evaluation.safetensors
    <results>/formulas/{formula}/{variation}/fit.json, history.csv

OUTPUTS

    <results>/formulas/{formula}/{picture}.svg      a file of figures/page each
    <results>/formulas/outside.svg                  one formula's curves beyond its box
    <results>/studies/{study}.svg

and in each language but English <picture>.<language>.svg.
"""


rule formula_figures:
    """Draw the pictures of a formula's page."""
    input:
        code=drawing_code("formula_figures", *CODE.of_folder("figures", "page")),
        data="<results>/formulas/{formula}/data.json",
        points="<results>/formulas/{formula}/data.safetensors",
        evaluation="<results>/formulas/{formula}/evaluation.json",
        arrays="<results>/formulas/{formula}/evaluation.safetensors",
        fit="<results>/formulas/{formula}/base/fit.json",
        history="<results>/formulas/{formula}/base/history.csv",
        alternative=alternative_files,
    output:
        **{
            picture: report(
                f"<results>/formulas/{{formula}}/{picture}{{language}}.svg",
                caption="../report/picture.rst",
                category="Formulas",
                subcategory="{formula}",
                labels=labels(figure=words.title),
            )
            for picture in picture_names()
            for words in [known.find(known.DEFAULT).pictures[picture]]
        },
    log:
        "<logs>/formula_figures/{formula}{language}.log",
    benchmark:
        "<benchmarks>/formula_figures/{formula}{language}.tsv"
    conda:
        "../envs/formulafit.yaml"
    threads: 1
    resources:
        mem_mb=800,
        runtime=5,
    params:
        alternative=alternative,
        language=language_of,
    message:
        "Drawing {wildcards.formula} ({params.language})"
    script:
        "../scripts/formula_figures.py"


rule outside_figure:
    """Draw how the curves of the formula that is the farthest off outside go on beyond its box."""
    input:
        code=drawing_code("outside_figure"),
        evaluations=of_formulas(plan.formulas, "evaluation.json", "evaluation.safetensors"),
        fits=of_fits(compared_fits(), "fit.json"),
    output:
        report(
            "<results>/formulas/outside{language}.svg",
            caption="../report/outside.rst",
            category="Formulas",
            labels=labels(figure="outside the box"),
        ),
    log:
        "<logs>/outside_figure{language}.log",
    benchmark:
        "<benchmarks>/outside_figure{language}.tsv"
    conda:
        "../envs/formulafit.yaml"
    threads: 1
    resources:
        mem_mb=800,
        runtime=5,
    params:
        formulas=list(plan.formulas),
        language=language_of,
    message:
        "Drawing what lies outside the box ({params.language})"
    script:
        "../scripts/outside_figure.py"


rule study_figure:
    """Draw how the variations of a study differ."""
    input:
        code=drawing_code("study_figure"),
        fits=study_files,
    output:
        report(
            "<results>/studies/{study}{language}.svg",
            caption="../report/study.rst",
            category="Model variations",
            labels=labels(figure="{study}"),
        ),
    log:
        "<logs>/study_figure/{study}{language}.log",
    benchmark:
        "<benchmarks>/study_figure/{study}{language}.tsv"
    conda:
        "../envs/formulafit.yaml"
    threads: 1
    resources:
        mem_mb=800,
        runtime=5,
    params:
        members=study_members,
        language=language_of,
    message:
        "Drawing the study {wildcards.study} ({params.language})"
    script:
        "../scripts/study_figure.py"
