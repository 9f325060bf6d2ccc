from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import venv
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from packaging.requirements import Requirement

from buttress.bench import BenchError, Plan, plan_bench
from buttress.bench.packing.pack import PackSummary, write_pack
from buttress.bench.worker.runtimes.artifacts import export_name
from buttress.cli.commands import run as run_command
from buttress.records import Benchmark, Run
from buttress.storage import parse_run
from making_suites import suite_fields

ESTIMATORS = """
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier


def logistic_regression():
    return LogisticRegression()


def network():
    return MLPClassifier((8,), max_iter=20, random_state=0)
"""
ARRAYS = """
import numpy as np

from buttress.bench import Dataset


def clouds():
    draw = np.random.default_rng(5)
    labels = ["malignant" if index % 2 else "benign" for index in range(60)]
    features = draw.normal(size=(60, 3)) + 2 * np.array([[name == "malignant"] for name in labels])
    return Dataset(features.astype(np.float32), labels)
"""


def closure(names: list[str]) -> set[str]:
    """The distributions that pip would install for these."""
    found: set[str] = set()
    while names:
        name = names.pop()
        if name in found:
            continue
        found.add(name)
        needed = [Requirement(text) for text in metadata.distribution(name).requires or ()]
        names += [one.name for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    return found


def bare_python(folder: Path, *packages: str) -> Path:
    """An interpreter of its own that has these packages, what they need, and nothing else."""
    venv.create(folder, symlinks=os.name != "nt", with_pip=False)
    (site,) = folder.rglob("site-packages")
    for name in closure(list(packages)):
        own = metadata.distribution(name)
        for part in {path.parts[0] for path in own.files or ()} - {"..", "__pycache__"}:
            if not (site / part).exists():
                (site / part).symlink_to(Path(str(own.locate_file(part))))
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run_pack(python: Path, pack: Path, *words: str, **changes: Any) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [python, pack, *words],
        cwd=changes.pop("cwd", pack.parent),
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


class TrainedPack(NamedTuple):
    path: Path
    plan: Plan
    summary: PackSummary

    @property
    def quantised(self) -> bytes:
        """The model of the quantised candidate, fitted on all rows."""
        with zipfile.ZipFile(self.path) as archive:
            return archive.read(f"exports/{export_name(self.plan.candidates['small'], 'final')}")


def packed(root: Path, fields: dict[str, Any], path: Path) -> tuple[Plan, PackSummary]:
    plan = plan_bench(Benchmark.model_validate(fields), root, {})
    return plan, write_pack(plan, root / "clinic", root, path)


def measured(done: subprocess.CompletedProcess[str], folder: Path) -> Run:
    assert done.returncode == 0, done.stderr
    path = folder / done.stdout.strip()
    return parse_run(path.read_bytes(), path.name, path.stem)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter with NumPy alone."""
    return bare_python(tmp_path_factory.mktemp("bare"), "numpy")


@pytest.fixture(scope="module")
def trained(kept_root: Path) -> dict[str, Any]:
    """A suite of estimators on scikit-learn and ONNX Runtime, one of them quantised; tests change copies of it."""
    (kept_root / "clinic/estimators.py").write_text(ESTIMATORS)
    (kept_root / "clinic/arrays.py").write_text(ARRAYS)
    return {
        **suite_fields(),
        "data": {"build": "arrays.py:clouds", "positive": "malignant", "folds": 2},
        "candidates": {
            "logistic": {"build": "estimators.py:logistic_regression", "runtime": ["sklearn", "onnx"]},
            "small": {
                "build": "estimators.py:network",
                "runtime": "onnx",
                "onnx": {"quantisation": "dynamic"},
            },
        },
        "processes": 1,
    }


@pytest.fixture(scope="module")
def trained_pack(
    kept_root: Path, trained: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> TrainedPack:
    """A pack of that suite; tests take copies away."""
    path = tmp_path_factory.mktemp("pack") / "triage.pyz"
    return TrainedPack(path, *packed(kept_root, trained, path))


def test_a_pack_measures_with_numpy_onnxruntime_and_scikit_learn_alone(
    kept_root: Path,
    trained: dict[str, Any],
    trained_pack: TrainedPack,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    python, away = bare_python(tmp_path / "bare", "numpy", "onnxruntime", "scikit-learn"), tmp_path / "away"
    assert trained_pack.summary.needs == ("numpy", "onnxruntime", "scikit-learn")
    assert trained_pack.summary.exports == 6  # two candidates, each of all rows and of two folds
    away.mkdir()
    done = run_pack(python, Path(shutil.copy(trained_pack.path, away)))
    run = measured(done, away)
    assert [(one.candidate, one.runtime) for one in run.measurements] == [
        ("logistic", "sklearn"),
        ("logistic", "onnx"),
        ("small", "onnx"),
    ]
    assert all(one.failure is None and one.predictions for one in run.measurements)
    assert {each.driver for one in run.measurements for each in one.processes} == {"buttress"}
    assert "onnxruntime" in run.software.packages
    assert not {"onnx", "pydantic", "skl2onnx"} & set(run.software.packages)
    assert run.measurements[2].artifact_sha256 == hashlib.sha256(trained_pack.quantised).hexdigest()
    assert done.stderr.splitlines()[0].startswith("[0/6] ")

    root = Path(shutil.copytree(kept_root, tmp_path / "decisions"))
    (root / "clinic/triage.yaml").write_text(
        yaml.safe_dump({name: value for name, value in trained.items() if name != "id"})
    )
    files = [str(path) for path in away.glob("*.json")]
    assert run_command(["evidence", "add", *files, "--decisions", str(root)]) == 0, capsys.readouterr().err
    assert (root / "clinic/runs" / Path(files[0]).name).is_file()


def test_a_model_file_needs_its_runtime_alone(
    root: Path, fields: dict[str, Any], trained_pack: TrainedPack, tmp_path: Path
) -> None:
    model = trained_pack.quantised
    (root / "clinic/small.onnx").write_bytes(model)
    (root / "clinic/arrays.py").write_text(ARRAYS)
    fields["data"] = {"build": "arrays.py:clouds", "positive": "malignant"}
    fields["candidates"] = {"file": {"model": "small.onnx"}}
    fields["processes"] = 1
    _, summary = packed(root, fields, tmp_path / "triage.pyz")
    assert summary.needs == ("numpy", "onnxruntime")
    assert (summary.exports, summary.files) == (0, ("clinic/small.onnx",))
    python = bare_python(tmp_path / "bare", "numpy", "onnxruntime")
    (found,) = measured(run_pack(python, tmp_path / "triage.pyz"), tmp_path).measurements
    assert found.artifact_sha256 == hashlib.sha256(model).hexdigest()
    assert found.failure is None
    assert [each.failure for each in found.processes] == [None]


def test_the_same_suite_gives_the_same_bytes(
    kept_root: Path, trained: dict[str, Any], trained_pack: TrainedPack, tmp_path: Path
) -> None:
    packed(kept_root, trained, tmp_path / "again.pyz")
    assert (tmp_path / "again.pyz").read_bytes() == trained_pack.path.read_bytes()


def test_a_plain_candidate_needs_python_and_numpy_and_is_interrupted_and_resumed(
    bare: Path, root: Path, fields: dict[str, Any], tmp_path: Path
) -> None:
    python, pack = bare, tmp_path / "triage.pyz"
    fields["processes"] = 1
    fields["candidates"]["benign"] = {"run": "candidates.py:always_benign"}
    _, summary = packed(root, fields, pack)
    assert summary.needs == ("numpy",)
    assert summary.exports == 0
    started = subprocess.Popen(
        [python, pack, "--output", "out"], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    assert started.stderr is not None
    for line in started.stderr:
        if line.startswith("[2/"):
            started.send_signal(signal.SIGINT)
            break
    told = started.stderr.read()
    assert started.wait() == 130, told
    assert "--resume goes on" in told
    assert "Traceback" not in told
    refused = run_pack(python, pack, "--output", "out")
    assert refused.returncode == 2
    assert "there is an unfinished bench of clinic/triage" in refused.stderr
    done = run_pack(python, pack, "--output", "out", "--resume", "--quiet")
    assert done.stderr == ""
    run = measured(done, tmp_path)
    assert [one.candidate for one in run.measurements] == ["centroid", "benign"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{run.id}.json"]


def test_one_candidate_of_a_pack(bare: Path, root: Path, fields: dict[str, Any], tmp_path: Path) -> None:
    fields["processes"] = 1
    fields["candidates"]["benign"] = {"run": "candidates.py:always_benign"}
    packed(root, fields, tmp_path / "triage.pyz")
    words = ("--only", "benign", "--work", "unpacked", "--quiet")
    done = run_pack(bare, tmp_path / "triage.pyz", *words)
    assert [one.candidate for one in measured(done, tmp_path).measurements] == ["benign"]
    assert (tmp_path / "unpacked/portfolio/clinic/data.py").is_file()


def test_a_pack_says_what_the_other_machine_lacks(
    bare: Path, trained_pack: TrainedPack, tmp_path: Path
) -> None:
    done = run_pack(bare, Path(shutil.copy(trained_pack.path, tmp_path)))
    assert done.returncode == 2
    assert "onnxruntime: ModuleNotFoundError" in done.stderr
    assert "scikit-learn: ModuleNotFoundError" in done.stderr
    assert "(pip install onnxruntime scikit-learn)" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["triage.pyz"]


def test_a_service_travels_with_its_declared_program(
    bare: Path, root: Path, fields: dict[str, Any], tmp_path: Path
) -> None:
    (root / "clinic/server.py").write_text(
        "import json, sys\nfor line in sys.stdin:\n    json.loads(line)\n    print('\"benign\"', flush=True)\n"
    )
    command = {"command": ["{python}", "server.py"], "protocol": "lines"}
    fields["candidates"] = {"remote": {"service": command, "files": ["server.py"]}}
    fields["processes"] = 1
    packed(root, fields, tmp_path / "triage.pyz")
    run = measured(run_pack(bare, tmp_path / "triage.pyz"), tmp_path)
    (found,) = run.measurements
    assert found.failure is None
    assert found.predictions is not None
    assert [each.failure for each in found.processes] == [None]


def test_a_candidate_that_fails_on_the_other_machine_fails_alone(
    bare: Path, root: Path, fields: dict[str, Any], tmp_path: Path
) -> None:
    code = root / "clinic/candidates.py"
    code.write_text(code.read_text() + "\n\ndef broken(item):\n    raise ValueError('no such item')\n")
    fields["candidates"]["broken"] = {"run": "candidates.py:broken"}
    fields["processes"] = 1
    packed(root, fields, tmp_path / "triage.pyz")
    done = run_pack(bare, tmp_path / "triage.pyz")
    centroid, broken = measured(done, tmp_path).measurements
    assert centroid.failure is None
    assert broken.failure is not None
    assert "no such item" in broken.failure.text
    told = [line for line in done.stderr.splitlines() if line.startswith("broken on python failed while ")]
    assert len(told) == 2  # predicting, and one process


def test_code_that_fails_on_the_other_machine_records_nothing(
    bare: Path, root: Path, fields: dict[str, Any], tmp_path: Path
) -> None:
    data = root / "clinic/data.py"
    data.write_text(data.read_text().replace("    dealer", "    raise OSError('no such disk')\n    dealer"))
    packed(root, fields, tmp_path / "triage.pyz")
    done = run_pack(bare, tmp_path / "triage.pyz")
    assert done.returncode == 2
    assert "no such disk" in done.stderr
    assert list(tmp_path.glob("*.json")) == []


def test_a_candidate_that_cannot_be_exported_is_told_when_packing(
    root: Path, fields: dict[str, Any], tmp_path: Path
) -> None:
    fields["candidates"] = {"centroid": {"build": "candidates.py:centroid", "runtime": "onnx"}}
    with pytest.raises(BenchError, match="candidate 'centroid'"):
        packed(root, fields, tmp_path / "triage.pyz")
    assert not (tmp_path / "triage.pyz").exists()


def test_what_is_no_pack_is_not_overwritten(root: Path, fields: dict[str, Any], tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    with pytest.raises(BenchError, match="is no pack"):
        packed(root, fields, notes)
    assert notes.read_text() == "mine"
    packed(root, fields, tmp_path / "triage.pyz")
    packed(root, fields, tmp_path / "triage.pyz")


def test_a_summary_says_what_travels(root: Path, fields: dict[str, Any], tmp_path: Path) -> None:
    (root / "clinic/ages.csv").write_text("30\n")
    fields["data"]["files"] = ["ages.csv"]
    _, summary = packed(root, fields, tmp_path / "triage.pyz")
    told = str(summary).splitlines()
    assert told[1:] == [
        "  code:   clinic/candidates.py, clinic/data.py, clinic/distance.py",
        "  files:  clinic/ages.csv",
        "  needs:  Python 3.11 or newer, numpy",
    ]


def test_the_entry_can_be_read_by_older_pythons(root: Path, fields: dict[str, Any], tmp_path: Path) -> None:
    packed(root, fields, tmp_path / "triage.pyz")
    with zipfile.ZipFile(tmp_path / "triage.pyz") as archive:
        compile_for_old = "import ast, sys; ast.parse(sys.stdin.read(), feature_version=(3, 7))"
        entry = archive.read("__main__.py").decode()
        manifest = json.loads(archive.read("pack.json"))
    done = subprocess.run([sys.executable, "-c", compile_for_old], input=entry, text=True, check=False)
    assert done.returncode == 0
    assert Plan.from_fields(manifest["plan"]).suite == "clinic/triage"
