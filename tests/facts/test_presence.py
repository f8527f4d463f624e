"""Whether a named path is there, may come, or is surely missing; and under which address the repository is published."""

from __future__ import annotations

import pytest

from readiness_checks.facts.addresses import OwnLink, own_addresses, own_link
from readiness_checks.facts.ignored import ignored_lines, is_ignored
from readiness_checks.facts.presence import below_root, may_be_made, namesakes, present, somewhere
from tests.repos import repo_of

FILES = {
    "README.md": "",
    "src/app/main.py": "",
    "docs/main.py": "",
    ".gitmodules": '[submodule "x"]\n\tpath = libs/vendored\n\turl = https://example.com/x.git\n',
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/app/main.py", True),
        ("src/app", True),
        ("src/app/", True),
        ("", True),
        (".", True),
        ("libs/vendored/anything.c", True),
        ("libs/vendored-not/anything.c", False),
        ("src/app/Main.py", False),
        ("src/ap", False),
        ("app/main.py", False),
    ],
)
def test_a_path_is_present_as_git_spells_it(path: str, expected: bool) -> None:
    """Files, folders and what lies in a submodule are; another case or the start of a name are not."""
    assert present(repo_of(FILES), path) is expected


def test_a_path_is_found_wherever_it_ends_so() -> None:
    """Whole names only: `ain.py` is the end of no path."""
    repo = repo_of(FILES)

    assert [somewhere(repo, name) for name in ("main.py", "app/main.py", "/app", "ain.py", "")] == [
        ("docs/main.py", "src/app/main.py"), ("src/app/main.py",), ("src/app",), (), (),
    ]  # fmt: skip
    assert namesakes(repo, "main.py") == ("docs/main.py", "src/app/main.py")


@pytest.mark.parametrize(
    ("folder", "name", "expected"),
    [
        ("docs", "a.md", "docs/a.md"),
        ("docs", "../a.md", "a.md"),
        ("docs", "..", ""),
        ("docs", "../..", None),
        ("docs", "../../a.md", None),
        ("docs", "/etc/passwd", None),
        ("", "./a//b/../c", "a/c"),
        ("", "..hidden/a", "..hidden/a"),
    ],
)
def test_a_relative_path_stays_in_the_repository(folder: str, name: str, expected: str | None) -> None:
    """What leads out of the root is nothing that can be looked up."""
    assert below_root(folder, name) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("node_modules/x/index.js", True),
        (".env", True),
        (".env.production", True),
        ("deploy/server.pem", True),
        ("web/dist/main.js", True),
        ("local.yaml", True),
        ("src/build.py", False),
        ("distribution/a.md", False),
        (".environment", False),
    ],
)
def test_what_tools_or_readers_make_is_not_missed(path: str, expected: bool) -> None:
    """A name that says so is enough, and so is a line of `.gitignore`; a name that only begins alike is not."""
    assert may_be_made(repo_of({".gitignore": "local.yaml\n"}), path) is expected


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        ({".gitignore": "*.log\n"}, "a/b/x.log", True),
        ({".gitignore": "/x.log\n"}, "a/x.log", False),
        ({".gitignore": "tmp/\n"}, "a/tmp/keep.txt", True),
        ({".gitignore": "tmp/\n"}, "a/tmp", True),
        ({".gitignore": "tmp/\n"}, "a/tmp.txt", False),
        ({".gitignore": "*.log\n!keep.log\n"}, "keep.log", False),
        ({".gitignore": "tmp/\n!tmp/keep.txt\n"}, "tmp/keep.txt", True),
        ({".gitignore": "*\n!*/\n!*.md\n"}, "docs/a.md", False),
        ({".gitignore": "*.cfg\n", "app/.gitignore": "!*.cfg\n"}, "app/x.cfg", False),
        ({".gitignore": "*.cfg\n", "app/.gitignore": "!*.cfg\n"}, "x.cfg", True),
        ({"app/.gitignore": "/x\n"}, "app/x", True),
        ({"app/.gitignore": "/x\n"}, "x", False),
        ({".gitignore": "# x\n\\#y\n"}, "#y", True),
        ({".gitignore": "a/**/z\n"}, "a/b/c/z", True),
        ({".gitignore": "x\r\n"}, "x", True),
        ({}, "x", False),
    ],
)
def test_paths_are_ignored_as_git_ignores_them(rules: dict[str, str], path: str, expected: bool) -> None:
    """The nearest file and the last line win, nothing below an ignored folder comes back; a path may be a folder (gitignore(5))."""
    assert is_ignored(repo_of(rules), path) is expected


