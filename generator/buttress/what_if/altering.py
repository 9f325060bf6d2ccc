"""Decision and change -> altered decision: limits, preferences, and the choice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from buttress.errors import TextError, listing, suggest
from buttress.language import NUMBER, read_number
from buttress.records import Constraint, parse_requirement
from buttress.what_if.change import ChangeError, problem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from buttress.errors import Problem
    from buttress.records import Decision, Preference, Requirement, System
    from buttress.what_if.change import Change

_SELECTORS = ("hardware", "load", "flow", "group", "under", "against")


@dataclass
class Altered:
    """A decision while it is changed: the one mutable thing here, thrown away when the change is done.

    Attributes:
        decision: The decision as far as it is changed.
        system: The system that it belongs to, likewise; None where it belongs to none.
        moved: Whether a deployment was put in operation.
        written: Place of a constraint to the part of the change that set it.
        problems: What made no sense.
    """

    decision: Decision
    system: System | None
    moved: bool = False
    written: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def alter(decision: Decision, system: System | None, change: Change) -> Altered:
    """Gives a decision, and its system, as a change wants them; nothing says yet whether the whole makes sense.

    Args:
        decision: The decision.
        system: The system that it belongs to, or None.
        change: What is to be otherwise.
    """
    altered = Altered(decision, system)
    steps: Iterable[tuple[Callable[[Altered, str], None], Sequence[str]]] = (
        (_drop, change.dropped),
        (_set_limit, change.limits),
        (_weigh, change.weights),
        (_place, (change.place,) if change.place else ()),
    )
    for step, texts in steps:
        for text in texts:
            try:
                step(altered, text)
            except ChangeError as error:
                altered.problems.append(error.problem)
            except TextError as error:
                altered.problems.append(problem_of(text, error.message, error.hint))
    return altered


def _drop(altered: Altered, text: str) -> None:
    decision = altered.decision
    index = _index_of(decision, text.strip(), text)
    name = decision.constraints[index].id
    altered.decision = decision.model_copy(
        update={
            "constraints": decision.constraints[:index] + decision.constraints[index + 1 :],
            "waivers": tuple(one for one in decision.waivers if one.constraint != name),
        }
    )


def _set_limit(altered: Altered, text: str) -> None:
    name, _, short = text.rpartition(":")  # no requirement has a colon, and an id may
    wanted = parse_requirement(short)
    constraints = list(altered.decision.constraints)
    index = _index_of(altered.decision, name.strip(), text) if name else _find(constraints, wanted, text)
    if index is None:
        index = len(constraints)
        constraints.append(Constraint(require=wanted))
    else:
        constraints[index] = _with_limit(constraints[index], wanted, text)
    if index in altered.written:
        message = f"changes the same constraint as {altered.written[index]!r}; keep one of them"
        raise ChangeError(text, message)
    altered.written[index] = text
    altered.decision = altered.decision.model_copy(update={"constraints": tuple(constraints)})


def _index_of(decision: Decision, name: str, text: str) -> int:
    """The place of the constraint of that id, or of the only one on the quality of that name."""
    names = [constraint.id for constraint in decision.constraints]
    if name in names:
        return names.index(name)
    alike = [place for place, one in enumerate(decision.constraints) if one.quality == name]
    if len(alike) == 1:
        return alike[0]
    if alike:
        message = f"several constraints limit {name}: {listing([names[place] for place in alike])}"
        raise ChangeError(text, message, "give the id of one")
    message = f"the decision has no constraint {name!r}; allowed: {listing(names) or 'none, it states none'}"
    raise ChangeError(text, message, suggest(name, names))


def _find(constraints: Sequence[Constraint], wanted: Requirement, text: str) -> int | None:
    """The place of the constraint that is meant: the one with these very selectors, or else the only one with them."""
    fitting = [place for place, one in enumerate(constraints) if _fits(one, wanted)]
    # A constraint on a part of the examples, or of another option, is meant only where nothing else can be.
    for narrower in (
        [place for place in fitting if _same(constraints[place], wanted)],
        [place for place in fitting if not (constraints[place].slice or constraints[place].of)],
        fitting,
    ):
        alike = [place for place in narrower if constraints[place].require.operator == wanted.operator]
        if len(alike) == 1 or len(narrower) == 1:
            return (alike if len(alike) == 1 else narrower)[0]
    if not fitting:
        return None
    names = [constraints[place].id for place in fitting]
    message = f"several constraints limit {wanted.quality}: {listing(names)}"
    raise ChangeError(text, message, f"say which: '{names[0]}: {wanted}'")


def _fits(constraint: Constraint, wanted: Requirement) -> bool:
    if constraint.quality != wanted.quality:
        return False
    stated = _selectors_of(constraint)
    return all(
        said in (None, own)
        for said, own in zip((getattr(wanted, name) for name in _SELECTORS), stated, strict=True)
    )


def _same(constraint: Constraint, wanted: Requirement) -> bool:
    said = tuple(getattr(wanted, name) or "" for name in _SELECTORS)
    return _selectors_of(constraint) == said and not (constraint.slice or constraint.of)


def _selectors_of(constraint: Constraint) -> tuple[str, ...]:
    return (
        constraint.on_hardware,
        constraint.in_load or "",
        constraint.for_flow,
        constraint.by_group,
        constraint.under_change,
        constraint.compared_with,
    )


def _with_limit(constraint: Constraint, wanted: Requirement, text: str) -> Constraint:
    if constraint.quality != wanted.quality:
        message = f"the constraint {constraint.id!r} limits {constraint.quality}, not {wanted.quality}"
        raise ChangeError(text, message)
    if not _fits(constraint, wanted):
        message = f"the constraint {constraint.id!r} has other clauses: {constraint.require}"
        raise ChangeError(text, message, "leave the clauses out to change its limit")
    limited = replace(constraint.require, operator=wanted.operator, limit=wanted.limit, upper=wanted.upper)
    return constraint.model_copy(update={"require": limited})


def _weigh(altered: Altered, text: str) -> None:
    name, equals, number = (part.strip() for part in text.rpartition("="))
    if not equals:
        raise ChangeError(text, "found no '='; allowed: QUALITY=WEIGHT, such as recall=2")
    weight = read_number(number) if NUMBER.fullmatch(number) else -1.0
    if weight < 0:
        raise ChangeError(text, f"found {number!r}; allowed: a number from 0 on, where 0 removes it")
    preferences = list(altered.decision.preferences)
    index = _preference(preferences, name, text)
    if weight:
        preferences[index] = preferences[index].model_copy(update={"weight": weight})
    else:
        del preferences[index]
    altered.decision = altered.decision.model_copy(update={"preferences": tuple(preferences)})


def _preference(preferences: Sequence[Preference], name: str, text: str) -> int:
    """The place of the preference of that name, or of the only one of that quality."""
    names = [one.id for one in preferences]
    exact = [place for place, one in enumerate(names) if one == name.replace(" = ", "=")]
    fitting = exact or [place for place, one in enumerate(preferences) if one.quality == name]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        message = f"several preferences are of {name}: {listing([names[place] for place in fitting])}"
        raise ChangeError(text, message, "say which")
    message = f"the decision has no preference {name!r}; allowed: {listing(names) or 'none, it states none'}"
    raise ChangeError(text, message, suggest(name, names))


def _place(altered: Altered, name: str) -> None:
    decision, system = altered.decision, altered.system
    options = [option.id for option in decision.options]
    placed = [option.id for option in decision.options if option.deployment == name]
    if name in options or len(placed) == 1:
        chosen = name if name in options else placed[0]
        altered.decision = decision.model_copy(update={"chosen": chosen})
    elif placed:
        raise ChangeError(name, f"several options stand for this deployment: {listing(placed)}", "name one")
    elif system is not None and name in system.deployments:
        altered.system = system.model_copy(update={"current_deployment": name})
        altered.moved = True
    else:
        deployments = list(system.deployments) if system else []
        message = (
            f"there is no option or deployment {name!r}; options: {listing(options) or 'none'}; "
            f"deployments: {listing(deployments) or 'none'}"
        )
        raise ChangeError(name, message, suggest(name, [*options, *deployments]))
