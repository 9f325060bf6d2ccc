"""Flow budgets as stacked bars: lengths, what ranges add, limits, gaps, and bars that are far too long."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import making
import making_systems
from buttress.estimation import Estimate
from buttress.explanation import NBSP
from buttress.graph import Placement
from buttress.pages.figures.plot_views import Limit
from buttress.pages.figures.plots import FigureRenderer
from buttress.pages.figures.stacked_bars import (
    BudgetBar,
    BudgetBars,
    Segment,
    Whole,
    bars_of,
    span_text,
    tell_bar,
)
from buttress.pages.figures.stacked_layout import end_of, make_bar_canvas
from buttress.pages.templates_folder import make_environment
from buttress.verdicts import Assessment, Assessor, BudgetStep, FlowBudget, budget_flow

if TYPE_CHECKING:
    from pathlib import Path

FIGURES = FigureRenderer(make_environment())
PHONE = BudgetBar(
    "Phone",
    (
        Segment("Camera", 2.0, 2.0, "measured", "on glasses"),
        Segment("Radio", 10.0, 30.0, "link", "camera → reader"),
        Segment("Reader", 40.0, 60.0, "scaled", "twice what was measured"),
        Segment("Display", 8.0, 8.0, "assumed"),
    ),
    whole=Whole(90.0, 70.0, 120.0, "95th percentile of the flow: 70–120 ms"),
)
CLOUD = BudgetBar(
    "Cloud",
    (Segment("Camera", 2.0, 2.0, "measured"), Segment("Reader", None, None, "missing", "on cloud")),
    "Nothing was measured of the reader.",
)
BARS = BudgetBars(
    "budget",
    "Where the time goes",
    "Two deployments.",
    "ms",
    (PHONE, CLOUD),
    (Limit(100.0, "≤ 100 ms", "below"),),
)


def figure(bars=BARS):
    return str(FIGURES.render_stacked_bars(bars))


def plot(bars=BARS):
    return ET.fromstring(re.search(r"<svg class=.bt-plot.*?</svg>", figure(bars), re.DOTALL).group(0))  # noqa: S314


def by_class(element, name):
    return [one for one in element.iter() if name in one.get("class", "").split()]


def spans(svg, name):
    """Left and right end of each block of a class, in the order of drawing."""
    found = [re.match(r"M([\d.]+) [\d.]+H([\d.]+)", path.get("d")) for path in by_class(svg, name)]
    return [(float(one[1]), float(one[2])) for one in found]


def test_a_bar_is_all_steps_at_best_and_then_what_ranges_add():
    canvas = make_bar_canvas(BARS)
    svg = plot()
    best = [0, 2, 12, 52, 60]
    solid = spans(svg, "bt-budget__solid")[:4]
    assert solid == [
        pytest.approx((canvas.x(start), canvas.x(end)), abs=0.1) for start, end in pairwise(best)
    ]
    # The radio adds 20 and the reader 20; what takes no longer at worst adds nothing.
    assert spans(svg, "bt-budget__range") == [
        pytest.approx((canvas.x(60), canvas.x(80)), abs=0.1),
        pytest.approx((canvas.x(80), canvas.x(100)), abs=0.1),
    ]


def test_a_limit_is_an_upright_line_with_its_words():
    svg = plot()
    at = make_bar_canvas(BARS).x(100.0)
    (limit,) = by_class(svg, "bt-limit")
    xs = {float(x) for x in re.findall(r"M([\d.]+)", limit.get("d"))}
    assert list(xs) == [pytest.approx(at, abs=0.1)]
    assert [text.text for text in by_class(svg, "bt-limit-text")] == ["≤ 100 ms"]


def test_the_whole_flow_is_drawn_beside_the_sum_and_told_apart_from_it():
    canvas = make_bar_canvas(BARS)
    svg = plot()
    (whisker,) = by_class(svg, "bt-budget__whole")
    assert [
        float(one) for one in re.findall(r"M([\d.]+) [\d.]+H([\d.]+)", whisker.get("d"))[0]
    ] == pytest.approx([canvas.x(70), canvas.x(120)], abs=0.1)
    assert "95th percentile of the flow: 70–120 ms" in figure()
    assert "no sum of medians" in figure()


def test_a_missing_step_is_a_gap_with_a_question_mark_and_words():
    svg = plot()
    (box,) = by_class(svg, "bt-budget__unknown")
    assert box.get("d").count("M") == 1
    assert [text.text for text in by_class(svg, "bt-budget__query")] == ["?"]
    assert "Not known: Reader" in figure()
    assert tell_bar(CLOUD, "ms") == f"median times add up to 2{NBSP}ms, without 1 of 2 steps"
    assert "Nothing was measured of the reader." in figure()
    assert '<th scope="row">2\u00a0Reader</th><td>?</td><td>?</td><td>not known; on cloud</td>' in figure()


def test_many_missing_steps_share_one_gap():
    bar = BudgetBar("Nowhere", tuple(Segment(f"s{place}", None, None, "missing") for place in range(5)))
    svg = plot(replace(BARS, bars=(bar,)))
    assert [text.text for text in by_class(svg, "bt-budget__query")] == ["?", "× 5"]
    assert "nothing is known of any step" in figure(replace(BARS, bars=(bar,)))


def slow(length):
    return BudgetBar("Slow", (Segment("Reader", length, length, "measured"),))


def test_a_bar_far_beyond_the_limit_is_cut_so_that_the_others_can_be_read():
    bars = replace(BARS, bars=(PHONE, slow(1000.0)))
    assert end_of(bars) == 400.0
    assert len(by_class(plot(bars), "bt-budget__torn")) == 1
    assert f"The bar of Slow is cut off: it goes on to 1\u202f000{NBSP}ms." in figure(bars)


def test_where_all_bars_are_too_long_none_is_cut():
    bars = replace(BARS, bars=(slow(1000.0),))
    assert end_of(bars) == pytest.approx(1020.0)
    assert not by_class(plot(bars), "bt-budget__torn")
    assert by_class(plot(bars), "bt-limit")


def test_a_limit_far_beyond_all_bars_is_told_and_not_drawn():
    bars = replace(BARS, limits=(Limit(9000.0, "≤ 9 s", "below"),))
    assert not by_class(plot(bars), "bt-limit")
    assert "The limit ≤ 9 s lies outside the plot." in figure(bars)


def test_kinds_differ_in_more_than_colour_and_the_legend_has_those_that_occur():
    svg = plot()
    solid = [path.get("d") for path in by_class(svg, "bt-budget__solid")]
    tall = [
        float(re.search(r"V([\d.]+)", path)[1]) - float(re.match(r"M[\d.]+ ([\d.]+)", path)[1])
        for path in solid
    ]
    assert tall[1] < tall[0] / 2, "links are thin"
    legend = figure().partition('<ul class="bt-legend">')[2].partition("</ul>")[0]
    for words in (
        "component, measured",
        "component, scaled",
        "component, assumed",
        "link:",
        "ranges add",
        "limit",
    ):
        assert words in legend
    plain = figure(replace(BARS, bars=(slow(5.0),), limits=()))
    assert "link:" not in plain.partition('<ul class="bt-legend">')[2].partition("</ul>")[0]


def test_names_of_steps_are_in_their_blocks_or_below_with_numbers():
    svg = plot(replace(BARS, bars=(PHONE,), limits=()))
    inside = [text.text for text in by_class(svg, "bt-budget__inner")]
    assert "3 Reader" in inside
    words = " ".join(text.text for text in by_class(svg, "bt-budget__words")).replace(NBSP, " ")
    assert words == "1 Camera 2 ms · 2 Radio 10–30 ms · 3 Reader 40–60 ms · 4 Display 8 ms"


def test_texts_of_records_are_escaped():
    evil = '"><script>alert(1)</script>'
    bar = BudgetBar(
        evil, (Segment(evil, 1.0, 2.0, "link", evil), Segment(evil, None, None, "missing", evil)), evil
    )
    html = figure(BudgetBars(evil, evil, evil, evil, (replace(bar, whole=Whole(1.0, 0.5, 2.0, evil)),), ()))
    assert "<script" not in html


lengths = st.none() | st.floats(0.0, 1e6)
segments = st.builds(
    lambda low, more, kind: Segment("step", low, None if low is None or more is None else low + more, kind),
    lengths,
    lengths,
    st.sampled_from(["measured", "scaled", "assumed", "link"]),
)
wholes = st.none() | st.builds(Whole, lengths, lengths, lengths, st.just("the whole"))
some_bars = st.builds(
    BudgetBar, st.just("bar"), st.lists(segments, max_size=9).map(tuple), st.just(""), wholes
)


@settings(max_examples=80)
@given(st.lists(some_bars, max_size=4), st.lists(st.floats(0.0, 1e6), max_size=2))
def test_nothing_leaves_the_canvas(bars, limits):
    view = BudgetBars("b", "t", "d", "ms", tuple(bars), tuple(Limit(one, "limit", "below") for one in limits))
    svg = plot(view)
    height = float(svg.get("height"))
    for path in svg.iter("path"):
        assert not re.search("nan|inf", path.get("d", ""))
        for x, y in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", path.get("d", "")):
            assert -1 <= float(x) <= 721
            assert -1 <= float(y) <= height
    for text in svg.iter("text"):
        assert -1 <= float(text.get("x")) <= 721
        assert 0 <= float(text.get("y")) <= height


# From budgets -----------------------------------------------------------------------------------------------------


def step(name, low, high, kind="component", source="measured", where="phone"):
    return BudgetStep(kind, name, where, low, high, None, source, "so it is")


def budget(*steps, lower=0.05, upper=0.2, missing=()):
    estimate = Estimate(0.1, lower * 1000, upper * 1000, 0.95, "sum", 10)
    answer = Assessment("fresh", "", estimate=replace(estimate, value=100.0), unit="ms")
    return FlowBudget("translate", "on-phone", steps, answer, missing)


def test_budgets_become_bars_in_the_unit_that_fits():
    found = bars_of(
        [
            budget(
                step("camera", 0.002, 0.002), step("radio", 0.04, 0.2, "link", "declared", "camera->reader")
            )
        ],
        [Limit(0.3, "≤ 300 ms", "below")],
        {"on-phone": "On the phone", "radio": "Radio link"},
    )
    assert found.unit == "ms"
    assert found.limits[0].value == pytest.approx(300.0)
    (bar,) = found.bars
    assert bar.label == "On the phone"
    assert [(one.label, one.kind) for one in bar.segments] == [("camera", "measured"), ("Radio link", "link")]
    assert (bar.least, bar.most) == (pytest.approx(42.0), pytest.approx(202.0))
    assert bar.segments[1].told == "camera → reader, so it is"
    assert bar.whole is not None
    assert (bar.whole.value, bar.whole.low, bar.whole.high) == pytest.approx((100.0, 50.0, 200.0))
    assert bar.whole.text == f"95th percentile of the flow: 50–200{NBSP}ms"


@pytest.mark.parametrize(("seconds", "unit"), [(20e-6, "µs"), (0.5, "ms"), (30.0, "s"), (0.0, "µs")])
def test_the_unit_follows_the_longest_bar(seconds, unit):
    found = bars_of([budget(step("a", seconds, seconds))], (), {})
    assert found.unit == unit
    assert found.bars[0].most == pytest.approx(seconds * {"µs": 1e6, "ms": 1e3, "s": 1.0}[unit])


def test_what_is_not_known_stays_not_known():
    found = bars_of([budget(step("a", None, None, source="missing"), missing=("nobody measured a",))], (), {})
    (bar,) = found.bars
    assert bar.missing == bar.segments
    assert bar.segments[0].kind == "missing"
    assert bar.note == "Nobody measured a."


def test_open_bounds_of_the_whole_are_told():
    open_above = bars_of([budget(step("a", 0.1, 0.1), upper=float("inf"))], (), {}).bars[0].whole
    assert open_above is not None
    assert (open_above.high, open_above.text.endswith("no upper bound")) == (None, True)
    no_estimate = replace(budget(step("a", 0.1, 0.1)), latency=Assessment("missing", "nothing"))
    assert bars_of([no_estimate], (), {}).bars[0].whole is None


def test_spans_are_told_once_where_both_ends_are_the_same():
    assert span_text(2.0, 2.0, "ms") == f"2{NBSP}ms"
    assert span_text(666.0, 1168.4, "ms") == f"666–1\u202f168{NBSP}ms"


def test_bars_of_a_real_system_show_measured_scaled_and_missing_parts(tmp_path: Path):
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    assessor = Assessor(making_systems.link(root), making.TODAY)
    budgets = [
        budget_flow(assessor, Placement("shop", name), "translate")
        for name in ("on-glasses", "on-phone", "in-cloud")
    ]
    glasses, phone, cloud = bars_of(budgets, (), {}).bars
    assert [one.kind for one in glasses.segments] == ["assumed", "scaled", "scaled", "assumed"]
    assert glasses.least == pytest.approx(1 + 3 * 10 + 3 * 20 + 2, rel=0.02)
    assert glasses.most == pytest.approx(3 + 6 * 10 + 6 * 20 + 2, rel=0.02)
    assert [one.label for one in phone.missing] == ["reader", "translator"]
    assert phone.whole is None
    assert {one.kind for one in cloud.segments} == {"assumed", "link", "measured"}
