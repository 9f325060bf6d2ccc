"""What somebody wants to be otherwise, as written, and what went wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from buttress.errors import Problem


@dataclass(frozen=True, slots=True)
class Change:
    """What a decision should say otherwise, each part as somebody wrote it.

    Attributes:
        limits: Constraints in the short form: ``recall >= 95 %``. One takes the place of the limit of the constraint
            on the same quality whose selectors it names; where there is none it is added. Before it may stand the id of
            the one that is meant: ``finds-malignant: recall >= 95 %``.
        dropped: Ids of constraints that are left out, together with their waivers.
        weights: Weights of preferences: ``recall=2``; with its selectors where several are of one quality:
            ``cost.per_million for translate-sign=2``, ``recall where size=big=2``; 0 leaves one out.
        place: The option that is chosen, by its id or by its deployment; or else the deployment that is in operation.
    """

    limits: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()
    place: str = ""


class ChangeError(ValueError):
    """A part of a change that makes no sense.

    Args:
        written: The part as it is written.
        message: What is wrong, what was found and what is allowed.
        hint: How to mend it, possibly empty.
    """

    def __init__(self, written: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.problem = problem_of(written, message, hint)


def problem_of(written: str, message: str, hint: str = "") -> Problem:
    """Gives what is wrong with a part of a change; what is written stands where files have their path."""
    return Problem(repr(written), 0, 0, "", message, hint)
