"""How much source code there is, in lines that are not blank."""

from __future__ import annotations

from readiness.classify import BACKEND_LANGUAGES
from readiness.model import Component
from readiness.repo import Repo, fact


@fact
def lines_in(repo: Repo, path: str) -> int:
    """The lines of one file that are not blank."""
    return sum(map(bool, map(bytes.strip, repo.raw(path).split(b"\n"))))


@fact
def source_lines(repo: Repo, component: Component) -> int:
    """The lines of a component's own source in languages a backend can be written in; tests, generated and vendored code left out."""
    return sum(
        lines_in(repo, file.path)
        for file in repo.files
        if file.role == "source" and file.language in BACKEND_LANGUAGES and file.link is None and component.owns(file.path)
    )


@fact
def is_substantial(repo: Repo) -> bool:
    """Whether there is enough source (more than 2,000 lines) that a reader needs an explanation of its structure."""
    return source_lines(repo, Component("", "", "repository")) > 2_000
