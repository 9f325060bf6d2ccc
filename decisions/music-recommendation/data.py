"""Listeners, artists and listening sessions from a generator of our own, and what is asked of a recommender.

No real listener stands behind these data. The generator has four parts, and each is an assumption:

* *Popularity*: the artist of rank r is heard in proportion to 1 / (r + 9), a Zipf law with a flattened head.
* *Scenes*: each artist belongs to one of 20 scenes, and three in ten to a second one. A listener's taste is a share for
  each scene, drawn from a Dirichlet distribution that leaves most listeners with a few scenes that matter.
* *Styles*: each artist has a style, a place on a circle, and a listener has a place of liking in each scene. Artists of
  the scene are liked less, the further their style is from it. So likeness is local, and not a matter of scenes alone.
* *Sessions*: a session has one scene, drawn from the taste, and four artists of it, drawn by popularity and style. One
  artist in ten comes from the charts instead, whatever the taste. Sessions of a listener do not depend on each other, so
  the last one tells as much as any other, and no more.

A listener's sessions are cut three times: at the last midnight, now, and a week from now. The artists that are first
heard in the coming week are relevant.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from buttress.bench import Dataset

ARTISTS, SCENES, LISTENERS = 1200, 20, 3400
FITTED = 2400
"""Listeners that models are fitted on; the others are asked for."""
DRAWN = 4
"""Artists of a session."""
CHARTS = 0.1
"""Share of artists that come from the charts."""
SECOND = 0.3
"""Share of artists with a second scene."""
TASTE = 0.06
"""Concentration of tastes: small means few scenes."""
REACH = 0.08
"""Distance on the circle of styles at which liking falls to a third or so (1/e)."""
BEFORE, TODAY, WEEK = 9, 1, 4
"""Sessions up to midnight (on average, four at least), since then, and in the coming week."""
JOINED = 0.2
"""Share of the asked listeners who joined today, and so have no session before midnight."""
SEED = 2010


@dataclass(frozen=True)
class Listener:
    """What a listener has heard and will hear, as sorted artist numbers.

    Attributes:
        night: Heard up to the last midnight; empty where the listener joined today.
        now: Heard up to now.
        coming: First heard in the coming week.
    """

    night: tuple[int, ...]
    now: tuple[int, ...]
    coming: tuple[int, ...]


def popularity() -> np.ndarray:
    """Gives each artist's share of what is heard over all scenes, shape (1200,); they are numbered by rank."""
    shares = 1 / (np.arange(ARTISTS) + 10.0)
    return shares / shares.sum()


@dataclass(frozen=True)
class World:
    """What listeners draw from.

    Attributes:
        members: Artists of each scene.
        styles: Style of each artist, from 0 to 1 on a circle.
        shares: Popularity of each artist.
        charts: Popularity summed up to each artist.
    """

    members: list[np.ndarray]
    styles: np.ndarray
    shares: np.ndarray
    charts: np.ndarray


def draw_world(random: np.random.Generator) -> World:
    """Gives scenes, styles and charts."""
    first, second = random.integers(SCENES, size=(2, ARTISTS))
    twice = random.random(ARTISTS) < SECOND
    members = [np.flatnonzero((first == one) | (twice & (second == one))) for one in range(SCENES)]
    shares = popularity()
    return World(members, random.random(ARTISTS), shares, shares.cumsum())


def draw_sessions(random: np.random.Generator, world: World, count: int) -> np.ndarray:
    """Gives the artists of a new listener's sessions, one session a row, in the order in which they are heard."""
    taste = random.dirichlet(np.full(SCENES, TASTE)).cumsum()
    liked, lots = random.random(SCENES), random.random((count, DRAWN))
    chosen = np.minimum(np.searchsorted(taste, random.random(count)), SCENES - 1)
    heard = np.minimum(np.searchsorted(world.charts, random.random((count, DRAWN))), ARTISTS - 1)
    by_taste = random.random((count, DRAWN)) >= CHARTS
    for scene in np.unique(chosen):
        members = world.members[scene]
        apart = np.abs(world.styles[members] - liked[scene])
        weights = (world.shares[members] * np.exp(-np.minimum(apart, 1 - apart) / REACH)).cumsum()
        cells = by_taste & (chosen == scene)[:, None]
        heard[cells] = members[np.searchsorted(weights, lots[cells] * weights[-1])]
    return heard


@cache
def draw_listeners() -> tuple[Listener, ...]:
    """Gives all listeners; those that models are fitted on come first."""
    random = np.random.default_rng(SEED)
    world = draw_world(random)
    found: list[Listener] = []
    while len(found) < LISTENERS:
        joined = len(found) >= FITTED and random.random() < JOINED
        before = 0 if joined else max(4, int(random.poisson(BEFORE)))
        sessions = draw_sessions(random, world, before + TODAY + WEEK)
        night = set(sessions[:before].ravel().tolist())
        now = night.union(sessions[before : before + TODAY].ravel().tolist())
        coming = set(sessions[before + TODAY :].ravel().tolist()) - now
        if coming:  # a week without anything new has nothing to recommend
            found.append(Listener(tuple(sorted(night)), tuple(sorted(now)), tuple(sorted(coming))))
    return tuple(found)


def as_table(histories: list[tuple[int, ...]]) -> np.ndarray:
    """Gives 1 where a listener has heard an artist, shape (n, 1200)."""
    table = np.zeros((len(histories), ARTISTS), dtype=np.float32)
    for row, artists in enumerate(histories):
        table[row, list(artists)] = 1
    return table


def histories() -> Dataset:
    """Gives what listeners have heard as a table, and what they turn to; listeners who joined today are left out."""
    listeners = draw_listeners()
    kept = [row for row, one in enumerate(listeners) if one.night]
    chosen = [listeners[row] for row in kept]
    ranks = [float(np.mean(one.now)) for one in chosen]
    return Dataset(
        features=as_table([one.now for one in chosen]),
        labels=[list(one.coming) for one in chosen],
        ids=[f"listener-{row:04d}" for row in kept],
        columns={"rank": ranks},
        train=[row < FITTED for row in kept],
    )


def requests() -> Dataset:
    """Gives one request of each asked listener: who, and what was heard up to now."""
    asked = draw_listeners()[FITTED:]
    return Dataset(
        features=[{"listener": row, "heard": list(one.now)} for row, one in enumerate(asked)],
        labels=[list(one.coming) for one in asked],
        ids=[f"listener-{FITTED + row:04d}" for row in range(len(asked))],
        columns={"joined_today": [int(not one.night) for one in asked]},
    )
