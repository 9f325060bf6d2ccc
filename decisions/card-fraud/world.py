"""A made-up world of card payments, after the Fraud Detection Handbook (Le Borgne et al. 2022, chapter 3).

Written from the book's description. Customers live in a square of 100 x 100 and pay at terminals within a
radius of 5. Each customer has a mean amount (5 to 100) and a mean number of payments a day (0 to 4); amounts
scatter by half of their mean, times of day around noon. Fraud comes in three scenarios:

1. Every payment above 220 is fraud. Nobody would believe it; it is there so that a detector can be checked.
2. Each day two terminals are compromised: for 28 days every payment there is fraud.
3. Each day the data of three cards leak: for 14 days one payment in three of theirs is fraud, at five times
its amount.

A fourth scenario is our own and not the book's: from a chosen day on, whoever has a leaked card splits the
sum, and pays the usual amount five times, a minute apart, instead of five times the amount at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

CUSTOMERS, TERMINALS, SIDE, RADIUS = 5_000, 10_000, 100.0, 5.0
DAY = 86_400
LARGE = 220.0
TERMINALS_A_DAY, TERMINAL_DAYS = 2, 28
CARDS_A_DAY, CARD_DAYS, CARD_SHARE, CARD_FACTOR = 3, 14, 3, 5
NOBODY = 0
"""Scenario of a genuine payment."""


@dataclass(frozen=True)
class Payments:
    """All payments in order of time; each field holds one value for each payment.

    Attributes:
        time: Seconds since the first midnight.
        customer: Number of the customer, whose card it is.
        terminal: Number of the terminal.
        amount: Amount, with two decimals.
        scenario: 0 for genuine ones, else the number of the fraud scenario.
    """

    time: np.ndarray
    customer: np.ndarray
    terminal: np.ndarray
    amount: np.ndarray
    scenario: np.ndarray

    @property
    def day(self) -> np.ndarray:
        """Day of each payment, counted from 0."""
        return self.time // DAY


def make_payments(
    days: int, seed: int, *, split_from: int | None = None, split_share: float = 1.0
) -> Payments:
    """Gives the payments of so many days; the same seed gives the same ones.

    Args:
        days: How many days.
        seed: Seed of everything random.
        split_from: First day on which thieves of cards split what they take; None for the book's scenarios alone.
        split_share: Share of the leaked cards that are used so from then on.
    """
    random = np.random.default_rng(seed)
    genuine = _pay(days, random)
    return _defraud(genuine, days, random, days if split_from is None else split_from, split_share)


def _pay(days: int, random: np.random.Generator) -> Payments:
    homes = random.uniform(0, SIDE, (CUSTOMERS, 2))
    shops = random.uniform(0, SIDE, (TERMINALS, 2))
    mean_amount = random.uniform(5, 100, CUSTOMERS)
    near = cKDTree(shops).query_ball_point(homes, RADIUS, return_sorted=True)
    reach = np.array([len(one) for one in near])
    # Whoever lives far from every terminal pays nowhere.
    a_day = np.where(reach > 0, random.uniform(0, 4, CUSTOMERS), 0)
    counts = random.poisson(a_day, (days, CUSTOMERS)).ravel()
    customer = np.repeat(np.tile(np.arange(CUSTOMERS), days), counts)
    day = np.repeat(np.repeat(np.arange(days), CUSTOMERS), counts)
    second = random.normal(DAY / 2, 20_000, len(day)).astype(np.int64)
    amount = random.normal(mean_amount[customer], mean_amount[customer] / 2)
    again = random.uniform(0, 2 * mean_amount[customer])
    amount = np.round(np.where(amount < 0, again, amount), 2)
    first = np.cumsum(reach) - reach
    drawn = first[customer] + (random.random(len(day)) * reach[customer]).astype(np.int64)
    terminal = np.concatenate([np.asarray(one, dtype=np.int64) for one in near])[drawn]
    # What would fall on another day is left out, as in the book.
    kept = np.flatnonzero((second > 0) & (second < DAY))
    time = day[kept] * DAY + second[kept]
    kept, time = kept[np.argsort(time, kind="stable")], np.sort(time, kind="stable")
    return Payments(time, customer[kept], terminal[kept], amount[kept], np.zeros(len(kept), dtype=np.int64))


def _defraud(
    genuine: Payments, days: int, random: np.random.Generator, split_from: int, split_share: float
) -> Payments:
    amount, scenario, day = genuine.amount.copy(), genuine.scenario.copy(), genuine.day
    scenario[amount > LARGE] = 1
    places = _Places(genuine.terminal, TERMINALS)
    for first in range(days):
        for terminal in random.choice(TERMINALS, TERMINALS_A_DAY, replace=False):
            rows = places.of(terminal)
            scenario[rows[(day[rows] >= first) & (day[rows] < first + TERMINAL_DAYS)]] = 2
    places, split = _Places(genuine.customer, CUSTOMERS), []
    for first in range(days):
        for customer in random.choice(CUSTOMERS, CARDS_A_DAY, replace=False):
            rows = places.of(customer)
            rows = rows[(day[rows] >= first) & (day[rows] < first + CARD_DAYS)]
            rows = random.choice(rows, len(rows) // CARD_SHARE, replace=False)
            new = (day[rows] >= split_from) & (random.random() < split_share)
            amount[rows[~new]] = np.round(amount[rows[~new]] * CARD_FACTOR, 2)
            scenario[rows] = np.where(new, 4, 3)
            split.append(rows[new])
    defrauded = Payments(genuine.time, genuine.customer, genuine.terminal, amount, scenario)
    return _repeat(defrauded, np.unique(np.concatenate(split)))


def _repeat(payments: Payments, rows: np.ndarray) -> Payments:
    """Gives the payments with some of them made five times, a minute apart."""
    every = np.concatenate([np.arange(len(payments.time)), np.repeat(rows, CARD_FACTOR - 1)])
    later = np.zeros(len(every), dtype=np.int64)
    later[len(payments.time) :] = np.tile(np.arange(1, CARD_FACTOR) * 60, len(rows))
    time = payments.time[every] + later
    order = np.argsort(time, kind="stable")
    every = every[order]
    return Payments(
        time[order],
        payments.customer[every],
        payments.terminal[every],
        payments.amount[every],
        payments.scenario[every],
    )


class _Places:
    """Where each customer's, or each terminal's, payments stand."""

    def __init__(self, owners: np.ndarray, count: int) -> None:
        self._order = np.argsort(owners, kind="stable")
        self._ends = np.searchsorted(owners[self._order], np.arange(count + 1))

    def of(self, owner: int) -> np.ndarray:
        return self._order[self._ends[owner] : self._ends[owner + 1]]
