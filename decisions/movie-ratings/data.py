"""MovieLens 100k out of the package recbole: what a simpler model leaves of the stars that members gave to films.

The licence of the set allows research and no redistribution, so nothing of it lies here. Age, occupation and postcode of
members are not read. Gender is read for the slices alone; no candidate sees it.
"""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import Protocol

import numpy as np
from candidates import Averages, FilmNeighbours

from buttress.bench import Dataset

OBTAIN = "python -m pip install --no-deps recbole==1.2.1"
SHA256 = {
    "ml-100k.inter": "4edb74e2a81178c2ba9ff381495f754f996c4aea351b1272ca36b43da0935eff",
    "ml-100k.user": "4f670007d9cfbeb9807e757209af1555b9bcc186bde25e767f67cb67c6dd5972",
}
TESTED = 4
"""Ratings of each member that are held out: as many of everybody, so that no eager member outweighs others."""
SEED = 2009
KNOWN = "known"
"""Stands for all training ratings where clusters are named; see `over`."""


def read_file(name: str) -> str:
    """Gives the text of a file of the set, as the package ships it.

    Args:
        name: Name of the file.

    Raises:
        FileNotFoundError: The package is not there; the message says how to obtain it.
        ValueError: The file is another one than these decisions were measured on.
    """
    try:
        # This loads the package's first module, so that a run records which version it was.
        content = (resources.files("recbole") / "dataset_example" / "ml-100k" / name).read_bytes()
    except (ModuleNotFoundError, FileNotFoundError) as error:
        message = f"MovieLens 100k is read from the package recbole, which is not installed: {OBTAIN}"
        raise FileNotFoundError(message) from error
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        message = f"{name} is not the file that these decisions were measured on: {OBTAIN}"
        raise ValueError(message)
    return content.decode()


def read_ratings() -> np.ndarray:
    """Gives member, film and stars in rows sorted by member and film, both counted from 0: shape (100000, 3)."""
    lines = read_file("ml-100k.inter").splitlines()[1:]
    rows = np.array([line.split("\t")[:3] for line in lines], dtype=np.float64).astype(np.int32)
    rows[:, :2] -= 1
    return rows[np.lexsort((rows[:, 1], rows[:, 0]))]


def read_genders() -> list[str]:
    """Gives F or M of each member, in order."""
    lines = read_file("ml-100k.user").splitlines()[1:]
    fields = sorted((int(line.split("\t")[0]), line.split("\t")[2]) for line in lines)
    return [gender for _, gender in fields]


def hold_out(members: np.ndarray) -> np.ndarray:
    """Marks the ratings that are tested on: four of each member, drawn by chance.

    Args:
        members: Member of each rating, sorted.
    """
    order = np.lexsort((np.random.default_rng(SEED).random(len(members)), members))
    begins = np.searchsorted(members, np.unique(members))
    tested = np.zeros(len(members), dtype=bool)
    for place in range(TESTED):
        tested[order[begins + place]] = True
    return tested


class Model(Protocol):
    """Something that learns stars and says stars."""

    def fit(self, features: np.ndarray, stars: np.ndarray) -> object:
        """Learns from members and films with their stars."""
        ...

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Gives stars for members and films."""
        ...


def over(model: Model) -> Dataset:
    """Gives all ratings, and of the tested ones what a simpler model leaves.

    Features are member and film. Labels of training ratings are stars. Labels of tested ratings are stars less what the
    simpler model, fitted on the training ratings, says; candidates answer with how they differ from that model. Errors
    stay what they are in stars, and R squared becomes the share of the squared error that a candidate takes away: both
    models answer for the same ratings, so what is hard for both cancels out.

    Errors about one member resemble each other, so a member is a cluster. Known members are predicted, so the same
    member has training ratings as well. That is the task and no leak: clusters are named for tested ratings only.

    Args:
        model: The simpler model.
    """
    rows = read_ratings()
    members = rows[:, 0]
    tested = hold_out(members)
    labels = rows[:, 2].astype(np.float64)
    model.fit(rows[~tested, :2], labels[~tested])
    labels[tested] = np.round(labels[tested] - model.predict(rows[tested, :2]), 3)
    genders = read_genders()
    known = np.bincount(members[~tested])
    return Dataset(
        features=rows[:, :2],
        labels=labels,
        ids=[f"{member}-{film}" for member, film in rows[:, :2].tolist()],
        columns={
            "member": [
                str(one) if held else KNOWN for one, held in zip(members.tolist(), tested, strict=True)
            ],
            "gender": [genders[member] for member in members],
            "known": known[members],
        },
        train=~tested,
    )


def over_averages() -> Dataset:
    """What averages of film and member leave."""
    return over(Averages())


def over_neighbours() -> Dataset:
    """What neighbouring films leave."""
    return over(FilmNeighbours())
