"""Managed data stores and volumes that infrastructure code declares, and whether what they keep is encrypted on disk."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.resources import Resource, resources

# The provider leaves the disk plain unless this attribute is on.
_SWITCHES: tuple[tuple[Regex, str], ...] = (
    (Regex(r"aws_db_instance|aws_rds_cluster|aws_docdb_cluster|aws_neptune_cluster"), "storage_encrypted"),
    (Regex(r"AWS::RDS::DB(?:Instance|Cluster)|AWS::(?:DocDB|Neptune)::DBCluster"), "StorageEncrypted"),
    (Regex(r"aws_ebs_volume|aws_efs_file_system"), "encrypted"),
    (Regex(r"AWS::EC2::Volume|AWS::EFS::FileSystem"), "Encrypted"),
    (Regex(r"aws_elasticache_replication_group"), "at_rest_encryption_enabled"),
    (Regex(r"AWS::ElastiCache::ReplicationGroup"), "AtRestEncryptionEnabled"),
    (Regex(r"aws_(?:opensearch|elasticsearch)_domain"), "encrypt_at_rest.enabled"),
    (Regex(r"AWS::OpenSearchService::Domain"), "EncryptionAtRestOptions.Enabled"),
    (Regex(r"AWS::Elasticsearch::Domain"), "EncryptionAtRestOptions.Enabled"),
    (Regex(r"aws_dax_cluster"), "server_side_encryption.enabled"),
    (Regex(r"AWS::DAX::Cluster"), "SSESpecification.SSEEnabled"),
    (Regex(r"scaleway_rdb_instance"), "encryption_at_rest"),
    (Regex(r"linode_volume"), "encryption"),
)
# On unless it is switched off here.
_DEFAULTS: tuple[tuple[Regex, str], ...] = (
    (Regex(r"azurerm_mssql_database"), "transparent_data_encryption_enabled"),
    (Regex(r"aws_redshift_cluster|AWS::Redshift::Cluster"), "encrypted"),
    (Regex(r"module:(?:[\w.-]+/)?terraform-aws-modules/(?:rds|rds-aurora)/aws\b.*"), "storage_encrypted"),
    (Regex(r"module:(?:[\w.-]+/)?terraform-aws-modules/efs/aws\b.*"), "encrypted"),
    (Regex(r"module:(?:[\w.-]+/)?terraform-aws-modules/elasticache/aws\b.*"), "at_rest_encryption_enabled"),
    (Regex(r"module:(?:[\w.-]+/)?cloudposse/(?:rds|rds-cluster)/aws\b.*"), "storage_encrypted"),
)
# Nothing is ever stored in the clear here: the provider encrypts and knows no switch.
_ALWAYS: tuple[tuple[Regex, str], ...] = (
    (
        Regex(
            r"aws_(?:s3_bucket|dynamodb_table|keyspaces_table|timestreamwrite_table|memorydb_cluster|fsx_\w+_file_system)"
            r"|AWS::(?:S3::Bucket|DynamoDB::(?:Global)?Table|Serverless::SimpleTable|Timestream::Table|MemoryDB::Cluster|FSx::FileSystem)"
            r"|module:(?:[\w.-]+/)?terraform-aws-modules/(?:s3-bucket|dynamodb-table)/aws\b.*"
        ),
        "AWS",
    ),
    (
        Regex(
            r"google_(?:sql_database_instance|storage_bucket|spanner_instance|firestore_database|bigtable_instance|bigquery_dataset"
            r"|alloydb_cluster|redis_instance|redis_cluster|memcache_instance|compute_disk|filestore_instance)"
        ),
        "Google Cloud",
    ),
    (
        Regex(
            r"azurerm_(?:(?:postgresql|mysql|mariadb)(?:_flexible)?_server|cosmosdb_account|storage_account|managed_disk)"
            r"|Microsoft\.(?:DBforPostgreSQL|DBforMySQL|DBforMariaDB)/(?:flexibleServers|servers)(?:@.*)?"
            r"|Microsoft\.(?:Sql/servers/databases|DocumentDB/databaseAccounts|Storage/storageAccounts|Compute/disks)(?:@.*)?"
        ),
        "Azure",
    ),
    (Regex(r"digitalocean_(?:database_cluster|volume|spaces_bucket)"), "DigitalOcean"),
    (Regex(r"mongodbatlas_(?:advanced_|serverless_)?(?:cluster|instance)"), "MongoDB Atlas"),
    (Regex(r"oci_(?:core_volume|database_\w*(?:system|database|cluster)|mysql_mysql_db_system|psql_db_system)"), "Oracle Cloud"),
    (Regex(r"aiven_(?:pg|mysql|opensearch|cassandra|clickhouse|redis|valkey)"), "Aiven"),
)
# A copy takes its source's encryption with it, and an instance that of its cluster.
_INHERITS = (
    "replicate_source_db", "snapshot_identifier", "replication_source_identifier", "global_cluster_identifier", "restore_to_point_in_time",
    "SourceDBInstanceIdentifier", "DBSnapshotIdentifier", "SnapshotIdentifier", "SourceDBClusterIdentifier", "DBClusterIdentifier",
    "GlobalClusterIdentifier", "snapshot_id", "SnapshotId",
)  # fmt: skip
# https://docs.aws.amazon.com/AmazonElastiCache: encryption at rest is on by default for Valkey, and off for Redis OSS
_VALKEY = ("at_rest_encryption_enabled", "AtRestEncryptionEnabled")
_ON = frozenset({"true", "1", "yes", "enabled"})
_OFF = frozenset({"false", "0", "no", "disabled", "null"})


@dataclass(frozen=True, slots=True)
class ManagedStore:
    """A declared store or volume. `encrypted` is None where its definition leaves that to what is not seen here; `note` says why."""

    name: str
    encrypted: bool | None
    note: str
    path: str
    line: int


@fact
def managed_stores(repo: Repo) -> tuple[ManagedStore, ...]:
    """Every managed store and volume in the repository's infrastructure code whose encryption we know how to judge, by place."""
    return tuple(store for resource in resources(repo) for store in _judged(resource))


