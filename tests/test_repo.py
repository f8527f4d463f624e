"""A repo reads each file once, within limits, and says what it left out."""

from __future__ import annotations

from collections import Counter

from readiness import repo as limits
from readiness.model import Skipped
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness.source.memory import MemorySource

WORD = Pattern(("needle",))


class Counting(MemorySource):
    """A source that counts how often each file is read."""

    def __init__(self, files: dict[str, str | bytes]) -> None:
        super().__init__(files)
        self.reads: Counter[str] = Counter()

    def read(self, path: str) -> bytes:
        self.reads[path] += 1
        return super().read(path)


def test_each_file_is_read_once() -> None:
    """Scanning, parsing and asking for the text read a file once together."""
    source = Counting({"a.yaml": "needle: 1\n", "b.py": "needle\n"})
    repo = Repo(source, patterns=(WORD,))
    repo.hits(WORD)
    repo.yaml("a.yaml")
    repo.yaml("a.yaml")
    repo.text("b.py")

    assert source.reads == {"a.yaml": 1, "b.py": 1}


def test_what_is_not_judged_is_said() -> None:
    """Files that are too large or not UTF-8 are listed with the reason, and never raise."""
    repo = Repo(
        MemorySource({"big.py": b"x" * (limits.MAX_FILE + 1), "latin.py": b"caf\xe9\n", "gone.yaml": b"a" * (limits.MAX_PARSED + 1)})
    )
    texts = repo.text("big.py"), repo.text("latin.py")
    parsed = repo.yaml("gone.yaml")

    assert texts == ("", "caf\N{REPLACEMENT CHARACTER}\n")
    assert parsed.problem is not None
    assert repo.skipped == (
        Skipped("big.py", "larger than 5 MB"),
        Skipped("gone.yaml", "larger than 1 MB, not parsed"),
        Skipped("latin.py", "not UTF-8: read with replacement characters"),
    )


def test_texts_are_decoded_as_people_meant_them() -> None:
    """A byte order mark is no text, UTF-16 is read, Windows lines are lines, binary content is empty."""
    repo = Repo(MemorySource({"a.md": b"\xef\xbb\xbfone\r\ntwo", "b.md": "three".encode("utf-16"), "c.md": b"\x00\x01"}))

    assert [repo.text(path) for path in ("a.md", "b.md", "c.md")] == ["one\ntwo", "three", ""]


def test_excluded_and_narrowed_files_are_out_of_sight() -> None:
    """`exclude` takes globs of names and of paths; narrowing keeps what the rule keeps."""
    repo = Repo(MemorySource({"a.py": "", "legacy/b.py": "", "c.gen.py": ""}), exclude=("legacy/", "*.gen.py"))

    assert [file.path for file in repo.files] == ["a.py"]
    assert repo.narrowed(lambda path: path != "a.py").files == ()


def test_samples_beside_nothing_are_what_the_repository_is() -> None:
    """A folder of samples is one only below a project: a repository that holds nothing else is judged by them."""
    repo = Repo(MemorySource({"README.md": "", "mvnw.sh": "", "demo/app.py": "", "demo/tests/test_app.py": ""}))

    assert [(file.path, file.role) for file in repo.files if file.language == "python"] == [
        ("demo/app.py", "source"),
        ("demo/tests/test_app.py", "test"),
    ]


def test_a_sample_that_is_asked_for_is_no_sample() -> None:
    """Roles are told from the focus on: the user's own choice is judged as what it is."""
    files = {"library.py": "", "examples/shop/app.py": "", "examples/shop/tests/test_app.py": ""}
    roles = [{file.path: file.role for file in Repo(MemorySource(files), focus=focus).files} for focus in ("", "examples/shop")]

    assert [found["examples/shop/app.py"] for found in roles] == ["sample", "source"]
    assert roles[1]["examples/shop/tests/test_app.py"] == "test"


def test_facts_are_worked_out_once() -> None:
    """A fact runs once for a repo and its arguments."""
    calls = []

    @fact
    def size(repo: Repo, factor: int) -> int:
        calls.append(factor)
        return len(repo.files) * factor

    repo = Repo(MemorySource({"a.py": ""}))

    assert [size(repo, 2), size(repo, 2), size(repo, 3), calls] == [2, 2, 3, [2, 3]]
