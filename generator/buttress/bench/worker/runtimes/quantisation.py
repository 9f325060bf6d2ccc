"""Int8 quantisation of an ONNX model by ONNX Runtime: smaller weights, and integer arithmetic where it pays.

Weights are quantised per tensor: per channel, ONNX Runtime 1.31 fails on the perceptrons that skl2onnx writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from buttress.bench.failure import BenchError
from buttress.bench.worker.libraries import load_library

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy as np

WEIGHTED_OPERATORS = frozenset(
    {"Conv", "ConvTranspose", "EmbedLayerNormalization", "Gather", "Gemm", "LSTM", "MatMul"}
)
"""Operators of the core domain with weights that ONNX Runtime can quantise; trees and linear models have their own."""


def quantise_onnx(content: bytes, how: str, feeds: Iterable[Mapping[str, np.ndarray]] = ()) -> bytes | None:
    """Gives a model with int8 weights; the same model and feeds give the same bytes.

    Args:
        content: The model.
        how: ``dynamic`` (activations are quantised while it runs) or ``static`` (their ranges are taken from
            ``feeds``; quantise and dequantise nodes stand around each operator).
        feeds: Inputs to calibrate on, for ``static``.

    Returns:
        The quantised model, or None where no weight can be quantised, as in an ensemble of trees.

    Raises:
        BenchError: ONNX Runtime cannot quantise it.
    """
    onnx: Any = load_library("onnx", "quantisation")
    before = onnx.load_from_string(content)
    if not any(_is_weighted(node) for node in _nodes(before.graph)):
        return None
    with TemporaryDirectory() as folder:
        original, prepared, quantised = (Path(folder) / f"{name}.onnx" for name in ("a", "b", "c"))
        original.write_bytes(content)
        try:
            _prepare(original, prepared)
            _quantise(prepared, quantised, how, iter(feeds))
        except BenchError:  # calibration rows that do not fit
            raise
        except Exception as error:
            message = f"the model cannot be quantised ({how}): {type(error).__name__}: {error}"
            raise BenchError(message) from error
        after = quantised.read_bytes()
    return after if _small_weights(onnx.load_from_string(after)) > _small_weights(before) else None


def looks_quantised(content: bytes) -> bool:
    """Says whether a model has quantised operators, where the package ``onnx`` may be missing.

    Names of operators stand in a model as plain text.
    """
    return any(name in content for name in (b"QuantizeLinear", b"DequantizeLinear", b"DynamicQuantizeLSTM"))


def _prepare(source: Path, target: Path) -> None:
    # Folds constants and batch normalisation first: afterwards it would be too late.
    preparation: Any = load_library("onnxruntime.quantization.shape_inference", "quantisation")
    preparation.quant_pre_process(str(source), str(target), skip_symbolic_shape=True)


def _quantise(source: Path, target: Path, how: str, feeds: Iterator[Mapping[str, np.ndarray]]) -> None:
    library: Any = load_library("onnxruntime.quantization", "quantisation")
    # What leaves an operator of another domain, such as skl2onnx's scaler, has no type that it could infer.
    onnx: Any = load_library("onnx", "quantisation")
    options = {"DefaultTensorType": onnx.TensorProto.FLOAT}
    if how == "dynamic":
        library.quantize_dynamic(
            source,
            target,
            per_channel=False,
            weight_type=library.QuantType.QInt8,
            extra_options=options,
        )
        return
    library.quantize_static(
        source,
        target,
        _Rows(feeds),
        quant_format=library.QuantFormat.QDQ,
        per_channel=False,
        activation_type=library.QuantType.QInt8,
        weight_type=library.QuantType.QInt8,
        extra_options=options,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """Calibration rows as ONNX Runtime asks for them (its ``CalibrationDataReader``)."""

    feeds: Iterator[Mapping[str, np.ndarray]]

    def get_next(self) -> Mapping[str, np.ndarray] | None:
        return next(self.feeds, None)


def _is_weighted(node: Any) -> bool:  # noqa: ANN401
    return node.domain in ("", "ai.onnx", "com.microsoft") and node.op_type in WEIGHTED_OPERATORS


def _nodes(graph: Any) -> Iterator[Any]:  # noqa: ANN401
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from _nodes(attribute.g)


def _small_weights(model: Any) -> int:  # noqa: ANN401
    """Counts stored tensors of int8 values; a single value is a zero point."""
    onnx: Any = load_library("onnx", "quantisation")
    small = {onnx.TensorProto.INT8, onnx.TensorProto.UINT8}
    return sum(
        one.data_type in small and any(size > 1 for size in one.dims) for one in model.graph.initializer
    )
