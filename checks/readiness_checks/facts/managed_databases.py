"""Databases that infrastructure code declares, and what their definitions say of backups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.resources import Resource, resources

_RETENTIONS = (
    "backup_retention_period",
    "backupretentionperiod",
    "backup_retention_days",
    "backupretentiondays",
    "short_term_retention_policy.retention_days",
    "automatic_backup_retention_days",
    "backup_retention",
)
_SWITCHES = (
    "backup_configuration.enabled",
    "point_in_time_recovery.enabled",
    "point_in_time_recovery_enabled",
    "pointintimerecoveryspecification.pointintimerecoveryenabled",
    "automated_backup_policy.enabled",
    "continuous_backup_config.enabled",
    "cloud_backup",
    "pit_enabled",
    "provider_backup_enabled",
    "backup_enabled",
    "backups_enabled",
    "automatic_backups",
)
_KINDS_OF_BACKUP = (
    r"aws_backup_(?:plan|selection)",
    r"aws_dlm_lifecycle_policy",
    r"AWS::Backup::BackupPlan",
    r"AWS::DLM::LifecyclePolicy",
    r"azurerm_(?:data_protection_)?backup_(?:policy|instance|protected)\w*",
    r"google_(?:firestore|spanner)_backup_schedule",
    r"google_backup_dr_(?:backup_plan|management_server)\w*",
    r"google_gke_backup_backup_plan",
    r"mongodbatlas_cloud_backup_schedule",
    r"scaleway_rdb_database_backup",
    r"Microsoft\.(?:DataProtection|RecoveryServices)/\w+/\w*(?:backup|protect)[\w/]*",
    r"Microsoft\.Sql/servers/databases/backup(?:Short|Long)TermRetentionPolicies",
)
_BACKUP_TYPES = Regex("|".join(_KINDS_OF_BACKUP), re.IGNORECASE)
_KINDS_OF_STORE = (
    r"aws_(?:db_instance|rds_cluster|dynamodb_table|docdb_cluster|neptune_cluster)",
    r"AWS::(?:RDS::DB(?:Instance|Cluster)|DynamoDB::(?:Global)?Table|DocDB::DBCluster|Neptune::DBCluster|Serverless::SimpleTable)",
    r"google_(?:sql_database_instance|alloydb_cluster)",
    r"azurerm_(?:postgresql|mysql|mariadb)(?:_flexible)?_server",
    r"azurerm_(?:mssql_database|cosmosdb_account)",
    r"Microsoft\.(?:DBforPostgreSQL|DBforMySQL)/(?:flexibleServers|servers)",
    r"Microsoft\.DocumentDB/databaseAccounts",
    r"mongodbatlas_(?:advanced_)?cluster",
    r"module:.*(?:rds|aurora|dynamodb|sql-db|alloy-db|postgresql|mysql).*",
)
_STORE_TYPES = Regex("|".join(_KINDS_OF_STORE), re.IGNORECASE)
_SPEAKS_OF_DATA = Regex(r"db|sql|dynamo|rds|mongo|postgres|cosmos|firestore|spanner", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a resource says that makes it keep backups, and where."""

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
def kept(repo: Repo) -> tuple[Kept, ...]:
    """The resources that keep backups or are one, by place."""
    return tuple(
        Kept(f"{resource.type}: {said[0]}", resource.path, said[1])
        for resource, said in ((resource, _keeps(resource)) for resource in resources(repo))
        if said is not None
    )


@fact
def unprotected(repo: Repo) -> tuple[Unprotected, ...]:
    """The managed databases in infrastructure code that are not backed up by what their definition says, by place."""
    return tuple(
        Unprotected(f"{resource.type}.{resource.name}", any(_off(resource)), resource.path, resource.line)
        for resource in resources(repo)
        if _STORE_TYPES.fullmatch(resource.type) and _keeps(resource) is None
    )


def _keeps(resource: Resource) -> tuple[str, int] | None:
    if _BACKUP_TYPES.fullmatch(resource.type):
        return resource.name, resource.line
    if not _STORE_TYPES.fullmatch(resource.type) and not _SPEAKS_OF_DATA.search(resource.type):
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
