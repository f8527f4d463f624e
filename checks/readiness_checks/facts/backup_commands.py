"""The commands that copy the data of a database: dump tools, backup programs, and what providers' command lines offer."""

from __future__ import annotations

import re

from readiness.regex import Regex
from readiness.scan import Pattern

_START = r"(?:^|[\s;&|`'\"(\[{=/@$])"
_END = r"(?=[\s'\",\]`\\)]|$)"
# A command that copies the data of a database, or a tool that does nothing else.
DUMP = "|".join(
    (
        rf"{_START}(?:pg_dump(?:all)?|pg_basebackup|mysqldump|mariadb-dump|mydumper|mongodump|xtrabackup|mariabackup|expdp|cbbackupmgr){_END}",
        r"\brestic\b[^\n|;&]{0,80}\sbackup\b",
        r"\bborg\s+create\b",
        r"\bwal-g\s+(?:backup-push|wal-push)\b",
        r"\bwal-e\s+backup-push\b",
        r"\bpgbackrest\b.{0,80}\bbackup\b",
        r"\bbarman\s+(?:backup|cron)\b",
        r"\blitestream\s+replicate\b",
        r"\bkopia\s+snapshot\s+create\b",
        r"\bduplicity\b",
        r"\bvelero\s+(?:backup|schedule)\s+create\b",
        r"\baws\s+(?:rds\s+create-db-(?:cluster-)?snapshot|dynamodb\s+create-backup|backup\s+start-backup-job)\b",
        r"\bgcloud\s+(?:sql\s+(?:backups\s+create|export)|firestore\s+export)\b",
        r"\bheroku\s+pg:backups\b",
        r"\bpg:backups:(?:capture|schedule)\b",
        r"\bflyctl?\s+postgres\s+backup\b",
        r"\bdokku\s+\w+:backup\b",
        r"\bBACKUP\s+DATABASE\s+[\[@$\w]",
        r"\bVACUUM\s+INTO\b",
        r"[\s\"']\.backup\s+['\"\\/$#\w]",
        r"\b(?:manage\.py|artisan)\s+(?:dbbackup|backup:run)\b",
        r"\bneo4j-admin\s+(?:database\s+)?(?:dump|backup)\b",
        r"\bnodetool\s+snapshot\b",
        r"\betcdctl\s+snapshot\s+save\b",
    )
)
# A command that brings a database back from a copy: who writes it down has a copy to bring back.
_RESTORE = Regex(
    "|".join(
        (
            rf"{_START}(?:pg_restore|mongorestore|mariadb-backup|xbstream|impdp){_END}",
            r"\brestic\b[^\n|;&]{0,80}\srestore\b",
            r"\bborg\s+extract\b",
            r"\bwal-g\s+backup-fetch\b",
            r"\bpgbackrest\b[^\n]{0,80}\brestore\b",
            r"\bbarman\s+recover\b",
            r"\blitestream\s+restore\b",
            r"\bvelero\s+restore\s+create\b",
            r"\baws\s+(?:rds\s+restore-db-[a-z-]{5,40}|dynamodb\s+restore-table[a-z-]{0,40}|backup\s+start-restore-job)\b",
            r"\bgcloud\s+(?:sql\s+(?:backups\s+restore|instances\s+clone)|firestore\s+import)\b",
            r"\baz\s+(?:postgres|mysql|sql|cosmosdb)\s[^\n|;&]{0,60}\brestore\b",
            r"\bpg:backups:restore\b",
            r"\bRESTORE\s+DATABASE\s+[\[@$\w]",
            r"\bneo4j-admin\s+(?:database\s+)?(?:load|restore)\b",
            r"\betcdctl\s+snapshot\s+restore\b",
        )
    )
)
_LITERALS = tuple(
    """
pg_dump|pg_basebackup|mysqldump|mariadb-dump|mydumper|mongodump|xtrabackup|mariabackup|expdp|cbbackupmgr|restic|borg create|wal-g|wal-e
pgbackrest|barman |litestream|kopia snapshot|duplicity|velero |create-db-snapshot|create-db-cluster-snapshot|create-backup
start-backup-job|sql backups create|gcloud sql export|firestore export|pg:backups|postgres backup|:backup|BACKUP DATABASE|VACUUM INTO
.backup |dbbackup|backup:run|neo4j-admin|nodetool snapshot|etcdctl snapshot
""".strip()
    .replace("\n", "|")
    .split("|")
)

