"""What the theme's templates are compiled to, kept from build to build: a tenth of one that changes nothing."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from importlib.metadata import version
from typing import TYPE_CHECKING

from jinja2 import FileSystemBytecodeCache

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.bccache import Bucket

_KNOWN = ("jinja2", "mkdocs", "markupsafe", "builtins", "_operator")

_SETTINGS = (
    "block_start_string",
    "block_end_string",
    "variable_start_string",
    "variable_end_string",
    "comment_start_string",
    "comment_end_string",
    "line_statement_prefix",
    "line_comment_prefix",
    "trim_blocks",
    "lstrip_blocks",
    "newline_sequence",
    "keep_trailing_newline",
    "optimized",
    "autoescape",
)


class UserCache(FileSystemBytecodeCache):
    """Keeps what it can: a build needs none of it."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Writes the code of a template, unless there is no room for it."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def keep_theme_code(env: Environment) -> None:
    """Has Jinja keep what it compiles where it keeps such things: in a folder that belongs to the user alone.

    Not in the site's own cache, since compiled code is run as it is found, and a preview builds a stranger's branch.
    Jinja evaluates filters and tests of constants while it compiles, and knows a template by its source: an environment
    to which a site or a plugin added some of its own is left alone.

    Args:
        env: The environment of the theme, with everything that other plugins put into it.
    """
    if env.bytecode_cache is not None or not _is_known(env):
        return
    # Without a folder that is the user's alone nothing is kept.
    with suppress(RuntimeError, OSError):
        env.bytecode_cache = UserCache(pattern=f"__buttress_{_kind_of(env)}_%s.cache")


def _is_known(env: Environment) -> bool:
    called = (*env.filters.values(), *env.tests.values(), *env.extensions.values())
    makers = (type(env), env.code_generator_class)
    plain = env.finalize is None and isinstance(env.autoescape, bool)
    return plain and all(_package_of(one) in _KNOWN for one in (*called, *makers))


def _package_of(called: object) -> str:
    return str(getattr(called, "__module__", None) or "").partition(".")[0]


def _kind_of(env: Environment) -> str:
    """Everything beside the source that tells what a template is compiled to."""
    settings = [
        *map(version, ("jinja2", "mkdocs")),
        *sorted(env.filters),
        *sorted(env.tests),
        *sorted(env.extensions),
        *(repr(getattr(env, name)) for name in _SETTINGS),
    ]
    return hashlib.sha256("\n".join(settings).encode()).hexdigest()[:16]
