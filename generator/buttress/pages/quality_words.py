"""How qualities are ordered and measured, in few words: ISO characteristics and estimators."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHARACTERISTIC = re.compile(r"(?P<name>[^:(]+)(?::(?P<part>[^(]+))?(?:\((?P<standard>.+)\))?")

ESTIMATOR_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "exact": "counted",
        "proportion": "share of examples, exact bounds",
        "percentile": "percentile of each fresh process, sign test",
        "mean": "mean over fresh processes",
        "maximum": "largest of all processes",
        "metric": "metric of truth and answers",
        "ratio": "ratio of two sums over answers",
        "example_mean": "mean over answers",
        "kept": "share of answers that stay the same, exact bounds",
        "disparity": "largest difference between groups",
        "cost": "price over throughput",
        "deployed": "computed of a deployment",
        "sustained_load": "rate at which a bound is kept",
        "ordinal": "attested level",
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