IN_SCRIPTS = Pattern(_LITERALS, DUMP, languages=("shell", "powershell", "sql"), lines=3)
IN_TASKS = Pattern(
    _LITERALS,
    DUMP,
    names=("makefile", "gnumakefile", "justfile", "crontab", "package.json", "taskfile.yml", "taskfile.yaml", "rakefile"),
    suffixes=("", ".mk", ".just", ".yml", ".yaml", ".cron", ".service", ".timer"),
    roles=("configuration", "source"),
    lines=3,
)
IN_PROGRAMS = Pattern(
    _LITERALS,
    DUMP,
    languages=("python", "ruby", "php", "javascript", "typescript", "go", "java", "kotlin", "csharp", "elixir", "rust", "perl"),
    lines=3,
)
# the definition alone, or a look at the tool: no data is kept
_KEEPS_NOTHING = Regex(
    r"--schema-only|schema_only|--no-data\b|\bpg_dump(?:all)?\b[^\n|;&]{0,80}\s-s\b|--help|--version|\bwhich\s+\w*dump|command -v"
    r"|\binstall\b|apt-get|apk add|brew ",
    re.IGNORECASE,
)
# a program that speaks of a dump may compare or load one: it must say that it keeps it
_KEEPS = Regex(r"back(?:ing)?[-_ ]?up|restic|borg|archive|snapshot", re.IGNORECASE)
# how a program hands a command to the system
_CALLS_OUT = Regex(
    r"\b(?:subprocess|popen\w*|exec\w*|spawn\w*|system|shell\w*|ProcessBuilder|Process|Open3|check_call|check_output|run_command"
    r"|Command(?:::new)?|cmd|sh)\b|\b[Rr]un\(|=\s*`|\$`",
    re.IGNORECASE,
)
# images of programs that back up and do nothing else
BACKUP_IMAGE = Regex(
    r"(?:postgres|mysql|mariadb|mongo|mongodb|db|volume)-backup|(?:^|/)(?:restic|litestream|barman|databasus)"
    r"|pgbackrest|pg_?dump|wal-g|backup-local|backup-s3|s3-backup|resticker|borgmatic|pgbackweb|postgresus"
)


def calls_out(code: str) -> bool:
    """Whether code around a command hands commands to the system: a list of names is none."""
    return _CALLS_OUT.search(code) is not None


def keeps_data(command: str, place: str = "") -> bool:
    """Whether a command line, with the lines after it, keeps the data it dumps; `place` names the program it stands in, if any."""
    return not _KEEPS_NOTHING.search(command) and (not place or _KEEPS.search(f"{place}\n{command}") is not None)


def dump_in(text: str) -> str:
    """The first command in `text` that copies a database's data, "" for none; a dump of the schema alone is none."""
    if not any(literal in text for literal in _LITERALS):
        return ""
    for match in re.finditer(DUMP, text):
        end = text.find("\n", match.end())
        if keeps_data(text[match.start() : end if end >= 0 else len(text)]):
            return said(match.group())
    return ""


def restore_in(text: str) -> str:
    """The first command in `text` that brings a database back from a copy, "" for none."""
    found = _RESTORE.search(text)
    return said(found.group()) if found else ""


def said(command: str) -> str:
    """A matched command as a report shows it, at most 60 characters."""
    return command.strip(" \t\r\n'\"`$(;&|[{=/@,\\")[:60].strip()
