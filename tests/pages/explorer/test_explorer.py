"""The explorer of a decision: the data that its script computes with, and the page without a script."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import making
from buttress.pages import SiteSettings, urls
from buttress.pages.explorer.explorer_gathering import gather_explorer
from buttress.pages.explorer.explorer_scales import lay_axis, lay_slider, nice_step
from buttress.pages.explorer.explorer_view import draft_explorer
from buttress.pages.prose import ProseRenderer
from buttress.pages.rendering import render_drafts
from buttress.pages.site_index import index_site
from buttress.pages.templates_folder import make_environment
from buttress.pipeline import judge_project

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.pages.draft import Draft
    from buttress.pages.explorer.explorer_data import ExplorerData
    from buttress.pages.site_index import SiteIndex

HOSTILE = "</script><!--<script>alert(1)</script> & \u2028 <b>"
HOSTILE_WRITTEN = HOSTILE.replace("\u2028", r"\L")
CHOICE = f"""
    kind: decision
    title: Use the small one
    status: accepted
    date: 2026-11-01
    options:
      - {{id: small, ratings: {{interpretability: high, cost.per_month: 20 USD}}}}
      - {{id: large, title: "{HOSTILE_WRITTEN}"}}
      - {{id: paper, ratings: {{interpretability: low}}}}
    chosen: small
    drivers: [accuracy]
    constraints:
      - {{id: quick, require: latency.p50 <= 5 ms on bench-box in single-stream}}
      - {{id: accuracy, require: latency.p50 <= 9 ms}}
      - recall >= 80 %
      - {{require: model.size <= 10 kB, of: small}}
      - {{id: big, require: recall >= 50 %, slice: {{size: big}}, severity: should}}
      - {{id: near, require: recall >= -50 % against large, severity: should}}
      - interpretability >= medium
    preferences:
      - {{quality: recall, weight: 3, worst: 80 %, best: 1}}
      - {{quality: latency.p50, weight: 1, worst: 5 ms, best: 500 us}}
"""
OLD = """
    kind: decision
    title: Use the large one
    status: superseded
    date: 2026-01-01
    options: [{id: small}, {id: large}]
    chosen: large
    constraints: [recall >= 0.5]
    links: {superseded_by: [choice]}
"""
ALONE = """
    kind: decision
    title: Use what there is
    status: accepted
    date: 2026-01-01
    options: [{id: small}]
    chosen: small
    constraints: [recall >= 0.5]
"""
BARE = """
    kind: decision
    title: Sit at the window
    status: proposed
    date: 2026-01-01
    options: [{id: small}, {id: large}]
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SiteIndex:
    records = {"choice": CHOICE, "old": OLD, "alone": ALONE, "bare": BARE}
    files = {**making.FILES, **{f"shop/{name}.yaml": text for name, text in records.items()}}
    root = making.write_files(tmp_path_factory.mktemp("explorer") / "decisions", files)
    measurements = [
        making.measurement(root, predictions=making.predictions(97, 3, 18, 2)),
        making.measurement(
            root,
            "large",
            code_digest="0" * 64,
            predictions=making.predictions(99, 1, 18, 2),
            processes=[making.process(order, 40.0) for order in range(10)],
        ),
    ]
    making.record_run(root, measurements)
    return _index(root)


def _index(root: Path) -> SiteIndex:
    project = judge_project(root, making.TODAY)
    return index_site(
        project.linked,
        project.judgement,
        project.comparisons,
        project.reading,
        SiteSettings(site_name="Shop"),
        ProseRenderer(),
    )


def gathered(index: SiteIndex, name: str = "shop/choice") -> ExplorerData:
    return gather_explorer(index.portfolio.decisions[name], index.comparisons[name], index)


def drafted(index: SiteIndex, name: str = "shop/choice") -> Draft:
    draft = draft_explorer(index.portfolio.decisions[name], index)
    assert draft is not None
    return draft


@pytest.fixture(scope="module")
def data(index: SiteIndex) -> ExplorerData:
    return gathered(index)


@pytest.fixture(scope="module")
def page(index: SiteIndex) -> str:
    return render_drafts((drafted(index),), make_environment())[0].complete_html()


def script_of(page: str) -> str:
    return re.findall(
        r'<script type="application/json" id="bt-explorer-data">(.*?)</script>', page, re.DOTALL
    )[0]


