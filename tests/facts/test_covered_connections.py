"""What encrypts a connection besides the driver."""

from __future__ import annotations

import pytest

from readiness_checks.facts.covered_connections import in_cluster, mesh
from tests.repos import repo_of

STRICT = "kind: PeerAuthentication\nspec:\n  mtls:\n    mode: STRICT\n"


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("orders-db", True),
        ("orders-db.data.svc.cluster.local", True),
        ("{{ .Release.Name }}-mysql", True),
        ("db.example.net", False),
        ("${DB_HOST}", False),
        ("$(DB_HOST)", False),
        ("", False),
    ],
)
def test_only_names_of_services_are_surely_in_the_cluster(host: str, inside: bool) -> None:
    """A name with dots may lie anywhere, and a variable too."""
    assert in_cluster(host) == inside


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"deploy/mesh.yaml": STRICT}, "deploy/mesh.yaml:1"),
        ({"deploy/staging/mesh.yaml": STRICT}, ""),
        ({"deploy/mesh.yaml": STRICT.replace("STRICT", "PERMISSIVE")}, ""),
        ({"deploy/mesh.yaml": STRICT.replace("spec:", "spec:\n  selector: {}")}, ""),
        ({"deploy/mesh.yaml": STRICT, "deploy/pod.yaml": 'traffic.sidecar.istio.io/excludeOutboundPorts: "5432"\n'}, ""),
        ({"deploy/pod.yaml": "metadata:\n  annotations:\n    linkerd.io/inject: enabled\n"}, "deploy/pod.yaml:3"),
        ({"deploy/pod.yaml": "metadata:\n  annotations:\n    linkerd.io/inject: disabled\n"}, ""),
    ],
)
def test_a_mesh_counts_where_it_encrypts_everything(files: dict[str, str], place: str) -> None:
    """Rules for some workloads, ports that are left out and other environments say nothing of the database."""
    assert mesh(repo_of(files)) == place
