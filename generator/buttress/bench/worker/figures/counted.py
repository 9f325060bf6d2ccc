"""Figures of a finished model that are counted, not sampled: its size, its inputs, and what it holds."""

from __future__ import annotations

import pickle
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from buttress.bench.worker.data.dataset import take
from buttress.bench.worker.figures.complexity import measure_complexity
from buttress.bench.worker.runtimes.onnx_export import count_onnx_parameters

if TYPE_CHECKING:
    from buttress.bench.worker.figures.complexity import Complexity


def count_figures(
    model: Any,  # noqa: ANN401 - estimators of any library
    content: bytes,
    features: Any,  # noqa: ANN401 - any container of examples
) -> dict[str, tuple[float, str]]:
    """Gives the counted figures of one artefact: quality to value and unit.

    ``model.size`` is the length of the artefact, ``features`` the width of the model's input (or else of the
    data), ``parameters``, ``interpretability.terms``, ``interpretability.rules``, ``interpretability.coefficients``
    and ``tree.depth`` are those of `measure_complexity`. For a model of unknown kind, or of which there is only an
    ONNX file, ``parameters`` are the floating-point values of the ONNX graph, where the package onnx is there to
    read it. What is not known is absent.

    Args:
        model: The fitted estimator, None where there is only the artefact.
        content: The artefact: a pickle or an ONNX model; empty where there is none.
        features: The examples, as the data builder gave them.
    """
    figures: dict[str, tuple[float, str]] = {}
    if content:
        figures["model.size"] = (len(content), "B")
    width = getattr(model, "n_features_in_", None) or _width(features)
    if width:
        figures["features"] = (width, "")
    complexity = None if model is None else measure_complexity(model)
    if complexity is not None:
        figures |= _complexity_figures(complexity)
    elif (
        content and not content.startswith(pickle.PROTO) and find_spec("onnx")
    ):  # a packed bench has it seldom
        figures["parameters"] = (count_onnx_parameters(content), "")
    return figures


def _complexity_figures(complexity: Complexity) -> dict[str, tuple[float, str]]:
    counts = {
        "parameters": complexity.parameters,
        "interpretability.terms": complexity.terms,
        "interpretability.rules": complexity.rules,
        "interpretability.coefficients": complexity.coefficients,
        "tree.depth": complexity.depth,
    }
    return {name: (count, "") for name, count in counts.items() if count is not None}


def _width(features: Any) -> int:  # noqa: ANN401
    try:
        shape = getattr(features, "shape", None) or np.shape(take(features, np.arange(1)))
    except ValueError:  # nested lists of different lengths
        return 0
    return int(shape[1]) if len(shape) == 2 else 0
