"""What to mutate: lists of changes of all that a quality may read, from hardly noticed to absurd.

Which of them is bad and which is good is found by judging, not assumed: so qualities of either direction, rates,
differences between groups and comparisons need nothing of their own here.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from buttress.proving.answers import (
    AS_THEY_ARE,
    Step,
    change_answers,
    change_kept,
    in_group,
    make_class,
    make_right,
    make_wrong,
    scale_errors,
    set_answer_figures,
    share_of_examples,
)
from buttress.proving.mutation import factors_across, targets_across
from buttress.proving.timings import scale_figures, scale_latencies, set_exact, set_figures
from buttress.records import convert

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.proving.answers import Edit
    from buttress.proving.mutation import Mutation
    from buttress.records import (
        Answers,
        Constraint,
        DataFacts,
        LoadScenario,
        Measurement,
        Predictions,
        Quality,
    )

_SHARES = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
_PARTS = (0.25, 0.5, 0.75, 1.0)
_ERRORS = (0.5, 2.0, 0.2, 5.0, 0.1, 10.0, 0.01, 100.0)
_MOST_GROUPS = 20
_LATENCY = "latency"


def list_mutations(
    constraint: Constraint,
    quality: Quality,
    measured: Measurement,
    data: DataFacts | None,
    load: LoadScenario | None = None,
    value: float | None = None,
    limits: Sequence[float] = (),
) -> Iterator[Mutation]:
    """Gives changes of what a measurement recorded of a quality, the smallest of each sort first.

    Args:
        constraint: Whose selectors say which answers count.
        quality: What is limited.
        measured: What was recorded.
        data: The examples, where there are any.
        load: The load scenario whose processes count, None for all.
        value: The recorded value in the unit of the limits, None where there is none.
        limits: The limits, so that figures can be carried just across them.

    Raises:
        ValueError: What is stored is damaged.
    """
    name = quality.sample_name
    if quality.estimator == "exact":
        yield from _exact(quality, measured, value, limits)
    elif name == _LATENCY and any(process.query_count for process in measured.processes):
        yield from (scale_latencies(factor, load) for factor in factors_across(value, limits))
    elif any(name in process.figures for process in measured.processes):
        yield from (scale_figures(name, factor, load) for factor in factors_across(value, limits))
        figures = [process.figures[name] for process in measured.processes if name in process.figures]
        if not all(figure.value for figure in figures):  # nothing stays nothing, however it is scaled
            yield from (set_figures(name, target, quality.unit, load) for target in targets_across(limits))
    elif data is not None and measured.predictions is not None:
        yield from _of_predictions(constraint, quality, measured.predictions, data)


def _exact(
    quality: Quality, measured: Measurement, value: float | None, limits: Sequence[float]
) -> Iterator[Mutation]:
    name, figure = quality.sample_name, measured.figures.get(quality.sample_name)
    if figure is None:
        return
    own = convert(figure.value, figure.unit, quality.unit)
    if value in (None, own):
        targets = [convert(target, quality.unit, figure.unit) for target in targets_across(limits)]
    else:  # the limits are on the ratio to another candidate's figure
        targets = [figure.value * factor for factor in factors_across(value, limits)]
    yield from (set_exact(name, figure, target) for target in targets)


def _of_predictions(
    constraint: Constraint, quality: Quality, said: Predictions, data: DataFacts
) -> Iterator[Mutation]:
    under = constraint.under_change
    if quality.estimator == "kept":
        names = (under,) if under in said.kept else tuple(said.kept)
        yield from _of_kept(names)
        return
    names = (under,) if under in said.perturbed else tuple(said.perturbed)
    yield from _of_answers(constraint, quality, said, data, names if under else (AS_THEY_ARE,))
    if under:  # for what compares answers under a change with those to unchanged examples
        yield from _of_answers(constraint, quality, said, data, (AS_THEY_ARE,))


def _of_kept(names: tuple[str, ...]) -> Iterator[Mutation]:
    under = _under(names)
    for share in _SHARES:
        some = share_of_examples(share)
        yield change_kept(f"{_percent(share)} of the answers{under} not kept", names, 0, some)
        yield change_kept(f"{_percent(share)} of the answers{under} kept", names, 1, some)


def _of_answers(
    constraint: Constraint, quality: Quality, said: Predictions, data: DataFacts, names: tuple[str, ...]
) -> Iterator[Mutation]:
    of = partial(_some, names)
    answers: Answers = said.perturbed.get(names[0], said) if names else said
    if answers.labels or answers.scores or answers.values:
        for share in _SHARES:
            yield of(share, "wrong", make_wrong)
            yield of(share, "right", make_right)
        for share in _PARTS:
            yield from (of(share, repr(text), make_class(number)) for text, number in _corners(data))
    if answers.values:
        for factor in _ERRORS:
            yield of(1.0, f"{factor:g} times as far from the truth", scale_errors(factor))
    for words, edit in _figures(quality, answers):
        yield from (of(share, words, edit) for share in _SHARES)
    yield from _of_groups(constraint.by_group, data, names, _opposites(quality, answers, data))


def _some(names: tuple[str, ...], share: float, how: str, edit: Edit) -> Mutation:
    words = f"{_percent(share)} of the answers{_under(names)} {how}"
    return change_answers(words, names, Step(edit, share_of_examples(share)))


def _corners(data: DataFacts) -> Iterator[tuple[str, int]]:
    """The positive class and another; the first two where none is positive."""
    numbers = sorted(range(len(data.classes)), key=lambda number: data.classes[number] != data.positive)
    yield from ((data.classes[number], number) for number in numbers[:2])


def _figures(quality: Quality, answers: Answers) -> Iterator[tuple[str, Edit]]:
    """Figures to nothing, to the most that was recorded, and beyond: those summed against those divided by."""
    names = [name for name in quality.figures or sorted(answers.figures) if name in answers.figures]
    if not names:
        return
    above = [name for name in names if name in quality.numerator.replace("+", " ").split()] or names
    below = [name for name in names if name not in above]
    highest = {name: max(1.0, float(answers.figures[name].numbers().max(initial=0))) for name in names}
    yield _levels(dict.fromkeys(above, 0.0))
    yield _levels({name: highest[name] for name in above})
    if below:
        yield _levels(dict.fromkeys(above, 0.0) | {name: highest[name] for name in below})
        yield _levels({name: highest[name] for name in above} | dict.fromkeys(below, 0.0))
    yield from (_levels({name: factor * highest[name] for name in above}) for factor in (10, 100))


def _levels(values: dict[str, float]) -> tuple[str, Edit]:
    words = " and ".join(f"{name} {value:g}" for name, value in values.items())
    return f"with {words}", set_answer_figures(values)


def _opposites(quality: Quality, answers: Answers, data: DataFacts) -> Iterator[tuple[str, Edit, str, Edit]]:
    """Pairs of edits that make one group differ from the others as much as can be."""
    if answers.labels or answers.scores or answers.values:
        yield ("wrong", make_wrong, "right", make_right)
        corners = [(repr(text), make_class(number)) for text, number in _corners(data)]
        if len(corners) == 2:
            yield (*corners[0], *corners[1])
    low, high = [*_figures(quality, answers), None, None][:2]
    if low and high and answers.figures:
        yield (*low, *high)


def _of_groups(
    column: str,
    data: DataFacts,
    names: tuple[str, ...],
    opposites: Iterator[tuple[str, Edit, str, Edit]],
) -> Iterator[Mutation]:
    if column not in data.groups:
        return
    groups = data.groups[column].classes()[0][:_MOST_GROUPS]
    pairs = [two for one in opposites for two in (one, (*one[2:], *one[:2]))]
    for group in groups:
        within, without = in_group(column, group), in_group(column, group, inside=False)
        for here, edit_here, there, edit_there in pairs:
            words = f"all answers{_under(names)} {here} where {column} is {group}, {there} elsewhere"
            yield change_answers(words, names, Step(edit_here, within), Step(edit_there, without))


def _under(names: tuple[str, ...]) -> str:
    told = " and ".join(name for name in names if name != AS_THEY_ARE)
    return f" under {told}" if told else ""


def _percent(share: float) -> str:
    return "all" if share == 1 else f"{100 * share:g} %"
