"""Parallel coordinates: which qualities become axes, where lines go, and what is said of gaps."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import matrices
from buttress.pages.figures.axes import make_scale
from buttress.pages.figures.label_column import spread_apart
from buttress.pages.figures.marking import JUDGED
from buttress.pages.figures.parallel_canvas import make_parallel_canvas, round_ends
from buttress.pages.figures.parallel_coordinates import MOST_AXES, choose_places, draw_parallel_coordinates
from buttress.pages.figures.parallel_plot import missing_axes
from buttress.pages.figures.parallel_views import ParallelCoordinates, ParallelLine, ParallelSpot
from buttress.pages.figures.plot_views import Axis, Limit
from buttress.pages.figures.plots import FigureRenderer
from buttress.pages.figures.text_lines import wrap_text
from buttress.pages.templates_folder import make_environment

FIGURES = FigureRenderer(make_environment())
FREE = (float("-inf"), float("inf"))


def spot(value, low=None, high=None, text=""):
    return ParallelSpot(value, low, high, text or ("not measured" if value is None else f"{value:g}"))


VIEW = ParallelCoordinates(
    "many",
    "Three options by three qualities",
    "Better is up.",
    (
        Axis("Recall", "%", "higher", (Limit(90.0, "≥ 90 %", "above"),), bounds=(0.0, 100.0)),
        Axis("Latency", "ms", "lower", (Limit(5.0, "≤ 5 ms", "below"),)),
        Axis("Size", "MB", "lower"),
    ),
    (
        ParallelLine(
            "Tree", (spot(91.0, 89.0, 94.0), spot(1.0), spot(2.0)), "feasible", chosen=True, link="#t"
        ),
        ParallelLine("Forest", (spot(95.0), spot(6.0), spot(20.0)), "infeasible", link="javascript:alert(1)"),
        ParallelLine("Stump", (spot(91.0), spot(None), spot(3.0)), "feasible", dominated_by="Tree"),
    ),
)


def figure(view=VIEW):
    return str(FIGURES.render_parallel_coordinates(view))


def plot(view=VIEW):
    return ET.fromstring(re.search(r"<svg class=.bt-plot.*?</svg>", figure(view), re.DOTALL).group(0))  # noqa: S314


def by_class(element, name):
    return [one for one in element.iter() if name in one.get("class", "").split()]


def line(svg, label):
    (found,) = [one for one in by_class(svg, "bt-line") if label in [text.text for text in one.iter("text")]]
    return found


def heights(svg, label):
    """Height of each mark of a line, from left to right."""
    marks = [numbers(mark.get("d")) for mark in by_class(line(svg, label), "bt-mark")]
    return [mark[1] for mark in sorted(marks)]


def numbers(path):
    return [float(number) for number in re.findall(r"-?[\d.]+", path)]


def test_better_is_up_on_every_axis_whichever_way_it_runs():
    svg = plot()
    tree, forest = heights(svg, "Tree"), heights(svg, "Forest")
    assert forest[0] < tree[0]
    assert tree[1] < forest[1]
    assert tree[2] < forest[2]
    ways = [text.text for text in by_class(svg, "bt-parallel__way")]
    assert ways[:3] == ["high is up", "low is up", "low is up"]


def test_the_ends_of_an_axis_are_labelled_with_the_better_one_above():
    texts = [(text.text, float(text.get("y"))) for text in by_class(plot(), "bt-ticks")]
    canvas = make_parallel_canvas(VIEW)
    above = [text for text, y in texts if y < canvas.top]
    below = [text for text, y in texts if y == canvas.bottom + 17]
    assert above == ["96", "0", "0"]
    assert below == ["88", "7", "25"]


def test_a_line_breaks_where_nothing_was_measured_and_that_is_said():
    stump = line(plot(), "Stump †")
    assert len(by_class(stump, "bt-mark")) == 2
    assert len(by_class(stump, "bt-line__path")) == 1, (
        "its swatch alone: no two neighbouring values are known"
    )
    assert "A line is broken where nothing was measured: Stump (Latency)." in figure()
    assert missing_axes(VIEW.lines[2], VIEW) == ["Latency"]


def test_a_name_says_where_its_line_does_not_reach_the_last_axis():
    cut = replace(VIEW.lines[0], spots=(*VIEW.lines[0].spots[:2], spot(None)))
    svg = plot(replace(VIEW, lines=(cut, VIEW.lines[1])))
    found = line(svg, "Tree (no value)")
    assert by_class(found, "bt-leader") == []


def test_what_a_limit_forbids_is_shaded_from_the_limit_to_the_worse_end():
    canvas = make_parallel_canvas(VIEW)
    (shaded,) = by_class(plot(), "bt-parallel__forbidden")
    bands = [numbers(part) for part in shaded.get("d").split("z")[:-1]]
    assert [band[1] for band in bands] == pytest.approx(
        [canvas.scales[0].at(90.0), canvas.scales[1].at(5.0)], abs=0.05
    )
    assert [band[3] for band in bands] == pytest.approx([canvas.bottom, canvas.bottom], abs=0.05)


def test_a_limit_out_of_sight_is_told():
    far = replace(VIEW.axes[2], limits=(Limit(4000.0, "≤ 4 GB", "below"),))
    near = [replace(one, spots=(*one.spots[:2], spot(2.0 + place))) for place, one in enumerate(VIEW.lines)]
    view = replace(VIEW, axes=(*VIEW.axes[:2], replace(far, label="Size")), lines=tuple(near))
    view = replace(view, axes=(*view.axes[:2], replace(far, limits=(Limit(-400.0, "≥ −400 MB", "above"),))))
    assert "The limit Size ≥ −400 MB lies outside the plot." in figure(view)


def test_states_have_shapes_and_dashes_and_dominated_ones_a_dagger():
    svg = plot()
    classes = {text.text: one.get("class") for one in by_class(svg, "bt-line") for text in one.iter("text")}
    assert "bt-line--chosen" in classes["Tree"]
    assert "bt-line--infeasible" in classes["Forest"]
    assert "bt-line--dominated" in classes["Stump †"]
    shapes = {
        name: re.sub(r"[\d.]+", "#", by_class(line(svg, name), "bt-mark")[0].get("d")) for name in classes
    }
    assert len(set(shapes.values())) == 3
    assert "dominated by Tree</td>" in figure()
    assert "dominated (dimmed)" in figure()


def test_the_chosen_option_is_drawn_last():
    assert "bt-line--chosen" in by_class(plot(), "bt-line")[-1].get("class")


def test_links_only_where_that_is_safe():
    links = [one.attrib for one in plot().iter("a")]
    assert links == [{"{http://www.w3.org/1999/xlink}href": "#t"}]
    assert "javascript" not in figure()


def test_the_table_holds_every_value():
    html = figure()
    assert '<th scope="row"><a href="#t">Tree</a> (chosen)</th><td>91</td><td>1</td><td>2</td>' in html
    assert '<th scope="row">Stump</th><td>91</td><td>not measured</td><td>3</td>' in html


def test_texts_of_records_are_escaped():
    evil = '"><script>alert(1)</script>'
    axis = Axis(evil, evil, "lower", (Limit(1.0, evil, "below"),))
    one = ParallelLine(evil, (spot(1.0, text=evil),) * 3, dominated_by=evil, link="#" + evil, tooltip=evil)
    html = figure(ParallelCoordinates(evil, evil, evil, (axis,) * 3, (one, one)))
    assert "<script" not in html
    assert '"><script' not in html


values = st.none() | st.floats(-1e9, 1e9) | st.floats(1e-9, 1e9)
spots = st.builds(ParallelSpot, values, values, values, st.just("x"))
lines = st.builds(
    ParallelLine,
    st.text("ab é…", max_size=50),
    st.tuples(spots, spots, spots),
    st.sampled_from(["feasible", "infeasible", "unknown"]),
    st.booleans(),
)


@settings(max_examples=60)
@given(st.lists(lines, max_size=7))
def test_every_text_stays_on_the_canvas(drawn):
    svg = plot(replace(VIEW, lines=tuple(drawn)))
    width, height = float(svg.get("width")), float(svg.get("height"))
    for text in svg.iter("text"):
        assert 0 <= float(text.get("x")) <= width
        assert 0 <= float(text.get("y")) <= height
    assert not re.search(r"nan|inf\b", "".join(path.get("d", "") for path in svg.iter("path")))


@given(st.lists(st.floats(0.0, 300.0), max_size=12))
def test_names_never_overlap_and_keep_the_order_of_their_lines(wished):
    places = spread_apart(wished, 18.0, 0.0, 300.0)
    ordered = sorted(places)
    assert all(second - first >= 18.0 - 1e-6 for first, second in pairwise(ordered))
    assert [place for _, place in sorted(zip(wished, places, strict=True))] == ordered
    assert all(-1e-6 <= place <= 300.0 + 1e-6 for place in places)


def test_names_that_do_not_touch_stay_where_they_wish():
    assert spread_apart([200.0, 10.0, 100.0], 18.0, 0.0, 300.0) == [200.0, 10.0, 100.0]


@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=6))
def test_ends_are_round_and_hold_everything(found):
    scale = make_scale(found, (), (), (0.0, float("inf")), (0.0, 100.0))
    rounded = round_ends(scale, (0.0, float("inf")))
    assert rounded.low <= min(found) * (1 + 1e-6)
    assert rounded.high >= max(found) * (1 - 1e-6)
    assert len(f"{rounded.high:.10g}".replace(".", "").strip("0").partition("e")[0]) <= 8


def test_ends_do_not_leave_what_is_possible():
    scale = make_scale([93.0, 99.5], (), (), (0.0, 100.0), (0.0, 100.0))
    rounded = round_ends(scale, (0.0, 100.0))
    assert (rounded.low, rounded.high) == (92.0, 100.0)
    shares = make_scale([0.1, 40.0], (), (), FREE, (0.0, 100.0))
    assert shares.logarithmic
    assert (round_ends(shares, FREE).low, round_ends(shares, FREE).high) == (0.05, 100.0)


def test_heads_are_broken_at_blanks_and_cut_where_nothing_helps():
    assert wrap_text("Latency, 99th percentile", 100.0, 13.0, 4) == ["Latency, 99th", "percentile"]
    assert wrap_text("Donaudampfschifffahrt", 70.0, 13.0, 4) == ["Donaud…"]
    assert wrap_text("a b c d e", 9.0, 13.0, 2) == ["a", "…"]
    # What belongs together stays together where a line can take it.
    assert wrap_text("Recall where gap\u00a0=\u00a0seconds", 110.0, 13.0, 4) == [
        "Recall where",
        "gap\u00a0=\u00a0seconds",
    ]
    assert wrap_text("Recall of gap\u00a0=\u00a0seconds", 70.0, 13.0, 4) == ["Recall of", "gap =", "seconds"]


# From a comparison ------------------------------------------------------------------------------------------------


def compared(*qualities, musts=(), **matrix):
    return matrices.compare(qualities, matrix, chosen="one", musts=musts)[0]


def test_limited_qualities_come_first_and_stated_ones_not_at_all():
    free, level = matrices.quality("free"), matrices.quality("level", levels=["low", "high"])
    first, second = matrices.quality("first"), matrices.quality("second")
    comparison = compared(
        free, level, first, second,
        musts=("second >= 1", "first >= 1"),
        one=(1.0, "low", 2.0, 3.0), two=(2.0, "high", 3.0, 4.0),
    )  # fmt: skip
    assert choose_places(comparison) == (2, 3, 0)


def test_a_quality_needs_a_number_for_two_options():
    names = [matrices.quality(name) for name in "abcd"]
    comparison = compared(*names, one=(1.0, 1.0, 1.0, 1.0), two=(2.0, None, 2.0, "3"))
    assert choose_places(comparison) == (0, 2)
    assert draw_parallel_coordinates(comparison, FIGURES, JUDGED) is None


def test_at_most_so_many_axes_and_what_is_left_out_is_told():
    names = [matrices.quality(f"q{place}") for place in range(MOST_AXES + 2)]
    last = names[-1].id
    comparison = compared(
        *names, musts=(f"{last} >= 1",), one=(1.0,) * len(names), two=tuple(range(2, len(names) + 2))
    )
    places = choose_places(comparison)
    assert len(places) == MOST_AXES
    assert places[0] == len(names) - 1, "what is limited is never left out"
    drawn = draw_parallel_coordinates(comparison, FIGURES, JUDGED)
    assert drawn is not None
    assert "Left out for want of room: Q8 and Q9." in drawn.text


def test_what_the_ranking_weighs_is_never_left_out():
    names = [matrices.quality(f"q{place}") for place in range(MOST_AXES + 1)]
    comparison, _ = matrices.compare(
        names,
        {"one": (1.0,) * len(names), "two": tuple(float(value) for value in range(2, len(names) + 2))},
        preferences=[matrices.prefer(names[-1].id, 0, 20)],
        musts=[f"{one.id} >= 1" for one in names[:-1]],
    )
    assert choose_places(comparison) == (*range(MOST_AXES - 1), len(names) - 1)


def test_options_keep_their_intervals_states_and_dominators():
    names = [matrices.quality(name, "lower", "ms") for name in "abc"]
    comparison = compared(
        *names,
        musts=("a <= 5 ms",),
        one=((1.0, 2.0, 3.0), 1.0, 1.0),
        two=((3.5, 4.0, 4.5), 2.0, 2.0),
        three=(9.0, 0.5, None),
        four=(None, None, None),
    )
    drawn = draw_parallel_coordinates(comparison, FIGURES, JUDGED)
    assert drawn is not None
    svg = ET.fromstring(re.search(r"<svg class=.bt-plot.*?</svg>", drawn.svg, re.DOTALL).group(0))  # noqa: S314
    names_drawn = {text.text for one in by_class(svg, "bt-line") for text in one.iter("text")}
    assert names_drawn == {"one", "two †", "three (no value)"}
    assert "bt-line--infeasible" in line(svg, "three (no value)").get("class")
    assert len(by_class(line(svg, "one"), "bt-whisker")) == 1
    assert "Dominated: two." in drawn.svg
    assert "dominated by one</title>" in drawn.svg
