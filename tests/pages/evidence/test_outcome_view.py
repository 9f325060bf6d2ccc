"""What a run page says of answers: counts, and means under the name of the quality that the suite makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import making
from buttress.pages.evidence.outcome_view import outcome_facts
from buttress.records import DataFacts, Packed, Predictions

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def data(tmp_path: Path) -> DataFacts:
    return DataFacts.model_validate(making.facts(making.write_files(tmp_path, making.FILES), 4))


def kept(*values: float) -> Packed:
    return Packed.of_numbers(np.array(values), "f8")


def test_answers_are_counted(data: DataFacts) -> None:
    told = dict(outcome_facts(Predictions.model_validate(making.predictions(3, 1)), data))
    assert told == {
        "Examples": "4",
        "Answered rightly": "3",
        "True positives": "3",
        "False negatives": "1",
        "False positives": "0",
        "True negatives": "0",
    }


def test_what_the_suite_makes_of_answers_comes_first_and_by_its_name(data: DataFacts) -> None:
    ranks = {"ndcg_at_10": kept(0.5, 0.5, 0, 0), "reciprocal_rank": kept(1, 1, 1, 0)}
    answers = Predictions.model_validate({"figures": ranks, "perturbed": {"fog": {"figures": ranks}}})
    told = outcome_facts(answers, data, {"reciprocal_rank": "Lanes found"})
    assert [(label, text.replace("\u00a0", " ")) for label, text in told] == [
        ("Examples", "4"),
        ("Lanes found (mean of reciprocal_rank)", "0.75 (sum 3)"),
        ("Mean of ndcg_at_10", "0.25 (sum 1)"),
        ("Lanes found (mean of reciprocal_rank), under fog", "0.75 (sum 3)"),
        ("Mean of ndcg_at_10, under fog", "0.25 (sum 1)"),
    ]


def test_without_answers_nothing_is_counted(data: DataFacts) -> None:
    assert outcome_facts(None, data) == ()
