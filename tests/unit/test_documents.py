"""Documents of results: what is written comes back, and what has another form is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from inspect import getmembers
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from tests import documents

from formulafit.documents.evaluation import EvaluationDocument, TestedVariation, median
from formulafit.documents.fit import FitDocument
from formulafit.documents.folder import ResultsFolder
from formulafit.documents.form import Document, DocumentError
from formulafit.documents.history import Record as Step
from formulafit.documents.history import read_histories, write_histories


@dataclass(frozen=True)
class Part:
    name: str
    ends: tuple[float, float]
    count: int | None = None


@dataclass(frozen=True)
class Whole(Document):
    parts: tuple[Part, ...]
    kind: Literal["a", "b"]
    right: bool
    by_name: Mapping[str, Part]
    title: str | Mapping[str, str] = "none"
    anything: Any = None


WHOLE = Whole(
    (Part("x", (0.1, 2.0)), Part("y", (1.0, 3.0), 4)), "a", True, {"z": Part("z", (0.0, 1e-300))}
)


def test_a_document_comes_back_with_every_bit(tmp_path: Path) -> None:
    path = tmp_path / "whole.json"
    WHOLE.write(path)
    assert Whole.read(path) == WHOLE
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written["parts"][1] == {"name": "y", "ends": [1.0, 3.0], "count": 4}
    assert list(written) == sorted(written)


@pytest.mark.parametrize("title", ["a wave", {"en": "a wave", "de": "eine Welle"}])
def test_one_of_several_kinds_comes_back(tmp_path: Path, title: Any) -> None:
    document = replace(WHOLE, title=title)
    document.write(tmp_path / "whole.json")
    assert Whole.read(tmp_path / "whole.json") == document


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("parts", 1, "count"), 1.5, "parts[1].count is 1.5, not a whole number"),
        (("parts", 1, "count"), True, "parts[1].count is True, not a whole number"),
        (("parts", 0, "name"), None, "parts[0].name is None, not text"),
        (("parts", 0, "ends"), [1, 2, 3], "parts[0].ends is [1, 2, 3], not a list or"),
        (("parts", 0, "ends", 1), "2", "parts[0].ends[1] is '2', not a number"),
        (("parts", 0, "more"), 1, "parts[0].more is unknown"),
        (("parts", 0), 7, "parts[0] is 7, not an object"),
        (("kind",), "c", "kind is 'c', not one of ('a', 'b')"),
        (("right",), 1, "right is 1, not true or false"),
        (("by_name", "z", "ends"), None, "by_name.z.ends is None"),
        (("title",), 3, "title is 3, not a list or an object"),
    ],
)
def test_another_form_is_refused_with_its_place(
    tmp_path: Path, path: tuple[Any, ...], value: Any, message: str
) -> None:
    file = tmp_path / "whole.json"
    WHOLE.write(file)
    content = json.loads(file.read_text(encoding="utf-8"))
    *above, last = path
    place = content
    for key in above:
        place = place[key]
    place[last] = value
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        Whole.read(file)
    assert str(caught.value).startswith(f"{file}: {message}")
    assert str(caught.value).endswith("; write it anew")


def test_what_is_missing_is_named_unless_it_has_a_default(tmp_path: Path) -> None:
    file = tmp_path / "whole.json"
    file.write_text('{"parts": [{"name": "x", "ends": [0, 1]}], "kind": "a"}', encoding="utf-8")
    with pytest.raises(DocumentError, match=r"whole\.json: right is missing"):
        Whole.read(file)
    content = {"parts": [{"name": "x", "ends": [0, 1]}], "kind": "a", "right": False, "by_name": {}}
    file.write_text(json.dumps(content), encoding="utf-8")
    assert Whole.read(file).parts == (Part("x", (0.0, 1.0)),)
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"the file is \[\], not an object"):
        Whole.read(file)


def test_documents_of_a_run(tiny_run: Path) -> None:
    """The real files, read and written again, are the same bytes."""
    results = ResultsFolder(tiny_run)
    wave = results.formula("wave")
    again = tiny_run.parent / "again.json"
    fit = FitDocument.read(wave.variation("width_8").fit)
    fit.write(again)
    assert again.read_bytes() == wave.variation("width_8").fit.read_bytes()
    assert (fit.setting("network.hidden"), fit.setting("training.auto.effort")) == ([8], None)
    evaluation = EvaluationDocument.read(wave.evaluation)
    evaluation.write(again)
    assert again.read_bytes() == wave.evaluation.read_bytes()
    assert set(evaluation.variations) == {"base", "width_8", "width_64", "steep"}
    assert evaluation.base.best is not None
    assert evaluation.variations["steep"].measured == []
    assert evaluation.variations["steep"].best is None
    again.unlink()


def test_medians_are_of_what_there_is() -> None:
    assert median([3.0, None, 1.0, 8.0]) == 3.0
    assert median([None, 1.0, 2.0]) == 1.5
    assert median([None]) is None
    assert median([]) is None


def test_best_and_measured_replicates() -> None:
    tested = documents.variation(0.1, None, 0.3)
    assert [metrics.nrmse for metrics in tested.measured] == [0.1, 0.3]
    assert tested.best == tested.replicates[0]
    assert replace(tested, best_replicate=None).best is None
    assert TestedVariation(None, 0.0, ()).measured == []


def test_histories_come_back(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    steps = [Step("adam", 10, 1, 1 / 3, None), Step("readout", 20, 2, float("inf"), 0.5)]
    write_histories(path, {2: steps, 1: steps[:1]})
    histories = read_histories(path)
    assert list(histories) == [1, 2]
    assert histories[2].stages == ("adam", "readout")
    assert histories[2].train_rmse[0] == 1 / 3
    np.testing.assert_array_equal(np.isnan(histories[2].train_rmse), [False, True])
    np.testing.assert_array_equal(histories[2].validation_rmse, [np.nan, 0.5])
    write_histories(path, {})
    assert read_histories(path) == {}


def test_the_folder_knows_where_the_rules_put_their_files(tiny_run: Path) -> None:
    """Whatever path a folder has, so that none is forgotten here."""
    results = ResultsFolder(tiny_run)
    wave = results.formula("wave")
    fits = [wave.variation(), wave.variation("steep")]
    folders = [results, wave, *fits, *(fit.replay for fit in fits)]
    paths = {
        getattr(folder, name)
        for folder in folders
        for name, _ in getmembers(type(folder), lambda each: isinstance(each, property))
        if name not in ("metrics", "replay")  # of `formulafit fit` alone; a folder
    }
    assert len(paths) >= 12
    measured = results.benchmark("fit", "wave.steep"), results.benchmark("summary")
    for path in (*paths, *measured, results.study("width")):
        assert path.is_file(), path
