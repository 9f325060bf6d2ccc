"""Sales as tills tell them, one in ten of which cannot be true.

Nothing is loaded: sales are drawn with a fixed seed. Five kinds of mistakes are made equally often: an article that
does not exist, a sale that is sent twice, a price whose point is in the wrong place, more sold than there was, and a
box that is taken for a bottle. What looks odd and is true is drawn as well: half price, a dozen bought for a party, and
a book that is behind.
"""

from __future__ import annotations

import numpy as np

from buttress.bench import Dataset

SEED = 200
SALES = 4000
MISTAKES = ("unknown-article", "sent-twice", "price-point", "more-than-there-was", "box-for-bottle")
EVERY = 10
"""One sale in so many is a mistake."""
ARTICLES = 20_000
BOX = 12
HALF_PRICE = 0.05
PARTY = 0.01
BEHIND = 0.005
"""Shares of true sales that look odd."""


def sales():
    """Gives sales, and whether each of them is right or wrong."""
    draws = np.random.default_rng(SEED)
    items, labels, kinds = [], [], []
    for number in range(SALES):
        sale, kind = _true_sale(draws, number), "none"
        if number % EVERY == 0:
            kind = MISTAKES[number // EVERY % len(MISTAKES)]
            _spoil(sale, kind, draws)
        items.append(sale)
        labels.append("right" if kind == "none" else "wrong")
        kinds.append(kind)
    ids = [f"sale-{number:04}" for number in range(SALES)]
    return Dataset(items, labels, ids, {"mistake": kinds})


def _true_sale(draws, number):
    price = round(float(draws.uniform(0.5, 50)), 2)
    quantity = int(draws.integers(1, 4))
    sale = {
        "number": number,
        "numbers_before": [],
        "article": int(draws.integers(ARTICLES)),
        "list_price": price,
        "price": price,
        "quantity": quantity,
        "in_stock": int(draws.integers(20, 200)),
        "usual_quantity": 2,
    }
    odd = draws.random(3)
    if odd[0] < HALF_PRICE:
        sale["price"] = price / 2
    if odd[1] < PARTY:
        sale["quantity"] = BOX
    if odd[2] < BEHIND:
        sale["in_stock"] = 0
    return sale


def _spoil(sale, kind, draws):
    if kind == "unknown-article":
        sale["article"] = ARTICLES + int(draws.integers(ARTICLES))
    elif kind == "sent-twice":
        sale["numbers_before"] = [sale["number"]]
    elif kind == "price-point":
        sale["price"] = sale["list_price"] * (100 if draws.random() < 0.5 else 0.01)
    elif kind == "more-than-there-was":
        sale["quantity"] = sale["in_stock"] + 1 + int(draws.integers(10))
    else:
        sale["quantity"] = BOX