def _judged(resource: Resource) -> Iterator[ManagedStore]:
    for kinds, attribute in _SWITCHES:
        if kinds.fullmatch(resource.type):
            yield _switched(resource, attribute, default=False)
    for kinds, attribute in _DEFAULTS:
        if kinds.fullmatch(resource.type):
            yield _switched(resource, attribute, default=True)
    for kinds, provider in _ALWAYS:
        if kinds.fullmatch(resource.type):
            yield _store(resource, True, f"{provider} always encrypts it", resource.line)


def _switched(resource: Resource, attribute: str, *, default: bool) -> ManagedStore:
    said = resource.get(attribute)
    if said is not None and said.value.lower() in _ON:
        return _store(resource, True, f"{said.path} = {said.value}", said.line)
    if said is not None and said.value.lower() in _OFF:
        return _store(resource, False, f"{said.path} = {said.value}", said.line)
    if said is not None:
        return _store(resource, None, f"{said.path} is decided elsewhere", said.line)
    if default:
        return _store(resource, True, f"{attribute} is on unless it is switched off", resource.line)
    engine = resource.get("engine") or resource.get("Engine")
    if attribute in _VALKEY and engine is not None and engine.value.lower() == "valkey":
        return _store(resource, True, f"{attribute} is on for Valkey unless it is switched off", resource.line)
    if attribute in _VALKEY and engine is not None and engine.value.lower() != "redis":
        return _store(resource, None, f"{attribute} is not set, and whether it is on depends on `{engine.path}`", engine.line)
    if any(resource.get(copied) is not None for copied in _INHERITS):
        return _store(resource, None, "it takes the encryption of what it is made from", resource.line)
    if _serverless(resource):
        return _store(resource, True, "serverless clusters are always encrypted", resource.line)
    return _store(resource, False, f"{attribute} is not set, and is off by default", resource.line)


def _serverless(resource: Resource) -> bool:
    mode = resource.get("engine_mode") or resource.get("EngineMode")
    return mode is not None and mode.value == "serverless"


def _store(resource: Resource, encrypted: bool | None, note: str, line: int) -> ManagedStore:
    return ManagedStore(f"{resource.type}.{resource.name}", encrypted, note, resource.path, line)
