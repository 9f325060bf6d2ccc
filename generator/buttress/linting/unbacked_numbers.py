"""``unbacked-number``: a number in prose that looks measured, and that nothing in the decision backs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.linting.backing import is_backed, nearest
from buttress.linting.citations import cites_source
from buttress.linting.figures import gather_figures
from buttress.linting.finding import Finding
from buttress.linting.prose import read_sentences
from buttress.linting.prose_fields import prose_of
from buttress.linting.quality_names import named_qualities
from buttress.linting.written_numbers import find_numbers
from buttress.records import format_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from buttress.linting.figures import Figure
    from buttress.linting.finding import Reviewed
    from buttress.linting.prose import Sentence
    from buttress.linting.prose_fields import ProseField
    from buttress.linting.written_numbers import WrittenNumber
    from buttress.records import Quality

_DIGITS = 4
_WAYS_OUT = "state it as a constraint or an assumption, or name its source in the sentence"


def find_unbacked_numbers(reviewed: Reviewed) -> Iterator[Finding]:
    """Gives the numbers that neither a constraint nor evidence of the decision backs, and no source is named for."""
    figures = gather_figures(reviewed)
    for field in prose_of(reviewed.decision):
        for sentence in read_sentences(field.text):
            yield from _of_sentence(reviewed, field, sentence, figures)


def _of_sentence(
    reviewed: Reviewed, field: ProseField, sentence: Sentence, figures: Sequence[Figure]
) -> Iterator[Finding]:
    numbers = find_numbers(sentence.prose)
    references = reviewed.decision.references
    if not numbers or any(cites_source(text, references) for text in (sentence.text, sentence.above)):
        return
    named = named_qualities(sentence.text, reviewed.qualities)
    bare_fit = any(_is_a_fraction(quality) for quality in reviewed.qualities if quality.id in named)
    for number in numbers:
        # A context tells of the world; only what it says of the decision's own qualities is a claim about them.
        claimed = named if field.field == ("context",) else True
        if number.is_bare:
            claimed = bare_fit and abs(number.amount.value) <= 1
        if claimed and not is_backed(number, figures, sentence.text, named, reviewed.decision.chosen):
            yield _tell(reviewed, field, sentence, number, nearest(number, figures, named))


def _is_a_fraction(quality: Quality) -> bool:
    """Says whether a quality's values are written as bare decimals: without a unit, and not counted."""
    return not quality.unit and quality.estimator not in ("exact", "ordinal")


def _tell(
    reviewed: Reviewed, field: ProseField, sentence: Sentence, number: WrittenNumber, near: Figure | None
) -> Finding:
    text = f"{number.written} in {field.name} rests on nothing that is measured, limited or declared here"
    suggestion = _WAYS_OUT
    if near is not None:
        shown = format_quantity(near.amount.to(number.amount.unit), _DIGITS)
        suggestion = f"the nearest figure is {shown} ({near.said_of}); correct the number, {_WAYS_OUT}"
    offset = sentence.offset + number.offset
    return Finding(
        "unbacked-number", reviewed.decision.id, number.written, text, suggestion, field.field, offset
    )
