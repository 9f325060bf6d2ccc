"""Old addresses that lead to new ones: a small page for each alias of a record."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from buttress.pages import urls
from buttress.pages.machine.addresses import published_page
from buttress.pages.page import SiteFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from buttress.pages.site_index import SiteIndex
    from buttress.records import Benchmark, Decision, ModelCard

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={target}">
<link rel="canonical" href="{canonical}">
<meta name="viewport" content="width=device-width, initial-scale=1">
</head>
<body>
<p>This page has moved: <a href="{target}">{title}</a></p>
</body>
</html>
"""


def redirect_aliases(index: SiteIndex) -> Iterator[SiteFile]:
    """Gives a page at the address of every alias that leads to its record; the id of a record wins over an alias."""
    portfolio = index.portfolio
    yield from _redirect(portfolio.decisions, urls.decision_uri, index)
    yield from _redirect(portfolio.benchmarks, urls.suite_uri, index)
    yield from _redirect(portfolio.model_cards, urls.model_uri, index)


def _redirect(
    records: Mapping[str, Decision] | Mapping[str, Benchmark] | Mapping[str, ModelCard],
    place: Callable[[str], str],
    index: SiteIndex,
) -> Iterator[SiteFile]:
    for record in records.values():
        for alias in record.aliases:
            if alias not in records and _is_address(alias):
                uri = place(alias)
                yield SiteFile(_file_of(uri, index), _write(uri, place(record.id), record.title, index))


def _is_address(alias: str) -> bool:
    """Whether an alias is a path below its folder; anything else is no page's former address."""
    parts = alias.split("/")
    return (
        "\\" not in alias
        and all(part and not part.startswith(".") for part in parts)
        and parts[-1] != "index"
    )


def _file_of(uri: str, index: SiteIndex) -> str:
    stem = uri.removesuffix(".md")
    return f"{stem}/index.html" if index.settings.directory_urls else f"{stem}.html"


def _write(old: str, new: str, title: str, index: SiteIndex) -> bytes:
    target = index.links(old).to(new)
    canonical = published_page(new, index.settings) if index.settings.site_url else target
    return _PAGE.format(title=escape(title), target=escape(target), canonical=escape(canonical)).encode()
