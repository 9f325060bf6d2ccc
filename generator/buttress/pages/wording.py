"""Words: what every state, status, effect and basis is called, with its icon, its explanation and its CSS class.

Colour never carries meaning alone, so each state has a word and a shape of its own. All wording about states lives
here, so that the site speaks with one voice.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from markupsafe import Markup

from buttress.explanation import say
from buttress.pages.escaping import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.records import Status
    from buttress.tradeoff import Feasibility
    from buttress.verdicts import State

_FRAME = (
    '<svg class="bt-icon" viewBox="0 0 16 16" width="16" height="16" fill="currentColor" fill-rule="evenodd" '
    'aria-hidden="true" focusable="false"><path d="{}"/></svg>'
)


def _icon(path: str) -> Markup:
    # The paths are ours; nothing of a record gets here.
    return Markup(_FRAME.format(path))  # noqa: S704


# Outlines differ, not just colours: disc, octagon, ring with a query, empty ring, triangle, clock, pause.
_DISC_CHECK = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.6 5.4-4.3 4.4L4.4 8l1-1 1.9 1.8 3.3-3.4Z"
_OCTAGON_CROSS = (
    "M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1ZM10.2 4.7 8 6.9 5.8 4.7 4.7 5.8 6.9 8l-2.2 2.2 1.1 1.1L8 9.1"
    "l2.2 2.2 1.1-1.1L9.1 8l2.2-2.2Z"
)
_RING_QUERY = (
    "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM7.2 10.6h1.6v1.5H7.2Zm0-1.1"
    "h1.5c0-1.3 2-1.5 2-3.2A2.5 2.5 0 0 0 8 3.9 2.5 2.5 0 0 0 5.4 6.3h1.5c0-.6.4-1 1.1-1s1.1.4 1.1 1c0 1-1.9 1.3-1.9 3.2Z"
)
_EMPTY_RING = (
    "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11ZM4.5 7.2h7v1.6h-7Z"
)
_TRIANGLE = "M8 1 15.5 14.5H.5ZM7.2 6v4.2h1.6V6Zm0 5.3v1.6h1.6v-1.6Z"
_CLOCK = (
    "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.5a5.5 5.5 0 1 1 0 11 "
    "5.5 5.5 0 0 1 0-11ZM7.2 4v4.4l3 1.8.8-1.3-2.3-1.4V4Z"
)
_PAUSE = "M2 2h12v12H2Zm3.2 3v6h1.7V5Zm3.9 0v6h1.7V5Z"
_PENCIL = "M11.6 1.4 14.6 4.4 5.2 13.8 1.4 14.6 2.2 10.8Z"
_ARROW = "M1 7h8.6L6.4 3.8l1.1-1.1L12.6 8l-5.1 5.3-1.1-1.1L9.6 9H1Zm12.4-5H15v12h-1.6Z"
_BAN = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1ZM3.2 5.3 10.7 12.8A5.5 5.5 0 0 1 3.2 5.3Zm2.1-2.1a5.5 5.5 0 0 1 7.5 7.5Z"
_BELL = (
    "M8 1a1 1 0 0 0-1 1v.6A4.5 4.5 0 0 0 3.5 7v3L2 12v1h12v-1l-1.5-2V7A4.5 4.5 0 0 0 "
    "9 2.6V2a1 1 0 0 0-1-1ZM6.3 14h3.4a1.8 1.8 0 0 1-3.4 0Z"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A state as readers meet it.

    Attributes:
        key: Its name in the code, which is its CSS class behind ``bt-is-``.
        word: One or two words, capitalised.
        explanation: What it means, as a sentence.
        icon: Inline SVG, hidden from screen readers because the word stands beside it.
        symbol: The icon as one character, for plain text.
    """

    key: str
    word: str
    explanation: str
    icon: Markup
    symbol: str = ""


