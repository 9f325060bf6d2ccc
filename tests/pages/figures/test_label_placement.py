from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buttress.pages.figures.label_placement import COST_OF_LABEL, Box, Label, Obstacle, Place, place_labels

FRAME = Box(0.0, 0.0, 700.0, 400.0)


def label(x: float, y: float, *, width: float = 80.0, first: bool = False) -> Label:
    return Label(x, y, radius=6.0, width=width, height=17.0, first=first)


def meet(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def mark(one: Label) -> Box:
    return Box(one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius)


def test_a_lonely_label_sits_right_of_its_mark_without_a_leader() -> None:
    assert place_labels([label(100, 200)], [], FRAME) == [
        Place(Box(110.0, 191.5, 190.0, 208.5), "start", None)
    ]


def test_at_the_right_edge_a_label_goes_left() -> None:
    (place,) = place_labels([label(690, 200)], [], FRAME)
    assert place == Place(Box(600.0, 191.5, 680.0, 208.5), "end", None)


def test_in_a_corner_a_label_stays_inside() -> None:
    for x in (0, 700):
        for y in (0, 400):
            (place,) = place_labels([label(x, y)], [], FRAME)
            assert place is not None
            assert place.box.left >= 0
            assert place.box.right <= 700
            assert place.box.top >= 0
            assert place.box.bottom <= 400


def test_a_label_avoids_a_line() -> None:
    line = Obstacle(Box(120, 0, 123, 400), 6.0)
    (place,) = place_labels([label(100, 200)], [line], FRAME)
    assert place is not None
    assert not meet(place.box, line.box)


def test_a_label_that_was_pushed_out_of_the_way_gets_a_leader_that_ends_at_it() -> None:
    wall = [Obstacle(Box(0, 150, 700, 196), COST_OF_LABEL), Obstacle(Box(0, 204, 700, 235), COST_OF_LABEL)]
    (place,) = place_labels([label(350, 200)], wall, FRAME)
    assert place is not None
    assert place.leader is not None
    x0, y0, x1, y1 = place.leader
    assert (x0 - 350) ** 2 + (y0 - 200) ** 2 == pytest.approx(36)
    assert place.box.left <= x1 <= place.box.right
    assert y1 in (place.box.top, place.box.bottom) or x1 in (place.box.left, place.box.right)


def test_two_points_side_by_side_share_the_space() -> None:
    left, right = place_labels([label(300, 200), label(320, 200)], [], FRAME)
    assert left is not None
    assert right is not None
    assert left.anchor == "end"
    assert right.anchor == "start"


def test_the_first_label_gets_the_best_place() -> None:
    crowd = [label(300, 200), label(303, 203), label(306, 200, first=True), label(309, 203)]
    alone = place_labels([crowd[2]], [Obstacle(mark(one), COST_OF_LABEL) for one in crowd], FRAME)
    assert place_labels(crowd, [], FRAME)[2] == alone[0]


def test_what_cannot_be_placed_is_left_out_instead_of_covering_others() -> None:
    crowd = [label(350 + i % 10, 200 + i // 10, width=150) for i in range(100)]
    places = place_labels(crowd, [], FRAME)
    assert None in places
    assert any(places)


def test_a_label_wider_than_the_frame_is_left_out() -> None:
    assert place_labels([label(100, 100, width=900)], [], FRAME) == [None]


def test_nothing_to_place() -> None:
    assert place_labels([], [], FRAME) == []


points = st.builds(
    label,
    st.floats(0, 700),
    st.floats(0, 400),
    width=st.floats(10, 200),
    first=st.booleans(),
)
lines = st.builds(lambda x: Obstacle(Box(x, 0, x + 3, 400), 6.0), st.floats(0, 697))


@settings(max_examples=80, deadline=None)
@given(st.lists(points, max_size=14), st.lists(lines, max_size=3))
def test_labels_cover_no_label_no_mark_and_stay_in_the_frame(
    labels: list[Label], obstacles: list[Obstacle]
) -> None:
    places = place_labels(labels, obstacles, FRAME)
    assert len(places) == len(labels)
    shown = [place.box for place in places if place]
    assert not any(meet(one, other) for i, one in enumerate(shown) for other in shown[:i])
    assert not any(meet(box, mark(one)) for box in shown for one in labels)
    assert all(
        box.left >= -0.01 and box.top >= -0.01 and box.right <= 700.01 and box.bottom <= 400.01
        for box in shown
    )
    assert place_labels(labels, obstacles, FRAME) == places


def gap(one: Label, box: Box) -> float:
    across = max(box.left - one.x, 0.0, one.x - box.right)
    return float((across**2 + max(box.top - one.y, 0.0, one.y - box.bottom) ** 2) ** 0.5)


def test_no_label_stands_beside_the_mark_of_another() -> None:
    # A limit runs just above the lower mark, so that its label has to go elsewhere.
    lower, upper = label(119, 396), label(119, 383, width=170.0)
    limits = [Obstacle(Box(86, 392, 615, 394), 6.0), Obstacle(Box(127, 170, 129, 434), 6.0)]
    frame = Box(86.0, 170.0, 615.0, 434.0)
    for own, other, places in (
        (lower, upper, place_labels([lower, upper], limits, frame)),
        (upper, lower, place_labels([upper, lower], limits, frame)),
    ):
        place = places[0]
        assert place is not None
        assert gap(own, place.box) <= gap(other, place.box)
