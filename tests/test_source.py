"""Sources hold the files that are the repository's, and only these, whatever stands on the disk."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import readiness.git
from readiness.source import Entry, Source, SourceError, Unreadable, folder, ignore, open_source, working_tree
from readiness.source.disk import follow
from readiness.source.memory import MemorySource
from tests.git_repos import git, init, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a name to recognise."""
    made = tmp_path.resolve() / "shop"
    made.mkdir()
    return made


def _open(path: Path) -> Source:
    source, focus = open_source(path)
    assert focus == ""
    return source


def _paths(source: Source) -> list[str]:
    return [entry.path for entry in source.entries()]


# ---- which source -----------------------------------------------------------------------------------------------------


def test_opens_the_repository_around_a_folder(root: Path) -> None:
    """A folder in a repository is judged with the repository's files around it."""
    init(root, {"README.md": "", "services/cart/main.py": ""})
    source, focus = open_source(root / "services" / "cart")

    assert (source.name, focus) == ("shop", "services/cart")
    assert _paths(source) == ["README.md", "services/cart/main.py"]


def test_opens_a_plain_folder(root: Path) -> None:
    """A folder without git has files, and neither commit nor history."""
    write(root, {"a": "a"})
    source = _open(root)

    assert (source.name, source.commit, source.dirty, source.has_history, source.notices) == ("shop", None, False, False, ())
    assert source.entries() == (Entry("a", 1, "file", False),)


def test_opens_a_repository(root: Path) -> None:
    """A clean clone has a commit and a history, and is not dirty."""
    init(root, {"a": "a"})
    source = _open(root)

    assert source.commit == git(root, "rev-parse", "HEAD").strip()
    assert (source.dirty, source.has_history, source.notices) == (False, True, ())


def test_opens_an_empty_repository(root: Path) -> None:
    """A repository without a commit and without a file is no error here."""
    init(root, commit=False)
    source = _open(root)

    assert (source.entries(), source.commit, source.dirty, source.has_history) == ((), None, False, False)


def test_opens_a_folder_that_the_repository_around_ignores(root: Path) -> None:
    """An archive unpacked in an ignored folder is judged by itself, not found empty."""
    init(root, {".gitignore": "unpacked/\n"})
    write(root, {"unpacked/shop/main.py": ""})
    source, focus = open_source(root / "unpacked" / "shop")

    assert (_paths(source), focus) == (["main.py"], "")
    assert source.notices == ("read as a plain folder, without commits and history: the repository around it holds none of its files",)


def test_opens_a_worktree(root: Path) -> None:
    """A linked worktree is a repository like any other."""
    init(root, {"a": "a"})
    git(root, "worktree", "add", "-q", str(root.parent / "linked"))
    source = _open(root.parent / "linked")

    assert (source.name, _paths(source), source.dirty, source.has_history) == ("linked", ["a"], False, True)


def test_does_not_follow_a_git_file_that_points_elsewhere(root: Path) -> None:
    """A `.git` file cannot show another repository's files, and the report says that it was not honoured."""
    init(root.parent / "private", {"secret": ""})
    write(root, {".git": "gitdir: ../private/.git\n", "a": "a"})
    source = _open(root)

    assert (_paths(source), source.commit) == (["a"], None)
    assert source.notices == ("read as a plain folder, without commits and history: its .git points to a git folder that is not its own",)


