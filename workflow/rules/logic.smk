"""What needs no formula: single perceptrons, and XOR.

REQUIRED INPUTS

    none

OUTPUTS

    <results>/logic/gates.json      gates, separable functions, the learning rule, in exact numbers
    <results>/logic/xor.json        the constructed XOR network, and trained ones
    <results>/logic/gates.svg
    <results>/logic/xor.svg
    <results>/logic/network.svg     the multilayer perceptron of the default settings

and in each language but English <picture>.<language>.svg.
"""


rule gates:
    """Verify the gates; find weights for a Boolean function, or refute that there are any."""
    input:
        code=code("gates"),
    output:
        "<results>/logic/gates.json",
    log:
        "<logs>/gates.log",
    benchmark:
        "<benchmarks>/gates.tsv"
    conda:
        "../envs/formulafit.yaml"
    threads: 1
    resources:
        mem_mb=800,
        runtime=5,
    message:
        "Perceptrons: verifying the gates, separating or refuting all Boolean functions"
    script:
        "../scripts/gates.py"


rule xor:
    """Construct a network for XOR, and train others from many random starts."""
    input:
        code=code("xor"),
    output:
        "<results>/logic/xor.json",
    log:
        "<logs>/xor.log",
    benchmark:
        "<benchmarks>/xor.tsv"
    conda:
        "../envs/formulafit.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=5,
    params:
        seed=plan.seed,
    message:
        "XOR: constructing a network, training others from many random starts"
    script:
        "../scripts/xor.py"


rule logic_figures:
    """Draw the gates, XOR, and the network of the default settings."""
    input:
        code=drawing_code("logic_figures"),
        gates="<results>/logic/gates.json",
        xor="<results>/logic/xor.json",
    output:
        **{
            picture: report(
                f"<results>/logic/{picture}{{language}}.svg",
                caption=f"../report/{picture}.rst",
                category="Perceptrons",
                labels=labels(figure=title),
            )
            for picture, title in LOGIC_PICTURES.items()
        },
    log:
        "<logs>/logic_figures{language}.log",
    benchmark:
        "<benchmarks>/logic_figures{language}.tsv"
    conda:
        "../envs/formulafit.yaml"
    threads: 1
    resources:
        mem_mb=800,
        runtime=5,
    params:
        hidden=plan.file.network.hidden,
        activation=plan.file.network.activation,
        language=language_of,
    message:
        "Drawing the gates, XOR and the network ({params.language})"
    script:
        "../scripts/logic_figures.py"
