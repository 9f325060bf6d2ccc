"""A reader behind HTTP: the exported network in ONNX Runtime, and nothing but the standard library around it."""

from __future__ import annotations

import argparse
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import onnxruntime

MODEL = Path(__file__).with_name("network.onnx")


class Reader(BaseHTTPRequestHandler):
    """Answers GET /health once it is up, and POST /read with the digit that 64 grey values show."""

    protocol_version = "HTTP/1.1"
    # Head and body leave in one packet. In two, the second would wait until the asker acknowledges the first.
    wbufsize = -1
    session: onnxruntime.InferenceSession

    def do_GET(self) -> None:
        self._answer(200 if self.path == "/health" else 404, {})

    def do_POST(self) -> None:
        pixels = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        features = np.asarray(pixels, dtype=np.float32).reshape(1, -1)
        label = self.session.run(["label"], {"features": features})[0][0]
        self._answer(200, str(label))

    def _answer(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing: a line a request would be measured, too."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    Reader.session = onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
    ThreadingHTTPServer(("127.0.0.1", arguments.port), Reader).serve_forever()


if __name__ == "__main__":
    main()
