from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

import pytest

from buttress.bench import BenchError, plan_bench
from buttress.bench.packing.contents import engine_files, suite_content
from buttress.records import Benchmark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENGINE = engine_files()
OPTIONAL = {
    "jiwer",
    "joblib",
    "mlperf_loadgen",
    "onnx",
    "onnxruntime",
    "packaging",
    "psutil",
    "pynvml",
    "sacrebleu",
    "skl2onnx",
    "sklearn",
    "threadpoolctl",
}


def imports_of(nodes: list[ast.stmt], *, deep: bool) -> Iterator[str]:
    """Every import that can run, in functions too where ``deep``; not those for type checkers only."""
    for node in nodes:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif deep or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for part in ast.iter_child_nodes(node):
                if isinstance(part, ast.stmt | ast.ExceptHandler | ast.match_case):
                    yield from imports_of([part], deep=deep)  # type: ignore[list-item]


def module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module_name(path) for path in ENGINE}


@pytest.mark.parametrize("path", [path for path in ENGINE if path != "buttress/__init__.py"])
def test_the_engine_imports_nothing_that_a_pack_lacks(path: str) -> None:
    body = ast.parse(ENGINE[path]).body
    ours = [name for name in imports_of(body, deep=True) if name.startswith("buttress")]
    assert [name for name in ours if not {name, name.rpartition(".")[0]} & MODULES] == []
    others = {name.partition(".")[0] for name in imports_of(body, deep=False)} - {"buttress", "__future__"}
    assert others - sys.stdlib_module_names - {"numpy"} == set()
    later = {name.partition(".")[0] for name in imports_of(body, deep=True)} - {"buttress", "__future__"}
    assert later - sys.stdlib_module_names - {"numpy"} <= OPTIONAL


def test_the_engine_is_whole_and_has_no_builder() -> None:
    assert {
        "buttress.bench.packing.elsewhere",
        "buttress.bench.session.execution",
        "buttress.bench.worker.__main__",
        "buttress.wire.sealing",
    } <= MODULES
    assert not any(name.startswith(("buttress.bench.planning", "buttress.records")) for name in MODULES)
    assert "buttress.bench.packing.pack" not in MODULES


def content_of(root: Path, fields: dict) -> dict[str, bytes]:
    plan = plan_bench(Benchmark.model_validate(fields), root, {})
    return dict(suite_content(plan, root / "clinic", root).files)


def test_code_and_declared_files_keep_their_places(root: Path, fields: dict) -> None:
    (root / "shared").mkdir()
    (root / "shared/ages.csv").write_text("30\n")
    fields["data"]["files"] = ["../shared/ages.csv"]
    found = content_of(root, fields)
    assert list(found) == ["clinic/candidates.py", "clinic/data.py", "clinic/distance.py", "shared/ages.csv"]
    assert found["shared/ages.csv"] == b"30\n"


def test_the_other_machine_must_have_what_code_and_runtimes_import(root: Path, fields: dict) -> None:
    fields["data"]["build"] = "cancer.py:cancer"
    fields["data"]["folds"] = 3
    fields["data"].update(groups=[], slices={})
    fields["candidates"] = {
        "tree": {"build": "estimators.py:tree", "runtime": ["sklearn", "onnx"]},
        "centroid": {"build": "candidates.py:centroid"},
    }
    plan = plan_bench(Benchmark.model_validate(fields), root, {})
    content = suite_content(plan, root / "clinic", root)
    assert content.needs == {"numpy": "numpy", "onnxruntime": "onnxruntime", "sklearn": "scikit-learn"}


def test_everything_that_cannot_travel_is_told_at_once(root: Path, fields: dict) -> None:
    data = root / "clinic/data.py"
    data.write_text(data.read_text() + "\nfrom buttress.records import Run\n\nKIND = Run\n")
    (root / "clinic/server.py").write_text("print()\n")
    fields["candidates"]["remote"] = {"service": {"command": ["{python}", "server.py"], "protocol": "lines"}}
    with pytest.raises(BenchError) as caught:
        content_of(root, fields)
    told = str(caught.value).splitlines()
    assert told[0] == "clinic/triage cannot be packed"
    assert "  clinic/data.py imports buttress.records.Run, which a pack does not hold" in told[1]
    assert told[2] == "  candidates.remote: its command names 'server.py', which is not among its `files`"


def test_a_declared_program_travels(root: Path, fields: dict) -> None:
    (root / "clinic/server.py").write_text("print()\n")
    command = {"command": ["{python}", "server.py"], "protocol": "lines"}
    fields["candidates"] = {"remote": {"service": command, "files": ["server.py"]}}
    assert set(content_of(root, fields)) == {"clinic/data.py", "clinic/server.py"}
