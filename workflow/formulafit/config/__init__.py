"""The config: what a person may write, checked once and whole, with every setting resolved.

>>> from formulafit.config.loading import load
>>> settings = load("config/config.yaml").settings("damped_wave")  # doctest: +SKIP
>>> settings.network.hidden  # doctest: +SKIP
[512]
"""
