"""Every message of ours: the words of templates, and what the code says with `say`, `say_number` and `counted`."""

from __future__ import annotations

import ast
from pathlib import Path

import buttress
from buttress.pages import templates_root
from buttress.pages.messages import Rewriting

_CODE = Path(buttress.__file__).parent


def gather_messages() -> dict[str, str]:
    """Gives each message with the form for other numbers than one, empty where it has none."""
    found: dict[str, str] = {}
    for path in sorted(templates_root().rglob("*")):
        if path.suffix in (".html", ".jinja"):
            Rewriting(lambda message: found.setdefault(message, "") and None).rewrite(path.read_text("utf-8"))
    for folder in ("explanation", "pages"):
        for path in sorted((_CODE / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    found |= _messages_of(node.func.id, [text for one in node.args if (text := _text(one))])
    return found


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _messages_of(name: str, texts: list[str]) -> dict[str, str]:
    if name == "say" and texts:
        return {texts[0]: ""}
    if name == "say_number" and len(texts) == 2:
        return {texts[0]: texts[1]}
    if name == "counted" and texts:
        return {f"{{n}} {texts[0]}": f"{{n}} {texts[1] if len(texts) > 1 else texts[0] + 's'}"}
    return {}
