from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError

from buttress.errors import ProjectError
from buttress.pages.figures.axes import linear_ticks, log_ticks, make_scale, plain_number, spaced_ticks
from buttress.pages.figures.interval_bars import render_bar
from buttress.pages.figures.plot_views import IntervalBar
from buttress.pages.figures.plots import Axis, DesignSpace, FigureRenderer, Limit, Point
from buttress.pages.templates_folder import make_environment, templates_root

if TYPE_CHECKING:
    from pathlib import Path

FIGURES = FigureRenderer(make_environment())
SPACE = DesignSpace(
    "space",
    "Recall against latency",
    "Two of four options meet both limits.",
    Axis("p99 latency", "ms", "lower", (Limit(5.0, "<= 5 ms", "below"),)),
    Axis("Recall", "", "higher", (Limit(0.9, ">= 0.9", "above"),), bounds=(0.0, 1.0)),
    (
        Point("Tree", 0.04, 0.91, 0.035, 0.05, 0.86, 0.95, "unknown", chosen=True, link="../tree/"),
        Point("Boosting", 0.9, 0.957, state="feasible", tooltip="hello"),
        Point("Forest", 6.4, 0.958, 5.9, 7.3, 0.925, 0.985, "infeasible"),
        Point("Network", 2.2, 0.962, state="feasible", link="javascript:alert(1)"),
    ),
)
BAR = IntervalBar(3.0, 2.0, 4.0, (Limit(5.0, "<= 5 ms", "below"),), "holds", "3 ms (2 to 4), limit 5 ms")


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314


def by_class(svg: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in svg.iter() if name in element.get("class", "").split()]


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", path)]


def rectangle(svg: ET.Element, name: str) -> tuple[float, float, float, float]:
    (found,) = by_class(svg, name)
    left, top, right, bottom, _ = numbers(found.get("d", ""))
    return left, top, right, bottom


def draw(space: DesignSpace) -> ET.Element:
    return parse(FIGURES.draw_design_space(space))


def label_texts(svg: ET.Element) -> set[str]:
    return {text.text or "" for group in by_class(svg, "bt-point") for text in group.iter("text")}


def test_a_plot_is_named_and_deterministic() -> None:
    svg = draw(SPACE)
    ids = {element.get("id"): element.text for element in svg.iter() if element.get("id")}
    assert ids[svg.get("aria-labelledby")] == SPACE.title
    assert ids[svg.get("aria-describedby")] == SPACE.description
    assert svg.get("viewBox") == "0 0 720 440"
    assert svg.get("role") == "group"
    assert FIGURES.render_design_space(SPACE) == FIGURES.render_design_space(SPACE)


def test_a_plot_without_links_is_an_image() -> None:
    assert draw(replace(SPACE, points=SPACE.points[1:3])).get("role") == "img"


def test_two_plots_of_one_page_share_no_ids() -> None:
    pages = FIGURES.draw_design_space(SPACE) + FIGURES.draw_design_space(replace(SPACE, id="other"))
    ids = re.findall(r' id="([^"]*)"', pages)
    assert len(ids) == len(set(ids)) == 4


def test_the_feasible_region_is_where_both_limits_allow() -> None:
    svg = draw(SPACE)
    frame, region = rectangle(svg, "bt-frame"), rectangle(svg, "bt-region")
    assert region[:2] == frame[:2]
    assert frame[0] < region[2] < frame[2]
    assert frame[1] < region[3] < frame[3]
    assert by_class(svg, "bt-region-text")[0].text == "feasible region"
    x_line, y_line = re.findall(r"M([\d.]+) ([\d.]+)[VH]", by_class(svg, "bt-limit")[0].get("d", ""))
    assert float(x_line[0]) == region[2]
    assert float(y_line[1]) == region[3]


def test_contradicting_limits_leave_no_region() -> None:
    limits = (Limit(1.0, "<= 1", "below"), Limit(2.0, ">= 2", "above"))
    svg = draw(replace(SPACE, x_axis=replace(SPACE.x_axis, limits=limits)))
    assert not by_class(svg, "bt-region")
    assert [text.text for text in by_class(svg, "bt-limit-text")] == ["<= 1", ">= 2", ">= 0.9"]


