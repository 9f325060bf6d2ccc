"""The finished steps of a bench on disk, so that one that was interrupted goes on where it stood.

Beside the runs lies a hidden folder for each suite: ``plan.json`` (what is measured, where, since when) and one file
for each finished step. Each is written beside its place, brought to the disk and then renamed: after ``kill -9`` or a
power cut a step is there as a whole or not at all.
"""

from __future__ import annotations

import json
import re
import shutil
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from buttress.bench.failure import BenchError
from buttress.wire import write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from buttress.bench.plan import Plan

FOLDER = ".unfinished"
PLAN = "plan.json"
LOCK = "lock"
FINISH = "finish"
"""The last step: when it ended. It counts no work, and makes finishing twice give the same bytes."""
MOST_DIFFERENCES = 8
_FREE = ("seconds", "git_commit")
"""Parts of a plan that may differ: an estimate, and a commit that left code and data as they were."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A bench that was interrupted.

    Attributes:
        started: When it was started, UTC in ISO 8601.
        done: Steps done.
        total: Steps of its plan.
    """

    started: str
    done: int
    total: int

    def __str__(self) -> str:
        return f"started {self.started}, {self.done} of {self.total} steps done"


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of one bench, while it goes on.

    Attributes:
        folder: Where its files are.
        opening: What was known at the start: ``plan``, ``started``, ``load_average``, ``machine``, ``python``, and a
            digest of the ``exports``, None where there are none.
        made_runs: Whether the folder of the runs was made for it.
    """

    folder: Path
    opening: Mapping[str, Any]
    made_runs: bool = False

    @property
    def done(self) -> int:
        """Steps done."""
        return _count_steps(self.folder)

    def read(self, step: str) -> dict[str, Any] | None:
        """Gives what a finished step gave, None for one that has to be done yet."""
        return _read(self.folder / f"{step}.json")

    def write(self, step: str, fields: Mapping[str, Any]) -> None:
        """Keeps what a step gave; raises BenchError where it cannot be kept."""
        try:
            write_atomic(self.folder / f"{step}.json", json.dumps(fields).encode())
        except OSError as error:
            message = (
                f"a finished step cannot be kept in {self.folder.parent.name}: {error.strerror or error}"
            )
            raise BenchError(message) from error

    def discard(self) -> None:
        """Throws all of it away: there is nothing in it worth going on with."""
        _remove(self.folder)
        if self.made_runs:
            with suppress(OSError):
                self.folder.parent.parent.rmdir()


def find_unfinished(runs: Path, suite: str) -> Unfinished | None:
    """Gives the interrupted bench of a suite, None where there is none.

    Args:
        runs: The folder of the suite's runs.
        suite: Id of the suite.
    """
    folder = journal_folder(runs, suite)
    opening = _read(folder / PLAN)
    if opening is None:
        return None
    return Unfinished(opening["started"], _count_steps(folder), opening["steps"])


@contextmanager
def open_journal(
    plan: Plan, runs: Path, opening: Mapping[str, Any], *, resume: bool, restart: bool
) -> Iterator[Journal]:
    """Opens the journal of a plan: a new one, or the one of an interrupted bench.

    Args:
        plan: What will be done.
        runs: The folder of the suite's runs.
        opening: What is to be kept of the start: ``started``, ``load_average``, ``machine``, ``python``, ``exports``.
        resume: Whether to go on with an interrupted bench; a new one begins where there is none.
        restart: Whether to throw an interrupted bench away.

    Raises:
        BenchError: There is an interrupted bench and neither was asked for, or it cannot be gone on with, or the
            same suite is being measured by another process, or nothing can be written.
    """
    folder = journal_folder(runs, plan.suite)
    fields = {**opening, "steps": plan.steps, "plan": plan.to_fields()}
    made_runs = not runs.exists()
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            stack.enter_context(_locked(folder))
            kept = None if restart else find_unfinished(runs, plan.suite)
            if kept is None:
                _begin(folder, fields)
            elif not resume:
                raise BenchError(_choice_text(plan.suite, kept))
            else:
                fields = _adopt(folder, plan.suite, fields)
        except OSError as error:
            message = f"no journal can be kept in {runs.name}/{FOLDER}: {error.strerror or error}"
            raise BenchError(message) from error
        yield Journal(folder, fields, made_runs)


def close_journal(runs: Path, suite: str) -> None:
    """Throws away the journal of a suite: its run is written, or nothing in it is worth going on with."""
    _remove(journal_folder(runs, suite))


def journal_folder(runs: Path, suite: str) -> Path:
    """Gives the folder of a suite's journal."""
    return runs / FOLDER / suite.rpartition("/")[2]


