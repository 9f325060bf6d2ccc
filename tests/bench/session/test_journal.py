from __future__ import annotations

from dataclasses import replace

import pytest

from bench_plans import DIGEST, callable_plan, make_plan
from buttress.bench.failure import BenchError
from buttress.bench.session.journal import FINISH, close_journal, find_unfinished, open_journal

PLAN = make_plan({"good": callable_plan("wrong.py:good")})
OPENING = {
    "started": "2026-02-03T04:05:06Z",
    "load_average": 0.5,
    "machine": {"cpu_model": "Z80", "cores": 1},
    "python": "3.12.1",
    "exports": "1" * 64,
}


def opened(runs, plan=PLAN, opening=OPENING, *, resume=False, restart=False):
    return open_journal(plan, runs, opening, resume=resume, restart=restart)


@pytest.fixture
def begun(tmp_path):
    """A folder of runs with a bench that was interrupted after its first step."""
    with opened(tmp_path) as journal:
        journal.write("data", {"value": 1})
    return tmp_path


def test_steps_are_read_as_they_were_written(tmp_path):
    with opened(tmp_path) as journal:
        assert journal.read("data") is None
        journal.write("data", {"value": [1.5, None, "h\u00e4m"]})
        journal.write(FINISH, {})
        assert journal.read("data") == {"value": [1.5, None, "h\u00e4m"]}
        assert journal.done == 1


def test_an_unfinished_bench_is_found(begun):
    found = find_unfinished(begun, PLAN.suite)
    assert (found.started, found.done, found.total) == ("2026-02-03T04:05:06Z", 1, 4)
    assert find_unfinished(begun, "clinic/other") is None


def test_git_does_not_see_it(begun):
    assert (begun / ".unfinished" / "triage" / ".gitignore").read_text() == "*\n"


def test_an_unfinished_bench_is_never_thrown_away_unasked(begun):
    pattern = r"\(started 2026-02-03T04:05:06Z, 1 of 4 steps done\)\n--resume .* --restart"
    with pytest.raises(BenchError, match=pattern), opened(begun):
        pass
    with opened(begun, resume=True) as journal:
        assert journal.read("data") == {"value": 1}
    with opened(begun, restart=True) as journal:
        assert journal.read("data") is None


def test_what_was_known_at_the_start_stays(begun):
    later = {**OPENING, "started": "2026-02-04T00:00:00Z", "load_average": 9.0}
    with opened(begun, replace(PLAN, git_commit="new", seconds=3.0), later, resume=True) as journal:
        assert journal.opening["started"] == "2026-02-03T04:05:06Z"
        assert journal.opening["load_average"] == 0.5
        assert journal.opening["plan"]["git_commit"] is None


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"seed": 12}, "seed: 11 then, 12 now"),
        ({"processes": PLAN.processes[:1]}, "processes: 2 then, 1 now"),
        ({"processes": PLAN.processes[::-1]}, "processes: others, or in another order"),
        ({"data": replace(PLAN.data, code_digest="1" * 64)}, "data: the code was changed"),
        (
            {"candidates": {"good": replace(PLAN.candidates["good"], files={"a.bin": "1" * 64})}},
            "candidates.good.files.a.bin: new",
        ),
        ({"harness_version": "0.1"}, "harness_version: 0.0 then, 0.1 now"),
    ],
)
def test_another_plan_is_refused_with_what_differs(begun, changes, text):
    with pytest.raises(BenchError) as caught, opened(begun, replace(PLAN, **changes), resume=True):
        pass
    assert f"\n  {text}\n--restart throws it away" in str(caught.value)
    with opened(begun, resume=True) as journal:
        assert journal.done == 1


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"machine": {"cpu_model": "Z80", "cores": 2}}, "machine.cores: 1 then, 2 now"),
        ({"python": "3.13.0"}, "python: 3.12.1 then, 3.13.0 now"),
        ({"exports": "0" * 64}, "exports: the content was changed"),
    ],
)
def test_another_machine_is_refused(begun, change, text):
    with pytest.raises(BenchError, match=text), opened(begun, opening={**OPENING, **change}, resume=True):
        pass


def test_two_benches_do_not_share_a_journal(tmp_path):
    pytest.importorskip("fcntl")
    with opened(tmp_path) as journal:
        journal.write("data", {})
        for flag in ("resume", "restart"):
            with pytest.raises(BenchError, match="being measured by another process"):
                opened(tmp_path, **{flag: True}).__enter__()
        assert journal.done == 1


def test_a_step_without_its_plan_counts_for_nothing(begun):
    """As after a kill between throwing away and starting anew."""
    (begun / ".unfinished" / "triage" / "plan.json").unlink()
    assert find_unfinished(begun, PLAN.suite) is None
    with opened(begun) as journal:
        assert journal.read("data") is None


def test_damage_is_told(begun):
    (begun / ".unfinished" / "triage" / "data.json").write_bytes(b"{")
    with (
        opened(begun, resume=True) as journal,
        pytest.raises(BenchError, match=r"damaged: data\.json .*--restart"),
    ):
        journal.read("data")


def test_a_finished_bench_leaves_nothing(begun):
    with opened(begun, replace(PLAN, suite="clinic/other")):
        pass
    close_journal(begun, PLAN.suite)
    assert [path.name for path in (begun / ".unfinished").iterdir()] == ["other"]
    close_journal(begun, "clinic/other")
    close_journal(begun, "clinic/other")
    assert not list(begun.iterdir())


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "runs").write_text("a file")
    with (
        pytest.raises(BenchError, match=r"no journal can be kept in runs/\.unfinished"),
        opened(tmp_path / "runs"),
    ):
        pass
    assert PLAN.data.code_digest == DIGEST
