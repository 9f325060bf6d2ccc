from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.pages.figures.diagram_figure import render_figure, render_legend, render_words
from buttress.pages.figures.diagram_styles import EDGE_STYLES, NODE_STYLES
from buttress.pages.figures.diagram_svg import DiagramError, Engine, find_engine, finish_svg
from buttress.pages.figures.diagram_text import display_units, printable, wrap_label
from buttress.pages.figures.diagrams import (
    Diagram,
    Edge,
    Group,
    LegendEntry,
    Node,
    to_dot,
)
from buttress.pages.figures.drawings import render_diagrams
from buttress.pages.figures.text_sizes import text_width

CHAIN = Diagram(
    "chain",
    "Evidence chain",
    "From data to decision.",
    nodes=(
        Node("data", "Test data", "data", link="https://example.org/data"),
        Node("run", "Run of 1 March", "run", link="../runs/1/", tooltip="569 cases"),
        Node("decision", "Use a tree", "decision", emphasis=True),
    ),
    edges=(Edge("data", "run", "is read"), Edge("run", "decision", kind="evidence")),
    groups=(Group("Evidence", ("data", "run")),),
    legend=(LegendEntry("data", "data set"), LegendEntry("evidence", "speaks for", edge=True)),
    direction="LR",
)
HOSTILE = (
    '"]; evil [label="x" URL="javascript:alert(1)"]; // <script>alert(1)</script> \\N \\" {a|b} &amp; ]]>'
)


def draw(diagram: Diagram) -> ET.Element:
    return ET.fromstring(render_diagrams([diagram])[diagram.id])  # noqa: S314


def one_node(label: str, **more: str) -> Diagram:
    return Diagram("d", "Title", "Description", (Node("a", label, "decision", **more),))


def texts(svg: ET.Element) -> list[str]:
    return [(element.text or "") for element in svg.iter("text")]


def test_dot_is_the_same_every_time_and_independent_of_ids() -> None:
    renamed = replace(
        CHAIN,
        nodes=tuple(replace(node, id=node.id.upper()) for node in CHAIN.nodes),
        edges=tuple(Edge(e.tail.upper(), e.head.upper(), e.label, e.kind) for e in CHAIN.edges),
        groups=(Group("Evidence", ("DATA", "RUN")),),
    )
    assert to_dot(CHAIN) == to_dot(CHAIN) == to_dot(renamed)


def test_dot_has_a_transparent_ground_and_no_links() -> None:
    dot = to_dot(CHAIN)
    assert "bgcolor=transparent" in dot
    assert "rankdir=LR" in dot
    assert "example.org" not in dot
    assert "569 cases" not in dot


@pytest.mark.parametrize("kind", NODE_STYLES)
def test_every_kind_of_node_is_drawn_with_its_class_and_explained_in_the_legend(kind: str) -> None:
    diagram = Diagram("d", "t", "d", (Node("a", "A", kind),), legend=(LegendEntry(kind, "what it means"),))
    groups = [group for group in draw(diagram).iter("g") if f"bt-node--{kind}" in group.get("class", "")]
    assert len(groups) == 1
    assert f"bt-node--{kind}" in render_legend(diagram)
    assert "<path" in render_legend(diagram)


@pytest.mark.parametrize("kind", EDGE_STYLES)
def test_every_kind_of_edge_is_drawn_explained_and_told(kind: str) -> None:
    nodes = (Node("a", "A", "decision"), Node("b", "B", "decision"))
    legend = (LegendEntry(kind, "what it means", edge=True),)
    diagram = Diagram("d", "t", "d", nodes, (Edge("a", "b", kind=kind),), legend=legend)
    name = f"bt-edge--{kind or 'plain'}"
    assert any(name in group.get("class", "") for group in draw(diagram).iter("g"))
    assert name in render_legend(diagram)
    assert "A <em>what it means</em> B" in render_words(diagram)


def test_kinds_differ_without_colour() -> None:
    assert (
        len({(style.shape, style.style, style.borders) for style in NODE_STYLES.values()})
        == len(NODE_STYLES) - 1
    )
    assert len({(style.head, style.style) for style in EDGE_STYLES.values()}) == len(EDGE_STYLES) - 1
    # The two that look alike do so on purpose: a constraint that holds, and a flow (drawn thicker).
    assert NODE_STYLES["constraint"] == NODE_STYLES["holds"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"nodes": (*CHAIN.nodes, Node("a", "A", "decison"))}, "unknown kind 'decison'"),
        ({"nodes": (Node("a", "A", "data"), Node("a", "B", "data"))}, "occur twice: a"),
        ({"edges": (Edge("data", "rum"),)}, "no node 'rum' did you mean 'run'"),
        ({"edges": (Edge("data", "run", kind="flows"),)}, "unknown kind 'flows'"),
        ({"groups": (Group("x", ("data",)), Group("y", ("data",)))}, "occur twice: data"),
        ({"legend": (LegendEntry("evidence", "x"),)}, "unknown kind 'evidence'"),
    ],
)
def test_a_diagram_that_does_not_add_up_is_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(CHAIN, **wrong)


