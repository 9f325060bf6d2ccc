from __future__ import annotations

import pytest

from buttress.pages.figures.text_sizes import text_room, text_width


@pytest.mark.parametrize(
    ("text", "width"),
    # Sums of Adobe's published Helvetica metrics (AFM 1.0), per 1000 units.
    [("Mix", 1555), ("Accuracy", 4112), ("100 %", 2835), ("文字", 2000), ("", 0)],
)
def test_text_widths_are_those_of_helvetica(text: str, width: int) -> None:
    assert text_width(text, 1000.0) == pytest.approx(width)


@pytest.mark.parametrize(
    ("text", "width", "bold"),
    # As Chromium measures them in DejaVu Sans 2.37 at 100 px.
    [
        ("Boosted trees on binned features", 1668, False),
        ("Boosted trees on binned features", 1894, True),
        ("Decision tree of depth six", 1281, False),
        ("Decision tree of depth six", 1451, True),
        ("Read on the phone, translate on a server", 2056, False),
        ("Read on the phone, translate on a server", 2322, True),
    ],
)
def test_there_is_room_for_wider_fonts(text: str, width: float, *, bold: bool) -> None:
    assert width <= text_room(text, 100.0, bold=bold) <= 1.1 * width
