from __future__ import annotations

import pytest

from buttress.bench.failure import BenchError
from buttress.bench.worker.libraries import load_library


def test_a_library_is_given_as_a_module():
    assert load_library("json.decoder", "reading").JSONDecoder


def test_a_missing_library_is_named_with_the_way_to_get_it():
    with pytest.raises(
        BenchError, match=r"the echo needs no_such_library, .*pip install 'buttress\[bench\]'"
    ):
        load_library("no_such_library.parts", "the echo")


def test_a_library_that_lacks_something_itself_is_not_called_missing(tmp_path, monkeypatch):
    (tmp_path / "half_a_library.py").write_text("import no_such_library\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        load_library("half_a_library", "the echo")
