from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from buttress.bench.failure import BenchError
from buttress.bench.plan import ServicePlan
from buttress.bench.worker.runtimes.service import open_service

HTTP = '''
"""Sums numbers; some numbers make it misbehave."""

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

started = time.monotonic()
delay = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.say(200 if time.monotonic() - started >= delay else 503, b"")

    def do_POST(self):
        item = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        total = sum(item["numbers"])
        if total == 13:
            print("unlucky", file=sys.stderr, flush=True)
            os._exit(3)
        if total == 500:
            return self.say(500, b"out of order")
        if total == 17:
            return self.say(200, b"<html>")
        if total == 99:
            self.say(200, b"99")
            self.close_connection = True
            return None
        return self.say(200, json.dumps({"sum": total, "path": self.path, "port": self.client_address[1]}).encode())

    def say(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


print("a banner on the standard output", flush=True)
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
'''
LINES = """
import json
import sys

for line in sys.stdin:
    total = sum(json.loads(line))
    if total == 13:
        sys.exit("unlucky")
    if total != 5:
        print("what?" if total == 17 else json.dumps(total), flush=True)
"""
ASK = """
import urllib.request, json


def ask(base_url, item):
    body = json.dumps({"numbers": [item]}).encode()
    with urllib.request.urlopen(urllib.request.Request(base_url + "/own", body)) as answer:
        return json.load(answer)["sum"]
"""


@pytest.fixture
def folder(tmp_path):
    for name, code in {"server.py": HTTP, "lines.py": LINES, "asking.py": ASK}.items():
        (tmp_path / name).write_text(code)
    return tmp_path


def http(*arguments, **fields):
    return ServicePlan(("{python}", "server.py", "{port}", *arguments), path="/predict", **fields)


def lines(**fields):
    return ServicePlan(("{python}", "lines.py"), protocol="lines", **fields)


def is_gone(pid):
    """Whether a process has ended, or is about to be collected by the system."""
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        try:
            state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
        except OSError:
            return True
        if state == b"Z":
            return True
        time.sleep(0.02)
    return False


def test_an_item_is_posted_and_the_answer_read(folder):
    with open_service(folder, http()) as ask:
        answer = ask({"numbers": np.array([1.5, 2.5])})
        assert (answer["sum"], answer["path"]) == (4.0, "/predict")
        assert ask({"numbers": [np.int64(3), np.float32(0.5)]})["sum"] == 3.5
        assert Path(f"/proc/{ask.memory_pid}").exists()
    assert is_gone(ask.memory_pid)


def test_a_connection_stays_open_between_the_queries_of_a_thread(folder):
    with open_service(folder, http()) as ask, ThreadPoolExecutor(4) as pool:
        ports = {ask({"numbers": [number]})["port"] for number in range(10)}
        assert len(ports) == 1
        answers = list(pool.map(lambda number: ask({"numbers": [number, 1000]}), range(200)))
    assert [answer["sum"] for answer in answers] == [number + 1000 for number in range(200)]
    assert len({answer["port"] for answer in answers}) <= 4


def test_a_connection_that_the_service_closed_is_opened_again(folder):
    with open_service(folder, http()) as ask:
        assert ask({"numbers": [99]}) == 99
        assert ask({"numbers": [1]})["sum"] == 1


def test_a_slow_start_is_waited_for(folder):
    with open_service(folder, http("0.4")) as ask:
        assert ask({"numbers": [1]})["sum"] == 1


def test_a_start_that_takes_too_long_is_an_error(folder):
    with (
        pytest.raises(BenchError, match=r"the service was not ready within 0\.5 s \(.+\)"),
        open_service(folder, http("600", start_timeout_s=0.5)),
    ):
        pass


def test_a_crash_at_the_start_tells_the_last_words(folder):
    (folder / "server.py").write_text("raise SystemExit('no configuration')")
    with (
        pytest.raises(BenchError, match="the service ended with status 1\n  no configuration"),
        open_service(folder, http()),
    ):
        pass


