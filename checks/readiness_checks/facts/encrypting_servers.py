"""Database servers in infrastructure code whose definition demands encrypted connections, or refuses to."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.resources import Resource, resources

_PARAMETERS = Regex(r"aws_db_parameter_group|aws_rds_cluster_parameter_group|AWS::RDS::DB(?:Cluster)?ParameterGroup")
_RULES = frozenset({"rds.force_ssl", "require_secure_transport"})
_CONFIGURATION = Regex(
    r"azurerm_(?:postgresql|mysql)_flexible_server_configuration|Microsoft\.DBfor(?:PostgreSQL|MySQL)/flexibleServers/configurations"
)
# attributes of a server that switch it by true and false
_SWITCHES: tuple[tuple[Regex, str], ...] = (
    (Regex(r"azurerm_(?:postgresql|mysql|mariadb)_server"), "ssl_enforcement_enabled"),
    (Regex(r"Microsoft\.DBfor(?:PostgreSQL|MySQL|MariaDB)/servers"), "sslEnforcement"),
    (Regex(r"google_sql_database_instance"), "settings.ip_configuration.require_ssl"),
)
_ON = frozenset({"1", "on", "true", "enabled"})
_OFF = frozenset({"0", "off", "false", "disabled"})
_CLOUD_SQL = {
    "ENCRYPTED_ONLY": True,
    "TRUSTED_CLIENT_CERTIFICATE_REQUIRED": True,
    "ALLOW_UNENCRYPTED_AND_ENCRYPTED": False,
}


@dataclass(frozen=True, slots=True)
class Server:
    """A server, or a set of parameters for one, and whether it refuses plain connections; `words` says so."""

    name: str
    required: bool
    words: str
    path: str
    line: int


@fact
def servers(repo: Repo) -> tuple[Server, ...]:
    """The servers whose definition says in so many words whether connections must be encrypted, by place."""
    return tuple(server for resource in resources(repo) for server in _judged(resource))


def _judged(resource: Resource) -> Iterator[Server]:
    name = f"{resource.type}.{resource.name}"
    if _PARAMETERS.fullmatch(resource.type):
        yield from _parameters(resource, name)
    elif _CONFIGURATION.fullmatch(resource.type):
        rule, value = resource.get("name"), resource.get("value")
        if (rule.value if rule else resource.name.rpartition("/")[2]) == "require_secure_transport" and value is not None:
            yield from _switched(resource, name, f"require_secure_transport = {value.value}", value.value, value.line)
    for kinds, path in _SWITCHES:
        said = resource.get(path)
        if said is not None and kinds.fullmatch(resource.type):
            yield from _switched(resource, name, f"{path.rpartition('.')[2]} = {said.value}", said.value, said.line)
    mode = resource.ending("ssl_mode") if resource.type == "google_sql_database_instance" else None
    if mode is not None and mode.value in _CLOUD_SQL:
        yield Server(name, _CLOUD_SQL[mode.value], f"ssl_mode = {mode.value}", resource.path, mode.line)


def _parameters(resource: Resource, name: str) -> Iterator[Server]:
    """Pairs of name and value in Terraform, one attribute a parameter in CloudFormation."""
    rule = ""
    for item in resource.attributes:
        last = item.path.rpartition("parameter.")[2]
        if last == "name" and item.path != "name":
            rule = item.value
        elif last == "value" and rule in _RULES:
            yield from _switched(resource, name, f"{rule} = {item.value}", item.value, item.line)
        elif item.path.removeprefix("Parameters.") in _RULES:
            yield from _switched(resource, name, f"{item.path.removeprefix('Parameters.')} = {item.value}", item.value, item.line)


def _switched(resource: Resource, name: str, words: str, value: str, line: int) -> Iterator[Server]:
    if value.lower() in _ON | _OFF:
        yield Server(name, value.lower() in _ON, words, resource.path, line)