STATE_TERMS: Mapping[State, Term] = MappingProxyType(
    {
        "violated": Term(
            "violated",
            say("Violated"),
            say("Nothing that the bounds admit meets the limit."),
            _icon(_OCTAGON_CROSS),
            "✗",
        ),
        "missing": Term(
            "missing",
            say("Missing"),
            say("Nothing was measured that could decide it."),
            _icon(_EMPTY_RING),
            "∅",
        ),
        "invalid": Term(
            "invalid",
            say("Invalid"),
            say("What was recorded cannot be used as evidence."),
            _icon(_TRIANGLE),
            "!",
        ),
        "undecided": Term(
            "undecided",
            say("Undecided"),
            say("The evidence does not settle it yet."),
            _icon(_RING_QUERY),
            "?",
        ),
        "stale": Term(
            "stale",
            say("Stale"),
            say("The evidence no longer speaks for what is declared now."),
            _icon(_CLOCK),
            "◷",
        ),
        "waived": Term(
            "waived",
            say("Waived"),
            say("A named person answers for missing it, until a set day."),
            _icon(_PAUSE),
            "‖",
        ),
        "holds": Term(
            "holds",
            say("Holds"),
            say("Everything that the bounds admit meets the limit."),
            _icon(_DISC_CHECK),
            "✓",
        ),
    }
)
"""The verdicts, the most urgent first."""

NOT_JUDGED = Term(
    "unjudged", say("Not judged"), say("Only proposed and accepted decisions are judged."), _icon(_EMPTY_RING)
)
NO_CONSTRAINTS = Term(
    "unjudged",
    say("No constraints"),
    say("The decision states nothing that evidence could confirm."),
    _icon(_EMPTY_RING),
)
DUE = Term("due", say("Due"), say("Somebody has to look at it."), _icon(_BELL))

STATUS_TERMS: Mapping[Status, Term] = MappingProxyType(
    {
        "proposed": Term(
            "proposed", say("Proposed"), say("Under discussion; judged, but gates nothing."), _icon(_PENCIL)
        ),
        "accepted": Term(
            "accepted", say("Accepted"), say("In force; its constraints gate the build."), _icon(_DISC_CHECK)
        ),
        "rejected": Term("rejected", say("Rejected"), say("Considered and not taken."), _icon(_BAN)),
        "deprecated": Term("deprecated", say("Deprecated"), say("No longer to be followed."), _icon(_BAN)),
        "superseded": Term(
            "superseded", say("Superseded"), say("Replaced by a later decision."), _icon(_ARROW)
        ),
    }
)
"""The statuses of a decision, in the order of its life."""

PATTERN = Term(
    "holds", say("Pattern"), say("A solution that is known to work, with what it costs."), _icon(_DISC_CHECK)
)
ANTI_PATTERN = Term(
    "violated", say("Anti-pattern"), say("A common answer that does more harm than good."), _icon(_TRIANGLE)
)

FEASIBILITY_TERMS: Mapping[Feasibility, Term] = MappingProxyType(
    {
        "feasible": Term("holds", say("Feasible"), say("It meets every must."), _icon(_DISC_CHECK)),
        "infeasible": Term(
            "violated", say("Infeasible"), say("It violates at least one must."), _icon(_OCTAGON_CROSS)
        ),
        "unknown": Term(
            "undecided", say("Open"), say("At least one must is not decided for it."), _icon(_RING_QUERY)
        ),
    }
)
"""Whether an option meets every must."""

BASIS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "computed": "computed",
        "attested": say("attested, not measured"),
        "cited": say("cited, not measured"),
        "estimated": say("estimated, not measured"),
    }
)
"""How a value is known that was not measured."""

RELATION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "supersedes": "supersedes",
        "superseded_by": say("is superseded by"),
        "amends": "amends",
        "amended_by": say("is amended by"),
        "depends_on": say("depends on"),
        "required_by": say("is required by"),
        "relates_to": say("relates to"),
        "conflicts_with": say("conflicts with"),
    }
)
"""Links between decisions, as they read in a sentence."""

