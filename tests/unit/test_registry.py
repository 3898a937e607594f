"""What is found by scanning folders is whole, and found one by one."""

from __future__ import annotations

import inspect
import subprocess
import sys
from types import ModuleType

import pytest

from formulafit import registry
from formulafit.config.block import Block


def test_activations_are_those_of_their_files():
    assert registry.activation_names() == (
        "gauss", "gelu", "relu", "sigmoid", "silu", "sin", "tanh"
    )  # fmt: skip
    with pytest.raises(ValueError, match="activation 'sine' is none of gauss, gelu, relu, "):
        registry.activation("sine")


def test_methods_are_those_of_their_folders():
    assert registry.method_names() == ("adam", "auto", "torch")
    for name in registry.method_names():
        assert registry.method(name).__name__ == name


def test_a_method_takes_what_its_settings_give():
    for name, settings in registry.method_settings(Block).items():
        problem, history, *others = inspect.signature(registry.method(name)).parameters.values()
        assert (problem.name, history.name) == ("problem", "history")
        assert [each.name for each in others] == list(settings.model_fields), name
        for each in others:
            assert each.kind is each.KEYWORD_ONLY
            assert each.default is each.empty  # defaults stand in the settings alone


def test_pictures_are_those_of_their_files():
    assert registry.picture_names() == ("errors", "fit", "learning", "predicted")
    for name in registry.picture_names():
        assert list(inspect.signature(registry.painter(name)).parameters) == ["figure", "material"]
    with pytest.raises(ValueError, match="picture 'scatter' is none of errors, fit, learning, "):
        registry.painter("scatter")


def test_settings_that_are_none_or_several_are_refused(monkeypatch):
    class One(Block):
        pass

    class Two(Block):
        pass

    for classes, told in (((), "none"), ((One, Two), "One, Two")):
        module = ModuleType("formulafit.training.adam.settings")
        for each in classes:
            each.__module__ = module.__name__
            setattr(module, each.__name__, each)
        monkeypatch.setitem(sys.modules, module.__name__, module)
        with pytest.raises(TypeError, match=f"should define one Block, and defines {told}$"):
            registry.method_settings(Block)


def test_the_config_needs_no_pytorch():
    program = "import sys, formulafit.config.loading; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "False\n"
