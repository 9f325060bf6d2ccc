"""What a driven load did, whatever drove it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    Predict = Callable[[Any], object]
    Metered = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Driven:
    """What was answered, and in what time.

    Attributes:
        queries: Queries answered; for ``offline`` samples.
        samples: Rows answered: more than the queries where a query carries several.
        elapsed_ns: Nanoseconds from the first query issued to the last one answered.
    """

    queries: int
    samples: int
    elapsed_ns: int

    @property
    def throughput(self) -> float:
        """Samples answered per second."""
        return self.samples * 1e9 / max(self.elapsed_ns, 1)
