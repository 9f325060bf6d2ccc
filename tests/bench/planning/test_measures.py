"""What the harness can record, and what suites must bring along for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import making
from buttress.bench.planning.measures import can_measure, why_unfit
from buttress.records import Benchmark, Quality
from buttress.storage import read_portfolio

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Quality]:
    root: Path = making.write_files(tmp_path_factory.mktemp("shop") / "decisions", making.FILES)
    return read_portfolio(root).portfolio.qualities


def suite(load: str | None = "single-stream", **data: Any) -> Benchmark:
    fields = {
        "kind": "benchmark",
        "id": "s",
        "title": "S",
        "data": {"build": "data.py:build", **data},
        "candidates": {"a": {"run": "a.py:a"}},
        "load": {load: {}} if load else {},
    }
    return Benchmark.model_validate(fields)


def test_a_quality_stands_in_the_catalogue_only_if_it_is_recorded_computed_or_attested(
    catalogue: Mapping[str, Quality],
) -> None:
    others = {name for name, quality in catalogue.items() if quality.estimator in ("ordinal", "deployed")}
    assert {name for name, quality in catalogue.items() if not can_measure(quality)} == others


def test_every_quality_of_the_catalogue_is_explained(catalogue: Mapping[str, Quality]) -> None:
    for quality in catalogue.values():
        texts = (quality.definition, quality.measure, quality.data_collection, quality.operationalisation)
        assert all(texts), quality.id
        assert "ISO/IEC 250" in quality.characteristic


@pytest.mark.parametrize(
    ("quality", "data", "why"),
    [
        ("recall", {"task": "regression"}, "is read from classification, and the task is regression"),
        ("rmse", {}, "is read from regression, and the task is classification"),
        ("word_error_rate", {"task": "text"}, "is read from transcription, and the task is text"),
        ("exact_match", {"task": "text"}, None),
        ("recall", {}, "needs `positive` under `data`"),
        ("roc_auc", {}, "needs `positive` under `data`"),
        ("roc_auc", {"positive": "bad"}, None),
        ("mcc", {}, None),
        ("invariance", {}, "needs `invariants` under `data`"),
        ("invariance", {"invariants": {"swap": "data.py:swap"}, "task": "text"}, None),
        ("interpretability", {}, "is not recorded by the harness"),
        ("training.time", {"task": "detection"}, None),
    ],
)
def test_why_a_suite_cannot_measure_a_quality(
    catalogue: Mapping[str, Quality], quality: str, data: dict[str, Any], why: str | None
) -> None:
    assert why_unfit(catalogue[quality], suite(**data)) == why


@pytest.mark.parametrize("quality", ["latency.p99", "throughput", "energy.per_item", "cost.per_million"])
def test_what_depends_on_queries_needs_a_load(catalogue: Mapping[str, Quality], quality: str) -> None:
    assert why_unfit(catalogue[quality], suite(load=None)) == "needs a `load` scenario"
    assert why_unfit(catalogue[quality], suite()) is None
    assert catalogue[quality].of_load
    assert not catalogue[quality].of_predicting


@pytest.mark.parametrize("quality", ["f1", "invariance", "chrf", "detection.recall", "model.size"])
def test_outcomes_and_counts_need_predictions(catalogue: Mapping[str, Quality], quality: str) -> None:
    assert catalogue[quality].of_predicting


@pytest.mark.parametrize(
    "fields",
    [
        {"estimator": "example_mean", "sample": "my_own_figure"},
        {"estimator": "ratio", "numerator": "words+mine", "denominator": "words"},
        {"estimator": "mean", "sample": "heat"},
        {"estimator": "cost", "sample": "training.time"},
    ],
)
def test_figures_that_no_run_holds_are_not_measured(fields: dict[str, Any]) -> None:
    quality = {"kind": "quality", "id": "q", "title": "Q", "direction": "lower", **fields}
    assert not can_measure(Quality.model_validate(quality))


@pytest.mark.parametrize(
    ("quality", "load", "why"),
    [
        ("throughput", "server", "needs a `load` scenario other than server"),
        ("cost.per_million", "server", "needs a `load` scenario other than server"),
        ("latency.p99", "offline", "needs a `load` scenario other than offline"),
        ("latency.p99", "server", None),
        ("throughput", "single-stream", None),
        ("energy.per_item", "server", None),
        ("energy.per_item", None, "needs a `load` scenario"),
    ],
)
def test_a_load_that_does_not_show_a_quality_is_none(
    catalogue: Mapping[str, Quality], quality: str, load: str | None, why: str | None
) -> None:
    assert why_unfit(catalogue[quality], suite(load)) == why
