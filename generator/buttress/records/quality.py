"""A quality: what is measured, how, in which unit, and which way is better."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field, PrivateAttr, model_validator

from buttress.errors import TextError, listing, suggest
from buttress.records.base import Record
from buttress.records.constraint import TextList
from buttress.records.expression import Expression
from buttress.records.units import parse_unit
from buttress.records.written import as_field_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.records.benchmark import Task
    from buttress.records.constraint import Constraint
    from buttress.records.requirement import LoadScenario

Direction = Literal["lower", "higher"]
Estimator = Literal[
    "exact",
    "proportion",
    "percentile",
    "mean",
    "maximum",
    "metric",
    "ratio",
    "example_mean",
    "kept",
    "disparity",
    "cost",
    "sustained_load",
    "deployed",
    "ordinal",
]
Deployed = Literal[
    "latency",
    "link_utilisation",
    "bandwidth",
    "data_per_day",
    "instances",
    "cost_per_hour",
    "cost_per_month",
    "cost_per_million",
    "energy_per_item",
    "carbon_per_million",
    "availability",
    "offline",
]
"""What is computed of a deployment, or of a flow in one."""
OF_ONE_FLOW: frozenset[Deployed] = frozenset(
    {"latency", "cost_per_million", "energy_per_item", "carbon_per_million"}
)
"""What is told of one flow at a time; the rest can also be told of all flows together."""
Metric = Literal[
    "f1",
    "mcc",
    "balanced_accuracy",
    "roc_auc",
    "average_precision",
    "brier",
    "log_loss",
    "calibration_error",
    "rmse",
    "mae",
    "r2",
]
"""Metrics of truth and answers, under the names that scikit-learn gave them."""

CLASS_FACTS = ("correct", "actual_positive", "predicted_positive")
FACTS = (*CLASS_FACTS, "exact_match")
"""What is known of each test example, for `Quality.outcome` and `Quality.given`."""
SCORED: frozenset[Metric] = frozenset(
    {"roc_auc", "average_precision", "brier", "log_loss", "calibration_error"}
)
"""Metrics of the score of the positive class."""
REGRESSIONS: frozenset[Metric] = frozenset({"rmse", "mae", "r2"})
"""Metrics of numbers."""
FIGURES: Mapping[str, tuple[Task, ...]] = MappingProxyType(
    {
        "ndcg_at_10": ("recommendation",),
        "recall_at_10": ("recommendation",),
        "precision_at_10": ("recommendation",),
        "reciprocal_rank": ("recommendation",),
        "true_positives": ("detection",),
        "false_positives": ("detection",),
        "false_negatives": ("detection",),
        "word_errors": ("transcription",),
        "words": ("transcription",),
        "character_errors": ("transcription",),
        "characters": ("transcription",),
        "seconds": ("transcription",),
        "audio_seconds": ("transcription",),
        "chrf": ("text",),
        "exact_match": ("text",),
    }
)
"""Figures of single answers, with the tasks whose answers have them."""
FIGURE_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "ndcg_at_10": (0.0, 1.0),
        "recall_at_10": (0.0, 1.0),
        "precision_at_10": (0.0, 1.0),
        "reciprocal_rank": (0.0, 1.0),
        "exact_match": (0.0, 1.0),
        "chrf": (0.0, 100.0),
    }
)
"""Figures of single answers that cannot leave a range, whatever is answered."""
UNDER_LOAD = frozenset({"latency", "throughput", "energy.per_item"})
"""Samples that depend on the load scenario which drove the process."""
NOT_SHOWN: Mapping[str, LoadScenario] = MappingProxyType({"latency": "offline", "throughput": "server"})
"""Samples to the load scenario that does not show them: all queries are there from the start, so that none waits for
an answer of its own; only what arrives is answered, however much more could be."""
OUTCOMES: frozenset[Estimator] = frozenset({"proportion", "metric", "ratio", "example_mean"})
"""Estimators of what was answered, which can also be asked of disturbed examples."""

_SUM = re.compile(r"[a-z][a-z0-9_]*(?:\s*\+\s*[a-z][a-z0-9_]*)*")
_NEEDED: Mapping[Estimator, tuple[str, ...]] = MappingProxyType(
    {
        "percentile": ("level",),
        "sustained_load": ("level",),
        "deployed": ("deployed",),
        "proportion": ("outcome",),
        "ordinal": ("levels",),
        "metric": ("metric",),
        "ratio": ("numerator", "denominator"),
        "disparity": ("rates",),
    }
)


def _check_unit(text: str) -> str:
    try:
        parse_unit(text)
    except TextError as error:
        raise as_field_error(error) from error
    return text


def _check_facts(expression: Expression) -> Expression:
    for name in expression.names:
        if name not in FACTS:
            message = f"unknown name {name!r}; allowed: {listing(FACTS)}"
            raise as_field_error(TextError(message, hint=suggest(name, FACTS)))
    return expression


def _check_sum(text: str) -> str:
    if text and not _SUM.fullmatch(text):
        message = f"expected the name of a figure, or several joined by '+', found {text[:60]!r}"
        raise as_field_error(TextError(message, hint="such as true_positives+false_positives"))
    return text


UnitText = Annotated[str, AfterValidator(_check_unit)]
"""The spelling of a unit."""
FactExpression = Annotated[Expression, AfterValidator(_check_facts)]
"""An expression over `FACTS`."""
FigureSum = Annotated[str, AfterValidator(_check_sum)]
"""The name of a figure of single answers, or several joined by ``+``."""


class Quality(Record):
    """A named, unit-carrying quality.

    The estimator says which samples of a run stand behind it: ``exact`` a counted figure; ``proportion`` test
    examples for which ``outcome`` is true among those for which ``given`` is; ``percentile`` raw samples per
    process at ``level``; ``mean`` and ``maximum`` one figure per process; ``metric`` a metric of truth and answers;
    ``ratio`` the sum of one figure of the answers over the sum of another; ``example_mean`` the mean of one;
    ``kept`` answers that stay the same under an invariant; ``disparity`` the largest difference between groups in any of
    ``rates``; ``cost`` a million items at the measured throughput and the price of the hardware; ``sustained_load`` the
    rate of arrivals at which the percentile at ``level`` keeps the latency bound of the server scenario; ``deployed``
    what is computed of a system's deployment; ``ordinal`` attested levels.
    """

    kind: Literal["quality"]
    title: str
    """Name for readers."""
    opens_with_name: bool = False
    """Whether the title opens with somebody's name, as in ``Brier score``, which keeps its capital inside sentences."""
    definition: str = ""
    """What it is; Markdown."""
    unit: UnitText = ""
    """The unit in which values are shown; empty for a bare number, shown in per cent where a limit is written so."""
    direction: Direction
    """Which way is better."""
    estimator: Estimator
    """How samples become an estimate."""
    sample: str = ""
    """The figure in a run: ``latency``, or a name among the exact, per-process or per-answer figures; the id by
    default."""
    level: Annotated[float, Field(gt=0, lt=1)] | None = None
    """The percentile as a fraction, for percentiles, ``sustained_load`` and the latency of a flow."""
    outcome: FactExpression | None = None
    """For proportions: what counts, over ``correct``, ``actual_positive``, ``predicted_positive``, ``exact_match``."""
    given: FactExpression | None = None
    """For proportions: which examples count; all when left out."""
    metric: Metric | None = None
    """For the estimator ``metric``: which."""
    numerator: FigureSum = ""
    """For ratios: the figure of each answer that is summed, or several joined by ``+``."""
    denominator: FigureSum = ""
    """For ratios: what the sum is divided by, likewise."""
    rates: TextList = ()
    """For disparities: ids of the proportions that are compared between groups."""
    deployed: Deployed | None = None
    """What it is of a deployment; beside another estimator, where it is also measured of candidates, constraints with
    ``for FLOW`` mean the deployment."""
    levels: TextList = ()
    """For ordinal qualities: the levels, worst first."""
    characteristic: str = ""
    """ISO/IEC 25010:2023 or 25059 characteristic."""
    measure: str = ""
    """What we try to capture; Markdown."""
    data_collection: str = ""
    """What is recorded, and how; Markdown."""
    operationalisation: str = ""
    """How the number is computed from it; Markdown."""
    # No field: nobody writes it, it follows from how the limits of a portfolio are written.
    _in_per_cent: bool = PrivateAttr(default=False)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for needed in _NEEDED.get(self.estimator, ()):
            if not getattr(self, needed):
                message = f"a quality with the estimator {self.estimator!r} needs `{needed}`"
                raise ValueError(message)
        if self.deployed == "latency" and self.level is None:
            message = "the latency of a flow is told as a percentile; add `level`"
            raise ValueError(message)
        if self.estimator in ("percentile", "sustained_load") and self.sample_name != "latency":
            message = "percentiles are taken of latencies only; write `sample: latency`"
            raise ValueError(message)
        return self

    @property
    def sample_name(self) -> str:
        """The name under which a run keeps its samples."""
        return self.sample or self.id

    @property
    def facts(self) -> frozenset[str]:
        """What a proportion must know of each example, among `FACTS`; nothing for the other estimators."""
        expressions = (self.outcome, self.given) if self.estimator == "proportion" else ()
        return frozenset(name for one in expressions if one is not None for name in one.names)

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures of single answers that it reads."""
        if self.estimator == "ratio":
            return (*summands(self.numerator), *summands(self.denominator))
        if self.estimator == "example_mean":
            return (self.sample_name,)
        return ("exact_match",) if "exact_match" in self.facts else ()

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks whose answers it can be read from; nothing where that does not matter or is not known."""
        if self.estimator == "metric":
            return ("regression",) if self.metric in REGRESSIONS else ("classification",)
        if self.facts & set(CLASS_FACTS):
            return ("classification",)
        known = [FIGURES[name] for name in self.figures if name in FIGURES]
        return tuple(task for task in known[0] if all(task in others for others in known)) if known else ()

    @property
    def needs_positive(self) -> bool:
        """Whether it speaks of a positive class."""
        told = self.facts & {"actual_positive", "predicted_positive"}
        return bool(told) or self.metric == "f1" or self.metric in SCORED

    @property
    def of_predicting(self) -> bool:
        """Whether it rests on what a candidate is or says (outcomes, exact figures), not on how it serves."""
        return self.of_outcomes or self.estimator == "exact"

    @property
    def of_outcomes(self) -> bool:
        """Whether it rests on what was answered to test examples."""
        return self.estimator in (*OUTCOMES, "kept", "disparity")

    @property
    def of_machine(self) -> bool:
        """Whether its samples depend on the machine."""
        timed = self.estimator in ("percentile", "mean", "maximum", "cost", "sustained_load")
        return timed or "seconds" in self.figures

    @property
    def only_deployed(self) -> bool:
        """Whether it is told of deployments only."""
        return self.estimator == "deployed"

    @property
    def of_load(self) -> bool:
        """Whether its samples depend on the load scenario."""
        if self.only_deployed:
            return self.deployed in ("latency", "instances")
        return self.estimator not in ("exact", "ordinal") and self.sample_name in UNDER_LOAD

    @property
    def not_shown_by(self) -> LoadScenario | None:
        """The load scenario that does not show it, None where each does."""
        return NOT_SHOWN.get(self.sample_name) if self.of_load else None

    @property
    def reads_as_share(self) -> bool:
        """Whether readers see it in per cent: a share of examples, of time or bandwidth, or limited in per cent."""
        if self._in_per_cent or self.is_share:
            return True
        return self.only_deployed and self.deployed in ("link_utilisation", "availability")

    def shown_in_per_cent(self, wanted: bool = True) -> Self:
        """Gives the same quality as one that readers see in per cent, or only where its estimator gives a share."""
        if wanted == self._in_per_cent:
            return self
        copy = self.model_copy()
        copy._in_per_cent = wanted
        return copy

    @property
    def is_share(self) -> bool:
        """Whether it is so many examples out of so many."""
        return self.estimator in ("proportion", "kept", "disparity")


def speaks_of_deployment(constraint: Constraint, quality: Quality) -> bool:
    """Says whether a constraint limits what a deployment is, rather than what one candidate is."""
    return quality.only_deployed or (bool(constraint.for_flow) and quality.deployed is not None)


def unit_judged(constraint: Constraint, quality: Quality) -> str:
    """Gives the unit that a constraint's limit is judged in: that of its quality, or none for a ratio.

    Against another option outcomes are compared by their difference, everything else by its ratio.
    """
    return "" if constraint.compared_with and not quality.of_outcomes else quality.unit


def summands(figures: str) -> tuple[str, ...]:
    """Gives the names of a sum of figures.

    >>> summands("true_positives + false_positives")
    ('true_positives', 'false_positives')
    """
    return tuple(name.strip() for name in figures.split("+"))
