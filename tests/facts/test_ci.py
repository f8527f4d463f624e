"""Pipelines of twelve systems are read into one model."""

from __future__ import annotations

import json

import pytest

from readiness_checks.facts.ci import pipelines
from readiness_checks.facts.commands import ci_commands, resolution
from tests.repos import repo_of

PIPELINES = {
    "github-actions": (".github/workflows/ci.yml", "on: pull_request\njobs:\n  test:\n    steps:\n      - run: make test\n"),
    "gitlab-ci": (".gitlab-ci.yml", "test:\n  script:\n    - make test\n  rules:\n    - if: $CI_MERGE_REQUEST_IID\n"),
    "jenkins": ("Jenkinsfile", "pipeline {\n stages {\n  stage('t') {\n   steps {\n    sh 'make test'\n   }\n  }\n }\n}\n"),
    "circleci": (".circleci/config.yml", "jobs:\n  test:\n    steps:\n      - checkout\n      - run: make test\n"),
    "azure-pipelines": ("azure-pipelines.yml", "trigger: [main]\nsteps:\n  - script: make test\n"),
    "bitbucket": (
        "bitbucket-pipelines.yml",
        "pipelines:\n  pull-requests:\n    '**':\n      - step:\n          script:\n            - make test\n",
    ),
    "travis": (".travis.yml", "language: go\nscript: make test\n"),
    "drone": (".drone.yml", "kind: pipeline\nsteps:\n  - name: t\n    image: golang\n    commands:\n      - make test\n"),
    "woodpecker": (".woodpecker.yml", "steps:\n  t:\n    image: golang\n    commands:\n      - make test\n"),
    "buildkite": (".buildkite/pipeline.yml", "steps:\n  - label: t\n    command: make test\n"),
    "google-cloud-build": ("cloudbuild.yaml", "steps:\n  - name: golang\n    entrypoint: make\n    args: [test]\n"),
    "aws-codebuild": ("buildspec.yml", "version: 0.2\nphases:\n  build:\n    commands:\n      - make test\n"),
}


@pytest.mark.parametrize("system", sorted(PIPELINES))
def test_each_system_runs_its_commands(system: str) -> None:
    """A command is placed on its own line, and its target followed."""
    path, text = PIPELINES[system]
    repo = repo_of({path: text, "Makefile": "test:\n\tgo test ./...\n"})
    line = next(number for number, content in enumerate(text.splitlines(), 1) if "make" in content)
    found = [(command.words, command.path, command.line, command.via) for command in ci_commands(repo)]

    assert [pipeline.system for pipeline in pipelines(repo)] == [system]
    assert (("go", "test", "./..."), path, line, ("Makefile:2",)) in found


@pytest.mark.parametrize("system", sorted(PIPELINES))
@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "a: [1, 2",
        "- - -\n- {a: b}",
        "jobs: {a: 1, b: [x], c: {steps: 3}}",
        "steps: 4\npipelines: x\nphases: []",
        "\x00",
        "x: &a [*a]",
    ],
)
def test_malformed_files_never_raise(system: str, text: str) -> None:
    """Whatever a pipeline file holds, reading it ends in a value."""
    path, _ = PIPELINES[system]

    assert resolution(repo_of({path: text})).commands == ()


def test_matrix_values_make_commands() -> None:
    """A matrix over folders and scripts runs each."""
    workflow = (
        "on: push\njobs:\n  t:\n    strategy:\n      matrix:\n        service: [cart, mail]\n"
        "    steps:\n      - run: npm run ${{ matrix.service }}\n        working-directory: services/${{ matrix.service }}\n"
    )
    files = {f"services/{name}/package.json": json.dumps({"scripts": {name: f"jest {name}"}}) for name in ("cart", "mail")}
    found = [command.words for command in ci_commands(repo_of({".github/workflows/ci.yml": workflow, **files})) if command.via]

    assert found == [("jest", "cart"), ("jest", "mail")]


def test_circleci_commands_take_parameters() -> None:
    """A reusable command is filled with what the step gives it."""
    config = (
        "version: 2.1\ncommands:\n  check:\n    parameters:\n      tool: {default: flake8}\n"
        "    steps:\n      - run: << parameters.tool >> .\n"
        "jobs:\n  lint:\n    steps:\n      - check:\n          tool: ruff\n      - check\n"
    )
    found = [command.words for command in ci_commands(repo_of({".circleci/config.yml": config}))]

    assert found == [("ruff", "."), ("flake8", ".")]


def test_jobs_and_steps_that_never_run_are_left_out() -> None:
    """`if: false` is how people comment out."""
    workflow = (
        "on: push\njobs:\n  off:\n    if: false\n    steps:\n      - run: pytest\n"
        "  on:\n    steps:\n      - run: mypy .\n        if: ${{ false }}\n"
    )

    assert ci_commands(repo_of({".github/workflows/ci.yml": workflow})) == ()


def test_a_heeded_outcome_can_fail_the_build() -> None:
    """A step that may fail counts where a later step looks at its outcome."""
    workflow = (
        "on: push\njobs:\n  t:\n    steps:\n      - id: tests\n        name: Tests\n        run: pytest\n        continue-on-error: true\n"
        "      - if: steps.tests.outcome == 'failure'\n        run: exit 1\n"
    )
    found = {command.words: command.can_fail for command in ci_commands(repo_of({".github/workflows/ci.yml": workflow}))}

    assert found[("pytest",)] is True


def test_runners_that_call_each_other_end() -> None:
    """A make target and a package script in a circle are followed once."""
    files = {
        ".gitlab-ci.yml": "t:\n  script: [make a]\n",
        "Makefile": "a:\n\tnpm run b\n",
        "package.json": '{"scripts": {"b": "make a && jest"}}',
    }
    found = [command.words for command in ci_commands(repo_of(files))]

    assert found == [("make", "a"), ("npm", "run", "b"), ("make", "a"), ("jest",)]
