"""Studies taken apart into the variations that they compare."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formulafit.config.settings import overlay
from formulafit.config.values import KEY_LENGTH
from formulafit.config.variations import Override, Study, Variation, override
from formulafit.language import known
from formulafit.language.model import Lexicon
from formulafit.vocabulary import BLOCKS

OVERLAID = ("replicates", *BLOCKS)  # of a study by its members


@dataclass(frozen=True)
class StudyVariation:
    """One of the variations that a study compares.

    Attributes
    ----------
    study, key : str
        The study's key, and the variation's own, which names its folder.
    variation : Variation
        What it sets: the study's settings with its own laid over them.
    place : str
        Where it stands in the config, for messages.
    own : mapping
        Settings of its own, dotted path → where they stand; the others are the study's.
    """

    study: str
    key: str
    variation: Variation
    place: str
    own: Mapping[str, str]

    def place_of(self, setting: str) -> str:
        """Return where a setting or a block of settings stands in the config, or could."""
        for path, place in self.own.items():
            if path == setting or path.startswith(f"{setting}."):
                return place
        return f"studies.{self.study}.{setting}"


def expand(studies: Mapping[str, Study]) -> list[StudyVariation]:
    """Return the variations of all studies, in the order of the config."""
    return [
        each
        for key, study in studies.items()
        for each in (_by_hand(key, study) if study.members else _swept(key, study))
    ]


def _by_hand(key: str, study: Study) -> Iterator[StudyVariation]:
    for name, member in study.members.items():
        place = f"studies.{key}.members.{name}"
        own = {path: f"{place}.{path}" for path in member.settings()}
        yield StudyVariation(key, name, _variation(study, member, None), place, own)


def _swept(key: str, study: Study) -> Iterator[StudyVariation]:
    numbered = (list(enumerate(values)) for values in study.vary.values())
    for combination in itertools.product(*numbered):
        entry = override({p: v for p, (_, v) in zip(study.vary, combination, strict=True)})
        settings = entry.settings()
        own = {
            path: f"studies.{key}.vary.{path}[{i}]"
            for path, (i, _) in zip(study.vary, combination, strict=True)
        }
        meant = {path: settings[path] for path in study.vary}
        yield StudyVariation(
            key,
            member_key(key, list(meant.values())),
            _variation(study, entry, {code: _title(meant, code) for code in known.codes()}),
            f"studies.{key}.vary",
            own,
        )


def _variation(study: Study, entry: Override, title: dict[str, str] | None) -> Variation:
    """Lay a member's settings over those that it shares with the rest of its study."""
    shared = {name: getattr(study, name) for name in OVERLAID if name in study.model_fields_set}
    return overlay(Variation(formulas=study.formulas, title=title, **shared), entry)


def member_key(study: str, values: Sequence[Any]) -> str:
    """Return the key of the member of a study that sets its settings to these values.

    It follows from the values alone, as the config means them, so that a member keeps its folder
    when others come or go.

    >>> member_key("learning_rate", [0.0001])
    'learning_rate_0_0001'
    >>> member_key("size", [[128, 128], "relu"])
    'size_128x128__relu'
    """
    key = f"{study}_{'__'.join(map(_slug, values))}"
    if len(key) <= KEY_LENGTH:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    return f"{key[: KEY_LENGTH - 9]}_{digest}"


def _slug(value: Any) -> str:
    """Return a value in letters, digits and _: `m` for a minus, _ for a point, x in a list."""
    if isinstance(value, list):
        return "x".join(map(_slug, value))
    text = _plain(value).replace("+", "").replace("-", "m").replace(".", "_")
    return re.sub(r"\W", "_", text, flags=re.ASCII)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return str(value)


def _title(settings: Mapping[str, Any], language: str) -> str:
    """Return settings with their values as the name of a member: ``Learning rate 0.0001``."""
    lexicon = known.lexicon(language)
    named = (
        lexicon.words["setting_with_value"].format(
            setting=lexicon.label(path), value=_words(value, lexicon)
        )
        for path, value in settings.items()
    )
    title = lexicon.words["and_setting"].join(named)
    return title[:1].upper() + title[1:]


def _words(value: Any, lexicon: Lexicon) -> str:
    if isinstance(value, list):
        return "-".join(map(_plain, value))
    if isinstance(value, bool):
        return lexicon.words["on" if value else "off"]
    return lexicon.value(value) if isinstance(value, str) else _plain(value)
