"""The utility tree of a decision (Kazman, Klein and Clements 2000): from utility to scenarios with their ratings.

In ATAM people rate each scenario by how important and how difficult it is. Here both follow from the records: what a
constraint is worth to the build, and how far the evidence lies from its limit.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Literal

from buttress.explanation import as_judged, counted, inside_sentence, say, show_claim, tell_selectors
from buttress.pages import urls
from buttress.pages.figures.diagrams import Diagram, Edge, LegendEntry, Node
from buttress.pages.wording import STATE_TERMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Constraint, Decision, Quality
    from buttress.verdicts import Verdict

Rating = Literal["H", "M", "L"]

CLOSE, NEAR = 0.10, 0.50
"""Margins, as shares of the limit, below which a scenario that holds is difficult, or of medium difficulty."""
ROOT = "utility"
_OTHER = say("Other qualities")
_RATINGS: Mapping[Rating, str] = {"H": "high", "M": "medium", "L": "low"}
_LEAVES = {
    "holds": say("scenario that holds"),
    "violated": say("scenario that is violated"),
    "undecided": say("scenario that is open, stale or waived"),
    "constraint": say("scenario that is not judged"),
}


def draw_utility_tree(decision: Decision, index: SiteIndex, links: urls.Links) -> Diagram | None:
    """Gives the utility tree of a decision: utility, characteristics, qualities, scenarios; None without constraints.

    Args:
        decision: The decision.
        index: The site.
        links: Addresses as seen from the page.
    """
    if not decision.constraints:
        return None
    verdicts = {verdict.bound.constraint.id: verdict for verdict in index.verdicts(decision.id)}
    anchors = urls.anchors_of("constraint", (one.id for one in decision.constraints))
    qualities = [index.portfolio.qualities[name] for name in _quality_names(decision)]
    leaves = tuple(
        _leaf(one, index.portfolio.qualities[one.quality], verdicts.get(one.id), anchors[one.id])
        for one in decision.constraints
    )
    nodes = (
        Node(ROOT, say("Utility"), "quality", emphasis=True),
        *(Node(f"group:{name}", name, "suite") for name in dict.fromkeys(map(characteristic_of, qualities))),
        *(_quality_node(quality, links) for quality in qualities),
        *leaves,
    )
    return Diagram(
        id=f"utility-{decision.id}",
        title=say("Utility tree"),
        description=_describe(decision, verdicts),
        nodes=nodes,
        edges=tuple(_edges(decision, qualities)),
        legend=_legend(leaves),
        direction="LR",
    )


def characteristic_of(quality: Quality) -> str:
    """Gives the ISO characteristic of a quality, without the part behind the colon and without the standard."""
    return quality.characteristic.partition(":")[0].partition(" (")[0].strip() or _OTHER


def rate_importance(constraint: Constraint) -> Rating:
    """Gives how important a scenario is: high where it must be met, medium where it should be."""
    return "H" if constraint.severity == "must" else "M"


def rate_difficulty(verdict: Verdict) -> Rating:
    """Gives how difficult a scenario is: high where it is not shown to hold or the margin is below 10 % of the limit.

    Medium below 50 %, low otherwise; of ``between`` the margin counts against the smaller limit.
    """
    if (verdict.waived_state or verdict.state) != "holds":
        return "H"
    margin, limit = verdict.margin, min(map(abs, verdict.limits), default=0.0)
    # What has to be so and is so cannot come closer to its limit.
    if (
        verdict.bound.constraint.require.operator == "="
        or margin is None
        or not isfinite(margin)
        or not limit
    ):
        return "L"
    share = abs(margin) / limit
    return "H" if share < CLOSE else "M" if share < NEAR else "L"


def _quality_names(decision: Decision) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.quality for one in decision.constraints))


def _quality_node(quality: Quality, links: urls.Links) -> Node:
    return Node(
        f"quality:{quality.id}",
        quality.title.partition(" (")[0],
        "quality",
        links.to(urls.quality_uri(quality.id)),
        quality.title,
    )


def _leaf(constraint: Constraint, quality: Quality, verdict: Verdict | None, anchor: str) -> Node:
    words = ", ".join(
        [show_claim(constraint.require, as_judged(constraint, quality)), *tell_selectors(constraint)]
    )
    importance = rate_importance(constraint)
    difficulty = rate_difficulty(verdict) if verdict else "–"
    told = f"importance {_RATINGS[importance]}, difficulty " + (
        _RATINGS[rate_difficulty(verdict)] if verdict else say("not known")
    )
    state = f"{STATE_TERMS[verdict.state].word}: " if verdict else ""
    # The ratings first: a long scenario is cut at its end.
    return Node(
        f"constraint:{constraint.id}",
        f"({importance}, {difficulty}) {words}",
        _kind(verdict),
        f"#{anchor}",
        f"{state}{inside_sentence(quality.title, quality)} {words}; {told}",
    )


def _kind(verdict: Verdict | None) -> str:
    if verdict is None:
        return "constraint"
    return verdict.state if verdict.state in ("holds", "violated") else "undecided"


def _edges(decision: Decision, qualities: Sequence[Quality]) -> Iterator[Edge]:
    groups = dict.fromkeys(map(characteristic_of, qualities))
    yield from (Edge(ROOT, f"group:{name}") for name in groups)
    yield from (Edge(f"group:{characteristic_of(one)}", f"quality:{one.id}") for one in qualities)
    yield from (Edge(f"quality:{one.quality}", f"constraint:{one.id}") for one in decision.constraints)


def _describe(decision: Decision, verdicts: Mapping[str, Verdict]) -> str:
    hard = sum(
        rate_importance(one) == "H" and one.id in verdicts and rate_difficulty(verdicts[one.id]) == "H"
        for one in decision.constraints
    )
    told = {0: "None is rated (H, H).", 1: "One is rated (H, H): it decides most."}.get(
        hard, f"{hard} are rated (H, H): they decide most."
    )
    return (
        f"{counted(len(decision.constraints), 'scenario')}, each with (importance, difficulty) as high, medium or low. "
        "Importance is H for a must and M for a should. Difficulty is H where the scenario is not shown to hold or the "
        f"margin is below 10 % of the limit, M below 50 %, L otherwise. {told}"
    )


def _legend(leaves: Sequence[Node]) -> tuple[LegendEntry, ...]:
    kinds = {leaf.kind for leaf in leaves}
    return (
        LegendEntry("suite", say("characteristic (ISO/IEC 25010, 25059)")),
        LegendEntry("quality", "quality"),
        *(LegendEntry(kind, text) for kind, text in _LEAVES.items() if kind in kinds),
        LegendEntry("", say("is refined into"), edge=True),
        LegendEntry("text", say("(H, M): importance high, difficulty medium, from severity and margin")),
    )
