"""The three pages of a model: Mitchell's sections, a FactSheet and an interface, with every number from runs."""

from __future__ import annotations

import re

import pytest

import making
from buttress.pages import SiteSettings
from buttress.pages.catalogue.quality_words import ESTIMATOR_NAMES, Characteristic, read_characteristic
from buttress.pages.wording import ESTIMATOR_WORDS
from buttress.pipeline import judge_project, render_project
from buttress.records import Packed
from buttress.storage import digest_code

SECTIONS = (
    "Model details",
    "Intended use",
    "Factors",
    "Metrics",
    "Evaluation data",
    "Training data",
    "Quantitative analyses",
    "Ethical considerations",
    "Caveats and recommendations",
)
CARD = """
    kind: model-card
    title: Small <model>
    suite: shop/suite
    candidate: small
    metrics: [recall, latency.p50, equalized_odds_difference, specificity, roc_auc]
    details:
      version: "3"
      owners: [Shop team]
      contact: shop@example.org
      inputs: [{name: basket, type: "float32", shape: [batch, 4], description: "Prices in *EUR*, 0 or more"}]
      outputs: [{name: label, type: string}]
    considerations:
      ethical_considerations: ["A wrong call <script>alert(1)</script> annoys shoppers"]
    operation:
      errors: Baskets without a price are refused.
      poor_conditions: [Empty baskets]
    training_data:
      - {name: Baskets, sensitive: Names of shoppers.}
      - {name: Baskets, sensitive: Addresses.}
      - {name: Returns, sensitive: Reasons of shoppers.}
    evaluation_data:
      - {name: Baskets, sensitive: Nothing any more.}
      - {name: Returns, sensitive: Reasons of shoppers.}
    lineage: {artifact_sha256: "00ff"}
"""
SYSTEM = """
    kind: system
    title: Shop
    components: {caller: {does: Calls, ml: true, model: cards/small}}
"""
CHOICE = """
    kind: decision
    title: Use the small one
    status: accepted
    date: 2026-11-01
    options: [{id: small, model: cards/small}, {id: large}]
    chosen: small
    constraints:
      - recall >= 0.80
      - {require: recall >= 0.99, slice: {size: big}, severity: should}
      - latency.p50 <= 5 ms on bench-box in single-stream
"""
REJECTED = """
    kind: decision
    title: Use it for returns
    status: rejected
    date: 2026-10-01
    options: [{id: small, model: cards/small}, {id: large}]
    chosen: large
"""
FILES = {
    **making.FILES,
    "shop/suite.yaml": making.SUITE.replace(
        "positive: bad,", "positive: bad, groups: [sex, size], perturbations: {noise: data.py:noise},"
    ),
    "shop/data.py": making.DATA + "\n\n    def noise(features):\n        return features\n",
    "shop/choice.yaml": CHOICE,
    "shop/returns.yaml": REJECTED,
    "shop/system.yaml": SYSTEM,
    "shop/cards/small.yaml": CARD,
    "shop/cards/bare.yaml": "kind: model-card\ntitle: Bare\n",
}


def _record(root):
    """Forty bad baskets and as many good ones, big and small and of two sexes in turn; noise costs two hits."""
    facts = making.facts(root, 40, 40)
    noise = digest_code(root, root / "shop/data.py", "noise").digest
    groups = {"sex": Packed.of_texts(["f", "m"] * 40), "size": Packed.of_texts(["small", "big"] * 40)}
    data = facts | {"groups": groups, "change_digests": {"noise": noise}}
    answers = making.predictions(38, 2, 36, 4)
    answers["perturbed"] = {"noise": making.predictions(36, 4, 36, 4)}
    making.record_run(root, [making.measurement(root, predictions=answers)], data=data)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    root = making.write_files(tmp_path_factory.mktemp("site") / "decisions", FILES)
    _record(root)
    site = render_project(judge_project(root, making.TODAY), SiteSettings())
    return {page.uri: page for page in site.pages}


@pytest.fixture(scope="module")
def card(pages):
    return pages["models/shop/cards/small.md"].html


@pytest.fixture(scope="module")
def factsheet(pages):
    return pages["factsheets/shop/cards/small.md"].html


@pytest.fixture(scope="module")
def interface(pages):
    return pages["interfaces/shop/cards/small.md"].html


