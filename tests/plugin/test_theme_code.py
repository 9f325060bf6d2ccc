"""Kept code of a theme: the same pages, nothing compiled twice, and nothing kept that more than a template decides."""

from __future__ import annotations

import stat
import tempfile
from typing import TYPE_CHECKING

import pytest
from jinja2 import DictLoader, Environment, FileSystemBytecodeCache
from jinja2.ext import Extension

from buttress.plugin.theme_code import keep_theme_code

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = {"main.html": "{% for one in 'ab' %}{{ one | upper }}{% endfor %}{{ name }}"}


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files lie, and with them what is kept."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


class Counting(Environment):
    """Counts what it compiles."""

    compiled = 0

    def _generate(self, *args, **kwargs):
        type(self).compiled += 1
        return super()._generate(*args, **kwargs)


# As a theme's environment is: told apart by the package that it comes from.
Counting.__module__ = "mkdocs.theme"


def rendered(environment: Environment) -> str:
    return environment.get_template("main.html").render(name="!")


def test_a_template_is_compiled_once(kept: Path) -> None:
    Counting.compiled = 0
    for _ in range(3):
        environment = Counting(loader=DictLoader(SOURCES), autoescape=True)
        keep_theme_code(environment)
        assert rendered(environment) == "AB!"
    assert Counting.compiled == 1
    (folder,) = kept.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IRWXU


@pytest.mark.parametrize(
    "settings", [{"trim_blocks": True}, {"autoescape": False}, {"comment_end_string": "!}"}]
)
def test_another_way_of_compiling_has_code_of_its_own(settings: dict[str, object]) -> None:
    Counting.compiled = 0
    for given in ({}, settings):
        environment = Counting(loader=DictLoader(SOURCES), **{"autoescape": True, **given})
        keep_theme_code(environment)
        environment.get_template("main.html")
    assert Counting.compiled == 2


def test_what_a_changed_source_says_is_compiled_anew() -> None:
    for word in ("one", "two"):
        environment = Environment(autoescape=True, loader=DictLoader({"main.html": word}))
        keep_theme_code(environment)
        assert rendered(environment) == word


def add_filter(environment: Environment) -> None:
    environment.filters["shout"] = lambda text: f"{text}!"


def add_test(environment: Environment) -> None:
    environment.tests["loud"] = lambda text: text.isupper()


def add_extension(environment: Environment) -> None:
    environment.add_extension(type("Own", (Extension,), {"__module__": "site_hooks"}))


def choose_escaping(environment: Environment) -> None:
    environment.autoescape = lambda name: name == "main.html"


@pytest.mark.parametrize("change", [add_filter, add_test, add_extension, choose_escaping])
def test_nothing_is_kept_for_an_environment_that_others_added_to(change, kept: Path) -> None:
    environment = Environment(autoescape=True, loader=DictLoader(SOURCES))
    change(environment)
    keep_theme_code(environment)
    assert rendered(environment) == "AB!"
    assert list(kept.iterdir()) == []


def test_a_cache_that_somebody_else_chose_stays(tmp_path: Path) -> None:
    own = FileSystemBytecodeCache(str(tmp_path))
    environment = Environment(autoescape=True, loader=DictLoader(SOURCES), bytecode_cache=own)
    keep_theme_code(environment)
    assert environment.bytecode_cache is own


def refuse(_: FileSystemBytecodeCache) -> str:
    message = "Cannot determine safe temp directory"
    raise RuntimeError(message)


def test_without_a_folder_of_the_users_own_nothing_is_kept(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = Environment(autoescape=True, loader=DictLoader(SOURCES))
    monkeypatch.setattr(FileSystemBytecodeCache, "_get_default_cache_dir", refuse)
    keep_theme_code(environment)
    assert rendered(environment) == "AB!"
    assert list(kept.iterdir()) == []


def test_what_cannot_be_written_is_not_kept(kept: Path) -> None:
    environment = Environment(autoescape=True, loader=DictLoader(SOURCES))
    keep_theme_code(environment)
    next(kept.iterdir()).rmdir()
    assert rendered(environment) == "AB!"
