"""The reference of the guide: it is made from the code, so it must hold all of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs/hooks"))

import reference  # type: ignore[import-not-found]

from buttress.cli.commands import COMMANDS
from buttress.exchange import SCHEMA_KINDS, shipped_schemas


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return dict(reference.reference_pages())


def test_every_command_has_its_options_and_an_example(pages):
    text = pages["reference/commands.md"]
    assert next(line[12:] for line in text.splitlines() if line.startswith("## buttress ")) == COMMANDS[0]
    for name in COMMANDS:
        section = text.split(f"## buttress {name}\n")[1].split("\n## ")[0]
        assert f"buttress {name}" in section.split("```text")[1]
    assert "`--as-of YYYY-MM-DD`" in text
    assert "\b" not in text


def test_every_option_of_the_plugin_says_what_it_means(pages):
    rows = [line for line in pages["reference/plugin.md"].splitlines() if line.startswith("| `")]
    assert any(row.startswith("| `enforce` | `true` |") for row in rows)
    assert all(row.split("|")[3].strip() for row in rows)


def test_every_kind_with_a_schema_has_a_page_with_all_its_keys(pages):
    assert {f"reference/{kind}.md" for kind in SCHEMA_KINDS} <= set(pages)
    decision = pages["reference/decision.md"]
    schema = json.loads(dict(shipped_schemas())["decision.json"])
    assert all(f"| `{name}`" in decision for name in schema["properties"])
    assert "[Option](#option)" in decision
    assert "\n## Option\n" in decision


def test_a_cell_never_breaks_its_table(pages):
    for text in pages.values():
        for table in text.split("\n\n"):
            if table.startswith("| "):
                widths = {line.replace("\\|", "").count("|") for line in table.splitlines()}
                assert len(widths) == 1
