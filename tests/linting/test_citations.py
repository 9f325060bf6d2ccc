from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.linting.citations import cites_source
from buttress.records import Reference

REFERENCES = (
    Reference(title="Reddi et al. 2020, MLPerf Inference Benchmark, ISCA"),
    Reference(title="The International System of Units (SI Brochure), 9th edition, 2019"),
    Reference(title="ONNX Runtime, Quantize ONNX models"),
    Reference(title="pint"),
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Over 62 series Wolberg, Street and Mangasarian (1994) give 0.91.",
        "It is 5 ms (Wolberg 1994).",
        "It is 5 ms [Wolberg, 1994a].",
        "Li et al. measure 5 ms.",
        "It is 5 ms, see https://example.org/bench.",
        "It is 5 ms ([their page](bench.html)).",
        "It is 5 ms.[^1]",
        "ISO/IEC 25010 asks for 5 ms.",
        "Reddi names 5 ms.",
        'The guide "ONNX Runtime, quantize ONNX models" names 5 ms.',
    ],
)
def test_a_source_is_seen(sentence: str) -> None:
    assert cites_source(sentence, REFERENCES)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is 5 ms.",
        "In March 2024 it was 5 ms.",
        "Since 2024 it is 5 ms.",
        "It was 5 ms on 2024-03-01.",
        "The registry of pint takes 5 ms.",
        "The lot takes 2048 bytes (see above).",
    ],
)
def test_a_date_or_the_name_of_a_library_is_no_source(sentence: str) -> None:
    assert not cites_source(sentence, REFERENCES)


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_and_title_is_taken(sentence: str, title: str) -> None:
    assert cites_source(sentence, [Reference(title=title)]) in (True, False)
