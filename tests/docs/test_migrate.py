"""The record of the migration guide, read as it stands there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from buttress.pipeline import judge_project

GUIDE = (Path(__file__).parents[2] / "docs/migrate.md").read_text(encoding="utf-8")
RECORD = re.search(r"```yaml\n(kind: decision.*?)```", GUIDE, re.DOTALL)[1]
WAIVER = re.search(r"```yaml\n(waivers:.*?)```", GUIDE, re.DOTALL)[1]
FORMER = """\
kind: decision
title: Alarm on a vibration limit
status: superseded
date: 2024-01-10
options: [{id: limit, title: One limit for all pumps}]
chosen: limit
"""


def states(folder: Path, record: str) -> list[str]:
    pumps = folder / "pump-monitor"
    pumps.mkdir(parents=True)
    (pumps / "fault-model.yaml").write_text(record, encoding="utf-8")
    (pumps / "vibration-limit-alarm.yaml").write_text(FORMER, encoding="utf-8")
    judgement = judge_project(folder, date(2026, 1, 15)).judgement
    return [verdict.state for verdict in judgement.verdicts["pump-monitor/fault-model"]]


def test_the_migrated_record_is_read_and_its_number_is_found_missing(tmp_path):
    assert states(tmp_path, RECORD) == ["missing"]


def test_the_waiver_holds_until_somebody_has_measured(tmp_path):
    assert states(tmp_path, RECORD + WAIVER) == ["waived"]
