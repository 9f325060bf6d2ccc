"""What a run file is made of, for machines that have NumPy and nothing else of ours: packed arrays and the seal."""

from __future__ import annotations

from buttress.wire.atomic import write_atomic
from buttress.wire.latency_histogram import (
    MOST_BLOCKS,
    BlockCounts,
    HistogramFields,
    LatencyHistogram,
    bucket_edges,
    bucket_of,
    unpack_histogram,
)
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
    "MOST_BLOCKS",
    "RUN_FORMAT",
    "SEAL_PATTERN",
    "BlockCounts",
    "Element",
    "HistogramFields",
    "LatencyHistogram",
    "PackedFields",
    "bucket_edges",
    "bucket_of",
    "canonical_bytes",
    "pack_numbers",
    "pack_texts",
    "run_file_name",
    "seal_fields",
    "seal_of",
    "unpack_histogram",
    "unpack_numbers",
    "unpack_texts",
    "write_atomic",
]
