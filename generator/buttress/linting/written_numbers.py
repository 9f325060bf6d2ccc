"""Numbers in prose that look like measurements: with a unit that records know, or bare decimals.

Found are ``5 ms``, ``3..5 %``, ``1,200 kB``, ``6000 boxes a second``, ``$20`` and ``0.97``; numbers in words are not, nor
are dates, versions, identifiers, whole numbers without a unit, counted things (200 trees) and spans of the calendar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from buttress.errors import TextError
from buttress.records import Quantity, parse_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from buttress.records import Unit

# Atomic groups, so that a version such as 3.11.7 is never read as 3.1.
_NUMBER = r"(?>(?:[0-9]{1,3}(?:[,_ \u00a0\u2009\u202f][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?)"
_BETWEEN = r"(?:\s{0,3}(?:\.\.\.?|…|[-–—])\s{0,3}|\s{1,3}(?:to|and|or)\s{1,3})"
_NUMBERS = re.compile(
    rf"(?<![\w#@§])(?<![\w.,:/'’][.,:/'’\-–−])(?P<money>[$€£¥]\s?)?(?P<all>{_NUMBER}(?:{_BETWEEN}{_NUMBER})*)"
)
_ONE = re.compile(_NUMBER)
_UNIT = re.compile(r"(?P<gap>-|\s{0,4})(?P<word>%|/\s?[A-Za-zµμ]+|[A-Za-zµμ€]+(?:/[A-Za-zµμ]+)?)(?!\w)")
_WORDS = re.compile(r"\s{0,4}(?P<word>per\s+cent|percentage\s+points?)\b")
# "A second" is a time only where the sentence ends or goes on; elsewhere it counts: "a second server".
_RATE = re.compile(
    r"\s{1,4}(?!hundred|thousand|million|billion)(?:[a-z-]{2,}\s+){0,2}(?:per\s+(?P<per>second|minute|hour)\b|an?\s+(?P<word>second|minute|hour)\b"
    r"(?=\s*(?:[^\w\s]|\Z)|\s+(?:and|as|at|but|by|each|for|from|in|is|on|or|per|than|through|to|when|while|with)\b))"
)
_PER = re.compile(r"(?:\s{1,4}(?:per|an?)\s+|/)(?P<word>[A-Za-z]+)(?!\w)")
_MORE_NUMBER = re.compile(r"\w|[.,:/][0-9]|\.x\b")
_CONFIDENCE = re.compile(
    r"[\s-]+(?:one-sided\s+|two-sided\s+)?(?:bounds?|CI|confidence|confident|interval)\b"
)
_HEDGED = re.compile(
    r"(?:\b(?:about|almost|approximately|around|circa|ca\.|nearly|roughly|some)\s+|[~≈]\s?)$"
)
_LONGEST_HEDGE = 20
_NAMED_PLACE = re.compile(r"\b(?:chapter|fig\.|figure|page|release|section|table|version)\s+$", re.IGNORECASE)

# What prose says for a unit, behind the unit's own symbol; plurals are read as well.
_SPELLINGS = """
    ns nanosecond, us microsecond, ms millisecond msec, s sec, min mins, h hr, kB kilobyte KB, MB megabyte, GB gigabyte,
    TB terabyte, Mbit/s Mbps, Gbit/s Gbps, mJ millijoule, J joule, kJ kilojoule, W watt, kW kilowatt, frame/s fps,
    req/s rps, % pp, USD dollar $, EUR euro €, GBP £, JPY ¥
"""
_SPELLED: Mapping[str, str] = MappingProxyType(
    {word: words[0] for words in map(str.split, _SPELLINGS.split(",")) for word in words[1:]}
)
_CALENDAR = frozenset({"d", "week", "month", "year"})
_SHARES = frozenset({"%", "ppm"})
_TIMES = MappingProxyType({"second": "/s", "minute": "/min", "hour": "/h"})


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number as prose has it.

    Attributes:
        written: As written, with its unit and single blanks; the unit of a range's end is added to its beginning.
        amount: What it says.
        step: One in its last digit that counts, in the amount's unit. Zeros at the end of a whole number count up to
            its second digit: 52,000 is told to the thousand.
        hedged: Whether it is called approximate: "about 5 ms".
        offset: 0-based offset of the first digit in its text.
    """

    written: str
    amount: Quantity
    step: float
    hedged: bool
    offset: int

    @property
    def is_bare(self) -> bool:
        """Whether it has no unit."""
        return not self.amount.unit

    def equals(self, value: float) -> bool:
        """Says whether a value in its unit reads as this number, at its printed precision; the sign does not count.

        A number that is called approximate may be a tenth off.
        """
        told = abs(self.amount.value)
        leeway = max(self.step / 2, told / 10 if self.hedged else 0.0)
        return abs(abs(value) - told) <= leeway * (1 + 1e-9)


