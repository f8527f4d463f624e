"""JavaScript and TypeScript: package.json, with the workspaces of npm, Yarn, pnpm, Bun and Lerna."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.syntax import dig, mapping, string, strings
from readiness_checks.facts.manifests import Dependency, Group, Manifest

LOCKS = ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "deno.lock")

_TABLES: tuple[tuple[str, Group], ...] = (
    ("dependencies", "runtime"), ("optionalDependencies", "runtime"), ("peerDependencies", "runtime"), ("devDependencies", "development"),
)  # fmt: skip
_EXACT = Regex(r"(?:npm:(?:@[^@/]+/)?[^@]+@)?[=v]?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$|.*#[0-9a-f]{40}$")
_LOCAL = ("workspace:", "file:", "link:", "portal:", "./", "../")


def read(repo: Repo) -> Iterator[Manifest]:
    """Every package.json that is a mapping."""
    for file in repo.named("package.json"):
        parsed = repo.json(file.path)
        if parsed.problem is not None:
            repo.unreadable(file.path, parsed.problem)
            yield Manifest(file.path, "npm", "", problem=parsed.problem.message)
            continue
        value = mapping(parsed.value)
        found: dict[str, Dependency] = {}
        for table, group in _TABLES:
            wanted = mapping(value.get(table))
            for name, version in wanted.items():
                constraint = string(version)
                local = constraint.startswith(_LOCAL)
                exact = local or bool(_EXACT.match(constraint))
                found.setdefault(name, Dependency(name, "npm", constraint, exact, group, file.path, wanted.line_of(name), local))
        members = (*strings(value.get("workspaces")), *strings(dig(value, "workspaces", "packages")), *_elsewhere(repo, file.folder))
        library = value.get("private") is not True and bool({"main", "module", "exports", "files"} & set(value))
        yield Manifest(file.path, "npm", string(value.get("name")), tuple(found.values()), members=members, library=library)


def _elsewhere(repo: Repo, folder: str) -> tuple[str, ...]:
    prefix = folder + "/" if folder else ""
    found: tuple[str, ...] = ()
    for name in ("pnpm-workspace.yaml", "pnpm-workspace.yml"):
        if repo.file(prefix + name) is not None:
            found += strings(dig(repo.yaml(prefix + name).value, "packages"))
    if repo.file(prefix + "lerna.json") is not None:
        found += strings(dig(repo.json(prefix + "lerna.json").value, "packages"))
    return found
