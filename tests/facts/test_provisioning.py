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


@pytest.mark.parametrize(
    ("value", "missing"),
    [
        ("${file(./none.yml)}", True),
        ("${file(./none.yml):custom.stage}", True),
        ("${file(./none.yml):custom.stage, 'dev'}", False),
        ("${file(./none.yml):${self:provider.stage}.size, 1}", False),
        ("${file(./none.yml), ''}", False),
    ],
)
def test_what_serverless_falls_back_on_is_not_missing(value: str, missing: bool) -> None:
    """A default stands in for the whole file or for a key of it."""
    found = _flaws({"serverless.yml": f"service: shop\nprovider: {{name: aws}}\nsize: {value}\nfunctions: {{}}\n"})

    assert found == ([("serverless.yml", 3, "the file `none.yml` does not exist")] if missing else [])


@pytest.mark.parametrize(
    ("files", "message", "line"),
    [
        ({"main.tf": 'module "vpc" {\n  source = "./vpc"\n}\n'}, "the module `vpc` does not exist", 2),
        ({"infra/main.tf": 'locals {\n  a = file("${path.module}/a.json")\n}\n'}, "the file `infra/a.json` does not exist", 2),
        ({"compose.yaml": "services:\n  a:\n    build: ./orders\n"}, "the build context `orders` does not exist", 3),
        ({"compose.yaml": "services:\n  a:\n    build: .\n"}, "the Dockerfile `Dockerfile` does not exist", 3),
        ({"compose.yaml": "services:\n  a:\n    image: a\n    extends: {file: base.yaml, service: a}\n"},
         "the compose file `base.yaml` does not exist", 4),
        ({"compose.yaml": "services:\n  a:\n    image: a\n    volumes:\n      - ./nginx.conf:/etc/nginx.conf\n"},
         "the file `nginx.conf` does not exist", 5),
        ({"k/kustomization.yaml": "resources:\n  - a.yaml\n"}, "`k/a.yaml` does not exist", 2),
        ({"main.bicep": "targetScope = 'subscription'\nmodule db './db.bicep' = {\n}\n"}, "the module `db.bicep` does not exist", 2),
        ({"template.yaml": "Resources:\n  A:\n    Type: AWS::Serverless::LayerVersion\n    Properties:\n      ContentUri: ./layer\n"},
         "the path `layer` does not exist", 5),
        ({"site.yml": "- hosts: all\n  tasks:\n    - include_tasks: install.yml\n"}, "the task file `install.yml` does not exist", 3),
    ],
)  # fmt: skip
def test_what_is_named_and_is_nowhere_is_a_flaw(files: dict[str, str], message: str, line: int) -> None:
    """Every tool's references are followed, and the flaw stands on the line that names what is missing."""
    (path,) = files

    assert _flaws(files) == [(path, line, message)]


@pytest.mark.parametrize(
    "files",
    [
        {"main.tf": 'module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n'},
        {"main.tf": 'locals {\n  # a = file("${path.module}/a.json")\n}\n'},
        {"main.tf": 'locals {\n  key = file("${path.module}/id_rsa")\n}\n'},
        {"main.tf": 'locals {\n  a = file("${path.module}/${var.name}.json")\n}\n'},
        {"compose.yaml": "services:\n  a:\n    build: https://github.com/shop/orders.git\n"},
        {"compose.yaml": "services:\n  a:\n    build: ${CONTEXT}\n"},
        {"compose.yaml": "services:\n  a:\n    build:\n      context: .\n      dockerfile_inline: FROM scratch\n"},
        {"compose.yaml": "services:\n  a:\n    image: a\n    env_file: [{path: .env, required: false}]\n"},
        {"compose.yaml": "services:\n  a:\n    image: a\n    env_file: .env\n", ".env.example": "A=1\n"},
        {"compose.yaml": "services:\n  a:\n    image: a\n    volumes:\n      - ./data:/var/lib/data\n      - ./tls.key:/tls.key\n"},
        {"k/kustomization.yaml": "resources:\n  - https://github.com/shop/base?ref=v1\n"},
        {"main.bicep": "module db 'br:shop.azurecr.io/db:v1' = {\n}\n// module a './a.bicep' = {\n"},
        {
            "template.yaml": "Resources:\n  A:\n    Type: AWS::Serverless::LayerVersion\n    Properties:\n      ContentUri: s3://shop/layer.zip\n"
        },
        {"site.yml": "- hosts: all\n  tasks:\n    - include_tasks: '{{ ansible_os_family }}.yml'\n"},
    ],
)
def test_what_comes_from_elsewhere_is_not_missing(files: dict[str, str]) -> None:
    """Registries, variables, comments, secrets, data and what is explained by an example are no missing files."""
    assert _flaws(files) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("main.tf", 'resource "a" "b" {\n'),
        ("compose.yaml", "services:\n  a: [1\n"),
        ("k/kustomization.yaml", "resources: [1\n"),
        ("deploy.yaml", "apiVersion: v1\nkind: Service\nspec: [1\n"),
        ("serverless.yml", "service: a\nfunctions: [1\n"),
        ("site.yml", "- hosts: all\n  tasks: [1\n"),
        ("a.tf.json", '{"resource": '),
    ],
)
def test_a_file_that_does_not_parse_has_one_flaw(path: str, text: str) -> None:
    """What is broken is told once, and nothing that it names is sought."""
    (file,) = infrastructure_files(repo_of({path: text}))

    assert (file.path, [flaw.kind for flaw in file.flaws]) == (path, ["parse"])


def test_tasks_nested_deep_are_still_read() -> None:
    """Blocks within blocks raise nothing, and hide nothing."""
    nested = "".join(f"{'  ' * depth}- block:\n" for depth in range(1, 80)) + f"{'  ' * 80}- include_tasks: none.yml\n"
    found = _flaws({"site.yml": "- hosts: all\n  tasks:\n" + nested})

    assert found == [("site.yml", 82, "the task file `none.yml` does not exist")]
