from __future__ import annotations

import pytest

from buttress.linting.quality_names import named_qualities
from buttress.records import Quality


def quality(name: str, title: str) -> Quality:
    return Quality(id=name, kind="quality", title=title, direction="higher", estimator="exact")


QUALITIES = (
    quality("latency.p99", "Latency, 99th percentile"),
    quality("recall", "Recall (sensitivity)"),
    quality("cost.per_million", "Cost of a million items"),
    quality("model.size", "Model size"),
)


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("Latencies? The Latency is low.", ["latency.p99"]),
        ("A sensitivity of 0.9", ["recall"]),
        ("`latency.p99` and recall", ["latency.p99", "recall"]),
        ("The cost is low", ["cost.per_million"]),
        ("the\nmodel\n  size", ["model.size"]),
        ("Total recalled; costly models", []),
    ],
)
def test_a_sentence_names_qualities_by_id_title_and_alias(sentence: str, named: list[str]) -> None:
    assert list(named_qualities(sentence, QUALITIES)) == named
