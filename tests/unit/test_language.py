"""Each language has words for everything that the project knows by an id."""

from __future__ import annotations

import inspect
import re
import string
import typing
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest

from formulafit import registry
from formulafit.baselines.registry import METHODS
from formulafit.config.settings import Data, Settings, setting_paths
from formulafit.config.values import Effort
from formulafit.findings import Mends, Missed
from formulafit.input_maps import KINDS
from formulafit.language import known, sentences
from formulafit.language.en import advice as en_advice
from formulafit.language.en import baselines as en_baselines
from formulafit.language.en import methods as en_methods
from formulafit.language.model import Language, Lexicon
from formulafit.language.zh import advice as zh_advice
from formulafit.language.zh import baselines as zh_baselines
from formulafit.language.zh import methods as zh_methods
from formulafit.metrics import registered
from formulafit.training.auto import plan, spectrum
from formulafit.vocabulary import Status, StopReason

LANGUAGES = [known.find(code) for code in known.codes()]
each_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.code)
PACKAGE = Path(known.__file__).parents[1]
LEXICONS = [field.name for field in fields(Lexicon)]
STATUSES, STOPS = set(get_args(Status)), set(get_args(StopReason))
MENDS = {"points", "thorough", "effort", "auto", "activation", "noise", "rows", "box"}


def words_of_config() -> set[str]:
    """Return what can be written in one word in place of a value."""
    kinds = [field.annotation for field in Data.model_fields.values()]
    kinds += get_args(get_args(Effort)[0])
    found = {word for kind in kinds for word in get_args(kind) if isinstance(word, str)}
    return found | set(registry.method_names())


def settings_of_fits() -> set[str]:
    """Return the paths of the settings that a paper lists."""
    known_paths = set(setting_paths(Settings))
    return {path for path in known_paths if "." in path}


def lexicon_ids(lexicon: Lexicon) -> dict[str, set[str]]:
    return {name: set(getattr(lexicon, name)) for name in LEXICONS}


def stages_of_histories() -> set[str]:
    """Return what trainings call their parts in histories and choices."""
    sources = (p.read_text(encoding="utf-8") for p in (PACKAGE / "training").rglob("*.py"))
    named = re.compile(r'(?:record_readout\(|history\.add\(|stage=)"([^"]+)"')
    constants = (plan.RANDOM_FEATURES, plan.SPECTRUM, plan.VARIABLE_PROJECTION, plan.GAUSS_NEWTON)
    return {*constants, *(name for source in sources for name in named.findall(source))}


NEEDED = {
    "stages": stages_of_histories(),
    "activations": set(registry.activation_names()),
    "baselines": {method.name for method in METHODS},
    "settings": settings_of_fits(),
    "statuses": STATUSES,
    "stops": STOPS,
    "endings": STOPS | STATUSES - {"ok"},
    "values": words_of_config(),
    "metrics": set(registered()),
    "blocks": {"fig", "tbl", "lst", "sec", "eq", "appendix", "abstract", "contents"},
}


def test_words_of_the_config_are_found() -> None:
    assert {"sobol", "minmax", "thorough", "auto"} <= NEEDED["values"]
    assert {"data.noise", "network.hidden", "training.adam.patience"} <= NEEDED["settings"]
    assert {"relu", "sin"} <= NEEDED["activations"]
    assert {"adam", "torch", "Adam", "readout", "active subspace"} <= NEEDED["stages"]


@each_language
@pytest.mark.parametrize("part", NEEDED)
def test_language_has_words_for_what_is_registered(language: Language, part: str) -> None:
    missing = NEEDED[part] - set(getattr(language.lexicon, part))
    assert missing == set(), f"language/{language.code} has no {part} for them"


@each_language
def test_language_has_words_for_every_picture_of_a_page(language: Language) -> None:
    assert set(language.pictures) == set(registry.picture_names())
    for words in language.pictures.values():
        assert words.title


@each_language
def test_languages_have_the_same_ids_with_the_same_places(language: Language) -> None:
    english = known.find("en")
    assert lexicon_ids(language.lexicon) == lexicon_ids(english.lexicon)
    for here, there in (
        (language.lexicon.pictures, english.lexicon.pictures),
        (language.lexicon.words, english.lexicon.words),
        (language.captions, english.captions),
        (language.page, english.page),
    ):
        assert here.keys() == there.keys()
        assert [places(here[key]) for key in there] == [places(there[key]) for key in there]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@each_language
def test_every_theme_has_its_functions(language: Language) -> None:
    for name, kind in typing.get_type_hints(Language).items():
        for function in vars(kind) if kind.__module__ == sentences.__name__ else ():
            if not function.startswith("_"):
                assert callable(getattr(getattr(language, name), function)), (name, function)


@pytest.mark.parametrize(
    ("folder", "part", "pattern"),
    [
        ("figures", "pictures", r'(?:words|pictures)\["(\w+)"'),
        ("paper", "words", r'\bwords\["(\w+)"'),
    ],
)
def test_ids_in_the_code_are_in_the_lexicon(folder: str, part: str, pattern: str) -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in (PACKAGE / folder).rglob("*.py"))
    used = set(re.findall(pattern, text))
    assert len(used) > 5
    assert used <= set(getattr(known.find("en").lexicon, part))


