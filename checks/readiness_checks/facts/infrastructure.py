"""What describes where the repository's services run: infrastructure code, platform definitions, compose files, by tool."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness.syntax import mapping, string
from readiness_checks.facts.ansible import playbooks
from readiness_checks.facts.compose import compose_files
from readiness_checks.facts.dockerfiles import dockerfiles
from readiness_checks.facts.helm import charts, enabled_dependencies, rendered_templates
from readiness_checks.facts.kubernetes import LONG_RUNNING, kubernetes_files
from readiness_checks.facts.kustomize import kustomizations
from readiness_checks.facts.placement import compose_services_of, dockerfiles_of, runs_own_code, workloads_of
from readiness_checks.facts.platforms import platforms, procfiles
from readiness_checks.facts.resources import resources

__all__ = ["Infrastructure", "Kind", "compose_services_of", "deployed", "dockerfiles_of", "infrastructure", "workloads_of"]

Kind: TypeAlias = Literal["code", "platform", "compose", "process-file", "image", "development"]

_DEPLOYABLE = LONG_RUNNING - {"Service", "Configuration"} | {
    "CronJob",
    "HelmRelease",
    "HelmChart",
    "Application",
    "ApplicationSet",
    "Kustomization",
    "Certificate",
    "Ingress",
}
CDK = Pattern(
    ("aws-cdk-lib", "aws_cdk", "@aws-cdk/core", "github.com/aws/aws-cdk-go", "software.amazon.awscdk", "Amazon.CDK"),
    languages=("typescript", "javascript", "python", "go", "java", "kotlin", "csharp"),
)
CDKTF = Pattern(
    ("cdktf",), r"(?:from|import|require)\b.{0,40}\bcdktf\b", languages=("typescript", "javascript", "python", "go", "java", "csharp")
)
ASPIRE = Pattern(
    ("Aspire.AppHost.Sdk", "Aspire.Hosting", "IsAspireHost"), suffixes=(".csproj", ".props", ".fsproj"), roles=("configuration", "source")
)
ASPIRE_DEPLOYED = Pattern(
    (
        "AddAzureContainerAppEnvironment",
        "AddKubernetesEnvironment",
        "AddDockerComposeEnvironment",
        "AddAzureAppServiceEnvironment",
        "PublishAsAzure",
        "PublishAsKubernetes",
    ),
    languages=("csharp",),
)
NIX = Pattern(
    ("nixosConfigurations", "nixosModule", "systemd.services", "lib.mkEnableOption"), suffixes=(".nix",), roles=("configuration",)
)
ISTIO = Pattern(
    ("istio.io/",),
    r"apiVersion:\s*[\"']?(?:networking|security|telemetry|install)\.istio\.io/",
    suffixes=(".yaml", ".yml"),
    roles=("configuration",),
)


@dataclass(frozen=True, slots=True)
class Infrastructure:
    """One way in which the repository describes infrastructure, at the best place that shows it.

    `kind` is `code` for infrastructure as code, `platform` for a hosted platform's definition, `compose` for a compose file that runs
    the repository's own code, `process-file` for a lone Procfile, `image` for what only builds images, and `development` for what
    only a developer runs (dependencies in compose, Vagrant).
    """

    tool: str
    kind: Kind
    path: str
    line: int


@fact
def infrastructure(repo: Repo) -> tuple[Infrastructure, ...]:
    """Every way found, one entry a tool and kind, at its first place; sorted by tool."""
    found: dict[tuple[str, Kind], Infrastructure] = {}
    for item in _found(repo):
        known = found.get((item.tool, item.kind))
        if known is None or _prominence(item.path) < _prominence(known.path):
            found[item.tool, item.kind] = item
    return tuple(found[key] for key in sorted(found))


def _prominence(path: str) -> tuple[int, int, str]:
    return path.count("/"), len(path), path


def _found(repo: Repo) -> Iterator[Infrastructure]:
    for dockerfile in dockerfiles(repo):
        yield Infrastructure("docker", "image", dockerfile.path, dockerfile.stages[0].line)
    for path in compose_files(repo):
        yield _compose(repo, path)
    for resource in resources(repo):
        if resource.type != "null_resource" and not resource.path.startswith(".github/"):
            yield Infrastructure(resource.tool if resource.tool != "arm" else "bicep", "code", resource.path, resource.line)
    yield from _on_kubernetes(repo)
    yield from _by_program(repo)
    yield from _by_name(repo)
    for playbook in playbooks(repo):
        yield Infrastructure("ansible", "code", playbook.path, playbook.line)
    for platform in platforms(repo):
        if _serves_backend(repo, platform.path):
            yield Infrastructure(platform.tool, "platform", platform.path, platform.line)
    for path in procfiles(repo):
        yield Infrastructure("procfile", "process-file", path, 1)


def _serves_backend(repo: Repo, path: str) -> bool:
    """Whether a file is a backend's, or of no component: a frontend's or a documentation site's platform runs no service."""
    from readiness_checks.facts.services import components

    owner = max((item for item in components(repo) if item.owns(path)), key=lambda item: len(item.path), default=None)
    return owner is None or owner.kind == "backend" or not owner.path