def test_every_decision_with_a_choice_and_a_quality_has_one(index: SiteIndex) -> None:
    assert drafted(index).uri == urls.explorer_uri("shop/choice") == "explorer/shop/choice.md"
    assert draft_explorer(index.portfolio.decisions["shop/alone"], index) is None
    assert draft_explorer(index.portfolio.decisions["shop/bare"], index) is None


def test_no_text_of_a_record_leaves_the_data(page: str) -> None:
    text = script_of(page)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text)["options"][1]["name"] == HOSTILE
    assert page.count("</script>") == 2  # the data and the explorer itself
    assert "<!--<script>" not in page


def test_an_only_limit_is_named_like_its_quality_and_others_by_their_own_names(data: ExplorerData) -> None:
    assert [column.key for column in data.columns][:4] == [
        "latency.p50",
        "recall",
        "recall where size=big",
        "model.size",
    ]
    # A constraint that calls itself `accuracy` must not take the name of that quality.
    assert [limit.key for limit in data.limits] == [
        "quick",
        "accuracy 2",
        "recall",
        "model.size",
        "recall where size=big",
        "interpretability",
    ]


def test_limits_are_in_the_unit_of_their_quality_and_read_in_a_fitting_one(data: ExplorerData) -> None:
    by_key = {column.key: column for column in data.columns}
    assert [limit.limits for limit in data.limits] == [(5.0,), (9.0,), (0.8,), (10.0,), (0.5,), (1.0,)]
    assert (by_key["recall"].unit, by_key["recall"].factor) == ("%", 100.0)
    preference = by_key["latency.p50"].preference
    assert preference
    assert (preference.weight, preference.worst, preference.best) == (1.0, 5.0, 0.5)
    assert by_key["model.size"].preference is None


def test_a_limit_on_a_slice_moves_against_the_figure_of_that_slice(data: ExplorerData) -> None:
    limit = next(one for one in data.limits if one.key == "recall where size=big")
    column = data.columns[limit.column]
    assert column.name == "Recall where size\u00a0=\u00a0big"
    assert limit.selectors == ()  # the name of its column says it
    assert column.preference is None
    whole, part = (data.options[0].cells[place].known for place in (limit.column - 1, limit.column))
    assert limit.known[0].lower == part.lower != whole.lower


def test_a_comparison_of_options_keeps_its_verdict(index: SiteIndex, data: ExplorerData) -> None:
    assert [(one.text, one.must) for one in data.fixed] == [("Recall ≥\u00a0−50\u00a0% against large", False)]
    small, paper = (
        next(
            one.state
            for one in index.judgement.options["shop/choice", option]
            if one.bound.constraint.id == "near"
        )
        for option in ("small", "paper")
    )
    assert data.fixed[0].verdicts == (small, "", paper)  # nothing is asked of what others are compared with


def test_a_limit_on_one_option_says_nothing_of_the_others(data: ExplorerData) -> None:
    known = next(limit.known for limit in data.limits if limit.key == "model.size")
    assert known[0] is not None
    assert (known[0].verdict, known[0].proves) == ("holds", True)
    assert known[1:] == (None, None)


def test_only_fresh_figures_without_doubt_may_decide(data: ExplorerData) -> None:
    fresh, stale, missing = data.limits[0].known
    assert fresh
    assert stale
    assert missing
    assert (fresh.proves, fresh.fresh, fresh.verdict, fresh.why) == (True, True, "holds", "")
    assert (stale.proves, stale.fresh, stale.verdict) == (False, False, "stale")
    assert "code" in stale.why
    assert (missing.proves, missing.value, missing.verdict) == (False, None, "missing")


def test_what_is_stated_is_a_place_on_its_scale_or_a_number_and_proves_nothing(
    index: SiteIndex, data: ExplorerData
) -> None:
    levels = index.portfolio.qualities["interpretability"].levels
    column = next(place for place, one in enumerate(data.columns) if one.key == "interpretability")
    known = [option.cells[column].known for option in data.options]
    assert [one.value for one in known] == [levels.index("high"), None, levels.index("low")]
    assert [one.stated for one in known] == [True, False, True]
    assert not any(one.proves for one in known)
    assert data.columns[column].slider is None


def test_a_limit_is_judged_by_its_own_evidence(data: ExplorerData) -> None:
    quick, any_machine = (limit.known[0] for limit in data.limits[:2])
    assert quick
    assert any_machine
    assert quick.lower is not None
    assert quick.upper is not None
    assert quick.value is not None
    assert quick.lower <= quick.value <= quick.upper
    assert quick.quantile == pytest.approx(1.6448536)


