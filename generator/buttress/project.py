"""A project as it was judged: what pages, reports and the Python door are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.graph import Linked
    from buttress.storage import Reading
    from buttress.tradeoff import Comparison
    from buttress.verdicts import Judgement


@dataclass(frozen=True)
class Project:
    """A portfolio that was read, linked, judged and compared.

    Attributes:
        reading: The records with the way back to their files.
        linked: The records with their references resolved.
        judgement: The verdicts.
        comparisons: Decision to the comparison of its options.
    """

    reading: Reading
    linked: Linked
    judgement: Judgement
    comparisons: Mapping[str, Comparison]
