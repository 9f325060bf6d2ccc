"""The reference of the guide, made from the code: commands, options of the plugin, and every kind of record.

A hook of MkDocs (`hooks:` in `mkdocs.yml`), so that what readers find is what this version does.
"""

from __future__ import annotations

import ast
import inspect
import json
from typing import TYPE_CHECKING, Any

import click
from mkdocs.structure.files import File

from buttress.cli.commands import group
from buttress.exchange import shipped_schemas
from buttress.plugin import ButtressConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

Schema = dict[str, Any]
PLAIN_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "array": "list",
    "object": "keys and values",
}


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Adds the pages of the reference."""
    for uri, text in reference_pages():
        files.append(File.generated(config, uri, content=text))
    return files


def reference_pages() -> Iterator[tuple[str, str]]:
    """Gives each page of the reference with its source address, as Markdown."""
    yield "reference/commands.md", describe_commands()
    yield "reference/plugin.md", describe_plugin()
    for name, content in shipped_schemas():
        kind = name.removesuffix(".json")
        schema = json.loads(content)
        if "kind" in schema.get("properties", {}):
            yield f"reference/{kind}.md", describe_kind(kind, schema)


def describe_commands() -> str:
    """Gives the page of all commands: what each does, its arguments and options, and examples."""
    intro = (
        "What `buttress --help` and `buttress COMMAND --help` say, on one page. Exit codes: 0 everything holds, "
        "1 findings, 2 problems in the input."
    )
    return "\n\n".join(["# Commands", intro, *_commands(group, None, "buttress")]) + "\n"


def _commands(parent: click.Group, context: click.Context | None, path: str) -> Iterator[str]:
    inside = click.Context(parent, parent=context, info_name=path.rpartition(" ")[2])
    for name in parent.list_commands(inside):
        command = parent.get_command(inside, name)
        if command is None or command.hidden:
            continue
        yield from _command(command, click.Context(command, parent=inside, info_name=name), f"{path} {name}")
        if isinstance(command, click.Group):
            yield from _commands(command, inside, f"{path} {name}")


def _command(command: click.Command, context: click.Context, path: str) -> Iterator[str]:
    yield f"## {path}"
    yield _paragraphs(command.help or "")
    yield f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```"
    found = (one.get_help_record(context) for one in command.get_params(context) if one.name != "help")
    records = [record for record in found if record and record[1]]
    if records:
        yield _table(("option", "meaning"), [(_code(names), _cell(text)) for names, text in records])
    if command.epilog:
        yield f"```console\n{_examples(command.epilog)}\n```"


def _paragraphs(text: str) -> str:
    return inspect.cleandoc(text).replace("\b\n", "").replace("\f", "")


def _examples(epilog: str) -> str:
    lines = inspect.cleandoc(epilog.replace("\b", "")).splitlines()
    return "\n".join(f"$ {line.strip()}" for line in lines if line.strip() and not line.startswith("Example"))


def describe_plugin() -> str:
    """Gives the page of the plugin's options in `mkdocs.yml`, from its configuration class and their docstrings."""
    meanings = _attribute_docstrings(ButtressConfig)
    rows = [
        (_code(name), _code(json.dumps(option.default)), _cell(meanings.get(name, "")))
        for name, option in ButtressConfig._schema
    ]
    parts = [
        "# Plugin options",
        "What may stand below `buttress:` among the `plugins:` of `mkdocs.yml`. Paths are relative to that file.",
        _table(("option", "by default", "meaning"), rows),
    ]
    return "\n\n".join(parts) + "\n"


def _attribute_docstrings(owner: type) -> dict[str, str]:
    (body,) = ast.parse(inspect.getsource(owner)).body
    found, name = {}, ""
    for node in getattr(body, "body", []):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
        elif name and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found[name] = inspect.cleandoc(str(node.value.value))
    return found


def describe_kind(kind: str, schema: Schema) -> str:
    """Gives the page of a kind of record: its keys, and those of what it holds.

    Args:
        kind: Such as ``decision``.
        schema: Its JSON Schema.
    """
    parts = [
        f"# {kind}",
        str(schema.get("description", "")),
        f"The same as a [JSON Schema](../schemas/{kind}.json). Keys that start with `x-` are yours.",
        _keys(schema, schema),
    ]
    for name, part in schema.get("$defs", {}).items():
        if part.get("properties"):
            parts += [f"## {name}", str(part.get("description", "")), _keys(part, schema)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _keys(part: Schema, root: Schema) -> str:
    required = part.get("required", [])
    rows = [
        (
            _code(name) + (" (required)" if name in required else ""),
            _type_of(field, root),
            _cell(_meaning(field, root)),
        )
        for name, field in part["properties"].items()
    ]
    return _table(("key", "holds", "meaning"), rows)


def _meaning(field: Schema, root: Schema) -> str:
    """What a key says of itself, else what its part says."""
    if field.get("description"):
        return str(field["description"])
    named = field.get("items", field)
    return str(_resolved(named, root).get("description", "")) if isinstance(named, dict) else ""


def _resolved(field: Schema, root: Schema) -> Schema:
    name = field.get("$ref", "").rpartition("/")[2]
    found: Schema = root["$defs"][name] if name else field
    return found


def _type_of(field: Schema, root: Schema) -> str:
    """What a key holds, in words; parts with keys of their own are links to them."""
    for form, tell in _FORMS:
        if form in field:
            return tell(field, root)
    return PLAIN_TYPES.get(str(field.get("type")), "anything")


def _named(field: Schema, root: Schema) -> str:
    name = field["$ref"].rpartition("/")[2]
    part = root["$defs"][name]
    return f"[{name}](#{name.casefold()})" if part.get("properties") else _type_of(part, root)


def _either(field: Schema, root: Schema) -> str:
    kinds = (_type_of(one, root) for one in field["anyOf"] if one.get("type") != "null")
    return " or ".join(dict.fromkeys(kinds))


def _mapping(field: Schema, root: Schema) -> str:
    inner = field["additionalProperties"]
    return f"names with {_type_of(inner, root)}" if inner else "keys and values"


_FORMS: tuple[tuple[str, Callable[[Schema, Schema], str]], ...] = (
    ("$ref", _named),
    ("const", lambda field, _: _code(str(field["const"]))),
    ("enum", lambda field, _: ", ".join(_code(str(one)) for one in field["enum"])),
    ("anyOf", _either),
    ("items", lambda field, root: f"list of {_type_of(field['items'], root)}"),
    ("additionalProperties", _mapping),
)


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _code(text: str) -> str:
    return f"`{text.replace('|', chr(92) + '|')}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("``", "`").replace("|", "\\|").replace("<", "&lt;")
