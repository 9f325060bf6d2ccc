"""What would be if a decision said otherwise: before and after as text for terminals, and as JSON.

The JSON document (``format`` 1; keys may be added, none is renamed or removed without a new number)::

    format          1
    as_of           the day that counted as today, YYYY-MM-DD
    decision        id of the decision
    title           its title
    changes         [{kind, what, before, after}]; kind is limit, added, dropped, weight, chosen or deployment
    constraints     [{constraint, verdicts}], those that were changed or whose verdict differs somewhere
    system          where another deployment is put in operation: the system's own constraints,
                    [{constraint, option, before, after}] with the deployment as option
    options         [{option, title, chosen, feasibility, dominated_by, standing}], in the decision's order
    pareto          ids of the feasible options that no feasible one dominates
    winner          id of the option that wins; empty where nothing tells the feasible ones apart
    decided_by      preferences, dominance, feasibility or nothing
    settled         whether the one that wins by preferences is best beyond doubt
    holds           whether the chosen option would hold every must, and so would a deployment put in operation
    exit_code       0 where that is so, 1 where it is not
    unmet           ids of the musts that would not be held

``feasibility``, ``dominated_by``, ``standing``, ``pareto``, ``winner``, ``decided_by`` and ``settled`` are ``{before,
after}``. Verdicts are one for each option, ``{option, before, after}``; each side is null where the constraint is not
stated, or has the fields of a verdict in the JSON of ``buttress compare``, and so has each standing.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from buttress.explanation import code_free, listed, show_percent, tell_ranking
from buttress.report.aligned_columns import align_columns
from buttress.report.comparison_tables import dump_standing, dump_verdict
from buttress.report.comparison_words import FEASIBILITY_WORDS
from buttress.report.verdict_text import describe_claim, interval_text
from buttress.report.wrapped_prose import wrap_prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from buttress.report.whatif_changes import Changed, Difference, JudgedTwice, StandsTwice
    from buttress.tradeoff import Standing
    from buttress.verdicts import Verdict

WHATIF_FORMAT = 1
"""Version of the JSON document."""
_ARROW = " -> "


def describe_whatif(difference: Difference, width: int = 80) -> str:
    """Gives what a change does to a decision: verdicts, feasibility, Pareto set, winner, chances, and what follows.

    Args:
        difference: The decision as it is and as it would be.
        width: The most characters of a line.
    """
    title = difference.before.linked.portfolio.decisions[difference.decision].title
    as_of = difference.after.judgement.as_of
    parts = [
        f"{wrap_prose(f'{difference.decision}: {title}', width)}\nas of {as_of}; nothing was written",
        _section("Change", map(_tell_change, difference.changed), "the decision says so already"),
        *_describe_constraints(difference, width),
        _section("The system's own constraints", _fitted(list(map(_system_row, difference.systems)), width)),
        _section("Options", _fitted([_option_row(one) for one in difference.options], width)),
        _section("Standing", _fitted(list(map(_standing_row, _ranked(difference))), width)),
        _section("Who wins", (wrap_prose(text, width - 2) for text in _tell_winner(difference))),
        _section("Ranking then", (wrap_prose(text, width - 2) for text in _tell_ranking(difference))),
        wrap_prose(_conclude(difference), width),
    ]
    return "\n\n".join(part for part in parts if part)


def dump_whatif(difference: Difference) -> str:
    """Gives the same with every number as JSON text."""
    document = {
        "format": WHATIF_FORMAT,
        "as_of": difference.after.judgement.as_of.isoformat(),
        "decision": difference.decision,
        "title": difference.before.linked.portfolio.decisions[difference.decision].title,
        "changes": [asdict(change) for change in difference.changed],
        "constraints": [
            {"constraint": name, "verdicts": [_judged(difference, one) for one in judged]}
            for name, judged in difference.verdicts.items()
        ],
        "system": [{"constraint": one.constraint, **_judged(difference, one)} for one in difference.systems],
        "options": [_option(one) for one in difference.options],
        "pareto": _sides(*map(list, difference.pareto)),
        "winner": _sides(*difference.winner),
        "decided_by": _sides(*difference.decided_by),
        "settled": _sides(*difference.settled),
        "holds": not difference.unmet,
        "exit_code": 1 if difference.unmet else 0,
        "unmet": [verdict.bound.constraint.id for verdict in difference.unmet],
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


def _section(title: str, lines: Iterator[str] | map[str], otherwise: str = "") -> str:
    told = [line.replace("\n", "\n  ") for line in lines] or ([otherwise] if otherwise else [])
    return "\n".join([title, *(f"  {line}" for line in told)]) if told else ""


def _tell_change(change: Changed) -> str:
    match change.kind:
        case "limit":
            return f"{change.before}{_ARROW}{change.after}"
        case "added":
            return f"added: {change.after}"
        case "dropped":
            return f"dropped: {change.before}"
        case "weight":
            return f"weight of {change.what}: {change.before}{_ARROW}{change.after}"
        case "chosen":
            return f"chosen: {change.before or 'nothing'}{_ARROW}{change.after}"
        case "deployment":
            return f"in operation: {change.before or 'nothing'}{_ARROW}{change.after}"


def _describe_constraints(difference: Difference, width: int) -> Iterator[str]:
    for name, judged in difference.verdicts.items():
        verdicts = [one.after or one.before for one in judged]
        stated = next((verdict for verdict in verdicts if verdict is not None), None)
        claim = describe_claim(stated.bound.constraint) if stated else name
        mild = " (should)" if stated and stated.bound.constraint.severity == "should" else ""
        yield _section(f"{claim}{mild}", _fitted([_verdict_row(one) for one in judged], width))


def _fitted(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """The rows under each other; where they are too wide, what follows the second column goes to a line of its own."""
    lines = list(align_columns(rows)) if rows else []
    if max(map(len, lines), default=0) + 2 <= width:
        yield from lines
        return
    heads = align_columns([row[:2] for row in rows])
    for head, row in zip(heads, rows, strict=True):
        rest = ", ".join(filter(None, row[2:]))
        yield f"{head}\n  {rest}" if rest else head


def _verdict_row(judged: JudgedTwice) -> tuple[str, str, str]:
    before, after = (one.state if one else "not stated" for one in (judged.before, judged.after))
    values = [_measured(one) for one in (judged.before, judged.after) if one]
    return judged.option, _change(before, after), _change(values[0], values[-1])


def _system_row(judged: JudgedTwice) -> tuple[str, str, str]:
    _, states, values = _verdict_row(judged)
    verdict = judged.after or judged.before
    return describe_claim(verdict.bound.constraint) if verdict else judged.constraint, states, values


def _measured(verdict: Verdict) -> str:
    assessment = verdict.assessment
    if assessment is None or assessment.estimate is None:
        return "nothing is known"
    return interval_text(assessment.estimate, assessment.unit)


def _option_row(option: StandsTwice) -> tuple[str, str]:
    name = f"{option.option}{' (chosen)' if option.chosen else ''}"
    return name, _change(*(FEASIBILITY_WORDS[one] for one in option.feasibility))


def _ranked(difference: Difference) -> list[StandsTwice]:
    return [one for one in difference.options if one.standing != (None, None)]


def _standing_row(option: StandsTwice) -> tuple[str, str, str]:
    worths = [_worth(standing) for standing in option.standing]
    bests = [code_free(show_percent(one.best)) if one else "not ranked" for one in option.standing]
    return option.option, f"worth {_change(*worths)}", f"best with {_change(*bests)}"


def _worth(standing: Standing | None) -> str:
    if standing is None:
        return "not ranked"
    return (
        f"{standing.value:.2f}" if standing.value is not None else f"{standing.low:.2f}–{standing.high:.2f}"
    )


def _tell_winner(difference: Difference) -> Iterator[str]:
    names = {one.option: one.name for one in difference.options}
    sets = [listed([names[one] for one in found]) or "none" for found in difference.pareto]
    yield f"Pareto set: {_change(*sets)}"
    winners = [_tell_leader(difference, names, side) for side in (0, 1)]
    yield f"Winner: {_change(*winners)}"
    for one in difference.options:
        if one.dominated_by[0] != one.dominated_by[1]:
            beaten = [listed([names[name] for name in found]) or "none" for found in one.dominated_by]
            yield f"{one.name} is dominated by: {_change(*beaten)}"


def _tell_leader(difference: Difference, names: Mapping[str, str], side: int) -> str:
    winner, why = difference.winner[side], difference.decided_by[side]
    if not winner:
        return "nothing tells the feasible ones apart" if difference.pareto[side] else "none"
    doubtful = why == "preferences" and not difference.settled[side]
    return f"{names[winner]} (by {why}{', not beyond doubt' if doubtful else ''})"


def _tell_ranking(difference: Difference) -> Iterator[str]:
    yield from map(code_free, tell_ranking(difference.after.comparisons[difference.decision]))


def _conclude(difference: Difference) -> str:
    chosen = next((one for one in difference.options if one.chosen), None)
    if chosen is None:
        holding = difference.after.judgement.holding_options(difference.decision)
        return f"No option is chosen. Options that would hold every must: {listed(list(holding)) or 'none'}."
    if not difference.unmet:
        return f"The chosen option, {chosen.name}, would hold every must."
    unmet = listed([f"{describe_claim(one.bound.constraint)} ({one.state})" for one in difference.unmet])
    return f"The chosen option, {chosen.name}, would not hold every must: {unmet}."


def _change(before: str, after: str) -> str:
    return before if before == after else f"{before}{_ARROW}{after}"


def _judged(difference: Difference, one: JudgedTwice) -> dict[str, Any]:
    return {
        "option": one.option,
        "before": dump_verdict(difference.before, one.before) if one.before else None,
        "after": dump_verdict(difference.after, one.after) if one.after else None,
    }


def _option(one: StandsTwice) -> dict[str, Any]:
    return {
        "option": one.option,
        "title": one.name,
        "chosen": one.chosen,
        "feasibility": _sides(*one.feasibility),
        "dominated_by": _sides(*map(list, one.dominated_by)),
        "standing": _sides(*map(dump_standing, one.standing)),
    }


def _sides(before: object, after: object) -> Mapping[str, object]:
    return {"before": before, "after": after}
