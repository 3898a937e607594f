"""The table over all fits, the paper, and the check at the end.

REQUIRED INPUTS

    <results>/logic/*.json, *.svg
    <results>/formulas/{formula}/data.json, evaluation.json, *.svg
    <results>/formulas/outside.svg
    <results>/formulas/{formula}/{variation}/fit.json, network.json, network.safetensors
    <results>/studies/{study}.svg
    report/*                        the paper's sources

OUTPUTS

    <results>/summary.csv           one row a fit
    <results>/summary.json          the same, with versions, machine and config
    <results>/report/paper.html, paper.pdf, in another language paper.<language>.*
    <results>/check.json            only if nothing is wrong of what the config asks to fail on
"""


rule summary:
    """Gather all fits that are configured now in one table."""
    input:
        code=code("summary"),
        fits=of_fits(plan.fits(), "fit.json"),
        evaluations=of_formulas(plan.formulas, "evaluation.json"),
    output:
        csv=report(
            "<results>/summary.csv",
            caption="../report/summary.rst",
            category="Paper",
            labels={"what": "all fits, CSV"},
        ),
        json="<results>/summary.json",
    log:
        "<logs>/summary.log",
    benchmark:
        "<benchmarks>/summary.tsv"
    conda:
        "../envs/formulafit.yaml"
    threads: 1
    resources:
        mem_mb=800,
        runtime=5,
    params:
        fits=all_variations,
        config=about_config,
    message:
        "Gathering all fits in {output.csv}"
    script:
        "../scripts/summary.py"


rule paper:
    """Render the paper of one language from the files of the results."""
    input:
        code=paper_code,
        source=paper_source,
        sources=paper_sources,
        summary="<results>/summary.json",
        logic=expand("<results>/logic/{name}.json", name=["gates", "xor"]),
        fits=of_fits(plan.fits(), "fit.json"),
        formulas=of_formulas(plan.formulas, "data.json", "evaluation.json"),
        networks=networks_in_page,
        pictures=pictures,
    output:
        **{
            kind: report(
                f"<results>/report/paper{{language}}.{kind}",
                caption="../report/paper.rst",
                category="Paper",
                labels=labels(what=f"the paper, {kind.upper()}"),
            )
            for kind in ("html", "pdf")
        },
    log:
        "<logs>/paper{language}.log",
    benchmark:
        "<benchmarks>/paper{language}.tsv"
    conda:
        "../envs/formulafit.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=10,
    params:
        engine=plan.report.engine,
        metadata=about_paper,
        command=COMMAND,
        language=language_of,
    message:
        "Writing {output.html} and {output.pdf}"
    script:
        "../scripts/paper.py"


rule check:
    """Show how the fits ended and where the paper lies; fail where the config asks for it."""
    input:
        code=code("check"),
        summary="<results>/summary.json",
        papers=[f"<results>/{paper}" for paper in plan.papers()],
        fits=of_fits(plan.fits(), "fit.json"),
        evaluations=of_formulas(plan.formulas, "evaluation.json"),
    output:
        "<results>/check.json",
    log:
        "<logs>/check.log",
    benchmark:
        "<benchmarks>/check.tsv"
    localrule: True
    conda:
        "../envs/formulafit.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        fits=all_variations,
        fail_on=plan.report.fail_on,
    message:
        "Checking what the config expects"
    script:
        "../scripts/check.py"
