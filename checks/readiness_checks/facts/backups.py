"""Where backups of databases are configured, scripted, scheduled or written down; and where they are switched off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness.syntax import Map, dig, mapping, sequence, string

from readiness_checks.facts.compose import compose_files, compose_services
from readiness_checks.facts.documents import Section, sections
from readiness_checks.facts.images import parse_image
from readiness_checks.facts.infrastructure import infrastructure
from readiness_checks.facts.kubernetes import kubernetes_files, workloads
from readiness_checks.facts.resources import Resource, resources

How: TypeAlias = Literal["infrastructure", "schedule", "script", "document"]

# A command that copies the data of a database, or a tool that does nothing else.
_DUMP = (
    r"(?:^|[\s;&|`'\"(\[{=/@$])(?:pg_dump(?:all)?|pg_basebackup|mysqldump|mariadb-dump|mydumper|mongodump|xtrabackup|mariabackup|expdp|cbbackupmgr)(?=[\s'\",\]`\\)]|$)"
    r"|\brestic\s+(?:-\S+\s+){0,4}backup\b|\bborg\s+create\b|\bwal-g\s+(?:backup-push|wal-push)\b|\bwal-e\s+backup-push\b|\bpgbackrest\b.{0,80}\bbackup\b|\bbarman\s+(?:backup|cron)\b|\blitestream\s+replicate\b"
    r"|\bkopia\s+snapshot\s+create\b|\bduplicity\b|\bvelero\s+(?:backup|schedule)\s+create\b|\baws\s+(?:rds\s+create-db-(?:cluster-)?snapshot|dynamodb\s+create-backup|backup\s+start-backup-job)\b|\bgcloud\s+(?:sql\s+(?:backups\s+create|export)|firestore\s+export)\b"
    r"|\bheroku\s+pg:backups\b|\bflyctl?\s+postgres\s+backup\b|\bdokku\s+\w+:backup\b|\bpg:backups:(?:capture|schedule)\b|\bBACKUP\s+DATABASE\s+[\[@$\w]|\bVACUUM\s+INTO\b|[\s\"']\.backup\s+['\"\\/$#\w]|\b(?:manage\.py|artisan)\s+(?:dbbackup|backup:run)\b|\bmix\s+\w+\.backup\b|\bcockroach\s+(?:dump|sql\b.{0,60}\bBACKUP)\b|\bneo4j-admin\s+(?:database\s+)?(?:dump|backup)\b|\bnodetool\s+snapshot\b|\betcdctl\s+snapshot\s+save\b"
)
_LITERALS = (
    "pg_dump", "pg_basebackup", "mysqldump", "mariadb-dump", "mydumper", "mongodump", "xtrabackup", "mariabackup", "expdp", "restic", "borg create", "wal-g", "wal-e", "pgbackrest", "barman ", "litestream", "kopia snapshot", "duplicity", "velero ",
    "create-db-snapshot", "create-db-cluster-snapshot", "create-backup", "sql backups create", "gcloud sql export", "firestore export", "pg:backups", "BACKUP DATABASE", "VACUUM INTO", ".backup ", "dbbackup", "backup:run", "neo4j-admin", "nodetool snapshot", "etcdctl snapshot",
)  # fmt: skip
_SHELL_NAMES = ("makefile", "gnumakefile", "justfile", "crontab", "package.json", "taskfile.yml", "taskfile.yaml", "rakefile", "root-deploy")
DUMP_SCRIPT = Pattern(_LITERALS, _DUMP, languages=("shell", "powershell", "sql"), roles=("source",), lines=3)
DUMP_TASK = Pattern(_LITERALS, _DUMP, names=_SHELL_NAMES, suffixes=("", ".mk", ".just", ".yml", ".yaml", ".cron", ".service", ".timer"), roles=("configuration", "source"), lines=3)
DUMP_PROGRAM = Pattern(_LITERALS, _DUMP, languages=("python", "ruby", "php", "javascript", "typescript", "go", "java", "kotlin", "csharp", "elixir", "rust", "perl"), roles=("source",), lines=3)
# the definition alone, thrown away or compared: no data is kept
_DEFINITION_ONLY = re.compile(r"--schema-only|--no-data\b|(?:pg_dump|pg_dumpall)\b[^\n|;&]{0,80}\s-s\b|schema_only|--help|--version|\bwhich\s+\w*dump|command -v|\binstall\b|apt-get|apk add|brew ", re.I)
_KEEPS = re.compile(r"back(?:ing)?[-_ ]?up|restic|borg|archive|snapshot", re.I)

DECLARED = Pattern(
    ("backupRetention", "backup_retention", "BackupRetention", "pointInTimeRecovery", "point_in_time_recovery", "PointInTimeRecovery", "BackupPlan", "backupConfiguration"),
    r"\b(?:backupRetention(?:Period|Days)?|backup_retention(?:_period|_days)?|BackupRetention(?:Period|Days)?)\s*[:=(]\s*(?!0\b|Duration\.days\(0)[\w$(]|\b(?:pointInTimeRecovery(?:Specification|Enabled)?|point_in_time_recovery\w*|PointInTimeRecovery\w*)\s*[:=(]\s*(?:true|True|\{|new\b|pulumi\.Bool\(true)|\bnew\s+(?:backup\.)?BackupPlan\(|\bBackupPlan(?:\.daily\w*|Args)?\(|\bbackupConfiguration\s*:\s*\{",
    languages=("typescript", "javascript", "python", "go", "java", "csharp"),
)
_RETENTIONS = (
    "backup_retention_period", "backupretentionperiod", "backup_retention_days", "backup.backupretentiondays", "backupretentiondays", "short_term_retention_policy.retention_days", "retentiondays", "preferred_backup_retention", "automatic_backup_retention_days", "backup_retention",
)  # fmt: skip
_SWITCHES = (
    "settings.backup_configuration.enabled", "backup_configuration.enabled", "point_in_time_recovery.enabled", "point_in_time_recovery_enabled", "pointintimerecoveryspecification.pointintimerecoveryenabled",
    "automated_backup_policy.enabled", "continuous_backup_config.enabled", "cloud_backup", "pit_enabled", "provider_backup_enabled", "backup_enabled", "backups_enabled", "automatic_backups",
)  # fmt: skip
_BACKUP_TYPES = re.compile(
    r"aws_backup_(?:plan|selection)\Z|AWS::Backup::BackupPlan\Z|azurerm_(?:data_protection_)?backup_(?:policy|instance|protected)\w*\Z|google_(?:firestore|spanner)_backup_schedule\Z|google_backup_dr_(?:backup_plan|management_server)\w*\Z|google_sql_backup_run\Z|google_gke_backup_backup_plan\Z"
    r"|mongodbatlas_cloud_backup_schedule\Z|azurerm_mssql_database_extended_backup\w*\Z|Microsoft\.(?:DataProtection|RecoveryServices)/\w+/\w*(?:backup|protect)\w*|Microsoft\.Sql/servers/databases/backup(?:Short|Long)TermRetentionPolicies|aws_dlm_lifecycle_policy\Z|AWS::DLM::LifecyclePolicy\Z|scaleway_rdb_database_backup\Z|linode_instance_backup",
    re.I,
)  # fmt: skip
_STORE_TYPES = re.compile(
    r"aws_(?:db_instance|rds_cluster|dynamodb_table|docdb_cluster|neptune_cluster)\Z|AWS::(?:RDS::DB(?:Instance|Cluster)|DynamoDB::(?:Global)?Table|DocDB::DBCluster|Neptune::DBCluster|Serverless::SimpleTable)\Z|google_(?:sql_database_instance|alloydb_cluster)\Z|azurerm_(?:postgresql|mysql|mariadb)(?:_flexible)?_server\Z|azurerm_(?:mssql_database|cosmosdb_account)\Z"
    r"|Microsoft\.(?:DBforPostgreSQL|DBforMySQL)/(?:flexibleServers|servers)\Z|Microsoft\.DocumentDB/databaseAccounts\Z|mongodbatlas_(?:advanced_)?cluster\Z|module:.*(?:rds|aurora|dynamodb|sql-db|alloy-db|postgresql|mysql)",
    re.I,
)  # fmt: skip
_BACKUP_IMAGES = re.compile(
    r"postgres-backup|mysql-backup|mariadb-backup|mongo(?:db)?-backup|db-backup|docker-volume-backup|volume-backup|(?:^|/)restic|(?:^|/)litestream|pgbackrest|(?:^|/)barman|pg_dump|pgdump|wal-g|backup-local|backup-s3|s3-backup|resticker|borgmatic|(?:^|/)databasus|pgbackweb|postgresus"
)
_TITLE = re.compile(r"\bback(?:ing|ed)?[\s-]?ups?\b|\brestor(?:e|es|ing|ation)\b|\bdisaster recovery\b|\breplicating the database\b|\bdump(?:ing)? the database\b|\bexport(?:ing)? the database\b|\bpoint-in-time\b", re.I)
_NOT_DATA = re.compile(r"backup[\s-]?codes?|backup (?:phone|number|e-?mail|eligib|method|key)|restore (?:purchases?|packages?|dependencies|session|point)|(?:dotnet|nuget|npm) restore|backup state|webauthn", re.I)


@dataclass(frozen=True, slots=True)
class Backup:
    """One place that shows that data is backed up; `note` says what it is."""

    how: How
    note: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Unprotected:
    """A managed database whose definition switches backups off, or says nothing of them (`off` is then false)."""

    name: str
    off: bool
    path: str
    line: int


@fact
def backups(repo: Repo) -> tuple[Backup, ...]:
    """Every sign of backups in the repository's own files: infrastructure first, then schedules, scripts and documents."""
    order: dict[How, int] = {"infrastructure": 0, "schedule": 1, "script": 2, "document": 3}
    found = {*_declared(repo), *_on_kubernetes(repo), *_in_compose(repo), *_configured(repo), *_scripted(repo), *_documented(repo)}
    return tuple(sorted(found, key=lambda item: (order[item.how], item.path, item.line)))