def test_a_decision_out_of_force_is_explored_by_its_figures_alone(index: SiteIndex) -> None:
    data = gathered(index, "shop/old")
    assert not data.judged
    assert [known.verdict for known in data.limits[0].known if known] == ["", "stale"]
    page = render_drafts((drafted(index, "shop/old"),), make_environment())[0].html
    assert "not in force" in page
    assert "not judged" in page


def test_the_page_is_complete_without_its_script(page: str) -> None:
    text = " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ").split())
    # A level that somebody states decides no must.
    assert "0 of 3 options feasible, 3 open." in text
    for told in (
        "Intervals decide, not points",
        "≤ 5 ms",
        "on bench-box",
        "worth nothing at 80 %",
        "Fixed here",
    ):
        assert told in text
    assert page.count("<tr") == 4
    assert 'href="../../../decisions/shop/choice/#option-small"' in page


def test_a_chosen_option_that_misses_a_limit_names_who_answers_for_it(page: str, tmp_path: Path) -> None:
    assert "answers for that" not in page
    violated = CHOICE.replace("of: small}", "of: small, id: fits}").replace("size <= 10 kB", "size <= 1 kB")
    waiver = "    waivers:\n      - {constraint: fits, until: 2026-12-31, by: Head of Shop, because: Soon.}\n"
    root = making.write_files(tmp_path / "decisions", {**making.FILES, "shop/choice.yaml": violated + waiver})
    making.record_run(root, [making.measurement(root, predictions=making.predictions(97, 3, 18, 2))])
    text = render_drafts((drafted(_index(root)),), make_environment())[0].html
    assert (
        "small is chosen although it violates “model.size &lt;= 1 kB”: Head of Shop answers for that until 2026-12-31."
    ) in text
    waived = text[text.index('class="bt-explorer__waived"') :]
    assert "Waived" in waived[: waived.index("</p>")]


def test_the_same_record_gives_the_same_page(index: SiteIndex, page: str) -> None:
    assert render_drafts((drafted(index),), make_environment())[0].complete_html() == page


# Sliders and axes

NUMBERS = st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=1, max_size=8)


@settings(max_examples=150)
@given(NUMBERS)
def test_a_slider_reaches_every_number(numbers: list[float]) -> None:
    slider = lay_slider(numbers)
    assert slider
    assert slider.low <= min(numbers)
    assert slider.high >= max(numbers)
    assert 1 <= slider.steps <= 210
    last = (
        slider.low * slider.step**slider.steps
        if slider.logarithmic
        else slider.low + slider.step * slider.steps
    )
    assert last == pytest.approx(slider.high, rel=1e-6, abs=abs(slider.step) * 1e-6)


@pytest.mark.parametrize(
    ("numbers", "bounds", "ends"),
    [
        ([0.0, 1.0], (0.0, 1.0), (0.0, 1.0)),
        ([95.0, 99.5], (0.0, 100.0), (94.6, 99.9)),
        ([3.0], (0.0, float("inf")), (2.76, 3.24)),
        ([0.0], (0.0, float("inf")), (0.0, 0.08)),
    ],
)
def test_a_slider_stays_within_what_is_possible(
    numbers: list[float], bounds: tuple[float, float], ends: tuple[float, float]
) -> None:
    slider = lay_slider(numbers, bounds)
    assert slider
    assert (slider.low, slider.high) == pytest.approx(ends, abs=0.05)
    assert not slider.logarithmic


def test_a_wide_range_of_positive_numbers_is_logarithmic() -> None:
    slider = lay_slider([0.01, 5.0, float("inf")])
    assert slider
    assert slider.logarithmic
    assert slider.low < 0.01 < 5.0 < slider.high < 20
    share = lay_slider([0.66, 99.0], (0.0, 100.0))
    assert share
    assert share.logarithmic
    assert share.high == 100.0
    assert lay_slider([float("inf")]) is None


@given(st.floats(1e-12, 1e12))
def test_steps_are_round(rough: float) -> None:
    step = nice_step(rough)
    assert rough * 0.999 <= step <= rough * 2.6
    assert f"{step:e}"[0] in "125"


def test_an_axis_needs_values() -> None:
    assert lay_axis([], [1.0], [2.0], (0.0, 10.0)) is None
    axis: Any = lay_axis([1.0, 2.0], [0.5, 2.5], [3.0], (0.0, 10.0))
    assert axis.low < 0.5
    assert axis.high > 3.0
    assert all(axis.low <= tick <= axis.high for tick, _ in axis.ticks)
