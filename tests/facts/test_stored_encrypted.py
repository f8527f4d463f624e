"""Whether declared stores encrypt what they keep, by each provider's own defaults."""

from __future__ import annotations

import json

import pytest

from readiness_checks.facts.stored_encrypted import managed_stores
from tests.repos import repo_of


def terraform(kind: str, *lines: str) -> str:
    return f'resource "{kind}" "main" {{\n' + "".join(f"  {line}\n" for line in lines) + "}\n"


def judged(text: str, path: str = "main.tf") -> list[tuple[str, bool | None, int]]:
    return [(store.name, store.encrypted, store.line) for store in managed_stores(repo_of({path: text}))]


@pytest.mark.parametrize(
    ("kind", "lines", "encrypted", "line"),
    [
        ("aws_db_instance", ['engine = "postgres"', "storage_encrypted = true"], True, 3),
        ("aws_db_instance", ["storage_encrypted = false"], False, 2),
        ("aws_db_instance", ['engine = "postgres"'], False, 1),
        ("aws_db_instance", ["storage_encrypted = var.encrypted"], None, 2),
        ("aws_db_instance", ["replicate_source_db = aws_db_instance.first.id"], None, 1),
        ("aws_db_instance", ["snapshot_identifier = var.snapshot"], None, 1),
        ("aws_rds_cluster", ['engine_mode = "serverless"'], True, 1),
        ("aws_rds_cluster", ['engine_mode = "provisioned"'], False, 1),
        ("aws_opensearch_domain", ["encrypt_at_rest {", "  enabled = true", "}"], True, 3),
        ("aws_opensearch_domain", ["node_to_node_encryption {", "  enabled = true", "}"], False, 1),
        ("aws_elasticache_replication_group", ['engine = "valkey"'], True, 1),
        ("aws_elasticache_replication_group", ['engine = "redis"'], False, 1),
        ("aws_elasticache_replication_group", ["engine = var.engine"], None, 2),
        ("azurerm_mssql_database", [], True, 1),
        ("azurerm_mssql_database", ["transparent_data_encryption_enabled = false"], False, 2),
        ("aws_redshift_cluster", [], True, 1),
        ("google_sql_database_instance", [], True, 1),
        ("aws_s3_bucket", [], True, 1),
        ("scaleway_rdb_instance", [], False, 1),
    ],
)  # fmt: skip
def test_a_store_of_terraform_is_judged_by_its_providers_default(kind: str, lines: list[str], encrypted: bool | None, line: int) -> None:
    """Off, on or always: what is decided elsewhere, or taken over from a copy, is not judged; the line that decides is told."""
    assert judged(terraform(kind, *lines)) == [(f"{kind}.main", encrypted, line)]


def test_a_default_of_a_variable_decides() -> None:
    """`var.encrypted` is what it defaults to where the module itself says so."""
    text = 'variable "encrypted" {\n  default = true\n}\n' + terraform("aws_ebs_volume", "encrypted = var.encrypted")

    assert [encrypted for _, encrypted, _ in judged(text)] == [True]


def test_a_module_of_the_registry_has_defaults_of_its_own() -> None:
    """The community's module switches on what the provider leaves off."""
    source = '  source = "terraform-aws-modules/rds/aws"\n'

    assert [found[1] for found in judged(f'module "db" {{\n{source}}}\n')] == [True]
    assert [found[1] for found in judged(f'module "db" {{\n{source}  storage_encrypted = false\n}}\n')] == [False]
    assert judged('module "db" {\n  source = "./rds"\n}\n') == []


def test_cloudformation_is_judged_alike() -> None:
    """Properties of a template decide, in YAML and in JSON; an instance of a cluster takes over the cluster's."""
    yaml = (
        "Resources:\n  Orders:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      StorageEncrypted: true\n"
        "  Disk:\n    Type: AWS::EC2::Volume\n    Properties:\n      Size: 8\n"
        "  Reader:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      DBClusterIdentifier: !Ref Cluster\n"
    )
    as_json = json.dumps({"Resources": {"Orders": {"Type": "AWS::RDS::DBCluster", "Properties": {"StorageEncrypted": "false"}}}}, indent=1)

    assert [encrypted for _, encrypted, _ in judged(yaml, "stack.yaml")] == [True, False, None]
    assert [encrypted for _, encrypted, _ in judged(as_json, "stack.json")] == [False]


def test_other_resources_and_broken_files_are_left_out() -> None:
    """What keeps no data is not judged, and a file that cannot be read says nothing."""
    assert judged(terraform("aws_instance", 'ami = "a"')) == []
    assert judged('resource "aws_db_instance" "main" {\n  storage_encrypted = [\n') == []
    assert judged("Resources:\n  A:\n    Type: AWS::RDS::DBInstance\n   Properties: [\n", "stack.yaml") == []