@fact
def unprotected(repo: Repo) -> tuple[Unprotected, ...]:
    """The managed databases in infrastructure code that are not backed up by what their definition says."""
    return tuple(
        Unprotected(f"{resource.type}.{resource.name}", any(_off(resource)), resource.path, resource.line)
        for resource in resources(repo)
        if _STORE_TYPES.match(resource.type) and not _kept(resource)
    )


def _declared(repo: Repo) -> Iterator[Backup]:
    for resource in resources(repo):
        kept = _kept(resource)
        if kept:
            yield Backup("infrastructure", f"{resource.type}: {kept[0]}", resource.path, kept[1])
    if any(item.tool in ("cdk", "pulumi") for item in infrastructure(repo)):
        for hit in repo.hits(DECLARED):
            yield Backup("infrastructure", " ".join(hit.text.split())[:60].rstrip("{(["), hit.path, hit.line)


def _kept(resource: Resource) -> tuple[str, int] | None:
    """What makes the resource a backup or keep one, and its line."""
    if _BACKUP_TYPES.match(resource.type):
        return resource.name, resource.line
    if not _STORE_TYPES.match(resource.type) and not re.search(r"db|sql|dynamo|rds|mongo|postgres|cosmos|firestore|spanner", resource.type, re.I):
        return None
    for item in resource.attributes:
        path = item.path.lower()
        if path.endswith(_RETENTIONS) and re.fullmatch(r"[1-9][0-9]*|(?:var|local)\..+|[A-Z]\w+", item.value):
            return f"{item.path} = {item.value}", item.line
        if path.endswith(_SWITCHES) and item.value.lower() == "true":
            return f"{item.path} = true", item.line
        if path in ("backup.type", "backuppolicy.type"):
            return f"{item.path} = {item.value}", item.line
    return None


