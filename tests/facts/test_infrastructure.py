"""What describes where services run is found, and told from what only a developer runs."""

from __future__ import annotations

import pytest

from readiness.model import Component
from readiness_checks.facts.backup_commands import dump_in
from readiness_checks.facts.bicep import read_bicep
from readiness_checks.facts.compose import Build, compose_services
from readiness_checks.facts.infrastructure import infrastructure
from readiness_checks.facts.kubernetes import workloads
from readiness_checks.facts.placement import dockerfiles_of, workloads_of
from readiness_checks.facts.resources import resources
from readiness_checks.facts.terraform import read_terraform
from tests.repos import repo_of

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  template:
    spec:
      containers:
        - name: {name}
          image: {image}
"""


def test_terraform_blocks_are_flattened() -> None:
    """Nested blocks, objects and dynamic blocks join their names with dots."""
    block = read_terraform(
        'resource "aws_x" "y" {\n  a { b = true }\n  tags = { env = "prod" }\n  dynamic "rule" {\n    content { port = 22 }\n  }\n}\n'
    )[0]
    found = {item.path: item.value for item in block.attributes}

    assert (block.keyword, block.labels) == ("resource", ("aws_x", "y"))
    assert (found["a.b"], found["tags.env"], found["rule.port"]) == ("true", "prod", "22")


def test_a_module_call_gives_its_variables_their_values() -> None:
    """What the caller passes replaces the default."""
    repo = repo_of(
        {
            "main.tf": 'module "db" {\n  source = "./db"\n  days = 7\n}\n',
            "db/main.tf": 'variable "days" { default = 0 }\nresource "aws_db_instance" "x" {\n  backup_retention_period = var.days\n}\n',
        }
    )
    found = [item.get("backup_retention_period") for item in resources(repo) if item.type == "aws_db_instance"]

    assert [item.value if item else None for item in found] == ["7"]


@pytest.mark.parametrize("text", ["{" * 5_000, 'resource "a" {', "\0\0", "a = [" * 3_000])
def test_broken_terraform_is_no_crash(text: str) -> None:
    """Whatever does not parse declares nothing, or what could be read of it."""
    assert isinstance(read_terraform(text), tuple)


def test_bicep_properties_are_read_with_their_parameters() -> None:
    """Parameters stand for their defaults, and `properties` is left off."""
    text = (
        "param days int = 14\nresource db 'Microsoft.DBforPostgreSQL/flexibleServers@2023-03-01' = {\n  name: 'x'\n"
        "  properties: {\n    backup: {\n      backupRetentionDays: days\n    }\n  }\n}\n"
    )
    kind, name, attributes, line = next(read_bicep(text))

    assert (kind, name, line) == ("Microsoft.DBforPostgreSQL/flexibleServers", "db", 2)
    assert [(item.path, item.value) for item in attributes] == [("name", "x"), ("backup.backupRetentionDays", "14")]


def test_compose_follows_extends_and_its_env_file() -> None:
    """Paths are relative to the file that says them; variables come from the `.env` beside it."""
    repo = repo_of(
        {
            "compose.yaml": "services:\n  api:\n    extends: {file: base/base.yaml, service: app}\n  mail:\n    image: ${MAIL:-x/mail:1}\n",
            "base/base.yaml": "services:\n  app:\n    build:\n      context: ..\n      dockerfile: ${FILE}\n",
            "base/.env": "FILE=docker/Dockerfile\n",
            ".env": "FILE=docker/Dockerfile\n",
        }
    )
    found = [(item.name, item.build, item.image) for item in compose_services(repo)]

    assert found == [("api", Build("", "docker/Dockerfile"), ""), ("mail", None, "x/mail:1")]


def test_compose_that_extends_itself_ends() -> None:
    """A loop of `extends` is cut."""
    repo = repo_of({"compose.yaml": "services:\n  a:\n    extends: b\n    image: x/a\n  b:\n    extends: a\n"})

    assert [item.image for item in compose_services(repo)] == ["x/a", "x/a"]


def test_a_patch_is_no_workload_and_a_cycle_of_bases_ends() -> None:
    """Files that a kustomization lays over others are not workloads by themselves."""
    patch = DEPLOYMENT.format(name="a", image="x/a") + "          readinessProbe: {tcpSocket: {port: 1}}\n"
    repo = repo_of(
        {
            "k/kustomization.yaml": "resources: [a.yaml, ../l]\npatchesStrategicMerge: [patch.yaml]\n",
            "k/a.yaml": DEPLOYMENT.format(name="a", image="x/a"),
            "k/patch.yaml": patch,
            "l/kustomization.yaml": "resources: [../k]\n",
        }
    )

    assert [(item.path, item.containers[0].readiness) for item in workloads(repo)] == [("k/a.yaml", "present")]


def test_workloads_go_to_the_service_they_run() -> None:
    """By image, by name, by folder; databases and proxies go to nobody."""
    repo = repo_of(
        {
            "k8s/a.yaml": DEPLOYMENT.format(name="web", image="acme/cart:1"),
            "k8s/b.yaml": DEPLOYMENT.format(name="mail", image="acme/other:1"),
            "k8s/c.yaml": DEPLOYMENT.format(name="cart-db", image="postgres:17"),
            "services/cart/k8s/d.yaml": DEPLOYMENT.format(name="x", image="acme/x:1"),
        }
    )
    cart = Component("cart", "services/cart", "backend")

    assert [item.path for item in workloads_of(repo, cart)] == ["k8s/a.yaml", "services/cart/k8s/d.yaml"]


def test_a_dockerfile_outside_goes_to_the_service_it_copies() -> None:
    """One that names a service's folder, or the service, builds that service and no other."""
    repo = repo_of(
        {
            "docker/mail/Dockerfile": "FROM node:22\nCOPY . .\n",
            "cart.Dockerfile": "FROM node:22\nCOPY package.json services/cart/ /app/\n",
            "services/cart/server.js": "x",
            "services/mail/server.js": "x",
            "Dockerfile.test": "FROM node:22\nCOPY . .\n",
        }
    )
    found = {
        name: [item.path for item in dockerfiles_of(repo, Component(name, f"services/{name}", "backend"))] for name in ("cart", "mail")
    }

    assert found == {"cart": ["cart.Dockerfile"], "mail": ["docker/mail/Dockerfile"]}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("fly.toml", 'app = "x"\n', ("fly", "platform")),
        ("app.yaml", "runtime: python313\n", ("app-engine", "platform")),
        ("serverless.yml", "service: x\nprovider: {name: aws}\nfunctions: {a: {handler: b}}\n", ("serverless-framework", "code")),
        ("Pulumi.yaml", "name: x\nruntime: nodejs\n", ("pulumi", "code")),
        ("site.yml", "- hosts: all\n  roles: [web]\n", ("ansible", "code")),
        ("main.bicep", "resource a 'Microsoft.Web/sites@2023-01-01' = {\n  name: 'a'\n}\n", ("bicep", "code")),
        ("Procfile", "web: run\n", ("procfile", "process-file")),
        ("Vagrantfile", 'Vagrant.configure("2") do |c|\nend\n', ("vagrant", "development")),
        ("deploy/app.yaml", DEPLOYMENT.format(name="a", image="x/a"), ("kubernetes", "code")),
        ("compose.yaml", "services: {db: {image: postgres:17}}\n", ("docker-compose", "development")),
    ],
)
def test_each_way_of_describing_infrastructure_is_known(path: str, text: str, expected: tuple[str, str]) -> None:
    """One file of each kind, by its content."""
    assert [(item.tool, item.kind) for item in infrastructure(repo_of({path: text}))] == [expected]


