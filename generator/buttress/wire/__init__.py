"""What a run file is made of, for machines that have NumPy and nothing else of ours: packed arrays and the seal."""

from __future__ import annotations

from buttress.wire.packing import (
    LARGEST,
    Element,
    PackedFields,
    pack_numbers,
    pack_texts,
    unpack_numbers,
    unpack_texts,
)
from buttress.wire.sealing import (
    RUN_FORMAT,
    SEAL_PATTERN,
    canonical_bytes,
    run_file_name,
    seal_fields,
    seal_of,
)

__all__ = [
    "LARGEST",
    "RUN_FORMAT",
    "SEAL_PATTERN",
    "Element",
    "PackedFields",
    "canonical_bytes",
    "pack_numbers",
    "pack_texts",
    "run_file_name",
    "seal_fields",
    "seal_of",
    "unpack_numbers",
    "unpack_texts",
]
