"""What documents say is in the repository is compared with what is there, and nothing else is."""

from __future__ import annotations

import pytest

from readiness_checks.facts.claims import claims
from readiness_checks.facts.claims.commands import split, typed
from readiness_checks.facts.claims.headings import has_heading
from readiness_checks.facts.documents import document
from tests.repos import repo_of


def _wrong(files: dict[str, str]) -> list[tuple[str, str]]:
    return [(claim.kind, claim.name) for claim in claims(repo_of(files)) if not claim.holds]


def _claimed(files: dict[str, str]) -> list[tuple[str, str, bool]]:
    return [(claim.kind, claim.name, claim.holds) for claim in claims(repo_of(files))]


@pytest.mark.parametrize(
    ("heading", "fragment"),
    [
        ("## Data flow", "data-flow"),
        ("## 3. Data flow", "3-data-flow"),
        ("## Data flow", "data-flow-1"),
        ("## `snake_case` & more", "snake_case--more"),
        ("## Überblick", "%C3%BCberblick"),
        ("## 🚀 Start", "-start"),
        ("## [Linked](x.md) title", "linked-title"),
        ("Setext\n------", "setext"),
        ("## Long name {#short}", "short"),
        ('<a id="by-hand"></a>', "by-hand"),
        ("<h2 align='center'>In HTML</h2>", "in-html"),
        ("Lone text", "top"),
    ],
)
def test_a_heading_is_found_as_renderers_name_it(heading: str, fragment: str) -> None:
    """Dashes, case, emoji, numbers and markup are left to the renderer."""
    repo = repo_of({"a.md": f"# Title\n\n{heading}\n"})

    assert has_heading(repo, "a.md", fragment) is True


def test_a_heading_in_a_code_block_is_none() -> None:
    """A comment of a shell script is no heading."""
    repo = repo_of({"a.md": "# Title\n\n```sh\n# install\n```\n"})

    assert has_heading(repo, "a.md", "install") is False


@pytest.mark.parametrize("text", ["{% include x %}", "--8<-- 'x.md'", "{{< tabs >}}", "<Tabs items={x}>"])
def test_a_page_with_includes_is_not_judged(text: str) -> None:
    """What an include brings may hold the heading."""
    repo = repo_of({"a.md": f"# Title\n\n{text}\n"})

    assert has_heading(repo, "a.md", "elsewhere") is None


def test_links_in_code_are_no_links() -> None:
    """A page that shows how to write a link claims nothing."""
    assert _claimed({"README.md": "# A\n\nWrite `[text](missing.md)`.\n\n```md\n[text](missing.md)\n```\n"}) == []


def test_links_of_the_own_host_are_followed() -> None:
    """A link to the main branch of the repository, as its manifest names it, leads into the tree."""
    package = '{"repository": {"url": "git+https://github.com/example/shop.git"}}'
    base = "https://github.com/example/shop/blob"
    text = f"[a]({base}/main/docs/a.md) [b]({base}/main/docs/b.md) [c]({base}/v1.0/docs/c.md) [d](https://github.com/other/shop/blob/main/d.md)"

    assert _wrong({"README.md": text, "package.json": package, "docs/a.md": "# A\n"}) == [("link", f"{base}/main/docs/b.md")]


def test_a_folder_is_kept_through_a_block_and_left_at_a_heading() -> None:
    """`cd` says where the rest of a block is typed."""
    repo = repo_of({"README.md": "# A\n\n```sh\ncd web\nnpm ci\n```\n\n## B\n\n```sh\nmake\n```\n", "web/package.json": "{}"})
    commands = typed(repo, document(repo, "README.md"))

    assert [(command.words, command.folders[0]) for command in commands] == [(("cd", "web"), ""), (("npm", "ci"), "web"), (("make",), "")]


def test_a_command_is_cut_at_a_placeholder() -> None:
    """What the reader fills in is no name."""
    assert list(split("npm run build -- <name> extra && make $TARGET | tee log 2>&1")) == [
        (("npm", "run", "build", "--"), True),
        (("make",), True),
        (("tee", "log"), False),
    ]


def test_comments_and_output_are_no_commands() -> None:
    """In a block with prompts only what stands behind one is typed."""
    repo = repo_of(
        {"README.md": "# A\n\n```\n# make sure it runs\n$ make up\nmake: Nothing to be done\n```\n", "Makefile": "up:\n\ttrue\n"}
    )

    assert [command.words for command in typed(repo, document(repo, "README.md"))] == [("make", "up")]


def test_a_submodule_holds_what_is_below_it() -> None:
    """Files of another repository inside this one are not looked for."""
    files = {"README.md": "[x](vendored/sub/README.md)", ".gitmodules": '[submodule "x"]\n  path = vendored/sub\n'}

    assert _wrong(files) == []


def test_services_of_compose_files_are_compared() -> None:
    """Options and their values are no services; a file that includes others may get them from there."""
    shell = "# A\n\n```sh\ndocker compose -f compose.yml up -d --scale web=2 web db\ndocker compose logs -f cache\n```\n"
    compose = "services:\n  web: {image: a}\n  db: {image: b}\n"

    assert _wrong({"README.md": shell, "compose.yml": compose}) == [("compose service", "cache")]
    assert _wrong({"README.md": shell, "compose.yml": f"include: [other.yml]\n{compose}"}) == []


def test_a_deep_or_strange_document_ends_well() -> None:
    """Nothing in a document makes the reader fail."""
    text = "[" * 5_000 + "](x" + "(" * 5_000 + "\n```sh\n" + "'\"$(" * 2_000 + "\n\\\n```\n" + "`" * 3_000 + "/a/" * 2_000

    assert _wrong({"README.md": text, "a/b.md": "\0"}) == []
