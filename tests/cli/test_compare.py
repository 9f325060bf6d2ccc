"""``buttress compare``: what is told of the options, in which form, and what is said of wrong calls."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

import making
import making_choices
import making_systems
from buttress.cli.commands import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return making_choices.write_choice(tmp_path / "decisions")


def compare(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["compare", *arguments, "--as-of", making.TODAY.isoformat()])
    out, err = capsys.readouterr()
    return code, out, err


def section(told: str, title: str) -> str:
    """What is told below a title, on one line."""
    _, _, rest = told.partition(f"\n\n{title}\n")
    return " ".join(rest.partition("\n\n")[0].split())


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize("width", ["50", "80", "120", "220"])
def test_values_bounds_and_verdicts_are_told_at_every_width(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    code, out, _ = compare(capsys, "choice")
    told = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= int(width)
    for words in ("97.0 %", "92.4–99.2 %", "92.0 %", "4.1 kB", "not measured", "high", "attested"):
        assert words in told
    assert "(chosen)" in told
    assert "\x1b" not in out


@pytest.mark.usefixtures("root")
def test_options_stand_in_rows_where_that_fits_and_below_each_other_where_nothing_does(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    wide = compare(capsys, "choice")[1].splitlines()
    monkeypatch.setenv("COLUMNS", "60")
    narrow = compare(capsys, "choice")[1].splitlines()
    assert any("recall" in line and "model.size" in line for line in wide)
    assert "small (chosen): The small one" in narrow
    assert any(line.split()[:1] == ["recall"] and "97.0 %" in line for line in narrow)


@pytest.mark.usefixtures("root")
def test_feasibility_pareto_set_and_gaps_are_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = compare(capsys, "shop/choice")
    feasible = section(out, "Feasibility")
    assert "Feasible: The small one and The large one." in feasible
    assert "Pen | paper: open, since latency.p50 <= 5 ms on bench-box in single-stream, recall" in feasible
    assert section(out, "Pareto set").startswith(
        "Feasible, and dominated by no feasible option: The small one"
    )
    assert "Pen | paper: latency.p50, recall, recall where size=big and model.size, since" in section(
        out, "Not measured"
    )
    assert section(out, "Ranking")


@pytest.mark.usefixtures("root")
def test_csv_has_one_row_an_option_and_quality_with_raw_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = compare(capsys, "choice", "--format", "csv")
    rows = {
        (row["option"], row["quality"], *filter(None, [row["slice"]])): row
        for row in csv.DictReader(io.StringIO(out))
    }
    assert code == 0
    assert len(rows) == 3 * 5
    recall, of_big = rows["small", "recall"], rows["small", "recall", "size=big"]
    assert float(recall["value"]) == 0.97
    assert float(recall["lower"]) == pytest.approx(0.924289, abs=1e-6)
    assert (recall["verdict"], recall["basis"], recall["chosen"]) == ("holds", "measured", "true")
    assert (of_big["verdict"], of_big["n"], recall["n"]) == ("holds", "50", "100")
    assert rows["small", "latency.p50"]["unit"] == "ms"
    paper = rows["paper", "recall"]
    assert (paper["value"], paper["basis"], paper["worth"], paper["chosen"]) == ("", "", "", "false")
    assert (rows["paper", "explainability"]["stated"], rows["paper", "explainability"]["source"]) == (
        "high",
        "Experience",
    )
    chances = {row["option"]: float(row["chance_best"]) for row in rows.values() if row["chance_best"]}
    assert sum(chances.values()) == pytest.approx(1)


@pytest.mark.usefixtures("root")
def test_markdown_is_a_table_whose_rows_have_as_many_cells_as_its_head(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, _ = compare(capsys, "choice", "--format", "markdown")
    table = [line.replace("\\|", "") for line in out.partition("\n\n")[0].splitlines()]
    assert len(table) == 2 + 3
    assert len({line.count("|") for line in table}) == 1
    assert "**small** (chosen)<br>The small one" in table[2]
    assert "Pen \\| paper" in out


@pytest.mark.usefixtures("root")
def test_json_says_what_the_table_says(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = compare(capsys, "choice", "--format", "json")
    told = json.loads(out)
    assert (code, told["format"], told["decision"], told["as_of"]) == (0, 1, "shop/choice", "2026-11-20")
    small, large, paper = told["options"]
    assert (small["feasibility"], large["feasibility"], paper["feasibility"]) == (
        "feasible",
        "feasible",
        "unknown",
    )
    assert paper["open"] == ["latency.p50 on bench-box in single-stream", "recall", "model.size"]
    recall = next(cell for cell in small["cells"] if cell["quality"] == "recall")
    assert (recall["estimate"]["value"], recall["estimate"]["n"]) == (0.97, 100)
    assert [one["state"] for one in recall["verdicts"]] == ["holds"]
    of_big = next(cell for cell in small["cells"] if cell["slice"] == {"size": "big"})
    assert [one["constraint"] for one in of_big["verdicts"]] == ["finds-big"]
    assert (small["standing"]["value"] > large["standing"]["value"], paper["standing"]) == (True, None)
    assert told["ranking"]["leader"] == told["winner"] == "small"
    assert {flip["winner"] for flip in told["flips"]} <= {"large", "paper"}


@pytest.mark.usefixtures("root")
def test_the_ranking_may_be_over_all_ways_to_weigh(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(compare(capsys, "choice", "--format", "json", "--weights", "any")[1])
    stated = json.loads(compare(capsys, "choice", "--format", "json")[1])
    assert (told["ranking"]["any_weights"], stated["ranking"]["any_weights"]) == (True, False)
    assert told["options"][0]["cells"] == stated["options"][0]["cells"]


def test_a_comparison_goes_to_a_file(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = compare(capsys, "choice", "--format", "csv", "--output", "options.csv")
    written = root.parent / "options.csv"
    assert (code, out) == (0, "")
    assert written.read_text() == compare(capsys, "choice", "--format", "csv")[1]


def test_records_may_lie_elsewhere(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = compare(capsys, "choice")[1]
    (tmp_path / "aside").mkdir()
    monkeypatch.chdir(tmp_path / "aside")
    assert compare(capsys, "choice", str(root.parent))[1] == here


@pytest.mark.usefixtures("root")
def test_what_is_not_judged_is_compared_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = compare(capsys, "old")
    assert code == 0
    assert section(out, "Feasibility") == "Not judged, since the decision is rejected."
    assert "97.0 %" in out


def test_what_is_computed_of_deployments_is_marked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = making_systems.write_system(tmp_path)
    making_systems.record(root)
    where = making_systems.WHERE % "flow.latency.p95 <= 500 ms for translate, offline = yes"
    making.write_files(root, {"shop/where.yaml": where})
    monkeypatch.chdir(tmp_path)
    told = json.loads(compare(capsys, "where", "--format", "json")[1])
    latency, offline = told["options"][0]["cells"][:2]
    assert (latency["flow"], latency["basis"]) == ("translate", "computed")
    assert latency["conditions"]
    text = compare(capsys, "where")[1]
    assert "conditional" in text
    assert "computed" in text
    assert "phone: flow.latency.p95 for translate, since" in section(text, "Not measured")
    assert (offline["stated"], offline["basis"]) == ("yes", "computed")


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["choise"], "there is no decision 'choise'; did you mean 'choice'?"),
        (["empty"], "the decision 'shop/empty' has no options to compare"),
        (["open", "--weights", "any"], "the decision 'shop/open' states no preferences"),
        (["choice", "--format", "xml"], "'xml' is not one of 'text', 'csv', 'markdown', 'json'"),
        (["choice", "nowhere"], "Directory 'nowhere' does not exist"),
        (["choice", "--output", "no/such/file.txt"], "No such file or directory"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_why(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code, out, err = compare(capsys, *arguments)
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
