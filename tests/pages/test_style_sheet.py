"""The style sheet: parts of a size to read, no rule for what nobody writes, and colours that read on their ground."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from buttress import pages
from buttress.pages.templates_folder import templates_root
from buttress.pages.wording import STATE_TERMS, STATUS_TERMS

ROOT = templates_root()
PARTS = sorted((ROOT / "assets" / "buttress").glob("*.css"))
SHEET = "\n".join(part.read_text(encoding="utf-8") for part in PARTS)
TOKENS = (ROOT / "assets" / "buttress" / "10-tokens.css").read_text(encoding="utf-8")
VERDICTS = (
    "holds",
    "violated",
    "missing",
    "invalid",
    "undecided",
    "stale",
    "waived",
    "due",
    "quiet",
    "accent",
)
# Material's own: the page in its light and in its dark scheme (hue 232 and the site's own 218).
GROUNDS = {"light": ["#ffffff"], "dark": ["#1e2129", "#1e2229"]}
AA = 4.5


def colours_of(scheme: str) -> dict[str, str]:
    _, light, dark = re.split(
        r"(?=\[data-md-color-scheme\] \{|\[data-md-color-scheme=\"slate\"\] \{)", TOKENS, maxsplit=2
    )
    body = dark if scheme == "dark" else light
    return dict(re.findall(r"--bt-([a-z-]+): (#[0-9a-f]{6});", body))


def rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))


def mixed(over: tuple[float, ...], ground: tuple[float, ...], share: float) -> tuple[float, ...]:
    return tuple(share * a + (1 - share) * b for a, b in zip(over, ground, strict=True))


def luminance(colour: tuple[float, ...]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", VERDICTS)
def test_a_word_in_its_colour_reads_on_the_page_and_on_its_tint(scheme: str, name: str) -> None:
    colour = rgb(colours_of(scheme)[name])
    tint = {"light": 0.09, "dark": 0.14}[scheme]
    for ground in map(rgb, GROUNDS[scheme]):
        assert contrast(colour, ground) >= AA
        assert contrast(colour, mixed(colour, ground, tint)) >= AA
        # A badge may stand on the row of the chosen option, or in the banner of its own verdict.
        row = mixed(rgb(colours_of(scheme)["accent"]), ground, 0.06)
        assert contrast(colour, mixed(colour, row, tint)) >= AA


@pytest.mark.parametrize(("scheme", "ink", "share"), [("light", 0.0, 0.62), ("dark", 1.0, 0.66)])
def test_muted_text_reads_on_every_ground(scheme: str, ink: float, share: float) -> None:
    assert f"--bt-muted: rgba({', '.join([str(round(255 * ink))] * 3)}, {share});" in TOKENS
    for ground in map(rgb, GROUNDS[scheme]):
        accent = rgb(colours_of(scheme)["accent"])
        for under in (ground, mixed(accent, ground, 0.06), mixed((ink,) * 3, ground, 0.03)):
            assert contrast(mixed((ink,) * 3, under, share), under) >= AA


def test_the_parts_are_short_and_in_the_order_that_the_first_one_tells() -> None:
    assert all(part.read_text(encoding="utf-8").count("\n") < 400 for part in PARTS)
    assert PARTS[0].name == "10-tokens.css"
    # What applies to paper and to forced colours has the last word.
    assert [part.name for part in PARTS[-2:]] == ["90-print.css", "92-senses.css"]


def test_every_state_and_status_has_its_colour() -> None:
    keys = {term.key for term in (*STATE_TERMS.values(), *STATUS_TERMS.values())}
    assert all(f".bt-is-{key}" in TOKENS for key in keys)


def test_no_rule_is_for_a_class_that_nobody_writes() -> None:
    package = Path(pages.__file__).resolve().parents[1]
    writers = [path for path in ROOT.rglob("*") if path.suffix in {".html", ".jinja", ".js"}]
    written = "\n".join(path.read_text(encoding="utf-8") for path in (*writers, *package.rglob("*.py")))
    # Of names that are put together (`bt-is-{key}`, `'bt-is-' ~ key`) the first part stands in the code.
    parts = set(re.findall(r"((?:bt|is)-[a-z0-9_-]*[-_])[{$'\"\\]", written)) - {"bt-"}
    named = set(re.findall(r"\.((?:bt|is)-[a-z0-9_-]+)", SHEET))
    assert sorted(name for name in named if name not in written and not name.startswith(tuple(parts))) == []


def test_no_rule_walks_through_the_whole_page_to_find_what_it_speaks_of() -> None:
    """Browsers do so from the end of the page, for each element that the rule could be of, whenever the page changes."""
    around = (
        r"(:root|html|body|\.md-(?:container|main|main__inner|content|content__inner|typeset|header|tabs))"
    )
    assert re.findall(rf"{around}:has\((?!\s*[>+])[^)]*\)", SHEET) == []