def test_reads_without_git(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where git is not installed, files are judged all the same, and the report says so."""
    init(root, {"a": "a", ".gitignore": "b\n", "b": "b"})
    monkeypatch.setenv("PATH", str(root))
    source = _open(root)

    assert (_paths(source), source.commit) == ([".gitignore", "a"], None)
    assert source.notices == ("read as a plain folder, without commits and history: git is not installed",)


def test_reads_without_git_what_another_user_owns(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git's refusal costs the history, not the judgement, and the report says what to do."""
    init(root, {"a": "a"})
    write(root.parent, {"bin/git": "#!/bin/sh\necho 'fatal: detected dubious ownership' >&2; exit 128\n"})
    (root.parent / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{root.parent}/bin")
    source = _open(root)

    assert _paths(source) == ["a"]
    assert "git config --global --add safe.directory" in source.notices[0]


def test_reads_without_git_a_repository_that_is_broken(root: Path) -> None:
    """A broken index costs the history, not the judgement."""
    init(root, {"a": "a"})
    (root / ".git" / "index").write_bytes(b"DIRC but no index")
    source = _open(root)

    assert _paths(source) == ["a"]
    assert source.notices == ("read as a plain folder, without commits and history: git ls-files failed with exit code 128",)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("missing", "does not exist"),
        ("file", "is not a folder"),
        ("loop", "cannot be opened"),
        ("nul\0", "cannot be opened"),
        ("repository/.git", "lies in git's own folder"),
        ("bare", "is a bare repository"),
    ],
)
def test_says_what_to_name_instead(root: Path, path: str, said: str) -> None:
    """What is no folder to judge is refused with a sentence."""
    write(root, {"file": ""})
    (root / "loop").symlink_to("loop")
    init(root / "repository", {"a": "a"})
    git(root, "clone", "-q", "--bare", "repository", "bare")

    with pytest.raises(SourceError, match=said):
        open_source(root / path)


# ---- which entries ----------------------------------------------------------------------------------------------------

_TREE = {
    ".gitignore": "*.log\n/build\nnested/*\n!nested/kept/\n/*.tmp\ndoc/**/draft*\n#x\n\\#y\ntrailing \n[ab].o\n!/keep.log\nonly/\n",
    "#y": "", "a.log": "", "keep.log": "", "build/x": "", "src/build/x": "", "nested/gone": "", "nested/kept/here": "", "a.tmp": "",
    "src/a.tmp": "", "doc/a/b/draft.md": "", "doc/draft": "", "doc/final": "", "trailing": "", "a.o": "", "c.o": "", "only/x": "",
    "src/only": "", "src/.gitignore": "!*.log\nlocal\n", "src/a.log": "", "src/deep/b.log": "", "src/deep/local/x": "", "local": "",
    # every Laravel project has this: everything is ignored but the folder, and in that everything but the rules
    "storage/.gitignore": "*\n!public/\n!.gitignore\n", "storage/public/.gitignore": "*\n!.gitignore\n", "storage/public/upload": "",
    "storage/private": "", "logs/.gitignore": "*.txt\n!logs/\n", "logs/logs/a.txt": "", "logs/logs/b": "",
    "windows/.gitignore": "*.obj\r\n\r\nbin/\r\n", "windows/a.obj": "", "windows/bin/x": "", "windows/a.c": "",
}  # fmt: skip


def test_ignores_what_git_ignores(root: Path) -> None:
    """A folder holds the same files with and without git: nested rules, anchors, negation, `**`, classes, line ends."""
    write(root, _TREE)
    without = _open(root)
    found = without.entries()
    git(root, "init", "-q")

    assert found == _open(root).entries()
    assert without.notices == ()
    assert "storage/public/.gitignore" in _paths(without)
    assert not {"a.log", "nested/gone", "storage/public/upload"} & set(_paths(without))


def test_keeps_tracked_files_that_are_ignored(root: Path) -> None:
    """What is committed is the repository's, whatever its ignore rules say."""
    init(root, {".gitignore": "*.log\n", "kept.log": ""})

    assert _paths(_open(root)) == [".gitignore", "kept.log"]


def test_leaves_out_what_is_not_on_the_disk(root: Path) -> None:
    """A tracked file that was deleted, or lies outside a sparse checkout, has no content to judge."""
    init(root, {"a": "", "b": "", "c/d": ""})
    git(root, "sparse-checkout", "set", "--no-cone", "/a", "/b")
    (root / "b").unlink()

    assert _paths(_open(root)) == ["a"]


def test_leaves_out_what_tools_make(root: Path) -> None:
    """In a folder without git, what tools install and build is not the repository's own."""
    made = ["node_modules/x/index.js", ".venv/lib/x.py", "env/pyvenv.cfg", "env/lib/x.py", "a/__pycache__/x.pyc", "rust/target/x", ".git"]
    write(root, dict.fromkeys([*made, "rust/Cargo.toml", "target/x", "a/x.py"], ""))

    assert _paths(_open(root)) == ["a/x.py", "rust/Cargo.toml", "target/x"]


