"""Goal structures in their places: nothing overlaps, everything is inside, and every arrow ends where it should."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.assurance import PREFIXES, Argument, Conclusion, Element
from buttress.pages.figures.goal_layout import FOOT, LINE, SPINE, WIDTH, Box, GoalLayout, lay_out_goals
from buttress.pages.figures.goal_text import SIZE, fit_lines
from buttress.pages.figures.text_sizes import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

words = st.text(st.sampled_from("abWi .,選あ–≥"), min_size=1, max_size=12)
texts = st.lists(words, min_size=1, max_size=30).map(" ".join)
beside = st.lists(st.sampled_from(["context", "assumption", "justification"]), max_size=6)


@st.composite
def arguments(draw: st.DrawFn) -> Argument:
    """Arguments of the shapes that are made, and some more."""
    counts = dict.fromkeys(PREFIXES, 0)
    elements: dict[str, Element] = {}

    def add(kind: str, **more: object) -> str:
        counts[kind] += 1  # type: ignore[index]
        name = f"{PREFIXES[kind]}{counts[kind]}"  # type: ignore[index]
        contexts = () if "olution" in kind else tuple(add_leaf(one) for one in draw(beside))
        elements[name] = Element(name, kind, draw(texts), in_context_of=contexts, **more)  # type: ignore[arg-type]
        return name

    def add_leaf(kind: str) -> str:
        known = [one.id for one in elements.values() if one.kind == kind]
        if known and draw(st.booleans()):
            return draw(st.sampled_from(known))
        counts[kind] += 1  # type: ignore[index]
        name = f"{PREFIXES[kind]}{counts[kind]}"  # type: ignore[index]
        elements[name] = Element(name, kind, draw(texts))  # type: ignore[arg-type]
        return name

    def claim() -> str:
        shape = draw(st.sampled_from(["supported", "defeated", "undeveloped"]))
        if shape == "supported":
            solutions = tuple(add("solution") for _ in range(draw(st.integers(1, 3))))
            return add("goal", supported_by=(add("strategy", supported_by=solutions),), standing="supported")
        if shape == "defeated":
            counter = add("counter-goal", supported_by=(add("counter-solution"),))
            return add("goal", challenged_by=(counter,), mark="defeated", standing="defeated")
        return add("goal", mark="undeveloped", standing="undeveloped")

    strategies = tuple(
        add("strategy", supported_by=tuple(claim() for _ in range(draw(st.integers(1, 4)))))
        for _ in range(draw(st.integers(1, 2)))
    )
    risks = tuple(add("counter-goal", mark="undeveloped") for _ in range(draw(st.integers(0, 3))))
    top = add("goal", supported_by=strategies, challenged_by=risks, standing="open")
    ordered = (elements.pop(top), *elements.values())
    return Argument("decision", "d", "D", Conclusion("open", "Open."), ordered)


def lay_out(argument: Argument) -> GoalLayout:
    return lay_out_goals(argument, lambda element: element.text)


def meet(one: Box, other: Box) -> bool:
    return (
        one.left < other.left + other.width
        and other.left < one.left + one.width
        and one.top < other.bottom
        and other.top < one.bottom
    )


def segments(points: Sequence[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    return [(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)) for (x0, y0), (x1, y1) in pairwise(points)]


def touches(box: Box, x: int, y: int) -> bool:
    return box.left <= x <= box.left + box.width and box.top <= y <= box.top + box.height


@settings(max_examples=30, deadline=None)
@given(arguments())
def test_no_box_covers_another_and_all_are_inside(argument: Argument) -> None:
    layout = lay_out(argument)
    assert layout.width == WIDTH
    for box in layout.boxes:
        assert box.left >= 0
        assert box.top >= 0
        assert box.left + box.width <= layout.width
        assert box.bottom <= layout.height
    for one, other in combinations(layout.boxes, 2):
        assert not meet(one, other), (one, other)


@settings(max_examples=30, deadline=None)
@given(arguments())
def test_every_arrow_leads_from_a_box_to_a_box_along_right_angles_over_no_other(argument: Argument) -> None:
    layout = lay_out(argument)
    for arrow in layout.arrows:
        start, end = arrow.points[0], arrow.points[-1]
        (tail,) = [box for box in layout.boxes if touches(box, *start)]
        (head,) = [box for box in layout.boxes if touches(box, *end)]
        assert tail != head
        for x0, y0, x1, y1 in segments(arrow.points):
            assert x0 == x1 or y0 == y1
            assert x0 >= 0
            assert x1 <= layout.width
            assert y1 <= layout.height
            for box in layout.boxes:
                inside = (
                    x0 < box.left + box.width and box.left < x1 and y0 < box.top + box.height and box.top < y1
                )
                assert not inside or box in (tail, head), (arrow, box)


@settings(max_examples=30, deadline=None)
@given(arguments())
def test_lines_to_the_second_column_never_cross(argument: Argument) -> None:
    layout = lay_out(argument)
    lines: dict[tuple[int, int], list[tuple[int, int, int, int]]] = {}
    for arrow in layout.arrows:
        if arrow.relation == "in context of":
            lines.setdefault(arrow.points[0], []).extend(segments(arrow.points))
    for one, other in combinations(lines.values(), 2):
        for ax0, ay0, ax1, ay1 in one:
            for bx0, by0, bx1, by1 in other:
                assert not (ax0 <= bx1 and bx0 <= ax1 and ay0 <= by1 and by0 <= ay1)


@settings(max_examples=30, deadline=None)
@given(arguments())
def test_every_link_is_drawn_or_counted(argument: Argument) -> None:
    layout = lay_out(argument)
    drawn = [box.id for box in layout.boxes]
    for one in argument.elements:
        if one.kind in ("goal", "strategy", "solution", "counter-goal", "counter-solution"):
            assert drawn.count(one.id) == 1, "the column of the argument is complete"
    supports = [arrow for arrow in layout.arrows if arrow.relation == "supported by"]
    challenges = [arrow for arrow in layout.arrows if arrow.relation == "challenges"]
    assert len(supports) == sum(len(one.supported_by) for one in argument.elements)
    assert len(challenges) == sum(len(one.challenged_by) for one in argument.elements)
    more = [box for box in layout.boxes if box.kind == "more"]
    told = sum(int(box.lines[0].split()[1]) for box in more)
    contexts = sum(arrow.relation == "in context of" for arrow in layout.arrows) - len(more)
    assert contexts + told == sum(len(one.in_context_of) for one in argument.elements)


def test_the_argument_itself_fits_a_phone() -> None:
    top = Element("G1", "goal", "Claim", supported_by=("S1",))
    below = (Element("S1", "strategy", "Why", in_context_of=("A1",)), Element("A1", "assumption", "So"))
    layout = lay_out(Argument("decision", "d", "D", Conclusion("open", ""), (top, *below)))
    spine = [box for box in layout.boxes if box.kind != "assumption"]
    assert max(box.left + box.width for box in spine) == SPINE <= 328
    assert layout.boxes[-1].left > SPINE


def test_an_undeveloped_claim_has_room_for_its_diamond() -> None:
    top = Element("G1", "goal", "Claim", mark="undeveloped")
    layout = lay_out(Argument("decision", "d", "D", Conclusion("open", ""), (top,)))
    (box,) = layout.boxes
    assert box.bottom == box.top + box.height + FOOT
    assert layout.height > box.bottom
    assert box.height > LINE


@settings(max_examples=100, deadline=None)
@given(texts, st.floats(30, 300), st.integers(1, 5), st.floats(0, 25))
def test_lines_fit_whatever_they_are_written_in(text: str, width: float, most: int, first: float) -> None:
    lines = fit_lines(text, width, most, first)
    assert 1 <= len(lines) <= most
    for place, line in enumerate(lines):
        room = width - (0 if place else first)
        assert text_width(line, SIZE) <= room + 1e-6 or len(line) <= 1
    if not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_line_breaks_at_blanks_and_says_where_it_was_cut() -> None:
    assert fit_lines("one two three four five", 60.0, 2) == ("one two", "three …")
    assert fit_lines("東京都新宿区東京都", 60.0, 3) == ("東京都新", "宿区東京", "都")
    assert fit_lines("", 60.0, 3) == ("",)
