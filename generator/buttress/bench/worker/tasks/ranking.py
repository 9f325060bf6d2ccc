"""Recommendation and ranking: an ordered list of items against those that are relevant.

The truth of an example (a user, a query) is the collection of its relevant items, each of gain 1, or a mapping from item
to gain above 0 (items of gain 0 count as not relevant). The answer is the list of items, the best first; it holds no
item twice and may be of any length. Items are compared as text. Conventions, with k = 10:

* ``ndcg_at_10``: discounted cumulative gain of the first k items over that of the best possible list, with linear gain
  and the discount 1 / log2(rank + 1) (Järvelin and Kekäläinen 2002), as ``sklearn.metrics.ndcg_score`` has it for
  scores without ties. The best possible list holds k items, or all relevant ones where there are fewer, so 1 can be
  reached. Items beyond the end of a shorter answer gain nothing.
* ``recall_at_10``: relevant items among the first k, over all relevant ones; 1 is out of reach beyond k relevant items.
* ``precision_at_10``: relevant items among the first k, over k, also where the answer or the truth is shorter
  (trec_eval does the same).
* ``reciprocal_rank``: 1 over the rank of the first relevant item in the whole list, 0 where there is none.

The ratio is undefined without a relevant item: such an example is refused, not counted as 0 or 1. The formula is written
out because ``ndcg_score`` takes scores of all items, not the list that was given.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from buttress.bench.worker.data.dataset import label_text, plain_values
from buttress.bench.worker.tasks.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

CUTOFF = 10
"""Items of an answer that its user is taken to see."""


def read_relevant(truth: object) -> dict[str, float]:
    """Gives the gain of each relevant item by its text.

    Raises:
        TypeError: It is neither a collection nor a mapping.
        ValueError: No item is relevant, a gain is negative or not finite, or an item stands twice.
    """
    gains = dict(truth) if isinstance(truth, Mapping) else dict.fromkeys(_read_items(truth), 1.0)
    read = {label_text(item): float(gain) for item, gain in gains.items()}
    if len(read) != len(gains):
        message = "names an item twice"
        raise ValueError(message)
    if not all(math.isfinite(gain) and gain >= 0 for gain in read.values()):
        message = "has a gain that is negative or not finite"
        raise ValueError(message)
    relevant = {item: gain for item, gain in read.items() if gain > 0}
    if not relevant:
        message = "holds no relevant item; leave such examples out"
        raise ValueError(message)
    return relevant


def read_ranking(answer: object) -> list[str]:
    """Gives an answered list as texts, the best first.

    Raises:
        TypeError: It is no ordered list.
        ValueError: It holds an item twice.
    """
    if isinstance(answer, Mapping | set | frozenset):
        message = f"is a {type(answer).__name__}, not an ordered list of items"
        raise TypeError(message)
    items = _read_items(answer)
    if len(set(items)) < len(items):
        message = "lists an item twice"
        raise ValueError(message)
    return items


def judge_ranking(relevant: Mapping[str, float], items: Sequence[str]) -> dict[str, float]:
    """Gives the figures of one answer, all between 0 and 1."""
    gains = [relevant.get(item, 0.0) for item in items]
    found = sum(gain > 0 for gain in gains[:CUTOFF])
    first = next((rank for rank, gain in enumerate(gains, start=1) if gain > 0), None)
    best = sorted(relevant.values(), reverse=True)
    return {
        "ndcg_at_10": _discounted_gain(gains) / _discounted_gain(best),
        "recall_at_10": found / len(relevant),
        "precision_at_10": found / CUTOFF,
        "reciprocal_rank": 0.0 if first is None else 1 / first,
    }


def _discounted_gain(gains: Sequence[float]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:CUTOFF], start=1))


def _read_items(items: object) -> list[str]:
    if isinstance(items, str | bytes) or not isinstance(items, Iterable):
        message = f"is of type {type(items).__name__}, not a list of items"
        raise TypeError(message)
    return [label_text(item) for item in plain_values(items)]


RANKING = Kind(read_relevant, read_ranking, judge_ranking, operator.eq)
