"""Small results folders written by hand, for tests of what the paper prints."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest

from formulafit.config.settings import Data
from formulafit.documents.evaluation import EvaluationDocument
from formulafit.documents.fit import FitDocument
from formulafit.documents.folder import ResultsFolder
from formulafit.documents.form import Document, build
from formulafit.documents.logic import XorDocument
from formulafit.documents.network import NetworkDocument
from formulafit.documents.summary import SummaryDocument
from formulafit.files import write_text
from formulafit.language.known import find, picture
from formulafit.logic.documents import gates_document, xor_document
from formulafit.metrics import registered
from formulafit.paper.opened import Paper
from formulafit.registry import picture_names

SAMPLES = Path(__file__).parent / "samples"
OF_FITS_ALONE = ("cause", "best_epoch", "work", "choice")  # no columns of the summary


def settings(**changes: Any) -> dict[str, Any]:
    """Return resolved settings; `changes` by the last part of their path."""
    adam = {
        "learning_rate": 0.001,
        "batch_size": 64,
        "max_epochs": 50,
        "min_improvement": 0.001,
        "patience": 10,
        "early_stopping": True,
        "weight_decay": 0.0,
    }
    data = Data(output=changes.get("output", "linear")).model_dump(mode="json")
    network = {"hidden": [512], "activation": "relu"}
    for block in (adam, data, network):
        block.update({name: changes[name] for name in block.keys() & changes.keys()})
    method = changes.get("method", "adam")
    block = adam if method == "adam" else {"budget": 1000.0, "effort": "normal"}
    return {"data": data, "network": network, "training": {"method": method, method: block}}


class Writer:
    """Writes a results folder piece by piece."""

    WAVE: ClassVar[dict[str, Any]] = {"expression": "sin(4*x)/2", "inputs": {"x": [0, 6]}}
    SUM: ClassVar[dict[str, Any]] = {
        "expression": "x_1 + y",
        "inputs": {"x_1": [-1, 1], "y": [-1, 1]},
    }
    THREE: ClassVar[dict[str, Any]] = {
        "expression": "x + y*z",
        "inputs": {"x": [0, 1], "y": [0, 1], "z": [0, 1]},
    }
    OVERFITTING: ClassVar[dict[str, Any]] = {
        "plain": {"errors": [0.4, 0.5, 0.6], "early_stopping": False, "train_rows": 100},
        "decay": {
            "errors": [0.1, 0.2, 0.3],
            "early_stopping": False,
            "train_rows": 100,
            "weight_decay": 0.01,
        },
        "stopping": {"errors": [0.3, 0.45, 0.5], "early_stopping": True, "train_rows": 100},
        "rows": {"errors": [0.05, 0.05, 0.05], "early_stopping": False, "train_rows": 4000},
    }

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = ResultsFolder(folder)
        self.rows: list[dict[str, Any]] = []
        self.formulas: list[dict[str, Any]] = []
        self.expected: dict[str, Mapping[str, Any]] = {}
        self.studies: dict[str, list[dict[str, Any]]] = {}
        self.unmeasured: set[str] = set()  # rules without benchmark files

    def fit(
        self,
        formula: str,
        inputs: int,
        errors: Sequence[float | None],
        variation: str = "base",
        spread: float = 0.5,
        missed: str | None = None,
        **changes: Any,
    ) -> dict[str, Any]:
        """Write a fit: an NRMSE a replicate, None where it diverged. Return its evaluation."""
        resolved = settings(**changes)
        rows = resolved["data"]["train_rows"] or 8000
        noise = resolved["data"]["noise"]
        parameters = (inputs + 2) * sum(resolved["network"]["hidden"]) + 1
        trained, tested = [], []
        for replicate, error in enumerate(errors, 1):
            ok = error is not None
            rmse = (error or 0) * (spread or 1)
            relative = error if spread and ok else None
            entry = {
                "replicate": replicate,
                "seed": 7 + replicate,
                "status": "ok" if ok else "diverged",
                "stop_reason": "converged" if ok else None,
                "cause": None if ok else "the loss is not finite in epoch 3",
                "activation": resolved["network"]["activation"],
                "choice": changes.get("choice", {}),
                "epochs": 41,
                "best_epoch": 30,
                "work": 320000,
                "train_rmse": rmse / 2 if ok else None,
                "validation_rmse": rmse if ok else None,
                "fit_seconds": 5.0,
                "fit_cpu_seconds": 4.0 + replicate,
            }
            metrics = {
                **dict.fromkeys(registered(), rmse),
                "mse": rmse**2,
                "nrmse": relative,
                "mae": rmse / 2,
                "r2": None if relative is None else 1 - relative**2,
                "max_abs_error": 4 * rmse,
            }
            region = {"count": 100, "rmse": rmse, "nrmse": relative, "max_abs_error": rmse}
            far = {**region, "nrmse": relative and 10 * relative, "dropped": 3}
            noisy = {**metrics, "nrmse": relative and (relative**2 + noise**2) ** 0.5}
            regions = {"inside": region, "edge": region, "outside": far}
            tested.append(
                {
                    "replicate": replicate,
                    "status": entry["status"],
                    "metrics": metrics if ok else None,
                    "noisy": noisy if ok and noise else None,
                    "regions": regions if ok else None,
                    "missed": missed if ok else None,
                }
            )
            trained.append(entry)
            self.rows.append(
                {
                    "formula": formula,
                    "variation": variation,
                    "inputs": inputs,
                    "train_rows": rows,
                    "method": resolved["training"]["method"],
                    "parameters": parameters,
                    "missed": missed is not None if ok else None,
                    "undersampled": False,
                    "test_shows_range": True,
                    **{k: v for k, v in entry.items() if k not in OF_FITS_ALONE},
                    "metrics": metrics if ok else dict.fromkeys(metrics),
                }
            )
        best = next((e["replicate"] for e in trained if e["status"] == "ok"), None)
        fit = {
            "formula": formula,
            "variation": variation,
            "method": resolved["training"]["method"],
            "hidden": resolved["network"]["hidden"],
            "settings": resolved,
            "inputs": inputs,
            "train_rows": rows,
            "validation_rows": rows // 10,
            "parameters": parameters,
            "best_replicate": best,
            "replicates": trained,
        }
        written(FitDocument, fit, self.files.formula(formula).variation(variation).fit)
        return {"best_replicate": best, "noise": noise, "replicates": tested}

    def formula(
        self,
        key: str,
        errors: Sequence[float | None] = (0.003, 0.001, 0.002),
        about: Mapping[str, Any] = WAVE,
        title: str | Mapping[str, str] | None = None,
        spread: float = 0.5,
        variations: Mapping[str, Mapping[str, Any]] | None = None,
        study: str | None = "overfitting",
        predictions: Sequence[Mapping[str, Any]] = (),
        expect: Mapping[str, Any] | None = None,
        alternative: str | None = None,
        undersampled: bool = False,
        shown: bool = True,
        left_out: Sequence[str] = (),
        best: float = 0.0015,
        small: float = 0.01,
        scales: Mapping[str, str] | None = None,
        **changes: Any,
    ) -> Writer:
        """Write a formula, its own fit and its variations, which all belong to one study."""
        names = list(about["inputs"])
        fits = {"base": self.fit(key, len(names), errors, spread=spread, **changes)}
        for variation, other in (variations or {}).items():
            sets = {k: v for k, v in other.items() if k != "errors"}
            fits[variation] = self.fit(
                key, len(names), other["errors"], variation, spread, **{**changes, **sets}
            )
            if study:
                entry = {"formula": key, "variation": variation, "title": variation.title()}
                entry["formula_title"] = title or key.title()
                paths = {path(name): value for name, value in sets.items()}
                self.studies.setdefault(study, []).append({**entry, "settings": paths})

        def baseline(error: float, **detail: Any) -> dict[str, Any]:
            relative = error if spread else None
            r2 = 1 - error**2 if spread else None
            return {
                "metrics": {**dict.fromkeys(registered(), error), "nrmse": relative, "r2": r2},
                "cpu_seconds": 0.25,
                "detail": detail,
            }

        baselines = {
            "mean": baseline(1.0, constant=0.25),
            "polynomial": baseline(best, degree=7, terms=8),
            "boosted_trees": baseline(0.04, trees=150),
        }
        if len(names) < 3:
            baselines["spline"] = baseline(0.0025, intervals=64, inputs=len(names), terms=67)
        values = {"min": -1.0, "max": 1.0, "std": 0.5}
        flat = {"min": 0.0, "max": 1e-3, "std": 2e-5}
        evaluation = {
            "formula": key,
            "expression": about["expression"],
            "names": names,
            "inputs": about["inputs"],
            "test_rows": 2000,
            "test_std": spread,
            "test_sizes": {"small": small, "large": 1.0},
            "scales": scales,
            "variations": fits,
            "baselines": baselines,
            "predictions": list(predictions),
            "baselines_left_out": list(left_out),
            "coverage": {"test": values if shown else flat, "box": values, "shown": shown},
            "undersampled": undersampled,
        }
        if spread and any(error is not None for error in errors):
            sizes = {"base": 0.01, **({alternative: 0.125} if alternative else {})}
            far = {name: 100 * size for name, size in sizes.items()}
            farther = {name: 10 * size for name, size in far.items()}
            beyond = {"input": names[0], "near": [-1.0, 7.0], "inside": sizes}
            evaluation["beyond"] = beyond | {"outside": far, "far": farther}
        written(EvaluationDocument, evaluation, self.files.formula(key).evaluation)
        about_formula = {"formula": key, "title": title or key.title(), "alternative": alternative}
        self.formulas.append(about_formula)
        if expect:
            self.expected[key] = expect
        return self

    def benchmarks(self) -> None:
        """Write what Snakemake measured of every job: a fit took a minute, the others nothing."""
        fits = {f"fit/{row['formula']}.{row['variation']}" for row in self.rows}
        own = {f"{rule}/{f['formula']}" for rule in ("data", "evaluate") for f in self.formulas}
        for job in fits | own | {"gates", "xor", "summary"}:
            rule = job.partition("/")[0]
            took = (
                "60.5\t0:01:00\t350.25\t1\t50.0" if rule == "fit" else "0.2\t0:00:00\tNA\t1\t0.00"
            )
            if rule not in self.unmeasured:
                text = f"s\th:m:s\tmax_rss\tmean_load\tcpu_time\n{took}\n"
                write_text(self.folder / "benchmarks" / f"{job}.tsv", text)

    def listing(self) -> str:
        """Return a config of what is written so far."""
        entries = "".join(f"  {f['formula']}:\n    inputs: {{x: [0, 1]}}\n" for f in self.formulas)
        return f"seed: 1\nreplicates: 3\nformulas:\n{entries}"

    def networks(self) -> None:
        """Write the networks of every fit: none is kept, so that a page has nothing to compute."""
        for path in self.folder.glob("formulas/*/*/fit.json"):
            fit = FitDocument.read(path)
            found = EvaluationDocument.read(path.parents[1] / "evaluation.json")
            NetworkDocument(
                formula=fit.formula,
                expression=found.expression,
                names=found.names,
                inputs=found.inputs,
                hidden=fit.hidden,
                output_activation="identity",
                scaling={},
                replicates={},
                best_replicate=None,
            ).write(path.with_name("network.json"))

    def pictures(self, language: str = "en") -> None:
        """Write a picture for every one that the paper shows of what is written so far."""
        names = ["logic/gates", "logic/xor", "logic/network", "formulas/outside"]
        names += [f"studies/{study}" for study in self.studies]
        names += [f"formulas/{f['formula']}/{n}" for f in self.formulas for n in picture_names()]
        for name in names:
            target = self.folder / picture(name, language)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((SAMPLES / "map.svg").read_bytes())

    def paper(self) -> Paper:
        """Write the logic part and the summary, and open the folder."""
        self.benchmarks()
        GATES.write(self.files.gates)
        written(XorDocument, XOR, self.files.xor)
        summary = {
            "rows": self.rows,
            "expected": self.expected,
            "commit": None,
            "versions": {"python": "3.11.2", "torch": "2.13.0"},
            "machine": {
                "host": "secret",
                "system": "Linux 6.1",
                "processor": "A_CPU",
                "cores": 2,
                "memory_gb": 8.2,
            },
            "config": {
                "title": "A paper",
                "authors": [],
                "seed": 1,
                "results": "results/small",
                "listing": self.listing(),
                "formulas": self.formulas,
                "studies": [
                    {"study": s, "title": s.replace("_", " ").capitalize(), "members": m}
                    for s, m in self.studies.items()
                ],
            },
        }
        written(SummaryDocument, summary, self.files.summary)
        return Paper(self.folder, find("en"))


def written(kind: type[Document], content: Mapping[str, Any], path: Path) -> None:
    """Write a document as the program does; content of another form is refused."""
    document: Document = build(kind, json.loads(json.dumps(content)))
    document.write(path)


def path(name: str) -> str:
    """Return the dotted path of a setting named by its last part."""
    if name == "method":
        return "training.method"
    resolved = settings()
    section = next((s for s in ("data", "network") if name in resolved[s]), "training.adam")
    return f"{section}.{name}"


GATES = gates_document()
XOR = {
    "constructed": {**xor_document(), "module": [0, 1, 1, 0]},
    "settings": {
        "activation": "tanh",
        "output_activation": "sigmoid",
        "loss": "mse",
        "optimizer": "adam",
        "learning_rate": 0.05,
        "epochs": 1000,
        "seeds": 100,
        "seed": 1,
    },
    "trained": [
        {
            "hidden": hidden,
            "parameters": 4 * hidden + 1,
            "successes": successes,
            "rate": successes / 100,
            "loss": {
                "epoch": [0, 1000],
                "lower_quartile": [0.25, loss / 2],
                "median": [0.25, loss],
                "upper_quartile": [0.26, 2 * loss],
            },
        }
        for hidden, successes, loss in ((2, 63, 0.125), (8, 100, 0.0012))
    ],
}


@pytest.fixture(scope="session")
def writer() -> type[Writer]:
    """Return what writes a results folder, for tests that share one."""
    return Writer


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    return Writer(tmp_path)
