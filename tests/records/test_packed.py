from __future__ import annotations

import base64
import tracemalloc
import zlib

import numpy as np
import pytest

from buttress.records import Packed


def packed(raw: bytes, count: int) -> Packed:
    return Packed(dtype="text", count=count, data=base64.b64encode(zlib.compress(raw)).decode())


def test_texts_come_back_as_they_were() -> None:
    texts = ("a", "", "größer", "x" * 900)
    assert Packed.of_texts(texts).texts() == texts


@pytest.mark.parametrize("raw", [b"\n" * 20_000_000, b"x" * 20_000_000])
def test_a_few_claimed_texts_do_not_inflate_to_millions(raw: bytes) -> None:
    bomb = packed(raw, 120)
    tracemalloc.start()
    with pytest.raises(ValueError, match="bytes that its count allows"):
        bomb.texts()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_line_feeds_are_counted_before_they_are_split() -> None:
    bomb = packed(b"\n" * 4_000_000, 5000)
    tracemalloc.start()
    with pytest.raises(ValueError, match="5000 texts are claimed, 4000001 are there"):
        bomb.texts()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def test_nobody_needs_ten_million_texts() -> None:
    with pytest.raises(ValueError, match="at most"):
        packed(b"", 40_000_000).texts()


def test_what_could_not_be_read_back_is_not_packed() -> None:
    with pytest.raises(ValueError, match="1000 bytes each"):
        Packed.of_texts(["x" * 1001])


def test_classes_are_the_different_texts_in_order() -> None:
    names, places = Packed.of_texts(["b", "a", "b", ""]).classes()
    assert names == ("", "a", "b")
    assert places.tolist() == [2, 1, 2, 0]
    assert Packed.of_texts([]).classes()[0] == ()
    assert Packed.of_texts(["b", "a", "b"]).which_are("b").tolist() == [True, False, True]
    assert not Packed.of_texts(["b", "a"]).which_are("c").any()
    with pytest.raises(ValueError, match="read-only"):
        places[0] = 1


def test_numbers_have_no_classes() -> None:
    with pytest.raises(ValueError, match="text"):
        Packed.of_numbers(np.array([1, 2]), "u1").classes()
