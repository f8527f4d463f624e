"""What reaches a service: its own files, and shared ones that it can call."""

from __future__ import annotations

from readiness.model import Component, Stack
from readiness.scan import Hit
from readiness_checks.facts.wiring import reaching
from tests.repos import repo_of


def test_source_in_another_language_is_somebody_elses() -> None:
    """A frontend in the folder of a Python service says nothing of the service; TypeScript and JavaScript are one."""
    repo = repo_of({"client/log.js": "x", "app.py": "x", "log.yaml": "x"})
    places = [Hit("client/log.js", 1, ""), Hit("app.py", 1, ""), Hit("log.yaml", 1, "")]
    python = Component("a", "", "backend", Stack(languages=("python",)))
    node = Component("a", "", "backend", Stack(languages=("typescript",)))

    assert [hit.path for hit in reaching(repo, python, places)] == ["app.py", "log.yaml"]
    assert [hit.path for hit in reaching(repo, node, places)] == ["client/log.js", "log.yaml"]


def test_service_defaults_reach_only_those_who_call_them() -> None:
    """.NET Aspire's shared extensions count for the project that calls them."""
    files = {
        "src/Defaults/Extensions.cs": 'static void MapDefaultEndpoints(this WebApplication app)\n{\n  app.MapHealthChecks("/health");\n}\n',
        "src/Orders/Program.cs": "app.MapDefaultEndpoints();\n",
        "src/Mail/Program.cs": "app.Run();\n",
    }
    repo = repo_of(files)
    places = [Hit("src/Defaults/Extensions.cs", 3, "")]

    assert reaching(repo, Component("Orders", "src/Orders", "backend"), places) == tuple(places)
    assert reaching(repo, Component("Mail", "src/Mail", "backend"), places) == ()
