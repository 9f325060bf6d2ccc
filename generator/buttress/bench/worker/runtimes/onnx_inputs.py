"""Features as the inputs of an ONNX model that nobody exported here: only the file tells what it takes.

* One input: the features are one array, in chunks of rows.
* Several inputs: each is the column of that name in a DataFrame.
* Items that are mappings from input name to array are fed as they are, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from buttress.bench.failure import BenchError
from buttress.bench.worker.data.dataset import take

CHUNK_ROWS = 256
"""Rows that one call carries at most, so that the activations of a large model fit the memory."""
ELEMENT_TYPES: Mapping[str, Any] = MappingProxyType(
    {
        "tensor(float)": np.float32,
        "tensor(double)": np.float64,
        "tensor(float16)": np.float16,
        "tensor(int8)": np.int8,
        "tensor(int16)": np.int16,
        "tensor(int32)": np.int32,
        "tensor(int64)": np.int64,
        "tensor(uint8)": np.uint8,
        "tensor(uint16)": np.uint16,
        "tensor(uint32)": np.uint32,
        "tensor(uint64)": np.uint64,
        "tensor(bool)": np.bool_,
        "tensor(string)": np.object_,
    }
)


def session_feeds(session: Any, features: Any) -> Iterator[dict[str, np.ndarray]]:  # noqa: ANN401
    """Gives features, in order, as what a session takes; a model for single rows gets one row at a time.

    Args:
        session: An ONNX Runtime session.
        features: An array, a DataFrame, or a sequence of items.

    Raises:
        BenchError: The features do not fit the inputs of the model.
    """
    inputs = session.get_inputs()
    if _holds_mappings(features):
        for item in features:
            yield {one.name: _tensor(one, _value(item, one.name)) for one in inputs}
        return
    step = _rows_at_once(inputs, features)
    for start in range(0, len(features), step):
        rows = np.arange(start, min(start + step, len(features)))
        yield _feed(inputs, take(features, rows))


def _feed(inputs: Sequence[Any], features: Any) -> dict[str, np.ndarray]:  # noqa: ANN401
    if len(inputs) == 1:
        return {inputs[0].name: _shaped(inputs[0], features)}
    names = [one.name for one in inputs]
    if not hasattr(features, "columns") or not set(names) <= set(features.columns):
        message = (
            f"the model has the inputs {', '.join(names)}; "
            "the features must be a DataFrame with these columns, or mappings from input to array"
        )
        raise BenchError(message)
    return {one.name: _shaped(one, features[one.name]) for one in inputs}


def _holds_mappings(features: Any) -> bool:  # noqa: ANN401
    return isinstance(features, Sequence) and bool(features) and isinstance(features[0], Mapping)


def _value(item: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401
    if name not in item:
        message = f"the model has an input {name!r}; an item has only {', '.join(map(str, item))}"
        raise BenchError(message)
    return item[name]


def _rows_at_once(inputs: Sequence[Any], features: Any) -> int:  # noqa: ANN401
    batch = inputs[0].shape[0] if inputs and inputs[0].shape else None
    if isinstance(batch, int) and batch > 1:
        message = (
            f"the model takes exactly {batch} rows at once; export it for any number of rows, or for one"
        )
        raise BenchError(message)
    ragged = isinstance(features, list | tuple) and len({np.shape(item) for item in features}) > 1
    return 1 if batch == 1 or ragged else CHUNK_ROWS


def _shaped(declared: Any, values: Any) -> np.ndarray:  # noqa: ANN401
    tensor = _tensor(declared, values)
    # A column of numbers or texts for an input of shape (rows, 1).
    return tensor.reshape(-1, 1) if tensor.ndim == 1 and len(declared.shape) == 2 else tensor


def _tensor(declared: Any, values: Any) -> np.ndarray:  # noqa: ANN401
    if declared.type not in ELEMENT_TYPES:
        message = f"the input {declared.name!r} is a {declared.type}, which features cannot fill"
        raise BenchError(message)
    kind = ELEMENT_TYPES[declared.type]
    try:
        array = np.asarray(values, dtype=str if kind is np.object_ else None)
        return np.ascontiguousarray(array.astype(kind)) if array.ndim else array.astype(kind)
    except (ValueError, TypeError) as error:
        message = f"the features do not fit the input {declared.name!r}, a {declared.type}: {error}"
        raise BenchError(message) from error
