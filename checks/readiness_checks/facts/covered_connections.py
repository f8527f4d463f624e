"""What encrypts a database connection on its way besides the driver: a proxy or connector of the cloud, a socket, a service mesh."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.connection_tls import Spelled
from readiness_checks.facts.kubernetes import workloads
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.stages import stage_of

_PROXY = Regex(r"(?i)cloud-?sql-?(?:auth-)?proxy|gce-proxy|alloydb-?auth-?proxy")
# what mounts Cloud SQL's sockets: annotations and commands of Cloud Run, App Engine's settings, Terraform's volumes
SOCKETS = Pattern(
    ("cloudsql-instances", "cloud_sql_instance"),
    r"run\.googleapis\.com/cloudsql-instances[\"']?\s{0,3}[:=]|^\s{0,40}cloud_sql_instances\s{0,3}:|--(?:add|set)-cloudsql-instances\b"
    r"|^\s{0,40}cloud_sql_instance\s{0,3}\{",
    roles=("configuration", "source"),
    suffixes=(".yaml", ".yml", ".tf", ".sh", ".json"),
    before=60,
)
CONNECTORS = Pattern(
    (
        "cloudsqlconn",
        "alloydbconn",
        "google.cloud.sql.connector",
        "google.cloud.alloydb.connector",
        "cloud-sql-connector",
        "google.cloud.sql.",
    ),
    r"^\s{0,8}(?:import\s+|_\s+|\w{1,30}\s+)?\"cloud\.google\.com/go/(?:cloudsqlconn|alloydbconn)[\w/]{0,30}\""
    r"|^\s{0,8}(?:from|import)\s+google\.cloud\.(?:sql|alloydb)\.connector\b"
    r"|(?:from|require\()\s{0,3}[\"']@google-cloud/(?:cloud-sql|alloydb)-connector[\"']|^import\s+com\.google\.cloud\.sql\.\w",
    languages=("go", "python", "javascript", "typescript", "java", "kotlin"),
    before=60,
)
MESH = Pattern(
    ("PeerAuthentication", "linkerd.io/inject"),
    r"\bkind[\"']?\s{0,3}[:=]\s{0,3}[\"']?PeerAuthentication\b|\blinkerd\.io/inject[\"']?\s{0,3}[:=]\s{0,3}[\"']?enabled\b",
    roles=("configuration",),
    suffixes=(".yaml", ".yml", ".tpl", ".tf", ".json"),
    before=30,
)
# ports of databases that the sidecars are told to leave alone
BESIDE_MESH = Pattern(
    ("skip-outbound-ports", "skip-inbound-ports", "excludeOutboundPorts", "excludeInboundPorts"),
    r"(?:skip-(?:out|in)bound-ports|exclude(?:Out|In)boundPorts)[\"']?\s{0,3}[:=][^\n]{0,60}\b(?:5432|3306|27017|1433|26257)\b",
    roles=("configuration",),
    suffixes=(".yaml", ".yml", ".tpl", ".tf", ".json"),
)
_STRICT = Regex(r"\bmode[\"']?\s*[:=]\s*[\"']?STRICT\b")
_NARROWED = Regex(r"\bDISABLE\b|\bPERMISSIVE\b|^\s*[\"']?selector\b", re.MULTILINE)
# what is left of a name in the cluster when its templated parts are gone
_TEMPLATED = Regex(r"\{\{[^}]{0,200}\}\}")
_VARIABLE = Regex(r"^(?:\$|%s|%v|\{|<%)")


@fact
def connectors(repo: Repo) -> tuple[Spelled, ...]:
    """The proxies beside containers, the mounted sockets and the connectors in code, which encrypt by themselves; by place."""
    found = [*_proxies(repo), *_sockets(repo)]
    return tuple(sorted(set(found), key=lambda item: (item.path, item.line, item.what)))


def _proxies(repo: Repo) -> Iterator[Spelled]:
    for workload in workloads(repo):
        for container in (*workload.containers, *workload.init_containers):
            if _PROXY.search(container.image) and stage_of(container.path) != "other":
                what = "an AlloyDB proxy" if "alloydb" in container.image.lower() else "a Cloud SQL proxy"
                yield Spelled(f"the connection of `{workload.name}`", "required", f"{what} beside it", container.path, container.line)


def _sockets(repo: Repo) -> Iterator[Spelled]:
    for hit in repo.hits(SOCKETS, CONNECTORS):
        file = repo.file(hit.path)
        if file is not None and file.own and stage_of(hit.path) != "other":
            kind = "AlloyDB" if "alloydb" in hit.text else "Cloud SQL"
            how = "connector" if "cloudsql-instances" not in hit.text and "cloud_sql_instance" not in hit.text else "socket"
            yield Spelled("the connection", "required", f"a {kind} {how}".replace("a A", "an A"), hit.path, hit.line)


@fact
def mesh(repo: Repo) -> str:
    """The place, as `path:line`, where a service mesh is told to encrypt all that runs in it; "" for none.

    Istio's rule must be STRICT for every workload; Linkerd encrypts between all proxies it injects. A mesh that leaves out a database's
    port is none here.
    """
    if repo.hits(BESIDE_MESH):
        return ""
    for hit in repo.hits(MESH):
        file = repo.file(hit.path)
        if file is None or not file.own or stage_of(hit.path) == "other":
            continue
        if "linkerd" in hit.text or _strict("\n".join(_document(lines_of(repo, hit.path), hit.line))):
            return f"{hit.path}:{hit.line}"
    return ""


def _strict(document: str) -> bool:
    return _STRICT.search(document) is not None and _NARROWED.search(document) is None


def _document(lines: tuple[str, ...], line: int) -> list[str]:
    """The document of a YAML file, at most 80 lines around `line`."""
    first, last = line - 1, line
    while first > 0 and line - first < 40 and not lines[first].startswith("---"):
        first -= 1
    while last < len(lines) and last - line < 40 and not lines[last].startswith("---"):
        last += 1
    return list(lines[first:last])


def in_cluster(host: str) -> bool:
    """Whether a host is surely a service in the cluster: one name, or a name that ends with `.svc` and what follows it."""
    bare = _TEMPLATED.sub("x", host)
    return is_named(host) and ("." not in bare or ".svc" in bare) and bool(bare)


def is_named(host: str) -> bool:
    """Whether a host is written out, apart from parts that a chart fills in: not a variable, and not said elsewhere."""
    return bool(host) and _VARIABLE.search(_TEMPLATED.sub("x", host)) is None


def covered(repo: Repo, item: Spelled) -> Spelled | None:
    """A connection as it is with the proxies and the mesh around it; None where they may encrypt it and nobody can tell."""
    if item.encryption in ("required", "unverified"):
        return item
    place = mesh(repo)
    if place and in_cluster(item.host):
        return Spelled(item.what, "required", f"mutual TLS of the mesh, by {place}", item.path, item.line, item.host)
    return None if (place or connectors(repo)) and not is_named(item.host) else item
