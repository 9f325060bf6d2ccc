"""While a suite is measured again, decisions on others keep their verdicts, and those on it are judged anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import making
import making_choices
from buttress.pipeline import judge_measured, judge_project, judge_reading

if TYPE_CHECKING:
    from pathlib import Path

STRANGER = (
    "kind: decision\ntitle: Stranger\nstatus: accepted\ndate: 2026-11-01\n"
    "options: [{id: one, ratings: {interpretability: high}}, {id: two}]\nchosen: one\n"
    "constraints: [interpretability >= medium]\n"
)


def test_only_what_rests_on_the_suite_is_judged_again_and_as_a_whole_judgement_would(tmp_path: Path) -> None:
    root = making_choices.write_choice(tmp_path / "decisions")
    making.write_files(root, {"shop/stranger.yaml": STRANGER})
    recorded = judge_project(root, making.TODAY)
    small = making.measurement(root, predictions=making.predictions(60, 40, 18, 2))
    run = making.run(root, [small]).model_copy(update={"id": "new"})

    again = judge_measured(recorded, run)

    portfolio = recorded.reading.portfolio
    others = {name: one for name, one in portfolio.runs.items() if one.suite != run.suite}
    reading = replace(recorded.reading, portfolio=replace(portfolio, runs={**others, "new": run}))
    whole = judge_reading(reading, making.TODAY)
    told = [(one.bound, one.state, one.reason) for one in again.judgement.all_verdicts()]
    assert told == [(one.bound, one.state, one.reason) for one in whole.judgement.all_verdicts()]
    assert again.judgement.options.keys() == whole.judgement.options.keys()
    kept = again.judgement.verdicts["shop/stranger"]
    assert kept is recorded.judgement.verdicts["shop/stranger"]
    assert again.comparisons["shop/stranger"] is recorded.comparisons["shop/stranger"]
    assert again.judgement.verdicts["shop/choice"] != recorded.judgement.verdicts["shop/choice"]
