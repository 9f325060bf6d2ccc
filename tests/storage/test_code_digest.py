from __future__ import annotations

import ast
import hashlib
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buttress.errors import ProjectError
from buttress.storage.code_digest import CodeDigest, digest_bytes, digest_code, digest_file
from buttress.storage.code_form import normal_form

if TYPE_CHECKING:
    from pathlib import Path


def digest_of(
    root: Path, files: dict[str, str], name: str = "build", file: str = "candidates.py"
) -> CodeDigest:
    for path, source in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(dedent(source), encoding="utf-8")
    return digest_code(root, root / file, name)


def reached(root: Path, files: dict[str, str], name: str = "build", file: str = "candidates.py") -> list[str]:
    return list(digest_of(root, files, name, file).reached)


# What counts

CODE = """
    def build(data, depth=3):
        model = train(data, depth)
        return model

    def train(data, depth):
        return [depth] + list(data)
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def build(data, depth=3):", "# comment\n\n    def build(  data,\n        depth = 3, ):  # more"),
        ("    model = train", '    """Says what it does."""\n        model = train'),
        ("    model = train", "    pass\n        ...\n        model = train"),
        ("data, depth=3)", "data: list[int], depth: int = 3) -> 'Model'"),
        ("model = train", "model: Model = train"),
        ("    model = train", "    model: Model\n        model = train"),
        (
            "    def build",
            "    import os\n    import numpy as np\n    def unused(): return np.pi\n\n    def build",
        ),
        ("    def build", "    '''Module.'''\n    from __future__ import annotations\n\n    def build"),
        ("train(data, depth)\n", "(train((data), depth))\n"),
        ("[depth]", "[depth,]"),
    ],
)
def test_what_cannot_change_a_number_does_not_count(tmp_path, old, new):
    assert old in CODE
    before = digest_of(tmp_path, {"candidates.py": CODE})
    assert digest_of(tmp_path, {"candidates.py": CODE.replace(old, new, 1)}) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("depth=3", "depth=4"),
        ("depth=3", "depth=3.0"),
        ("depth=3", "depth=True"),
        ("depth=3", "depth='3'"),
        ("data, depth=3", "data, *, depth=3"),
        ("[depth] +", "[depth] *"),
        ("return model", "return None"),
        ("        return model", "        return model, 1"),
        ("    def build", "    @staticmethod\n    def build"),
        ("def build", "async def build"),
    ],
)
def test_what_may_change_a_number_counts(tmp_path, old, new):
    assert old in CODE
    before = digest_of(tmp_path, {"candidates.py": CODE})
    assert digest_of(tmp_path, {"candidates.py": CODE.replace(old, new, 1)}).digest != before.digest


def test_annotations_of_class_bodies_count_because_they_declare_fields(tmp_path):
    code = "class build:\n    depth: {}\n    rate: float = 1\n"
    first = digest_of(tmp_path, {"candidates.py": code.format("int")})
    assert digest_of(tmp_path, {"candidates.py": code.format("float")}).digest != first.digest


def test_the_asked_name_counts(tmp_path):
    files = {"candidates.py": "def build(): return other()\ndef other(): return build()\n"}
    first, second = digest_of(tmp_path, files), digest_of(tmp_path, files, "other")
    assert first.reached == second.reached
    assert first.digest != second.digest


def test_moving_the_folder_keeps_evidence_fresh_and_renaming_the_file_does_not(tmp_path):
    here = digest_of(tmp_path, {"a/candidates.py": CODE}, file="a/candidates.py")
    moved = digest_of(tmp_path, {"b/c/candidates.py": CODE}, file="b/c/candidates.py")
    renamed = digest_of(tmp_path, {"a/models.py": CODE}, file="a/models.py")
    assert moved.digest == here.digest != renamed.digest
    assert moved.reached == ("b/c/candidates.py:build", "b/c/candidates.py:train")


# What is reached in one file


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (
            "def build(): return helper()\ndef helper(): return LIMIT\nLIMIT = 3\ndef other(): ...",
            "LIMIT build helper",
        ),
        ("build = make(3)\ndef make(n): return n", "build make"),
        ("class build(Base):\n    def f(self): return g()\nclass Base: ...\ndef g(): ...", "Base build g"),
        ("@wrap\ndef build(): ...\ndef wrap(f): return f", "build wrap"),
        ("def build(n=LIMIT): ...\nLIMIT = 3", "LIMIT build"),
        ("def build(): return build and even()\ndef even(): return build()", "build even"),
        ("a, (build, *c) = load()\ndef load(): return 1", "build load"),
        ("build = 1\nbuild += step\nstep = 2", "build step"),
        ("def build(): return lambda: helper\nhelper = 1", "build helper"),
        ("def build():\n    global TABLE\n    TABLE = 1\n    return TABLE\nTABLE = 2", "TABLE build"),
        ("class build:\n    x: Part\nclass Part: ...", "Part build"),
        ("def build(x: Part) -> Part: ...\nclass Part: ...", "build"),
    ],
)
def test_loaded_names_are_followed(tmp_path, code, names):
    assert reached(tmp_path, {"candidates.py": code}) == [f"candidates.py:{name}" for name in names.split()]


@pytest.mark.parametrize(
    "body",
    [
        "def build(data): return data",
        "def build(*, data=None, **more): return data",
        "def build(*data): return data",
        "def build():\n    data = 1\n    return data",
        "def build():\n    for data in range(3): print(data)",
        "def build():\n    with open('x') as data: return data",
        "def build():\n    def inner():\n        return data\n    data = 1\n    return inner",
        "def build(): return [data for data in range(3)]",
        "def build(): return lambda data: data",
        "def build():\n    try: ...\n    except OSError as data: return data",
        "def build(x):\n    match x:\n        case [data, *_] | {'a': data}: return data",
        "def build():\n    import json as data\n    return data",
        "def build():\n    if (data := 3): return data",
        "def build(x): return x.data",
        "def build(f): return f(data=1)",
    ],
)
def test_a_name_of_an_own_scope_hides_that_of_the_module(tmp_path, body):
    assert reached(tmp_path, {"candidates.py": f"{body}\ndef data(): ..."}) == ["candidates.py:build"]


@pytest.mark.parametrize(
    "body",
    [
        "def build(): return [data for data in data]",
        "def build():\n    [data for data in range(3)]\n    return data",
        "def build(x=data):\n    data = x\n    return data",
        "def build():\n    def inner(data): return data\n    return inner(data)",
        "def build():\n    global data\n    data = data + 1",
        "def build(): return {data: 1}",
        "def build(): return f'{data!r:>{3}}'",
        "def build(): return data.attribute[0]",
    ],
)
def test_a_name_that_only_looks_local_is_followed(tmp_path, body):
    assert "candidates.py:data" in reached(tmp_path, {"candidates.py": f"{body}\ndata = 1"})


def test_statements_that_run_on_import_count_for_every_name(tmp_path):
    code = "import random\nrandom.seed({})\nTABLE = {{}}\nTABLE['a'] = fill()\ndef fill(): ...\ndef build(): ...\n"
    first = digest_of(tmp_path, {"candidates.py": code.format(1)})
    assert first.reached == tuple(f"candidates.py{part}" for part in ("", ":TABLE", ":build", ":fill"))
    assert digest_of(tmp_path, {"candidates.py": code.format(2)}).digest != first.digest


def test_a_conditional_definition_counts_as_a_whole(tmp_path):
    code = "try:\n    from fast import build\nexcept ImportError:\n    def build(): return {}\n"
    first = digest_of(tmp_path, {"candidates.py": code.format(1)})
    assert digest_of(tmp_path, {"candidates.py": code.format(2)}).digest != first.digest


def test_blocks_that_never_run_in_a_benchmark_do_not_count(tmp_path):
    code = "def build(): ...\n"
    guards = "if __name__ == '__main__':\n    print(build())\nif TYPE_CHECKING:\n    import features\n"
    plain = digest_of(tmp_path, {"candidates.py": code})
    assert digest_of(tmp_path, {"candidates.py": code + guards, "features.py": "print(1)"}) == plain


def test_decorators_of_our_own_may_register_what_they_decorate(tmp_path):
    code = """
        import functools
        TABLE = {}
        def register(f): TABLE[f.__name__] = f
        @register
        def tree(): ...
        @functools.cache
        def cached(): ...
        def build(name): return TABLE[name]()
    """
    names = ["TABLE", "build", "register", "tree"]
    assert reached(tmp_path, {"candidates.py": code}) == [f"candidates.py:{name}" for name in names]


def test_reflection_reaches_the_whole_module(tmp_path):
    code = "def build(name): return globals()[name]()\ndef tree(): return leaf\nleaf = 1\n"
    assert "candidates.py:*" in reached(tmp_path, {"candidates.py": code})


# What is reached in other files

FEATURES = "def encode(x): return scale(x)\ndef scale(x): return x\ndef other(): ...\n"


@pytest.mark.parametrize(
    "code",
    [
        "from features import encode\ndef build(x): return encode(x)",
        "from features import encode as e\ndef build(x): return e(x)",
        "import features\ndef build(x): return features.encode(x)",
        "import features as f\ndef build(x): return f.encode(x).real",
        "def build(x):\n    import features\n    return features.encode(x)",
        "def build(x):\n    from features import encode\n    return encode(x)",
        "import sys\ntry:\n    from features import encode\nexcept ImportError: ...\ndef build(x): return encode(x)",
    ],
)
def test_only_the_used_part_of_a_neighbour_is_reached(tmp_path, code):
    names = reached(tmp_path, {"candidates.py": code, "features.py": FEATURES})
    assert [name for name in names if name.startswith("features")] == [
        "features.py:encode",
        "features.py:scale",
    ]


@pytest.mark.parametrize(
    "code",
    [
        "from features import *\ndef build(x): return encode(x)",
        "import features\ndef build(name): return getattr(features, name)",
        "import features\ndef build(): return [features]",
        "import features\ndef build(): return features.made_by_hand",
    ],
)
def test_an_untraceable_use_reaches_the_whole_module(tmp_path, code):
    assert "features.py:*" in reached(tmp_path, {"candidates.py": code, "features.py": FEATURES})


def test_an_unused_neighbour_counts_by_what_it_does_on_import(tmp_path):
    files = {"candidates.py": "import seeds\nimport quiet\ndef build(): ...", "quiet.py": FEATURES}
    names = reached(tmp_path, files | {"seeds.py": "import random\nrandom.seed(1)\n"})
    assert names == ["candidates.py:build", "seeds.py"]


def test_packages_are_followed_through_relative_imports_and_re_exports(tmp_path):
    files = {
        "candidates.py": """
            import lib.deep
            from lib import encode, late
            def build(): return encode, late.go, lib.deep.dig()
        """,
        "lib/__init__.py": "from .coding import encode\nfrom . import late\nprint('loaded')\n",
        "lib/coding.py": "from ..shared import table\ndef encode(): return table\ndef decode(): ...\n",
        "lib/late.py": "def go(): ...\ndef stay(): ...\n",
        "lib/deep.py": "from . import coding as c\ndef dig(): return c.decode()\n",
        "shared.py": "table = 1\nchair = 2\n",
    }
    assert reached(tmp_path, files) == [
        "candidates.py:build",
        "lib/__init__.py",
        "lib/coding.py:decode",
        "lib/coding.py:encode",
        "lib/deep.py:dig",
        "lib/late.py:go",
        "shared.py:table",
    ]


def test_folders_without_an_init_file_are_packages_too(tmp_path):
    files = {
        "candidates.py": "import lib.deep\ndef build(): return lib.deep.dig()",
        "lib/deep.py": "def dig(): ...",
    }
    assert reached(tmp_path, files) == ["candidates.py:build", "lib/deep.py:dig"]


def test_modules_are_found_beside_the_file_then_under_the_root(tmp_path):
    files = {
        "system/candidates.py": "import near, far\ndef build(): return near.f(), far.f()",
        "system/near.py": "def f(): ...",
        "near.py": "def f(): ...",
        "far.py": "def f(): ...",
    }
    names = reached(tmp_path, files, file="system/candidates.py")
    assert names == ["far.py:f", "system/candidates.py:build", "system/near.py:f"]


def test_cycles_of_imports_and_names_end(tmp_path):
    files = {
        "candidates.py": "import a\ndef build(): return a.f()",
        "a.py": "from b import g\nfrom b import ghost\ndef f(): return g(), ghost",
        "b.py": "import a\nfrom a import ghost\ndef g(): return a.f()",
    }
    assert reached(tmp_path, files) == ["a.py:f", "b.py:g", "candidates.py:build"]


def test_other_packages_count_by_name_only(tmp_path):
    code = "from {} import Model\ndef build(): return Model()"
    first = digest_of(tmp_path, {"candidates.py": code.format("sklearn.svm")})
    assert first.reached == ("candidates.py:build",)
    assert digest_of(tmp_path, {"candidates.py": code.format("sklearn.linear_model")}).digest != first.digest


def test_a_change_in_a_reached_neighbour_counts_and_one_beside_it_does_not(tmp_path):
    files = {
        "candidates.py": "from features import encode\ndef build(): return encode",
        "features.py": FEATURES,
    }
    first = digest_of(tmp_path, files)
    beside = digest_of(
        tmp_path, files | {"features.py": FEATURES.replace("def other(): ...", "def other(): return 1")}
    )
    within = digest_of(tmp_path, files | {"features.py": FEATURES.replace("return x", "return -x")})
    assert beside == first
    assert within.digest != first.digest


def test_links_out_of_the_root_are_not_followed(tmp_path):
    (tmp_path / "outside.py").write_text("def encode(): ...")
    root = tmp_path / "root"
    files = {"candidates.py": "import features\ndef build(): return features.encode()"}
    digest_of(root, files | {"features.py": ""})
    (root / "features.py").unlink()
    (root / "features.py").symlink_to("../outside.py")
    assert digest_code(root, root / "candidates.py", "build").reached == ("candidates.py:build",)


def test_nothing_is_run(tmp_path):
    files = {"candidates.py": "import boom\nraise SystemExit\ndef build(): ...", "boom.py": "1 / 0"}
    assert reached(tmp_path, files) == ["boom.py", "candidates.py", "candidates.py:build"]


# Mistakes


def complaint(root: Path, files: dict[str, str], name: str = "build", file: str = "candidates.py") -> str:
    with pytest.raises(ProjectError) as caught:
        digest_of(root, files, name, file)
    return str(caught.value)


def test_an_unknown_name_is_answered_with_a_near_one(tmp_path):
    files = {"candidates.py": "from x import y\ndef logistic_regression(): ...\nLIMIT = 3\n"}
    message = "candidates.py: the file has no 'logistic_regresion'; it has LIMIT, logistic_regression, y"
    hint = "(did you mean 'logistic_regression'?)"
    assert complaint(tmp_path, files, "logistic_regresion") == f"{message} {hint}"


@pytest.mark.parametrize(
    ("source", "start"),
    [
        ("def build(:\n", "candidates.py:1:11: not readable as Python: "),
        ("x = 1\n\0", "candidates.py"),
        ("build = " + "(" * 1000, "candidates.py"),
        ("build = " + "-" * 100_000 + "1", "candidates.py"),
        ("def other(): ...", "candidates.py: the file has no 'build'; it has other"),
        ("", "candidates.py: the file has no 'build'; it has nothing"),
    ],
)
def test_a_file_that_is_no_python_or_lacks_the_name_is_a_problem(tmp_path, source, start):
    assert complaint(tmp_path, {"candidates.py": source}).startswith(start)


def test_a_syntax_error_in_a_reached_neighbour_names_that_file(tmp_path):
    files = {
        "candidates.py": "import features\ndef build(): return features.f",
        "features.py": "x = 1\ny = = 2\n",
    }
    assert complaint(tmp_path, files).startswith("features.py:2:5: not readable as Python: ")


def test_a_missing_file_and_one_outside_the_root_are_problems(tmp_path):
    (tmp_path / "outside.py").write_text("def build(): ...")
    root = tmp_path / "root"
    root.mkdir()
    assert complaint(root, {}, file="none.py") == "none.py: there is no such file"
    assert complaint(root, {}, file="../outside.py") == "outside.py: the file lies outside the project"


# The same on every Python version

GOLDEN = {
    "x = f'{a}{{b}}' 'c' f'{d!r:>{w}} {e=} {g:}'": "e049f05d744c57ee",
    "x = 1, -2, 1_000, 1e3, 2j, 1e999, b'\\xff', '\\ud800\\u00e9', None, True, ..., 10**30": "3835b65744a35a63",
    "def f(a, /, b=1, *c, d=2, **e): yield a": "accb7bebd5b9f675",
    "async def f(x):\n    async with x as y, z: return [i async for i in y if await i]": "1e7bad418b3b0d15",
    "match x:\n    case {'a': [1, *r], **k} if r: y = 1\n    case A(b=None) | 'c' as d: z = 2": "8dbb11736a12a419",
    "try:\n    f(*a, **b)\nexcept* (E, F) as e:\n    raise G from e\nelse:\n"
    "    del a[1:2, ::3]\nfinally:\n    x @= 1": "1f4dcfd25ba7a469",
    "@d(1)\nclass A(B, metaclass=M):\n    x: int\n    y: int = 3\n    def f(self): return super().f": "3802a70f8ed40cf3",
    "with (open(a) as b, open(c)):\n    assert b, 'c'\nwhile (n := n - 1): continue": "90976828afac55a5",
    "t = lambda *, k=1: {**k, 'a': {1, 2}, 'b': x if y else not z, 'c': 1 < a <= 2 is not b}": "3695af445907751b",
    "if a:\n    global b\n    for b in c: break\n    else: nonlocal_ = 1": "06603bb72b366239",
}


@pytest.mark.parametrize(("code", "digest"), GOLDEN.items())
def test_the_form_of_code_is_the_same_on_every_python_version(code, digest):
    assert hashlib.sha256(normal_form(ast.parse(code).body)).hexdigest()[:16] == digest


def test_a_digest_over_several_files_is_the_same_on_every_python_version(tmp_path):
    golden = "98d0d6e77a69aa7bf6d0acf4ccacf0a4906ec1a1ee36b3e2db38a1de82dbdcf9"
    files = {
        "candidates.py": """
            import numpy as np
            from features import encode
            np.random.seed(7)
            def build(data, depth: int = 3) -> object:
                '''Trains.'''
                from sklearn.svm import SVC
                return SVC(C=f"{depth:>3}", x=encode(data))
        """,
        "features.py": FEATURES,
    }
    assert digest_of(tmp_path, files).digest == golden


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{**a}", "{None: a}"),
        ("lambda *, a: 1", "lambda *, a=None: 1"),
        ("[1, b'\\xff']", "[0x1BFF]"),
        ("['a', 'b']", "['a b']"),
        ("a", "'a'"),
        ("(1, 2)", "[1, 2]"),
        ("f(a, *b)", "f(*a, b)"),
        ("0.0", "-0.0"),
        ("f'{a}'", "'{a}'"),
        ("a[:1]", "a[1:]"),
    ],
)
def test_forms_of_different_code_differ(one, other):
    assert normal_form(ast.parse(f"x = {one}").body) != normal_form(ast.parse(f"x = {other}").body)


# Properties


def test_a_long_sum_is_no_trouble():
    form = normal_form(ast.parse("x = " + " + ".join(["1"] * 500)).body)
    assert form.count(b"i1") == 500


def programs() -> st.SearchStrategy[str]:
    names = st.sampled_from(["a", "b", "c"])
    values = st.recursive(
        names | st.integers().map(str) | st.text(max_size=4).map(repr) | st.floats(allow_nan=False).map(repr),
        lambda inner: st.tuples(inner, st.sampled_from([" + ", " < ", " if a else ", "(", "["]), inner).map(
            _combine
        ),
        max_leaves=6,
    )
    return st.lists(st.tuples(names, values).map(" = ".join), min_size=1, max_size=5).map("\n".join)


def _combine(parts: tuple[str, str, str]) -> str:
    left, sign, right = parts
    return f"({left}){sign}{right}" + {"(": ")", "[": "]"}.get(sign, "")


@given(programs())
def test_reformatting_never_changes_the_form(program):
    tree = ast.parse(program.replace("inf", "1e999"))
    assert normal_form(ast.parse(ast.unparse(tree)).body) == normal_form(tree.body)


@given(programs(), programs())
def test_programs_of_different_meaning_differ_in_form(one, other):
    trees = ast.parse(one.replace("inf", "1e999")), ast.parse(other.replace("inf", "1e999"))
    same_tree = ast.dump(trees[0]) == ast.dump(trees[1])
    assert (normal_form(trees[0].body) == normal_form(trees[1].body)) == same_tree


# Files


def test_files_and_bytes_have_the_usual_sha_256(tmp_path):
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    (tmp_path / "data").write_bytes(b"abc" * 100_000)
    assert digest_bytes(b"") == empty
    assert digest_file(tmp_path / "data") == digest_bytes(b"abc" * 100_000)
