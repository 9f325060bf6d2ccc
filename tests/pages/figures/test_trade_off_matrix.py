"""The trade-off table across rows and columns: the best of a column, standings, dominance, conditions."""

from __future__ import annotations

import pytest

import making
import making_systems
import matrices
from buttress.explanation import NBSP
from buttress.pages import SiteSettings
from buttress.pages.figures.trade_off_matrix import (
    best_cells,
    chance_words,
    dominance_words,
    tell_standing,
    view_standing,
)
from buttress.pipeline import judge_project, render_project
from buttress.tradeoff import Ranking, Standing, Worth

RECALL = matrices.quality("recall")
LATENCY = matrices.quality("latency", "lower", "ms")


def best_of(one, other, third=None, quality=RECALL):
    rows = {"one": [one], "other": [other], "third": [third]}
    found = best_cells(matrices.compare([quality], rows)[0])
    return [("one", "other", "third")[row] for row, _ in found]


def test_the_best_is_better_than_all_others_beyond_the_bounds():
    assert best_of((0.8, 0.9, 0.95), (0.5, 0.6, 0.7), (0.5, 0.6, 0.79)) == ["one"]
    assert best_of((0.8, 0.9, 0.95), (0.5, 0.6, 0.7), (0.5, 0.6, 0.81)) == []
    assert best_of(1.0, 2.0, quality=LATENCY) == ["one"]


def test_equal_values_have_no_best_and_neither_has_a_lone_one():
    assert best_of(1.0, 1.0) == []
    assert best_of(1.0, None) == []
    assert best_of(1.0, "high") == []


def test_what_only_informs_cannot_be_the_best_but_can_keep_another_from_it():
    doubtful = matrices.cell(RECALL, "one", (0.8, 0.9, 0.95), basis="estimated")
    assert best_of(doubtful, (0.5, 0.6, 0.7)) == []
    assert best_of(doubtful, (0.96, 0.97, 0.98)) == ["other"]
    assert best_of(doubtful, (0.9, 0.97, 0.98)) == []


def test_a_stale_value_does_not_count():
    stale = matrices.cell(RECALL, "one", 1.0, state="stale")
    assert best_of(stale, 0.5, 0.4) == ["other"]


@pytest.mark.parametrize(
    ("chance", "words"),
    [(0.83, "83 %"), (1.0, "over 99 %"), (0.9999, "over 99 %"), (0.0, "under 1 %"), (0.05, "5 %")],
)
def test_a_chance_is_never_certain(chance, words):
    assert chance_words(chance).replace(NBSP, " ") == f"best with {words}"


def ranked(*standings, any_weights=False):
    return Ranking(standings, 4000, any_weights)


def test_a_standing_shows_worth_bounds_and_chance():
    comparison, _ = matrices.compare([RECALL], {"one": [0.9], "other": [0.8]})
    ranking = ranked(Standing("one", (), 0.6, 0.7, 0.8, 0.83), Standing("third", (), 0.5, 0.6, 0.7, 0.17))
    shown = view_standing(comparison.rows[0], ranking, {}, "standing-0")
    assert (shown.value, shown.interval, shown.sort) == ("0.70", "0.60–0.80", "0.830000")
    assert "best with 83" in shown.best
    unranked = view_standing(comparison.rows[1], ranking, {}, "standing-1")
    assert (unranked.value, unranked.bar, unranked.sort) == ("", "", "")
    assert "only feasible options" in unranked.best


def test_being_the_best_of_one_is_not_told_as_a_chance():
    comparison, _ = matrices.compare([RECALL], {"one": [0.9], "other": [0.8]})
    alone = ranked(Standing("one", (), 0.6, 0.7, 0.8, 1.0))
    assert view_standing(comparison.rows[0], alone, {}, "standing-0").best == "the only feasible option"


def test_a_standing_with_a_gap_says_what_is_not_known():
    comparison, _ = matrices.compare([RECALL], {"one": [None]})
    gap = Worth(matrices.prefer("recall", 0.5, 1.0), 1.0, 0.0, None, 1.0)
    ranking = ranked(Standing("one", (gap,), 0.0, None, 1.0, 0.5))
    shown = view_standing(comparison.rows[0], ranking, {"recall": RECALL}, "b")
    assert shown.value == "open"
    assert shown.title == "nothing is known of recall: anything from worst to best"


def test_chances_over_all_weights_are_told_as_such():
    told = tell_standing(ranked(any_weights=True))
    assert "4\u202f000 draws" in told
    assert "all ways to weigh" in told
    assert "all ways to weigh" not in tell_standing(ranked())
    assert chance_words(0.5, any_weights=True).endswith("over all weights")


def test_a_dominated_row_says_by_which_options():
    comparison, _ = matrices.compare([RECALL], {"a": [0.9], "b": [0.95], "c": [0.5]})
    names = {"a": "Tree", "b": "Forest", "c": "Stump"}
    assert dominance_words(comparison.rows[2], names) == "Dominated by Tree and Forest"
    assert dominance_words(comparison.rows[1], names) == ""


PREFERRING = making_systems.WHERE.replace("constraints: [%s]", "constraints: [%s]\n    preferences: [%s]")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    root = making_systems.write_system(tmp_path_factory.mktemp("matrix"))
    making_systems.record(root)
    constraint = '"flow.latency.p95 <= 2 s for translate"'
    preference = "{quality: flow.latency.p95, flow: translate, weight: 1, worst: 2 s, best: 0 s}"
    decision = PREFERRING % (constraint, preference)
    making.write_files(root, {"shop/where.yaml": decision})
    project = judge_project(root, making.TODAY)
    pages = render_project(project, SiteSettings()).pages
    (found,) = [one for one in pages if one.uri == "decisions/shop/where.md"]
    return found.complete_html()


def test_the_head_of_a_column_names_the_flow(page: str):
    assert '<span class="bt-sub">for translate</span>' in page


def test_a_computed_value_says_that_it_rests_on_declared_inputs(page: str):
    assert '<span class="bt-basis">computed, conditional</span>' in page
    assert "</em>: true where what is declared and not measured is true." in page
    assert "on condition that " in page


def test_the_table_ends_with_how_options_stand_and_can_be_sorted_by_it(page: str):
    table = page.partition('class="bt-table bt-tradeoffs"')[2].partition("</table>")[0]
    assert table.startswith(" data-bt-table")
    assert '<th scope="col" data-bt-sort="number" data-bt-first="descending">Standing</th>' in table
    assert table.count('<td class="bt-cell" data-bt-value=') == 3
    assert "not ranked: only feasible options are" in table
    assert "of being the best feasible option" in page


def test_every_bar_has_its_drawing(page: str):
    assert "<!--bt:" not in page


def test_a_dominated_option_says_so_even_where_it_was_chosen(page: str):
    assert '<span class="bt-dominated">Dominated by glasses</span>' in page
    assert '<tr class="bt-row--chosen">' in page
    assert "bt-row--dominated" not in page, "what was chosen stays in full view"


def test_a_value_that_rests_on_declared_inputs_is_not_called_measured(page: str):
    limits = page.partition('class="bt-table bt-limits"')[2].partition("</table>")[0]
    assert '<span class="bt-sub">computed, conditional</span>' in limits
    assert "<dt>Computed from " in page
