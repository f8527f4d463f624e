"""CloudFormation, SAM, Serverless Framework, ARM and Bicep files: whether they parse, and the local templates and code they name."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.syntax import Tagged, mapping, string, walk
from readiness_checks.facts.provisioning.flaws import Flaw, InfrastructureFile, broken, unresolved
from readiness_checks.facts.provisioning.handlers import handlers
from readiness_checks.facts.resources import ARM, CLOUDFORMATION

MAX_FILES = 1_000
# where a template may name a file beside it, which `aws cloudformation package` or `sam build` takes up
_LOCAL = {
    "AWS::CloudFormation::Stack": ("TemplateURL",),
    "AWS::Serverless::Application": ("Location",),
    "AWS::Serverless::Function": ("CodeUri",),
    "AWS::Serverless::LayerVersion": ("ContentUri",),
    "AWS::Serverless::Api": ("DefinitionUri",),
    "AWS::Serverless::StateMachine": ("DefinitionUri",),
    "AWS::AppSync::GraphQLSchema": ("DefinitionS3Location",),
}
_MODULE = Regex(r"^\s*(?:module\s+\w+|using)\s+'([^'\n]{1,300})'")
_LOADED = Regex(r"\b(?:loadTextContent|loadJsonContent|loadYamlContent|loadFileAsBase64)\('([^'\n]{1,300})'")
_INCLUDED = Regex(r"\$\{file\(([^(){}$,\n]{1,200})\)")
# `:key.${stage}` of the file, and then what is taken in its stead
_FALLBACK = Regex(r"(?::(?:[\w.:-]|\$\{[^{}\n]{0,100}\}){0,200})?\s*,")


def stacks(repo: Repo) -> Iterator[InfrastructureFile]:
    """Every template of a stack with its flaws."""
    for path in list(dict.fromkeys(hit.path for hit in repo.hits(CLOUDFORMATION)))[:MAX_FILES]:
        yield from _cloudformation(repo, path)
    for path in dict.fromkeys(hit.path for hit in repo.hits(ARM)):
        yield InfrastructureFile(path, "arm", broken(repo, path, repo.json(path), "JSON"))
    for file in repo.named("serverless.yml", "serverless.yaml")[:MAX_FILES]:
        if file.own:
            yield InfrastructureFile(
                file.path,
                "serverless-framework",
                (*broken(repo, file.path, repo.yaml(file.path), "YAML"), *_included(repo, file.path), *handlers(repo, file.path)),
            )
    for file in repo.named("*.bicep", "*.bicepparam")[:MAX_FILES]:
        if file.role in ("source", "configuration"):
            yield InfrastructureFile(file.path, "bicep", tuple(_bicep(repo, file.path)))


def _cloudformation(repo: Repo, path: str) -> Iterator[InfrastructureFile]:
    language = "JSON" if path.endswith(".json") or repo.text(path).lstrip().startswith("{") else "YAML"
    parsed = repo.json(path) if language == "JSON" else repo.yaml(path)
    flaws = broken(repo, path, parsed, language)
    resources = mapping(mapping(parsed.value).get("Resources"))
    if flaws or resources:
        yield InfrastructureFile(path, "cloudformation", (*flaws, *_named(repo, path, parsed.value)))


def _named(repo: Repo, path: str, document: object) -> Iterator[Flaw]:
    for resource in mapping(mapping(document).get("Resources")).values():
        properties = mapping(mapping(resource).get("Properties"))
        for key in _LOCAL.get(string(mapping(resource).get("Type")), ()):
            value = properties.get(key)
            # a name with a folder or an ending is one; a bucket, a function or a reference to something else is none
            if isinstance(value, str) and not isinstance(value, Tagged) and ("/" in value or "." in value) and "://" not in value:
                yield from unresolved(repo, path, value, properties.line_of(key), "the path")
    for node in walk(document):
        if string(node.get("Name")) == "AWS::Include":
            location = mapping(node.get("Parameters")).get("Location")
            if isinstance(location, str) and not isinstance(location, Tagged) and "://" not in location:
                yield from unresolved(repo, path, location, mapping(node.get("Parameters")).line_of("Location"), "the path")


def _included(repo: Repo, path: str) -> Iterator[Flaw]:
    for number, line in enumerate(repo.text(path).split("\n"), 1):
        if line.lstrip().startswith("#"):
            continue
        for match in _INCLUDED.finditer(line):
            # `${file(x), default}` has something to fall back on
            if not _FALLBACK.match(line[match.end() :]):
                yield from unresolved(repo, path, match.group(1).strip(), number, "the file")


def _bicep(repo: Repo, path: str) -> Iterator[Flaw]:
    for number, line in enumerate(repo.text(path).split("\n"), 1):
        module = _MODULE.match(line)
        if module and ":" not in module.group(1):
            yield from unresolved(repo, path, module.group(1), number, "the module")
        if not line.lstrip().startswith("//"):
            for match in _LOADED.finditer(line):
                yield from unresolved(repo, path, match.group(1), number, "the file")
