"""Labels beside arrows: off the words of frames, off boxes and off each other, by the shortest way."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from buttress.pages.figures.diagram_labels import clear_labels

FRAME = """
<g class="cluster bt-group"><path d="M0,0C0,0 300,0 300,0C300,0 300,-200 300,-200C0,-200 0,-200 0,0"/>
<text text-anchor="start" x="10" y="-180" font-size="12">a name in the corner</text></g>
"""
NODE = '<g class="node bt-node"><title>n0</title><polygon points="100,-100 200,-100 200,-60 100,-60 100,-100"/></g>'


def edge(x: float, y: float, *lines: str) -> str:
    texts = "".join(
        f'<text text-anchor="middle" x="{x}" y="{y + 14 * place}" font-size="12">{line}</text>'
        for place, line in enumerate(lines)
    )
    return f'<g class="edge bt-edge"><path d="M0,0C10,0 20,0 30,0"/>{texts}</g>'


def cleared(*parts: str) -> list[tuple[str, float, float]]:
    graph = ET.fromstring(f"<g>{''.join(parts)}</g>")  # noqa: S314 - our own
    clear_labels(graph)
    return [(one.text or "", float(one.get("x", "")), float(one.get("y", ""))) for one in graph.iter("text")][
        1:
    ]


def test_a_label_that_covers_nothing_stays() -> None:
    assert cleared(FRAME, NODE, edge(60, -40, "2 MB")) == [("2 MB", 60, -40)]


def test_a_label_on_the_name_of_a_frame_moves_off_it_by_the_shortest_way_and_as_a_whole() -> None:
    (_, x, y), (_, second_x, second_y) = cleared(FRAME, NODE, edge(60, -180, "WiFi", "5 ms"))
    # The name is a line high and a dozen letters wide: below it is nearer than beside it.
    assert x == second_x == 60
    assert y > -180 + 10
    assert second_y == y + 14


def test_a_label_on_a_box_moves_off_it() -> None:
    ((_, x, y),) = cleared(FRAME, NODE, edge(150, -80, "2 MB"))
    assert not (100 < x < 200 and -100 < y < -60)


def test_two_labels_in_one_place_part() -> None:
    (_, x, y), (_, other_x, other_y) = cleared(FRAME, NODE, edge(60, -30, "2 MB"), edge(60, -30, "3 MB"))
    assert (x, y) == (60, -30)
    assert abs(other_x - x) > 25 or abs(other_y - y) >= 12


def test_without_frames_nothing_moves() -> None:
    graph = ET.fromstring(f"<g>{NODE}{edge(150, -80, '2 MB')}</g>")  # noqa: S314 - our own
    clear_labels(graph)
    assert [one.get("x") for one in graph.iter("text")] == ["150"]