def test_without_limits_there_is_no_region_and_no_line() -> None:
    bare = replace(SPACE, x_axis=Axis("A"), y_axis=Axis("B"))
    svg = draw(bare)
    assert not by_class(svg, "bt-region")
    assert not by_class(svg, "bt-limit")
    assert "feasible region" not in FIGURES.render_design_space(bare)


def test_better_values_lie_where_the_axis_says() -> None:
    svg = draw(SPACE)
    titles = [text.text for text in by_class(svg, "bt-axis")]
    assert titles == ["Recall ↑ higher is better", "p99 latency (ms) ← lower is better"]
    marks = {
        group.findtext(".//text"): numbers(by_class(group, "bt-mark")[0].get("d", ""))
        for group in by_class(svg, "bt-point")
    }
    assert marks["Tree"][0] < marks["Boosting"][0] < marks["Network"][0] < marks["Forest"][0]
    assert marks["Tree"][1] > marks["Boosting"][1] > marks["Network"][1]


def test_every_state_has_a_shape_of_its_own() -> None:
    def shape(**how: object) -> str:
        svg = draw(replace(SPACE, points=(Point("a", 1.0, 0.9, **how),)))  # type: ignore[arg-type]
        (group,) = by_class(svg, "bt-point")
        mark = re.sub(r"[\d.]+", "#", by_class(group, "bt-mark")[0].get("d", ""))
        return mark + ("hollow" if "bt-point--unknown" in group.get("class", "") else "")

    states = ("feasible", "infeasible", "unknown")
    shapes = [shape(state=state, chosen=chosen) for state in states for chosen in (True, False)]
    assert len(set(shapes)) == 6


def test_what_is_dominated_is_dimmed_and_says_so_in_words() -> None:
    beaten = replace(SPACE.points[1], dominated_by="Network & Tree")
    space = replace(SPACE, points=(SPACE.points[0], beaten, *SPACE.points[2:]))
    svg = draw(space)
    (group,) = by_class(svg, "bt-point--dominated")
    assert group.findtext(".//text") == "Boosting †"
    assert by_class(svg, "bt-point")[0] is group, "what is dominated lies behind everything else"
    figure = FIGURES.render_design_space(space)
    assert "<td>meets every must; dominated by Network &amp; Tree</td>" in figure
    assert "dominated (dimmed)" in figure
    assert "dominated" not in FIGURES.render_design_space(SPACE)


def test_a_chosen_option_that_is_dominated_stays_in_full_view() -> None:
    svg = draw(replace(SPACE, points=(replace(SPACE.points[0], dominated_by="Network"),)))
    assert not by_class(svg, "bt-point--dominated")
    assert label_texts(svg) == {"Tree †"}


def test_a_long_name_is_cut_and_keeps_its_dagger() -> None:
    svg = draw(replace(SPACE, points=(Point("x" * 60, 1.0, 0.9, dominated_by="Tree"),)))
    (text,) = label_texts(svg)
    assert text.endswith("… †")
    assert len(text) < 48


def test_points_link_only_where_that_is_safe() -> None:
    svg = draw(SPACE)
    assert [anchor.attrib for anchor in svg.iter("a")] == [{"{http://www.w3.org/1999/xlink}href": "../tree/"}]
    assert "javascript" not in FIGURES.render_design_space(SPACE)


def test_the_chosen_option_is_drawn_last() -> None:
    assert "bt-point--chosen" in by_class(draw(SPACE), "bt-point")[-1].get("class", "")


def test_whiskers_span_the_interval_and_open_ones_reach_the_frame() -> None:
    svg = draw(replace(SPACE, points=(Point("a", 2.0, 0.5, x_low=1.0, x_high=None, y_low=0.4, y_high=0.6),)))
    frame = rectangle(svg, "bt-frame")
    (whisker,) = by_class(svg, "bt-whisker")
    xs = numbers(re.findall(r"M([\d.]+) [\d.]+H([\d.]+)", whisker.get("d", ""))[0][1])
    assert xs == [frame[2]]


