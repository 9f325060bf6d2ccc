"""All choices that are tried, and the trials of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from choice_problems import Measured, Problem, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from choice_problems import Evidence

CLEAR_TRIALS = 200
"""How often each problem is tried with each of the tied options ahead."""
_MANY = 6000  # where mistakes are nearly as frequent as promised, more trials show it
_DELAY = Wanted("delay", "ms", 40.0, 0.0)
_SLOWEST = Wanted("delay of the slowest", "ms", 200.0, 0.0)
_START = Wanted("start", "s", 10.0, 0.0)
_MEMORY = Wanted("memory", "MB", 500.0, 100.0)
_RECALL = Wanted("recall", "", 0.5, 1.0)
_ACCURACY = Wanted("accuracy", "", 0.5, 1.0)
_SIZE = Wanted("size", "MB", 100.0, 0.0)
_SOON = Wanted("delay", "ms", 40.0, 20.0)
_EXACT, _NOTHING = Measured("exact"), Measured("nothing")
_TWO = ((0.6, 0.4), (0.4, 0.6))
_PLACES = ("first", "second", "third")


@dataclass(frozen=True)
class Trial:
    """One simulated choice, and the option that is asked about.

    Attributes:
        problem: Its circumstances.
        number: Its number among those of its problem with the same option ahead.
        ahead: The option that truly is best; None where several tie.
        option: The option of which it is asked whether it may be named best.
    """

    problem: str
    number: int
    ahead: int | None
    option: int

    @property
    def is_true(self) -> bool:
        """Whether the option may be named: it is worth most, and nothing else as much."""
        return self.ahead == self.option

    @property
    def cell(self) -> str:
        """The circumstances and the option asked about, in a line."""
        return f"{self.problem}; the {_PLACES[self.option]}"


def all_problems() -> list[Problem]:
    """Gives every problem, in the order of the table."""
    return [*_of_processes(), *_of_examples(), *_of_many(), *_of_unknowns(), *_at_ends(), *_of_shared()]


def trials_of(problem: Problem) -> Iterator[Trial]:
    """Gives the trials of a problem: where options tie each is asked about, where one is ahead only that one."""
    for number in range(problem.trials):
        for option in range(problem.tied):
            yield Trial(problem.where, number, None, option)
    for number in range(CLEAR_TRIALS):
        for option in range(problem.tied):
            yield Trial(problem.where, number, option, option)


def evidence_of(problem: Problem, number: int, ahead: int | None) -> Evidence:
    """Measures the options of a trial; the same whenever it is asked for."""
    place = 0 if ahead is None else ahead + 1
    generator = np.random.default_rng([crc32(problem.where.encode()), place, number])
    return problem.draw(generator, ahead)


def _processes(count: int, spread: float = 0.2) -> Measured:
    return Measured("processes", count, spread)


def _examples(count: int) -> Measured:
    return Measured("examples", count)


def _of_processes() -> Iterator[Problem]:
    both, equal = (_DELAY, _SIZE), (1.0, 1.0)
    for count, spread in ((5, 0.2), (10, 0.2), (30, 0.2), (30, 0.8)):
        how = (_processes(count, spread), _EXACT)
        where = f"delay of {count} processes that differ by {100 * spread:g} %, and size"
        yield Problem(where, both, equal, _TWO, (how, how))
    uneven = ((_processes(5), _EXACT), (_processes(30), _EXACT))
    yield Problem("delay of 5 processes against 30, and size", both, equal, _TWO, uneven)
    known = ((_processes(5), _EXACT), (_EXACT, _EXACT))
    yield Problem("delay of 5 processes against a known one, and size", both, equal, _TWO, known)
    tailed = ((Measured("processes with a tail", 10, 0.05), _EXACT), (_processes(10), _EXACT))
    where = "delay of 10 processes, of one option each tenth twice as slow, and size"
    yield Problem(where, both, equal, _TWO, tailed)


def _of_examples() -> Iterator[Problem]:
    both, equal = (_RECALL, _SIZE), (1.0, 1.0)
    for count, high in ((30, 0.6), (200, 0.6), (1000, 0.6), (100, 0.96)):
        how = (_examples(count), _EXACT)
        places = ((high, 0.4), (high - 0.04, 0.44))
        yield Problem(
            f"recall near {50 + 50 * high:g} % of {count}, and size", both, equal, places, (how, how)
        )


def _of_many() -> Iterator[Problem]:
    four, weights = (_DELAY, _RECALL, _MEMORY, _SIZE), (4.0, 3.0, 2.0, 1.0)
    how = (_processes(10), _examples(300), _processes(10, 0.05), _EXACT)
    places = ((0.6, 0.5, 0.4, 0.5), (0.5, 0.5, 0.6, 0.5))
    yield Problem("four qualities, unlike weights", four, weights, places, (how, how))
    three, equal = four[:2] + four[3:], (1.0, 1.0, 1.0)
    some = (_processes(10), _examples(300), _EXACT)
    tied = ((0.6, 0.4, 0.5), (0.4, 0.6, 0.5), (0.5, 0.5, 0.5))
    yield Problem("three options tie", three, equal, tied, (some,) * 3, tied=3)
    poor = ((0.1, 0.2, 0.1), (0.5, 0.3, 0.3), (0.3, 0.5, 0.4), (0.2, 0.2, 0.9))
    yield Problem("two of six options tie", three, equal, (*tied[:2], *poor), (some,) * 6)
    for name, worse in (("in all", (0.05, 0.05, 0.05)), ("in delay", (-4.0, 0.4, 0.5))):
        where = f"two options tie, a third is far worse {name}"
        yield Problem(where, three, equal, (*tied[:2], worse), (some,) * 3)


def _of_unknowns() -> Iterator[Problem]:
    """The second option lacks its size; how much it is worth in truth, the measured quality makes up for."""
    both, weights = (_DELAY, _SIZE), (4.0, 1.0)
    how = ((_processes(10, 0.05), _EXACT), (_processes(10, 0.05), _NOTHING))
    for name, size in (("halfway", 0.5), ("the best", 1.0), ("the worst", 0.0)):
        places = ((0.6, 0.4), (0.6 - (size - 0.4) / 4, size))
        yield Problem(
            f"size of the second not known, in truth {name}", both, weights, places, (how[0], how[1])
        )


def _at_ends() -> Iterator[Problem]:
    """Values at and beyond the best, where a value function bends."""
    both, equal = (_SOON, _SIZE), (1.0, 1.0)
    how = (_processes(10, 0.1), _EXACT)
    for name, one, other in (
        ("at its best against one beyond", 1.0, 1.5),
        ("of both beyond its best", 1.5, 1.6),
    ):
        yield Problem(f"delay {name}, and size", both, equal, ((one, 0.5), (other, 0.5)), (how, how))
    three = (_SOON, Wanted("start", "s", 10.0, 5.0), Wanted("memory", "MB", 500.0, 250.0))
    places = ((1.0,) * 3, (1.6,) * 3)
    where = "three qualities at their best against three beyond"
    yield Problem(where, three, (1.0,) * 3, places, ((_processes(10, 0.1),) * 3,) * 2)


def _of_shared() -> Iterator[Problem]:
    """Qualities of an option that rise and fall together, since they were measured on the same things."""
    timed = (_DELAY, _SLOWEST, _START)
    for count in (5, 30):
        how = ((_processes(count),) * 3,) * 2
        where = f"three delays of the same {count} processes"
        yield Problem(where, timed, (1.0,) * 3, ((0.6, 0.5, 0.4), (0.4, 0.5, 0.6)), how, shared=True)
    answered, how = (_RECALL, _ACCURACY), ((_examples(300),) * 2,) * 2
    where = "two shares of the same 300 examples"
    places = ((0.62, 0.58), (0.58, 0.62))
    yield Problem(where, answered, (1.0, 1.0), places, how, shared=True, trials=_MANY)
