"""A fitted scikit-learn estimator as ONNX bytes, and features as the inputs that those bytes take.

Array features become one float32 matrix. A DataFrame becomes one input a column where a ``ColumnTransformer``
picks columns by name, and a matrix otherwise.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from buttress.bench.failure import BenchError
from buttress.bench.worker.libraries import load_library

MATRIX_INPUT = "features"
# The newest operator sets that every converter used here supports; fixed, so that an upgrade of the converter
# does not change the artefact by itself.
OPERATOR_SETS = {"": 18, "ai.onnx.ml": 3}


def export_onnx(model: Any, features: Any) -> bytes:  # noqa: ANN401 - estimators and features of any library
    """Gives a fitted estimator as ONNX bytes; the same estimator gives the same bytes.

    Probabilities leave as a matrix instead of a list of dictionaries where the converter can do that.

    Raises:
        BenchError: skl2onnx has no converter for it, or the converter failed.
    """
    converter: Any = load_library("skl2onnx", "an export to ONNX")
    refusal = ""
    for options in _option_sets(model):
        try:
            converted = converter.convert_sklearn(
                model,
                name="candidate",  # a random name by default
                initial_types=_input_types(model, features),
                target_opset=OPERATOR_SETS,
                options={id(model): options} if options else None,
            )
        except NameError as error:  # this converter does not know the option
            refusal = str(error)
        except Exception as error:
            message = f"{type(model).__name__} cannot be exported to ONNX: {type(error).__name__}: {error}"
            raise BenchError(message) from error
        else:
            return converted.SerializeToString()  # type: ignore[no-any-return]
    message = f"{type(model).__name__} cannot be exported to ONNX: {refusal}"
    raise BenchError(message)


def onnx_feed(model: Any, features: Any) -> dict[str, np.ndarray]:  # noqa: ANN401
    """Gives features as the inputs of the model that `export_onnx` made of an estimator."""
    if not _takes_columns(model, features):
        return {MATRIX_INPUT: np.ascontiguousarray(features, dtype=np.float32)}
    return {str(name): _column(features[name].to_numpy()) for name in features.columns}


def count_onnx_parameters(content: bytes) -> int:
    """Gives the number of floating-point values that an ONNX model stores.

    These are the elements of its floating-point initialisers and of the floating-point lists of its nodes,
    where linear and tree operators keep theirs.
    """
    onnx: Any = load_library("onnx", "an export to ONNX")
    graph = onnx.load_from_string(content).graph
    real = {onnx.TensorProto.FLOAT, onnx.TensorProto.DOUBLE, onnx.TensorProto.FLOAT16}
    stored = sum(int(np.prod(one.dims)) for one in graph.initializer if one.data_type in real)
    return stored + sum(len(attribute.floats) for node in graph.node for attribute in node.attribute)


def _option_sets(model: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    if not hasattr(model, "classes_"):
        return [{}]
    if hasattr(model, "predict_proba"):
        return [{"zipmap": False}, {}]
    return [{"zipmap": False, "raw_scores": True}, {"zipmap": False}, {}]


def _takes_columns(model: Any, features: Any) -> bool:  # noqa: ANN401
    if not hasattr(features, "columns"):
        return False
    steps = [step for _, step in getattr(model, "steps", [("", model)])]
    return any(type(step).__name__ == "ColumnTransformer" for step in steps)


def _input_types(model: Any, features: Any) -> list[tuple[str, Any]]:  # noqa: ANN401
    from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType

    if not _takes_columns(model, features):
        width = np.shape(features)[1]
        return [(MATRIX_INPUT, FloatTensorType([None, width]))]
    kinds = {"f": FloatTensorType, "i": Int64TensorType}
    feed = onnx_feed(model, features[:1])
    return [
        (name, kinds.get(column.dtype.kind, StringTensorType)([None, 1])) for name, column in feed.items()
    ]


def _column(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind == "f":
        return values.astype(np.float32).reshape(-1, 1)
    if values.dtype.kind in "biu":
        return values.astype(np.int64).reshape(-1, 1)
    return values.astype(str).astype(object).reshape(-1, 1)
