"""Two groups of patients with operated breast cancer: one to learn from, one far away to be judged by.

Everybody is asked about at the operation: does the cancer return, or the patient die, within five years? Whoever was
watched for less than five years without either has an unknown outcome.

Rotterdam has few of those, and they are dropped from training. The German trial (GBSG) ended soon, and more than a
third of its outcomes are unknown. Dropping them there keeps nearly everybody who fell ill early, and loses most who
stayed well. So the German patients are *thinned*: whoever recurred is kept with the chance that somebody still watched
at that day is watched for five years. What is left has the share of recurrences that all patients have, if those who
left early would have fared like those who stayed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from tables import read_table

from buttress.bench import Dataset

if TYPE_CHECKING:
    from collections.abc import Mapping

HORIZON = 5 * 365.25
"""Days within which recurrence or death counts."""
SEED = 2013
"""Seed of the chances by which the German patients are thinned."""
SIZES = {"<=20": 0, "20-50": 1, ">50": 2}
"""Classes of the diameter in millimetres, as the Rotterdam table names them."""
FEATURES = ("age", "postmenopausal", "size_class", "grade_3", "log_nodes", "log_pgr", "log_er")


@dataclass(frozen=True, eq=False)
class Patients:
    """Patients with what was known at the operation and how long they were watched afterwards.

    Attributes:
        names: An identifier for each patient.
        table: The columns of the table.
        days: Days until recurrence or death, or until the last visit.
        ended: Whether those days ended with recurrence or death.
    """

    names: np.ndarray
    table: Mapping[str, np.ndarray]
    days: np.ndarray
    ended: np.ndarray

    @property
    def recurred(self) -> np.ndarray:
        """Who recurred or died within five years."""
        return self.ended & (self.days <= HORIZON)

    @property
    def known(self) -> np.ndarray:
        """Whose outcome at five years is known."""
        return self.recurred | (self.days > HORIZON)


def rotterdam() -> Patients:
    """Gives the 2,982 patients of the Rotterdam tumour bank.

    A death counts as the end where it followed the last visit without a gap. For 43 patients the death was added to the
    record long after the last visit; nobody knows whether the cancer had returned by then, so they count as watched
    until that visit.
    """
    table = read_table("rotterdam")
    returned, died = table["recur"] == 1, table["death"] == 1
    late = ~returned & died & (table["rtime"] < table["dtime"])
    until_visit = returned | late
    return Patients(
        names=np.array([f"rotterdam-{number}" for number in table["pid"]]),
        table=table,
        days=np.where(until_visit, table["rtime"], table["dtime"]),
        ended=np.where(until_visit, returned, died),
    )


def gbsg() -> Patients:
    """Gives the 686 patients of the German trial, all of whom had cancer in a lymph node."""
    table = read_table("gbsg")
    names = np.array([f"gbsg-{number}" for number in table["pid"]])
    return Patients(names, table, table["rfstime"], table["status"] == 1)


def encode(table: Mapping[str, np.ndarray]) -> np.ndarray:
    """Gives the seven numbers that every model sees, in the order of `FEATURES`.

    Treatment is left out: it is chosen after the forecast. Grade is 3 or not, since Rotterdam has no grade 1.
    Counts of nodes and receptors have long tails, so their logarithms are taken.
    """
    size = table["size"]
    classes = [SIZES[one] for one in size] if size.dtype == object else np.digitize(size, [20.5, 50.5])
    logs = [np.log1p(table[name]) for name in ("nodes", "pgr", "er")]
    return np.column_stack([table["age"], table["meno"], classes, table["grade"] == 3, *logs]).astype(
        np.float32
    )


def watched_until(patients: Patients, days: np.ndarray) -> np.ndarray:
    """Gives the chance of still being watched just before each of some days (Kaplan and Meier 1958, of leaving).

    Who recurs on a day is taken to have left after it.
    """
    left = ~patients.ended
    chances = np.ones(len(days))
    for day in np.unique(patients.days[left]):
        there = np.sum((patients.days > day) | (left & (patients.days == day)))
        chances[days > day] *= 1 - np.sum(left & (patients.days == day)) / there
    return chances


def weights(patients: Patients) -> np.ndarray:
    """Gives how many patients each one stands for: none where the outcome is unknown, else more than one.

    Inverse probability of censoring weights (Graf et al. 1999): one over the chance of being watched for that long.
    """
    long_enough = watched_until(patients, np.minimum(patients.days, np.nextafter(HORIZON, np.inf)))
    return np.where(patients.known, 1 / long_enough, 0.0)


def thinned(patients: Patients) -> np.ndarray:
    """Says who is kept so that each of those kept stands for as many: weights become chances."""
    weight = weights(patients)
    return np.random.default_rng(SEED).random(len(weight)) * weight.max() < weight


def to_recalibrate(patients: Patients) -> np.ndarray:
    """Says who may be looked at to correct probabilities: each fourth patient by number, judged by nobody."""
    return patients.table["pid"] % 4 == 0


def recurrences() -> Dataset:
    """Gives Rotterdam to learn from and the thinned German patients to be judged by."""
    patients = gbsg()
    return _examples(patients, thinned(patients))


def recurrences_known() -> Dataset:
    """Gives Rotterdam to learn from and all German patients whose outcome happens to be known."""
    patients = gbsg()
    return _examples(patients, patients.known)


def recurrences_as_seen() -> Dataset:
    """Gives the same with all German patients; whoever was not seen to recur counts as free."""
    patients = gbsg()
    return _examples(patients, np.ones(len(patients.names), dtype=bool))


def recurrences_elsewhere() -> Dataset:
    """Gives the same as `recurrences`, less the patients who may be looked at to correct probabilities."""
    patients = gbsg()
    return _examples(patients, thinned(patients) & ~to_recalibrate(patients))


def _examples(judged: Patients, chosen: np.ndarray) -> Dataset:
    learnt = rotterdam()
    parts = ((learnt, learnt.known), (judged, chosen))
    column = {
        name: np.concatenate([one.table[name][rows] for one, rows in parts])
        for name in ("age", "meno", "nodes")
    }
    recurred = np.concatenate([one.recurred[rows] for one, rows in parts])
    return Dataset(
        features=np.concatenate([encode(one.table)[rows] for one, rows in parts]),
        labels=np.where(recurred, "recurs", "stays free"),
        ids=np.concatenate([one.names[rows] for one, rows in parts]),
        columns={
            "menopause": np.where(column["meno"] == 1, "after", "before"),
            "age": column["age"],
            "nodes": column["nodes"],
        },
        train=np.repeat([True, False], [int(np.sum(rows)) for _, rows in parts]),
    )