@pytest.mark.parametrize(
    "files",
    [
        {"main.tf": "# to do\n"},
        {"template.yaml": "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n"},
        {"site.yml": "- hosts: all\n"},
        {"app.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"},
        {"kustomization.yaml": "resources: []\n"},
        {"chart/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n"},
        {"Procfile": "# web\n"},
        {"examples/main.tf": 'resource "a" "b" {}\n'},
        {"fly.toml": "a = [\n"},
        {"vercel.json": '{"rewrites": []}'},
    ],
    ids=lambda files: next(iter(files)),
)
def test_a_file_that_says_nothing_is_nothing(files: dict[str, str]) -> None:
    """Names without content, samples and broken files describe no infrastructure."""
    assert infrastructure(repo_of(files)) == ()


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("docker compose exec db pg_dumpall -c > x.sql", "pg_dumpall"),
        ("pg_dump --schema-only shop > schema.sql", ""),
        ("pg_dump shop > a.sql\npg_dump -s shop > b.sql", "pg_dump"),
        ("mysqldump --no-data shop", ""),
        ("sqlite3 app.db \".backup '/srv/b.db'\"", ".backup '"),
        ("restic -r /srv backup /data", "restic -r /srv backup"),
        ("print('backup codes')", ""),
    ],
)
def test_a_command_that_keeps_data_is_told_from_one_that_does_not(command: str, expected: str) -> None:
    """A dump of the schema alone keeps nothing."""
    assert dump_in(command) == expected.strip(" '")


def test_an_app_spec_is_known_by_what_it_holds() -> None:
    """DigitalOcean's app spec may have any name; another file of that name is none."""
    spec = "name: shop\nregion: fra\nservices:\n  - name: web\n    dockerfile_path: Dockerfile\n    source_dir: .\n"

    assert [found.tool for found in infrastructure(repo_of({"spec.yaml": spec}))] == ["digitalocean-app-platform"]
    assert infrastructure(repo_of({"spec.yaml": "name: shop\nservices:\n  - name: web\n"})) == ()
