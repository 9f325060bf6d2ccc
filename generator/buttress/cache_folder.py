"""Where a site, and the folder that holds the records, keeps what takes long; safe to delete."""

from __future__ import annotations

from typing import Final

CACHE: Final = ".cache/buttress"
