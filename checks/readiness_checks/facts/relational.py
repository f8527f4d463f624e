"""Whether a component keeps data in a relational database when it runs."""

from __future__ import annotations

from readiness.model import Component
from readiness.repo import Repo, fact
from readiness_checks.facts.affinity import meant_for
from readiness_checks.facts.compose import compose_files
from readiness_checks.facts.kubernetes import kubernetes_files
from readiness_checks.facts.services import backends
from readiness_checks.facts.technologies import Use, used

_SHOWS_USE = ("import", "dependency", "configuration", "url")


@fact
def relational_uses(repo: Repo, component: Component) -> tuple[Use, ...]:
    """Uses of relational databases, and of mappers for them, in the component's own files, the database first.

    An image in a shared compose file may be anybody's; a dependency of tests or of development alone is none of a running service.
    """
    return tuple(use for use in _uses(repo, component) if component.owns(use.path))


@fact
def may_be_relational(repo: Repo, component: Component) -> bool:
    """Whether the component, or code that it shares and that is named after no other service, uses a relational database."""
    return any(meant_for(repo, component, use.path) for use in _uses(repo, component))


@fact
def _uses(repo: Repo, component: Component) -> tuple[Use, ...]:
    found = [
        use
        for use in used(repo, component, "database", "relational-orm")
        if not use.development and use.how in _SHOWS_USE and _runs(repo, use.path) and not _is_of_others(repo, use)
    ]
    return tuple(sorted(found, key=lambda use: (not use.technology.is_a("database"), _SHOWS_USE.index(use.how), use.path, use.line or 0)))


def _is_of_others(repo: Repo, use: Use) -> bool:
    """Whether an address stands in a manifest that starts several services together, where it may be any of theirs."""
    return use.how in ("url", "configuration") and len(backends(repo)) > 1 and use.path in _deployments(repo)


@fact
def _deployments(repo: Repo) -> frozenset[str]:
    return frozenset((*compose_files(repo), *(file.path for file in kubernetes_files(repo))))


def _runs(repo: Repo, path: str) -> bool:
    file = repo.file(path)
    return file is not None and file.role not in ("test", "fixture", "sample", "documentation")
