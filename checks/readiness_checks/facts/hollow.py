"""Files that stand where infrastructure or a migration belongs and hold none: empty, or nothing but comments."""

from __future__ import annotations

import re

from readiness.classify import File
from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.migrating import is_own

_MANIFESTS = Regex(
    r"(?:^|/)(?:k8s|kubernetes|kube|manifests?|helm|charts?|kustomize|deploy(?:ment)?s?|infra(?:structure)?|terraform|cloudformation|"
    r"ansible|argocd|gitops)(?:/|$)",
    re.IGNORECASE,
)
_MIGRATIONS = Regex(r"(?:^|/)(?:migrations?|migrate|versions|changelogs?)(?:/|$)", re.IGNORECASE)
_LARGE = 20_000  # bytes; what says nothing at such length is no placeholder


@fact
def hollow_infrastructure(repo: Repo) -> tuple[str, ...]:
    """Paths of the repository's own Terraform files, and of YAML files in folders named after deployment, that declare nothing."""
    return tuple(file.path for file in repo.files if _declares(file) and _is_hollow(repo, file, ("#", "//", "---", "/*", "*")))


def _declares(file: File) -> bool:
    if file.role not in ("source", "configuration") or file.link is not None:
        return False
    return file.suffix in (".tf", ".tofu", ".bicep") or (file.suffix in (".yaml", ".yml") and _MANIFESTS.search(file.folder) is not None)


@fact
def hollow_migrations(repo: Repo, component: Component) -> tuple[str, ...]:
    """Paths of SQL files in the component's folders of migrations that change nothing."""
    return tuple(
        file.path
        for file in repo.named("*.sql")
        if is_own(file) and component.owns(file.path) and _MIGRATIONS.search(file.folder) and changes_nothing(repo, file.path)
    )


def changes_nothing(repo: Repo, path: str) -> bool:
    """Whether a file is SQL without a statement."""
    file = repo.file(path)
    return file is not None and file.suffix == ".sql" and _is_hollow(repo, file, ("--", "/*", "*", "#"))


def _is_hollow(repo: Repo, file: File, comments: tuple[str, ...]) -> bool:
    if file.size > _LARGE:
        return False
    lines = (line.strip() for line in repo.text(file.path).splitlines())
    return all(not line or line.startswith(comments) for line in lines)