def section(html, title):
    """What stands below a heading, up to the next of its level, as words."""
    found = re.search(rf"<h([23])[^>]*>{re.escape(title)}<", html)
    assert found, title
    rest = html[html.index("</h", found.end() - 1) :].partition(">")[2]
    return words(re.split(rf"<h[2-{found[1]}]", rest)[0])


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\N{NO-BREAK SPACE}", " ").split())


def test_a_card_has_the_sections_of_mitchell_in_their_order(pages):
    for uri in ("models/shop/cards/small.md", "models/shop/cards/bare.md"):
        titles = [one.title for one in pages[uri].toc if one.level == 2]
        assert [title for title in titles if title in SECTIONS] == list(SECTIONS)


def test_a_card_says_what_it_does_not_say(pages):
    html = pages["models/shop/cards/bare.md"].html
    assert "Not stated. The card would say it in considerations.factors ." in section(html, "Factors")
    assert "No decision weighs this model." in html
    assert "No suite measures this model" in html


def test_a_card_tells_the_decisions_that_weighed_it_and_their_verdicts(card):
    told = section(card, "Decisions")
    assert "Use the small one Accepted small chosen" in told
    assert "Use it for returns (rejected) Rejected small No constraints" in told
    assert told.index("Use the small one") < told.index("Use it for returns")


def test_every_number_of_a_card_has_its_run_and_its_bounds(card):
    analyses = card[card.index('id="analyses"') :]
    (row,) = [one for one in analyses.split("<tr>") if 'qualities/recall/">' in one and "run of" in one]
    assert "95 %" in row.replace("\N{NO-BREAK SPACE}", " ")
    assert 'href="../../../../evidence/runs/' in row
    assert 'class="bt-bar bt-bar--' in row
    assert "≥ 80 %" in words(row)


def test_what_was_not_measured_is_told_with_its_reason(card):
    assert "not measured" in section(card, "Quantitative analyses")


def test_metrics_are_told_by_slice_group_and_change_with_their_limits(card):
    told = section(card, "By slice, group and change")
    assert "All examples 95 %" in told
    assert re.search(r"size = big \d+ %", told)
    assert re.search(r"sex = f \d+ %", told)
    assert "under noise 90 %" in told
    assert "and for all of them disturbed" in told
    assert "≥ 99 %" in told.partition("size = big")[2].partition("sex")[0]


def test_a_part_that_is_a_slice_and_a_group_stands_once(card):
    recall = section(card, "By slice, group and change").partition("Specificity")[0]
    assert len(re.findall(r"size = big \d+ %", recall)) == 1
    assert len(re.findall(r"size = small \d+ %", recall)) == 1


def test_differences_are_told_by_the_column_that_they_are_between(card):
    assert "by sex" in section(card, "Quantitative analyses")


def test_bars_of_one_metric_share_a_scale(card):
    part = card[card.index('class="bt-table bt-breakdown"') :].partition("</table>")[0]
    recall = part.split("<tbody>")[1]
    starts = re.findall(r'bt-bar__interval" d="M([\d.]+) 9H([\d.]+)"', recall)
    assert len(starts) == 6
    # All examples are bounded more narrowly than any part of them.
    assert min(starts, key=lambda one: float(one[1]) - float(one[0])) == starts[0]


def test_the_three_pages_lead_to_each_other(pages):
    for face in ("models", "factsheets", "interfaces"):
        html = pages[f"{face}/shop/cards/small.md"].html
        tabs = html[html.index('aria-label="Views of this model"') :].partition("</nav>")[0]
        assert tabs.count("<a ") == 3
        (here,) = re.findall(r'<a [^>]*aria-current="page">([^<]*)</a>', tabs)
        assert here == {"models": "Model card", "factsheets": "FactSheet", "interfaces": "Interface"}[face]


def test_a_factsheet_counts_its_answers_and_leads_to_what_is_open(factsheet):
    asked, answered = factsheet.count("bt-question-asked"), len(re.findall("Not answered", factsheet))
    assert f"{asked - answered} of {asked} questions answered" in factsheet
    assert '<a href="#what-if-the-world-drifts">What if the world drifts?</a>' in factsheet


