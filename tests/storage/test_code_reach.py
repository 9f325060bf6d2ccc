from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import making
from buttress.errors import ProjectError
from buttress.storage import reach_code

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "clinic/data.py": """
        import csv
        import pandas.api as api
        from shared.columns import names


        def table():
            return names, csv, api
    """,
    "clinic/candidates.py": """
        from typing import TYPE_CHECKING

        from features import scaled

        if TYPE_CHECKING:
            import matplotlib

        try:
            import cupy
        except ImportError:
            cupy = None


        def tree():
            from sklearn.tree import DecisionTreeClassifier

            return DecisionTreeClassifier(), scaled


        def other():
            import unused

            return unused
    """,
    "clinic/features.py": "import numpy as np\n\nscaled = np.ones(1)\n",
    "clinic/unused.py": "import nothing_of_the_kind\n",
    "shared/__init__.py": "",
    "shared/columns.py": "names = ['a']\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return making.write_files(tmp_path / "decisions", FILES)


def names(root: Path, files: tuple[Path, ...]) -> list[str]:
    return [path.relative_to(root).as_posix() for path in files]


def test_all_files_that_must_be_there_to_import_are_reached(root: Path) -> None:
    reach = reach_code(root, root / "clinic", ["data.py:table", "candidates.py:tree"])
    assert names(root, reach.files) == [
        "clinic/candidates.py",
        "clinic/data.py",
        "clinic/features.py",
        "shared/__init__.py",
        "shared/columns.py",
    ]


def test_packages_needed_to_import_are_told_from_those_that_may_be_used(root: Path) -> None:
    reach = reach_code(root, root / "clinic", ["data.py:table", "candidates.py:tree"])
    assert reach.needed == ("numpy", "pandas")
    assert reach.imports[root / "clinic/candidates.py"] == (
        "cupy",
        "matplotlib",
        "sklearn.tree.DecisionTreeClassifier",
    )
    assert reach.imports[root / "clinic/data.py"] == ("pandas.api",)


def test_a_link_counts_under_the_name_that_it_has_here(root: Path) -> None:
    (root / "clinic/features.py").rename(root / "shared/features.py")
    (root / "clinic/features.py").symlink_to("../shared/features.py")
    reach = reach_code(root, root / "clinic", ["candidates.py:tree"])
    assert {"clinic/features.py", "shared/features.py"} <= set(names(root, reach.files))


def test_code_that_cannot_be_read_is_a_problem(root: Path) -> None:
    (root / "clinic/features.py").write_text("scaled = (\n")
    with pytest.raises(ProjectError, match=r"clinic/features.py:1"):
        reach_code(root, root / "clinic", ["candidates.py:tree"])
