"""Sites in another language or in other words: catalogues are whole, and English costs and changes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po
from jinja2 import DictLoader, Environment

import making
from buttress.errors import ProjectError
from buttress.explanation import English, counted, say, show_quantity
from buttress.pages import SiteSettings, templates_root
from buttress.pages.messages import MessageError, Rewriting
from buttress.pages.templates_folder import make_environment
from buttress.pages.translating import read_translation, translate_environment
from buttress.pipeline import judge_project, render_project
from gathering_messages import gather_messages

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.pages.translation import Translation
    from buttress.project import Project

LANGUAGES = sorted(path.stem for path in (templates_root() / "locales").glob("*.po"))
PLACES = re.compile(r"\{(\w+)[^{}]*\}|</?[\w-]+>")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = making.write_files(tmp_path_factory.mktemp("site") / "decisions", making.FILES)
    making.record_run(root)
    return judge_project(root, making.TODAY)


@pytest.fixture(scope="module")
def german() -> Translation:
    translation = read_translation("de", templates_root(), None)
    assert translation is not None
    return translation


def rendered(project: Project, uri: str, **settings: object) -> str:
    pages = render_project(project, SiteSettings(**settings)).pages
    return next(page.complete_html() for page in pages if page.uri == uri)


def in_german(template: str, translation: Translation, **values: object) -> str:
    environment = Environment(loader=DictLoader({"x.html": template}), autoescape=True)
    translate_environment(environment, translation)
    return environment.get_template("x.html").render(**values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_translates_every_message_and_no_other(language: str) -> None:
    with (templates_root() / "locales" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    told = {one.id[0] if isinstance(one.id, tuple | list) else one.id: one for one in catalogue if one.id}
    messages = gather_messages()
    assert sorted(messages.keys() - told.keys()) == []
    assert sorted(told.keys() - messages.keys()) == []
    assert [
        name for name, one in told.items() if not all(one.string if one.pluralizable else [one.string])
    ] == []
    assert [name for name, one in told.items() if bool(messages[name]) != one.pluralizable] == []


def places_of(text: str) -> set[str]:
    return {found[1] or found[0] for found in PLACES.finditer(text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_put_in_nothing_that_is_not_there(language: str) -> None:
    with (templates_root() / "locales" / f"{language}.po").open("rb") as file:
        for one in read_po(file):
            sources, forms = ([one.id], [one.string]) if isinstance(one.id, str) else (one.id, one.string)
            for form in forms:
                assert places_of(form) <= places_of(sources[0]), sources


def test_no_words_in_templates_are_changed_in_english() -> None:
    for path in templates_root().rglob("*.html"):
        source = path.read_text("utf-8")
        assert Rewriting(lambda _: None).rewrite(source) == source


def test_english_needs_no_translation() -> None:
    assert read_translation("en", templates_root(), None) is None
    assert read_translation("xx", templates_root(), None) is None


def test_a_page_in_german(project: Project) -> None:
    html = rendered(project, "decisions/shop/choice.md", language="de")
    for words in (
        "Gewählt",
        "Anforderungen",
        "Eingehalten",
        "Urteile mit Stand",
        'datetime="2026-11-01">01.11.2026<',
    ):
        assert words in html
    assert 'id="constraints"' in html
    assert "Use the small one" in html


def test_a_message_is_what_belongs_together() -> None:
    found: list[str] = []
    source = (
        '<p class="x" title="A {{ b.c }}">In <code>{{ draft.source }}</code> and <a href="{{ x }}">there</a></p>'
        '{% if y %}<td>{{ badge(z) }} <b>Alone</b></td>{% endif %}{{ heading(2, "why", "Why") }}<i>{{ q }}</i>'
        '{{ "one" if n else "two" }}{{ facts(many, ("Commit", "Data")) }}<kbd>mkdocs</kbd>'
    )
    Rewriting(lambda message: found.append(message)).rewrite(source)
    assert found == ["A {c}", "In <code>{source}</code> and <a>there</a>", "Alone", "Why", "one", "two"]


def test_placeholders_may_change_places_and_must_be_there() -> None:
    words = {"{a} of <b>{c}</b>": "<b>{c}</b>: {a}"}
    assert Rewriting(words.get).rewrite("{{ a }} of <b>{{ b.c }}</b>") == "<b>{{ b.c }}</b>: {{ a }}"
    with pytest.raises(MessageError, match=r"'\{d\}' has no place"):
        Rewriting({"{a} of it": "{d}"}.get).rewrite("{{ a }} of it")
    with pytest.raises(MessageError):
        Rewriting({"Words": "<script>"}.get).rewrite("Words")
    with pytest.raises(MessageError):
        Rewriting({"Words": "{{ x }}"}.get).rewrite("Words")


def test_words_of_the_code_are_said_in_german_and_words_of_a_team_are_not(german: Translation) -> None:
    assert in_german("{{ x }}", german, x=say("Holds")) == "Eingehalten"
    assert in_german("{{ x }}", german, x="Holds") == "Holds"
    assert (
        in_german("{{ x }} / {{ y }}", german, x=counted(1, "run"), y=counted(2048, "run"))
        == "1 Lauf / 2.048 Läufe"
    )
    assert in_german("{{ [x, y] | join(', ') }}", german, x=say("Date"), y="<b>") == "Datum, &lt;b&gt;"
    assert (
        in_german("{{ x }}", german, x=say("{most} and {last}", most=say("Date"), last="Date"))
        == "Datum und Date"
    )


def test_numbers_and_days_are_written_as_the_language_does(german: Translation) -> None:
    assert in_german("{{ x }}", german, x=show_quantity(1.25, "ms")) == "1,25\u00a0ms"
    assert in_german('<time datetime="{{ x }}">{{ x }}</time>', german, x="2026-11-01") == (
        '<time datetime="2026-11-01">01.11.2026</time>'
    )
    assert in_german("{{ x }}", german, x="3.11") == "3.11"


def test_english_sentences_are_marked_in_a_text_and_not_in_an_attribute(german: Translation) -> None:
    shown = in_german('<p title="{{ x }}">{{ x }}</p>', german, x=English("It <holds>."))
    assert shown == '<p title="It &lt;holds&gt;."><span lang="en">It &lt;holds&gt;.</span></p>'


def test_a_site_has_words_of_its_own_in_any_language(project: Project, tmp_path: Path) -> None:
    words = 'msgid "Holds"\nmsgstr "Keeps its promise"\n\nmsgctxt "decision.html"\nmsgid "Context"\nmsgstr "Why now"\n'
    making.write_files(tmp_path, {"locales/en.po": words})
    html = rendered(project, "decisions/shop/choice.md", overrides=tmp_path)
    assert "Keeps its promise" in html
    assert 'lang="en"' not in html
    assert "01.11.2026" not in html
    making.write_files(tmp_path, {"locales/de.po": 'msgid "Holds"\nmsgstr "Passt"\n'})
    html = rendered(project, "decisions/shop/choice.md", overrides=tmp_path, language="de")
    assert "Passt" in html
    assert "Anforderungen" in html


@pytest.mark.parametrize(
    "text",
    ["what is this?\n", 'msgid "Written in <code>{source}</code>"\nmsgstr "{nothing}"\n'],
)
def test_a_catalogue_with_a_mistake_is_told(project: Project, tmp_path: Path, text: str) -> None:
    making.write_files(tmp_path / "templates", {"locales/de.po": text})
    with pytest.raises(ProjectError) as raised:
        rendered(project, "index.md", overrides=tmp_path / "templates", language="de")
    assert "locales/de.po" in str(raised.value) or "{nothing}" in str(raised.value)


def test_the_environment_of_english_has_no_translation() -> None:
    assert not hasattr(make_environment(), "translation")
