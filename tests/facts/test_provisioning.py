"""The files of infrastructure code and their flaws."""

from __future__ import annotations

import pytest

from readiness_checks.facts.gotemplate import first_fault
from readiness_checks.facts.provisioning import infrastructure_files
from readiness_checks.facts.terraform import parse_terraform
from tests.repos import repo_of


def _flaws(files: dict[str, str]) -> list[tuple[str, int, str]]:
    return [(file.path, flaw.line, flaw.message) for file in infrastructure_files(repo_of(files)) for flaw in file.flaws]


def test_a_module_in_a_submodule_is_not_missing() -> None:
    """What git brings with a submodule is not seen here, and not missing."""
    files = {
        ".gitmodules": '[submodule "shared"]\n\tpath = shared\n\turl = https://example.com/shared.git\n',
        "main.tf": 'module "vpc" {\n  source = "./shared/vpc"\n}\n',
    }

    assert _flaws(files) == []


def test_a_path_outside_the_repository_is_not_judged() -> None:
    """Nothing is opened, and nothing is said, beyond the root."""
    files = {"main.tf": 'module "vpc" {\n  source = "../../shared/vpc"\n}\n', "compose.yaml": "services:\n  a:\n    build: ../other\n"}

    assert _flaws(files) == []


def test_a_file_that_terraform_writes_itself_is_not_missing() -> None:
    """`local_file` makes it before it is read."""
    files = {
        "main.tf": 'resource "local_file" "kubeconfig" {\n  filename = "kubeconfig.yaml"\n}\n'
        'locals {\n  config = file("${path.module}/kubeconfig.yaml")\n}\n'
    }

    assert _flaws(files) == []


def test_a_serverless_file_that_is_included_must_exist() -> None:
    """`${file(…)}` names a file beside serverless.yml, unless it has a default."""
    files = {
        "serverless.yml": "service: shop\nprovider: {name: aws}\ncustom: ${file(./config.yml)}\nother: ${file(./local.yml), ''}\n"
        "stage: ${file(./${opt:stage}.yml)}\nfunctions: {}\n"
    }

    assert _flaws(files) == [("serverless.yml", 3, "the file `config.yml` does not exist")]


def test_a_template_included_from_nowhere_is_a_flaw() -> None:
    """A chart without dependencies can include only what it defines."""
    files = {
        "chart/Chart.yaml": "name: shop\nversion: 1.0.0\n",
        "chart/templates/a.yaml": 'kind: A\n{{/*\n{{ include "none" . }}\n*/}}\nname: {{ include "shop.name" . }}\n',
    }

    assert _flaws(files) == [("chart/templates/a.yaml", 5, "the template `shop.name` is defined nowhere in the chart")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ if .a }}\nx\n{{ end }}", None),
        ("a\n{{ end }}", ("an `end` stands without its block", 2)),
        ("{{ if .a }}\n{{ range .b }}\n{{ end }}", ("`if` has no `end`", 1)),
        ("{{ if .a", ("an action that does not end", 1)),
    ],
)
def test_the_first_fault_of_a_template(text: str, fault: tuple[str, int] | None) -> None:
    """Blocks and actions that are not closed are told with the line where they stand."""
    assert first_fault(text) == fault


@pytest.mark.parametrize(("text", "line"), [("a = 1\n", None), ("a = [1, 2\nb = 3\n", 2), ("[" * 100_000, None)])
def test_broken_hcl_is_told_with_a_line(text: str, line: int | None) -> None:
    """What is nested too deep to tell is not called broken."""
    assert parse_terraform(text).broken == line
