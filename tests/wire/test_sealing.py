"""The seal of a run file: the same whoever wrote it, broken by one byte."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import making
from buttress.errors import ProjectError
from buttress.storage import parse_run
from buttress.wire import canonical_bytes, run_file_name, seal_fields, seal_of

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any


def plain_fields(root: Path) -> dict[str, Any]:
    """The fields of a run as a machine without our records has them."""
    making.write_files(root, making.FILES)
    fields = json.loads(making.record_run(root).read_bytes())
    return {name: value for name, value in fields.items() if name not in ("kind", "format", "digest")}


def test_what_was_sealed_without_records_is_read_with_them(tmp_path: Path) -> None:
    sealed = seal_fields(plain_fields(tmp_path))
    run = parse_run(canonical_bytes(sealed), "run.json", "shop/runs/one")
    assert run.digest == sealed["digest"] == seal_of(canonical_bytes(sealed))
    assert run.measurement("small", "python").processes[0].latencies_ns.count == 2000


def test_one_changed_byte_breaks_the_seal(tmp_path: Path) -> None:
    content = canonical_bytes(seal_fields(plain_fields(tmp_path)))
    with pytest.raises(ProjectError, match="edited after it was recorded"):
        parse_run(content.replace(b'"seed": 0', b'"seed": 1'), "run.json", "shop/runs/one")


def test_bytes_do_not_depend_on_the_order_of_fields() -> None:
    fields = {"b": [1, {"y": "ä", "x": None}], "a": 1.5}
    backwards = {"a": 1.5, "b": [1, {"x": None, "y": "ä"}]}
    assert canonical_bytes(fields) == canonical_bytes(backwards)
    assert json.loads(canonical_bytes(fields)) == fields


def test_a_file_is_named_by_suite_time_machine_and_digest() -> None:
    fields = {
        "suite": "shop/speed",
        "started": "2026-11-21T08:30:05Z",
        "machine": {"cpu_model": "AMD EPYC (TM)", "cores": 2, "accelerators": ["NVIDIA H200"]},
        "digest": "0123456789" + "0" * 54,
    }
    assert run_file_name(fields) == "speed-20261121T083005Z-amd-epyc-tm-nvidia-h200-2-core-01234567"
    assert run_file_name({**fields, "started": "2026-11-21T08:30:05.250000+00:00", "machine": {}}) == (
        "speed-20261121T083005Z-machine-01234567"
    )