def test_the_lines_of_gitignore_keep_their_place() -> None:
    """Comments and empty lines are none, and do not move the others."""
    assert ignored_lines(repo_of({".gitignore": "# a\n\n.env\n", "app/.gitignore": "tmp/\n"})) == (
        (".gitignore", 3, ".env"),
        ("app/.gitignore", 1, "tmp/"),
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"repository": "github:Example/Shop"}'),
        ("package.json", '{"repository": "example/shop"}'),
        ("package.json", '{"repository": {"type": "git", "url": "git+ssh://git@github.com/example/shop.git"}}'),
        ("package.json", '{"homepage": "https://github.com/example/shop#readme"}'),
        ("go.mod", "module github.com/example/shop/v2\n\ngo 1.22\n"),
        ("Cargo.toml", '[package]\nname = "shop"\nrepository = "https://github.com/example/shop"\n'),
        ("Cargo.toml", '[workspace.package]\nrepository = "https://gitlab.com/example/shop"\n'),
        ("pyproject.toml", '[project.urls]\nSource = "https://github.com/example/shop/"\n'),
        ("pyproject.toml", '[tool.poetry]\nrepository = "https://github.com/example/shop"\n'),
        ("composer.json", '{"support": {"issues": "https://github.com/example/shop/issues"}}'),
    ],
)
def test_manifests_say_where_the_repository_is_published(path: str, text: str) -> None:
    """Each package manager has its own place for the address; owner and name are what is compared."""
    assert own_addresses(repo_of({path: text})) == {"example/shop"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"repository": 3, "homepage": ["x"]}'),
        ("package.json", "{"),
        ("package.json", '{"homepage": "https://shop.example.com/example/shop"}'),
        ("package.json", '{"repository": "packages/web/app"}'),
        ("go.mod", "module example.com/shop\n"),
        ("Cargo.toml", "[package\n"),
        ("web/package.json", '{"repository": "github:example/shop"}'),
    ],
)
def test_without_an_address_there_is_none(path: str, text: str) -> None:
    """A manifest that is broken, lies deeper, or names another kind of page says nothing."""
    assert own_addresses(repo_of({path: text})) == frozenset()


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("https://github.com/example/shop/blob/main/docs/a%20b.md#run", OwnLink("docs/a b.md", "run")),
        ("https://github.com/Example/Shop/tree/master", OwnLink("", "")),
        ("https://www.github.com/example/shop/blob/HEAD/a.md?plain=1", OwnLink("a.md", "")),
        ("https://gitlab.com/example/shop/-/blob/main/a.md", OwnLink("a.md", "")),
        ("https://github.com/example/shop/blob/v1.2/a.md", None),
        ("https://github.com/example/shop/issues/3", None),
        ("https://github.com/example/shop-two/blob/main/a.md", None),
        ("https://example.com/?u=https://github.com/example/shop/blob/main/a.md", None),
    ],
)
def test_only_links_to_the_own_main_branch_lead_back(target: str, expected: OwnLink | None) -> None:
    """A tag or a commit is another state of the repository, another name another repository."""
    assert own_link(repo_of({"package.json": '{"repository": "github:example/shop"}'}), target) == expected