def _begin(folder: Path, fields: Mapping[str, Any]) -> None:
    _clear(folder)
    (folder / ".gitignore").write_text("*\n", encoding="ascii")
    write_atomic(folder / PLAN, json.dumps(fields).encode())


def _adopt(folder: Path, suite: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    kept = _read(folder / PLAN) or {}
    now = json.loads(json.dumps(fields))
    found = [*_differences(_compared(kept), _compared(now))]
    if not found:
        return kept
    shown = found[:MOST_DIFFERENCES]
    if len(found) > len(shown):
        shown.append(f"and {len(found) - len(shown)} more")
    lines = [
        f"the unfinished bench of {suite} cannot go on, since this is another plan or machine",
        *(f"  {one}" for one in shown),
        "--restart throws it away and starts anew",
    ]
    raise BenchError("\n".join(lines))


def _compared(fields: Mapping[str, Any]) -> dict[str, Any]:
    plan = {name: value for name, value in fields.get("plan", {}).items() if name not in _FREE}
    return plan | {name: fields.get(name) for name in ("machine", "python", "exports")}


def _differences(then: Any, now: Any, name: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON of any kind
    """Gives in words where two JSON documents differ."""
    if then == now:
        return
    if isinstance(then, dict) and isinstance(now, dict):
        for key in [*then, *(key for key in now if key not in then)]:
            yield from _differences(then.get(key), now.get(key), f"{name}.{key}" if name else str(key))
    elif name == "processes":
        counts = f"{len(then or ())} then, {len(now or ())} now"
        yield f"processes: {counts if len(then or ()) != len(now or ()) else 'others, or in another order'}"
    elif name.endswith("code_digest"):
        yield f"{name.removesuffix('.code_digest')}: the code was changed"
    elif _is_digest(then) and _is_digest(now):
        yield f"{name}: the content was changed"
    elif then is None or now is None:
        yield f"{name}: {'new' if then is None else 'gone'}"
    else:
        yield f"{name}: {_shown(then)} then, {_shown(now)} now"


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _choice_text(suite: str, kept: Unfinished) -> str:
    return (
        f"there is an unfinished bench of {suite} ({kept})\n"
        "--resume goes on with it, --restart throws it away and starts anew"
    )


def _count_steps(folder: Path) -> int:
    return sum(path.stem not in (FINISH, Path(PLAN).stem) for path in folder.glob("*.json"))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keeps a second bench off the journal; the system lets go when the process ends, however it ends."""
    with (folder / LOCK).open("ab") as stream:
        if not _lock(stream):
            message = f"{folder.name} is being measured by another process; wait for it, or end it"
            raise BenchError(message)
        yield


def _lock(stream: IO[bytes]) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # some network file systems lock nothing
    return True


def _remove(folder: Path) -> None:
    _clear(folder)
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # another suite's journal may stand there
        folder.parent.rmdir()


def _clear(folder: Path) -> None:
    # The plan first: without it the rest counts for nothing, should this be interrupted.
    for path in (folder / PLAN, *folder.glob("*.json"), *folder.glob(".*.tmp")):
        path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_bytes())  # type: ignore[no-any-return]
    except FileNotFoundError:
        return None
    except ValueError as error:
        message = f"the journal is damaged: {path.name} in {path.parent}; --restart throws it away"
        raise BenchError(message) from error
