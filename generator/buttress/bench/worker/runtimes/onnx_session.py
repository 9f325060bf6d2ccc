"""ONNX Runtime as it serves here: one thread, the CPU, silent."""

from __future__ import annotations

from typing import Any


def open_session(content: bytes) -> Any:  # noqa: ANN401 - onnxruntime carries no types
    """Gives an inference session on the CPU with one thread.

    One thread because spinning threads on a busy machine hurt the tail more than they help the middle.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # converted models warn about shapes at every query
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
