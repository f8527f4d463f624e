"""Which services run as functions of a cloud: started for each event, with no process that could be asked how it is."""

from __future__ import annotations

from readiness.model import Component
from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.dockerfiles import Stage, dockerfiles
from readiness_checks.facts.resources import resources

_TYPES = frozenset({
    "AWS::Serverless::Function", "AWS::Lambda::Function", "aws_lambda_function", "google_cloudfunctions_function",
    "google_cloudfunctions2_function", "azurerm_linux_function_app", "azurerm_windows_function_app", "azurerm_function_app",
})  # fmt: skip
_CONSTRUCTS = Pattern(
    ("Function(",),
    r"\bnew\s+(?:\w+\.){0,2}(?:Nodejs|Python|Go|DockerImage|Cfn)Function\("
    r"|\b(?:new\s+)?\w{0,20}[lL]ambda\w{0,20}\.(?:DockerImage)?Function\(",
    languages=("typescript", "javascript", "python", "java", "csharp"),
)
_FILES = ("serverless.yml", "serverless.yaml", "serverless.ts", "host.json", "wrangler.toml", "zappa_settings.json")


@dataclass(frozen=True, slots=True)
class FunctionDeclaration:
    """One place that declares functions; a file that is all about them has no line."""

    path: str
    line: int | None


@fact
def functions(repo: Repo, component: Component) -> tuple[FunctionDeclaration, ...]:
    """Where the component runs as functions, sorted by place; empty where it builds the image of a server as well."""
    declared = [FunctionDeclaration(item.path, item.line) for item in resources(repo) if item.type in _TYPES]
    declared += [FunctionDeclaration(file.path, None) for file in repo.named(*_FILES) if file.own]
    declared += [FunctionDeclaration(hit.path, hit.line) for hit in repo.hits(_CONSTRUCTS)]
    images = [file for file in dockerfiles(repo) if component.owns(file.path)]
    if not all(any(_hosts_functions(stage) for stage in file.stages) for file in images):
        return ()
    return tuple(sorted((item for item in declared if component.owns(item.path)), key=lambda item: (item.path, item.line or 0)))


def _hosts_functions(stage: Stage) -> bool:
    return stage.base is not None and any(word in stage.base.image for word in ("lambda", "azure-functions"))
