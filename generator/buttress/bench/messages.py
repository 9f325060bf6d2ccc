"""What parent and worker say to each other: one line of JSON, then the binary parts that it announces.

Artefacts and prepared rows travel as bytes behind the line: in base64 they would count several times in the
peak memory of the process that is measured.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import IO, Any, Literal

Task = Literal["describe", "predict", "prepare", "serve"]
Driver = Literal["loadgen", "buttress"]


@dataclass(frozen=True, slots=True)
class LoadJob:
    """How long one process is driven.

    Attributes:
        driver: What issues the queries; None for the first prediction and the warm-up only.
        min_queries: Queries at least.
        min_duration_ns: Nanoseconds at least.
        warmup_queries: Queries before the clock counts.
    """

    driver: Driver | None = None
    min_queries: int = 0
    min_duration_ns: int = 0
    warmup_queries: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """What one fresh process is to do.

    Attributes:
        task: ``describe`` the data, ``predict`` every example, ``prepare`` an artefact, ``serve`` it.
        folder: The suite's folder, absolute.
        seed: Seed of everything random.
        data: Reference to the data builder.
        candidate: Reference to the candidate's code.
        trained: Whether the candidate is an estimator to fit, and not a callable.
        runtimes: Runtimes to predict with; one for ``prepare`` and ``serve``.
        folds: Folds of the cross-validation, None for the fixed split.
        positive: The positive class as text, None where there is none.
        groups: Columns that form groups.
        slices: Slice name to value to expression as text.
        load: How the process is driven, for ``serve``.
    """

    task: Task
    folder: str
    seed: int
    data: str = ""
    candidate: str = ""
    trained: bool = False
    runtimes: tuple[str, ...] = ()
    folds: int | None = None
    positive: str | None = None
    groups: tuple[str, ...] = ()
    slices: dict[str, dict[str, str]] = field(default_factory=dict)
    load: LoadJob = field(default_factory=LoadJob)

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> Job:
        """Gives a job back from its JSON form."""
        lists = {name: tuple(fields[name]) for name in ("runtimes", "groups")}
        return cls(**{**fields, **lists, "load": LoadJob(**fields["load"])})


@dataclass(frozen=True, slots=True)
class Message:
    """A JSON object with binary parts.

    Attributes:
        fields: The JSON object.
        blobs: The binary parts, in order.
    """

    fields: dict[str, Any]
    blobs: tuple[bytes, ...] = ()


def write_message(stream: IO[bytes], message: Message) -> None:
    """Writes a message and flushes."""
    head = {"fields": message.fields, "blobs": [len(blob) for blob in message.blobs]}
    stream.write(json.dumps(head).encode() + b"\n")
    for blob in message.blobs:
        stream.write(blob)
    stream.flush()


def read_message(stream: IO[bytes]) -> Message:
    """Reads a message; raises ValueError or EOFError where the stream holds none or ends inside one."""
    head = json.loads(stream.readline() or b"null")
    if head is None:
        message = "the other side wrote nothing"
        raise EOFError(message)
    return Message(head["fields"], tuple(_read_exactly(stream, size) for size in head["blobs"]))


def _read_exactly(stream: IO[bytes], size: int) -> bytes:
    blob = stream.read(size)
    if len(blob) != size:
        message = f"{size} bytes were announced, {len(blob)} came"
        raise EOFError(message)
    return blob