def test_points_that_were_not_measured_are_told_but_not_drawn() -> None:
    space = replace(SPACE, points=(*SPACE.points, Point("Ghost", None, 0.9), Point("Nan", math.nan, 0.9)))
    assert len(by_class(draw(space), "bt-point")) == 4
    figure = FIGURES.render_design_space(space)
    assert "Not measured on both axes: Ghost, Nan." in figure
    assert '<th scope="row">Ghost</th><td>not measured</td><td>0.9</td>' in figure


def test_the_table_says_what_the_plot_shows() -> None:
    figure = FIGURES.render_design_space(SPACE)
    assert (
        '<th scope="row"><a href="../tree/">Tree</a> (chosen)</th><td>0.04 (0.035 to 0.05)</td>'
        "<td>0.91 (0.86 to 0.95)</td><td>not decided yet</td>"
    ) in figure
    assert "<td>misses a must</td>" in figure
    worded = replace(SPACE, points=(replace(SPACE.points[0], x_text="40 µs", y_text="91 %"),))
    assert "<td>40 µs</td><td>91 %</td>" in FIGURES.render_design_space(worded)


def test_the_legend_explains_only_what_occurs() -> None:
    figure = FIGURES.render_design_space(SPACE)
    for words in (
        "chosen option",
        "meets every must",
        "misses a must",
        "not decided yet",
        "limit",
        "interval",
    ):
        assert f"{words}" in figure
    plain = FIGURES.render_design_space(replace(SPACE, points=SPACE.points[1:2]))
    legend = plain[plain.index("bt-legend") : plain.index("<details")]
    assert "chosen option" not in legend
    assert "misses a must" not in legend
    assert "interval" not in legend


def test_a_limit_far_from_the_data_is_told_instead_of_squeezing_it() -> None:
    far = replace(
        SPACE,
        x_axis=Axis("Size", "MB", "lower", (Limit(100.0, "<= 100 MB", "below"),)),
        points=(Point("a", 50.0, 0.9), Point("b", 51.0, 0.95)),
    )
    figure = FIGURES.render_design_space(far)
    assert "The limit Size &lt;= 100 MB lies outside the plot." in figure
    assert by_class(draw(far), "bt-region")


def test_text_of_records_is_escaped_everywhere() -> None:
    evil = '"><script>alert(1)</script>'
    space = DesignSpace(
        evil,
        evil,
        evil,
        Axis(evil, evil, "lower", (Limit(1.0, evil, "below"),), format=lambda _: evil),
        Axis(evil, evil),
        (
            Point(evil, 1.0, 1.0, link="../" + evil, tooltip=evil, x_text=evil, y_text=evil),
            Point(evil, None, 1.0),
        ),
    )
    figure = FIGURES.render_design_space(space)
    assert "<script" not in figure
    assert figure.count('"><script') == 0
    assert "<script" not in render_bar(replace(BAR, label=evil, state=evil))


@pytest.mark.parametrize(
    "points", [(), (Point("only", 1.0, 1.0),), (Point("zero", 0.0, 0.0), Point("same", 0.0, 0.0))]
)
def test_few_points_still_make_a_plot(points: tuple[Point, ...]) -> None:
    svg = draw(DesignSpace("few", "t", "d", Axis("A"), Axis("B"), points))
    assert len(by_class(svg, "bt-point")) == len(points)


