"""What would make another option win, and where a decision is sensitive: as data, in original units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from buttress.tradeoff.comparison import Column
    from buttress.verdicts import Verdict

SMALL = 0.1
"""A margin below this share of the limit is small (for shares of a whole: of what the limit leaves on either side, where
that is less), and so is one of less than the distance from value to bound."""
FlipKind = Literal["metric", "limit", "weight"]
DecidedBy = Literal["preferences", "dominance", "feasibility", "nothing"]


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest change of one number that makes another option win, by values where preferences decide.

    Attributes:
        kind: Whether a metric of an option, the limit of a constraint, or the weight of a preference changes.
        winner: Id of the option that then wins.
        loser: Id of the option that wins now; empty where none does.
        column: The quality in question.
        option: For metrics: whose value changes; empty for limits and weights.
        constraint: For limits: id of the constraint. For metrics: id of the one that the value then misses, so that the
            winner drops out; empty where it is only worth less. Empty for weights.
        now: The number as it is: value, limit, or weight as written.
        then: The number from which on the other option wins, in the same unit.
        unit: The unit of both; empty for weights and ratios.
        relative: The change over the number as it is, at least 0; ``inf`` where that is 0.
        rises: Whether the number must rise; ``then`` may be the number as it is, where anything beyond it suffices.
        beyond: Whether the other option wins only beyond the number ``then``, since there both are worth the same, or the
            limit is not missed or met yet; otherwise it wins there, too.
        in_per_cent: Whether both numbers are limits, which the constraint has in per cent.
    """

    kind: FlipKind
    winner: str
    loser: str
    column: Column
    option: str
    constraint: str
    now: float
    then: float
    unit: str
    relative: float
    rises: bool
    beyond: bool = True
    in_per_cent: bool = False


@dataclass(frozen=True, slots=True)
class SensitivityPoint:
    """A constraint whose margin is small (ATAM: a property that is critical for a quality to be achieved).

    Attributes:
        verdict: The verdict on the chosen option.
        margin: From the bound to the limit, in the unit of the quality; negative where it is not shown to hold.
        relative: The margin over the limit, signed; ``inf`` where the limit is 0.
        widths: The margin over the distance from the value to that bound, signed; ``inf`` for exact values.
        column: What the constraint speaks of.
    """

    verdict: Verdict
    margin: float
    relative: float
    widths: float
    column: Column


@dataclass(frozen=True, slots=True)
class TradeoffPoint:
    """A change that moves constrained qualities in opposite directions (ATAM: a sensitivity point of several).

    Attributes:
        start: Id of the option that is left.
        end: Id of the option that is taken instead.
        better: Qualities that are better beyond their intervals afterwards.
        worse: Qualities that are worse beyond their intervals afterwards.
    """

    start: str
    end: str
    better: tuple[Column, ...]
    worse: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a comparison hangs on.

    Attributes:
        winner: The option that wins now: the worthiest by preferences, whether or not that is beyond doubt, else the only
            option that no feasible one dominates; empty where nothing tells the feasible ones apart.
        decided_by: Why it wins, as a kind: ``preferences``, ``dominance``, ``feasibility`` (it is the only feasible one),
            or ``nothing``.
        flips: The smallest change of each kind for each other option, the smallest relative change first.
        sensitivities: Constraints of the chosen option with a small margin (see `SMALL`), the smallest first.
        tradeoffs: From the chosen option to each other one that trades qualities off.
    """

    winner: str
    decided_by: DecidedBy
    flips: tuple[Flip, ...] = ()
    sensitivities: tuple[SensitivityPoint, ...] = ()
    tradeoffs: tuple[TradeoffPoint, ...] = ()
