"""Where backups of databases are configured, scripted, scheduled or written down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness.syntax import Map, dig, mapping, sequence, string
from readiness_checks.facts.backup_commands import (
    BACKUP_IMAGE,
    IN_PROGRAMS,
    IN_SCRIPTS,
    IN_TASKS,
    calls_out,
    dump_in,
    keeps_data,
    restore_in,
    said,
)
from readiness_checks.facts.compose import compose_files, compose_services
from readiness_checks.facts.documents import Section, sections
from readiness_checks.facts.images import parse_image
from readiness_checks.facts.infrastructure import infrastructure
from readiness_checks.facts.kubernetes import kubernetes_files, workloads
from readiness_checks.facts.managed_databases import kept

How: TypeAlias = Literal["infrastructure", "schedule", "script", "document"]

DECLARED = Pattern(
    (
        "backupRetention",
        "backup_retention",
        "BackupRetention",
        "pointInTimeRecovery",
        "point_in_time_recovery",
        "PointInTimeRecovery",
        "BackupPlan",
        "backupConfiguration",
    ),
    r"\b(?:backupRetention|backup_retention|BackupRetention)(?:_?[Pp]eriod|_?[Dd]ays)?\s*[:=(]\s*(?!0\b|Duration\.days\(0)[\w$(]"
    r"|\b(?:pointInTimeRecovery|point_in_time_recovery|PointInTimeRecovery)\w*\s*[:=(]\s*(?:true|True|\{|new\b|pulumi\.Bool\(true)"
    r"|\bnew\s+(?:backup\.)?BackupPlan\(|\bBackupPlan(?:\.daily\w*|Args)?\(|\bbackupConfiguration\s*:\s*\{",
    languages=("typescript", "javascript", "python", "go", "java", "csharp"),
)
_TITLE = Regex(
    r"\bback(?:ing|ed)?[\s-]?ups?\b|\brestor(?:e|es|ing|ation)\b|\bdisaster recovery\b|\bpoint-in-time\b"
    r"|\b(?:replicat|dump|export)(?:e|ing)? the database\b",
    re.IGNORECASE,
)
_NOT_DATA = Regex(
    r"backup[\s-]?codes?|backup (?:phone|number|e-?mail|eligib|method|key|state)|webauthn"
    r"|restore (?:purchases?|packages?|dependencies|session|point)|(?:dotnet|nuget|npm) restore",
    re.IGNORECASE,
)
_FOR_DEVELOPMENT = Regex(r"\blocal(?:ly)?\b|\bdev(?:elopment)?\b|\btest(?:s|ing)?\b|\bseed|\bsample|\bfixture|\bstaging\b", re.IGNORECASE)
_GROUPS = {"velero.io", "k8up.io", "stash.appscode.com", "volsync.backube", "core.kubestash.com", "gemini.fairwinds.com"}
_OPERATORS = {
    "pgv2.percona.com",
    "psmdb.percona.com",
    "pxc.percona.com",
    "postgres-operator.crunchydata.com",
    "k8s.mariadb.com",
    "pingcap.com",
}


@dataclass(frozen=True, slots=True)
class Backup:
    """One place that shows that data is backed up; `note` says what it is."""

    how: How
    note: str
    path: str
    line: int


@fact
def backups(repo: Repo) -> tuple[Backup, ...]:
    """Every sign of backups in the repository's own files: infrastructure first, then schedules, scripts and documents."""
    order: dict[How, int] = {"infrastructure": 0, "schedule": 1, "script": 2, "document": 3}
    found = {*_declared(repo), *_on_kubernetes(repo), *_in_compose(repo), *_configured(repo), *_scripted(repo), *_documented(repo)}
    return tuple(sorted(found, key=lambda item: (order[item.how], item.path, item.line, item.note)))


def _declared(repo: Repo) -> Iterator[Backup]:
    for item in kept(repo):
        yield Backup("infrastructure", item.note, item.path, item.line)
    if any(item.tool in ("cdk", "pulumi") for item in infrastructure(repo)):
        for hit in repo.hits(DECLARED):
            yield Backup("infrastructure", " ".join(hit.text.split())[:60].rstrip("{(["), hit.path, hit.line)


def _on_kubernetes(repo: Repo) -> Iterator[Backup]:
    for file in kubernetes_files(repo):
        for document in repo.yaml(file.path).documents if file.path.endswith((".yaml", ".yml")) else ():
            kind, version = (string(mapping(document).get(key)) for key in ("kind", "apiVersion"))
            if _backs_up(kind, version, mapping(mapping(document).get("spec"))):
                yield Backup("infrastructure", f"{kind} of {version.partition('/')[0]}", file.path, mapping(document).line_of("kind"))
    for workload in workloads(repo):
        for container in workload.containers:
            command = " ".join(string(part) for key in ("command", "args") for part in sequence(container.fields.get(key)))
            if BACKUP_IMAGE.search(parse_image(container.image).repository) or dump_in(command):
                how: How = "schedule" if workload.kind == "CronJob" else "infrastructure"
                yield Backup(how, f"{workload.kind} {workload.name}", workload.path, workload.line)


