"""ONNX Runtime as a candidate asks for it: execution providers, optimisation, threads; and silent."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError
from buttress.bench.plan import OnnxPlan
from buttress.bench.worker.libraries import load_library

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DEFAULTS = OnnxPlan()
LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "disable": "ORT_DISABLE_ALL",
        "basic": "ORT_ENABLE_BASIC",
        "extended": "ORT_ENABLE_EXTENDED",
        "all": "ORT_ENABLE_ALL",
    }
)
ERRORS_ONLY = 3


def open_session(content: bytes, settings: OnnxPlan = DEFAULTS, threads: int = 1) -> Any:  # noqa: ANN401
    """Gives an inference session (``onnxruntime.InferenceSession``).

    Args:
        content: The model.
        settings: Providers and optimisation level.
        threads: Threads that work on one operator; operators follow each other on one thread, since spinning
            threads on a busy machine hurt the tail more than they help the middle.

    Raises:
        BenchError: A provider is missing or refused, or ONNX Runtime refuses the model.
    """
    runtime: Any = load_library("onnxruntime", "the runtime onnx")
    check_available(settings.providers, runtime.get_available_providers())
    options = runtime.SessionOptions()
    options.graph_optimization_level = getattr(runtime.GraphOptimizationLevel, LEVELS[settings.optimisation])
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY  # converted models warn about shapes at every query
    try:
        session = runtime.InferenceSession(content, options, providers=list(settings.providers))
    except Exception as error:  # its own classes, and RuntimeError of providers
        message = f"ONNX Runtime refuses the model: {error}"
        raise BenchError(message) from error
    session.disable_fallback()
    session._model_bytes = None
    check_chosen(settings.providers[0], session.get_providers())
    return session


def check_available(asked: Sequence[str], available: Sequence[str]) -> None:
    """Refuses execution providers that this build of ONNX Runtime does not have (BenchError)."""
    missing = [name for name in asked if name not in available]
    if missing:
        message = (
            f"ONNX Runtime has no {', '.join(missing)} here; "
            f"it has {', '.join(available)} (`providers` of the candidate)"
        )
        raise BenchError(message)


def check_chosen(asked: str, chosen: Sequence[str]) -> None:
    """Refuses a session that ONNX Runtime moved elsewhere (BenchError).

    A provider that cannot start, for want of a driver say, is left out without an error, and the CPU works
    instead: its figures would stand under the name of an accelerator.
    """
    if not chosen or chosen[0] != asked:
        message = f"ONNX Runtime could not start {asked} and fell back on {', '.join(chosen) or 'nothing'}"
        raise BenchError(message)