def test_labels_break_at_spaces_then_anywhere_and_end_in_an_ellipsis() -> None:
    assert wrap_label("short") == ["short"]
    assert wrap_label("") == [""]
    assert wrap_label("a" * 30) == ["a" * 24, "a" * 6]
    assert wrap_label("word " * 60)[-1] == "word word word word word…"
    assert len(wrap_label("word " * 60)) == 4


@given(st.text(max_size=200), st.integers(4, 40))
def test_wrapped_lines_fit_and_lose_no_word(label: str, units: int) -> None:
    lines = wrap_label(label, units)
    assert 1 <= len(lines) <= 4
    assert all(display_units(line) <= units + 1 for line in lines)
    wanted = "".join(printable(label).split())
    shown = "".join(lines).replace(" ", "")
    assert shown == wanted or (shown.endswith("…") and wanted.startswith(shown[:-1]))


def test_wide_characters_get_wider_boxes() -> None:
    def width(label: str) -> float:
        points = next(draw(one_node(label)).iter("path")).get("d", "")
        xs = [float(pair.split(",")[0]) for pair in re.findall(r"-?[\d.]+,-?[\d.]+", points)]
        return max(xs) - min(xs)

    # Ten wide characters are ten ems of 13 units; the engine alone reserves 8.3 of them.
    assert width("文字認識翻訳機械学習") >= 10 * 13 + 10


def test_a_hostile_label_is_only_a_label() -> None:
    svg = draw(one_node(HOSTILE[:60]))
    assert "".join(texts(svg)).replace(" ", "") == HOSTILE[:60].replace(" ", "")
    assert [
        element.tag for element in svg.iter() if element.tag in ("script", "a", "image", "foreignObject")
    ] == []
    assert sum("bt-node" in group.get("class", "") for group in svg.iter("g")) == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_any_text_gives_a_well_formed_drawing_of_exactly_these_nodes(labels: list[str]) -> None:
    nodes = tuple(Node(str(i), label, "decision", label, label) for i, label in enumerate(labels))
    svg = draw(Diagram("any", labels[0], labels[-1], nodes))
    assert sum("bt-node" in group.get("class", "") for group in svg.iter("g")) == len(labels)
    assert {element.tag for element in svg.iter()} <= {"svg", "title", "desc", "g", "a", "path", "text"}


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="ab<>&\\\"'{}|NGL n", min_size=1, max_size=22))
def test_labels_are_shown_letter_by_letter(label: str) -> None:
    assert "".join(texts(draw(one_node(label)))).split() == label.split()


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        " JAVASCRIPT:x",
        "data:text/html,x",
        "//evil.org",
        "vbscript:x",
    ],
)
def test_dangerous_links_are_dropped(link: str) -> None:
    assert not list(draw(one_node("A", link=link)).iter("a"))
    assert "<a" not in render_words(one_node("A", link=link))


@pytest.mark.parametrize("link", ["../m/", "#here", "https://example.org/?a=1&b=2", "mailto:a@example.org"])
def test_harmless_links_stay(link: str) -> None:
    (anchor,) = draw(one_node("A", link=link)).iter("a")
    # A plain href would make Material's instant navigation fail.
    assert anchor.attrib == {"{http://www.w3.org/1999/xlink}href": link}


def test_a_drawing_is_named_and_fit_for_a_page() -> None:
    text = render_diagrams([CHAIN])["chain"]
    svg = ET.fromstring(text)  # noqa: S314
    ids = {element.get("id"): element.text for element in svg.iter() if element.get("id")}
    assert ids[svg.get("aria-labelledby")] == "Evidence chain"
    assert ids[svg.get("aria-describedby")] == "From data to decision."
    assert svg.get("role") == "group"
    assert not {"<?xml", "<!DOCTYPE", "<!--", "xmlns=", "style="} & set(
        re.findall(r"<\?xml|<!DOCTYPE|<!--|xmlns=|style=", text)
    )
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', text)) <= {"none", "currentColor"}
    assert [element.text for element in svg.iter("title")] == ["Evidence chain", "569 cases"]


