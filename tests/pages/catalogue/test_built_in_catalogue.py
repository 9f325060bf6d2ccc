"""The catalogue that comes along: every entry is whole, has its sources, and fits the words of the others."""

from __future__ import annotations

import re

import pytest

import making
from buttress.storage import read_portfolio

STRUCTURES = {"monolith", "client-server", "multi-tier", "microservices", "event-based", "data-flow"}
PLACES = {
    "static-intelligence",
    "client-side-intelligence",
    "server-centric-intelligence",
    "back-end-cached-intelligence",
    "hybrid-intelligence",
}
TACTICS = {
    "guardrails",
    "human-in-the-loop",
    "undoable-actions",
    "mistake-detection",
    "fail-safe",
    "redundant-components",
    "containment-of-mistakes",
    "heartbeat",
}
OF_SCULLEY = {
    "dead-experimental-code-paths",
    "glue-code",
    "multiple-language-smell",
    "pipeline-jungles",
    "plain-old-datatype-smell",
    "undeclared-consumers",
    "entanglement",
    "correction-cascades",
    "configuration-debt",
}
YEAR = re.compile(r"\b(19|20)\d\d\b")
UNDATED = {"ONNX", "MADR"}
"""Standards and projects that go by a version or a number."""


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    root = making.write_files(tmp_path_factory.mktemp("catalogue") / "decisions", making.FILES)
    return read_portfolio(root).portfolio


def test_structures_places_and_tactics_are_there(portfolio):
    good = {name for name, one in portfolio.patterns.items() if not one.anti}
    assert good >= STRUCTURES | PLACES | TACTICS


def test_anti_patterns_of_learned_systems_are_there_and_marked_as_such(portfolio):
    bad = {name: one for name, one in portfolio.patterns.items() if one.anti}
    assert bad.keys() >= OF_SCULLEY | {"big-ass-script-architecture"}
    for name in OF_SCULLEY:
        assert "Sculley" in bad[name].sources[0].title
    assert all(one.intent.startswith("Recognise ") for one in bad.values())


def test_a_pattern_says_all_of_it(portfolio):
    for one in portfolio.patterns.values():
        assert all((one.intent, one.motivation, one.solution, one.benefits, one.costs, one.sources)), one.id
        assert len(one.benefits) >= (1 if one.anti else 2), one.id
        assert len(one.costs) >= 2, one.id
        assert one.intent.endswith("."), one.id


def test_every_source_has_its_year(portfolio):
    for one in (*portfolio.patterns.values(), *portfolio.terms.values()):
        for source in one.sources:
            assert YEAR.search(source.title) or source.title.split()[0].strip(",") in UNDATED, one.id


def test_no_name_of_a_pattern_is_a_word_of_the_glossary(portfolio):
    names = {one.title.casefold() for one in portfolio.patterns.values()}
    words = {word.casefold() for one in portfolio.terms.values() for word in (one.title, *one.also)}
    assert len(names) == len(portfolio.patterns)
    assert not names & words


def test_a_quality_says_how_it_is_measured(portfolio):
    for one in portfolio.qualities.values():
        assert all((one.definition, one.measure, one.data_collection, one.operationalisation)), one.id
        assert one.characteristic, one.id


def test_each_level_of_an_attested_quality_is_told(portfolio):
    attested = [one for one in portfolio.qualities.values() if one.estimator == "ordinal"]
    assert attested
    for one in attested:
        for level in one.levels:
            assert f"{level.capitalize()}:" in one.operationalisation, (one.id, level)
        assert "proves nothing" in one.data_collection
        # The worst level comes first.
        by_name = ["low", "medium", "high"]
        if set(one.levels) == set(by_name):
            assert list(one.levels) == (by_name if one.direction == "higher" else by_name[::-1])
