"""Commands that the documents tell a reader to type, and what each does: install, run, deploy, roll back, back up."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.documents import Section, sections

Purpose: TypeAlias = Literal["install", "run", "other"]


@dataclass(frozen=True, slots=True)
class Instruction:
    """One command of a section, as written, without its prompt."""

    command: str
    purpose: Purpose
    path: str
    line: int
    section: Section


_PROMPT = Regex(r"^\s*(?:[$#>%]\s+|PS>\s*|[\w.-]+@[\w.-]+[:~$ ]+\$\s*)?")
SHELLS = frozenset(
    {
        "",
        "bash",
        "sh",
        "shell",
        "console",
        "zsh",
        "fish",
        "terminal",
        "text",
        "shell-session",
        "shellsession",
        "powershell",
        "ps1",
        "cmd",
        "bat",
        "none",
    }
)
# The first word of what people type at a prompt; a line that starts otherwise is output or prose.
_PROGRAMS = frozenset(
    """
    npm npx yarn pnpm bun bunx node deno pip pip3 pipx pipenv poetry uv uvx pdm conda python python3 py virtualenv flask uvicorn gunicorn
    fastapi django-admin celery go air cargo rustup mvn mvnw gradle gradlew java sbt lein dotnet aspire bundle bundler rails rake foreman
    overmind gem ruby rbenv composer php artisan sail symfony mix iex elixir make just task docker docker-compose podman kubectl helm
    kustomize skaffold tilt minikube kind k3d vagrant terraform tofu pulumi ansible-playbook ansible sam serverless sls cdk aws gcloud az
    fly flyctl heroku git cp curl wget psql mysql createdb brew apt apt-get yum dnf apk sudo source export alembic
    prisma knex nx turbo lerna
    cap kamal eb doctl systemctl service redis-cli mongosh pg_dump pg_restore pg_dumpall mysqldump mongodump etcdctl
    velero restic nix devenv
    devbox mise asdf nvm direnv bin/setup bin/dev bin/rails poe tox nox invoke inv fab swift vapor stack cabal crystal shards rebar3 encore
    """.split()
)
_INSTALL = Regex(
    r"""
    \b(?: pip3?\ install | uv\ (?:sync|pip|venv|tool\ install|add) | (?:poetry|pdm|pipenv)\ (?:install|sync)
    | conda\ (?:env|create|install)
    | (?:npm|pnpm|bun)\ (?:i|ci|install|add)\b | yarn(?:\ install)?\s*$ | yarn\ add | bundle(?:\ install)?\s*$

    | composer\ (?:install|update|create-project|require)
    | go\ (?:mod|get|install|build) | cargo\ (?:build|install) | mvnw?\b.*\b(?:install|package|compile)
    | gradlew?\b.*\b(?:build|assemble|install)
    | dotnet\ (?:restore|build|new|tool) | mix\ (?:deps|setup|ecto)
    | make\ \S*(?:install|setup|init|bootstrap|deps|build|prepare|requirements)\S*
    | (?:just|task)\ \S*(?:install|setup|init|bootstrap|deps|build)\S* | bin/setup
    | (?:brew|apt|apt-get|yum|dnf|apk)\b.*\b(?:install|add) | git\ clone
    | cp\s+\S*env\S*\s | (?:docker|podman)(?:-compose|\ compose)?\ (?:build|pull) | helm\ repo\ add
    | (?:python3?|py)\ -m\ (?:venv|pip) | virtualenv
    | rails\ (?:db:\S+|new) | rake\ db:\S+ | (?:python3?\ )?manage\.py\ migrate | artisan\ (?:key:generate|migrate) | createdb
    | alembic\ upgrade | npx\ create-
    )
    """,
    re.VERBOSE,
)
_RUN = Regex(
    r"""
    \b(?: (?:docker|podman)(?:-compose|\ compose)\b.*\bup\b | (?:docker|podman)\ run
    | make\ (?:\S*[-_:./])?(?:run|dev|up|start|serve|server|demo|local|develop)(?![a-z])\S*
    | (?:npm|pnpm|yarn|bun|deno)\ (?:run\ |task\ )?(?:start|dev|serve|develop|up|debug|watch|local)\S*
    | (?:node|nodemon|ts-node|tsx|bun)\ \S+\.[cm]?[jt]s | node\ \.\s*$
    | go\ run | cargo\ (?:run|watch|shuttle) | spring-boot:(?:run|start) | bootRun | quarkus:dev | mn:run | java\ .*-jar
    | sbt\ .*run | lein\ run
    | dotnet\ (?:run|watch) | aspire\ run | rails\ s(?:erver)?\b | bin/(?:dev|rails\ s\w*) | rackup | puma\b | foreman\ start
    | overmind\ start
    | artisan\ (?:serve|octane) | sail\ up | composer\ (?:run\ )?(?:dev|serve|start) | symfony\ (?:serve|server) | php\ -S
    | flask\ (?:\S+\ )*run | uvicorn | gunicorn | hypercorn
    | fastapi\ (?:dev|run) | manage\.py\ runserver | (?:python3?|py|uv\ run|poetry\ run|pdm\ run)\ (?:
        (?:python3?\ )?[\w./-]+\.py(?!\ (?:migrate|test|check|collectstatic|createsuperuser|shell|makemigrations))(?:\s|$)
        | (?:python3?\ )?-m\ (?!(?:pip|venv|virtualenv|build|pytest|unittest|ensurepip|ruff|mypy|black|flake8|isort|pre.commit)\b)
      )
    | (?:uv|poetry|pdm)\ run\ (?:(?:task|poe|just)\ )?(?:\S*[-_:./])?(?:run|dev|up|start|serve|server)(?![a-z])
    | mix\ phx\.server | iex\ -S
    | skaffold\ (?:run|dev) | tilt\ up | vagrant\ up | kubectl\ (?:apply|create) | helm\ (?:install|upgrade) | kustomize\ build
    | sam\ (?:local|deploy) | (?:serverless|sls)\ (?:offline|deploy)
    | cdk\ deploy | (?:just|task|poe|inv|invoke|nx|turbo)\ (?:run\ |-p\ )?(?:\S*[-_:./])?(?:run|dev|up|start|serve|server)(?![a-z])\S*
    | devenv\ up
    | nix\ (?:run|develop) | air\s*$ | systemctl\ (?:re)?start
    )
    """,
    re.VERBOSE,
)


@fact
def instructions(repo: Repo) -> tuple[Instruction, ...]:
    """Every command that the repository's documents give, in the order of the documents."""
    return tuple(instruction for section in sections(repo) for instruction in commands_of(section))


