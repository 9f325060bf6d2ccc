"""Shared settings of the tests."""

from __future__ import annotations

import gc
import os
import signal

from hypothesis import HealthCheck, settings

# Machines are shared: a slow example is no failure, and the same examples are drawn every time.
settings.register_profile(
    "steady", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

# Several tests run at once, and threads of numerical libraries that wait for each other burn the time of all the others:
# on a busy machine a small boosted tree took 17 s of two threads, and 0.1 s of one.
for _library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_library, "1")

# Tests that measure do so today: where another day counts as today, what they measured would lie in the future. Only our
# own site is built for the day that was asked for.
os.environ["BUTTRESS_TESTS_EPOCH"] = os.environ.pop(
    "SOURCE_DATE_EPOCH", os.environ.get("BUTTRESS_TESTS_EPOCH", "")
)

# Whoever starts tests in the background has interruptions ignored, and what the tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Thousands of tests and all that they import live until the end: to look whether they are garbage again and again costs
# each process several seconds.
gc.disable()


def pytest_collection_finish() -> None:
    """Leaves alone what lives until the end, and goes on collecting what does not."""
    gc.freeze()
    gc.enable()
