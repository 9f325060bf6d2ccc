"""How qualities are ordered and measured, in few words: ISO characteristics and estimators."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from buttress.explanation import say

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHARACTERISTIC = re.compile(r"(?P<name>[^:(]+)(?::(?P<part>[^(]+))?(?:\((?P<standard>.+)\))?")

ESTIMATOR_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "exact": "counted",
        "proportion": say("share of examples, exact bounds"),
        "percentile": say("percentile of each fresh process, sign test"),
        "mean": say("mean over fresh processes"),
        "maximum": say("largest of all processes"),
        "metric": say("metric of truth and answers"),
        "ratio": say("ratio of two sums over answers"),
        "example_mean": say("mean over answers"),
        "kept": say("share of answers that stay the same, exact bounds"),
        "disparity": say("largest difference between groups"),
        "cost": say("price over throughput"),
        "deployed": say("computed of a deployment"),
        "sustained_load": say("rate at which a bound is kept"),
        "ordinal": say("attested level"),
    }
)
"""How samples become an estimate, in few words; `ESTIMATOR_WORDS` says it in full."""


@dataclass(frozen=True, slots=True)
class Characteristic:
    """Where a quality belongs: ``Performance efficiency``, ``time behaviour``, ``ISO/IEC 25010:2023``."""

    name: str
    part: str
    standard: str


def read_characteristic(text: str) -> Characteristic:
    """Gives the parts of a characteristic as qualities state it; all empty where nothing is stated.

    >>> read_characteristic("Reliability: robustness (ISO/IEC 25059:2023)")
    Characteristic(name='Reliability', part='robustness', standard='ISO/IEC 25059:2023')
    """
    found = _CHARACTERISTIC.fullmatch(text.strip())
    if found is None:
        return Characteristic(text.strip(), "", "")
    return Characteristic(*((found[name] or "").strip() for name in ("name", "part", "standard")))