def commands_of(section: Section) -> tuple[Instruction, ...]:
    """The commands of one section: lines of its shell blocks, and code within its prose."""
    found: list[Instruction] = []
    for block in section.blocks:
        for offset, line in enumerate(block.text.splitlines()[:200]):
            prompt = _PROMPT.match(line)
            command = line[prompt.end() :].strip() if prompt else line.strip()
            # a prompt shows a command whatever language the block claims to be in
            if (block.language in SHELLS or (prompt and prompt.group().strip())) and is_command(command):
                found.append(Instruction(command, _purpose(command), section.path, block.line + offset, section))
    for code, number in section.codes:
        command = _PROMPT.sub("", code, count=1).strip()
        if " " in command and is_command(command):
            found.append(Instruction(command, _purpose(command), section.path, number, section))
    return tuple(found)


def without_prompt(line: str) -> str:
    """A line of a terminal as it is typed."""
    prompt = _PROMPT.match(line)
    return line[prompt.end() :].strip() if prompt else line.strip()


def is_command(text: str) -> bool:
    """Whether a text begins as what people type at a prompt does."""
    words = text.split()
    while words and re.fullmatch(r"[A-Z_][A-Z0-9_]*=\S*", words[0]):
        words = words[1:]
    if not words:
        return False
    first = words[0].removeprefix("./")
    return (
        first in _PROGRAMS
        or (words[0].startswith("./") and len(first) > 1)
        or first.endswith(("/manage.py", ".sh", ".ps1", ".bat", "mvnw", "gradlew"))
        or first.startswith(("bin/", "scripts/", "vendor/bin/", "script/"))
    )


def _purpose(command: str) -> Purpose:
    if _RUN.search(command):
        return "run"
    return "install" if _INSTALL.search(command) else "other"
