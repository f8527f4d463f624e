"""Dockerfiles are read as BuildKit reads them."""

from __future__ import annotations

from readiness_checks.facts.dockerfile_syntax import instructions
from readiness_checks.facts.dockerfiles import Dockerfile, dockerfiles, names_version_of, purpose_of
from tests.repos import repo_of


def _read(text: str, path: str = "Dockerfile") -> Dockerfile:
    return dockerfiles(repo_of({path: text}))[0]


def test_continued_lines_are_joined_over_comments_and_empty_lines() -> None:
    """A comment inside a continued instruction does not end it, and the line is where it began."""
    found = [(item.keyword, item.value, item.line) for item in instructions("FROM a\nRUN one \\\n  # why\n\n  && two\nUSER app\n")]

    assert found == [("FROM", "a", 1), ("RUN", "one  && two", 2), ("USER", "app", 6)]


def test_the_escape_directive_changes_the_joiner() -> None:
    """After `# escape=` a backslash is a path, and a backtick joins lines."""
    found = [item.value for item in instructions("# escape=`\nFROM a\nCOPY x C:\\\nRUN one `\n  two\n")]

    assert found == ["a", "x C:\\", "one  two"]


def test_a_heredoc_holds_no_instructions() -> None:
    """What stands in a heredoc is data, even where it looks like an instruction."""
    found = [
        item.keyword for item in instructions("FROM a\nRUN <<-EOF\nFROM b\n\tEOF\nCOPY <<'X' <<Y /etc/\nUSER c\nX\nUSER d\nY\nCMD e\n")
    ]

    assert found == ["FROM", "RUN", "COPY", "CMD"]


def test_a_heredoc_that_never_ends_is_none() -> None:
    """A shift or an unfinished heredoc does not swallow the rest of the file."""
    found = [item.keyword for item in instructions("FROM a\nRUN echo $((1 <<EOF 2))\nUSER app\n")]

    assert found == ["FROM", "RUN", "USER"]


def test_arguments_before_from_are_resolved() -> None:
    """Defaults may use each other; stages and scratch are no images."""
    text = (
        "ARG V=3.13\nARG BASE=python:${V}-slim\nFROM --platform=$BUILDPLATFORM ${BASE} AS build\n"
        "FROM build AS test\nFROM scratch\nCOPY --from=build /a /a\nCOPY --from=ghcr.io/x/y:1 /b /b\n"
    )
    images = [(item.image, item.how, item.line) for item in _read(text).images]

    assert images == [("python:3.13-slim", "base", 3), ("ghcr.io/x/y:1", "copy", 7)]


def test_an_argument_without_a_default_leaves_the_version_open() -> None:
    """Only what hangs on it is unknown: a fixed version beside it still counts."""
    images = _read("ARG V\nARG R\nFROM node:${V}\nFROM ${R}/node:22\nFROM ${R}/node:alpine\n").images

    assert [names_version_of(item) for item in images] == [None, True, None]


def test_a_stage_chosen_by_platform_is_a_stage() -> None:
    """`FROM build-${TARGETARCH}` means one of the file's stages."""
    stages = _read("FROM alpine:3.20 AS build-amd64\nFROM alpine:3.20 AS build-arm64\nFROM build-${TARGETARCH}\nCMD x\n").stages

    assert (stages[2].parent, stages[2].base) == (0, None)


def test_the_user_is_inherited_from_the_stage_below() -> None:
    """A last stage without USER runs as the one it builds on, with arguments resolved."""
    found = _read("ARG UNAME=app\nFROM debian:12 AS base\nARG UNAME\nUSER $UNAME\nFROM base\nCMD run\n")

    assert found.user == "app"


def test_an_entry_point_that_drops_privileges_is_seen() -> None:
    """gosu and su-exec hand over to another user."""
    found = _read('FROM debian:12\nENTRYPOINT ["gosu", "app", "serve"]\n')

    assert found.drops_privileges


def test_purposes_are_told_by_name_and_folder() -> None:
    """Tests, development and editors' workspaces are told from what is shipped."""
    paths = [
        "Dockerfile",
        "Dockerfile.dev",
        "relational.e2e.Dockerfile",
        ".devcontainer/Dockerfile",
        ".ci/Dockerfile",
        "docker/web/Dockerfile",
    ]

    assert [purpose_of(path) for path in paths] == ["production", "development", "test", "workspace", "test", "production"]


def test_other_files_named_after_dockerfiles_are_none() -> None:
    """Ignore files, scripts and empty files build nothing."""
    repo = repo_of(
        {"Dockerfile.dockerignore": "*", "check_dockerfile.sh": "FROM x", "Dockerfile": "# later\n", "samples/Dockerfile": "FROM a"}
    )

    assert dockerfiles(repo) == ()


def test_a_module_about_dockerfiles_is_none() -> None:
    """Source code may be called after what it writes."""
    text = "FROM #{image}\n"

    assert [found.path for found in dockerfiles(repo_of({"lib/dockerfile.ex": text, "Dockerfile.rs": text, "Dockerfile.web": text}))] == [
        "Dockerfile.web"
    ]
