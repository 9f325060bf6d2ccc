"""The site for language models: ``llms.txt`` (llmstxt.org) with links, and ``llms-full.txt`` with the decisions told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from buttress.explanation import code_free, counted, show_claim, tell_selectors, tell_verdict
from buttress.pages import urls
from buttress.pages.draft import shortened
from buttress.pages.machine.addresses import DECISION_LIST, FEED, LLMS_FULL, published_file, published_page
from buttress.pages.verdict_summary import summarise
from buttress.pages.wording import STATE_TERMS, STATUS_TERMS, answer_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Decision
    from buttress.verdicts import Verdict

MOST_LINKED = 300
"""Most decisions in ``llms.txt``, those in force first: what is read whole must stay short."""
MOST_TOLD = 150
"""Most decisions in ``llms-full.txt``, likewise."""
MOST_PROSE = 1500
"""Most characters of one field of prose."""
_LINE = 200


def write_llms(index: SiteIndex) -> bytes:
    """Gives the site in links, each with what it leads to in one line."""
    settings, portfolio = index.settings, index.portfolio
    decisions = _in_order(index)
    lines = [
        f"# {_inline(settings.name)}",
        "",
        f"> {_summary(index)}",
        "",
        "A status is a decision's; a verdict is a constraint's, and comes from measured runs.",
        "",
        "## Decisions",
        "",
        *(
            _link(one.title, urls.decision_uri(one.id), _tell(one, index), index)
            for one in decisions[:MOST_LINKED]
        ),
        *_section(
            "Systems", ((one.title, urls.system_uri(one.id)) for one in portfolio.systems.values()), index
        ),
        *_section(
            "Model cards", ((c.title, urls.model_uri(c.id)) for c in portfolio.model_cards.values()), index
        ),
        "",
        "## Machine-readable",
        "",
        f"- [{DECISION_LIST}]({published_file(DECISION_LIST, settings)}): all decisions with constraints and verdicts",
        f"- [{LLMS_FULL}]({published_file(LLMS_FULL, settings)}): what was decided and why, in one file",
        f"- [{FEED}]({published_file(FEED, settings)}): what changed, as an Atom feed",
        "",
        "## Optional",
        "",
        _link("Evidence", urls.EVIDENCE, "suites, runs and machines", index),
        _link("Qualities", urls.QUALITIES, "what every quality means and how it is measured", index),
    ]
    return _text(lines)


def write_llms_full(index: SiteIndex) -> bytes:
    """Gives what was decided, how it stands and why, as Markdown."""
    decisions = _in_order(index)
    left_out = len(decisions) - MOST_TOLD
    lines = [f"# {_inline(index.settings.name)}", "", f"> {_summary(index)}"]
    for decision in decisions[:MOST_TOLD]:
        lines += ["", *_decision(decision, index)]
    if left_out > 0:
        lines += [
            "",
            f"{counted(left_out, 'more decision')} in {published_file(DECISION_LIST, index.settings)}.",
        ]
    return _text(lines)


def _decision(decision: Decision, index: SiteIndex) -> Iterator[str]:
    chosen = decision.option(decision.chosen)
    yield f"## {_inline(decision.title)}"
    yield ""
    address = published_page(urls.decision_uri(decision.id), index.settings)
    yield f"{_standing(decision, index)} {decision.date}. {address}"
    yield from _paragraph("Question", decision.question, index)
    if decision.options:
        yield from ("", f"Options: {'; '.join(_inline(option.name) for option in decision.options)}.")
    if chosen:
        yield from ("", f"{answer_word(decision.status)}: {_inline(chosen.name)}.")
    verdicts = index.verdicts(decision.id)
    if verdicts:
        yield ""
        yield from (f"- {_tell_verdict(verdict, index)}" for verdict in verdicts)
    yield from _paragraph("Why", decision.rationale, index)


def _paragraph(label: str, prose: str, index: SiteIndex) -> Iterator[str]:
    told = shortened(index.prose.plain_text(prose), MOST_PROSE)
    if told:
        yield from ("", f"{label}: {_inline(told)}")


def _tell_verdict(verdict: Verdict, index: SiteIndex) -> str:
    constraint = verdict.bound.constraint
    quality = index.portfolio.qualities[constraint.quality]
    claim = " ".join((quality.title, show_claim(constraint.require, quality), *tell_selectors(constraint)))
    return _inline(f"{STATE_TERMS[verdict.state].word}: {claim}. {code_free(tell_verdict(verdict, quality))}")


def _summary(index: SiteIndex) -> str:
    portfolio = index.portfolio
    return (
        f"{counted(len(portfolio.decisions), 'architecture decision')} of {counted(len(portfolio.systems), 'system')}, "
        f"judged against measured evidence as of {index.judgement.as_of}."
    )


def _in_order(index: SiteIndex) -> list[Decision]:
    """The decisions in force first, the latest of each before the others."""
    return sorted(
        index.portfolio.decisions.values(),
        key=lambda one: (one.status not in ("accepted", "proposed"), -one.date.toordinal(), one.id),
    )


def _standing(decision: Decision, index: SiteIndex) -> str:
    return f"{STATUS_TERMS[decision.status].word}; {summarise(decision, index).in_words}."


def _tell(decision: Decision, index: SiteIndex) -> str:
    return shortened(f"{_standing(decision, index)} {index.prose.plain_text(decision.question)}", _LINE)


def _section(title: str, pages: Iterable[tuple[str, str]], index: SiteIndex) -> Iterator[str]:
    links = [_link(text, uri, "", index) for text, uri in pages]
    if links:
        yield from ("", f"## {title}", "", *links[:MOST_LINKED])


def _link(title: str, uri: str, about: str, index: SiteIndex) -> str:
    told = f": {_inline(about)}" if about else ""
    return f"- [{_inline(title)}]({published_page(uri, index.settings)}){told}"


def _inline(text: str) -> str:
    """A text on one line that neither ends a link nor begins markup of HTML."""
    line = " ".join(text.split())
    for mark in "\\[]<":
        line = line.replace(mark, f"\\{mark}")
    return line


def _text(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
