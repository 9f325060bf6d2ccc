"""What parent and worker say to each other: one line of JSON, then the binary parts that it announces.

Artefacts and prepared rows travel as bytes behind the line: in base64 they would count several times in the
peak memory of the process that is measured.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import IO, TYPE_CHECKING, Any, Literal

from buttress.bench.plain import restore
from buttress.bench.plan import CandidatePlan, DataPlan, LoadPlan

if TYPE_CHECKING:
    from collections.abc import Mapping

Step = Literal["describe", "predict", "prepare", "serve", "export"]


@dataclass(frozen=True, slots=True)
class Job:
    """What one fresh process is to do.

    Attributes:
        step: ``describe`` the data, ``predict`` every example, ``prepare`` an artefact, ``serve`` it, or
            ``export`` the models of a candidate beforehand.
        folder: The suite's folder, absolute.
        seed: Seed of everything random.
        data: The examples.
        trained: Whether some candidate of the suite is fitted, so that the data needs a split.
        candidate: The candidate, None to describe the data.
        runtimes: Runtimes to predict with; one for ``prepare`` and ``serve``.
        load: How the process is driven, for ``serve``.
        exports: Folder with artefacts that were exported beforehand, empty where they are made here.
        energy: ``counter``, or ``estimated`` to fall back on CPU time times a power.
        estimated_power_w: Watts per busy core for the estimate.
    """

    step: Step
    folder: str
    seed: int
    data: DataPlan
    trained: bool = False
    candidate: CandidatePlan | None = None
    runtimes: tuple[str, ...] = ()
    load: LoadPlan = field(default_factory=LoadPlan)
    exports: str = ""
    energy: Literal["counter", "estimated"] = "counter"
    estimated_power_w: float | None = None

    def to_fields(self) -> dict[str, Any]:
        """Gives the job as plain JSON."""
        return asdict(self)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Job:
        """Gives a job back from its JSON form."""
        return restore(cls, fields)


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
