"""The suites of simulated trials in `decisions/buttress/soundness`, and what their tests have in common."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np

from buttress.storage import read_run_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    from buttress.bench import Dataset

FOLDER = Path(__file__).parents[1] / "decisions" / "buttress" / "soundness"
FIRST_AND_LAST = (0, -1)
"""Of the trials of a cell: one at the limit and one clearly beyond it."""


@contextmanager
def suite_modules(*names: str) -> Iterator[SimpleNamespace]:
    """Gives modules of the suites, which bear their own names only meanwhile."""
    own = {path.stem for path in FOLDER.glob("*.py")}
    assert not own & set(sys.modules)
    sys.path.insert(0, str(FOLDER))
    try:
        yield SimpleNamespace(**{name: import_module(name) for name in names})
    finally:
        sys.path.remove(str(FOLDER))
        for name in own:
            sys.modules.pop(name, None)


def assert_answers_are_recorded(
    runs: str, candidates: ModuleType, trials: Dataset, of_each_cell: Sequence[int]
) -> None:
    """Compares what the one recorded run says of some trials of each cell with what the code answers now."""
    cells = np.array(trials.columns["cell"])
    order = np.argsort(cells, kind="stable")
    of_cells = np.split(order, np.flatnonzero(cells[order][1:] != cells[order][:-1]) + 1)
    # In the order of the suite: trials of the same evidence stand side by side there, and are judged once.
    asked = sorted(int(places[number]) for places in of_cells for number in of_each_cell)
    (file,) = (FOLDER / "runs").glob(runs)
    run = read_run_file(file).run
    place_of = {name: place for place, name in enumerate(run.data.ids.texts())}
    for measured in run.measurements:
        said = measured.predictions.labels.numbers()
        answer = getattr(candidates, measured.candidate.replace("-", "_"))
        for place in asked:
            recorded = run.data.classes[said[place_of[trials.ids[place]]]]
            assert answer(trials.features[place]) == recorded, cells[place]
