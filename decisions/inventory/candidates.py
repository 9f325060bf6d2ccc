"""What is believed of a sale: by rules on the way, by rules that see the whole day, and without any."""

from __future__ import annotations

ARTICLES = 20_000
LEAST_PRICE, MOST_PRICE = 0.4, 2.0
"""Of the list price: half price is common, a double one is not."""
MANY = 5
"""Times the usual quantity of the day."""


def rules_on_the_way(sale):
    """Looks at one sale, with the article, the stock of the shop and the numbers that were seen before."""
    return "wrong" if _cannot_be(sale) else "right"


def rules_at_night(sale):
    """Looks at the same, and at how many of the article were usually sold at once on that day."""
    return "wrong" if _cannot_be(sale) or sale["quantity"] >= MANY * sale["usual_quantity"] else "right"


def nothing(_sale):
    """Believes every sale."""
    return "right"


def _cannot_be(sale):
    return (
        sale["article"] >= ARTICLES
        or sale["number"] in sale["numbers_before"]
        or not LEAST_PRICE <= sale["price"] / sale["list_price"] <= MOST_PRICE
        or sale["quantity"] > sale["in_stock"]
    )
