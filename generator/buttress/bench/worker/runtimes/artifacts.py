"""A candidate in the form that a runtime executes: a pickle, or an ONNX model with its session."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.failure import BenchError, doing
from buttress.bench.worker.data.dataset import take
from buttress.bench.worker.runtimes.onnx_export import export_onnx, onnx_feed
from buttress.bench.worker.runtimes.onnx_inputs import session_feeds
from buttress.bench.worker.runtimes.onnx_session import open_session
from buttress.bench.worker.runtimes.quantisation import looks_quantised, quantise_onnx

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from buttress.bench.plan import CandidatePlan

PICKLE_PROTOCOL = 5
FINAL = "final"
"""Key of the model that was fitted on all training rows; the model of a fold has ``fold-0``, ``fold-1`` and so on."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """What a runtime executes.

    Attributes:
        content: ONNX bytes, or the pickle of the fitted estimator.
        session: The ONNX Runtime session, None for the other runtimes.
        original: Session of a model file before it was quantised; None where it was not, or where there is an
            estimator to compare with.
        settings: How it is executed, as text.
        notes: What a reader must know.
    """

    content: bytes
    session: Any = None
    original: Any = None
    settings: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def singly(self) -> bool:
        """Whether an answer depends on the others of its batch, so that examples are asked for one by one.

        Dynamic quantisation takes the range of the activations from the whole batch; what serves sees one row.
        """
        return self.settings.get("quantisation") == "dynamic"


def export_name(candidate: CandidatePlan, key: str) -> str:
    """Gives where a finished ONNX model lies in a folder of exports, as a relative path with slashes.

    The code alone does not tell: two candidates may share it and differ in quantisation.

    Args:
        candidate: The candidate.
        key: Which fitted model of it: ``final``, or ``fold-0`` and so on.
    """
    onnx = candidate.onnx
    kind = {"none": "", "static": f"-static-{onnx.calibration_rows}"}.get(
        onnx.quantisation, f"-{onnx.quantisation}"
    )
    return f"{candidate.code_digest}/{key}{kind}.onnx"


def realise(
    model: Any,  # noqa: ANN401 - estimators of any library
    features: Any,  # noqa: ANN401
    candidate: CandidatePlan,
    runtime: str,
    *,
    folder: Path,
    exports: str = "",
    key: str = FINAL,
) -> Artifact:
    """Gives a candidate in the form that a runtime executes.

    Args:
        model: The fitted estimator; None for a model file.
        features: Training rows: they tell the inputs of an export, and static quantisation calibrates on them.
        candidate: The candidate.
        runtime: Where it is executed: ``python``, ``sklearn`` or ``onnx``.
        folder: The suite's folder.
        exports: Folder with models exported beforehand, empty where they are exported here.
        key: Which fitted model it is, for `export_name`.

    Raises:
        BenchError: It cannot be exported, quantised or loaded.
    """
    if runtime != "onnx":
        content = pickle_value(model, "the fitted candidate")
        return Artifact(content, settings={"threads": str(candidate.threads)})
    if model is None:
        with doing(f"loading {candidate.reference}"):
            return _quantise(_read_model(folder / candidate.reference), None, features, candidate)
    if exports:
        return _read_export(Path(exports) / export_name(candidate, key), candidate)
    with doing("exporting the candidate to ONNX"):
        return _quantise(export_onnx(model, features), model, features, candidate)


def pickle_value(value: object, what: str) -> bytes:
    """Gives the pickle of a value, to be handed to a fresh process; it is never written to disk.

    Raises:
        BenchError: It cannot be pickled; the message calls it ``what``.
    """
    try:
        return pickle.dumps(value, protocol=PICKLE_PROTOCOL)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        message = (
            f"{what} cannot be handed to a fresh process: {error}; define its class at the top of a module"
        )
        raise BenchError(message) from error


def _quantise(content: bytes, model: Any, features: Any, candidate: CandidatePlan) -> Artifact:  # noqa: ANN401
    how = candidate.onnx.quantisation
    plain = None if model is not None else _open(content, candidate)
    if how == "none":
        return _artifact(content, candidate, plain or _open(content, candidate))
    with doing(f"quantising the candidate ({how})"):
        quantised = quantise_onnx(content, how, _calibration(model, plain, features, candidate))
    if quantised is None:
        return _unchanged(content, candidate, plain or _open(content, candidate))
    return _artifact(quantised, candidate, _open(quantised, candidate), original=plain)


def _calibration(
    model: Any,  # noqa: ANN401
    session: Any,  # noqa: ANN401
    features: Any,  # noqa: ANN401
    candidate: CandidatePlan,
) -> Iterator[Mapping[str, np.ndarray]]:
    if candidate.onnx.quantisation != "static":
        return
    if len(features) == 0:
        message = (
            "static quantisation calibrates on training rows, and the data set has none; Dataset(train=...)"
        )
        raise BenchError(message)
    # Spread evenly: the first rows of a file are often of one class.
    count = min(candidate.onnx.calibration_rows, len(features))
    chosen = take(features, np.linspace(0, len(features) - 1, count).round().astype(int))
    yield from session_feeds(session, chosen) if model is None else (onnx_feed(model, chosen),)


def _read_model(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"the model {path.name} cannot be read: {error.strerror}"
        raise BenchError(message) from error


def _read_export(path: Path, candidate: CandidatePlan) -> Artifact:
    if not path.exists():
        message = f"the exports have no {path.parent.name}/{path.name}; pack the suite again"
        raise BenchError(message)
    content = path.read_bytes()
    session, note = _open(content, candidate), "The model was exported beforehand, on another machine."
    if candidate.onnx.quantisation != "none" and not looks_quantised(content):
        return _unchanged(content, candidate, session, note)
    return _artifact(content, candidate, session, notes=(note,))


def _unchanged(content: bytes, candidate: CandidatePlan, session: Any, *notes: str) -> Artifact:  # noqa: ANN401
    note = (
        f"Quantisation ({candidate.onnx.quantisation}) changed nothing: "
        "the model has no weights that ONNX Runtime can quantise."
    )
    return _artifact(content, candidate, session, how="none", notes=(*notes, note))


def _open(content: bytes, candidate: CandidatePlan) -> Any:  # noqa: ANN401
    return open_session(content, candidate.onnx, candidate.threads)


def _artifact(
    content: bytes,
    candidate: CandidatePlan,
    session: Any,  # noqa: ANN401
    *,
    original: Any = None,  # noqa: ANN401
    how: str = "",
    notes: tuple[str, ...] = (),
) -> Artifact:
    settings = {
        "providers": ", ".join(session.get_providers()),
        "optimisation": candidate.onnx.optimisation,
        "quantisation": how or candidate.onnx.quantisation,
        "threads": str(candidate.threads),
    }
    return Artifact(content, session, original, settings, notes)
