"""Which record of the base is which one now: by id, by a former id, and runs by what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from buttress.records import Record, Run


def former_ids(before: Mapping[str, Record], after: Mapping[str, Record]) -> dict[str, str]:
    """Gives the id of each record that is there on both sides -> the id that it had; `aliases` tell of other names."""
    found: dict[str, str] = {}
    for name, record in after.items():
        if name in before:
            found[name] = name
            continue
        aliases = (one for one in getattr(record, "aliases", ()) if one in before and one not in after)
        former = next(aliases, None)
        if former is not None:
            found[name] = former
    return found


def former_runs(before: Mapping[str, Run], after: Mapping[str, Run]) -> dict[str, str]:
    """Gives the id of each run that is there on both sides -> the id that it had; a moved file is the same run."""
    by_digest = {run.digest: name for name, run in before.items()}
    return {name: by_digest[run.digest] for name, run in after.items() if run.digest in by_digest}
