"""The measured examples as they are and as the suite changes them: alike in every process."""

from __future__ import annotations

import random
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from buttress.bench.failure import BenchError, doing
from buttress.bench.worker.code import load_callable
from buttress.bench.worker.data.content import digest_content
from buttress.bench.worker.data.dataset import take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from buttress.bench.messages import Job
    from buttress.bench.worker.data.dataset import Examples

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Versions(Generic[T]):
    """Something of the measured examples (features, answers), also where the suite changes them.

    Attributes:
        plain: Of the examples as they are.
        perturbed: Perturbation to that of the disturbed examples.
        invariant: Invariant to that of the examples which must be answered alike.
    """

    plain: T
    perturbed: Mapping[str, T]
    invariant: Mapping[str, T]

    def map(self, function: Callable[[T], U]) -> Versions[U]:
        """Gives what a function makes of each."""
        return Versions(
            function(self.plain),
            {name: function(one) for name, one in self.perturbed.items()},
            {name: function(one) for name, one in self.invariant.items()},
        )


def change_examples(job: Job, examples: Examples) -> Versions[Any]:
    """Gives the features of the measured examples in all their versions; see `change_features` for errors."""
    features, folder = take(examples.features, examples.measured), Path(job.folder)
    return Versions(
        features,
        change_features(features, job.data.perturbations, folder, job.seed),
        change_features(features, job.data.invariants, folder, job.seed),
    )


def change_features(
    features: Any,  # noqa: ANN401 - any container of examples
    changes: Mapping[str, str],
    folder: Path,
    seed: int,
) -> dict[str, Any]:
    """Gives the features as each named callable changes them.

    While a callable runs, `random` and `numpy.random` are seeded from ``seed`` and its name; afterwards both go on
    as if it had not run. Every callable runs twice, since changes that differ between processes would give each
    candidate other examples.

    Args:
        features: The examples.
        changes: Name to reference of a callable from features to features.
        folder: The suite's folder.
        seed: Seed of everything random.

    Raises:
        BenchError: A callable modified what it was given, gave another kind or number of examples, or gave
            something else when it ran again.
    """
    return {
        name: _change(load_callable(folder, reference), features, name, seed)
        for name, reference in changes.items()
    }


def _change(change: Callable[[Any], Any], features: Any, name: str, seed: int) -> Any:  # noqa: ANN401
    before = digest_content(features, [], [])
    with doing(f"changing the examples by {name!r}"):
        with seeded(f"{seed}/{name}"):
            changed = change(features)
        with seeded(f"{seed}/{name}"):
            again = change(features)
    if digest_content(features, [], []) != before:
        message = f"{name!r} modifies the features that it is given; it must give others"
        raise BenchError(message)
    _check_form(features, changed, name)
    if digest_content(changed, [], []) != digest_content(again, [], []):
        message = (
            f"{name!r} gives other features each time; draw from `random` or `numpy.random`, which are seeded"
        )
        raise BenchError(message)
    return changed


@contextmanager
def seeded(text: str) -> Iterator[None]:
    """Seeds Python's and NumPy's global generators from a text, and gives them back their states afterwards."""
    ours, numpys = random.getstate(), np.random.get_state()
    number = int.from_bytes(sha256(text.encode()).digest()[:8], "big")
    random.seed(number)
    np.random.seed(number % 2**32)
    try:
        yield
    finally:
        random.setstate(ours)
        np.random.set_state(numpys)


def _check_form(features: Any, changed: Any, name: str) -> None:  # noqa: ANN401
    if type(changed) is not type(features):
        message = f"{name!r} makes {type(changed).__name__} of {type(features).__name__}; it must give the same kind"
        raise BenchError(message)
    if len(changed) != len(features):
        message = f"{name!r} makes {len(changed)} examples of {len(features)}"
        raise BenchError(message)
    shapes = [tuple(getattr(one, "shape", ()))[1:] for one in (features, changed)]
    if shapes[0] != shapes[1]:
        message = f"{name!r} makes examples of shape {shapes[1]} of examples of shape {shapes[0]}"
        raise BenchError(message)
