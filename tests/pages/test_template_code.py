"""What our own templates are compiled to prints what Jinja's own code prints, and lets nothing through."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from jinja2.exceptions import UndefinedError
from markupsafe import Markup, escape

from buttress.pages.escaping import escaped
from buttress.pages.template_code import PlainEnvironment
from buttress.pages.template_errors import OwnTemplates
from buttress.pages.templates_folder import make_environment


class Shown:
    """A value that brings its own HTML."""

    def __html__(self) -> str:
        return "<i>own</i>"


class Hidden:
    """A value whose text is not what it seems."""

    def __str__(self) -> str:
        return "</script><script>alert('1')</script>"


class Loud(str):
    """A text that is more than a text."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"<{super().__str__()}>"


VALUES = (
    "plain",
    "",
    "<script>alert(\"1\")</script> & 'so on'",
    "größer → 文字",
    Markup("<b>safe &amp; sound</b>"),
    Markup("<b>{}</b>").format("<i>"),
    Shown(),
    Hidden(),
    Loud("a & b"),
    0,
    -0.5,
    True,
    None,
    ("<a>",),
    {"<k>": "<v>"},
)
TEMPLATES = {
    "frame.html": "<main>{% block body %}{% endblock %}</main>{{ value }}",
    "marks.html": (
        "{% macro mark(one, kind='<k>') %}<em class=\"{{ kind }}\">{{ one }}"
        "{{ caller() if caller is defined else '' }}</em>"
        "{% endmacro %}{% macro twice(one) %}{{ mark(one) }}{{ mark(one, kind='&') }}{% endmacro %}"
    ),
    "part.html": "[{{ value }}|{{ loop is defined }}]",
    "page.html": (
        "{% extends 'frame.html' %}{% import 'marks.html' as marks %}{% block body %}{{ super() }}"
        "{{ value }} {{ '<' }}{{ value|string|upper }}{{ value ~ '<' }}{{ [value, '<']|join('&') }}{{ value|e }}"
        "{% for one in [value, value] %}{{ loop.index }}{{ marks.twice(one) }}{{ one }}{% endfor %}"
        "{% call marks.mark(value) %}{{ value }}{% endcall %}"
        "{% set kept %}{{ value }}&{% endset %}{{ kept }}{{ kept|length }}"
        "{% filter lower %}{{ value }}{% endfilter %}"
        "{% include 'part.html' %}{% autoescape false %}{{ value }}{% endautoescape %}"
        "{% endblock %}"
    ),
}


def _rendered(kind: type[Environment], value: object) -> str:
    made = kind(
        loader=DictLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.do"],
    )
    return made.get_template("page.html").render(value=value)


@pytest.mark.parametrize("value", VALUES, ids=[type(one).__name__ + str(at) for at, one in enumerate(VALUES)])
def test_pages_are_those_of_jinja(value):
    assert _rendered(PlainEnvironment, value) == _rendered(Environment, value)


@pytest.mark.parametrize("value", VALUES, ids=[type(one).__name__ + str(at) for at, one in enumerate(VALUES)])
def test_a_value_is_escaped_as_markupsafe_does_it(value):
    assert escaped(value) == escape(value)


def test_no_markup_of_a_value_gets_through():
    page = make_environment().from_string("{{ one }}<p title='{{ two }}'>").render(one="<b>", two="'\">")
    assert page == "&lt;b&gt;<p title='&#39;&#34;&gt;'>"


def test_a_macro_gives_safe_html_and_its_arguments_are_escaped_once():
    made = make_environment().from_string(
        "{% macro bold(one) %}<b>{{ one }}</b>{% endmacro %}{% set kept = bold('&') %}{{ kept }}{{ bold(kept) }}"
    )
    assert made.render() == "<b>&amp;</b><b><b>&amp;</b></b>"


@pytest.mark.parametrize(
    "text", ["{{ gone }}", "{{ known.gone }}", "{{ gone() }}", "{% for a in gone %}{% endfor %}"]
)
def test_what_is_not_there_fails(text):
    with pytest.raises(UndefinedError):
        make_environment().from_string(text).render(known={})


def test_a_macro_wants_the_arguments_that_it_names():
    with pytest.raises(TypeError, match="takes no keyword argument"):
        make_environment().from_string("{% macro one(a) %}{% endmacro %}{{ one(b=1) }}").render()


def test_a_sites_own_templates_run_in_the_sandbox_on_the_code_of_jinja(tmp_path):
    made = make_environment(tmp_path)
    assert type(made) is OwnTemplates
    assert made.code_generator_class is Environment.code_generator_class
    assert made.context_class is Environment.context_class