def find_numbers(prose: str) -> tuple[WrittenNumber, ...]:
    """Gives the numbers of a text that look like measurements, in their order.

    >>> [number.written for number in find_numbers("Version 3.11.7 of 2024-01-02 answers 3 to 5 ms faster, or 0.5 %")]
    ['3 ms', '5 ms', '0.5 %']
    """
    return tuple(number for found in _NUMBERS.finditer(prose) for number in _read(found, prose))


def _read(found: re.Match[str], prose: str) -> Iterator[WrittenNumber]:
    end = found.end()
    unit, written = _unit_at(prose, end, found["money"])
    before = prose[max(0, found.start() - _LONGEST_HEDGE) : found.start()]
    if unit is None:
        if _MORE_NUMBER.match(prose, end) or _NAMED_PLACE.search(before):
            return
    elif not _counts(unit) or _CONFIDENCE.match(prose, end + len(written)):
        return
    symbol = unit.symbol if unit else ""
    hedged = bool(_HEDGED.search(before))
    for one in _ONE.finditer(found["all"]):
        if unit is None and "." not in one.group():
            continue
        text = " ".join(f"{found['money'] or ''}{one.group()}{written}".split())
        number = _number(text, one.group(), symbol, hedged, found.start("all") + one.start())
        if number is not None:
            yield number


def _number(written: str, digits: str, unit: str, hedged: bool, offset: int) -> WrittenNumber | None:
    plain = re.sub(r"[,_\s]", "", digits).lower()
    mantissa, _, exponent = plain.partition("e")
    try:
        amount = Quantity(float(plain), unit)
    except TextError:
        return None  # too large to be a measurement
    power = int(exponent or 0) + _last_place(mantissa)
    return WrittenNumber(written, amount, float(f"1e{power}"), hedged, offset)


def _last_place(mantissa: str) -> int:
    """The power of ten of the last digit that counts."""
    whole, _, decimals = mantissa.partition(".")
    told = max(2, len(whole.rstrip("0")))
    return -len(decimals) if decimals else max(0, len(whole) - told)


def _unit_at(prose: str, end: int, money: str | None) -> tuple[Unit | None, str]:
    """The unit behind a number, with what is written of it; None where there is none that records know."""
    if money:
        return _compound(prose, end, _SPELLED[money.strip()], "")
    words = _WORDS.match(prose, end)
    if words:
        return _known("%"), words.group()
    rate = _RATE.match(prose, end)
    if rate and not _plain_unit(prose, end):
        return _known(_TIMES[rate["per"] or rate["word"]]), rate.group()
    plain = _plain_unit(prose, end)
    return _compound(prose, end + len(plain[1]), *plain) if plain else (None, "")


def _plain_unit(prose: str, end: int) -> tuple[str, str] | None:
    found = _UNIT.match(prose, end)
    if not found:
        return None
    word = found["word"].replace(" ", "")
    if not found["gap"] and len(word) == 1 and word != "%":
        return None  # 7B is a size of model, the 1990s are a time, 3D is neither
    for spelling in (word, word.partition("/")[0]):
        name = _SPELLED.get(spelling) or _SPELLED.get(spelling.lower().removesuffix("s")) or spelling
        if name and _known(name):
            return name, prose[end : found.start("word") + len(spelling)]
    return None


def _compound(prose: str, end: int, name: str, written: str) -> tuple[Unit | None, str]:
    """A unit with what it is counted by, where words say so: ``20 MB per second``."""
    by = _PER.match(prose, end)
    if by and "/" not in name and name not in _SHARES:
        unit = _known(f"{name}/{by['word']}")
        if unit:
            return unit, written + by.group()
    return _known(name), written


def _known(name: str) -> Unit | None:
    try:
        return parse_unit(name)
    except TextError:
        return None


def _counts(unit: Unit) -> bool:
    """Says whether a unit measures a quality: not what is merely counted, a span of the calendar, or a size in pixels."""
    if not unit.dimension:
        return unit.symbol in _SHARES or unit.symbol.endswith("FLOP")
    return unit.symbol not in _CALENDAR and unit.symbol != "px"
