"""Resources that infrastructure code declares: Terraform and OpenTofu, CloudFormation and SAM, ARM and Bicep, in one shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness.syntax import Map, Seq, Tagged, mapping, string
from readiness_checks.facts.bicep import read_bicep
from readiness_checks.facts.terraform import Attribute, terraform_documents, variables_of

Tool: TypeAlias = Literal["terraform", "cloudformation", "bicep", "arm"]

MAX_FILES = 1_000
CLOUDFORMATION = Pattern(
    ("AWS::",),
    r"[\"']?Type[\"']?\s*:\s*[\"']?AWS::[A-Za-z0-9]+::",
    suffixes=(".yaml", ".yml", ".json", ".template"),
    roles=("configuration",),
)
ARM = Pattern(
    ("deploymentTemplate.json",),
    r"schema\.management\.azure\.com/schemas/[0-9-]+/(?:subscriptionD|managementGroupD|d)eploymentTemplate\.json",
    suffixes=(".json",),
    roles=("configuration",),
)


@dataclass(frozen=True, slots=True)
class Resource:
    """One declared resource. `attributes` are flattened: nested blocks and objects join their names with a dot.

    `type` is the tool's own (`aws_db_instance`, `AWS::RDS::DBInstance`, `Microsoft.Sql/servers`); a Terraform module is
    `module:` and its source. Values are literals, or defaults of variables; other expressions stay as written.
    """

    tool: Tool
    type: str
    name: str
    attributes: tuple[Attribute, ...]
    path: str
    line: int

    def get(self, path: str) -> Attribute | None:
        """The attribute at `path`, ignoring case; None when it is not set."""
        lowered = path.lower()
        return next((item for item in self.attributes if item.path.lower() == lowered), None)

    def ending(self, suffix: str) -> Attribute | None:
        """The first attribute whose path is `suffix` or ends with it after a dot, ignoring case."""
        lowered = suffix.lower()
        return next((item for item in self.attributes if item.path.lower() == lowered or item.path.lower().endswith("." + lowered)), None)


@fact
def resources(repo: Repo) -> tuple[Resource, ...]:
    """Every resource declared in the repository's own infrastructure code, sorted by place."""
    found = [*_terraform(repo), *_cloudformation(repo), *_arm(repo), *_bicep(repo)]
    return tuple(sorted(found, key=lambda item: (item.path, item.line, item.name)))


def _terraform(repo: Repo) -> Iterator[Resource]:
    blocks = {path: document.blocks for path, document in terraform_documents(repo).items()}
    defaults = variables_of(blocks)
    for path, found in blocks.items():
        known = defaults.get(path.rpartition("/")[0], {})
        for block in found:
            if block.keyword in ("resource", "module") and block.labels:
                attributes = tuple(item.resolved(known) for item in block.attributes)
                if block.keyword == "resource" and len(block.labels) > 1:
                    yield Resource("terraform", block.labels[0], block.labels[1], attributes, path, block.line)
                elif block.keyword == "module":
                    source = next((item.value for item in attributes if item.path == "source"), "")
                    yield Resource("terraform", f"module:{source}", block.labels[0], attributes, path, block.line)


def _cloudformation(repo: Repo) -> Iterator[Resource]:
    for path in dict.fromkeys(hit.path for hit in repo.hits(CLOUDFORMATION)):
        parsed = repo.json(path) if path.endswith(".json") else repo.yaml(path)
        document = mapping(parsed.value)
        parameters = mapping(document.get("Parameters"))
        for holder in (document, mapping(document.get("resources")), mapping(mapping(document.get("Outputs")))):
            for name, value in mapping(holder.get("Resources")).items():
                resource = mapping(value)
                kind = string(resource.get("Type"))
                if kind:
                    flat = tuple(_flat(resource.get("Properties"), "", parameters, 0, resource.line))
                    kept = string(resource.get("DeletionPolicy"))
                    policy = (Attribute("DeletionPolicy", kept, resource.line_of("DeletionPolicy")),) if kept else ()
                    yield Resource("cloudformation", kind, name, (*flat, *policy), path, mapping(holder.get("Resources")).line_of(name))


def _arm(repo: Repo) -> Iterator[Resource]:
    for path in dict.fromkeys(hit.path for hit in repo.hits(ARM)):
        pending = [mapping(repo.json(path).value).get("resources")]
        while pending:
            items = pending.pop()
            for value in items.values() if isinstance(items, Map) else items if isinstance(items, Seq) else ():
                resource = mapping(value)
                if string(resource.get("type")):
                    pending.append(resource.get("resources"))
                    yield Resource(
                        "arm",
                        string(resource.get("type")),
                        string(resource.get("name")),
                        tuple(_flat(resource.get("properties"), "", Map(), 0, resource.line)),
                        path,
                        resource.line,
                    )


def _bicep(repo: Repo) -> Iterator[Resource]:
    for file in repo.named("*.bicep")[:MAX_FILES]:
        if file.role in ("source", "configuration"):
            for kind, name, attributes, line in read_bicep(repo.text(file.path)):
                yield Resource("bicep", kind, name, attributes, file.path, line)


def _flat(value: object, prefix: str, parameters: Map, depth: int, line: int) -> Iterator[Attribute]:
    if depth > 12:
        return
    if isinstance(value, Map):
        for key, item in value.items():
            yield from _flat(item, f"{prefix}.{key}" if prefix else key, parameters, depth + 1, value.line_of(key))
    elif isinstance(value, Seq):
        for item in value[:50]:
            yield from _flat(item, prefix, parameters, depth + 1, line)
    elif prefix:
        text = string(value)
        if isinstance(value, Tagged) and value.tag == "!Ref":
            text = string(mapping(parameters.get(text)).get("Default")) or text
        yield Attribute(prefix, text, line)
