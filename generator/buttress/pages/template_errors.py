"""Mistakes in a site's own templates, as problems that their author can mend: file, line, and what is known there."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from jinja2 import StrictUndefined, TemplateNotFound, TemplatesNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from buttress.errors import Problem, ProjectError, listing, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

_MOST_NAMES = 60
_SUFFIXES = (".html", ".jinja", "<template>")


class KnownNames(StrictUndefined):
    """A name that is not there: whatever is done with it fails, and tells which names are."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        view = self._undefined_obj
        if self._undefined_hint or not is_dataclass(view):
            return super()._undefined_message
        known = sorted(one.name for one in fields(view))
        message = (
            f"a {type(view).__name__} has no {self._undefined_name!r}; known: {listing(known, _MOST_NAMES)}"
        )
        return _with(message, suggest(str(self._undefined_name), known))


class OwnTemplates(ImmutableSandboxedEnvironment):
    """The sandbox of a site's own templates, in which every mistake becomes a problem.

    Attributes:
        folder: Where they lie.
    """

    folder: Path

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Raises what went wrong in a template as a problem.

        Raises:
            ProjectError: Always.
        """
        try:
            super().handle_exception(source)
        except ProjectError:
            raise
        except Exception as error:
            raise ProjectError([_problem(error, self)]) from error


def _problem(error: Exception, environment: OwnTemplates) -> Problem:
    if isinstance(error, TemplateSyntaxError):
        path = _path(error.filename or error.name or "", environment.folder)
        return Problem(path, error.lineno, 1, "", f"{error.message or 'cannot be read as a template'}")
    file, line = _place(error.__traceback__, environment)
    if isinstance(error, TemplatesNotFound | TemplateNotFound):
        known = [name for name in environment.list_templates() if "/assets/" not in f"/{name}"]
        return Problem(
            file, line, 1, "", f"no template {error.name!r}", suggest(str(error.name or ""), known)
        )
    return Problem(file, line, 1, "", str(error) or type(error).__name__)


def _place(trace: TracebackType | None, environment: OwnTemplates) -> tuple[str, int]:
    """The innermost line of a site's own template, else of one of ours: what it was given comes from theirs."""
    places = list(_template_lines(trace))
    own = [place for place in places if Path(place[0]).is_relative_to(environment.folder)]
    file, line = (own or places or [("", 0)])[-1]
    return _path(file, environment.folder), line


def _template_lines(trace: TracebackType | None) -> Iterable[tuple[str, int]]:
    while trace is not None:
        # Jinja rewrites the traceback, so that the frames of templates bear their files and lines.
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(_SUFFIXES):
            yield file, trace.tb_lineno
        trace = trace.tb_next


def _path(file: str, folder: Path) -> str:
    path = Path(file or "templates")
    if path.is_relative_to(folder):
        return f"{folder.name}/{path.relative_to(folder).as_posix()}"
    if not path.suffix:
        return str(path)
    # One of ours, under the name by which it is extended.
    return f"buttress/{path.name}" if path.parent.name != "partials" else f"buttress/partials/{path.name}"


def _with(message: str, hint: str) -> str:
    return f"{message} ({hint})" if hint else message
