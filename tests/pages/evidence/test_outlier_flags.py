"""Outliers among processes and queries: flagged in words, on the page of their run, and never dropped."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import making
from buttress.pages import SiteSettings
from buttress.pages.evidence.outlier_flags import count_outlying, flag_processes, tell_flags
from buttress.pages.figures.process_strip import draw_strip
from buttress.pipeline import judge_project, render_project
from buttress.records import Packed
from buttress.records.run import ProcessRecord

QUANTILES = {order: (1e6 + order, 2e6 + order) for order in range(9)}


def record(order: int, *latencies: float, **more: Any) -> ProcessRecord:
    fields = {"latencies_ns": Packed.of_numbers(np.array(latencies), "u8")} if latencies else {}
    return ProcessRecord.model_validate({"order": order, **fields, **more})


def figure(order: int, value: float, load: str | None = None) -> ProcessRecord:
    return record(order, load=load, figures={"training.time": {"value": value, "unit": "s"}})


def test_a_process_far_from_its_kind_is_flagged_with_its_distance() -> None:
    # The median is 3 and the median absolute deviation 1.
    flags = flag_processes([figure(order, value) for order, value in enumerate((1, 2, 3, 4, 40))], {})
    assert [(flag.order, flag.text.replace("\u00a0", " ")) for flag in flags] == [
        (4, "training.time of 40 s lies 37 deviations above the median of 3 s")
    ]


def test_a_flag_has_the_digits_that_tell_it_from_the_median() -> None:
    flags = flag_processes(
        [figure(order, value) for order, value in enumerate((1.1843, 1.1844, 1.1845, 1.1846, 1.182))], {}
    )
    assert [flag.text.replace("\u00a0", " ").partition(" lies")[0] for flag in flags] == [
        "training.time of 1.182 s"
    ]
    assert flags[0].text.replace("\u00a0", " ").endswith("below the median of 1.184 s")


def test_latencies_are_flagged_by_their_median_and_their_tail() -> None:
    quantiles = {**QUANTILES, 5: (9e5, 3e6)}
    flags = flag_processes([record(order) for order in range(9)], quantiles)
    assert [flag.order for flag in flags] == [5, 5]
    assert "p50" in flags[0].text
    assert "below the median" in flags[0].text
    assert "p99" in flags[1].text
    assert "above the median" in flags[1].text


def test_load_scenarios_are_kinds_of_their_own() -> None:
    slow = [figure(order, 100 + order, "offline") for order in range(3)]
    quick = [figure(order, 1 + order / 10, "single-stream") for order in range(3, 12)]
    assert flag_processes([*slow, *quick], {}) == ()


def test_where_most_are_equal_nothing_is_far() -> None:
    assert flag_processes([figure(order, value) for order, value in enumerate((1, 1, 1, 1, 2))], {}) == ()
    assert count_outlying(record(0, 5, 5, 5, 5, 90)) == "0"


def test_two_values_have_no_outlier() -> None:
    assert flag_processes([figure(0, 1), figure(1, 1000)], {}) == ()
    assert count_outlying(record(0, 1, 1000)) == ""


def test_outlying_queries_are_counted_with_their_share() -> None:
    assert (
        count_outlying(record(0, 10, 11, 12, 13, 14, 15, 16, 17, 18, 900)).replace("\u00a0", " ")
        == "1 (10 %)"
    )
    assert count_outlying(record(0)) == ""


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((1, 2), ""),
        ((1, 2, 3), "No process is an outlier among its kind."),
        (
            (1, 2, 3, 4, 40),
            "1 of 5 processes is an outlier among its kind: No. 4 (training.time of 40 s lies 37 deviations above the "
            "median of 3 s). It counts like every other.",
        ),
        (
            (1, 2, 3, 4, 5, 6, 7, 160, 170, 180, 190),
            "4 of 11 processes are outliers among their kind: No. 7, No. 8, No. 9 and No. 10. They count like every "
            "other.",
        ),
    ],
)
def test_what_is_flagged_is_told_in_a_sentence(values: tuple[float, ...], words: str) -> None:
    processes = [figure(order, value) for order, value in enumerate(values)]
    assert tell_flags(flag_processes(processes, {}), len(processes)).replace("\u00a0", " ") == words


def test_a_ring_marks_an_outlier_in_the_strip() -> None:
    points = [(order, 1e6, 2e6) for order in range(3)]
    strip = draw_strip("small", points, {1})
    plain = draw_strip("small", points)
    assert strip is not None
    assert plain is not None
    assert [mark.flagged for mark in strip.marks] == [False, True, False]
    assert strip.marks[1].title.endswith(", an outlier")
    assert strip.any_flagged
    assert not plain.any_flagged


def test_the_page_of_a_run_flags_and_drops_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = making.write_files(tmp_path_factory.mktemp("outliers") / "decisions", making.FILES)
    processes = [making.process(order, 9.0 if order == 4 else 1.0) for order in range(8)]
    path = making.record_run(root, [making.measurement(root, processes=processes)])
    pages = {
        page.uri: page
        for page in render_project(judge_project(root, making.TODAY), SiteSettings(site_name="Shop")).pages
    }
    html = pages[f"evidence/runs/shop/runs/{path.stem}.md"].html
    assert "1 of 8 processes is an outlier among its kind: No. 4 (p50 of" in html
    assert html.count("Outlier: p50 of") == 1
    assert html.count('class="bt-strip__ring"') == 1
    assert "A ring marks an outlier." in html
    assert "Outliers are never dropped" in html
    assert all(f'<th scope="row" class="bt-num">{order}</th>' in html for order in range(8))