def _off(resource: Resource) -> Iterator[bool]:
    for item in resource.attributes:
        path = item.path.lower()
        if (path.endswith(_RETENTIONS) and item.value == "0") or (path.endswith(_SWITCHES) and item.value.lower() == "false"):
            yield True


def _on_kubernetes(repo: Repo) -> Iterator[Backup]:
    kinds = {"Schedule", "ScheduledBackup", "Backup", "BackupConfiguration", "PerconaServerMongoDB", "PerconaPGCluster", "PerconaXtraDBCluster", "PostgresCluster", "Cluster", "MysqlBackup", "ReplicationSource", "BackupSchedule", "Kluster", "Restic"}
    for file in kubernetes_files(repo):
        if not kinds & set(file.kinds):
            continue
        for document in repo.yaml(file.path).documents:
            kind, version, spec = (mapping(document).get(key) for key in ("kind", "apiVersion", "spec"))
            if _is_backup_kind(string(kind), string(version), mapping(spec)):
                yield Backup("infrastructure", f"{string(kind)} of {string(version).partition('/')[0]}", file.path, mapping(document).line_of("kind"))
    for workload in workloads(repo):
        for container in workload.containers:
            said = " ".join(string(part) for key in ("command", "args") for part in sequence(container.fields.get(key)))
            if workload.kind in ("CronJob", "Deployment", "StatefulSet") and (_BACKUP_IMAGES.search(parse_image(container.image).repository) or re.search(_DUMP, said)):
                yield Backup("schedule" if workload.kind == "CronJob" else "infrastructure", f"{workload.kind} {workload.name}", workload.path, workload.line)


