"""Ways in which a list reaches a listener, each as a function from a request to ten artists.

A request says who asks and what he or she has heard up to now. What is needed is made when this module is loaded, as a
service does when it starts: the model, the charts, and the lists that the last night's job has stored.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

import numpy as np
from candidates import LENGTH, PureSvd, best
from data import ARTISTS, FITTED, as_table, draw_listeners

STORED = 14
"""Artists of a stored list: some of them may have been heard since."""
CHARTS = 100
"""Artists of the charts, enough that ten of them are new to anybody."""


class Request(TypedDict):
    """Who asks, counted from 0 among those who are asked; what was heard up to now; whether the model is out of order."""

    listener: int
    heard: list[int]
    down: NotRequired[bool]


_ALL = draw_listeners()
_TABLE = as_table([one.now for one in _ALL[:FITTED]])
_MODEL = PureSvd().fit(_TABLE, None)
_CHARTS: list[int] = np.argsort(-_TABLE.sum(axis=0), kind="stable")[:CHARTS].tolist()


def write_lists() -> dict[int, list[int]]:
    """Gives what the night's job stores: a list for each listener who had heard something by midnight."""
    known = {row: one.night for row, one in enumerate(_ALL[FITTED:]) if one.night}
    table = as_table(list(known.values()))
    return dict(zip(known, best(_MODEL.scores(table), table, STORED), strict=True))


_LISTS = write_lists()


def _new_of(artists: list[int], heard: list[int]) -> list[int]:
    known = set(heard)
    return [artist for artist in artists if artist not in known][:LENGTH]


def charts(request: Request) -> list[int]:
    """The charts, for everybody; what is shown when all else fails."""
    return _new_of(_CHARTS, request["heard"])


def nightly(request: Request) -> list[int]:
    """The stored list; the charts where there is none."""
    return _new_of(_LISTS.get(request["listener"], _CHARTS), request["heard"])


def on_demand(request: Request) -> list[int]:
    """A list that is computed now, of all that was heard; the charts while the model is out of order."""
    if request.get("down"):
        return charts(request)
    row = np.zeros((1, ARTISTS), dtype=np.float32)
    row[0, request["heard"]] = 1
    return best(_MODEL.scores(row), row)[0]


def nightly_and_newcomers(request: Request) -> list[int]:
    """The stored list; computed now where there is none."""
    stored = _LISTS.get(request["listener"])
    return on_demand(request) if stored is None else _new_of(stored, request["heard"])
