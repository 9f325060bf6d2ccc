"""Where the time of a flow goes, as data: one bar for each deployment, one segment for each component and link."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING, Literal

from buttress.explanation import NBSP, counted, say
from buttress.pages.figures.axes import plain_number
from buttress.pages.figures.plot_views import Limit
from buttress.records import convert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from buttress.verdicts import BudgetStep, FlowBudget

SegmentKind = Literal["measured", "scaled", "assumed", "link", "missing"]

_UNITS = ((1.0, "s"), (1e-3, "ms"), (0.0, "µs"))
_FEWEST_OF_UNIT = 2.0
"""A bar of less than two seconds reads better in milliseconds."""
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a bar.

    Attributes:
        label: What takes the time: a component or a link.
        low: The least that it takes; None where that is not known.
        high: The most that it takes, not below ``low``; None where that is not known.
        kind: What it is, and how its time is known; ``missing`` where nothing is.
        told: How it is known, in words.
    """

    label: str
    low: float | None
    high: float | None
    kind: SegmentKind
    told: str = ""

    @property
    def is_known(self) -> bool:
        """Whether there is a length to draw."""
        return self.low is not None and self.high is not None and isfinite(self.low) and isfinite(self.high)

    @property
    def least(self) -> float:
        """The least that it takes, 0 where that is not known."""
        return self.low if self.is_known and self.low is not None else 0.0

    @property
    def most(self) -> float:
        """The most that it takes as far as known, 0 where that is not."""
        return self.high if self.is_known and self.high is not None else 0.0


@dataclass(frozen=True, slots=True)
class Whole:
    """The figure of a whole flow that limits speak of; no sum of the segments, which are medians.

    Attributes:
        value: Its value; None where there are bounds only.
        low: Its lower bound; None where it is open.
        high: Its upper bound; None where it is open.
        text: What it is, with its bounds in words.
    """

    value: float | None
    low: float | None
    high: float | None
    text: str


@dataclass(frozen=True, slots=True)
class BudgetBar:
    """One deployment.

    Attributes:
        label: Its name.
        segments: What happens, in order.
        note: What else a reader must know, as a sentence.
        whole: What limits are compared with; None where it was not computed.
    """

    label: str
    segments: tuple[Segment, ...]
    note: str = ""
    whole: Whole | None = None

    @property
    def least(self) -> float:
        """The sum of all known segments at best."""
        return sum(segment.least for segment in self.segments)

    @property
    def most(self) -> float:
        """The sum of all known segments at worst."""
        return sum(segment.most for segment in self.segments)

    @property
    def missing(self) -> tuple[Segment, ...]:
        """The segments of which nothing is known."""
        return tuple(segment for segment in self.segments if not segment.is_known)


@dataclass(frozen=True, slots=True)
class BudgetBars:
    """The same flow in several deployments.

    Attributes:
        id: Unique among the figures of a page.
        title: Its caption and accessible name.
        description: One or two sentences that say what there is to see.
        unit: What all numbers are in.
        bars: The deployments, in the order of the table.
        limits: The limits on the whole flow.
    """

    id: str
    title: str
    description: str
    unit: str
    bars: tuple[BudgetBar, ...]
    limits: tuple[Limit, ...] = ()


def bars_of(budgets: Sequence[FlowBudget], limits: Sequence[Limit], names: Mapping[str, str]) -> BudgetBars:
    """Gives the budgets of one flow in several deployments as bars, in the unit that fits the longest.

    Args:
        budgets: One for each deployment, all of the same flow.
        limits: The limits on the latency of the flow, in s.
        names: What readers call flows, deployments, components and nodes; what is not there keeps its name.
    """
    flow = budgets[0].flow if budgets else ""
    unit, factor = _fitting([*_ends(budgets), *(limit.value for limit in limits)])
    bars = tuple(_bar(budget, unit, factor, names) for budget in budgets)
    return BudgetBars(
        id=f"budget-{flow}",
        title=f"Where the time goes: {names.get(flow, flow)}",
        description=" ".join(
            [
                f"{counted(len(bars), 'deployment')}.",
                *(f"{bar.label}: {tell_bar(bar, unit)}." for bar in bars),
            ]
        ),
        unit=unit,
        bars=bars,
        limits=tuple(Limit(limit.value * factor, limit.text, limit.feasible) for limit in limits),
    )


