"""A site's own templates: what they may replace, what they see, and how their mistakes are told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import making
from buttress.errors import Problem, ProjectError
from buttress.pages import SiteSettings, assets, render_problems, shared_assets, templates_root
from buttress.pipeline import judge_project, render_project

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.project import Project

CHOICE = making.FILES["shop/choice.yaml"].replace(
    "options: [{id: small}, {id: large}]",
    "x-ticket: SHOP-12\n    options: [{id: small, x-vendor: Small & Co}, {id: large}]",
)
CARD = "kind: model-card\ntitle: Small model\nsuite: shop/suite\nx-owner: Shop team\n"
FILES = {**making.FILES, "shop/choice.yaml": CHOICE, "shop/cards/small.yaml": CARD}
HERE = "decisions/shop/choice.md"
FRAME = ("body", "changed", "crumbs", "extensions", "measured", "pager", "past", "source", "title")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = making.write_files(tmp_path_factory.mktemp("site") / "decisions", FILES)
    making.record_run(root)
    return judge_project(root, making.TODAY)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "templates"


def page(project: Project, own: Path, uri: str = HERE) -> str:
    pages = render_project(project, SiteSettings(overrides=own)).pages
    return next(one.complete_html() for one in pages if one.uri == uri)


def problem(project: Project, own: Path) -> Problem:
    with pytest.raises(ProjectError) as raised:
        render_project(project, SiteSettings(overrides=own))
    return raised.value.problems[0]


def test_one_block_of_a_page_is_replaced_and_the_rest_stays(project: Project, own: Path) -> None:
    text = '{% extends "buttress/decision.html" %}\n{% block facts %}<p>Ours</p>{{ super() }}{% endblock %}'
    making.write_files(own, {"decision.html": text})
    html = page(project, own)
    assert '<p>Ours</p><dl class="bt-facts' in html
    assert 'id="constraints"' in html


def test_a_block_of_the_frame_is_replaced_on_every_page(project: Project, own: Path) -> None:
    text = '{% extends "buttress/page.html" %}{% block source %}<p>Ask the shop</p>{% endblock %}'
    making.write_files(own, {"page.html": text})
    for uri in (HERE, "index.md", "models/shop/cards/small.md"):
        assert "<p>Ask the shop</p>" in page(project, own, uri)


def test_a_whole_template_is_replaced(project: Project, own: Path) -> None:
    making.write_files(own, {"decision.html": "<h1>{{ draft.title }}</h1><p>{{ view.summary.text }}</p>"})
    assert page(project, own).startswith("<h1>Use the small one</h1><p>")


def test_a_macro_is_replaced_wherever_it_is_used(project: Project, own: Path) -> None:
    making.write_files(
        own,
        {
            "partials/marks.html": '{% extends "buttress/partials/marks.html" %}',
            "partials/tabs.html": '{% macro tabs(many) %}<p class="own-tabs"></p>{% endmacro %}',
        },
    )
    assert '<p class="own-tabs"></p>' in page(project, own, "decisions/index.md")


def test_a_drawing_is_replaced(project: Project, own: Path) -> None:
    making.write_files(own, {"partials/timeline.svg.jinja": "<svg><title>Ours</title></svg>"})
    pages = render_project(project, SiteSettings(overrides=own)).pages
    assert any("<svg><title>Ours</title></svg>" in one.complete_html() for one in pages)


def test_custom_fields_of_every_record_reach_its_page_and_its_parts(project: Project, own: Path) -> None:
    block = "{% block extensions %}{% for name, value in draft.extensions.items() %}[{{ name }}={{ value }}]"
    parts = "{% for one in view.options %}[{{ one.extensions.get('x-vendor', 'none') }}]{% endfor %}"
    making.write_files(
        own,
        {
            "page.html": '{% extends "buttress/page.html" %}' + block + "{% endfor %}{% endblock %}",
            "decision.html": '{% extends "buttress/decision.html" %}{% block options %}'
            + parts
            + "{% endblock %}",
        },
    )
    assert "[x-ticket=SHOP-12]" in page(project, own)
    assert "[Small &amp; Co][none]" in page(project, own)
    for uri in ("models/shop/cards/small.md", "factsheets/shop/cards/small.md"):
        assert "[x-owner=Shop team]" in page(project, own, uri)


def test_own_style_sheets_and_scripts_come_after_ours(own: Path) -> None:
    making.write_files(
        own, {"assets/buttress/99-own.css": ".bt-own { color: red }", "assets/shop/a.js": "1;"}
    )
    shipped, plain = dict(assets(own)), dict(assets())
    ours = plain["assets/buttress/buttress.css"]
    assert shipped["assets/buttress/buttress.css"] == ours + b"\n.bt-own { color: red }"
    assert shipped["assets/buttress/shop.js"].startswith(b"1;")
    assert shipped.keys() - plain.keys() == {"assets/buttress/shop.js"}
    assert shared_assets(own) == shared_assets()


def test_an_asset_from_outside_the_folder_is_left_out(own: Path, tmp_path: Path) -> None:
    making.write_files(tmp_path, {"secret.css": "secret"})
    (own / "assets/buttress").mkdir(parents=True)
    (own / "assets/buttress/99-link.css").symlink_to(tmp_path / "secret.css")
    assert assets(own) == assets()


BROKEN = {
    "syntax": ("{% block body %}\n<p>{% if %}</p>", 2, "Expected an expression"),
    "unclosed": ('{% extends "buttress/decision.html" %}\n{% block body %}', 2, "endblock"),
    "name": (
        '{% extends "buttress/decision.html" %}\n{% block body %}\n{{ vieww }}{% endblock %}',
        3,
        "'vieww'",
    ),
    "field": (
        '{% extends "buttress/decision.html" %}\n{% block facts %}\n\n{{ view.dat }}{% endblock %}',
        4,
        "a DecisionView has no 'dat'; known: argument",
    ),
    "partial": ('{% from "partials/mark.html" import badge %}', 1, "no template 'partials/mark.html'"),
    "parent": ('\n{% extends "buttress/decisions.html" %}', 2, "no template 'buttress/decisions.html'"),
    "filter": ("\n\n{{ draft.title | shout }}", 3, "No filter named 'shout'"),
    "code": ("<p>\n{{ draft.title / 2 }}", 2, "unsupported operand"),
    "unsafe": ("{{ draft.__class__.__mro__ }}", 1, "unsafe"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_mistake_is_told_with_its_file_its_line_and_what_is_known(
    project: Project, own: Path, kind: str
) -> None:
    text, line, words = BROKEN[kind]
    own.mkdir()
    (own / "decision.html").write_text(text)
    found = problem(project, own)
    assert (found.path, found.line) == ("templates/decision.html", line)
    if kind == "field":
        assert found.message.startswith("a DecisionView has no 'dat'; known: ")
        assert "'date'" in found.message
        return
    assert words in found.message


def test_a_near_name_is_suggested(project: Project, own: Path) -> None:
    making.write_files(own, {"decision.html": '{% include "partials/mark.html" %}'})
    assert problem(project, own).hint == "did you mean 'partials/marks.html'?"


def test_a_macro_that_a_replaced_partial_lacks_is_told(project: Project, own: Path) -> None:
    making.write_files(own, {"partials/marks.html": "{% macro badge(term) %}{% endmacro %}"})
    found = problem(project, own)
    assert found.path.startswith("buttress/")
    assert "'partials/marks.html'" in found.message
    assert "does not export" in found.message


def test_the_page_of_problems_needs_no_template_that_is_broken(own: Path) -> None:
    making.write_files(own, {"page.html": "{% if %}"})
    shown = render_problems([Problem("templates/page.html", 1, 1, "", "broken")], SiteSettings(overrides=own))
    assert "templates/page.html" in shown.html


def test_the_example_of_the_guide_works(project: Project, own: Path) -> None:
    guide = (templates_root().parent / "docs/customise.md").read_text("utf-8")
    (example,) = re.findall(r"```html\n(.*?)```", guide, re.DOTALL)
    making.write_files(own, {"decision.html": example})
    shown = '<p>Ticket: <a href="https://tickets.example.org/SHOP-12">SHOP-12</a></p>'
    assert shown in page(project, own)


def test_the_guide_names_the_blocks_of_every_page() -> None:
    guide = (templates_root().parent / "docs/customise.md").read_text("utf-8")
    for path in sorted(templates_root().glob("*.html")):
        text = path.read_text("utf-8")
        if '{% extends "page.html" %}' not in text:
            continue
        (row,) = re.findall(rf"^\| `{path.name}` \| (.*) \|$", guide, re.MULTILINE)
        blocks = dict.fromkeys(re.findall(r"{% block (\w+) %}", text))
        assert row == (", ".join(f"`{one}`" for one in blocks if one not in FRAME) or "none"), path.name
