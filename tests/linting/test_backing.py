from __future__ import annotations

import pytest

from buttress.linting.backing import is_backed, nearest
from buttress.linting.figures import Figure
from buttress.linting.written_numbers import find_numbers
from buttress.records import parse_quantity


def value(text: str, quality: str, *, share: bool = False) -> Figure:
    return Figure(parse_quantity(text), f"{quality} of somebody", quality, f"option with {text}", share)


FIGURES = (
    value("12.4 ms", "latency"),
    value("8.1 ms", "latency"),
    value("0.962", "recall", share=True),
    value("0.931", "recall", share=True),
    Figure(parse_quantity("0.038"), "what is left of recall", "recall", is_rest=True),
    Figure(parse_quantity("20 MB"), "the limit 'memory'"),
)


@pytest.mark.parametrize(
    "sentence",
    [
        "It takes 12 ms.",
        "It takes 0.012 s.",
        "It finds 96 %.",
        "Recall is 0.96.",
        "It may take 20 MB.",
        "It finds about 90 %.",
        "It is 35 % faster.",  # (12.4 - 8.1) / 12.4
        "It takes 53 % more.",  # (12.4 - 8.1) / 8.1
        "It misses 4 %.",
        "It finds 3.1 % more.",
        "It is 3 percentage points better.",
    ],
)
def test_what_a_figure_reads_as_is_backed(sentence: str) -> None:
    (number,) = find_numbers(sentence)
    assert is_backed(number, FIGURES, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It takes 13 ms.",
        "It takes 12.5 ms.",
        "It takes 12 s.",
        "It is 40 % faster.",
        "It is 35 %.",
        "It abstains in 4 %.",
        "12 USD",
        "12 MB",
    ],
)
def test_what_no_figure_reads_as_is_not(sentence: str) -> None:
    (number,) = find_numbers(sentence)
    assert not is_backed(number, FIGURES, sentence)


def test_a_difference_must_be_one_of_the_quality_that_is_named() -> None:
    sentence = "Recall is 35 % better."
    (number,) = find_numbers(sentence)
    assert is_backed(number, FIGURES, sentence, named=())
    assert not is_backed(number, FIGURES, sentence, named=("recall",))


def test_options_are_compared_with_the_chosen_one_unless_a_quality_is_named() -> None:
    sentence = "It is 35 % faster."
    (number,) = find_numbers(sentence)
    assert is_backed(number, FIGURES, sentence, chosen="option with 12.4 ms")
    assert not is_backed(number, FIGURES, sentence, chosen="option with 0.962")
    assert is_backed(number, FIGURES, sentence, named=("latency",), chosen="option with 0.962")


@pytest.mark.parametrize(
    ("prose", "named", "told"),
    [
        ("9 ms", (), "latency of somebody"),
        ("0.5", ("recall",), "recall of somebody"),
        ("40 ms", (), None),
        ("9 USD", (), None),
        ("0.0", (), None),
    ],
)
def test_the_nearest_figure_is_of_the_same_kind_and_not_far_off(
    prose: str, named: tuple[str, ...], told: str | None
) -> None:
    (number,) = find_numbers(prose)
    near = nearest(number, FIGURES, named)
    assert (near.said_of if near else None) == told