NOTICE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "review": say("Review"),
        "assumption": say("Assumption"),
        "waiver": say("Waiver"),
        "regret": say("Better option"),
    }
)
"""What is due."""

ESTIMATOR_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "exact": say(
            "The value is counted, not sampled: it has no interval, and every run of the same"
            " code must repeat it."
        ),
        "proportion": (
            say(
                "So many of so many test examples, each example counted once; the bounds are "
                "Clopper and Pearson's exact ones, each at its own one-sided confidence. Where "
                "examples come in clusters, each cluster counts once, and bets on the mean of the"
                " clusters give the bounds."
            )
        ),
        "percentile": (
            say(
                "Each fresh process gives the percentile of its own queries. The value is that of"
                " the typical process, with the bounds of a sign test over processes. A "
                "constraint may ask for every process, for the pooled traffic, or for MLPerf's "
                "rules instead."
            )
        ),
        "mean": say(
            "One figure per fresh process; the geometric mean over processes with t-bounds on logarithms."
        ),
        "maximum": (
            say(
                "The largest figure that any process showed. One process above a limit breaks a "
                "claim; how many more runs may exceed the maximum is told beside it."
            )
        ),
        "metric": (
            say(
                "Computed from the truth and the answers of all test examples. Bounds that hold "
                "for every size of sample exist for the F1 score, balanced accuracy, the area "
                "under the curve, the Brier score, the calibration error and the coefficient of "
                "two classes. The others rest on the BCa bootstrap, which decides only inside the"
                " guards that were tested."
            )
        ),
        "ratio": (
            say(
                "A sum over all answers over another sum. The bounds are those of the BCa "
                "bootstrap, which decides only inside the guards that were tested."
            )
        ),
        "example_mean": (
            say(
                "The mean of one figure of every answer. Where the figure cannot leave a known "
                "range, bets on the mean give bounds that hold for every size of sample."
            )
        ),
        "kept": (
            say(
                "So many of so many test examples whose answers stay the same; the bounds are "
                "Clopper and Pearson's exact ones, each at its own one-sided confidence."
            )
        ),
        "disparity": (
            say(
                "The largest difference of a rate between any two groups. It holds when every "
                "pair's difference is shown to stay within the limit, and is violated when that "
                "of some pair is shown to exceed it."
            )
        ),
        "cost": (
            say(
                "Price over throughput, one figure per fresh process; the geometric mean over "
                "processes with t-bounds on logarithms."
            )
        ),
        "deployed": (
            say(
                "Computed for a deployment, from what was measured of components and what the "
                "system declares of nodes, links and flows. Measured parts bring their bounds "
                "along; declared ranges are bounds, not distributions: it holds only if it holds "
                "at their worst end, and is violated only if it is so at their best."
            )
        ),
        "sustained_load": (
            say(
                "The rate of arrivals that was driven counts as sustained when the percentile of "
                "the typical process is shown to keep the latency bound at it."
            )
        ),
        "ordinal": say("A level that somebody attests. It informs a choice and never proves a claim."),
    }
)
"""How samples become an estimate, for readers."""

DIRECTION_WORDS: Mapping[str, str] = MappingProxyType(
    {"lower": say("lower is better"), "higher": say("higher is better")}
)
SEVERITY_WORDS: Mapping[str, str] = MappingProxyType(
    {"must": say("must: fails the build when violated"), "should": say("should: warns when violated")}
)


class EnglishMarkup(Markup):
    """A sentence of ours that is put together in English only, with its marks."""

    __slots__ = ()


def answer_word(status: Status) -> str:
    """Gives what the option is that a decision of a status names: a decision that was rejected only proposed it."""
    return "Proposed" if status == "rejected" else "Chosen"


def code_marked(text: str) -> Markup:
    """Gives a sentence of ours with what stands in backticks as code; nothing else in it is markup."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return EnglishMarkup(escaped(text))
    marked = [
        f"<code>{escaped(part)}</code>" if place % 2 else escaped(part) for place, part in enumerate(parts)
    ]
    return EnglishMarkup("".join(marked))
