"""One pass finds every pattern with its place."""

from __future__ import annotations

import time

from readiness.repo import Repo
from readiness.scan import Hit, Pattern
from readiness.source.memory import MemorySource

ROUTE = Pattern(("@app.get(",), r"@app\.get\(\s*[\"']([^\"']*)", languages=("python",), lines=2)
SECRET = Pattern(("key_",), r"key_[a-z0-9]{4}\b", roles=("source", "documentation"), comments=True)
WORD = Pattern(("TODO",))


def scanned(files: dict[str, str | bytes]) -> Repo:
    return Repo(MemorySource(files), patterns=(ROUTE, SECRET, WORD))


def test_hits_have_lines_and_groups() -> None:
    """A hit names its line and groups, also when the match runs on to the next line."""
    repo = scanned({"app.py": '# first\n@app.get("/a")\n@app.get(\n    "/b")\n'})

    assert [(hit.line, hit.groups) for hit in repo.hits(ROUTE)] == [(2, ("/a",)), (3, ("/b",))]


def test_patterns_look_only_where_they_belong() -> None:
    """Language, role and comments decide: a route in a comment, a test or another language is none."""
    repo = scanned(
        {"app.py": '# @app.get("/a")\n', "tests/test_app.py": '@app.get("/a")\n', "app.js": '@app.get("/a")\n', "docs/a.md": "key_ab12"}
    )

    assert repo.hits(ROUTE) == ()
    assert repo.hits(SECRET) == (Hit("docs/a.md", 1, "key_ab12"),)


def test_several_hits_on_a_line_count_once_each() -> None:
    """Overlapping literals give no double hits."""
    repo = scanned({"a.go": "key_ab12 key_cd34 TODO key_TODO"})

    assert [hit.text for hit in repo.hits(SECRET)] == ["key_ab12", "key_cd34"]
    assert len(repo.hits(WORD)) == 2


def test_code_in_strings_is_no_code() -> None:
    """A pattern of code does not hold inside a string: code that speaks of code is not that code."""
    text = """
MESSAGE = 'write app = Flask(__name__) first'
LITERALS = ("Flask(", "don't Flask(")
app = Flask("don't")
it's = Flask(1)
"""
    pattern = Pattern(("Flask(",), r"\bFlask\(", code=True)
    repo = Repo(MemorySource({"a.py": text}), patterns=(pattern,))

    assert [hit.line for hit in repo.hits(pattern)] == [4, 5]


def test_binary_content_and_long_lines_are_survived() -> None:
    """A file with NUL bytes is not scanned; a megabyte of one line costs little and hits nothing far away."""
    repo = scanned({"a.go": b"\0key_ab12", "b.go": "x" * 900_000 + "key_ab12"})

    assert [hit.path for hit in repo.hits(SECRET)] == ["b.go"]


def test_a_line_of_nothing_but_literals_costs_little() -> None:
    """How often a regex is tried on one line is bounded, so that a hostile file stalls nothing."""
    started = time.monotonic()
    repo = scanned({"a.go": "key_ " * 200_000, "b.go": ("key_ " * 40 + "\n") * 5_000})

    assert repo.hits(SECRET) == ()
    assert time.monotonic() - started < 5
