"""What every task says of its truths and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def judge_nothing(truth: object, answer: object) -> Mapping[str, float]:  # noqa: ARG001 - the shape of `Kind.judge`
    """Gives no figures: truth and answer themselves are recorded."""
    return {}


@dataclass(frozen=True, slots=True)
class Kind:
    """A task.

    What is read raises TypeError or ValueError with words that follow "the answer to example 'x' ..." or "the truth
    of example 'x' ...".

    Attributes:
        read_truth: From what the builder gave of an example to the truth in one form.
        read_answer: From what a candidate said to the answer in one form.
        judge: From truth and answer to figures by name; the same names for every example.
        same: Whether two answers count as the same.
    """

    read_truth: Callable[[Any], Any]
    read_answer: Callable[[Any], Any]
    judge: Callable[[Any, Any], Mapping[str, float]]
    same: Callable[[Any, Any], bool]
