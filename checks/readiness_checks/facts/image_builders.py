"""What builds a container image without a Dockerfile: Jib, buildpacks, ko, Spring Boot, the .NET SDK, Nix and their like."""

from __future__ import annotations

from readiness.model import Component
from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness.syntax import mapping, sequence, string
from readiness_checks.facts.resources import resources

_PATTERNS: dict[str, Pattern] = {
    "Jib": Pattern(
        ("jib-maven-plugin", "com.google.cloud.tools.jib"),
        r"jib-maven-plugin|com\.google\.cloud\.tools\.jib",
        suffixes=(".xml", ".gradle", ".kts", ".toml"),
        roles=("configuration", "source"),
    ),
    "Spring Boot's build-image": Pattern(
        ("build-image", "bootBuildImage"),
        r"<goal>build-image(?:-no-fork)?</goal>|\bbootBuildImage\b|spring-boot:build-image",
        suffixes=(".xml", ".gradle", ".kts", ".yml", ".yaml", ".sh", ".md", ".adoc", ".mk"),
        names=("makefile", "jenkinsfile"),
        roles=("configuration", "source", "documentation"),
    ),
    "the .NET SDK's container publishing": Pattern(
        ("PublishContainer", "ContainerRepository", "ContainerImageName", "EnableSdkContainerSupport", "PublishProfile=DefaultContainer"),
        r"/t:PublishContainer|-t:PublishContainer|<(?:ContainerRepository|ContainerImageName|EnableSdkContainerSupport)>|PublishProfile=DefaultContainer",
        suffixes=(".csproj", ".fsproj", ".props", ".targets", ".yml", ".yaml", ".sh", ".ps1"),
        names=("makefile",),
        roles=("configuration", "source"),
    ),
    "sbt-native-packager": Pattern(
        ("DockerPlugin",), r"enablePlugins\([^)\n]{0,120}DockerPlugin", suffixes=(".sbt",), roles=("configuration", "source")
    ),
    "Quarkus's container image": Pattern(
        ("quarkus-container-image-",), suffixes=(".xml", ".gradle", ".kts"), roles=("configuration", "source")
    ),
    "Micronaut's dockerBuild": Pattern(
        ("io.micronaut.docker", "dockerBuild"),
        r"io\.micronaut\.docker|\bdockerBuild\b",
        suffixes=(".gradle", ".kts"),
        roles=("configuration", "source"),
    ),
    "Bazel": Pattern(
        ("oci_image(", "container_image(", "go_image(", "py3_image("),
        suffixes=(".bazel", ".bzl"),
        names=("build",),
        roles=("configuration", "source"),
    ),
    "Nix's dockerTools": Pattern(("dockerTools.build",), suffixes=(".nix",), roles=("configuration", "source")),
    "ko": Pattern(
        ("ko build", "ko publish", "ko resolve", "ko apply", "setup-ko@"),
        r"(?:^|[\s;&|])ko (?:build|publish|resolve|apply)\b|ko-build/setup-ko@",
        suffixes=(".yml", ".yaml", ".sh", ".mk"),
        names=("makefile",),
        roles=("configuration", "source"),
    ),
    "Cloud Native Buildpacks": Pattern(
        ("pack build", "buildpacks/"),
        r"(?:^|[\s;&|])pack build\b|uses:\s*buildpacks/github-actions",
        suffixes=(".yml", ".yaml", ".sh", ".mk"),
        names=("makefile",),
        roles=("configuration", "source"),
    ),
}
_FUNCTIONS = frozenset(
    {
        "AWS::Serverless::Function",
        "AWS::Lambda::Function",
        "aws_lambda_function",
        "google_cloudfunctions_function",
        "google_cloudfunctions2_function",
        "azurerm_linux_function_app",
        "azurerm_windows_function_app",
        "azurerm_function_app",
    }
)
_CONTAINERS = (
    "aws_ecs_",
    "AWS::ECS::",
    "google_cloud_run_",
    "azurerm_container_app",
    "aws_apprunner_",
    "AWS::AppRunner::",
    "kubernetes_deployment",
    "Microsoft.App/",
)
LAMBDA = Pattern(
    ("lambda.Function(", "NodejsFunction(", "PythonFunction(", "GoFunction(", "_lambda.Function(", "sam.CfnFunction(", "CfnFunction("),
    languages=("typescript", "javascript", "python", "java", "csharp", "go"),
)


