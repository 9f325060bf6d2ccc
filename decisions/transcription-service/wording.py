"""What tenants say on the repair line: sentences drawn from a stock of phrases.

The phrases were written for this example. A sentence is a complaint or a wish; the same seed draws the same sentences.
"""

from __future__ import annotations

import numpy as np

THINGS = (
    "tap",
    "boiler",
    "radiator",
    "window",
    "washbasin",
    "mirror",
    "lift",
    "shower",
    "doorbell",
    "gutter",
    "ceiling",
    "drain",
    "lock",
    "heating",
    "fence",
    "carpet",
    "cooker",
    "fridge",
    "lamp",
    "wardrobe",
    "drainpipe",
    "handrail",
    "socket",
    "curtain",
    "chimney",
    "balcony",
    "gate",
    "shelf",
    "cupboard",
    "pump",
)
PLACES = (
    "in the kitchen",
    "in the upstairs bathroom",
    "on the second floor",
    "behind the garage",
    "next to the front door",
    "in the cellar",
    "at the top of the stairs",
    "outside my bedroom",
    "in the laundry room",
    "by the playground",
    "in the hall",
    "under the roof",
)
FAULTS = (
    "is leaking",
    "has stopped working",
    "makes a whistling noise",
    "is cracked",
    "will not close",
    "keeps dripping",
    "has fallen down",
    "is covered in mould",
    "hums all night",
    "is blocked again",
    "has come loose",
    "smells of smoke",
    "gets far too hot",
    "was painted the wrong colour",
)
TIMES = (
    "since Tuesday",
    "since last night",
    "since the storm",
    "for two weeks now",
    "since the painters left",
    "again this morning",
    "for the third time this year",
    "since the holidays",
    "whenever it rains",
    "when the wind blows from the north",
)
WISHES = (
    "Could somebody come and look at the {thing} {when}?",
    "Please ring me before you come about the {thing}.",
    "My neighbour has the key and is at home {when}.",
    "The plumber promised to mend the {thing} {when}.",
    "I would rather pay for a new {thing} than wait any longer.",
    "Nobody has answered my letter about the {thing} {place}.",
    "Please tell the caretaker that the {thing} {place} is dangerous.",
    "We have two small children, and the {thing} frightens them.",
    "Thank you for mending the {thing} so quickly {when}.",
    "The ladder of your painters is still standing {place}.",
)
WHEN = (
    "on Monday",
    "before noon",
    "on Thursday afternoon",
    "this week",
    "early in the morning",
    "after school",
    "on Saturday",
    "at the end of the month",
)
COMPLAINT_SHARE = 0.6


def write_sentence(dice: np.random.Generator) -> str:
    """Gives one sentence."""

    def pick(phrases: tuple[str, ...] | list[str]) -> str:
        return phrases[int(dice.integers(len(phrases)))]

    thing, place = pick(THINGS), pick(PLACES)
    if dice.random() < COMPLAINT_SHARE:
        return f"The {thing} {place} {pick(FAULTS)} {pick(TIMES)}."
    return pick(WISHES).format(thing=thing, place=place, when=pick(WHEN))


def write_sentences(count: int, seed: int) -> list[str]:
    """Gives different sentences; of another count the first ones are the same."""
    dice, written = np.random.default_rng(seed), dict[str, None]()
    while len(written) < count:
        written.setdefault(write_sentence(dice))
    return list(written)
