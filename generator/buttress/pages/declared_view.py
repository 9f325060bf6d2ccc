"""What a system declares and nobody measured: ranges, stand-ins and prices as text, with who says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buttress.explanation import NBSP, counted, say
from buttress.records import format_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buttress.pages.site_index import SiteIndex
    from buttress.records import AssumedLatency, Link, Node, QuantityRange, System


_BETWEEN = re.compile(r"(?<=[0-9A-Za-z%])\.\.(?=[0-9])")


@dataclass(frozen=True, slots=True)
class DeclaredFact:
    """One figure that is declared, and who says so; empty where nobody is named."""

    label: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredRow:
    """What is declared of one component, node or link.

    Attributes:
        what: Its name.
        kind: Which of these it is.
        facts: What is declared of it.
    """

    what: str
    kind: str
    facts: tuple[DeclaredFact, ...]


def spread(text: str) -> str:
    """Gives a sentence with its ranges as readers write them.

    >>> spread("it takes 40..200 ms, as declared..")
    'it takes 40–200 ms, as declared..'
    """
    return _BETWEEN.sub("–", text)


def show_range(found: QuantityRange) -> str:
    """Gives a range for readers, ``40–200 ms``; one amount where it has no width."""
    if found.low == found.high:
        text = format_quantity(found.low)
    else:
        text = str(found).replace("..", "–").replace(" us", " µs").replace(" uJ", " µJ")
    return text.replace(" ", NBSP)


def tell_node(node: Node, index: SiteIndex) -> tuple[str, ...]:
    """Gives what a reader must know of a place where components run: machine, stand-in, price, number."""
    profile = index.portfolio.hardware.get(node.hardware)
    facts = (
        profile.title if profile else node.hardware,
        _tell_stand_in(node, index),
        counted(node.instances, "instance") if node.instances > 1 else "",
        _price(node, index),
    )
    return tuple(text for text in facts if text)


def view_declared(system: System, index: SiteIndex) -> tuple[DeclaredRow, ...]:
    """Gives what the figures of a system's deployments take as declared: components, then nodes, then links."""
    rows = (*_components(system), *_nodes(system, index), *(_link(one) for one in system.links))
    return tuple(row for row in rows if row.facts)


def _tell_stand_in(node: Node, index: SiteIndex) -> str:
    if node.stand_in is None:
        return ""
    return say(
        "measured on {stand_in_title}, × {factor}",
        stand_in_title=_stand_in_title(node, index),
        factor=show_range(node.stand_in.factor),
    )


def _stand_in_title(node: Node, index: SiteIndex) -> str:
    name = node.stand_in.hardware if node.stand_in else ""
    profile = index.portfolio.hardware.get(name)
    return profile.title if profile else name


def _price(node: Node, index: SiteIndex, *, told_use: bool = False) -> str:
    """The price of one instance; nothing where none is declared."""
    profile = index.portfolio.hardware.get(node.hardware)
    use = say(" while in use") if told_use and node.billing == "use" else ""
    if node.price is not None:
        return f"{show_range(node.price)}{use}"
    price = profile.price if profile else None
    return f"{format_quantity(price)}{use}".replace(" ", NBSP) if price is not None else ""


def _components(system: System) -> Iterator[DeclaredRow]:
    for name, part in system.components.items():
        if part.latency is not None:
            fact = DeclaredFact(say("Latency"), _tell_latency(part.latency), part.latency.source)
            yield DeclaredRow(name, "component", (fact,))


def _tell_latency(latency: AssumedLatency) -> str:
    if latency.value is not None:
        return show_range(latency.value)
    return (
        say("{factor} times what was measured", factor=show_range(latency.factor)) if latency.factor else ""
    )


def _nodes(system: System, index: SiteIndex) -> Iterator[DeclaredRow]:
    for name, node in system.nodes.items():
        facts = (
            _stand_in(node, index),
            DeclaredFact(say("Price"), _price(node, index, told_use=True)),
            _range_fact(say("Availability"), node.availability),
            DeclaredFact(say("Power"), format_quantity(node.power).replace(" ", NBSP) if node.power else ""),
            _range_fact(say("Carbon"), node.carbon),
        )
        yield DeclaredRow(name, "node", tuple(fact for fact in facts if fact.text))


def _stand_in(node: Node, index: SiteIndex) -> DeclaredFact:
    if node.stand_in is None:
        return DeclaredFact(say("Latency"), "")
    text = say(
        "{factor} times what was measured on {stand_in_title}",
        factor=show_range(node.stand_in.factor),
        stand_in_title=_stand_in_title(node, index),
    )
    return DeclaredFact(say("Latency"), text, node.stand_in.source)


def _link(link: Link) -> DeclaredRow:
    facts = (
        DeclaredFact(
            say("Latency"), say("{latency} one way", latency=show_range(link.latency)) if link.latency else ""
        ),
        _range_fact(say("Bandwidth"), link.bandwidth),
        _range_fact(say("Price"), link.price),
        _range_fact(say("Availability"), link.availability),
        _range_fact(say("Energy"), link.energy),
    )
    return DeclaredRow(link.title, "link", tuple(fact for fact in facts if fact.text))


def _range_fact(label: str, found: QuantityRange | None) -> DeclaredFact:
    return DeclaredFact(label, show_range(found) if found else "")