@dataclass(frozen=True, slots=True)
class ImageBuilder:
    """A tool that builds the image, and the place that wires it in."""

    tool: str
    path: str
    line: int


@fact
def image_builders(repo: Repo, component: Component) -> tuple[ImageBuilder, ...]:
    """The tools that build the component's image, set up in its own files or in files outside every component; sorted."""
    from readiness_checks.facts.services import serves

    found = [ImageBuilder(tool, hit.path, hit.line) for tool, pattern in _PATTERNS.items() for hit in repo.hits(pattern)]
    found.extend(_by_files(repo))
    return tuple(sorted({item for item in found if serves(repo, component, item.path)}, key=lambda item: (item.path, item.line, item.tool)))


def _by_files(repo: Repo) -> list[ImageBuilder]:
    found = [ImageBuilder("ko", file.path, 1) for file in repo.named(".ko.yaml", ".ko.yml") if file.size]
    found += [ImageBuilder("Nixpacks", file.path, 1) for file in repo.named("nixpacks.toml", "nixpacks.json") if file.size]
    found += [ImageBuilder("Railpack", file.path, 1) for file in repo.named("railpack.json") if file.size]
    for file in repo.named("project.toml"):
        value = repo.toml(file.path).value
        if isinstance(value, dict) and ("_" in value or isinstance(value.get("io"), dict) or isinstance(value.get("build"), dict)):
            found.append(ImageBuilder("Cloud Native Buildpacks", file.path, 1))
    for file in repo.named("fly.toml"):
        value = repo.toml(file.path).value
        build = value.get("build") if isinstance(value, dict) else None
        if isinstance(build, dict) and (build.get("builder") or build.get("buildpacks")):
            found.append(ImageBuilder("Fly's buildpacks", file.path, 1))
    for file in repo.named("app.json"):
        if sequence(mapping(repo.json(file.path).value).get("buildpacks")):
            found.append(ImageBuilder("Heroku buildpacks", file.path, 1))
    for file in repo.named("skaffold.yaml", "skaffold.yml"):
        for item in sequence(mapping(mapping(repo.yaml(file.path).value).get("build")).get("artifacts")):
            tool = next((name for name in ("jib", "ko", "buildpacks", "bazel") if name in mapping(item)), "")
            if tool:
                found.append(ImageBuilder(f"Skaffold with {tool}", file.path, mapping(item).line))
    for file in repo.named(".goreleaser.yml", ".goreleaser.yaml"):
        if sequence(mapping(repo.yaml(file.path).value).get("kos")):
            found.append(ImageBuilder("GoReleaser with ko", file.path, 1))
    return found


@fact
def serverless_only(repo: Repo, component: Component) -> str:
    """Where it is declared that the component runs as functions and nothing of it in a container; "" where it is not so."""
    places = []
    for resource in resources(repo):
        if component.owns(resource.path):
            if resource.type.startswith(_CONTAINERS) or any(
                item.path.lower().endswith(("packagetype", "package_type")) and item.value == "Image" for item in resource.attributes
            ):
                return ""
            if resource.type in _FUNCTIONS:
                places.append(f"{resource.path}:{resource.line}")
    places.extend(
        file.path
        for file in repo.named("serverless.yml", "serverless.yaml", "serverless.ts")
        if component.owns(file.path) and (file.suffix == ".ts" or mapping(repo.yaml(file.path).value).get("functions"))
    )
    for file in repo.named("host.json", "wrangler.toml"):
        value = repo.json(file.path).value if file.name == "host.json" else None
        if component.owns(file.path) and (
            file.name == "wrangler.toml" or (file.name == "host.json" and string(mapping(value).get("version")))
        ):
            places.append(file.path)
    if any(component.owns(file.path) for file in repo.named("cdk.json")):
        places.extend(f"{hit.path}:{hit.line}" for hit in repo.hits(LAMBDA) if component.owns(hit.path))
    return places[0] if places else ""
