"""Ansible playbooks and roles: whether they parse, and the roles, task files and templates that they name."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, Seq, mapping, sequence, string
from readiness_checks.facts.absence import surely_absent
from readiness_checks.facts.ansible import PLAY, playbooks
from readiness_checks.facts.provisioning.flaws import Flaw, InfrastructureFile, broken

MAX_TASKS = 2_000
MAX_LISTS = 1_000
_ROLE_NAME = Regex(r"(?:^|/)roles/([^/]+)/")
_ROLE_TASKS = ("include_role", "import_role")
_ROLE = Regex(r"(?:^|/)roles/[^/]+(?=/)")
_NAME = Regex(r"[A-Za-z][\w-]{0,80}")
_NESTED = ("block", "rescue", "always", "tasks", "pre_tasks", "post_tasks", "handlers")
# modules that take another file of tasks, and modules that take a file which lies in a folder of its own
_TASKS = ("include_tasks", "import_tasks", "import_playbook", "include")
_KEPT = {"template": "templates", "script": "files"}


@fact
def _roles(repo: Repo) -> frozenset[str]:
    """The names of the roles that are in the repository, or that its requirements or its collections bring."""
    found = {match.group(1) for file in repo.files if (match := _ROLE_NAME.search(file.path))}
    for file in repo.named("requirements.yml", "requirements.yaml"):
        listed = repo.yaml(file.path).value
        for item in (*sequence(listed), *sequence(mapping(listed).get("roles"))):
            source = string(item) or string(mapping(item).get("src"))
            found |= {string(mapping(item).get("name")), source, source.rpartition("/")[2].removesuffix(".git")}
    return frozenset(found - {""})


@fact
def _lists(repo: Repo) -> tuple[str, ...]:
    """The lists of tasks and handlers of roles that others than `main.yml` name."""
    named = repo.named("roles/*/tasks/*.y*ml", "**/roles/*/tasks/*.y*ml", "roles/*/handlers/*.y*ml", "**/roles/*/handlers/*.y*ml")
    return tuple(file.path for file in named if file.own and any(isinstance(task, Map) for task in sequence(repo.yaml(file.path).value)))[
        :MAX_LISTS
    ]


def ansible_files(repo: Repo) -> Iterator[InfrastructureFile]:
    """Every playbook and list of tasks with its flaws."""
    seen = {playbook.path for playbook in playbooks(repo)} | (set(_lists(repo)) if playbooks(repo) else set())
    for path in sorted(seen):
        yield InfrastructureFile(path, "ansible", (*broken(repo, path, repo.yaml(path), "YAML"), *_named(repo, path)))
    for path in sorted({hit.path for hit in repo.hits(PLAY)} - seen):
        if repo.yaml(path).problem is not None and ("tasks:" in repo.text(path) or "roles:" in repo.text(path)):
            yield InfrastructureFile(path, "ansible", broken(repo, path, repo.yaml(path), "YAML"))


def _named(repo: Repo, path: str) -> Iterator[Flaw]:
    pending: list[object] = [repo.yaml(path).value]
    for _ in range(MAX_TASKS):
        if not pending:
            return
        value = pending.pop()
        if isinstance(value, Seq):
            pending.extend(reversed(value))
        elif isinstance(value, Map):
            pending.extend(value[key] for key in _NESTED if key in value)
            yield from _task(repo, path, value)


def _task(repo: Repo, path: str, task: Map) -> Iterator[Flaw]:
    folder = path.rpartition("/")[0]
    match = _ROLE.search(path)
    role = path[: match.end()] if match else ""
    for name, value in task.items():
        module = name.removeprefix("ansible.builtin.")
        if module in _TASKS:
            written = string(value) or string(mapping(value).get("file"))
            # `include: x.yml tags=a` is the old spelling
            places: tuple[str, ...] = (folder, f"{role}/tasks") if role else (folder,)
            yield from _absent(repo, places, written.partition(" ")[0], task.line_of(name), "the task file")
        elif module in _ROLE_TASKS:
            yield from _role(repo, path, string(mapping(value).get("name")), task.line_of(name))
        elif module == "roles" and "hosts" in task:
            roles = sequence(value)
            for index, item in enumerate(roles):
                named = string(item) or string(mapping(item).get("role")) or string(mapping(item).get("name"))
                yield from _role(repo, path, named, roles.line_at(index))
        elif module == "template" and not role:
            places = (f"{folder}/templates" if folder else "templates", folder)
            yield from _absent(repo, places, string(mapping(value).get("src")), task.line_of(name), "the template")
        elif module in _KEPT and role:
            written = string(value).partition(" ")[0] if module == "script" else string(mapping(value).get("src"))
            places = (f"{role}/{_KEPT[module]}", role, f"{role}/tasks", folder)
            yield from _absent(repo, places, written, task.line_of(name), f"the {module}")
        elif module == "vars_files":
            for item in sequence(value):
                if isinstance(item, str):
                    yield from _absent(repo, (folder,), item, task.line_of(name), "the file of variables")


def _role(repo: Repo, path: str, name: str, line: int) -> Iterator[Flaw]:
    """The flaw of a role that is not among those beside the playbook; what has a namespace comes from elsewhere."""
    folder = path.rpartition("/")[0]
    home = path[: match.start()].rstrip("/") if (match := _ROLE.search(path)) else folder
    beside = f"{home}/roles" if home else "roles"
    if not _NAME.fullmatch(name) or name in _roles(repo) or not repo.has_folder(beside) or repo.named("ansible.cfg", "galaxy.yml"):
        return
    absent = surely_absent(repo, beside, name)
    if absent:
        yield Flaw("reference", f"the role `{absent}` does not exist", line)


def _absent(repo: Repo, places: tuple[str, ...], written: str, line: int, what: str) -> Iterator[Flaw]:
    absent = [surely_absent(repo, place, written) for place in places]
    if written and all(absent) and "vault" not in written and "secret" not in written:
        yield Flaw("reference", f"{what} `{absent[0]}` does not exist", line)
