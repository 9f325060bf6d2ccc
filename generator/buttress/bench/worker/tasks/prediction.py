"""What a callable or a service may answer to a classification, instead of a bare label."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prediction:
    """A class, and how sure the candidate is of the positive class.

    Attributes:
        label: The predicted class, a text or an integer.
        score: Score of the positive class, higher where it is likelier, whichever class is predicted; a
            probability where it is judged as one. None where the candidate gives no scores; it then gives none
            for any example.
    """

    label: str | int | bool
    score: float | None = None
