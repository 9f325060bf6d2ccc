"""Two ways from a record to the HTML of its page. Both return the number of table rows that the HTML holds.

Counting rows is the same small work for both, and it shows that neither leaves anything out.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jinja2
import markdown
from markupsafe import Markup

# What MkDocs itself switches on.
EXTENSIONS = ["toc", "tables", "fenced_code"]

TEMPLATE = """<h1>{{ page.title }}</h1>
<h2 id="context">Context</h2>
{{ prose(page.context) }}
<h2 id="options">Options</h2>
<table>
<thead><tr><th>Option</th>{% for name in page.qualities %}<th>{{ name }}</th>{% endfor %}</tr></thead>
<tbody>
{% for option in page.options -%}
<tr><td>{{ option.name }}</td>{% for cell in option.cells %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor -%}
</tbody>
</table>
{% for figure in page.figures %}{{ figure | safe }}
{% endfor -%}
<h2 id="constraints">Constraints</h2>
<table>
<thead><tr><th>Constraint</th><th>Verdict</th></tr></thead>
<tbody>
{% for constraint in page.constraints -%}
<tr><td>{{ constraint.text }}</td><td>{{ constraint.verdict }}</td></tr>
{% endfor -%}
</tbody>
</table>
<h2 id="rationale">Rationale</h2>
{{ prose(page.rationale) }}
"""


def markdown_page(page: dict[str, Any]) -> str:
    """The whole page is written as Markdown and converted as MkDocs does it, by a converter of its own."""
    converter = markdown.Markdown(extensions=EXTENSIONS)
    return _count_rows(converter.convert(_as_markdown(page)))


def finished_html(page: dict[str, Any]) -> str:
    """Only the prose is Markdown; a compiled template holds tables and figures."""
    return _count_rows(_template().render(page=page, prose=_prose_to_html))


def _count_rows(html: str) -> str:
    return str(html.count("<tr>"))


def _as_markdown(page: dict[str, Any]) -> str:
    options = [[option["name"], *option["cells"]] for option in page["options"]]
    constraints = [[constraint["text"], constraint["verdict"]] for constraint in page["constraints"]]
    parts = (
        f"# {page['title']}",
        "## Context",
        page["context"],
        "## Options",
        _table(["Option", *page["qualities"]], options),
        *page["figures"],
        "## Constraints",
        _table(["Constraint", "Verdict"], constraints),
        "## Rationale",
        page["rationale"],
    )
    return "\n\n".join(parts)


def _table(headings: list[str], rows: list[list[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _prose_to_html(text: str) -> Markup:
    converter = _converter()
    converter.reset()
    return Markup(converter.convert(text))  # noqa: S704 - our own words, see page_data


@cache
def _converter() -> markdown.Markdown:
    return markdown.Markdown(extensions=EXTENSIONS)


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(TEMPLATE)
