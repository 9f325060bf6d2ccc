"""This machine as a record."""

from __future__ import annotations

from buttress.bench.session import describe_machine
from buttress.records import Fingerprint


def fingerprint_here() -> Fingerprint:
    """Gives the fingerprint of this machine; a field that the system does not tell is None."""
    return Fingerprint.model_validate(describe_machine())
