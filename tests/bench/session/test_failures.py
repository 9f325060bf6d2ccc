from __future__ import annotations

import sys
from pathlib import Path

import pytest

from buttress.bench import MissingDataError
from buttress.bench.messages import Job
from buttress.bench.plan import DataPlan
from buttress.bench.session.failures import (
    explain_answer,
    explain_end,
    explain_memory,
    explain_refusal,
    explain_timeout,
    shorten_paths,
)

JOB = Job("predict", "/srv/decisions/clinic", 0, DataPlan("data.py:sixty"))


def test_an_error_is_told_with_what_was_being_done():
    failure = {"doing": "while fitting", "kind": "ValueError", "text": "singular", "traceback": ["  in fit"]}
    told = explain_answer("candidate 'tree'", JOB, failure)
    assert str(told) == "candidate 'tree' failed while fitting: ValueError: singular\n  in fit"
    assert told.to_fields() == {
        "reason": "raised",
        "doing": "fitting",
        "text": "ValueError: singular\n  in fit",
    }


def test_words_of_our_own_need_no_traceback():
    failure = {"doing": "", "kind": "BenchError", "text": "there are no rows", "traceback": ["  in serve"]}
    told = explain_answer("it", JOB, failure)
    assert str(told) == "it failed: there are no rows"
    assert told.doing == "predicting the examples"


def test_without_data_no_candidate_is_to_blame():
    failure = {
        "doing": "while building the data",
        "kind": "MissingDataError",
        "text": "put a.csv here",
        "traceback": [],
    }
    told = explain_answer("the data", JOB, failure)
    assert isinstance(told, MissingDataError)
    assert str(told) == "the data are not on this machine: put a.csv here"


@pytest.mark.parametrize(
    ("status", "reason", "text"),
    [
        (-11, "signal", "was ended by SIGSEGV and gave no result"),
        (-200, "signal", "was ended by signal 200 and gave no result"),
        (3, "exit", "ended with status 3 and gave no result"),
        (0, "exit", "ended with status 0 and gave no result"),
    ],
)
def test_an_end_is_told_by_its_status(status, reason, text):
    told = explain_end("it", JOB, status, b"")
    assert (told.reason, told.text) == (reason, text)


def test_limits_are_told():
    assert (
        explain_timeout("it", JOB, 2.5, b"\nslow\n\n").text == "took longer than 2.5 s and was ended\n  slow"
    )
    told = explain_memory("it", JOB, 3 << 20, 2 << 20, b"")
    assert told.text == "used 3 MiB of memory, more than the 2 MiB that it may, and was ended"
    assert (
        explain_refusal("it", JOB, 2, 60.0).text
        == "not started: two processes before it took longer than 60 s"
    )


def test_of_many_lines_the_last_are_kept_and_of_a_crash_those_that_say_where():
    many = "\n".join(map(str, range(100))).encode()
    assert explain_end("it", JOB, 1, many).text.splitlines()[1:] == [f"  {line}" for line in range(92, 100)]
    crash = (
        b"terminate called\nFatal Python error: Segmentation fault\n\nThread 0x1 (most recent call first):\n"
        b'  File "a.py", line 1 in wait\n\nCurrent thread 0x2 (most recent call first):\n'
        b'  File "/srv/decisions/clinic/b.py", line 2 in crash\n\nExtension modules: numpy\n'
    )
    assert explain_end("it", JOB, -11, crash).text.splitlines()[1:] == [
        "  terminate called",
        '  File "b.py", line 2 in crash',
    ]


def test_paths_of_this_machine_stay_here():
    suite = Path("/srv/decisions")
    assert shorten_paths('"/srv/decisions/a.py"', suite) == '"a.py"'
    assert shorten_paths('"/opt/lib/python3.12/json/x.py"', suite) == '"json/x.py"'
    assert shorten_paths(f'"{sys.prefix}/lib/python3.11/site-packages/numpy/x.py"', suite) == '"numpy/x.py"'
    assert shorten_paths(f'"{Path.home()}/models/x.py"', suite) == '"~/models/x.py"'


def test_an_exporting_process_that_crashes_is_told_as_the_others():
    told = explain_end("it", Job("export", "/srv", 0, DataPlan("data.py:sixty")), 3, b"")
    assert told.to_fields()["doing"] == "exporting the models"


def test_an_error_that_only_looks_like_ours_keeps_its_traceback():
    failure = {"doing": "", "kind": "BenchError", "text": "", "traceback": ["  in theirs"]}
    assert explain_answer("it", JOB, failure).text == "BenchError\n  in theirs"
