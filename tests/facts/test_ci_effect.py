"""What the commands of a pipeline amount to: idle, absent, followed, or known by name alone."""

from __future__ import annotations

import pytest

from readiness_checks.facts.calls import program_of
from readiness_checks.facts.ci import pipelines
from readiness_checks.facts.ci_effect import absent, effective, inside, lets_pass, speaks_by_name
from readiness_checks.facts.commands import ci_commands
from readiness_checks.facts.wrappers import inner_command
from tests.repos import repo_of

WORKFLOW = ".github/workflows/ci.yml"


def _workflow(*runs: str) -> str:
    steps = "".join(f"      - run: {run}\n" for run in runs)
    return f"on: [push]\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"


@pytest.mark.parametrize(
    ("run", "files"),
    [
        ("make test", {}),
        ("make test", {"Makefile": "build:\n\tgo build\n"}),
        ("make test", {"Makefile": "test:\n"}),
        ("npm run test --if-present", {"package.json": "{}"}),
        ("yarn test", {"package.json": "{}"}),
        ("npm test", {}),
        ("./scripts/test.sh", {}),
        ("./scripts/test.sh", {"scripts/test.sh": "#!/bin/sh\n"}),
    ],
)
def test_what_is_missing_or_empty_is_absent(run: str, files: dict[str, str]) -> None:
    """A call of something that is not there, or runs nothing, is told from one that cannot be followed."""
    repo = repo_of({WORKFLOW: _workflow(run), **files})

    assert run in {command.text for command in absent(repo)}


@pytest.mark.parametrize(
    ("run", "files", "speaks"),
    [
        ("make test", {"Makefile": "test:\n\tpytest --collect-only\n"}, False),
        ("make test", {"Makefile": "test:\n\t@echo none\n"}, False),
        ("make test", {"Makefile": "test:\n\t./build/selftest\n"}, True),
        ("cd build && make test", {}, False),
        ("cd $OUT && make test", {}, True),
        ("invoke test", {}, True),
    ],
)
def test_a_name_speaks_where_nothing_else_can(run: str, files: dict[str, str], speaks: bool) -> None:
    """The name of a target counts only where what it calls cannot be read."""
    repo = repo_of({WORKFLOW: _workflow(run), **files})
    command = next(command for command in ci_commands(repo) if command.words[-1] == "test" and not command.via)

    assert speaks_by_name(repo, command) is speaks


def test_idle_pipelines_have_no_effect() -> None:
    """Printing, checking out, setting tools up and looking at versions do nothing."""
    text = _workflow("echo test", "git fetch", "node --version", "mkdir -p out") + "      - uses: actions/setup-node@v4\n"

    assert effective(repo_of({WORKFLOW: text})) == ()


def test_what_a_command_runs_is_found_in_order() -> None:
    """Commands on one line are told apart by how deep they were followed."""
    files = {WORKFLOW: _workflow("make lint && make unit"), "Makefile": "lint:\n\truff check\nunit:\n\tpytest\n"}
    found = {command.text: [other.text for other in within] for command, within in inside(repo_of(files)).items()}

    assert found == {"make lint": ["ruff check"], "make unit": ["pytest"]}


@pytest.mark.parametrize(
    ("words", "program"),
    [
        (("@redocly/cli", "lint"), "redocly"),
        (("@stoplight/spectral-cli", "lint"), "spectral"),
        (("@angular/cli", "test"), "ng"),
        (("./node_modules/.bin/jest",), "jest"),
        (("docker-compose", "push"), "docker"),
    ],
)
def test_packages_in_scopes_are_called_by_their_programs(words: tuple[str, ...], program: str) -> None:
    """`npx @scope/package` runs the program that the package brings."""
    assert program_of(words) == program


@pytest.mark.parametrize(
    ("module", "program"),
    [
        ("golang.org/x/vuln/cmd/govulncheck@latest", "govulncheck"),
        ("github.com/securego/gosec/v2@latest", "gosec"),
        ("github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.1.0", "golangci-lint"),
    ],
)
def test_go_run_of_a_module_is_its_tool(module: str, program: str) -> None:
    """The tool is the last part of the path, without the major version."""
    assert inner_command(("go", "run", module, "./...")) == (program, "./...")


@pytest.mark.parametrize("run", ["ruff check --exit-zero", "golangci-lint run --issues-exit-code 0", "mvn verify -fn"])
def test_tools_may_be_told_to_succeed(run: str) -> None:
    """A run that succeeds whatever it finds guards nothing."""
    command = next(iter(ci_commands(repo_of({WORKFLOW: _workflow(run)}))))

    assert lets_pass(command)


def test_steps_of_shared_libraries_are_seen() -> None:
    """Calls that neither Jenkins nor the file defines stand for what another repository does."""
    text = "@Library('shared') _\ndef helper() { sh 'make' }\nhelper()\nbuildService(name: 'shop')\nnode { echo 'x' }\n"
    (pipeline,) = pipelines(repo_of({"Jenkinsfile": text}))

    assert [step.uses for job in pipeline.jobs for step in job.steps if step.uses] == ["jenkins:library/buildService"]


def test_hostile_jenkinsfiles_end_soon() -> None:
    """Text made to be slow costs no more than its length."""
    text = "@Library('x')\n" + "a(" * 50_000 + "\n'''" * 3_000 + "\ndef " * 5_000

    assert len(pipelines(repo_of({"Jenkinsfile": text}))) == 1
