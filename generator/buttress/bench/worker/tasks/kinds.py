"""The tasks by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from buttress.bench.worker.tasks.classification import CLASSIFICATION
from buttress.bench.worker.tasks.detection import DETECTION
from buttress.bench.worker.tasks.ranking import RANKING
from buttress.bench.worker.tasks.regression import REGRESSION
from buttress.bench.worker.tasks.texts import TEXT
from buttress.bench.worker.tasks.transcription import TRANSCRIPTION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.bench.plan import Task
    from buttress.bench.worker.tasks.kind import Kind

KINDS: Mapping[Task, Kind] = MappingProxyType(
    {
        "classification": CLASSIFICATION,
        "regression": REGRESSION,
        "recommendation": RANKING,
        "detection": DETECTION,
        "transcription": TRANSCRIPTION,
        "text": TEXT,
    }
)
