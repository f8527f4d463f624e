"""What the runs of contract tools in CI are taken for."""

from __future__ import annotations

import pytest

from readiness.model import Component
from readiness_checks.facts.contract_runs import contract_runs, reaches
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


@pytest.mark.parametrize(
    ("uses", "given", "expected"),
    [
        ("oasdiff/oasdiff-action/breaking@v0.0.21", "fail-on: ERR", [(True, True)]),
        ("oasdiff/oasdiff-action/breaking@v0.0.21", "base: a.yaml", [(True, False)]),
        ("bufbuild/buf-action@v1", "breaking: true", [(True, True)]),
        ("bufbuild/buf-action@v1", "breaking: false", [(False, False)]),
        ("kamilkisiela/graphql-inspector@v4", "schema: main:schema.graphql", [(True, True)]),
        ("kamilkisiela/graphql-inspector@v4", "fail-on-breaking: false", [(True, False)]),
        ("bufbuild/buf-setup-action@v1", "version: 1.30.0", []),
    ],
)
def test_an_action_is_judged_by_what_it_is_given(uses: str, given: str, expected: list[tuple[bool, bool]]) -> None:
    """An action that compares guards unless its inputs tell it otherwise; one that only installs judges nothing."""
    pipeline = PIPELINE.replace("run: {}", f"uses: {uses}\n        with: {{ {given} }}")
    found = contract_runs(repo_of({".github/workflows/api.yml": pipeline}))

    assert [(run.compares, run.guards) for run in found] == expected


def test_npms_openapi_diff_fails_by_itself() -> None:
    """Two programs share the name: the one of npm fails on its own, the one of Java where it is told to."""
    pipeline = {".github/workflows/api.yml": PIPELINE.format("openapi-diff old.yaml new.yaml")}
    told = {".github/workflows/api.yml": PIPELINE.format("openapi-diff old.yaml new.yaml --fail-on-incompatible")}
    npm = {"package.json": '{"devDependencies": {"openapi-diff": "0.23.7"}}'}

    assert [run.guards for run in contract_runs(repo_of(pipeline))] == [False]
    assert [run.guards for run in contract_runs(repo_of(told))] == [True]
    assert [run.guards for run in contract_runs(repo_of(pipeline | npm))] == [True]


@pytest.mark.parametrize(
    ("command", "style", "expected"),
    [
        ("buf lint", "grpc", True),
        ("buf lint", "rest", False),
        ("npx @redocly/cli lint orders/openapi.yaml", "rest", True),
        ("npx @redocly/cli lint users/openapi.yaml", "rest", False),
        ("for f in */openapi.yaml; do npx @redocly/cli lint $f/openapi.yaml; done", "rest", True),
        ("npx @redocly/cli lint missing.yaml", "rest", True),
    ],
)
def test_a_run_reaches_the_service_whose_file_it_names(command: str, style: str, expected: bool) -> None:
    """The style and the file tell whose contract is held; what names no file of one service is for all."""
    service = '[project]\nname = "{}"\ndependencies = ["fastapi"]\n'
    files = {
        ".github/workflows/api.yml": PIPELINE.format(command),
        "orders/pyproject.toml": service.format("orders"),
        "orders/main.py": "app = FastAPI()\n",
        "orders/openapi.yaml": "openapi: 3.0.3\n",
        "users/pyproject.toml": service.format("users"),
        "users/main.py": "app = FastAPI()\n",
        "users/openapi.yaml": "openapi: 3.0.3\n",
    }
    repo = repo_of(files)
    (run,) = contract_runs(repo)

    assert reaches(repo, Component("orders", "orders", "backend"), run, (style,)) == expected


def test_a_comparison_in_another_job_does_not_count() -> None:
    """What one job writes, another does not see: its `git diff` compares what is committed with itself."""
    pipeline = PIPELINE.format("swag init") + "  other:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: git diff --exit-code\n"

    assert contract_runs(repo_of({".github/workflows/api.yml": pipeline})) == ()