@pytest.mark.parametrize("around", [True, False], ids=["in a repository", "in a folder"])
def test_names_an_embedded_repository_and_does_not_enter_it(root: Path, around: bool) -> None:
    """A clone inside is a repository of its own."""
    init(root / "clone", {"a": "a"})
    write(root, {"b": "b"})
    if around:
        git(root, "init", "-q")
    source = _open(root)

    assert [(entry.path, entry.kind) for entry in source.entries()] == [("b", "file"), ("clone", "submodule")]
    with pytest.raises(Unreadable, match="a repository of its own"):
        source.read("clone")


def test_names_a_submodule(root: Path) -> None:
    """A submodule is an entry without content, fetched or not."""
    library = init(root.parent / "library", {"a": "a"})
    init(root, {"b": "b"})
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library), "vendored")
    git(root, "commit", "-q", "-m", "Take the library in")
    entries = _open(root).entries()
    git(root, "submodule", "deinit", "-q", "-f", "vendored")

    assert [(entry.path, entry.kind) for entry in entries] == [(".gitmodules", "file"), ("b", "file"), ("vendored", "submodule")]
    assert _open(root).entries() == entries


@pytest.mark.parametrize("around", [True, False], ids=["in a repository", "in a folder"])
def test_takes_every_name(root: Path, around: bool) -> None:
    """Spaces, newlines, quotes, other alphabets and bytes that are no UTF-8 are parts of names."""
    names = [b"sp ace", b"new\nline", b'"quote"', b"tab\t", "größe".encode(), b"latin-\xe9", b"-rf", b"back\\slash"]
    for name in names:
        (root / os.fsdecode(name)).write_bytes(name)
    if around:
        git(root, "init", "-q")
        git(root, "add", "--", "sp ace", "new\nline")
    source = _open(root)

    assert _paths(source) == sorted(name.decode("utf-8", "surrogateescape") for name in names)
    assert sorted(map(source.read, _paths(source))) == sorted(names)


@pytest.mark.parametrize("around", [True, False], ids=["in a repository", "in a folder"])
def test_takes_regular_files_only(root: Path, around: bool) -> None:
    """Pipes and sockets are no files, and block nobody."""
    write(root, {"a": "a", "tracked": ""})
    if around:
        init(root)
    (root / "tracked").unlink()
    os.mkfifo(root / "tracked")
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(root / "s"))

    assert _paths(_open(root)) == ["a"]


def test_knows_executables(root: Path) -> None:
    """What the owner may execute is executable."""
    write(root, {"run": "", "text": ""})
    (root / "run").chmod(0o755)

    assert [(entry.path, entry.executable) for entry in _open(root).entries()] == [("run", True), ("text", False)]


def test_lists_nothing_behind_a_link(root: Path) -> None:
    """An index that names files in what is now a link cannot show what lies behind it."""
    write(root.parent, {"outside/secret": "s"})
    init(root, {"folder/secret": "x"})
    (root / "folder" / "secret").unlink()
    (root / "folder").rmdir()
    (root / "folder").symlink_to("../outside")
    source = _open(root)

    assert [(entry.path, entry.kind) for entry in source.entries()] == [("folder", "symlink")]
    assert source.dirty
    with pytest.raises(Unreadable):
        source.read("folder/secret")


def test_lists_nothing_above_the_root(root: Path) -> None:
    """An index that names files outside cannot show them, however it was made."""
    write(root.parent, {"secret": "s"})
    init(root, {"a": "a", "xx/secret": "x"})
    _forge(root / ".git" / "index", b"xx/secret", b"../secret")
    source = _open(root)

    assert "../secret" not in _paths(source)
    with pytest.raises(Unreadable):
        source.read("../secret")


def _forge(index: Path, old: bytes, new: bytes) -> None:
    content = index.read_bytes()[:-20].replace(old, new)
    index.write_bytes(content + hashlib.sha1(content, usedforsecurity=False).digest())


