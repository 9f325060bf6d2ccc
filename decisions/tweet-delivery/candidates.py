"""Four ways to give a tweet its number; each answers which of two tweets was first, by their numbers alone."""

from __future__ import annotations

MACHINE_BITS = 10
SEQUENCE_BITS = 12


def one_counter(pair):
    """All tweets are counted in one place."""
    return _earlier(pair, one_count)


def two_counters(pair):
    """Two counters share the work: one gives the even numbers, one the odd ones."""
    return _earlier(pair, even_or_odd)


def random_number(pair):
    """Each machine draws 122 random bits and adds nothing about time (version 4 of RFC 4122)."""
    return _earlier(pair, random_bits)


def time_first(pair):
    """Milliseconds, then the machine, then a sequence within the millisecond, as in Snowflake."""
    return _earlier(pair, time_machine_sequence)


def one_count(tweet):
    """Gives the number that one counter gives."""
    return tweet["count"]


def even_or_odd(tweet):
    """Gives the number that the even or the odd counter gives."""
    return 2 * tweet["own_count"] + tweet["counter"]


def random_bits(tweet):
    """Gives 128 bits, of which version and variant are fixed."""
    return tweet["random"] & ~(0xF << 76) & ~(0x3 << 62) | 0x4 << 76 | 0x2 << 62


def time_machine_sequence(tweet):
    """Gives 41 bits of time, 10 of the machine and 12 of the sequence."""
    number = tweet["clock_ms"] << MACHINE_BITS | tweet["machine"]
    return number << SEQUENCE_BITS | tweet["sequence"]


def _earlier(pair, number_of):
    first, second = pair
    return "first" if number_of(first) <= number_of(second) else "second"
