"""Trends: the figure, the sparkline, the sentences, and the page of a decision."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

import making
from buttress.estimation import ChangePoint, Estimate
from buttress.pages import SiteSettings
from buttress.pages.decision.trend_view import draft_trends, mark_trend, trends_uri
from buttress.pages.figures.plot_views import Axis, Limit
from buttress.pages.figures.trend_figure import Sparkline, Trend, TrendChange, TrendPoint
from buttress.pages.figures.trend_layout import line_of
from buttress.pages.figures.trend_plot import TrendRenderer, render_sparkline
from buttress.pages.figures.trend_words import tell_history, tell_size, tell_span
from buttress.pages.prose import ProseRenderer
from buttress.pages.rendering import render_drafts
from buttress.pages.site_index import index_site
from buttress.pages.templates_folder import make_environment
from buttress.pipeline import judge_project
from buttress.records import Quality
from buttress.verdicts import History, HistoryPoint, LevelChange, trace_histories

if TYPE_CHECKING:
    from buttress.pages.site_index import SiteIndex

FIGURES = TrendRenderer(make_environment())
LIMIT = Limit(5.0, "≤ 5 ms", "below")
TREND = Trend(
    "trend-latency",
    "Latency <median> over 5 runs",
    "It first broke on 2026-10-04.",
    Axis("Median latency", "ms", "lower", (LIMIT,)),
    (
        TrendPoint(
            "2026-10-01", 3.0, 2.8, 3.3, "holds", fresh=False, link="runs/1/", text="3 ms (2.8–3.3 ms)"
        ),
        TrendPoint("2026-10-02", 4.9, 4.2, None, "undecided", touched=True, remark="candidate changed"),
        TrendPoint("2026-10-03", None, said="invalid", remark="2 of 5 processes failed"),
        TrendPoint("2026-10-04", 6.0, 5.8, 6.1, "violated", link="javascript:alert(1)", text="6 ms"),
        TrendPoint("2026-10-05", 6.2, 5.9, 6.4, "violated"),
    ),
    (TrendChange(3, 3.9, 6.1, "+56 %"),),
    broken=3,
)
SPARK = Sparkline((3.0, 4.0, None, 6.0), (LIMIT,), "violated", 'p50: "4 runs" since 2026-10-01')
P50 = Quality(
    kind="quality",
    id="latency.p50",
    title="Latency, median",
    unit="ms",
    direction="lower",
    estimator="percentile",
    sample="latency",
    level=0.5,
)
RECALL = Quality(
    kind="quality",
    id="recall",
    title="Recall (sensitivity)",
    direction="higher",
    estimator="proportion",
    outcome="predicted_positive",
    given="actual_positive",
)


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314


def draw(trend: Trend) -> ET.Element:
    figure = FIGURES.render_trend(trend)
    return parse(re.findall(r"<svg class=\"bt-plot.*?</svg>", figure, re.DOTALL)[0])


def by_class(svg: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in svg.iter() if name in element.get("class", "").split()]


def path_of(svg: ET.Element, name: str) -> str:
    return "".join(element.get("d", "") for element in by_class(svg, name))


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", path)]


def texts(svg: ET.Element, name: str) -> list[str]:
    return [element.text or "" for element in by_class(svg, name)]


# The figure


def test_a_trend_is_named_described_and_deterministic() -> None:
    svg = draw(TREND)
    ids = {element.get("id"): element.text for element in svg.iter() if element.get("id")}
    assert ids[svg.get("aria-labelledby")] == TREND.title
    assert ids[svg.get("aria-describedby")] == TREND.description
    assert svg.get("role") == "group"
    assert FIGURES.render_trend(TREND) == FIGURES.render_trend(TREND)
    assert "<median>" not in FIGURES.render_trend(TREND)


def test_runs_stand_in_time_order_at_the_height_of_their_values() -> None:
    marks = [numbers(path_of(group, "bt-mark")) for group in by_class(draw(TREND), "bt-trend__point")]
    across = [mark[0] for mark in marks]
    assert across == sorted(across)
    known = [mark[1] for place, mark in enumerate(marks) if place != 2]
    assert known == sorted(known, reverse=True)


def test_the_line_breaks_where_a_run_has_no_value() -> None:
    assert path_of(draw(TREND), "bt-trend__line").count("M") == 2
    assert "".join(line_of([(1, 2), None, (3, 4), (5, 6)])) == "M1 2h0M3 4h0L5 6"


def test_what_a_run_says_has_a_shape_of_its_own_and_stale_is_hollow() -> None:
    svg = draw(TREND)
    shapes = {
        group.get("class", "").split()[1]: re.sub(r"-?[\d.]+", "#", path_of(group, "bt-mark"))
        for group in by_class(svg, "bt-trend__point")
    }
    assert len(set(shapes.values())) == len(shapes) == 4
    assert len(by_class(svg, "bt-trend__point--stale")) == 1


def test_the_limit_its_feasible_side_and_the_broken_stretch_are_drawn() -> None:
    svg = draw(TREND)
    left, top, right, bottom = numbers(path_of(svg, "bt-frame"))[:4]
    at = numbers(path_of(svg, "bt-limit"))[1]
    assert top < at < bottom
    assert numbers(path_of(svg, "bt-region"))[:4] == [left, at, right, bottom]
    start, *forbidden = numbers(path_of(svg, "bt-trend__broken"))[:4]
    assert forbidden == [top, right, at]
    assert start == pytest.approx(left + 0.6 * (right - left), abs=0.1)
    assert numbers(path_of(svg, "bt-trend__broken-edge")) == [start, top, bottom]
    assert texts(svg, "bt-trend__broken-text") == ["violated since 2026-10-04"]
    assert texts(svg, "bt-limit-text") == ["≤ 5 ms"]


def test_a_change_is_marked_before_its_first_run_with_both_levels() -> None:
    svg = draw(TREND)
    assert texts(svg, "bt-trend__change-text") == ["+56 %"]
    assert numbers(path_of(svg, "bt-trend__change"))[0] == numbers(path_of(svg, "bt-trend__broken"))[0]
    before, after = re.findall(r"M[\d.]+ ([\d.]+)H", path_of(svg, "bt-trend__level"))
    assert float(before) > float(after)


def test_whiskers_span_intervals_and_open_ends_reach_the_frame() -> None:
    svg = draw(TREND)
    spans = [
        re.findall(r"^M[\d.]+ ([\d.]+)V([\d.]+)", one.get("d", "")) for one in by_class(svg, "bt-whisker")
    ]
    top = numbers(path_of(svg, "bt-frame"))[1]
    assert len(spans) == 4
    assert float(spans[1][0][0]) == top


def test_links_lead_to_runs_only_where_that_is_safe() -> None:
    svg = draw(TREND)
    assert [anchor.attrib for anchor in svg.iter("a")] == [{"{http://www.w3.org/1999/xlink}href": "runs/1/"}]
    assert "javascript" not in FIGURES.render_trend(TREND)
    assert draw(replace(TREND, points=TREND.points[1:3], changes=(), broken=None)).get("role") == "img"


def test_the_table_says_what_the_figure_shows() -> None:
    figure = FIGURES.render_trend(TREND)
    assert (
        '<th scope="row"><a href="runs/1/">2026-10-01</a></th><td>3 ms (2.8–3.3 ms)</td><td>holds</td>'
        "<td>stale</td><td></td>"
    ) in figure
    assert "<td>no value</td><td>invalid</td><td>fresh</td><td>2 of 5 processes failed</td>" in figure
    assert "candidate changed" in figure


def test_the_legend_explains_only_what_occurs() -> None:
    def legend(trend: Trend) -> str:
        figure = FIGURES.render_trend(trend)
        return figure[figure.index("bt-legend") : figure.index("<details")]

    words = (
        "violated by",
        "undecided by",
        "no value",
        "hollow",
        "change of level",
        "violated since",
        "changed before",
    )
    assert [word for word in words if word not in legend(TREND)] == []
    plain = replace(
        TREND,
        points=(TrendPoint("a", 1.0, said="holds"), TrendPoint("b", 2.0, said="holds")),
        changes=(),
        broken=None,
    )
    assert [word for word in (*words, "interval") if word in legend(plain)] == []


def test_a_limit_far_from_the_values_is_told_instead() -> None:
    far = replace(TREND, axis=replace(TREND.axis, limits=(Limit(90.0, "≤ 90 ms", "below"),)), broken=None)
    assert "The limit ≤ 90 ms lies outside the plot." in FIGURES.render_trend(far)
    assert not by_class(draw(far), "bt-limit")


@pytest.mark.parametrize("count", [2, 9, 60, 400])
def test_days_never_touch_and_the_latest_is_always_told(count: int) -> None:
    first = date(2025, 1, 1)
    days = [(first + timedelta(days=place)).isoformat() for place in range(count)]
    svg = draw(replace(TREND, points=tuple(TrendPoint(day, 1.0) for day in days), changes=(), broken=None))
    ticks = [one for one in svg.iter("text") if one.text in days]
    across = [float(tick.get("x", "0")) for tick in ticks]
    assert ticks[-1].text == days[-1]
    assert all(right - left > 75 for left, right in pairwise(across))


@pytest.mark.parametrize(
    "values", [(), (None, None), (0.0, 0.0), (math.inf, 1.0), (1e-300, 1e300), (-1.0, 1.0)]
)
def test_odd_values_are_drawn_all_the_same(values: tuple[float | None, ...]) -> None:
    points = tuple(TrendPoint("2026-10-01", value, -math.inf, math.inf, "undecided") for value in values)
    svg = draw(replace(TREND, points=points, changes=(), broken=None))
    assert len(by_class(svg, "bt-trend__point")) == len(values)
    assert parse(render_sparkline(replace(SPARK, values=values))).get("class") == "bt-spark"


# The sparkline


def test_a_sparkline_has_its_limit_its_words_and_the_mark_of_the_latest_run() -> None:
    svg = parse(render_sparkline(SPARK))
    assert (svg.get("width"), svg.get("height"), svg.get("role")) == ("120", "28", "img")
    assert svg.get("aria-label") == SPARK.label
    assert path_of(svg, "bt-trend__line").count("M") == 2
    (mark,) = by_class(svg, "bt-trend__point--violated")
    limit, last = numbers(path_of(svg, "bt-spark__limit"))[1], numbers(path_of(mark, "bt-mark"))
    assert max(last[1::2]) < limit
    assert numbers(path_of(svg, "bt-spark__allowed"))[1] == limit


def test_the_mark_of_a_sparkline_tells_the_state() -> None:
    drawn = {
        said: path_of(parse(render_sparkline(replace(SPARK, said=said))), "bt-mark")
        for said in ("holds", "violated", "undecided")
    }
    assert len(set(drawn.values())) == 3
    assert "bt-trend__point--stale" in render_sparkline(replace(SPARK, fresh=False))


# The sentences


def history_of(letters: str, *changes: LevelChange, **more: Any) -> History:
    names = {"h": "holds", "v": "violated", "u": "undecided", "i": "invalid"}
    points = tuple(
        HistoryPoint(
            f"run-{place}",
            date(2026, 10, 2 + place),
            names[letter],  # type: ignore[arg-type]
            None if letter == "i" else Estimate(1.0, 0.9, 1.1, 0.95, "made up", 10),
        )
        for place, letter in enumerate(letters)
    )
    return History(points, changes, **more)


def change(place: int, before: float, after: float) -> LevelChange:
    return LevelChange(place, ChangePoint(place, 0.01, before, after, before, after))


def told(one: History, quality: Quality = P50) -> str:
    return " ".join(tell_history(one, quality)).replace("\u00a0", " ")


def test_a_history_is_told_in_words() -> None:
    assert told(history_of("hhhhhhh", change(5, 2.0, 2.24), unit="ms")) == (
        "7 runs since 2026-10-02. It held in all of them. On 2026-10-07 its level rose by 12 %, from 2 ms to 2.24 ms "
        "(medians; p = 0.01), for the worse."
    )


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("hh", "It held in both of them."),
        (
            "hhvv",
            "It held in 2 and was violated in 2. It first broke on 2026-10-04; it had last held on 2026-10-03.",
        ),
        ("vhv", "It broke again on 2026-10-04; it had last held on 2026-10-03."),
        ("vv", "It has been violated since 2026-10-02, and no run before says that it held."),
        ("vhh", "It was last violated on 2026-10-02."),
        ("hui", "It held in 1, was undecided in 1 and could not be told in 1."),
    ],
)
def test_what_runs_said_and_since_when_it_is_broken(letters: str, words: str) -> None:
    assert told(history_of(letters)).endswith(words)


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("hh", "2 runs since 2026-10-02; it held in all"),
        ("hhv", "3 runs since 2026-10-02; they have violated it since 2026-10-04"),
        ("vv", "2 runs since 2026-10-02; it held in none"),
        ("hu", "2 runs since 2026-10-02; it held in 1"),
    ],
)
def test_a_history_in_a_few_words(letters: str, words: str) -> None:
    assert tell_span(history_of(letters)) == words


def test_a_change_of_a_share_is_told_in_points_and_better_or_worse_by_the_quality() -> None:
    rise = change(1, 0.9, 0.925)
    assert tell_size(rise, RECALL).replace("\u00a0", " ") == "2.5 percentage points"
    assert "rose by 2.5 percentage points, from 90 % to 92.5 %" in told(history_of("hhh", rise), RECALL)
    assert told(history_of("hhh", rise), RECALL).endswith("for the better.")
    assert tell_size(change(1, 0.0, 3.0), P50, signed=True).replace("\u00a0", " ") == "+3 ms"
    assert tell_size(change(1, 4.0, 3.0), P50, signed=True).replace("\u00a0", " ") == "−25 %"


def test_stale_runs_other_machines_and_changed_code_are_told() -> None:
    one = history_of("hhh", change(2, 2.0, 1.0), elsewhere=2)
    points = (
        replace(one.points[0], fresh=False),
        one.points[1],
        replace(one.points[2], changed=("candidate", "data")),
    )
    words = told(replace(one, points=points))
    assert "3 runs since 2026-10-02, 1 of them stale by now." in words
    assert "for the better; the candidate and the data had changed since the run before." in words
    assert words.endswith("2 runs on other machines are left out.")


# The page


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SiteIndex:
    files = {
        **making.FILES,
        "shop/lonely.yaml": """
            kind: decision
            title: Use the large one
            status: proposed
            date: 2026-11-01
            options: [{id: large}]
            chosen: large
            constraints: [recall >= 0.5]
        """,
    }
    root = making.write_files(tmp_path_factory.mktemp("trends") / "decisions", files)
    for day, latency in enumerate((1.0, 1.0, 9.0)):
        measured = [
            making.measurement(root, processes=[making.process(order, latency) for order in range(6)])
        ]
        if day == 2:
            measured.append(making.measurement(root, "large", predictions=making.predictions(97, 3, 18, 2)))
        making.record_run(root, measured, started=making.MEASURED - timedelta(days=9 - day))
    project = judge_project(root, making.TODAY)
    settings = SiteSettings(site_name="Shop")
    return index_site(
        project.linked, project.judgement, project.comparisons, project.reading, settings, ProseRenderer()
    )


def histories(index: SiteIndex, decision: str) -> tuple[History, ...]:
    return trace_histories(index.verdicts(decision), index.judgement.assessor)


def test_the_page_tells_every_constraint_that_has_two_runs(index: SiteIndex) -> None:
    draft = draft_trends(
        index.portfolio.decisions["shop/choice"], histories(index, "shop/choice"), index, FIGURES
    )
    assert draft is not None
    assert draft.uri == trends_uri("shop/choice") == "evidence/trends/shop/choice.md"
    assert draft.updated == date(2026, 11, 3)
    (page,) = render_drafts((draft,), make_environment())
    html = page.complete_html()
    assert [entry.title.replace("\u00a0", " ") for entry in page.toc[1:]] == [
        "Latency, median ≤ 5 ms on bench-box in single-stream",
        "Recall ≥ 80 %",
        "Model size ≤ 10 kB",
    ]
    assert "It first broke on 2026-11-03; it had last held on 2026-11-02." in html
    assert "The verdict rests on the run of 2026-11-01; what was measured later informs only." in html
    assert "they never gate a build" in html
    assert "violated since then</td>" in html
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert 'href="../../../../decisions/shop/choice/#constraint-recall"' in html
    runs = {re.sub(r".*/", "", run) for run in index.portfolio.runs}
    assert {
        name for name in runs if f"evidence/runs/shop/runs/{name}/" in html or f"/{name}/" in html
    } == runs
    ET.fromstring(f"<body>{re.sub('&(para|nbsp);', '', html)}</body>")  # noqa: S314


def test_a_decision_whose_constraints_have_one_run_has_no_page(index: SiteIndex) -> None:
    lonely = index.portfolio.decisions["shop/lonely"]
    assert [len(one.points) for one in histories(index, "shop/lonely")] == [1]
    assert draft_trends(lonely, histories(index, "shop/lonely"), index, FIGURES) is None
    (verdict,), (history,) = index.verdicts("shop/lonely"), histories(index, "shop/lonely")
    assert mark_trend(verdict, history, "constraint-recall", index, index.links("a.md")) is None


def test_a_mark_leads_from_the_decision_to_its_trend(index: SiteIndex) -> None:
    links = index.links("decisions/shop/choice.md")
    verdict, found = index.verdicts("shop/choice")[0], histories(index, "shop/choice")[0]
    mark = mark_trend(verdict, found, "constraint-p50", index, links)
    assert mark is not None
    assert mark.figure == "spark-constraint-p50"
    assert mark.text == "3 runs since 2026-11-01; they have violated it since 2026-11-03 and inform only"
    assert mark.href == "../../../evidence/trends/shop/choice/#constraint-p50"
    assert f'aria-label="Latency, median: {mark.text}"' in mark.svg


def test_colours_come_from_the_style_sheet_alone() -> None:
    template = Path(__file__).resolve().parents[3] / "templates/partials/trend.svg.jinja"
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b|style=", template.read_text("utf-8"))
