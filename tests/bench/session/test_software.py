from __future__ import annotations

from importlib import metadata

from buttress.bench.session.software import (
    describe_software,
    digest_folder,
    find_changed,
    find_owners,
    find_versions,
    required_versions,
    worker_environment,
)


def test_modules_are_told_by_the_distributions_behind_them():
    found = find_versions(["numpy", "yaml", "json", "no_such_module"], find_owners())
    assert found == {"numpy": metadata.version("numpy"), "PyYAML": metadata.version("PyYAML")}


def test_only_variables_that_all_workers_share_are_recorded():
    environments = [worker_environment(2**32 + 5, threads) for threads in (1, 4)]
    found = describe_software({"b": "1", "A": "2"}, environments)
    assert found["environment"] == {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "5"}
    assert list(found["packages"]) == ["A", "b"]
    assert found["python"].count(".") == 2
    assert describe_software({}, environments[1:])["environment"]["OMP_NUM_THREADS"] == "4"


def test_changed_packages_are_told():
    now = metadata.version("numpy")
    assert find_changed({"numpy": now}) == []
    assert find_changed({"numpy": "0.1", "no-such-package": "1.0"}) == [
        "no-such-package: 1.0 then, not installed now",
        f"numpy: 0.1 then, {now} now",
    ]


def test_a_digest_of_a_folder_changes_with_names_and_contents(tmp_path):
    found = []
    for files in (
        {"a": "x", "b/c": "y"},
        {"a": "x", "b/c": "z"},
        {"a": "x", "c": "y"},
        {"a": "x", "b/c": "y"},
    ):
        folder = tmp_path / str(len(found))
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        found.append(digest_folder(folder))
    assert len(set(found)) == 3
    assert found[0] == found[-1]


def test_what_a_suite_names_is_recorded_though_nothing_imports_it() -> None:
    found = required_versions(["numpy", "no-such-package"])
    assert found == {"numpy": metadata.version("numpy")}
