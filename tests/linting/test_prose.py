from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from buttress.linting.prose import read_sentences

MARKDOWN = st.text(st.sampled_from("aZ 9.,!?`~|#-*<>[]()\n\t\\é/:'\"_%$"), max_size=120)


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=120), MARKDOWN))
@example("```\nnever closed")
@example("``a`")
@example("|")
@example("a.\u2028b. C")
def test_any_text_is_read_and_every_word_of_it_stands_where_the_offset_says(text: str) -> None:
    sentences = read_sentences(text)
    end = 0
    for sentence in sentences:
        assert text[sentence.offset : sentence.offset + len(sentence.text)] == sentence.text
        assert len(sentence.prose) == len(sentence.text)
        assert not text[end : sentence.offset].strip()
        end = sentence.offset + len(sentence.text)
    assert not text[end:].strip()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is fast. It is small.", ["It is fast.", "It is small."]),
        ("It takes 0.97 s. Then 5 ms!", ["It takes 0.97 s.", "Then 5 ms!"]),
        ("As Li et al. (2019) say, e.g. it holds.", ["As Li et al. (2019) say, e.g. it holds."]),
        ("As J. Li says. Yes.", ["As J. Li says.", "Yes."]),
        ("It *works.* (So it is said.) Now", ["It *works.*", "(So it is said.)", "Now"]),
        ("it ends. but not here", ["it ends. but not here"]),
        ("One line\nof two.\n\nAnother paragraph", ["One line\nof two.", "Another paragraph"]),
        ("- one\n- two\n1. three", ["- one", "- two", "1. three"]),
        ("# Heading\nText", ["# Heading", "Text"]),
        ("Is it? „Überall.“", ["Is it?", "„Überall.“"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, sentences: list[str]) -> None:
    assert [sentence.text.rstrip() for sentence in read_sentences(text)] == sentences


@pytest.mark.parametrize(
    "unread",
    [
        "`5 ms`",
        "``5 ` ms``",
        "<!-- 5 ms -->",
        "<span title='5 ms'>",
        "https://example.org/5/ms",
        "[x](a-5.html)",
        "```\n5 ms\n```",
        "~~~\n5 ms",
    ],
)
def test_code_tags_and_addresses_are_no_prose(unread: str) -> None:
    (sentence, *_) = read_sentences(unread)
    assert "5" not in sentence.prose


def test_less_than_a_limit_is_no_tag() -> None:
    (sentence,) = read_sentences("It takes <5 ms or > 3 ms")
    assert sentence.prose == sentence.text


def test_a_row_of_a_table_knows_the_paragraph_above_it() -> None:
    text = "Published by Li (2019):\n\n| model | recall |\n| --- | --- |\n| a | 0.91 |\n\nOur own follow."
    by_text = {sentence.text.strip(): sentence.above.strip() for sentence in read_sentences(text)}
    assert by_text["| a | 0.91 |"] == "Published by Li (2019):"
    assert by_text["Our own follow."] == ""