def test_a_drawing_without_links_is_an_image() -> None:
    assert draw(one_node("A")).get("role") == "img"


def test_drawings_of_one_page_share_no_ids() -> None:
    drawings = render_diagrams([replace(CHAIN, id=name) for name in ("a b", "a-b", "a/b", "ab")])
    found = [name for text in drawings.values() for name in re.findall(r' id="([^"]*)"', text)]
    assert len(found) == len(set(found)) == 8
    assert all(re.fullmatch(r"[\w-]+", name) for name in found)


def test_large_drawings_have_a_least_width_and_small_ones_keep_their_size() -> None:
    small = draw(one_node("A"))
    assert small.get("class") == "bt-diagram"
    assert float(small.get("width", "")) < 100
    row = tuple(Node(str(i), f"Component {i}", "component") for i in range(12))
    wide = Diagram("w", "t", "d", row, tuple(Edge(str(i), str(i + 1)) for i in range(11)), direction="LR")
    assert re.fullmatch(r"bt-diagram bt-diagram--min-\d+", draw(wide).get("class", ""))


def test_a_second_border_does_not_hide_the_first() -> None:
    svg = draw(Diagram("d", "t", "d", (Node("a", "A", "violated"),)))
    assert [polygon.get("class") for polygon in svg.iter("polygon")] == [None, "bt-border"]


def test_many_diagrams_come_back_each_under_its_own_id() -> None:
    diagrams = [replace(one_node(f"label {i}"), id=f"d{i}") for i in range(120)]
    drawings = render_diagrams(diagrams)
    assert list(drawings) == [diagram.id for diagram in diagrams]
    assert all(f">label {i}<" in drawings[f"d{i}"] for i in range(120))


def test_no_diagrams_need_no_engine() -> None:
    assert render_diagrams([], engine=Engine(Path("/nonexistent"), "none")) == {}


def test_one_id_for_two_diagrams_is_refused() -> None:
    with pytest.raises(ValueError, match="share an id"):
        render_diagrams([CHAIN, CHAIN])


def test_the_cache_gives_the_same_bytes_without_the_engine(tmp_path: Path) -> None:
    engine = find_engine()
    first = render_diagrams([CHAIN], tmp_path, engine)
    assert [path.name for path in tmp_path.iterdir()] == ["drawings"]
    gone = Engine(Path("/nonexistent/dot"), engine.version)
    assert render_diagrams([CHAIN], tmp_path, gone) == first


def test_the_cache_keeps_the_drawings_of_the_last_build_only(tmp_path: Path) -> None:
    engine = find_engine()
    gone = Engine(Path("/nonexistent/dot"), engine.version)
    both = [CHAIN, one_node("label")]
    drawn = render_diagrams(both, tmp_path, engine)
    assert render_diagrams(both[1:], tmp_path, gone) == {"d": drawn["d"]}
    with pytest.raises(DiagramError):
        render_diagrams([CHAIN], tmp_path, gone)


def test_another_diagram_or_engine_version_misses_the_cache(tmp_path: Path) -> None:
    engine = find_engine()
    render_diagrams([CHAIN], tmp_path, engine)
    gone = Engine(Path("/nonexistent/dot"), engine.version)
    for changed in (
        replace(CHAIN, title="Other"),
        replace(CHAIN, nodes=(*CHAIN.nodes, Node("x", "X", "data"))),
    ):
        with pytest.raises(DiagramError, match="cannot run the layout engine"):
            render_diagrams([changed], tmp_path, gone)
    with pytest.raises(DiagramError):
        render_diagrams([CHAIN], tmp_path, replace(gone, version="next"))


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"0" * 64 + b"\n<svg/>", b"\xff\xfe"])
def test_spoilt_cache_entries_are_drawn_anew(tmp_path: Path, content: bytes) -> None:
    first = render_diagrams([CHAIN], tmp_path)
    (entry,) = tmp_path.iterdir()
    good = entry.read_bytes()
    entry.write_bytes(content)
    assert render_diagrams([CHAIN], tmp_path) == first
    assert entry.read_bytes() == good
    digest, _, body = good.decode().partition("\n")
    assert digest == hashlib.sha256(body.encode()).hexdigest()


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert render_diagrams([CHAIN], blocked / "cache") == render_diagrams([CHAIN])


