"""The candidates behind Buttress's own decisions: both ways do the same work, and the claims about pint are true."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "decisions" / "buttress" / "benchmarks"
PAGES = runpy.run_path(str(FOLDER / "page_candidates.py"))
LIMITS = runpy.run_path(str(FOLDER / "unit_data.py"))["written_limits"]()
UNITS = runpy.run_path(str(FOLDER / "unit_candidates.py"))


@pytest.fixture(scope="module")
def pages():
    return runpy.run_path(str(FOLDER / "page_data.py"))["decision_pages"]()


@pytest.mark.parametrize("way", ["markdown_page", "finished_html"])
def test_no_way_to_a_page_drops_a_row(pages, way):
    assert [PAGES[way](page) for page in pages.features] == pages.labels


def test_pages_differ_and_are_the_same_every_time(pages):
    again = runpy.run_path(str(FOLDER / "page_data.py"))["decision_pages"]()
    assert again.features == pages.features
    assert len({page["context"] for page in pages.features}) > 1


def test_both_ways_carry_the_figures_through(pages):
    page = pages.features[0]
    template = PAGES["_template"]()
    finished = template.render(page=page, prose=PAGES["_prose_to_html"])
    assert all(figure in finished for figure in page["figures"])
    assert all(figure in PAGES["_as_markdown"](page) for figure in page["figures"])


def test_the_template_escapes_what_a_record_says(pages):
    page = {**pages.features[0], "title": "<script>"}
    finished = PAGES["_template"]().render(page=page, prose=PAGES["_prose_to_html"])
    assert "<h1>&lt;script&gt;</h1>" in finished


@pytest.mark.parametrize(("text", "expected"), list(zip(LIMITS.features, LIMITS.labels, strict=True)))
def test_the_table_reads_every_limit_as_it_is_meant(text, expected):
    assert UNITS["unit_table"](text) == expected


@pytest.mark.parametrize("text", ["5 M", "40..200 ms"])
def test_pint_accepts_what_the_decision_says_it_accepts(text):
    assert UNITS["pint_registry"](text) == "accepted"


def test_pint_reads_every_limit_that_a_record_accepts():
    written = zip(LIMITS.features, LIMITS.labels, strict=True)
    assert all(UNITS["pint_registry"](text) == "accepted" for text, label in written if label == "accepted")


def test_the_texts_are_as_many_as_the_suite_says():
    assert (LIMITS.labels.count("accepted"), LIMITS.labels.count("refused")) == (36, 26)
