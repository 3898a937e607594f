"""The config: what a person may write, checked once and whole, with every setting resolved.

As in::

    from formulafit.config.loading import load
    settings = load("config/config.yaml").settings("damped_wave")
    settings.network.hidden  # [512]
"""