def test_an_engine_that_loses_graphs_is_asked_one_by_one(tmp_path: Path) -> None:
    engine = find_engine()
    # Draws the first graph of a batch only, as engines do after a syntax error in the second.
    script = tmp_path / "dot"
    script.write_text(f"#!/bin/sh\nawk '/^digraph/ {{ n++ }} n < 2' | {engine.executable} \"$@\"\n")
    script.chmod(0o755)
    diagrams = [replace(one_node(f"label {i}"), id=f"d{i}") for i in range(3)]
    assert render_diagrams(diagrams, engine=Engine(script, "partial")) == render_diagrams(diagrams)


def test_an_engine_that_fails_on_one_diagram_names_it(tmp_path: Path) -> None:
    script = tmp_path / "dot"
    script.write_text("#!/bin/sh\ncat > /dev/null\necho trouble >&2\nexit 1\n")
    script.chmod(0o755)
    with pytest.raises(DiagramError, match=r"\(broken 1\.0\) could not draw the diagram 'chain'"):
        render_diagrams([CHAIN], engine=Engine(script, "broken 1.0"))


def test_without_any_engine_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DiagramError, match="install the package graphviz-pure"):
        find_engine(scripts=tmp_path)


def test_the_engine_is_found_without_a_search_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert "graphviz" in find_engine().version


def test_only_shapes_and_texts_of_the_engine_survive() -> None:
    raw = (
        '<?xml version="1.0"?><svg viewBox="0 0 10 10" xmlns="http://www.w3.org/2000/svg">'
        '<g class="graph"><title>d</title>'
        '<script>x</script><image href="http://x"/><text x="1" onclick="x" style="x">hi</text>'
        '<g class="node bt-node bt-node--data"><title>n0</title><path d="M0 0" onload="x" fill="black"/></g></g></svg>'
    )
    finished = finish_svg(raw, Diagram("d", "t", "d", (Node("a", "A", "data"),)))
    assert "script" not in finished
    assert "image" not in finished
    assert not re.search(r"\bon\w+=|style=", finished)
    assert '<path d="M0 0" fill="currentColor" />' in finished


def test_the_figure_tells_every_edge_and_node_in_words() -> None:
    lonely = replace(CHAIN, nodes=(*CHAIN.nodes, Node("extra", "Left <alone>", "data")))
    figure = render_figure(lonely, render_diagrams([lonely])["chain"])
    assert figure.startswith('<figure class="bt-figure">')
    assert "<figcaption>Evidence chain</figcaption>" in figure
    assert '<a href="https://example.org/data">Test data</a> <em>leads to</em>' in figure
    assert "<em>speaks for</em> Use a tree" in figure
    assert "(is read)" in figure
    assert "<li>Left &lt;alone&gt;</li>" in figure
    assert "Evidence: " in figure
    assert '<ul class="bt-legend"><li><svg' in figure


def test_a_diagram_without_legend_has_no_empty_list() -> None:
    assert render_legend(replace(CHAIN, legend=())) == ""


@pytest.mark.parametrize(
    "label", ["(H, H) = yes, for translate-sign", "flow.latency.p95 <= 200 ms for translate-sign"]
)
def test_the_slanted_sides_of_an_octagon_stay_clear_of_its_label(label: str) -> None:
    lines = wrap_label(label, 19)
    dot = to_dot(Diagram("d", "T", "D", (Node("a", label, "holds"),), direction="LR"))
    width, height = (float(re.search(rf'{name}="([\d.]+)"', dot)[1]) * 72 for name in ("width", "height"))
    cut = 1 - 0.5**0.5
    for place, line in enumerate(lines):
        top = (height - len(lines) * 15.6) / 2 + place * 15.6
        nearest = min(top, height - top - 15.6)
        inside = width - 2 * max(cut * width - nearest * width / height, 0.0)
        assert text_width(line, 13.0) + 4 <= inside


def test_the_name_of_a_frame_has_room_for_wide_characters() -> None:
    nodes = (Node("a", "A", "component"),)
    plain, wide = (
        to_dot(Diagram("d", "T", "D", nodes, groups=(Group(name, ("a",)),))) for name in ("phone", "電話")
    )
    assert "label=phone" in plain.replace('"', "")
    assert "電話  " in wide


def test_symbols_that_fonts_draw_wider_than_ideographs_get_more_room() -> None:
    def margin(label: str) -> float:
        dot = to_dot(Diagram("d", "T", "D", (Node("a", label, "component"),)))
        return float(re.search(r'margin="([\d.]+),', dot)[1])

    assert margin("ok") < margin("文字文字") < margin("\u2705\u2705\u2705\u2705")
