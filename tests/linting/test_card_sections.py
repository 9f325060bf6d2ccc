from __future__ import annotations

from pathlib import Path

import pytest

from buttress.linting import sections_of
from buttress.records import ModelCard
from buttress.storage import read_portfolio

ROOT = Path(__file__).resolve().parents[2]


def filled(**fields: object) -> list[str]:
    card = ModelCard.model_validate({"kind": "model-card", "title": "Card", **fields})
    return [section.name for section in sections_of(card) if section.filled]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "TODO",
        "to do",
        "TODO: ask Ann",
        "*TBD*",
        "...",
        "…",
        "-",
        "?",
        "n/a",
        "Unknown.",
        "Lorem ipsum dolor sit",
        "FIXME later",
        "_none yet_",
    ],
)
def test_a_placeholder_says_nothing(text: str) -> None:
    assert filled(description=text, considerations={"caveats": [text]}, operation={"safety": text}) == []


@pytest.mark.parametrize(
    "text",
    [
        "Finds faults.",
        "None is known.",
        "Unknown to the vendor, so assume the worst.",
        "Todos of clerks",
        "Ä",
    ],
)
def test_a_sentence_says_something(text: str) -> None:
    assert filled(description=text, considerations={"caveats": ["TODO", text]}) == ["description", "caveats"]


def test_what_is_no_text_counts_when_it_is_there() -> None:
    details = {"date": "2026-11-20", "inputs": [{"name": "x", "type": "float32"}]}
    assert filled(details=details, training_data=[{"name": "Set"}]) == ["date", "inputs", "training data"]


def test_every_section_stands_where_it_says() -> None:
    cards = read_portfolio(ROOT / "decisions").portfolio.model_cards.values()
    assert cards
    for card in cards:
        for section in sections_of(card):
            content: object = card
            for name in section.field:
                content = getattr(content, name)
            assert section.filled, (card.id, section.name)
            assert content
