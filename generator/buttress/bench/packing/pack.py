"""Writes a pack: the same plan, suite and models give the same bytes."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from buttress.bench.failure import BenchError
from buttress.bench.packing.contents import PACKAGE, engine_files, suite_content
from buttress.bench.packing.elsewhere import EXPORTS, MANIFEST, PORTFOLIO
from buttress.bench.packing.exports import make_exports
from buttress.version import __version__
from buttress.wire import write_atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from buttress.bench.packing.contents import SuiteContent
    from buttress.bench.plan import Plan
    from buttress.bench.session import Progress

_SHEBANG = b"#!/usr/bin/env python3\n"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP file knows
_UNIX = 3


@dataclass(frozen=True, slots=True)
class PackSummary:
    """What a pack holds.

    Attributes:
        size: Bytes of the pack.
        code: Python files of the suite, from the folder of the records on.
        files: Declared files of the suite that are no code of it.
        exports: ONNX models that were made for it.
        needs: Packages that the other machine must have, besides Python 3.11 or newer, with the versions that the
            suite requires.
    """

    size: int
    code: tuple[str, ...]
    files: tuple[str, ...]
    exports: int
    needs: tuple[str, ...]

    def __str__(self) -> str:
        lines = [
            f"packed {self.size / 1000:.0f} kB",
            f"  code:   {', '.join(self.code)}",
            *([f"  files:  {', '.join(self.files)}"] if self.files else []),
            *([f"  models: {self.exports} exported to ONNX"] if self.exports else []),
            f"  needs:  Python 3.11 or newer, {', '.join(self.needs)}",
        ]
        return "\n".join(lines)


def write_pack(
    plan: Plan, folder: Path, root: Path, path: Path, *, report: Callable[[Progress], None] = lambda _: None
) -> PackSummary:
    """Writes one file that measures a plan on a machine without Buttress and without a network.

    The suite's code is run in worker processes only, to fit and export its candidates.

    Args:
        plan: What will be measured; what drives the load is decided anew on the other machine.
        folder: The suite's folder, absolute.
        root: The folder of the records.
        path: The file; an older pack is replaced, anything else is not.
        report: Told before each candidate that is exported.

    Raises:
        BenchError: The suite cannot travel, or a candidate cannot be exported; nothing is written then.
        ProjectError: Code of the suite cannot be read.
    """
    _check_place(path)
    content = suite_content(plan, folder, root)
    exports = make_exports(plan, folder, report)
    manifest = {
        "folder": folder.resolve().relative_to(root.resolve()).as_posix(),
        "needs": dict(content.needs),
        "packed_by": f"buttress {__version__}",
        "plan": replace(plan, seconds=None).to_fields(),
    }
    data = _zip(_members(manifest, content, exports))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, data)
        path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    except OSError as error:
        message = f"the pack cannot be written: {error}"
        raise BenchError(message) from error
    others = tuple(name for name in content.files if name not in content.code)
    packages = {**dict.fromkeys(content.needs.values(), ""), **plan.requires}
    needs = tuple(f"{name} {wanted}" if wanted else name for name, wanted in packages.items())
    return PackSummary(len(data), content.code, others, len(exports), needs)


def _check_place(path: Path) -> None:
    if path.is_dir() or (path.exists() and not zipfile.is_zipfile(path)):
        message = f"{path} is there already and is no pack; it is not overwritten"
        raise BenchError(message)


def _members(
    manifest: Mapping[str, object], content: SuiteContent, exports: Mapping[str, bytes]
) -> dict[str, bytes]:
    return {
        "__main__.py": (PACKAGE / "bench" / "packing" / "main.py").read_bytes(),
        MANIFEST: (json.dumps(manifest, indent=1) + "\n").encode(),
        **{f"engine/{name}": data for name, data in engine_files().items()},
        **{f"{PORTFOLIO}/{name}": data for name, data in content.files.items()},
        **{f"{EXPORTS}/{name}": data for name, data in exports.items()},
    }


def _zip(members: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    stream.write(_SHEBANG)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(members.items()):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = _UNIX  # also on Windows: the bytes must not tell where they were made
            member.external_attr = 0o644 << 16
            archive.writestr(member, data)
    return stream.getvalue()
