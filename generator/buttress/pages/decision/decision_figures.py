"""The pictures of a decision: design space, parallel coordinates, utility tree, relations and evidence chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.pages.decision.relations import draw_chain, draw_relations
from buttress.pages.decision.utility_tree import draw_utility_tree
from buttress.pages.figures.design_space import SpaceFigure, draw_design_space
from buttress.pages.figures.marking import Marking
from buttress.pages.figures.parallel_coordinates import draw_parallel_coordinates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.pages import urls
    from buttress.pages.figures.diagrams import Diagram
    from buttress.pages.figures.plots import FigureRenderer
    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision


@dataclass(frozen=True, slots=True)
class DecisionFigures:
    """The pictures of a decision.

    Attributes:
        space: Its options between two qualities; None where none is compared.
        parallel: Its options over all measured qualities; None where fewer than three are.
        diagrams: Placeholder id to a diagram.
    """

    space: SpaceFigure | None
    parallel: SpaceFigure | None
    diagrams: Mapping[str, Diagram]

    @property
    def plots(self) -> dict[str, str]:
        """Placeholder id to the plots that there are."""
        both = {"design-space": self.space, "parallel-coordinates": self.parallel}
        return {name: one.svg for name, one in both.items() if one is not None and one.svg}


def draw_figures(
    decision: Decision, index: SiteIndex, figures: FigureRenderer, links: urls.Links
) -> DecisionFigures:
    """Gives the pictures of a decision for its page; ``links`` are addresses as seen from there."""
    comparison = index.comparisons.get(decision.id)
    judged = bool(index.verdicts(decision.id))
    marking = _marking_of(decision, judged=judged)
    found = {
        "utility-tree": draw_utility_tree(decision, index, links) if judged else None,
        "relations": draw_relations(decision, index, links),
        "evidence-chain": draw_chain(decision, index, links),
    }
    return DecisionFigures(
        draw_design_space(comparison, figures, marking) if comparison else None,
        draw_parallel_coordinates(comparison, figures, marking) if comparison else None,
        {name: diagram for name, diagram in found.items() if diagram is not None},
    )


def _marking_of(decision: Decision, *, judged: bool) -> Marking:
    """What the marks of its options can say: a rejected decision chose nothing, and without a must none is missed."""
    musts = any(one.severity == "must" for one in decision.constraints)
    return Marking(
        musts="none" if not musts else "judged" if judged else "not judged",
        answer="proposed" if decision.status == "rejected" else "chosen",
    )
