from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench_plans import callable_plan, make_plan
from buttress.bench.failure import BenchError
from buttress.bench.session.assembly import assemble_process, assemble_run, compact_answers, compact_data
from buttress.wire import unpack_numbers, unpack_texts

PLAN = make_plan({"reader": callable_plan("wrong.py:good")}, rounds=1)
DESCRIBED = {
    "data_sha256": "1" * 64,
    "ids": ["a", "b", "c"],
    "labels": ["no", "yes", "no"],
    "values": None,
    "classes": ["no", "yes"],
    "clusters": ["x", "x", "y"],
    "groups": {"sex": ["f", "m", "f"]},
    "slices": {"age": {"old": [0, 1, 1]}},
}
OPENING = {"started": "2026-02-03T04:05:06Z", "machine": {"cores": 1}, "plan": {"git_commit": None}}
END = {"finished": "2026-02-03T04:05:07Z", "load_average": (0.5, 0.6), "software": {"python": "3.12.1"}}


def answered(**predictions):
    empty = {"labels": None, "scores": None, "values": None, "figures": {}, "perturbed": {}, "kept": {}}
    return {
        "runtimes": {
            "python": {"artifact_sha256": None, "figures": {}, "predictions": {**empty, **predictions}}
        }
    }


def assembled(answers, prepared=None, served=None, plan=PLAN):
    process = assemble_process(PLAN.processes[0], "buttress", {"threads": 1}, [prepared or {}, served or {}])
    predicted = {"reader": {"answers": compact_answers(answers), "failure": None}}
    run = assemble_run(plan, OPENING, compact_data(DESCRIBED), predicted, [process], END)
    return run, run["measurements"][0]


def test_labels_are_indices_into_the_classes_of_all():
    changed = {"labels": ["aha", "yes", "zzz"], "scores": None, "values": None, "figures": {}}
    run, found = assembled(answered(labels=["yes", "perhaps", "no"], perturbed={"noise": changed}))
    assert run["data"]["classes"] == ["no", "yes", "aha", "perhaps", "zzz"]
    assert unpack_numbers(run["data"]["labels"]).tolist() == [0, 1, 0]
    said = found["predictions"]
    assert unpack_numbers(said["labels"]).tolist() == [1, 3, 0]
    assert unpack_numbers(said["perturbed"]["noise"]["labels"]).tolist() == [2, 1, 4]


def test_data_are_packed():
    data = assembled(answered())[0]["data"]
    assert unpack_texts(data["ids"]) == ("a", "b", "c")
    assert unpack_texts(data["clusters"]) == ("x", "x", "y")
    assert unpack_texts(data["groups"]["sex"]) == ("f", "m", "f")
    assert unpack_numbers(data["slices"]["age"]["old"]).tolist() == [0, 1, 1]
    assert "values" not in data
    assert "folds" not in data


def test_numbers_take_half_the_space_where_nothing_is_lost():
    exact, rounded = [0.5, 0.25, 2.0], [0.1, 0.2, 1e300]
    said = assembled(
        answered(
            scores=exact,
            values=exact,
            figures={"words": [1, 2, 3], "errors": rounded},
            kept={"sex": [1, 0, 1]},
        )
    )[1]["predictions"]
    kinds = {name: said[name]["dtype"] for name in ("scores", "values")}
    assert kinds == {"scores": "f4", "values": "f8"}
    assert said["figures"]["words"]["dtype"] == "f4"
    assert said["figures"]["errors"]["dtype"] == "f8"
    np.testing.assert_array_equal(unpack_numbers(said["figures"]["errors"]), rounded)
    assert unpack_numbers(said["kept"]["sex"]).tolist() == [1, 0, 1]


def test_what_is_not_known_is_absent():
    run, found = assembled(answered(labels=["no"] * 3))

    def nones(value):
        if isinstance(value, dict):
            return any(one is None or nones(one) for one in value.values())
        return any(map(nones, value)) if isinstance(value, list) else False

    assert not nones(run)
    assert "git_commit" not in run
    assert "failure" not in found


def test_a_measurement_gathers_settings_notes_and_figures():
    prepared = {
        "figures": {"training.time": (2.0, "s")},
        "artifact_sha256": "2" * 64,
        "settings": {"threads": "1"},
        "notes": ["exported"],
    }
    served = {"figures": {"cold_start": (0.1, "s")}, "notes": ["counted by RAPL"], "energy_method": "rapl"}
    found = assembled(answered(), prepared, served)[1]
    process = found["processes"][0]
    assert process["figures"] == {
        "training.time": {"value": 2.0, "unit": "s"},
        "cold_start": {"value": 0.1, "unit": "s"},
    }
    assert process["energy_method"] == "rapl"
    assert found["artifact_sha256"] == "2" * 64
    assert found["settings"] == {"threads": "1"}
    assert found["notes"] == ["exported", "counted by RAPL"]


def test_why_there_is_no_energy_is_told_where_it_was_asked_for():
    served = {"figures": {}, "energy_note": "no energy: this machine has no counter that may be read"}
    assert assembled(answered(), served=served)[1]["notes"] == []
    asked = replace(PLAN, measured=("energy.per_item",))
    assert assembled(answered(), served=served, plan=asked)[1]["notes"] == [served["energy_note"]]


def test_texts_that_cannot_be_packed_are_told():
    with pytest.raises(BenchError, match="the data cannot be recorded: a text to pack holds a line feed"):
        compact_data({**DESCRIBED, "ids": ["a", "b\n", "c"]})
