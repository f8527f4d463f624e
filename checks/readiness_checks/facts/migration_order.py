"""Where the order of a set's migrations is not one line that every database can follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import dig, mapping, sequence, string
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.migrating.django import django_labels
from readiness_checks.facts.migrating.liquibase import missing_includes

_PROVIDER = Regex(r"(?m)^\s*provider\s*=\s*\"(\w+)\"")
_DATASOURCE = Regex(r"datasource\s+\w+\s*\{([^}]{0,2000})\}")
_SUM = Regex(r"(?m)^(\S+\.sql) h1:")
# tools that refuse two migrations of one name, and what stands before the name
_NAMED = {"rails": Regex(r"^\d+_([a-z0-9_]+)"), "ecto": Regex(r"^\d+_(\w+)")}


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the order is broken."""

    message: str
    path: str
    line: int


@fact
def breaks(repo: Repo, made: MigrationSet) -> tuple[Break, ...]:
    """Versions and names that two migrations share, parents and files that are missing, cycles, and ends beside the one there should be."""
    found = [*_shared(made), *_broken_links(made)]
    if made.tool == "django":
        found.extend(_missing_in_other_apps(repo, made))
    elif made.tool == "liquibase":
        found.extend(Break(f"includes `{name}`, which is missing", path, line) for path, line, name in missing_includes(repo, made))
    elif made.tool == "prisma":
        found.extend(_prisma(repo, made))
    elif made.tool in ("drizzle", "atlas"):
        found.extend(_journal(repo, made) if made.tool == "drizzle" else _sum(repo, made))
    return tuple(found)


def _shared(made: MigrationSet) -> Iterator[Break]:
    versions = Counter(migration.version for migration in made.migrations if migration.version)
    for migration in made.migrations:
        if migration.version and versions[migration.version] > 1:
            first = next(other for other in made.migrations if other.version == migration.version)
            if first is not migration:
                yield Break(f"`{migration.name}` has the same version as `{first.name}`", migration.path, migration.line)
    pattern = _NAMED.get(made.tool)
    seen: dict[str, Migration] = {}
    for migration in made.migrations if pattern is not None else ():
        match = pattern.match(migration.identity) if pattern is not None else None
        if match is None:
            continue
        name = match.group(1).replace("_", "")
        if name in seen and seen[name].version != migration.version:
            yield Break(f"`{migration.name}` has the same name as `{seen[name].name}`", migration.path, migration.line)
        seen.setdefault(name, migration)


def _broken_links(made: MigrationSet) -> Iterator[Break]:
    if not made.linked:
        return
    known = {migration.identity for migration in made.migrations}
    followed = {parent for migration in made.migrations for parent in migration.parents}
    for migration in made.migrations:
        for parent in (*migration.parents, *migration.needs):
            if parent not in known:
                yield Break(f"`{migration.identity}` builds on `{parent}`, which is missing", migration.path, migration.line)
    yield from _cycles(made, known)
    heads = [migration for migration in made.migrations if migration.identity not in followed]
    if len(heads) > made.heads_allowed:
        for head in heads:
            yield Break(f"`{head.identity}` is one of {len(heads)} heads", head.path, head.line)


def _cycles(made: MigrationSet, known: set[str]) -> Iterator[Break]:
    """Migrations that can never run: each waits for one that waits for it."""
    waiting = {migration.identity: {parent for parent in migration.parents if parent in known} for migration in made.migrations}
    children: dict[str, list[str]] = {}
    for identity, parents in waiting.items():
        for parent in parents:
            children.setdefault(parent, []).append(identity)
    ready = [identity for identity, parents in waiting.items() if not parents]
    while ready:
        done = ready.pop()
        for child in children.get(done, ()):
            waiting[child].discard(done)
            if not waiting[child]:
                ready.append(child)
        del waiting[done]
    # those that only follow a cycle are not its cause
    inner = {identity for identity in waiting if any(identity in waiting.get(child, ()) for child in children.get(identity, ()))}
    for migration in made.migrations:
        if migration.identity in inner:
            yield Break(f"`{migration.identity}` waits for migrations that wait for it", migration.path, migration.line)
            return


def _missing_in_other_apps(repo: Repo, made: MigrationSet) -> Iterator[Break]:
    """Dependencies on a migration that another app of the repository does not have."""
    labels = django_labels(repo)
    for migration in made.migrations:
        for need in migration.needs_elsewhere:
            app, _, name = need.partition(".")
            known = labels.get(app)
            if known is not None and name not in known:
                yield Break(f"`{migration.name}` depends on `{need}`, which is missing", migration.path, 1)


def _prisma(repo: Repo, made: MigrationSet) -> Iterator[Break]:
    lock = f"{made.folder}/migration_lock.toml".lstrip("/")
    home = made.folder.rpartition("/")[0]
    locked = string(dig(repo.toml(lock).value, "provider")) if repo.file(lock) is not None else ""
    for file in repo.named("*.prisma"):
        if file.folder != home or not locked:
            continue
        block = _DATASOURCE.search(repo.text(file.path))
        provider = _PROVIDER.search(block.group(1)) if block else None
        if provider and provider.group(1) != locked and {provider.group(1), locked} != {"postgresql", "postgres"}:
            line = repo.text(file.path).count("\n", 0, (block.start(1) if block else 0) + provider.start(1)) + 1
            yield Break(f"is for {provider.group(1)}, and `{lock}` holds its migrations to {locked}", file.path, line)


def _journal(repo: Repo, made: MigrationSet) -> Iterator[Break]:
    """Drizzle runs what its journal lists, and nothing else."""
    path = f"{made.folder}/meta/_journal.json".lstrip("/")
    entries = sequence(dig(repo.json(path).value, "entries"))
    tags: Mapping[str, int] = {string(mapping(entry).get("tag")): mapping(entry).line_of("tag") for entry in entries}
    if not tags:
        return
    names = {migration.identity: migration for migration in made.migrations}
    for tag, line in tags.items():
        if tag and tag not in names and repo.file(f"{made.folder}/{tag}.sql".lstrip("/")) is None:
            yield Break(f"lists `{tag}`, which is missing", path, line)
    for name, migration in names.items():
        if name not in tags:
            yield Break(f"`{name}` is not in the journal, so that nothing runs it", migration.path, 1)


def _sum(repo: Repo, made: MigrationSet) -> Iterator[Break]:
    """Atlas refuses a folder that is not as its sum file says."""
    path = f"{made.folder}/atlas.sum".lstrip("/")
    listed = set(_SUM.findall(repo.text(path)))
    for migration in made.migrations if listed else ():
        if migration.path.rpartition("/")[2] not in listed:
            yield Break(f"`{migration.name}` is not in `atlas.sum`", migration.path, 1)
    for name in sorted(listed):
        if repo.file(f"{made.folder}/{name}".lstrip("/")) is None:
            yield Break(f"lists `{name}`, which is missing", path, 1)