def _backs_up(kind: str, version: str, spec: Map) -> bool:
    """Whether a custom resource is a backup or asks for them."""
    group = version.partition("/")[0]
    if group in _GROUPS:
        return kind in ("Schedule", "Backup", "BackupConfiguration", "ReplicationSource", "SnapshotGroup")
    if group == "postgresql.cnpg.io":
        return kind == "ScheduledBackup" or (kind == "Cluster" and isinstance(spec.get("backup"), Map))
    if group in _OPERATORS:
        asked = (dig(spec, "backup", "schedule"), dig(spec, "backup", "tasks"), dig(spec, "backups", "pgbackrest"))
        return kind in ("Backup", "BackupSchedule") or any(asked)
    return group == "mysql.presslabs.org" and kind == "MysqlBackup"


def _in_compose(repo: Repo) -> Iterator[Backup]:
    for service in compose_services(repo):
        if BACKUP_IMAGE.search(parse_image(service.image).repository) or dump_in(service.command):
            yield Backup("schedule", f"compose service {service.name}", service.path, service.line)


def _configured(repo: Repo) -> Iterator[Backup]:
    """Configuration files of tools that do nothing but back up."""
    for file in repo.named("litestream.yml", "litestream.yaml"):
        if file.own and sequence(mapping(repo.yaml(file.path).value).get("dbs")):
            yield Backup("schedule", "Litestream replicates the database", file.path, 1)
    for file in repo.named("pgbackrest.conf", "barman.conf", "wal-g.yaml", ".walg.json", "borgmatic.yaml", "borgmatic/config.yaml"):
        if file.own and file.size > 20:
            yield Backup("schedule", f"configuration of {file.name.lstrip('.').partition('.')[0]}", file.path, 1)
    for file in repo.named("config/backup.php"):
        if file.own and re.search(r"['\"](?:source|databases)['\"]\s*=>", repo.text(file.path)):
            yield Backup("schedule", "configuration of laravel-backup", file.path, 1)


def _scripted(repo: Repo) -> Iterator[Backup]:
    elsewhere = {*compose_files(repo), *(file.path for file in kubernetes_files(repo))}
    programs = set(repo.hits(IN_PROGRAMS))
    for hit in repo.hits(IN_SCRIPTS, IN_TASKS, IN_PROGRAMS):
        if _is_ci(hit.path) or hit.path in elsewhere:
            continue
        program = hit in programs
        around = _from_line(repo.text(hit.path), hit.line, 12 if program else 2)
        if program and not calls_out(_from_line(repo.text(hit.path), max(1, hit.line - 12), 24)):
            continue
        if keeps_data(around, hit.path if program else ""):
            yield Backup("script", said(hit.text), hit.path, hit.line)


def _is_ci(path: str) -> bool:
    folders = (".github/", ".circleci/", ".gitlab", ".woodpecker", ".drone", ".buildkite")
    return path.startswith(folders) or path.endswith((".gitlab-ci.yml", "azure-pipelines.yml"))


def _from_line(text: str, number: int, lines: int) -> str:
    """The line `number` (from 1) of `text` and the `lines` after it, cut to 2,000 characters."""
    return "\n".join(text.split("\n", number + lines)[max(0, number - 1) : number + lines])[:2_000]


def _documented(repo: Repo) -> Iterator[Backup]:
    for section in sections(repo):
        note = _procedure(section)
        if note:
            yield Backup("document", note, section.path, section.line)


def _procedure(section: Section) -> str:
    """What a section's backup procedure is, "" where it only speaks of backups."""
    titles = " ".join((*section.trail[-1:], section.title))
    named = bool(_TITLE.search(titles)) and not _NOT_DATA.search(titles)
    command = next(filter(None, (dump_in(block.text) for block in section.blocks)), "")
    if command and (named or _speaks_of_both(section)):
        return f"{section.title}: {command}"
    if not named:
        return ""
    command = next(filter(None, (dump_in(code) for code, _ in section.codes)), "")
    if not command and not _FOR_DEVELOPMENT.search(titles):
        command = next(filter(None, map(restore_in, (*(block.text for block in section.blocks), *(code for code, _ in section.codes)))), "")
    if command:
        return f"{section.title}: {command}"
    about_data = re.search(r"\b(?:database|data|volume|snapshot|dump)\b", section.text, re.IGNORECASE)
    concrete = section.blocks or section.codes or section.numbered >= 2
    return f"{section.title}: {section.steps} steps" if about_data and concrete and section.steps >= 2 else ""


def _speaks_of_both(section: Section) -> bool:
    """Whether a section under another title says how a backup is taken and how it is restored."""
    said = " ".join((section.title, section.text, *(block.text for block in section.blocks)))
    return all(re.search(word, said, re.IGNORECASE) for word in (r"\bback(?:ing)?[\s-]?up", r"restor|\bpsql\b[^\n]*<"))