def tell_bar(bar: BudgetBar, unit: str) -> str:
    """Gives the length of a bar in words: ``median times add up to 45–212 ms``."""
    missing = (
        say(
            ", without {missing} of {steps}",
            missing=len(bar.missing),
            steps=counted(len(bar.segments), "step"),
        )
        if bar.missing
        else ""
    )
    if len(bar.missing) == len(bar.segments):
        return say("nothing is known of any step")
    return say(
        "median times add up to {span_text}{missing}",
        span_text=span_text(bar.least, bar.most, unit),
        missing=missing,
    )


def span_text(low: float, high: float, unit: str) -> str:
    """Gives a range with its unit, or the one number that both ends are.

    >>> span_text(35.0, 60.0, "ms").replace(NBSP, " ")
    '35–60 ms'
    """
    first, last = number_text(low), number_text(high)
    return f"{first if first == last else f'{first}–{last}'}{NBSP}{unit}"


def number_text(number: float) -> str:
    """Gives a number with three significant digits, or as many as stand before the decimal point."""
    return plain_number(float(f"{number:.{_DIGITS}g}") if abs(number) < 10**_DIGITS else round(number))


def _ends(budgets: Sequence[FlowBudget]) -> list[float]:
    """The worst case of each deployment, in s."""
    return [sum(step.high_s or 0.0 for step in budget.steps) for budget in budgets]


def _fitting(ends: Sequence[float]) -> tuple[str, float]:
    longest = max((end for end in ends if isfinite(end)), default=0.0)
    size, unit = next((size, unit) for size, unit in _UNITS if longest >= _FEWEST_OF_UNIT * size)
    return unit, 1 / size if size else 1e6


def _bar(budget: FlowBudget, unit: str, factor: float, names: Mapping[str, str]) -> BudgetBar:
    note = "".join(f"{one[:1].upper()}{one[1:].rstrip('.')}. " for one in budget.missing).rstrip()
    return BudgetBar(
        names.get(budget.deployment, budget.deployment),
        tuple(_segment(step, factor, names) for step in budget.steps),
        note,
        _whole(budget, unit, factor),
    )


def _segment(step: BudgetStep, factor: float, names: Mapping[str, str]) -> Segment:
    known = step.low_s is not None and step.high_s is not None
    where = (
        step.where.replace("->", " → ") if step.kind == "link" else f"on {names.get(step.where, step.where)}"
    )
    return Segment(
        names.get(step.name, step.name),
        None if step.low_s is None or not known else step.low_s * factor,
        None if step.high_s is None or not known else step.high_s * factor,
        _kind(step) if known else "missing",
        ", ".join(filter(None, [where, step.told])),
    )


def _kind(step: BudgetStep) -> SegmentKind:
    if step.kind == "link":
        return "link"
    return "measured" if step.source == "measured" else "scaled" if step.source == "scaled" else "assumed"


def _whole(budget: FlowBudget, unit: str, factor: float) -> Whole | None:
    assessment = budget.latency
    estimate = assessment.estimate
    if estimate is None:
        return None
    scale = convert(1.0, assessment.unit, "s") * factor
    low, high = estimate.lower * scale, estimate.upper * scale
    if not (isfinite(low) or isfinite(high)) and estimate.value is None:
        return None
    return Whole(
        None if estimate.value is None else estimate.value * scale,
        low if isfinite(low) else None,
        high if isfinite(high) else None,
        say("95th percentile of the flow: {bounds_text}", bounds_text=_bounds_text(low, high, unit)),
    )


def _bounds_text(low: float, high: float, unit: str) -> str:
    if low == -inf:
        return f"up to {number_text(high)}{NBSP}{unit}" if high < inf else say("no bounds yet")
    return (
        span_text(low, high, unit) if high < inf else f"from {number_text(low)}{NBSP}{unit}, no upper bound"
    )