def test_says_what_lies_beyond_the_limit(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository of too many files is judged in part, and the report says so."""
    init(root, {"a": "", "b/c": "", "b/d": ""})
    monkeypatch.setattr(working_tree, "MAX_ENTRIES", 2)
    monkeypatch.setattr(folder, "MAX_ENTRIES", 2)
    tracked = _open(root)
    plain = folder.Folder(root)

    assert (_paths(tracked), tracked.notices) == (["a", "b/c"], ("1 files beyond the first 2 were not looked at",))
    assert (_paths(plain), plain.notices) == (["a"], ("only the first 2 files and folders were looked at",))


def test_says_which_folder_cannot_be_listed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be opened costs its own files only, and the report says so."""
    write(root, {"a": "", "closed/b": ""})
    real = os.scandir

    def closed(path: bytes) -> object:
        if os.fsencode(path).endswith(b"closed"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    source = _open(root)
    monkeypatch.setattr(os, "scandir", closed)

    assert _paths(source) == ["a"]
    assert source.notices == ("closed cannot be listed: Permission denied",)


# ---- ignore rules that a repository made to hurt ------------------------------------------------------------------------


def test_survives_intricate_rules(root: Path) -> None:
    """Patterns that would keep a regular expression busy for hours are not honoured, and the report says so."""
    write(root, {"a" * 250: "", ".gitignore": "*a" * 30 + "b\n" + "**/a/" * 30 + "b\n" + "*a*a*a*b\n" * 2_000})
    started = time.monotonic()
    source = _open(root)

    assert _paths(source) == [".gitignore", "a" * 250]
    assert source.notices == (".gitignore: 1954 of its patterns not honoured, too intricate or not understood",)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("text", ["!\n", "\\\n", "[z-a]\n", "[[:alpha:]]\n", "[\n", "\0\n", "\udcff\n", "///\n", " \n", "!/\n"])
def test_survives_rules_that_are_none(root: Path, text: str) -> None:
    """What is no pattern hides no file and raises nothing."""
    write(root, {"a": ""})
    (root / ".gitignore").write_bytes(text.encode("utf-8", "surrogateescape"))

    assert "a" in _paths(_open(root))


def test_survives_rules_that_cannot_be_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe, or a file without end, in place of the rules is not honoured, and the report says so."""
    monkeypatch.setattr(ignore, "MAX_BYTES", 1_000)
    write(root, {"a": "", "large/.gitignore": "x\n" * 600})
    os.mkfifo(root / ".gitignore")
    source = _open(root)

    assert _paths(source) == ["a", "large/.gitignore"]
    assert source.notices == (".gitignore: not honoured, not a regular file", "large/.gitignore: not honoured, larger than 1 kB")


def test_survives_rules_that_block_git(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git waits for a pipe called `.gitignore`; we wait for git no longer than the limit."""
    init(root, {"a": ""})
    os.mkfifo(root / ".gitignore")
    monkeypatch.setattr(readiness.git, "TIMEOUT", 0.5)
    source = _open(root)

    assert _paths(source) == ["a"]
    assert "took longer than 0.5 seconds" in source.notices[0]


def test_gives_up_walking_in_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk that takes too long ends with what it found, and the report says so."""
    write(root, {"a": ""})
    monkeypatch.setattr(folder, "MAX_SECONDS", -1.0)
    source = _open(root)

    assert (source.entries(), source.notices) == ((), ("only the first 0 files and folders were looked at",))


# ---- content ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("around", [True, False], ids=["in a repository", "in a folder"])
def test_follows_links_inside_only(root: Path, around: bool) -> None:
    """A link to a file inside reads as the file; one that leaves, loops, or leads to git's folder reads as nothing."""
    write(root.parent, {"secret": "s"})
    write(root, {"folder/real": "real", "top": "top"})
    links = {
        "folder/up": "../top", "chain": "folder/up", "directory": "folder", "through": "directory/real", "dangling": "nowhere",
        "outside": "../secret", "absolute": str(root / "top"), "back": "../shop/top", "loop": "loop", "one": "two", "two": "one",
        "git": ".git/config", "here": ".",
    }  # fmt: skip
    for path, target in links.items():
        (root / path).symlink_to(target)
    if around:
        init(root)
    source = _open(root)
    targets = {entry.path: source.link_target(entry.path) for entry in source.entries() if entry.kind == "symlink"}
    read = {entry.path: _read(source, entry.path) for entry in source.entries() if entry.kind == "symlink"}
    sizes = {entry.path: entry.size for entry in source.entries() if entry.size}

    assert targets == dict.fromkeys(links) | {
        "folder/up": "top", "chain": "top", "directory": "folder", "through": "folder/real", "dangling": "nowhere", "here": "",
    }  # fmt: skip
    assert read == dict.fromkeys(links) | {"folder/up": b"top", "chain": b"top", "through": b"real"}
    assert sizes == {"chain": 3, "folder/real": 4, "folder/up": 3, "through": 4, "top": 3}


def _read(source: Source, path: str) -> bytes | None:
    try:
        return source.read(path)
    except Unreadable:
        return None


def test_follows_links_for_a_while() -> None:
    """Links that multiply each other end."""

    assert follow("a", {"a": "b/b", "b": "a/a"}.get) is None
    assert follow("a", lambda _path: "x/" * 2000) is None


def test_reads_entries_only(root: Path) -> None:
    """What is no entry has no content: ignored files, folders, files outside, names that are none."""
    write(root.parent, {"secret": "s"})
    init(root, {".gitignore": "ignored\n", "folder/a": "a"})
    write(root, {"ignored": ""})
    source = _open(root)
    asked = ["ignored", "folder", "../secret", str(root / "folder" / "a"), "", "folder/../folder/a", ".git/config", "\0"]

    assert [_read(source, path) for path in asked] == [None] * len(asked)


def test_says_why_a_file_is_unreadable(root: Path) -> None:
    """What changed after it was listed raises one kind of error."""
    write(root, {"gone": "", "pipe": "", "folder": "", "link": ""})
    source = _open(root)
    source.entries()
    for path in ("gone", "pipe", "folder", "link"):
        (root / path).unlink()
    os.mkfifo(root / "pipe")
    (root / "folder").mkdir()
    (root / "link").symlink_to("/etc/hostname")
    reasons = {}
    for path in ("gone", "pipe", "folder", "link"):
        with pytest.raises(Unreadable) as raised:
            source.read(path)
        reasons[path] = raised.value.reason

    assert reasons == {
        "gone": "No such file or directory",
        "pipe": "not a regular file",
        "folder": "not a regular file",
        "link": "Too many levels of symbolic links",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_says_that_a_file_may_not_be_read(root: Path) -> None:
    """A file without permission is an entry that cannot be read."""
    write(root, {"closed": ""})
    (root / "closed").chmod(0)

    with pytest.raises(Unreadable, match="Permission denied"):
        _open(root).read("closed")


def test_memory_is_a_source() -> None:
    """Examples and tests hold their files in memory."""
    source: Source = MemorySource({"b": "é", "a": b"\xff"})

    assert source.entries() == (Entry("a", 1), Entry("b", 2))
    assert (source.read("a"), source.read("b"), _read(source, "c")) == (b"\xff", "é".encode(), None)


# ---- dirty ------------------------------------------------------------------------------------------------------------


def _replace(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    os.utime(path, ns=(1, 1))


def _link(path: Path, target: str) -> None:
    path.unlink()
    path.symlink_to(target)


def _put_a_folder(root: Path) -> None:
    (root / "a").unlink()
    (root / "a").mkdir()


def _stage_a_file(root: Path) -> None:
    write(root, {"new": ""})
    git(root, "add", "new")


def _change_unlooked(root: Path) -> None:
    git(root, "update-index", "--assume-unchanged", "a")
    _replace(root / "a", b"two\n")


def _check_out_with_crlf(root: Path) -> None:
    git(root, "config", "core.autocrlf", "true")
    (root / "a").unlink()
    git(root, "checkout", "-q", "--", "a")
    assert (root / "a").read_bytes() == b"one\r\n"
    os.utime(root / "a", ns=(1, 1))


_CHANGES: dict[str, tuple[Callable[[Path], object], bool]] = {
    "nothing": (lambda _root: None, False),
    "a time": (lambda root: os.utime(root / "a", ns=(1, 1)), False),
    "content of the same size": (lambda root: _replace(root / "a", b"two\n"), True),
    "content": (lambda root: _replace(root / "a", b"more than one\n"), True),
    "line ends, as autocrlf makes them": (_check_out_with_crlf, False),
    "an executable bit": (lambda root: (root / "a").chmod(0o755), True),
    "a deletion": (lambda root: (root / "a").unlink(), True),
    "a link": (lambda root: _link(root / "link", "b"), True),
    "a link anew": (lambda root: _link(root / "link", "a"), False),
    "a link in place of a file": (lambda root: _link(root / "a", "b"), True),
    "a folder in place of a file": (_put_a_folder, True),
    "a new file": (lambda root: write(root, {"new": ""}), True),
    "a new file that is ignored": (lambda root: write(root, {"new.log": ""}), False),
    "a staged file": (_stage_a_file, True),
    "a staged deletion": (lambda root: git(root, "rm", "-q", "a"), True),
    "a staged mode": (lambda root: git(root, "update-index", "--chmod=+x", "a"), True),
    "a file left out of a sparse checkout": (lambda root: git(root, "sparse-checkout", "set", "--no-cone", "/b", "/link"), False),
    "a file that git is told not to look at": (_change_unlooked, False),
    "an index of another version": (lambda root: git(root, "update-index", "--index-version", "4"), False),
    "an index in two files": (lambda root: git(root, "update-index", "--split-index"), False),
}


@pytest.mark.parametrize("change", _CHANGES)
def test_is_dirty_when_git_status_says_so(root: Path, change: str) -> None:
    """The working tree differs from HEAD when `git status` lists something, without running it."""
    init(root, {"a": "one\n", "b": "", ".gitignore": "*.log\n"}, commit=False)
    (root / "link").symlink_to("a")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "All of it")
    make, dirty = _CHANGES[change]
    make(root)

    assert _open(root).dirty == dirty
    # last, for it refreshes the index
    assert bool(git(root, "status", "--porcelain")) == dirty


@pytest.mark.parametrize(("files", "dirty"), [({}, False), ({"a": "a"}, True)])
def test_is_dirty_before_the_first_commit(root: Path, files: dict[str, str], dirty: bool) -> None:
    """Without a commit, any file is a difference."""
    init(root, files, commit=False)
    git(root, "add", "-A")

    assert _open(root).dirty == dirty


def test_is_dirty_during_a_merge(root: Path) -> None:
    """An unmerged file is a difference."""
    init(root, {"a": "one\n"})
    git(root, "checkout", "-q", "-b", "other")
    write(root, {"a": "two\n"})
    git(root, "commit", "-q", "-a", "-m", "Two")
    git(root, "checkout", "-q", "-")
    write(root, {"a": "three\n"})
    git(root, "commit", "-q", "-a", "-m", "Three")
    index = "\n".join(f"100644 {git(root, 'rev-parse', f'{branch}:a').strip()} {stage}\ta" for stage, branch in ((2, "HEAD"), (3, "other")))
    _stage(root, index + "\n")
    source = _open(root)

    assert (_paths(source), source.dirty) == (["a"], True)


def _stage(root: Path, lines: str) -> None:
    git(root, "rm", "-q", "--cached", "a")
    subprocess.run(["git", "update-index", "--index-info"], cwd=root, input=lines.encode(), check=True)


def test_is_clean_in_a_sha256_repository(root: Path) -> None:
    """The longer hash is told by its length."""
    git(root, "init", "-q", "--object-format=sha256")
    init(root, {"a": "one\n"})
    os.utime(root / "a", ns=(1, 1))

    assert not _open(root).dirty


def test_is_clean_whatever_a_submodule_holds(root: Path) -> None:
    """Submodules are repositories of their own."""
    library = init(root.parent / "library", {"a": "a"})
    init(root, {"b": "b"})
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library), "vendored")
    git(root, "commit", "-q", "-m", "Take the library in")
    write(root, {"vendored/a": "changed"})

    assert not _open(root).dirty
