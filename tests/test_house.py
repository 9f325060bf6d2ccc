"""The rules of the house that no linter knows: see CONTRIBUTING.md."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "generator" / "buttress"
MODULES = sorted(PACKAGE.rglob("*.py"))
STAGES = sorted(folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").is_file())

LONGEST_MODULE = 400
VAGUE_NAMES = {"common", "helper", "helpers", "misc", "util", "utils"}
HEAVY = (
    "matplotlib",
    "mkdocs",
    "mlperf_loadgen",
    "onnx",
    "onnxruntime",
    "pandas",
    "pint",
    "scipy.stats",
    "skl2onnx",
    "sklearn",
)
HEAVY_DOTTED = tuple(f"{name}." for name in HEAVY)
# No command but one that builds the site or measures reaches these; `door` is for notebooks.
MAY_IMPORT_HEAVY = ("plugin", "bench/worker", "door.py")
# A folder that only one machine has; a relative path such as docs/work/ is fine.
MACHINE_PATH = re.compile(rb"(?<![\w.\-])/(?:work|root|home|Users)/\w")

needs_git = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only a git checkout can tell")


def describe(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def list_own_files() -> list[Path]:
    """Gives the files git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    paths = (ROOT / name for name in listed.decode().split("\0") if name)
    return sorted({path for path in paths if path.is_file()})


def find_stage_imports(module: Path) -> Iterator[tuple[str, str | None, int]]:
    """Gives what a module imports from this package: dotted source, name (none for the module), line."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("buttress."):
            yield from ((node.module, alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.Import):
            names = (alias.name for alias in node.names if alias.name.startswith("buttress."))
            yield from ((name, None, node.lineno) for name in names)


def find_imports(node: ast.AST) -> Iterator[str]:
    """Gives the dotted names that code imports when it runs, in functions, too."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.Import):
            yield from (alias.name for alias in inner.names)
        elif isinstance(inner, ast.ImportFrom):
            yield inner.module or ""
            yield from (f"{inner.module}.{alias.name}" for alias in inner.names)
        elif not (isinstance(inner, ast.If) and "TYPE_CHECKING" in ast.unparse(inner.test)):
            yield from find_imports(inner)


def read_summary(exported: object) -> str:
    """Gives the first paragraph that somebody wrote about an object, not one that Python made up."""
    written = vars(exported).get("__doc__") if inspect.isclass(exported) else inspect.getdoc(exported)
    text = inspect.cleandoc(written or "")
    generated = inspect.isclass(exported) and text.startswith(f"{exported.__name__}(")
    return "" if generated else text.split("\n\n")[0].strip()


def test_the_tree_has_stages_to_look_at() -> None:
    assert {"records", "storage", "verdicts"} <= set(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_says_what_it_exports(stage: str) -> None:
    module = importlib.import_module(f"buttress.{stage}")
    assert module.__all__
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


@pytest.mark.parametrize("module", MODULES, ids=describe)
def test_other_stages_are_imported_through_their_front_door(module: Path) -> None:
    own_stage = module.relative_to(PACKAGE).parts[0]
    wrong = []
    for source, name, line in find_stage_imports(module):
        stage, _, inner = source.removeprefix("buttress.").partition(".")
        if stage == own_stage or stage not in STAGES:
            continue
        exported = importlib.import_module(f"buttress.{stage}").__all__
        if inner or name not in exported:
            wrong.append(f"line {line}: {name or 'module'} from {source}")
    assert wrong == [], "import it from the stage's __init__, and list it in __all__"


@pytest.mark.parametrize("stage", STAGES)
def test_exported_names_are_documented(stage: str) -> None:
    module = importlib.import_module(f"buttress.{stage}")
    summaries = {
        name: read_summary(value)
        for name in module.__all__
        if inspect.isclass(value := getattr(module, name)) or inspect.isroutine(value)
    }
    assert [name for name, summary in summaries.items() if not summary.endswith((".", ":"))] == []


@pytest.mark.parametrize(
    "module", [path for path in MODULES if ">>> " in path.read_text("utf-8")], ids=describe
)
def test_examples_in_docstrings_are_true(module: Path) -> None:
    name = ".".join(module.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    ran = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert ran.attempted > 0
    assert ran.failed == 0


@pytest.mark.parametrize("module", MODULES, ids=describe)
def test_modules_stay_short(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_no_module_has_a_vague_name() -> None:
    parts = {part for module in MODULES for part in module.relative_to(PACKAGE).with_suffix("").parts}
    assert {part for part in parts if part.strip("_") in VAGUE_NAMES} == set()


@needs_git
def test_no_file_names_a_folder_of_one_machine() -> None:
    files = list_own_files()
    found = [str(path.relative_to(ROOT)) for path in files if MACHINE_PATH.search(path.read_bytes())]
    assert PACKAGE / "errors.py" in files
    assert found == []


@needs_git
def test_git_ignores_no_source_file() -> None:
    command = ["git", "ls-files", "--others", "--ignored", "--exclude-standard"]
    folders = ["generator", "templates", "tests", "docs", "decisions", "benchmarks"]
    ignored = subprocess.run(
        [*command, *folders], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    made = ("__pycache__/", "_cache/", "/.unfinished/")
    own = (path for path in ignored.splitlines() if not any(part in path for part in made))
    assert list(own) == []


def test_nothing_heavy_is_imported_where_check_could_come() -> None:
    texts = {module: module.read_text(encoding="utf-8") for module in MODULES}
    heavy = {
        describe(module)
        for module, text in texts.items()
        if any(name.partition(".")[0] in text for name in HEAVY)  # to read the syntax of all takes seconds
        and any(f"{name}.".startswith(HEAVY_DOTTED) for name in find_imports(ast.parse(text)))
    }
    assert any(module.startswith("plugin/") for module in heavy)
    assert [module for module in sorted(heavy) if not module.startswith(MAY_IMPORT_HEAVY)] == []


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["check"]], ids=" ".join)
def test_a_command_loads_nothing_heavy_that_it_does_not_need(arguments: list[str], tmp_path: Path) -> None:
    """What others import for us shows only here; all that we import ourselves, above."""
    for name in ("spam-filter", "hardware"):
        shutil.copytree(ROOT / "decisions" / name, tmp_path / "decisions" / name)
    loaded = tmp_path / "loaded.json"
    program = (
        "import json, pathlib, sys\n"
        "from buttress.cli import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        f"    pathlib.Path({str(loaded)!r}).write_text(json.dumps(sorted(sys.modules)))\n"
    )
    command = [sys.executable, "-c", program, *arguments]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    assert "Traceback" not in ran.stderr, ran.stderr
    modules = set(json.loads(loaded.read_text()))
    assert ("buttress.verdicts.judging" in modules) == (arguments == ["check"])
    assert sorted(modules.intersection(HEAVY)) == []
