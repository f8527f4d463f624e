"""Ansible playbooks and roles that do something: plays with tasks or roles, and the tasks of roles."""

from __future__ import annotations

from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness.syntax import Map, Seq, mapping, sequence

PLAY = Pattern(("hosts:",), r"^-?\s*hosts:\s*\S", suffixes=(".yml", ".yaml"), roles=("configuration",))


@dataclass(frozen=True, slots=True)
class Playbook:
    """A file with a play, or a role's task list; `line` is where it begins."""

    path: str
    line: int


@fact
def playbooks(repo: Repo) -> tuple[Playbook, ...]:
    """The repository's own playbooks and role task files that hold at least one task or role, sorted by path."""
    found: dict[str, int] = {}
    for hit in repo.hits(PLAY):
        plays = repo.yaml(hit.path).value
        if isinstance(plays, Seq) and any(
            "hosts" in mapping(play) and any(mapping(play).get(key) for key in ("tasks", "roles", "pre_tasks", "post_tasks"))
            for play in plays
        ):
            found.setdefault(hit.path, hit.line)
    for file in repo.named("roles/*/tasks/main.yml", "**/roles/*/tasks/main.yml", "**/roles/*/tasks/main.yaml"):
        if file.own and any(isinstance(task, Map) for task in sequence(repo.yaml(file.path).value)):
            found.setdefault(file.path, 1)
    return tuple(Playbook(path, line) for path, line in sorted(found.items()))
