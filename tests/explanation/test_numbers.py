"""Numbers for readers: one shared unit, and no more digits than the interval supports."""

from __future__ import annotations

from math import inf

import pytest

from buttress.estimation import Estimate
from buttress.explanation import (
    fitting_unit,
    show_claim,
    show_confidence,
    show_estimate,
    show_gap,
    show_percent,
)
from buttress.records import Quality, parse_requirement


def quality(unit: str = "ms", estimator: str = "percentile") -> Quality:
    extra = {"percentile": {"level": 0.99, "sample": "latency"}, "proportion": {"outcome": "correct"}}.get(
        estimator, {}
    )
    return Quality(
        kind="quality", id="q", title="Q", unit=unit, direction="lower", estimator=estimator, **extra
    )


def shown(value, lower, upper, one=None, method="sign test"):
    result = show_estimate(Estimate(value, lower, upper, 0.95, method, 100, 10), one or quality())
    return result and (result.text.replace("\u00a0", " "), result.interval.replace("\u00a0", " "))


def test_value_and_bounds_share_the_unit_that_fits_the_value():
    assert shown(0.0412, 0.038, 0.0475) == ("41.2 µs", "38.0–47.5 µs")


def test_a_narrow_interval_keeps_the_digits_that_tell_its_ends_apart():
    assert shown(2.4972, 2.4904, 2.5117) == ("2.497 ms", "2.490–2.512 ms")


def test_a_wide_interval_does_not_pretend_to_be_precise():
    assert shown(120.4, 60.2, 310.9) == ("120 ms", "60–311 ms")


def test_a_bound_never_looks_like_a_limit_that_it_misses():
    shown = show_estimate(Estimate(2.4, 1.9, 3.004, 0.95, "t", 9, 9), quality(), limits=(3.0,))
    assert shown.interval.replace("\u00a0", " ") == "1.900–3.004 ms"


def test_shares_are_percentages():
    share = quality("", "proportion")
    assert shown(0.95755, 0.92709, 0.97768, share) == ("95.8 %", "92.7–97.8 %")


def test_an_exact_figure_has_no_interval():
    assert shown(266.61, 266.61, 266.61, quality("kB", "exact"), "exact") == ("267 kB", "")


def test_an_open_end_is_told_in_words():
    assert shown(5.0, -inf, 7.5)[1] == "no lower bound, up to 7.5 ms"
    assert shown(5.0, 4.2, inf)[1] == "from 4.20 ms, no upper bound"
    assert shown(5.0, -inf, inf)[1] == "no bounds yet"


def test_without_a_value_there_is_nothing_to_show():
    assert shown(None, -inf, inf) is None


def test_negative_bounds_are_joined_by_a_word():
    assert shown(-1.0, -2.0, 0.5, quality("dB"))[1] == "−2.0 to 0.5 dB"


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("q <= 5 ms", "≤ 5 ms"),
        ("q >= 500 us", "≥ 500 µs"),
        ("q between 10 and 70 ms", "between 10 ms and 70 ms"),
        ("q < 0.25 s", "< 0.25 s"),
    ],
)
def test_a_limit_reads_as_it_was_written(text, claim):
    assert show_claim(parse_requirement(text), quality()).replace("\u00a0", " ") == claim


def test_a_bare_limit_of_a_share_is_a_percentage():
    share = quality("", "proportion")
    assert show_claim(parse_requirement("q >= 0.8"), share).replace("\u00a0", " ") == "≥ 80 %"
    assert show_claim(parse_requirement("q >= 80 %"), share).replace("\u00a0", " ") == "≥ 80 %"
    assert show_claim(parse_requirement("q >= -0.05"), share).replace("\u00a0", " ") == "≥ −5 %"


def test_what_is_limited_in_per_cent_is_told_in_per_cent_even_above_100():
    errors = quality("", "example_mean").shown_in_per_cent()
    assert shown(1.2303, 1.181, 1.279, errors) == ("123.0 %", "118.1–127.9 %")
    assert show_claim(parse_requirement("q <= 30 %"), errors).replace("\u00a0", " ") == "≤ 30 %"
    assert show_claim(parse_requirement("q <= 0.3"), errors).replace("\u00a0", " ") == "≤ 30 %"
    assert show_gap(0.07, errors) == "7 percentage points"
    assert fitting_unit(0.23, errors) == ("%", 100.0)


def test_what_nobody_limits_in_per_cent_stays_a_plain_number():
    mean = quality("", "example_mean")
    assert shown(0.1303, 0.121, 0.139, mean) == ("0.130", "0.121–0.139")
    assert show_claim(parse_requirement("q >= 0.125"), mean).replace("\u00a0", " ") == "≥ 0.125"


def test_differences_of_shares_are_percentage_points():
    assert show_gap(0.0172, quality("", "proportion")) == "1.7 percentage points"
    assert show_gap(0.01, quality("", "proportion")) == "1 percentage point"
    assert show_gap(0.35, quality()).replace("\u00a0", " ") == "350 µs"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.95, "95 %"),
        (0.9773, "98 %"),
        (0.052, "5.2 %"),
        (0.05, "5 %"),
        (0.001, "0.1 %"),
        (1e-6, "0.0001 %"),
        (0.0, "0 %"),
    ],
)
def test_percentages_have_two_digits(share, text):
    assert show_percent(share).replace("\u00a0", " ") == text


def test_a_unit_comes_with_the_factor_that_leads_to_it():
    unit, factor = fitting_unit(0.0412, quality())
    assert (unit, round(0.0412 * factor, 6)) == ("µs", 41.2)


@pytest.mark.parametrize(
    ("confidence", "text"),
    [(0.95, "95 %"), (0.975, "97.5 %"), (1 - 0.05 / 3, "98.33 %"), (0.999999, "99.9999 %")],
)
def test_a_confidence_is_never_shown_as_certainty(confidence, text):
    assert show_confidence(confidence).replace("\u00a0", " ") == text
