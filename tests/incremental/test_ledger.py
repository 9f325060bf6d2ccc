"""An answer is kept as long as nothing changed that was read for it, and not longer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest

from buttress.incremental.ledger import Ledger
from buttress.incremental.sameness import same

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Stage:
    by_name: Mapping[str, object] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    bad: frozenset[str] = frozenset()


def reads_one(stage: Stage) -> object:
    return stage.by_name.get("a")


def reads_names(stage: Stage) -> object:
    return sorted(stage.by_name)


def reads_values(stage: Stage) -> object:
    return list(stage.by_name.values())


def reads_count(stage: Stage) -> object:
    return len(stage.by_name)


def spreads(stage: Stage) -> object:
    return {**stage.by_name}


def reads_links(stage: Stage) -> object:
    return [*stage.links]


def asks_the_set(stage: Stage) -> object:
    return "x" in stage.bad


BEFORE = Stage({"a": "1", "b": "2"}, ("p",), frozenset({"y"}))


@pytest.mark.parametrize(
    ("read", "after", "kept"),
    [
        (reads_one, Stage({"a": "1", "b": "3"}), True),
        (reads_one, Stage({"a": "9", "b": "2"}), False),
        (reads_one, Stage({"b": "2"}), False),
        (reads_names, Stage({"a": "9", "b": "2"}), True),
        (reads_names, Stage({"b": "2", "a": "1"}), False),
        (reads_names, Stage({"a": "1"}), False),
        (reads_values, Stage({"a": "1", "b": "2"}, ("q",)), True),
        (reads_values, Stage({"a": "1", "b": "3"}), False),
        (reads_values, Stage({"b": "2", "a": "1"}), False),
        (reads_count, Stage({"a": "9", "b": "9"}), True),
        (reads_count, Stage({"a": "1", "b": "2", "c": "3"}), False),
        (spreads, Stage({"a": "1", "b": "3"}), False),
        (reads_links, Stage({}, ("p",)), True),
        (reads_links, Stage({}, ("p", "q")), False),
        (asks_the_set, Stage(bad=frozenset({"z"})), True),
        (asks_the_set, Stage(bad=frozenset({"x", "y"})), False),
    ],
)
def test_an_answer_is_dropped_when_what_it_read_changes(
    read: Callable[[Stage], object], after: Stage, kept: bool
) -> None:
    ledger = Ledger()
    stage = ledger.watch("stage", BEFORE)
    ledger.once("answer", lambda: read(stage))
    ledger.watch("stage", after)
    assert ledger.keeps("answer") == kept


def test_an_answer_rests_on_what_the_answers_that_it_asked_for_rest_on() -> None:
    ledger = Ledger()
    stage = ledger.watch("stage", BEFORE)

    def outer() -> object:
        return ledger.once("inner", lambda: stage.by_name["a"])

    ledger.once("first", outer)
    ledger.once("second", outer)  # hears of it from what is kept
    ledger.watch("stage", Stage({"a": "9", "b": "2"}))
    assert not any(map(ledger.keeps, ("inner", "first", "second")))


def test_what_did_not_change_stays_the_very_object() -> None:
    ledger = Ledger()
    first = ledger.watch("stage", Stage({"a": ("x", 1)}))
    second = ledger.watch("stage", Stage({"a": ("x", 1)}))
    assert second.by_name["a"] is first.by_name["a"]


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 1.0), (1, True), ("1", 1), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ((1,), [1]), (float("nan"), 1.0)],
)
def test_what_prints_differently_is_not_the_same(one: object, other: object) -> None:
    assert not same(one, other)
    assert not same((one,), (other,))


def test_what_cannot_be_compared_is_not_the_same() -> None:
    array = np.arange(3)
    assert same(array, array)
    assert not same(array, np.arange(3))
    assert not same(frozenset("ab"), frozenset("ab"))
