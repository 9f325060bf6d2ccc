"""The canonical bytes of a run file, and the digest inside that seals them.

Canonical: UTF-8 JSON with sorted keys, one space of indent, one key a line, a line feed at the end. The seal is the
SHA-256 of these bytes with the value of ``digest`` left empty.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

RUN_FORMAT: Final = 1
"""Format number of run files that this version writes and reads."""
SEAL_PATTERN = re.compile(rb'^ "digest": "([0-9a-f]*)"', re.MULTILINE)
_UNSEALED = "0" * 64


def seal_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Gives the fields of a run file with ``kind``, ``format`` and ``digest`` filled in."""
    unsealed = {**fields, "kind": "run", "format": RUN_FORMAT, "digest": _UNSEALED}
    return {**unsealed, "digest": seal_of(canonical_bytes(unsealed))}


def canonical_bytes(fields: Mapping[str, Any]) -> bytes:
    """Gives the bytes of a run file."""
    # Sorted keys, one a line: canonical for the digest and still readable as a diff.
    return (json.dumps(fields, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def seal_of(content: bytes) -> str:
    """Gives the digest that a run file of this content must carry."""
    return hashlib.sha256(SEAL_PATTERN.sub(b' "digest": ""', content, count=1)).hexdigest()


def run_file_name(fields: Mapping[str, Any]) -> str:
    """Gives the name of a sealed run's file without its suffix: suite, time, machine and digest."""
    machine = fields["machine"]
    cores = f"{machine['cores']}-core" if machine.get("cores") else ""
    words = [
        machine.get("cpu_model") or machine.get("machine") or "machine",
        *machine.get("accelerators", ()),
        cores,
    ]
    slug = re.sub(r"[^a-z0-9]+", "-", " ".join(words).lower()).strip("-")
    started = re.sub(r"[-:]|(?:\.\d+)?(?:Z|\+00:00)$", "", str(fields["started"]))
    return f"{str(fields['suite']).rsplit('/', 1)[-1]}-{started}Z-{slug}-{fields['digest'][:8]}"
