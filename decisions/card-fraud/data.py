"""Payments as a detector sees them: fifteen features each, with what is known of frauds a week later.

The features are those of the Fraud Detection Handbook: amount, weekend, night; number and mean amount of the
customer's payments in 1, 7 and 30 days, this one included; number of payments at the terminal and their share
of fraud in 1, 7 and 30 days that ended a week ago, since it takes a week until a fraud is reported.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from world import DAY, Payments, make_payments

from buttress.bench import Dataset

SEED = 2022
WINDOWS = (1, 7, 30)
DELAY = 7
"""Days until a fraud is known."""
BEFORE = 44
"""Days before the first one that is learned from: the longest window and the delay, and a week to spare."""
TRAINED, JUDGED = 7, 21
BANKS = 3
"""Banks of `new_trick`: one alone has some thirty leaked cards in a week."""
LEARNED_OF, JUDGED_OF = 8, 48
"""One genuine payment in eight is learned from, and one in 48 judged; of the frauds every one."""
FEATURES = (
    "amount",
    "weekend",
    "night",
    *(f"customer_{what}_{days}d" for days in WINDOWS for what in ("payments", "mean_amount")),
    *(f"terminal_{what}_{days}d" for days in WINDOWS for what in ("payments", "fraud_share")),
)


def payments() -> Dataset:
    """A week to learn from, a week until its frauds are known, and three weeks to judge by."""
    last = BEFORE + TRAINED + DELAY + JUDGED
    world = make_payments(last, SEED, split_from=0, split_share=0.5)
    train = (world.day >= BEFORE) & (world.day < BEFORE + TRAINED) & thinned(world, LEARNED_OF)
    judged = (world.day >= last - JUDGED) & ~known_cards(world, BEFORE) & thinned(world, JUDGED_OF)
    rows = np.flatnonzero(train | judged)
    return as_dataset(world, rows, train[rows])


def new_trick() -> Dataset:
    """Three banks in the week in which the first frauds of a new kind become known, and all that was known by its end.

    Until some day thieves of cards pay five times the amount, as in the book; from then on all of them split it.
    A week later the first of these frauds are reported, and the week that follows is judged. The last two features
    are the time, in seconds, and the number of the bank.
    """
    banks = [_one_bank(number) for number in range(BANKS)]
    columns = {name: np.concatenate([one.columns[name] for one in banks]) for name in banks[0].columns}
    return Dataset(
        features=np.concatenate([one.features for one in banks]),
        labels=np.concatenate([one.labels for one in banks]),
        ids=[name for one in banks for name in one.ids or ()],
        columns=columns,
        train=np.concatenate([one.train for one in banks]),
    )


def _one_bank(number: int) -> Dataset:
    changed = BEFORE + TRAINED
    judged_from = changed + DELAY
    world = make_payments(judged_from + 7, SEED + number, split_from=changed)
    day = world.day
    learned = (day >= BEFORE) & (day < judged_from) & thinned(world, LEARNED_OF)
    judged = (day >= judged_from) & ~known_cards(world, BEFORE) & thinned(world, JUDGED_OF)
    rows = np.flatnonzero(learned | judged)
    plain = as_dataset(world, rows, learned[rows])
    further = np.column_stack([world.time[rows], np.full(len(rows), number)]).astype(np.float32)
    return replace(
        plain,
        features=np.column_stack([plain.features, further]),
        ids=[f"bank-{number}-{name}" for name in plain.ids or ()],
        columns={**plain.columns, "source": [f"bank-{number}-{name}" for name in plain.columns["source"]]},
    )


def thinned(world: Payments, share: int) -> np.ndarray:
    """Whether a payment is kept: every fraud, and one in so many of the others, in order of time."""
    place = np.cumsum(world.scenario == 0)
    return (world.scenario > 0) | (place % share == 0)


def known_cards(world: Payments, since: int) -> np.ndarray:
    """Whether the card is blocked: a fraud with it, on the day ``since`` or later, is known by now."""
    frauds = (world.scenario > 0) & (world.day >= since)
    first = np.full(world.customer.max() + 1, world.day[-1] + DELAY + 1)
    np.minimum.at(first, world.customer[frauds], world.day[frauds])
    return world.day >= first[world.customer] + DELAY


def as_dataset(world: Payments, rows: np.ndarray, train: np.ndarray) -> Dataset:
    """Gives the payments in some rows with features and labels; a payment is known by its number among all."""
    scenario = world.scenario[rows]
    return Dataset(
        features=describe(world, rows),
        labels=np.where(scenario > 0, "fraud", "genuine"),
        ids=[f"payment-{row}" for row in rows],
        columns={"scenario": scenario, "day": world.day[rows], "source": name_sources(world, rows, train)},
        train=train,
    )


def name_sources(world: Payments, rows: np.ndarray, train: np.ndarray) -> list[str]:
    """Says what each payment shares its fate with: frauds of one terminal or one card fail or pass together.

    A terminal may go on defrauding from the weeks that are learned from into those that are judged. That is
    how it is and belongs to the question, so it is one source before and another one after.
    """
    owners = {0: "payment", 1: "payment", 2: "terminal", 3: "card", 4: "card"}
    numbers = {"payment": rows, "terminal": world.terminal[rows], "card": world.customer[rows]}
    kinds = [owners[int(scenario)] for scenario in world.scenario[rows]]
    return [
        f"{kind}-{numbers[kind][place]}-{'learned' if train[place] else 'judged'}"
        for place, kind in enumerate(kinds)
    ]


def describe(world: Payments, rows: np.ndarray) -> np.ndarray:
    """Gives the features of some payments, shape (rows, 15)."""
    time, day = world.time[rows], world.day[rows]
    # Day 0 is a Sunday, as 1 April 2018 was, the book's first day.
    plain = [world.amount[rows], np.isin(day % 7, (0, 6)), time % DAY <= 6 * 3600]
    fraud = world.scenario > 0
    by_customer = _Totals(world.customer, world.time, world.amount)
    by_terminal = _Totals(world.terminal, world.time, fraud)
    features = [*plain]
    for days in WINDOWS:
        count, total = by_customer.between(world.customer[rows], time - days * DAY, time)
        features += [count, total / count]
    until = time - DELAY * DAY
    for days in WINDOWS:
        count, total = by_terminal.between(world.terminal[rows], until - days * DAY, until)
        features += [count, total / np.maximum(count, 1)]
    return np.column_stack(features).astype(np.float32)


class _Totals:
    """How many payments an owner had in a span of time, and the sum of a value over them."""

    def __init__(self, owner: np.ndarray, time: np.ndarray, value: np.ndarray) -> None:
        # Every owner has a stretch of this length for itself, so that no window reaches into the next one's.
        self._stretch = int(time.max()) + 2 * (max(WINDOWS) + DELAY) * DAY
        keys = self._key(owner, time)
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._sums = np.concatenate([[0.0], np.cumsum(value[order], dtype=np.float64)])

    def between(
        self, owner: np.ndarray, after: np.ndarray, until: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Gives number and sum over the payments after one time and not after the other."""
        begin, end = (
            np.searchsorted(self._keys, self._key(owner, at), side="right") for at in (after, until)
        )
        return end - begin, self._sums[end] - self._sums[begin]

    def _key(self, owner: np.ndarray, time: np.ndarray) -> np.ndarray:
        return owner * self._stretch + time + (max(WINDOWS) + DELAY) * DAY