def test_a_factsheet_names_the_field_that_would_answer(factsheet):
    assert "Not answered. The card would say it in operation.drift_plan ." in section(
        factsheet, "What if the world drifts?"
    )


def test_a_factsheet_answers_from_card_runs_and_decisions(factsheet):
    assert "Recall" in section(factsheet, "How well does it do?")
    assert "Latency, median" in section(factsheet, "How fast is it, and what does it need?")
    assert "Equalised odds" in section(factsheet, "Is it fair to all groups?")
    assert "Empty baskets" in section(factsheet, "Where does it do poorly?")
    assert "2026-11-10" in section(factsheet, "When and on what was it measured?")
    assert "Use the small one" in section(factsheet, "Which decisions weighed it?")
    assert "shop@example.org" in section(factsheet, "Whom to ask?")
    assert "differs" not in section(factsheet, "Which artefact is it, and what made it?")


def test_sensitive_data_of_one_name_say_what_they_are_for(factsheet):
    asked = section(factsheet, "Which sensitive data does it hold or see?")
    assert asked == (
        "Baskets (Training data) Names of shoppers. Addresses. Returns Reasons of shoppers. "
        "Baskets (Evaluation data) Nothing any more."
    )


def test_an_interface_tells_what_goes_in_and_out(interface):
    assert section(interface, "What it needs").endswith("basket float32 [batch, 4] Prices in EUR , 0 or more")
    assert section(interface, "What it gives").endswith("label string one value not stated")


def test_an_interface_tells_speed_runtime_errors_and_versions(interface):
    speed = section(interface, "Speed and resources")
    assert "Latency, median" in speed
    assert "Recall" not in speed
    runtime = section(interface, "Runtime and dependencies")
    assert "Threads 1" in runtime
    assert "CPython 3.11.7 and numpy 2.4.6" in runtime
    errors = section(interface, "When it cannot answer")
    assert (
        errors == "Baskets without a price are refused. In the run of 2026-11-10 none of 10 processes failed."
    )
    assert "00ff" in section(interface, "Versions")


def test_an_interface_names_the_components_that_it_is(interface):
    assert "It serves as caller in Shop" in words(interface)


def test_failed_processes_are_told_on_the_interface(tmp_path):
    root = making.write_files(tmp_path / "decisions", FILES)
    failed = {"order": 9, "failure": {"reason": "signal", "text": "killed"}}
    processes = [*(making.process(order) for order in range(9)), failed]
    making.record_run(root, [making.measurement(root, processes=processes)])
    site = render_project(judge_project(root, making.TODAY), SiteSettings())
    (page,) = [one for one in site.pages if one.uri == "interfaces/shop/cards/small.md"]
    assert "1 of 10 processes failed" in page.html


def test_nothing_of_a_record_becomes_markup(pages):
    for face in ("models", "factsheets", "interfaces"):
        html = pages[f"{face}/shop/cards/small.md"].html
        assert "<model>" not in html
        assert "<script" not in html


def test_the_table_of_cards_tells_who_was_chosen(pages):
    html = pages["models/index.md"].html
    assert "Small &lt;model&gt;" in html
    assert ">chosen</span>" in html
    assert 'aria-label="FactSheet of Bare"' in html


def test_every_page_of_a_model_is_found_by_the_search(pages):
    for face in ("models", "factsheets", "interfaces"):
        (entry, *_) = pages[f"{face}/shop/cards/small.md"].search
        assert "Small <model>" in entry.title


def test_every_page_of_a_model_says_when_and_on_what_it_was_measured(card, factsheet, interface):
    assert all("2026-11-10" in html and "Testing machine" in html for html in (card, factsheet, interface))


def test_every_estimator_has_a_short_name():
    assert set(ESTIMATOR_NAMES) == set(ESTIMATOR_WORDS)


@pytest.mark.parametrize(
    ("text", "name", "part", "standard"),
    [
        ("Reliability", "Reliability", "", ""),
        ("Safety: fail safe (IEC 61508)", "Safety", "fail safe", "IEC 61508"),
        ("Own (ours)", "Own", "", "ours"),
        ("", "", "", ""),
        (": odd", ": odd", "", ""),
    ],
)
def test_characteristics_are_read_as_people_write_them(text, name, part, standard):
    assert read_characteristic(text) == Characteristic(name, part, standard)
