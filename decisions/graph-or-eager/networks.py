"""One network, 64-300-100-10, run in several ways. All have the same weights, which scikit-learn finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from reverse_mode import Traced

if TYPE_CHECKING:
    from sklearn.neural_network import MLPClassifier

SEED = 0


def perceptron() -> MLPClassifier:
    """Hidden layers of 300 and 100 rectified units, fitted in thirty passes; the library that trains it runs it."""
    # Here, since the ways below need it for fitting only, and what answering takes is measured.
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier(hidden_layer_sizes=(300, 100), max_iter=30, random_state=SEED)


class Eager:
    """Operations run one by one, as they are written, and each leaves a trace for a derivative that nobody asks for."""

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Eager:
        """Takes weights and classes over from the fitted perceptron."""
        fitted = perceptron().fit(features, labels)
        self.coefs_, self.intercepts_, self.classes_ = fitted.coefs_, fitted.intercepts_, fitted.classes_
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Gives the digit of each row; the softmax is left out, since it does not change which score is largest."""
        return self.classes_[self._scores(features).argmax(axis=1)]

    def _scores(self, features: np.ndarray) -> np.ndarray:
        hidden = Traced(features)
        for matrix, offset in zip(self.coefs_[:-1], self.intercepts_[:-1], strict=True):
            hidden = (hidden @ matrix + offset).relu()
        return (hidden @ self.coefs_[-1] + self.intercepts_[-1]).value


class EagerWithoutTrace(Eager):
    """The same operations on plain arrays."""

    def _scores(self, features: np.ndarray) -> np.ndarray:
        hidden = features
        for matrix, offset in zip(self.coefs_[:-1], self.intercepts_[:-1], strict=True):
            hidden = np.maximum(hidden @ matrix + offset, 0)
        return hidden @ self.coefs_[-1] + self.intercepts_[-1]


class Speculative(EagerWithoutTrace):
    """Runs eagerly once, and then replays what it did for as long as its assumption holds: input of the same shape.

    The replay writes into arrays that were set aside at the first run, as a graph of known shapes can.
    """

    def fit(self, features: np.ndarray, labels: np.ndarray) -> Speculative:
        """Takes weights and classes over; nothing is assumed yet."""
        super().fit(features, labels)
        self._assumed: tuple[Any, ...] = ()
        self._steps: list[tuple[Any, Any, np.ndarray]] = []
        return self

    def _scores(self, features: np.ndarray) -> np.ndarray:
        if (features.shape, features.dtype) != self._assumed:
            return self._record(features)
        given = features
        for operation, operand, result in self._steps:
            operation(given, operand, out=result)
            given = result
        return given

    def _record(self, features: np.ndarray) -> np.ndarray:
        self._assumed, self._steps, given = (features.shape, features.dtype), [], features
        for layer, (matrix, offset) in enumerate(zip(self.coefs_, self.intercepts_, strict=True)):
            given = self._step(np.matmul, given, matrix)
            given = self._step(np.add, given, offset)
            if layer < len(self.coefs_) - 1:
                given = self._step(np.maximum, given, np.float32(0))
        return given.copy()

    def _step(self, operation: Any, given: np.ndarray, operand: Any) -> np.ndarray:
        result = operation(given, operand)
        self._steps.append((operation, operand, result))
        return result


def eager() -> Eager:
    """Traced arrays."""
    return Eager()


def eager_without_trace() -> EagerWithoutTrace:
    """Plain arrays."""
    return EagerWithoutTrace()


def speculative() -> Speculative:
    """Eager once, then replayed."""
    return Speculative()
