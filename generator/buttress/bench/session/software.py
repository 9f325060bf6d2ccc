"""What software measures: interpreter, libraries, and the variables that steer threads and hashing."""

from __future__ import annotations

import platform
import sys
from hashlib import sha256
from importlib import metadata
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

THREAD_VARIABLES = (
    "BLIS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def describe_software(
    packages: Mapping[str, str] | None = None, environments: Sequence[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """Gives interpreter, kernel, C library and packages as the fields of `Software`.

    Args:
        packages: Versions of the packages that the workers loaded, by name.
        environments: Variables that the workers ran with; those are recorded that were the same for all.
    """
    common = set.intersection(*(set(one.items()) for one in environments)) if environments else set()
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "kernel": platform.release(),
        "libc": " ".join(part for part in platform.libc_ver() if part),
        "packages": dict(sorted((packages or {}).items(), key=lambda one: one[0].casefold())),
        "environment": dict(sorted(common)),
    }


def worker_environment(seed: int, threads: int = 1) -> dict[str, str]:
    """Gives the variables that a worker runs with: its threads in every library, a fixed hash seed."""
    return {
        **dict.fromkeys(THREAD_VARIABLES, str(threads)),
        "PYTHONDONTWRITEBYTECODE": "1",  # leaves no files beside the suite
        "PYTHONHASHSEED": str(seed % 2**32),
    }


def find_owners() -> Mapping[str, Sequence[str]]:
    """Gives the distributions behind each top-level module that is installed; it reads all of them once."""
    return metadata.packages_distributions()


def find_versions(modules: Iterable[str], owners: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Gives the versions of the distributions behind modules, by name; ``owners`` comes from `find_owners`."""
    loaded = set(modules) - set(sys.stdlib_module_names)
    names = {name for module in loaded for name in owners.get(module, ())}
    return {name: metadata.version(name) for name in sorted(names, key=str.casefold)}


def required_versions(requires: Iterable[str]) -> dict[str, str]:
    """Gives the versions of the packages that a suite names: data may be read from one that nothing imports."""
    found = {name: _version(name) for name in requires}
    return {name: version for name, version in found.items() if version is not None}


def digest_folder(folder: Path) -> str:
    """Gives the SHA-256 (hex) over the names and contents of all files below a folder."""
    digest = sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def find_changed(packages: Mapping[str, str]) -> list[str]:
    """Gives, in words, the packages that are not installed in these versions now."""
    found = {name: _version(name) for name in packages}
    return [
        f"{name}: {version} then, {found[name] or 'not installed'} now"
        for name, version in sorted(packages.items())
        if found[name] != version
    ]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def check_versions(requires: Mapping[str, str]) -> None:
    """Compares the versions that a suite requires with those that are installed here.

    Where the package `packaging` is missing only their presence is told; filing the run compares the versions then.

    Args:
        requires: Package to version specifier.

    Raises:
        BenchError: Some do not fit; all of them are named.
    """
    problems = []
    for name, wanted in requires.items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            problems.append(f"  {name} {wanted}: it is not installed")
            continue
        if not _satisfies(found, wanted):
            problems.append(f"  {name} {wanted}: {found} is installed")
    if problems:
        head = "the suite requires other versions; a run made with these could not be filed"
        raise BenchError("\n".join([head, *problems]))


def _satisfies(found: str, wanted: str) -> bool:
    try:
        from packaging.specifiers import SpecifierSet
    except ImportError:
        return True
    return SpecifierSet(wanted).contains(found, prereleases=True)