def test_scripts_say_what_the_language_has_for_the_page() -> None:
    live = PACKAGE.parents[1] / "report" / "live"
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in live.glob("*.js"))
    assert set(re.findall(r'\bword\("(\w+)"', scripts)) == set(known.find("en").page)


@pytest.mark.parametrize("advice", [en_advice, zh_advice])
def test_every_mend_is_told(advice: Any) -> None:
    assert inspect.get_annotations(Mends)["what"] == "tuple[str, ...]"
    assert advice.MENDS.keys() == MENDS
    told = [advice.explain(Mends((what,)), lambda value, _: str(value)) for what in MENDS]
    assert len(set(told)) == len(MENDS)


@pytest.mark.parametrize(
    ("constant", "worse", "english", "chinese"),
    [
        (
            2,
            0,
            "missed: the test NRMSE is above 0.9, hardly",
            "未拟合，测试NRMSE大于0.9，几乎不比常数好",
        ),
        (
            2,
            2,
            "missed: the test NRMSE is above 1, worse than",
            "未拟合，测试NRMSE大于1，比常数还差",
        ),
        (
            2,
            1,
            "of 1 of them is above 1, worse",
            "其中1次的测试NRMSE大于0.9，几乎不比常数好；其中1次的",
        ),
    ],
)
def test_words_fit_the_size_of_an_error(
    constant: int, worse: int, english: str, chinese: str
) -> None:
    finding = Missed(2, 2, constant, worse, 0, "", None)
    for advice, words in ((en_advice, english), (zh_advice, chinese)):
        assert words in advice.explain(finding, lambda value, _: str(value))


@pytest.mark.parametrize(
    ("detail", "english", "chinese"),
    [
        ({"degree": 7, "terms": 8}, "degree 7, 8 terms", "7次，8项"),
        (
            {"intervals": 1, "inputs": 2, "terms": 16},
            "1 interval an input, 16 terms",
            "每个输入1个区间，16项",
        ),
        (
            {"intervals": 64, "inputs": 1, "terms": 67},
            "64 intervals, 67 terms",
            "64个区间，67项",
        ),
        (
            {"leaves": 1, "least_rows": 2},
            "1 leaf of at least 2 rows",
            "1个叶结点，每个至少2个样本",
        ),
        ({"trees": 150}, "150 trees", "150棵树"),
        ({"neighbours": 1, "weights": "uniform"}, "1 neighbour", "1个近邻"),
        (
            {"neighbours": 2, "weights": "distance"},
            "2 neighbours, weights by distance",
            "2个近邻，按距离加权",
        ),
        ({"degree": 5, "rows": 350}, "degree 5, through 350 rows", "5次，经过350个样本"),
        (
            {"kernel": "matern_5_2", "rows": 2000},
            "Matérn 5/2 kernel, 2,000 rows",
            "Matérn 5/2核，2,000个样本",
        ),
        ({"constant": -0.25}, "constant −0.25", "常数−0.25"),
        (
            {"constant": 1.234e-9},
            r"constant $1.2\times 10^{-9}$",
            r"常数$1.2\times 10^{-9}$",
        ),
        ({"instead": "mean"}, "the mean", "改用均值"),
        ({"best_leaf": 3}, "best leaf 3", "best leaf 3"),
        ({}, "", ""),
    ],
)
def test_what_a_baseline_chose(detail: dict[str, Any], english: str, chinese: str) -> None:
    assert en_baselines.chosen(detail) == english
    assert zh_baselines.chosen(detail) == chinese


@pytest.mark.parametrize("words", [en_baselines, zh_baselines])
def test_scikit_learn_gets_credit_for_what_is_its_own(words: Any) -> None:
    learners = set()
    for method in METHODS:
        source = (PACKAGE / "baselines" / f"{method.name}.py").read_text(encoding="utf-8")
        if re.search(r"^from sklearn", source, re.MULTILINE):
            learners.add(method.name)
    assert len(learners) > 1
    assert {name for name, each in words.BASELINES.items() if each.noun} == learners


@pytest.mark.parametrize("read", [known.find, known.lexicon])
def test_a_language_that_is_not_there_is_refused(read: Callable[[str], object]) -> None:
    with pytest.raises(ValueError, match="language 'xx' is none of en, zh"):
        read("xx")


@each_language
def test_the_words_alone_are_those_of_the_language(language: Language) -> None:
    assert known.lexicon(language.code) is language.lexicon


def test_pictures_of_another_language_have_names_of_their_own() -> None:
    assert known.picture("fit", "en") == "fit.svg"
    assert known.picture("fit", "bg") == "fit.bg.svg"


@pytest.mark.parametrize("methods", [en_methods, zh_methods])
def test_every_map_and_way_to_draw_has_words(methods: Any) -> None:
    assert set(methods.MAPS) == set(KINDS)
    drawn = set(re.findall(r'yield "(\w+)"', inspect.getsource(spectrum)))
    assert set(methods.WAYS) == drawn | {spectrum.PURSUIT}
