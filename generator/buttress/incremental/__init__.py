"""The site kept up to date while somebody writes: read, judged and drafted again only where something changed."""

from __future__ import annotations

from buttress.incremental.workshop import Change, Workshop

__all__ = ["Change", "Workshop"]
