"""PHP: composer.json."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.syntax import dig, mapping, sequence, string
from readiness_checks.facts.manifests import Dependency, Group, Manifest

LOCKS = ("composer.lock",)

_TABLES: tuple[tuple[str, Group], ...] = (("require", "runtime"), ("require-dev", "development"))
_EXACT = Regex(r"=?v?\d+(?:\.\d+){2,3}(?:-[\w.]+)?$|\S+#[0-9a-f]{40}$")


def read(repo: Repo) -> Iterator[Manifest]:
    """Every composer.json; extensions of PHP come from no registry, and PHP itself is no requirement."""
    for file in repo.named("composer.json"):
        parsed = repo.json(file.path)
        if parsed.problem is not None:
            repo.unreadable(file.path, parsed.problem)
            yield Manifest(file.path, "composer", "", problem=parsed.problem.message)
            continue
        value = mapping(parsed.value)
        folders = tuple(string(dig(item, "url")) for item in sequence(value.get("repositories")) if dig(item, "type") == "path")
        found = []
        for table, group in _TABLES:
            wanted = mapping(value.get(table))
            for name, version in wanted.items():
                extension = name.startswith("ext-")
                if "/" in name or extension:
                    constraint = string(version)
                    local = extension or (bool(folders) and constraint.startswith(("@dev", "dev-", "*")))
                    exact = local or bool(_EXACT.match(constraint))
                    found.append(Dependency(name.lower(), "composer", constraint, exact, group, file.path, wanted.line_of(name), local))
        library = string(value.get("type")) in ("library", "symfony-bundle", "composer-plugin")
        yield Manifest(file.path, "composer", string(value.get("name")), tuple(found), members=folders, library=library)