values = st.floats(-1e9, 1e9) | st.floats(1e-9, 1e9)
a_point = st.builds(
    Point,
    st.text(max_size=40).map(lambda text: re.sub(r"[^\x20-\ud7ff]", "", text)),
    st.none() | values,
    values,
    st.none() | values,
    st.none() | values,
    st.none() | values,
    st.none() | values,
    st.sampled_from(["feasible", "infeasible", "unknown"]),
    st.booleans(),
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(a_point, max_size=8),
    st.lists(st.builds(Limit, values, st.just("limit"), st.sampled_from(["below", "above"])), max_size=2),
)
def test_all_numbers_stay_on_the_canvas(points: list[Point], limits: list[Limit]) -> None:
    space = DesignSpace(
        "any", "t", "d", Axis("A", limits=tuple(limits)), Axis("B", limits=tuple(limits)), tuple(points)
    )
    svg = draw(space)
    for text in svg.iter("text"):
        assert -1 <= float(text.get("x", "0")) <= 721
        assert -1 <= float(text.get("y", "0")) <= 441
    assert not re.search(
        r"nan|inf\b", FIGURES.draw_design_space(space).split("</desc>")[1].split("bt-point")[0]
    )


def test_limits_of_any_size_have_a_place() -> None:
    limits = (Limit(17672602.0, "limit", "above"), Limit(7.05e-264, "limit", "above"))
    svg = draw(DesignSpace("any", "t", "d", Axis("A", limits=limits), Axis("B", limits=limits), ()))
    assert "nan" not in ET.tostring(svg, encoding="unicode")


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.0, 10.0, (0.0, 2.0, 4.0, 6.0, 8.0, 10.0)),
        (0.88, 0.97, (0.88, 0.9, 0.92, 0.94, 0.96)),
        (-3.0, 3.0, (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)),
        (1e6, 1.1e6, (1e6, 1.02e6, 1.04e6, 1.06e6, 1.08e6, 1.1e6)),
    ],
)
def test_linear_ticks_are_round(low: float, high: float, ticks: tuple[float, ...]) -> None:
    assert linear_ticks(low, high) == ticks


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_linear_ticks_are_few_and_inside(low: float, span: float) -> None:
    ticks = linear_ticks(low, low + span)
    assert 3 <= len(ticks) <= 8
    slack = span * 1e-6
    assert all(low - slack <= tick <= low + span + slack for tick in ticks)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.8, 60.0, (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)),
        (0.03, 25.0, (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)),
        (1e-3, 1e4, (0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0)),
    ],
)
def test_log_ticks_are_round(low: float, high: float, ticks: tuple[float, ...]) -> None:
    assert log_ticks(low, high) == ticks


@given(st.floats(1e-12, 1e9), st.floats(30.0, 1e15))
def test_log_ticks_are_few_and_inside(low: float, ratio: float) -> None:
    ticks = log_ticks(low, low * ratio)
    assert 1 <= len(ticks) <= 8
    assert all(low <= tick <= low * ratio for tick in ticks)


def test_words_of_ticks_stand_clear_and_powers_of_ten_go_first() -> None:
    scale = make_scale([800_000.0, 90_000_000.0], [], [], (0.0, math.inf), (0.0, 200.0))
    assert {1e6, 2e6, 1e7, 1e8} < set(scale.ticks)
    assert spaced_ticks(scale, plain_number, 13.0) == (1e6, 1e7, 1e8)
    assert spaced_ticks(scale, lambda _: "1", 1.0) == scale.ticks


def test_a_scale_is_logarithmic_from_a_ratio_of_thirty_on() -> None:
    ends = (0.0, 100.0)
    free = (-math.inf, math.inf)
    assert make_scale([1.0, 31.0], [], [], free, ends).logarithmic
    assert not make_scale([1.0, 29.0], [], [], free, ends).logarithmic
    assert not make_scale([0.0, 29.0], [], [1000.0], free, ends).logarithmic
    assert make_scale([1.0, 29.0], [], [100.0], free, ends).logarithmic
    # The lower end of an interval at zero does not forbid it.
    scale = make_scale([1.0, 100.0], [0.0, 120.0], [], free, ends)
    assert scale.logarithmic
    assert scale.at(0.0) == 0.0


def test_positions_are_proportional() -> None:
    linear = make_scale([0.0, 10.0], [], [], (-math.inf, math.inf), (100.0, 200.0))
    assert linear.at(5.0) == pytest.approx(150.0)
    assert linear.at(-1e9) == 100.0
    logarithmic = make_scale([1.0, 10000.0], [], [], (-math.inf, math.inf), (100.0, 200.0))
    assert logarithmic.at(100.0) == pytest.approx(150.0)


