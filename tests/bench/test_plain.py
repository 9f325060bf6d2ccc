"""Dataclasses there and back through JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping  # noqa: TC003 - read at run time
from dataclasses import asdict, dataclass, field

import pytest

from buttress.bench.plain import restore


@dataclass(frozen=True)
class Leaf:
    name: str
    share: float = 0.0


@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...] = ()
    by_name: Mapping[str, Leaf] = field(default_factory=dict)
    table: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    best: Leaf | None = None
    sizes: tuple[int, ...] = ()


def test_what_asdict_makes_comes_back() -> None:
    tree = Tree((Leaf("a", 0.5),), {"b": Leaf("b")}, {"age": {"old": "age > 60"}}, Leaf("c"), (1, 2))
    assert restore(Tree, json.loads(json.dumps(asdict(tree)))) == tree
    assert restore(Tree, {}) == Tree()


def test_whole_numbers_in_json_are_floats_where_floats_are_meant() -> None:
    assert isinstance(restore(Leaf, {"name": "a", "share": 1}).share, float)


@pytest.mark.parametrize("fields", [{}, {"name": "a", "colour": "red"}])
def test_fields_that_do_not_fit_are_refused(fields: dict[str, str]) -> None:
    with pytest.raises(TypeError):
        restore(Leaf, fields)
