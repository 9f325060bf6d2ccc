"""What stays as it was judged while a suite is measured again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from buttress.graph import find_resting
from buttress.reuse import Anew

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from buttress.project import Project
    from buttress.reuse import Answer


class Untouched(Anew):
    """Hands over what a project says of all decisions and systems that do not rest on a suite.

    Args:
        project: The judged project.
        suite: Id of the suite.
    """

    def __init__(self, project: Project, suite: str) -> None:
        super().__init__()
        self._project = project
        self._resting = find_resting(project.linked, suite)

    def once(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """Gives the project's own answer where it cannot have changed, else makes it."""
        judgement, resting = self._project.judgement, self._resting
        kept: Any = None
        match key:
            case ("judged", str(name)) if name not in resting.decisions:
                options = judgement.options.items()
                kept = judgement.verdicts[name], {of[1]: found for of, found in options if of[0] == name}
            case ("judged system", str(name)) if name not in resting.systems:
                kept = judgement.systems[name]
            case ("compared", str(name)) if name not in resting.decisions:
                kept = self._project.comparisons[name]
        if kept is None:
            return super().once(key, make)
        answer: Answer = kept
        return answer
