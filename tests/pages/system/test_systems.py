"""Pages of systems: what a reader finds of a rich one and of a bare one, and that both agree with what was computed."""

from __future__ import annotations

import re
from math import inf
from urllib.parse import urldefrag, urljoin

import pytest

import making
from buttress.estimation import Estimate
from buttress.explanation import NBSP
from buttress.pages import SiteSettings
from buttress.pages.declared_view import show_range, spread
from buttress.pages.figures.diagrams import Diagram, Edge, Group, Node, to_dot
from buttress.pages.system.deployment_view import show_figure
from buttress.pages.system.flow_budget_view import show_span
from buttress.pages.urls import public_path
from buttress.pipeline import judge_project, render_project
from buttress.records import Quality, parse_range
from buttress.verdicts import Assessment

SYSTEM = """
    kind: system
    title: Glasses & <i>Co</i>
    description: Shows a *translation* over what the wearer looks at. <script>alert(1)</script>
    goals: {organisation: [Sold], users: [No pause]}
    components:
      camera: {latency: {basis: assumed, value: 8..16 ms, source: Data sheet <b>7</b>}}
      ocr: {does: Reads, ml: true, model: cards/small, evidence: {candidate: small}}
      display: {does: Overlays, latency: {basis: assumed, value: 4 ms, source: Frame time}}
      counter: {does: Counts}
    nodes:
      glasses: {stand_in: {hardware: bench-box, factor: 4..8, source: Scores of 2026}, availability: 99 %}
      phone: {stand_in: {hardware: bench-box, factor: 2, source: Scores of 2026}, availability: 99 %}
      cloud: {hardware: bench-box, price: 0.40..0.60 USD/h, instances: 3, availability: 99.9 %}
    links:
      - {between: [glasses, phone], name: Radio, latency: 40..200 ms, bandwidth: 3 Mbit/s, local: true}
      - {between: [phone, cloud], name: LTE, latency: 30..80 ms, bandwidth: 10..20 Mbit/s, price: 10 USD/GB}
    flows:
      - id: read
        title: Read a sign
        path: [camera, ocr, display]
        payload: {camera->ocr: 100 kB, ocr->display: 400 B}
        rate: 2 /s
      - {id: count, path: [display, counter], payload: {display->counter: 100 B}, rate: 1 /s}
    deployments:
      on-glasses: {camera: glasses, ocr: glasses, display: glasses, counter: phone}
      on-phone: {camera: glasses, ocr: phone, display: glasses, counter: phone}
      in-cloud: {camera: glasses, ocr: cloud, display: glasses, counter: phone}
    current_deployment: on-phone
    constraints:
      - {id: quick, require: flow.latency.p95 <= 2 s for read, because: People look away.}
      - {id: small, require: data.per_day <= 20 GB}
      - {require: cost.per_hour <= 2 USD, severity: should}
"""
WHERE = """
    kind: decision
    title: Read on the phone
    status: accepted
    date: 2026-11-01
    review_by: 2026-11-10
    options:
      - {id: worn, deployment: on-glasses}
      - {id: carried, deployment: on-phone}
      - {id: rented, deployment: in-cloud}
    chosen: carried
    constraints: [flow.latency.p95 <= 300 ms for read]
    risks:
      - {text: Hot pockets, likelihood: low, impact: low}
      - {text: Jammed *radio*, likelihood: high, impact: high}
"""
OLD = """
    kind: decision
    title: Read nowhere
    status: rejected
    date: 2026-10-01
    options: [{id: none}]
    risks: [{text: Nobody buys it}]
"""
CARD = "kind: model-card\ntitle: Small reader\nsuite: shop/suite\nmetrics: [recall]\n"
BOX = """
    kind: system
    title: One box
    components: {a: {}, b: {does: Adds}}
    nodes: {here: {}}
    flows: [{id: only, path: [a, b]}]
    deployments: {home: {a: here, b: here}, half: {a: here}}
    current_deployment: home
"""
MANY = """
    kind: system
    title: Many flows
    components: {a: {}, b: {}, c: {}}
    flows:
      - {id: one, path: [a, b], payload: {a->b: 1 kB}}
      - {id: two, path: [a, b], payload: {a->b: 2 kB}}
      - {id: three, path: [b, c]}
      - {id: four, path: [c, a]}
    nodes: {x: {}}
    deployments: {d1: {a: x}, d2: {b: x}, d3: {c: x}, d4: {a: x, b: x}, d5: {b: x, c: x}}
    current_deployment: d4
"""
SPARE = """
    kind: system
    title: A spare wire
    components: {a: {}, b: {}, c: {}}
    flows: [{id: only, path: [a, b]}]
    nodes: {x: {}, y: {}, z: {}}
    links:
      - {between: [x, y], name: Wire, bandwidth: 1 Mbit/s}
      - {between: [x, z], name: Spare, bandwidth: 1 Mbit/s}
    deployments: {apart: {a: x, b: y, c: z}}
"""
FILES = {
    **making.FILES,
    "shop/system.yaml": SYSTEM,
    "shop/where.yaml": WHERE,
    "shop/old.yaml": OLD,
    "shop/cards/small.yaml": CARD,
    "bare/system.yaml": "kind: system\ntitle: A name\n",
    "box/system.yaml": BOX,
    "many/system.yaml": MANY,
    "spare/system.yaml": SPARE,
    "unplaced/system.yaml": "kind: system\ntitle: Unplaced\ncomponents: {a: {}}\nflows: []\n",
}
SHOP, BARE, ONE_BOX = "systems/shop.md", "systems/bare.md", "systems/box.md"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = making.write_files(tmp_path_factory.mktemp("systems") / "decisions", FILES)
    slow = [making.process(order, 20.0, spread=0.05) for order in range(10)]
    making.record_run(
        root, [making.measurement(root, predictions=making.predictions(97, 3, 18, 2), processes=slow)]
    )
    return judge_project(root, making.TODAY)


