"""Packs a small suite, measures it in a fresh environment without Buttress, brings the run home and judges it.

Usage: python benchmarks/pack_in_bare_venv.py [--keep FOLDER]

The fresh environment holds what `pip install numpy onnxruntime scikit-learn` gives, so a package index must be within
reach. Every command is printed with what it printed. Exits with 0 when the brought run decides the constraints.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PACKAGES = ("numpy", "onnxruntime", "scikit-learn")
FILES = {
    "decisions/clinic/triage.yaml": """\
kind: benchmark
title: Triage
data: {build: data.py:aspirates, positive: malignant, folds: 5}
candidates:
  logistic-regression: {build: candidates.py:logistic_regression, runtime: [onnx, sklearn]}
  small-network: {build: candidates.py:network, runtime: onnx, onnx: {quantisation: dynamic}}
measures: [recall, latency.p99, training.time, memory.peak, model.size]
load: {single-stream: {min_queries: 2000}, offline: {min_queries: 2000}}
processes: 6
""",
    "decisions/clinic/model.yaml": """\
kind: decision
title: Triage with logistic regression
status: accepted
date: 2026-01-01
options: [{id: logistic-regression}, {id: small-network}]
chosen: logistic-regression
constraints:
  - recall >= 0.85
  - latency.p99 <= 100 ms in single-stream
  - model.size <= 100 kB
""",
    "decisions/clinic/data.py": """\
from buttress.bench import Dataset
from sklearn.datasets import load_breast_cancer


def aspirates():
    found = load_breast_cancer()
    return Dataset(found.data, ["benign" if target else "malignant" for target in found.target])
""",
    "decisions/clinic/candidates.py": """\
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def logistic_regression():
    return make_pipeline(StandardScaler(), LogisticRegression())


def network():
    return make_pipeline(StandardScaler(), MLPClassifier((16,), max_iter=400, random_state=0))
""",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="work here and leave everything")
    keep = parser.parse_args().keep
    if keep is not None:
        keep.mkdir(parents=True)
        return measure_elsewhere(keep.resolve())
    with tempfile.TemporaryDirectory() as folder:
        return measure_elsewhere(Path(folder))


def measure_elsewhere(folder: Path) -> int:
    home, away = folder / "home", folder / "away"
    for name, text in FILES.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    away.mkdir()
    buttress = [sys.executable, "-m", "buttress"]
    run([*buttress, "bench", "clinic/triage", "--pack", str(away / "triage.pyz")], home)
    venv.create(folder / "bare", with_pip=True)
    bare = str(folder / "bare" / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    run([bare, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], away)
    run([bare, "-m", "pip", "list", "--disable-pip-version-check"], away)
    run([bare, "triage.pyz"], away)
    runs = [str(path) for path in away.glob("triage-*.json")]
    run([*buttress, "evidence", "add", *runs], home)
    return run([*buttress, "check"], home)


def run(command: list[str], folder: Path) -> int:
    """Runs a command in a folder and prints both what it is and what it says; ends the program where it fails."""
    print(
        f"\n{folder.name}$ {' '.join(Path(word).name if Path(word).is_absolute() else word for word in command)}",
        flush=True,
    )
    # PYTHONPATH would let the fresh environment see this one.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=environment, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
