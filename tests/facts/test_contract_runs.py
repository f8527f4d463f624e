"""What the runs of contract tools in CI are taken for."""

from __future__ import annotations

import pytest

from readiness_checks.facts.contract_runs import contract_runs
from tests.repos import repo_of

PIPELINE = """on: pull_request
jobs:
  api:
    runs-on: ubuntu-24.04
    steps:
      - run: {}
"""


def runs(command: str) -> list[tuple[str, bool, bool]]:
    repo = repo_of({".github/workflows/api.yml": PIPELINE.format(command), "schema.json": "{}"})
    return [(run.work.what, run.compares, run.guards) for run in contract_runs(repo)]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("npx @redocly/cli lint openapi.yaml", [("redocly lint", False, False)]),
        ("npx @redocly/cli bundle openapi.yaml", []),
        ("speccy lint openapi.yaml", [("speccy lint", False, False)]),
        ("npm install -g speccy", []),
        ("openapi-generator-cli generate -i openapi.yaml -g python", []),
        ("openapi-generator-cli validate -i openapi.yaml", [("openapi-generator-cli", False, False)]),
        ("buf lint", [("buf lint", False, False)]),
        ("buf generate", []),
        ("buf breaking --against .git", [("buf breaking", True, True)]),
        ("oasdiff breaking a.yaml b.yaml", [("oasdiff breaking", True, False)]),
        ("oasdiff breaking a.yaml b.yaml --fail-on ERR", [("oasdiff breaking", True, True)]),
        ("swagger diff a.json b.json", [("swagger diff", True, True)]),
        ("pact-broker publish pacts", []),
        ("pact-broker can-i-deploy --pacticipant orders", [("pact-broker", True, True)]),
        ("python manage.py spectacular --validate --fail-on-warn", [("manage.py spectacular --validate", False, False)]),
        ("python manage.py spectacular --file schema.yml", []),
    ],
)  # fmt: skip
def test_a_run_is_known_by_what_it_does(command: str, expected: list[tuple[str, bool, bool]]) -> None:
    """Runs that bundle, generate, install or publish judge nothing; comparisons guard where they fail by themselves or are told to."""
    found = runs(command)

    assert found == expected


def test_a_regenerated_description_counts_where_a_difference_fails() -> None:
    """Writing the description anew checks it only where something then compares it."""
    compared = runs("|\n          swag init\n          git diff --exit-code docs")
    written = runs("swag init")

    assert [what for what, _, _ in compared] == ["swag init, compared with what is committed"]
    assert written == []