@pytest.fixture(scope="module")
def pages(project):
    return {page.uri: page for page in render_project(project, SiteSettings()).pages}


def text_of(html):
    """The words of a page without markup, blanks made plain."""
    plain = re.sub(
        r"<(?:svg|details class=\"bt-argument).*?</(?:svg|details)>|<[^>]+>", " ", html, flags=re.DOTALL
    )
    return re.sub(r"\s+", " ", plain.replace(NBSP, " ").replace("\u202f", " "))


def words_of(page, figure):
    """The words of a diagram."""
    found = re.search(r"<details class=\"bt-figure__words\">(.*?)</details>", page.figures[figure], re.DOTALL)
    return text_of(found[1])


def row_of(page, quality, group):
    """The cells of one row of the table of deployments, as words."""
    body = next(part for part in page.html.split("<tbody>") if group in part and "bt-group-row" in part)
    row = next(part for part in body.split("<tr>") if f">{quality}</a>" in part)
    return [text_of(cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]


def test_every_system_has_a_page_and_the_index_has_a_card_for_each(pages):
    index = pages["systems/index.md"]
    assert {SHOP, BARE, ONE_BOX, "systems/many.md"} <= set(pages)
    assert index.html.count('class="bt-system ') == 6
    assert 'href="shop/"' in index.html
    assert "Runs as on-phone" in text_of(index.html)


def test_the_banner_leads_to_all_that_is_open_in_one_section(pages, project):
    due = len(project.judgement.notices)
    unmet = sum(verdict.state != "holds" for verdict in project.judgement.all_verdicts())
    banner = re.search(r'<div class="bt-banner.*?</div>', pages[SHOP].html, re.DOTALL)[0]
    told = f"{unmet} constraints that do not hold, {due} things due and 2 stated risks"
    assert f'<a href="#risks">Open risks: {told}</a>' in banner
    section = pages[SHOP].html.partition('<h2 id="risks"')[2].partition("<h2")[0]
    assert section.count('class="bt-finding ') == unmet + due
    assert section.count("Jammed <em>radio</em>") == 1


def test_risks_stand_gravest_first_and_those_of_rejected_decisions_are_not_open(pages):
    risks = pages[SHOP].html.partition('id="risks"')[2]
    assert risks.index("Jammed <em>radio</em>") < risks.index("Hot pockets")
    assert "Nobody buys it" not in pages[SHOP].html


def test_what_the_system_states_is_judged_on_its_page(pages, project):
    verdicts = {one.bound.constraint.id: one for one in project.judgement.systems["shop"]}
    html = pages[SHOP].html
    for name, verdict in verdicts.items():
        anchor = re.sub(r"[^a-z0-9]+", "-", f"constraint {name}")
        card = re.search(rf'<section class="[^"]*" id="{anchor}".*?</section>', html, re.DOTALL)[0]
        assert f"bt-is-{verdict.state}" in card
        conditional = bool(verdict.assessment and verdict.assessment.conditions)
        assert ("conditional on declared inputs" in card) == conditional
    assert "People look away." in html


def test_components_and_their_payloads_are_told_in_words(pages):
    told = words_of(pages[SHOP], "components")
    assert "camera sends, in “Read a sign”, to ocr (100 kB)" in told
    assert "4 components, 1 of them learned; 2 flows through them." in told


def test_a_deployment_shows_machines_links_and_what_only_passes(pages):
    told = words_of(pages[SHOP], "deployment-in-cloud")
    assert "glasses is linked to phone (Radio, 40–200 ms, 3 Mbit/s, local)" in told
    assert "phone is linked to cloud (LTE, 30–80 ms, 10–20 Mbit/s, 10 USD/GB)" in told
    assert "camera sends, in “Read a sign”, to phone (100 kB)" in told
    assert "phone sends, in “Read a sign”, to ocr (100 kB)" in told
    assert "cloud (Testing machine, 3 instances, 0.4–0.6 USD/h): ocr" in told
    assert "phone (measured on Testing machine, × 2): passes data on, counter" in told


def test_a_machine_that_a_deployment_does_not_use_is_not_drawn(pages):
    assert "cloud" not in words_of(pages[SHOP], "deployment-on-phone")


def test_the_deployment_in_operation_is_marked_wherever_it_stands(pages):
    html = pages[SHOP].html
    assert 'id="deployment-on-phone">on-phone, in operation now' in html
    assert re.search(r'class="bt-column--current"><a href="#deployment-on-phone">', html)
    assert html.count('<details class="bt-flow" open>') == 2


def test_figures_are_those_that_the_assessor_gives(pages):
    # Two signs a second: 100 kB there and 400 B back, over one link on the phone, and over two in the cloud.
    there, back = 2 * 86_400 * 100_400, 86_400 * 100
    on_glasses, on_phone, in_cloud = row_of(pages[SHOP], "Data sent in a day", "All flows together")
    assert on_glasses.startswith(f"{back / 1e6:.2f} MB")
    assert on_phone.startswith(f"{(there + back) / 1e9:.1f} GB")
    assert in_cloud.startswith(f"{(2 * there + back) / 1e9:.1f} GB")


def test_limits_are_marked_on_every_deployment_and_say_where_nobody_judged(pages):
    on_glasses, on_phone, in_cloud = row_of(pages[SHOP], "Data sent in a day", "All flows together")
    assert "Would hold ≤ 20 GB" in on_glasses
    assert "Holds ≤ 20 GB" in on_phone
    assert "Would miss ≤ 20 GB" in in_cloud


def test_limits_of_decisions_are_marked_where_an_option_stands_for_the_deployment(pages, project):
    cells = row_of(pages[SHOP], "Latency of a flow, 95th percentile", "Flow: Read a sign")
    for option, cell in zip(("worn", "carried", "rented"), cells, strict=True):
        (verdict,) = project.judgement.options["shop/where", option]
        assert f"{verdict.state.capitalize()} ≤ 300 ms" in cell
    assert all("conditional" in cell for cell in cells)


def test_what_is_not_known_is_said_once_and_what_nobody_asks_is_left_out(pages):
    (cell,) = row_of(pages[SHOP], "Cost of an hour", "All flows together")
    assert cell.startswith("not known")
    assert "price" in cell
    assert "Left out, since what is declared and measured does not tell: " in text_of(pages[SHOP].html)
    assert ">Cost of a month</a>" not in pages[SHOP].html


def test_a_budget_has_a_line_for_each_step_and_a_drawing(pages):
    html = pages[SHOP].html
    flow = html[html.index('id="flow-read"') : html.index('id="flow-count"')]
    current = text_of(re.search(r"<details class=\"bt-flow\" open>.*?</details>", flow, re.DOTALL)[0])
    # 100 kB at 3 Mbit/s take 267 ms, and the radio adds 40 to 200.
    assert "Radio camera → ocr 307–467 ms – 100 kB" in current
    assert "camera on glasses 8–16 ms" in current
    assert "<svg" in pages[SHOP].figures["flow-read"]


def test_what_is_declared_is_listed_with_its_source(pages):
    html = pages[SHOP].html
    declared = text_of(html[html.index('id="declared"') : html.index('id="decisions"')])
    assert "glasses node Latency 4–8 times what was measured on Testing machine Scores of 2026" in declared
    assert "Radio link Latency 40–200 ms one way Bandwidth 3 Mbit/s" in declared


def test_nothing_of_a_record_becomes_markup(pages):
    for uri in (SHOP, "systems/index.md"):
        whole = pages[uri].complete_html()
        assert "<script" not in whole
        assert "<i>Co</i>" not in whole
    assert "Data sheet &lt;b&gt;7&lt;/b&gt;" in pages[SHOP].html


def test_a_system_that_is_but_a_name_gets_a_short_page(pages):
    page = pages[BARE]
    assert page.figures == {}
    assert [entry.level for entry in page.toc] == [1]
    assert "No decision yet." in page.html


def test_a_system_that_declares_little_says_so_in_a_sentence(pages):
    page = pages[ONE_BOX]
    assert "There are no links, so that nothing is sent." in page.html
    assert "Of the flow “only” no step was measured or declared." in page.html
    assert "Placed nowhere: b." in page.html
    assert "bt-flow" not in page.html
    unplaced = pages["systems/unplaced.md"].html
    assert (
        "The system declares no deployments or flows, so that nothing can be computed of where it runs."
        in unplaced
    )


def test_arrows_of_many_flows_name_their_flow(pages):
    told = words_of(pages["systems/many.md"], "components")
    assert "a sends to b (one: 1 kB)" in told
    assert "a sends to b (two: 2 kB)" in told


def test_a_link_that_no_flow_uses_is_told_in_a_sentence(pages):
    told = words_of(pages["systems/spare.md"], "deployment-apart")
    assert "x is linked to y (Wire, 1 Mbit/s)" in told
    assert "x is linked, unused by any flow, to z (Spare, 1 Mbit/s)" in told


def test_of_many_deployments_only_the_one_in_operation_is_drawn_at_first_sight(pages):
    html = pages["systems/many.md"].html
    assert html.count('<details class="bt-flow bt-flow--figure">') == 4
    assert html.index("d4, in operation now") < html.index("<!--bt:deployment-d4-->")
    assert not re.search(r"<summary>What runs where</summary>\s*<!--bt:deployment-d4-->", html)
    assert "bt-flow--figure" not in pages[SHOP].html


def test_links_of_system_pages_lead_somewhere(pages):
    served = {public_path(uri, directory_urls=True): page for uri, page in pages.items()}
    for uri, page in pages.items():
        if not uri.startswith("systems/"):
            continue
        here = public_path(uri, directory_urls=True)
        for address in re.findall(r'(?:xlink:)?href="([^"]*)"', page.complete_html()):
            path, fragment = urldefrag(urljoin(f"http://site/{here}", address))
            target = served[path.removeprefix("http://site/")]
            assert not fragment or f'id="{fragment}"' in target.complete_html(), (uri, address)


def test_a_decision_leads_to_its_system(pages):
    page = pages["decisions/shop/where.md"]
    assert page.html.count('href="../../../systems/shop/"') == 2


def test_search_finds_a_system_by_its_components_and_its_flows(pages):
    found = pages[SHOP].search
    assert "camera, ocr, display, counter" in found[0].text
    assert ("flow-read", "camera → ocr → display") in {(one.location_fragment, one.text) for one in found}


def test_a_site_without_systems_has_no_page_of_them(tmp_path):
    root = making.write_files(tmp_path / "decisions", making.FILES)
    uris = {page.uri for page in render_project(judge_project(root, making.TODAY), SiteSettings()).pages}
    assert not any(uri.startswith("systems/") for uri in uris)


def test_the_same_records_give_the_same_page(pages, project):
    again = {page.uri: page for page in render_project(project, SiteSettings()).pages}
    assert again[SHOP] == pages[SHOP]


@pytest.mark.parametrize(
    ("low", "high", "unit", "told"),
    [
        (0.04, 0.2, "s", "40–200 ms"),
        (0.005, 0.005, "s", "5 ms"),
        (0.0005, 2.0, "s", "0.0005–2 s"),
        (30.0, 120.0, "%", "30–120 %"),
        (0.0, 0.0, "s", "0 s"),
        (2e-6, 8e-6, "s", "2–8 µs"),
        (1.71e-5, 1.71e-5, "%", "1.71e−5 %"),
        (5.26e-5, 9.85e-5, "%", "5.26e−5–9.85e−5 %"),
    ],
)
def test_two_amounts_share_one_unit(low, high, unit, told):
    assert show_span(low, high, unit).replace(NBSP, " ") == told


@pytest.mark.parametrize(
    ("written", "told"), [("40..200 ms", "40–200 ms"), ("5 ms", "5 ms"), ("40 us..2 ms", "40 µs–2 ms")]
)
def test_ranges_read_as_their_author_wrote_them(written, told):
    assert show_range(parse_range(written)).replace(NBSP, " ") == told


def test_dots_between_words_stay():
    assert spread("so on.. and 3..6 times") == "so on.. and 3–6 times"


def test_an_edge_between_frames_ends_at_them_and_others_do_not():
    nodes = (Node("a", "a", "component"), Node("b", "b", "component"), Node("c", "c", "component"))
    groups = (Group("left", ("a",), ("4 cores",)), Group("right", ("b", "c")))
    drawn = to_dot(Diagram("d", "t", "x", nodes, (Edge("a", "b", "cable", "link", framed=True),), groups))
    assert [one in drawn for one in ('ltail="cluster_0"', 'lhead="cluster_1"', "compound=true")] == [True] * 3
    plain = to_dot(Diagram("d", "t", "x", nodes, (Edge("a", "b", "cable", "link"),), groups))
    assert [one in plain for one in ("ltail", "lhead", "compound")] == [False] * 3
    inside = to_dot(Diagram("d", "t", "x", nodes, (Edge("b", "c", kind="link", framed=True),), groups))
    assert "ltail" not in inside


@pytest.mark.parametrize(
    ("lower", "upper", "told"), [(2.0, 5.0, "2–5"), (2.0, inf, "2 or more"), (-inf, 3.0, "0–3")]
)
def test_whole_machines_are_told_whether_or_not_a_side_is_bounded(lower, upper, told):
    quality = Quality(
        id="n",
        kind="quality",
        title="Instances",
        direction="lower",
        estimator="deployed",
        deployed="instances",
    )
    estimate = Estimate(3.0, lower, upper, 0.95, "sign test", 10)
    assert show_figure(Assessment("fresh", "", estimate=estimate), quality) == (told, "")
