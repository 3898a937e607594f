"""The config: what a person may write, checked once and whole, with every setting resolved.

>>> from formulafit import config
>>> settings = config.load("config/config.yaml").settings("damped_wave")  # doctest: +SKIP
>>> settings.network.hidden  # doctest: +SKIP
[512]
"""

from __future__ import annotations

from formulafit.config.documentation import json_schema, table
from formulafit.config.errors import ConfigError
from formulafit.config.loading import check, load, read
from formulafit.config.resolved import Config
from formulafit.config.settings import Settings
from formulafit.vocabulary import BASE

__all__ = [
    "BASE",
    "Config",
    "ConfigError",
    "Settings",
    "check",
    "json_schema",
    "load",
    "read",
    "table",
]
