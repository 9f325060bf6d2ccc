"""The content of decision pages, as records hold it: prose, two tables and two figures."""

from __future__ import annotations

import random

from buttress.bench import Dataset

PAGES = 60
OPTIONS = 7
QUALITIES = ("recall", "specificity", "terms", "latency.p99", "memory.peak", "model.size")
VERDICTS = ("holds", "violated", "undecided")
SENTENCES = (
    "Every authorisation *waits* for the score, so a slow answer is a lost sale.",
    "The model is replaced weekly; see the [drift plan](#drift) for what happens in between.",
    "Limits are taken from `system.yaml` and are judged on the machine that the contract names.",
    "What was measured a year ago says **little** about what runs today.",
    "An option that nobody can explain is no option for a refused customer.",
    "The second data centre has older processors, and its tail is longer.",
)


def decision_pages() -> Dataset:
    """Gives the content of 60 pages; the class of a page is the number of table rows that it must show."""
    draw = random.Random(7)
    pages = [_page(number, draw) for number in range(PAGES)]
    rows = str(OPTIONS + len(QUALITIES) + 2)  # each table has a row of headings
    ids = [f"page-{number:02d}" for number in range(PAGES)]
    return Dataset(features=pages, labels=[rows] * PAGES, ids=ids)


def _page(number: int, draw: random.Random) -> dict[str, object]:
    return {
        "title": f"Decision {number}",
        "context": _prose(draw, paragraphs=4),
        "rationale": _prose(draw, paragraphs=2),
        "qualities": list(QUALITIES),
        "options": [
            {"name": f"Option {index}", "cells": [f"{draw.uniform(0, 100):.3g} ± 2" for _ in QUALITIES]}
            for index in range(OPTIONS)
        ],
        "constraints": [
            {"text": f"{quality} <= {draw.randint(1, 99)}", "verdict": draw.choice(VERDICTS)}
            for quality in QUALITIES
        ],
        "figures": [_figure(draw) for _ in range(2)],
    }


def _prose(draw: random.Random, *, paragraphs: int) -> str:
    texts = [" ".join(draw.choices(SENTENCES, k=5)) for _ in range(paragraphs)]
    listed = "\n".join(f"- {sentence}" for sentence in draw.sample(SENTENCES, 4))
    return "\n\n".join([*texts, listed])


def _figure(draw: random.Random) -> str:
    points = "".join(_point(index, draw) for index in range(80))
    return f'<svg viewBox="0 0 640 360" role="img" aria-label="Trade-off">{points}</svg>'


def _point(index: int, draw: random.Random) -> str:
    x, y = draw.uniform(0, 640), draw.uniform(0, 360)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"><title>run {index}</title></circle>'
