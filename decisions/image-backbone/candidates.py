"""Image networks in ONNX Runtime, each in the process that loads it.

They are written as estimators, so that the harness times their loading by itself: `fit` makes the file that would be
shipped, unpickling opens it.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnxruntime
from data import ANSWERED
from graphs import fill, read_graph, weight_shapes

LEVELS = onnxruntime.GraphOptimizationLevel
LARGEST_DEVIATION = 1e-5
"""Of a score between 0 and 1, from what the graph gives as it was written."""


class Network:
    """A network that answers pictures; its weights are not trained, so only that it answers is told."""

    def __init__(self, name: str, level: Any = LEVELS.ORT_ENABLE_ALL, threads: int = 1) -> None:
        self.name, self.level, self.threads = name, level, threads

    def fit(self, pictures: np.ndarray, _: Any) -> Network:
        """Makes the file that is shipped, and opens it."""
        self._open(self._make(pictures))
        return self

    def predict(self, pictures: np.ndarray) -> list[str]:
        """Runs the network once for each picture."""
        for picture in pictures:
            self.scores(picture)
        return [ANSWERED] * len(pictures)

    def scores(self, picture: np.ndarray) -> np.ndarray:
        """Gives the score of each of a thousand classes, none of which means anything."""
        return self._session.run(None, {self._input: picture[None]})[0].ravel()

    @property
    def coefs_(self) -> list[np.ndarray]:
        """Stand-ins for the weights, of their shapes and without memory, so that they can be counted."""
        return [np.broadcast_to(np.float32(0), shape) for shape in weight_shapes(self.name)]

    intercepts_ = ()

    def __getstate__(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "level": int(self.level),
            "threads": self.threads,
            "content": self._content,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["name"], LEVELS(state["level"]), state["threads"])
        self._open(state["content"])

    def _make(self, pictures: np.ndarray) -> bytes:  # noqa: ARG002 - for subclasses
        return read_graph(self.name)

    def _open(self, content: bytes) -> None:
        self._content = content
        self._session = open_session(content, self.level, self.threads)
        self._input = self._session.get_inputs()[0].name


class Filled(Network):
    """The same with numbers in place of rules, as a file with trained weights holds them."""

    def _make(self, pictures: np.ndarray) -> bytes:  # noqa: ARG002
        return fill(read_graph(self.name))


class OptimisedBeforehand(Filled):
    """The optimised graph is written to a file once, and that file is shipped and loaded as it is."""

    def _make(self, pictures: np.ndarray) -> bytes:
        plain = super()._make(pictures)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "optimised.onnx"
            open_session(plain, LEVELS.ORT_ENABLE_ALL, self.threads, saved=path)
            content = path.read_bytes()
        self._check(plain, content, pictures[:1])
        return content

    def _check(self, plain: bytes, content: bytes, picture: np.ndarray) -> None:
        ours, theirs = (
            session.run(None, {session.get_inputs()[0].name: picture})[0]
            for session in (
                open_session(one, LEVELS.ORT_DISABLE_ALL, self.threads) for one in (content, plain)
            )
        )
        deviation = float(np.abs(ours - theirs).max())
        if not deviation <= LARGEST_DEVIATION:
            message = (
                f"the optimised graph deviates by up to {deviation:.3g} from the graph as it was written"
            )
            raise ValueError(message)


def open_session(content: bytes, level: Any, threads: int, saved: Path | None = None) -> Any:
    """Gives an ONNX Runtime session; with ``saved``, what it made of the graph is written there."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = level
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    if saved is not None:
        options.optimized_model_filepath = str(saved)
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def squeezenet() -> Network:
    """SqueezeNet 1.1 (Iandola and others 2016)."""
    return Network("squeezenet")


def shufflenet() -> Network:
    """ShuffleNet (Zhang and others 2018)."""
    return Network("shufflenet")


def inception_v1() -> Network:
    """Inception v1, or GoogLeNet (Szegedy and others 2015)."""
    return Network("inception_v1")


def densenet_121() -> Network:
    """DenseNet-121 (Huang and others 2017)."""
    return Network("densenet121")


def resnet_50() -> Network:
    """ResNet-50 (He and others 2016)."""
    return Network("resnet50")


def resnet_50_two_threads() -> Network:
    """The same on two threads."""
    return Network("resnet50", threads=2)


def vgg_19() -> Network:
    """VGG-19 (Simonyan and Zisserman 2015)."""
    return Network("vgg19")


def as_it_is() -> Filled:
    """ResNet-50, nothing optimised."""
    return Filled("resnet50", LEVELS.ORT_DISABLE_ALL)


def basic_at_load() -> Filled:
    """ResNet-50, constants folded and nodes merged when it is loaded."""
    return Filled("resnet50", LEVELS.ORT_ENABLE_BASIC)


def all_at_load() -> Filled:
    """ResNet-50, everything that ONNX Runtime knows, when it is loaded: its default."""
    return Filled("resnet50", LEVELS.ORT_ENABLE_ALL)


def optimised_beforehand() -> OptimisedBeforehand:
    """ResNet-50, the same beforehand, and nothing when it is loaded."""
    return OptimisedBeforehand("resnet50", LEVELS.ORT_DISABLE_ALL)
