"""Whether a deployment works without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.estimation import Exact
from buttress.verdicts.deployed.figure import Figure
from buttress.verdicts.deployed.usage import gaps_of

if TYPE_CHECKING:
    from buttress.verdicts.deployed.figure import Setting


def works_offline(setting: Setting) -> Figure:
    """Gives the place of the level among those of the quality, worst first: the best where it works, else the worst.

    It works where every link that the flows in question cross is local, or they cross none; where there is no flow, that
    is not known.
    """
    missing = tuple(dict.fromkeys(clause for gap in gaps_of(setting) for clause in gap.missing))
    if missing:
        return Figure(missing=missing)
    places = sorted({hop.link for route in setting.routes for hop in route.hops})
    crossed = [setting.system.links[place] for place in places]
    works = all(link.local for link in crossed)
    conditions = tuple(
        dict.fromkeys(f"{link.title} works without a network, as declared" for link in crossed)
    )
    best = len(setting.question.quality.levels) - 1
    return Figure(sample=Exact(float(best if works else 0)), conditions=conditions if works else ())