def test_no_tick_lies_where_no_value_can() -> None:
    scale = make_scale([0.97, 1.0], [0.9, 1.0], [], (0.0, 1.0), (0.0, 100.0))
    assert max(scale.ticks) == 1.0
    assert scale.high > 1.0


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.25, "0.25"), (1200.0, "1\u202f200"), (-4.0, "−4"), (1e9, "1e9"), (2e-7, "2e−7")],
)
def test_plain_numbers(value: float, text: str) -> None:
    assert plain_number(value) == text


def test_a_bar_is_named_and_puts_value_interval_and_limit_in_order() -> None:
    svg = parse(render_bar(BAR))
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == BAR.label
    first, _, last = numbers(by_class(svg, "bt-bar__interval")[0].get("d", ""))
    limit, _, _ = numbers(by_class(svg, "bt-bar__limit")[0].get("d", ""))
    middle = numbers(by_class(svg, "bt-bar__mark")[0].get("d", ""))[0] + 4
    assert 6 <= first < middle < last < limit <= 114
    allowed = numbers(by_class(svg, "bt-bar__allowed")[0].get("d", ""))
    assert allowed == [6, 9, limit]


def test_bars_of_one_scale_compare() -> None:
    def start(value: float) -> float:
        svg = parse(render_bar(replace(BAR, value=value, low=value, high=value, scale=(0.0, 108.0))))
        return numbers(by_class(svg, "bt-bar__interval")[0].get("d", ""))[0]

    assert [start(0.0), start(54.0), start(108.0), start(999.0)] == [6, 60, 114, 114]


def test_open_ends_of_a_bar_reach_the_edge() -> None:
    for low, high in ((None, None), (-math.inf, math.inf)):
        svg = parse(render_bar(replace(BAR, low=low, high=high)))
        assert by_class(svg, "bt-bar__interval")[0].get("d") == "M6 9H114"


def test_a_bar_without_limits_has_no_limit_line() -> None:
    svg = parse(render_bar(replace(BAR, limits=(), low=3.0, high=3.0)))
    assert not by_class(svg, "bt-bar__limit")
    assert not by_class(svg, "bt-bar__allowed")


def test_a_violated_bar_carries_a_cross_and_others_a_disc() -> None:
    def mark(state: str) -> str:
        svg = parse(render_bar(replace(BAR, state=state)))
        return by_class(svg, "bt-bar__mark")[0].get("d", "")

    assert "a4 4" in mark("holds")
    assert "l8 8" in mark("violated")
    assert mark("infeasible") == mark("violated")


def test_templates_are_strict_and_escape() -> None:
    environment = make_environment()
    assert environment.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
    with pytest.raises(UndefinedError):
        environment.from_string("{{ missing }}").render()


def test_templates_that_are_not_ours_run_in_a_sandbox(tmp_path: Path) -> None:
    environment = make_environment(tmp_path)
    assert environment.from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
    with pytest.raises(ProjectError, match="unsafe"):
        environment.from_string("{{ ''.__class__.__mro__[1].__subclasses__() }}").render()
    with pytest.raises(ProjectError, match="unsafe"):
        environment.from_string("{{ x.append(1) }}").render(x=[])


def test_a_site_overrides_a_template_and_can_extend_ours(tmp_path: Path) -> None:
    folder = tmp_path / "partials"
    folder.mkdir()
    name = "partials/design_space.svg.jinja"
    (tmp_path / name).write_text('<b>{% include "buttress/' + name + '" %}</b>')
    figures = FigureRenderer(make_environment(tmp_path))
    assert figures.draw_design_space(SPACE) == f"<b>{FIGURES.draw_design_space(SPACE)}</b>"


def test_a_missing_folder_of_overrides_is_no_override(tmp_path: Path) -> None:
    assert FigureRenderer(make_environment(tmp_path / "none")).draw_design_space(SPACE)


def test_the_templates_are_found() -> None:
    assert (templates_root() / "partials" / "design_space.svg.jinja").is_file()
