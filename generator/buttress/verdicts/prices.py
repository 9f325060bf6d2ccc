"""Prices: what the hardware costs on which a quality was measured, for cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.records import Quantity
from buttress.verdicts.machines import priced_profiles
from buttress.verdicts.outcomes import NothingRecordedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.records import Hardware
    from buttress.verdicts.assessment import Question
    from buttress.verdicts.run_selection import Evidence

MILLION = 1_000_000
_SECONDS_AN_HOUR = 3600


def cost_factor(question: Question, evidence: Sequence[Evidence], hardware: Mapping[str, Hardware]) -> float:
    """Gives what a million items cost at one item per second, in the unit of the quality.

    The price is that of the profile which the question names, or else of the only one with a price that the machine
    fits.

    Raises:
        NothingRecordedError: There is no such price, or it is not per time, or in another currency.
    """
    name, price = _find_price(question, evidence, hardware)
    wanted = f"{question.quality.unit}/h"
    if not price.compatible_with(Quantity(1, wanted)):
        message = (
            f"the price of the hardware {name!r} is {price}; {question.quality.id} needs one in {wanted}"
        )
        raise NothingRecordedError(message)
    an_hour = price.magnitude_in(wanted)
    if not an_hour > 0:
        message = f"the hardware {name!r} costs nothing, so that there is no cost to judge"
        raise NothingRecordedError(message)
    return an_hour / _SECONDS_AN_HOUR * MILLION


def _find_price(
    question: Question, evidence: Sequence[Evidence], hardware: Mapping[str, Hardware]
) -> tuple[str, Quantity]:
    if question.hardware and not priced_profiles(evidence[0].run.machine, question.hardware, hardware):
        message = f"the hardware {question.hardware!r} has no `price`"
        raise NothingRecordedError(message)
    each = [priced_profiles(one.run.machine, question.hardware, hardware) for one in evidence]
    fitting = {
        name: profile.price
        for name, profile in each[0].items()
        if profile.price is not None and all(name in profiles for profiles in each)
    }
    if not fitting:
        message = "no hardware profile that the machine fits has a `price`"
        raise NothingRecordedError(message)
    if len(fitting) > 1:
        message = (
            f"the machine fits several priced profiles: {', '.join(fitting)}; say which with 'on HARDWARE'"
        )
        raise NothingRecordedError(message)
    return next(iter(fitting.items()))
