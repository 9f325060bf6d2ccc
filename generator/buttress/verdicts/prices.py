"""Prices: what the hardware costs on which a quality was measured, for cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.records import Quantity
from buttress.verdicts.outcomes import NothingRecordedError
from buttress.verdicts.run_selection import matches

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
    if question.hardware:
        price = hardware[question.hardware].price if question.hardware in hardware else None
        if price is None:
            message = f"the hardware {question.hardware!r} has no `price`"
            raise NothingRecordedError(message)
        return question.hardware, price
    fitting = {
        name: profile.price
        for name, profile in sorted(hardware.items())
        if profile.price is not None
        and not profile.match.is_empty
        and all(matches(one.run.machine, profile) for one in evidence)
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
