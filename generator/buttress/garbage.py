"""How often Python looks for garbage while a project is judged and its site is made."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def rare_garbage_collection() -> Iterator[None]:
    """Looks for cycles a hundred times less often; also a decorator.

    A build makes many objects that last and hardly any cycle: at Python's own pace the search is a tenth of the time from
    records to pages.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
