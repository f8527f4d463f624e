"""What a container image reference says: its repository, tag and digest, and whether that names a version.

References follow the distribution specification: `[registry/]path[:tag][@digest]`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from readiness.records import dataclass
from readiness.regex import Regex

# Releases that distributions name with a word; `sid`, `testing` and `rolling` move on and are not among them.
_CODENAMES = frozenset("buster bullseye bookworm trixie forky bionic focal jammy noble plucky questing stretch jessie xenial".split())
# Node's long-term releases are tagged with the name of an element.
_NODE_RELEASES = frozenset({"boron", "carbon", "dubnium", "erbium", "fermium", "gallium", "hydrogen", "iron", "jod", "krypton"})
_SYSTEMS = frozenset({"debian", "ubuntu", "buildpack-deps", "debian-slim"})
# Parts of a tag whose digits speak of the operating system or the processor, not of what the image is about.
_SYSTEM_PART = Regex(
    r"(?:alpine|debian|ubuntu|bookworm|bullseye|buster|trixie|jammy|focal|noble|ubi|el|fc|centos|rockylinux)[0-9.]*\Z"
    r"|(?:windowsservercore|nanoserver|ltsc)[0-9.]*\Z"
    r"|(?:amd64|arm64|arm64v8|arm32v[5-7]|armhf|armv[67]l?|x86|x64|86|64|i386|386|aarch64|s390x|ppc64le|riscv64|v8)\Z"
)

# Images that others publish for anyone to run: never the repository's own code. Compared with the last part of the repository.
_THIRD_PARTY = frozenset(
    """
    postgres postgresql postgis pgvector timescaledb pgadmin4 pgbouncer mysql mariadb percona mongo mongodb
    mongo-express redis redis-stack redis-stack-server valkey keydb dragonfly memcached rabbitmq kafka kafka-native cp-kafka
    cp-zookeeper cp-schema-registry redpanda console zookeeper nats nats-streaming activemq activemq-artemis pulsar
    elasticsearch opensearch opensearch-dashboards kibana logstash filebeat metricbeat fluentd fluent-bit vector loki
    promtail tempo mimir grafana alloy agent prometheus alertmanager pushgateway node-exporter blackbox-exporter
    kube-state-metrics statsd-exporter redis-exporter redis_exporter postgres-exporter postgres_exporter mysqld-exporter
    cadvisor opentelemetry-collector opentelemetry-collector-contrib opentelemetry-collector-k8s otel-collector
    all-in-one jaeger jaeger-agent jaeger-collector jaeger-query zipkin zipkin-cassandra zipkin-dependencies
    skywalking-oap-server nginx nginx-unprivileged httpd caddy traefik haproxy envoy proxyv2 pilot kong varnish
    oauth2-proxy nginx-prometheus-exporter nginx-ingress-controller minio mc localstack azurite mssql server
    azure-sql-edge oracle-xe oracle-free cassandra scylla couchdb couchbase neo4j influxdb clickhouse clickhouse-server
    cockroach etcd consul vault dynamodb-local dynamodb-admin mailhog mailpit maildev mailcatcher adminer phpmyadmin
    busybox alpine debian ubuntu curl pause kubectl bitnami-shell os-shell wait-for cloud-sql-proxy cloudsql-docker
    gce-proxy alloydb-auth-proxy keycloak dex hydra openldap kafka-ui kafdrop akhq redisinsight redis-commander flower
    portainer portainer-ce watchtower registry selenium standalone-chrome playwright sonarqube jenkins typesense
    meilisearch qdrant weaviate chroma heapster heapster-amd64 heapster-influxdb-amd64 heapster-grafana-amd64 linkerd
    metrics-server cert-manager-controller external-dns fluentd-elasticsearch seq elasticmq elasticmq-native toxiproxy
    wiremock mockserver hello-world datadog-agent newrelic-infra imgproxy gotenberg clamav swagger-ui openapi temporal
    auto-setup ui schema-registry connect kafka-connect debezium
    """.split()
)
# Last parts that only say something under these namespaces: elsewhere they name somebody's own service.
_AMBIGUOUS = {
    "server": ("mcr.microsoft.com/mssql", "mssql"),
    "console": ("redpandadata", "docker.redpanda.com"),
    "ui": ("temporalio",),
    "agent": ("grafana",),
    "openapi": (),
    "connect": ("debezium",),
    "all-in-one": ("jaegertracing",),
    "curl": ("curlimages",),
    "auto-setup": ("temporalio",),
    "temporal": ("temporalio",),
    "mc": ("minio",),
    "pilot": ("istio",),
    "hydra": ("oryd",),
    "registry": ("", "library"),
    "connect-api": ("1password",),
    "vector": ("timberio",),
    "seq": ("datalust",),
    "registry-k8s": (),
}
_THIRD_PARTY_NAMESPACES = tuple(
    """
    registry.k8s.io/ k8s.gcr.io/ gcr.io/google_containers/ gcr.io/cloud-sql-connectors/ gcr.io/cloudsql-docker/
    gcr.io/google.com/cloudsdktool/ quay.io/prometheus/ docker.elastic.co/ docker.io/bitnami/ bitnami/ bitnamilegacy/
    istio/ grafana/ prom/ otel/ ghcr.io/open-telemetry/ jaegertracing/ openzipkin/ hashicorp/ confluentinc/ envoyproxy/
    fluent/ quay.io/keycloak/ mcr.microsoft.com/mssql/ mcr.microsoft.com/azure-storage/
    mcr.microsoft.com/azure-sql-edge mcr.microsoft.com/azure-messaging/ selenium/ datadog/
    public.ecr.aws/datadog/ testcontainers/ us-docker.pkg.dev/google-samples/containers/gke/otel
    """.split()
)


@dataclass(frozen=True, slots=True)
class Image:
    """A reference taken apart; `tag` and `digest` are "" where it has none."""

    repository: str
    tag: str = ""
    digest: str = ""

    @property
    def name(self) -> str:
        """The last part of the repository, lower case: `eclipse-temurin`, `podinfo`."""
        return self.repository.rpartition("/")[2].lower()


@lru_cache(maxsize=4096)
def parse_image(reference: str) -> Image:
    """The parts of an image reference; a port of the registry is part of the repository."""
    named, _, digest = reference.strip().partition("@")
    head, slash, last = named.rpartition("/")
    last, _, tag = last.partition(":")
    return Image(head + slash + last, tag, digest)


def names_version(reference: str) -> bool:
    """Whether a reference carries a version or digest of what the image is about.

    `node:22-slim` does; `node:alpine`, `node:lts-alpine`, `node:alpine3.20` (a version of Alpine, not of Node) and no tag do not.
    """
    image = parse_image(reference)
    if image.digest:
        return True
    parts = [part for part in re.split(r"[-_]", image.tag.lower()) if part]
    if any(re.search(r"[0-9]", part) and not _SYSTEM_PART.match(part) for part in parts):
        return True
    if image.name in _SYSTEMS:
        return any(part in _CODENAMES for part in parts)
    if image.name == "node" and any(part in _NODE_RELEASES for part in parts):
        return True
    # distroless carries its release in the name and only a variant in the tag: `static-debian12:nonroot`
    return bool(parts) and image.tag != "latest" and "distroless" in image.repository and bool(re.search(r"[a-z][0-9]+", image.name))


def third_party(reference: str) -> bool:
    """Whether the image is a well-known one that others publish, such as a database or a proxy."""
    image = parse_image(reference)
    repository = image.repository.lower().removeprefix("docker.io/").removeprefix("library/")
    if f"{repository}/".startswith(_THIRD_PARTY_NAMESPACES) or repository.startswith(_THIRD_PARTY_NAMESPACES):
        return True
    if image.name in _AMBIGUOUS:
        return _is_known_namespace(repository)
    return image.name in _THIRD_PARTY or image.name.endswith(("-exporter", "_exporter"))


def _is_known_namespace(repository: str) -> bool:
    namespace, _, name = repository.rpartition("/")
    return any(namespace == known or (known and namespace.endswith(known)) for known in _AMBIGUOUS[name])


def is_ready_made(reference: str) -> bool:
    """Whether the image is a finished program of others, so that what builds on it only configures that program."""
    image = parse_image(reference)
    if image.name in _AMBIGUOUS:
        return _is_known_namespace(image.repository.lower())
    return image.name in _THIRD_PARTY and image.name not in ("alpine", "debian", "ubuntu", "busybox")
