include: "workflow/Snakefile"


# Of a module under its name in the other workflow, which may have a target of its own before.
workflow.default_target = workflow.default_target or workflow.modifier.avail_rulename("all")