def _is_backup_kind(kind: str, version: str, spec: Map) -> bool:
    group = version.partition("/")[0]
    if group in ("velero.io", "k8up.io", "stash.appscode.com", "volsync.backube", "core.kubestash.com", "gemini.fairwinds.com"):
        return kind in ("Schedule", "Backup", "BackupConfiguration", "ReplicationSource", "SnapshotGroup")
    if group == "postgresql.cnpg.io":
        return kind == "ScheduledBackup" or (kind == "Cluster" and isinstance(spec.get("backup"), Map))
    if group in ("pgv2.percona.com", "psmdb.percona.com", "pxc.percona.com", "postgres-operator.crunchydata.com", "k8s.mariadb.com", "pingcap.com"):
        return kind in ("Backup", "BackupSchedule") or bool(dig(spec, "backup", "schedule") or dig(spec, "backup", "tasks") or dig(spec, "backups", "pgbackrest"))
    return group == "mysql.presslabs.org" and kind == "MysqlBackup"


def _in_compose(repo: Repo) -> Iterator[Backup]:
    for service in compose_services(repo):
        if _BACKUP_IMAGES.search(parse_image(service.image).repository) or re.search(_DUMP, service.command):
            yield Backup("schedule", f"compose service {service.name}", service.path, service.line)


def _configured(repo: Repo) -> Iterator[Backup]:
    """Configuration files of tools that do nothing but back up."""
    for file in repo.named("litestream.yml", "litestream.yaml"):
        if file.own and sequence(mapping(repo.yaml(file.path).value).get("dbs")):
            yield Backup("schedule", "Litestream replicates the database", file.path, 1)
    for file in repo.named("pgbackrest.conf", "barman.conf", "wal-g.yaml", ".walg.json", "borgmatic.yaml", "borgmatic/config.yaml", ".pgbackrest.conf"):
        if file.own and file.size > 20:
            yield Backup("schedule", f"configuration of {file.name.partition('.')[0] or file.name}", file.path, 1)
    for file in repo.named("config/backup.php"):
        if file.own and re.search(r"['\"](?:source|databases)['\"]\s*=>", repo.text(file.path)):
            yield Backup("schedule", "configuration of laravel-backup", file.path, 1)


def _scripted(repo: Repo) -> Iterator[Backup]:
    elsewhere = {*compose_files(repo), *(file.path for file in kubernetes_files(repo))}
    programs = set(repo.hits(DUMP_PROGRAM))
    for hit in repo.hits(DUMP_SCRIPT, DUMP_TASK, DUMP_PROGRAM):
        if _is_ci(hit.path) or hit.path in elsewhere:
            continue
        around = _around_line(repo.text(hit.path), hit.line, 12 if hit in programs else 2)
        # a program that speaks of a dump may compare or load one: it must say that it keeps it
        if not _DEFINITION_ONLY.search(around) and (hit not in programs or _KEEPS.search(f"{hit.path}\n{around}")):
            yield Backup("script", _said(hit.text), hit.path, hit.line)


def _is_ci(path: str) -> bool:
    return path.startswith((".github/", ".circleci/", ".gitlab", ".woodpecker", ".drone", ".buildkite")) or path.endswith((".gitlab-ci.yml", "azure-pipelines.yml"))


def _around_line(text: str, number: int, lines: int) -> str:
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
    named = _TITLE.search(titles) and not _NOT_DATA.search(titles)
    dumps = next((match for block in section.blocks for match in (re.search(_DUMP, block.text),) if match and not re.search(r"--schema-only|\s-s\s", _around(block.text, match))), None)
    code = next((match for text, _ in section.codes for match in (re.search(_DUMP, text),) if match), None)
    if dumps and (named or re.search(r"\bback(?:ing)?[\s-]?up|\brestor", f"{section.text} {section.title}", re.I)):
        return f"{section.title}: {_said(dumps.group())}"
    if named and (code or (section.steps >= 2 and re.search(r"\b(?:database|data|volume|snapshot|dump)\b", section.text, re.I) and (section.blocks or section.codes or section.numbered >= 2))):
        return f"{section.title}: {_said(code.group())}" if code else f"{section.title}: {section.steps} steps"
    return ""


def _around(text: str, match: re.Match[str]) -> str:
    end = text.find("\n", match.end())
    return text[match.start() : end if end >= 0 else len(text)]


def _said(command: str) -> str:
    return command.strip(" \t\r\n'\"`$(;&|[{=/@,\\")[:40]
