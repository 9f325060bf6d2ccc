"""Texts inside drawings: broken into lines, and cut where there is no room."""

from __future__ import annotations

from buttress.pages.figures.label_placement import text_width


def wrap_text(text: str, width: float, size: float, most: int) -> list[str]:
    """Gives the lines of a text, broken at blanks; what does not fit into the last of them is cut.

    No-break spaces hold what belongs together.

    Args:
        text: The text.
        width: The most that a line may take.
        size: The size of its letters, in the unit of the width.
        most: The most lines.
    """
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}".lstrip(" ")
        if not lines[-1] or text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
    return [cut_text(line, width, size) for line in lines]


def cut_text(text: str, width: float, size: float) -> str:
    """Gives a text that fits into a width, with an ellipsis where something was cut off.

    >>> cut_text("Latency, 99th percentile", 100.0, 13.0)
    'Latency, 99th…'
    """
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