def test_a_program_that_is_not_there_is_named(folder):
    with (
        pytest.raises(BenchError, match="cannot be started: no-such-program"),
        open_service(folder, ServicePlan(("no-such-program", "{port}"))),
    ):
        pass


def test_a_command_without_a_port_is_refused(folder):
    with (
        pytest.raises(BenchError, match=r"needs \{port\}"),
        open_service(folder, ServicePlan(("{python}", "server.py"))),
    ):
        pass


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (13, "the service ended with status 3\n  a banner on the standard output\n  unlucky"),
        (500, "answered with status 500: out of order"),
        (17, "something that is no JSON: <html>"),
    ],
    ids=["crash", "status", "no JSON"],
)
def test_an_answer_that_is_none_is_an_error(folder, total, words):
    with open_service(folder, http()) as ask:
        assert ask({"numbers": [1]})["sum"] == 1
        with pytest.raises(BenchError, match=words):
            ask({"numbers": [total]})
    assert is_gone(ask.memory_pid)


def test_an_item_that_json_cannot_hold_is_named(folder):
    with open_service(folder, http()) as ask, pytest.raises(BenchError, match="PosixPath is not JSON"):
        ask({"numbers": [Path()]})


def test_a_callable_of_the_suite_asks_instead(folder):
    with open_service(folder, http(ask="asking.py:ask")) as ask:
        assert ask(7) == 7


def test_lines_go_in_and_out(folder):
    with open_service(folder, lines()) as ask, ThreadPoolExecutor(4) as pool:
        assert ask([1, 2]) == 3
        assert list(pool.map(ask, ([number, 100] for number in range(200)))) == list(range(100, 300))
    assert is_gone(ask.memory_pid)


@pytest.mark.parametrize(
    ("total", "words"),
    [(13, "the service ended with status 1\n  unlucky"), (17, r"no JSON: what\?")],
    ids=["crash", "no JSON"],
)
def test_a_line_that_is_no_answer_is_an_error(folder, total, words):
    with open_service(folder, lines()) as ask:
        assert ask([1]) == 1
        with pytest.raises(BenchError, match=words):
            ask([total])
    assert is_gone(ask.memory_pid)


def test_a_service_that_keeps_its_first_line_to_itself_is_told_to_flush(folder):
    with (
        open_service(folder, lines(start_timeout_s=0.5)) as ask,
        pytest.raises(BenchError, match=r"no answer within 0\.5 s; does it flush"),
    ):
        ask([5])


def test_ask_is_for_http_only(folder):
    with (
        pytest.raises(BenchError, match="`ask` is for `http`"),
        open_service(folder, lines(ask="asking.py:ask")),
    ):
        pass


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="descendants are found through /proc")
def test_what_a_service_started_ends_with_it_also_when_the_candidate_fails(folder):
    script = "import subprocess, sys; sys.exit(subprocess.call([sys.executable, 'server.py', sys.argv[1]]))"
    plan = replace(http(), command=("{python}", "-c", script, "{port}"))
    found = []

    def fail():
        with open_service(folder, plan) as ask:
            assert ask({"numbers": [1]})["sum"] == 1
            found.extend(ask.memory_pids())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert len(found) == 2
    assert all(is_gone(pid) for pid in found)


def test_a_service_that_does_not_want_to_end_is_ended(folder, monkeypatch):
    monkeypatch.setattr("buttress.bench.worker.runtimes.service_process.STOP_S", 0.1)
    code = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + HTTP
    (folder / "server.py").write_text(code)
    with open_service(folder, http()) as ask:
        assert ask({"numbers": [1]})["sum"] == 1
    assert is_gone(ask.memory_pid)


def test_a_service_stays_in_our_process_group(folder):
    with open_service(folder, lines()) as ask:
        assert os.getpgid(ask.memory_pid) == os.getpgid(0)