def _compose(repo: Repo, path: str) -> Infrastructure:
    service = runs_own_code(repo, path)
    if service is not None:
        return Infrastructure("docker-compose", "compose", path, service.line)
    return Infrastructure("docker-compose", "development", path, 1)


def _on_kubernetes(repo: Repo) -> Iterator[Infrastructure]:
    for file in kubernetes_files(repo):
        if any(kind in _DEPLOYABLE for kind in file.kinds):
            yield Infrastructure("kubernetes", "code", file.path, file.line)
    for chart in charts(repo):
        if any(template.parsed.documents for template in rendered_templates(repo, chart)) or enabled_dependencies(repo, chart):
            yield Infrastructure("helm", "code", chart.path, 1)
            yield Infrastructure("kubernetes", "code", chart.path, 1)
    for item in kustomizations(repo):
        if item.resources or item.patches:
            yield Infrastructure("kustomize", "code", item.path, 1)
    for hit in repo.hits(ISTIO):
        yield Infrastructure("istio", "code", hit.path, hit.line)


def _by_program(repo: Repo) -> Iterator[Infrastructure]:
    """Infrastructure written in a general language: what marks the program, and a source file that uses the library."""
    if repo.named("cdk.json"):
        for hit in repo.hits(CDK):
            yield Infrastructure("cdk", "code", hit.path, hit.line)
    if repo.named("cdktf.json"):
        for hit in repo.hits(CDKTF):
            yield Infrastructure("terraform", "code", hit.path, hit.line)
    for file in repo.named("Pulumi.yaml", "Pulumi.yml"):
        if (file.own and string(mapping(repo.yaml(file.path).value).get("runtime"))) or mapping(
            mapping(repo.yaml(file.path).value).get("runtime")
        ):
            yield Infrastructure("pulumi", "code", file.path, 1)
    published = repo.hits(ASPIRE_DEPLOYED)
    for hit in repo.hits(ASPIRE):
        yield Infrastructure("aspire", "code" if published else "development", hit.path, hit.line)


def _by_name(repo: Repo) -> Iterator[Infrastructure]:
    for file in repo.named("serverless.yml", "serverless.yaml", "serverless.*.yml"):
        value = mapping(repo.yaml(file.path).value)
        if file.own and value.get("provider") and value.get("functions"):
            yield Infrastructure("serverless-framework", "code", file.path, value.line_of("functions"))
    for file in repo.named("serverless.ts", "serverless.js"):
        if file.own and re.search(r"\bfunctions\b", repo.text(file.path)) and "provider" in repo.text(file.path):
            yield Infrastructure("serverless-framework", "code", file.path, 1)
    for file in repo.named("skaffold.yaml", "skaffold.yml", "skaffold.*.yaml"):
        value = mapping(repo.yaml(file.path).value)
        if file.own and string(value.get("kind")) == "Config":
            yield Infrastructure("skaffold", "code" if value.get("deploy") or value.get("manifests") else "development", file.path, 1)
    for file in repo.named("timoni.cue"):
        if file.size > 50:
            yield Infrastructure("timoni", "code", file.path, 1)
    for hit in repo.hits(NIX):
        if "nixos" in hit.text or "services" in hit.text:
            yield Infrastructure("nixos", "code", hit.path, hit.line)
    for file in repo.named("Vagrantfile"):
        if file.own and "Vagrant.configure" in repo.text(file.path):
            yield Infrastructure("vagrant", "development", file.path, 1)


@fact
def deployed(repo: Repo) -> bool:
    """Whether the repository's code runs somewhere: it describes where, or it holds a service."""
    from readiness_checks.facts.services import has_service

    return has_service(repo) or any(item.kind in ("code", "platform") for item in infrastructure(repo))
