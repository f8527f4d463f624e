"""Finds and reads OpenAPI (2.0, 3.0, 3.1, 3.2) and AsyncAPI documents in YAML and JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from readiness.classify import OWN, File, classify
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness.syntax import Map, Parsed, dig, mapping, sequence, string
from readiness.syntax.yaml import parse_yaml
from readiness_checks.facts.descriptions import ApiDocument, Error, Kind
from readiness_checks.facts.descriptions.clients import client_of
from readiness_checks.facts.descriptions.foreign import foreign_document
from readiness_checks.facts.descriptions.operations import Operation, operations_of

MAX_PARSED = {".json": 16_000_000}  # bytes; of a larger document only the outline is read
MAX_YAML = 8_000_000  # bytes
MAX_TOTAL = 24_000_000  # bytes of all large documents that are parsed
LARGE = 1_000_000  # bytes; a larger file is not scanned, what it holds is looked up where it begins and ends
MAX_LARGE = 20  # files without a telling name that are looked into

_SUFFIXES = (".yaml", ".yml", ".json")
MARK = Pattern(
    literals=("openapi", "swagger", "asyncapi"),
    regex=r"(?:^|[{,])\s{0,8}[\"']?(openapi|swagger|asyncapi)[\"']?\s*:\s*[\"']?\d",
    suffixes=_SUFFIXES,
    roles=("configuration", "data", "documentation", "test"),
)
_NAMED = tuple(f"{stem}{suffix}" for stem in ("openapi*", "swagger*", "asyncapi*") for suffix in _SUFFIXES)
_NAME = Regex(
    r"^(openapi|swagger|asyncapi)(?:[-_.](?:v?\d{1,4}|spec|full|public|internal|admin|schema|docs?|bundle)){0,3}\.(?:ya?ml|json)$",
    re.IGNORECASE,
)
_KEY = Regex(r"(?m)^[ \t{]{0,4}[\"']?(openapi|swagger|asyncapi)[\"']?\s*:\s*[\"']?(\d[\d.]{0,10})")
_TITLE = Regex(r"(?m)^\s{1,8}[\"']?title[\"']?\s*:\s*[\"']?([^\"'\n]{1,100})")
_OUTLINED = Regex(r"(?m)^\s{2,12}[\"']?(get|put|post|delete|patch)[\"']?\s*:\s*(?:\{\s*)?$")
_ACTION_LINE = Regex(r"(?m)^[ \t]*(?:\{\{[^\n]{0,400}\}\}[ \t]*)+$")
_ACTION = Regex(r"\{\{[^\n]{0,400}?\}\}")
_WRITES = frozenset({"put", "post", "delete", "patch"})


@fact
def openapi_documents(repo: Repo) -> tuple[ApiDocument, ...]:
    """Every OpenAPI and AsyncAPI document that is not a fixture, sample, test or vendored, sorted by path."""
    return tuple(document for file in _candidates(repo) for document in _read(repo, file))


@fact
def content_of(repo: Repo, path: str) -> Parsed:
    """The parsed text of a document; the template actions of a templated one are left out."""
    file = repo.file(path)
    if file is None or _is_too_large(repo, file):
        return Parsed()
    parsed = _parsed(repo, path)
    if parsed.problem is not None and file.size <= LARGE and "{{" in (text := repo.text(path)):
        # Go and Jinja templates: without the lines that only steer, and with a word for what is filled in, most are YAML
        rendered = parse_yaml(_ACTION.sub("x", _ACTION_LINE.sub("", text)))
        return rendered if rendered.problem is None else parsed
    return parsed


def is_templated(repo: Repo, path: str) -> bool:
    """Whether the document is the template of one."""
    return _parsed(repo, path).problem is not None and content_of(repo, path).problem is None


def _parsed(repo: Repo, path: str) -> Parsed:
    return repo.json(path, MAX_PARSED[".json"]) if path.lower().endswith(".json") else repo.yaml(path, MAX_YAML)


def _is_too_large(repo: Repo, file: File) -> bool:
    if file.size > MAX_PARSED.get(file.suffix, MAX_YAML):
        return True
    return file.size > LARGE and sum(other.size for other in _large(repo) if other.path <= file.path) > MAX_TOTAL


@fact
def _large(repo: Repo) -> tuple[File, ...]:
    """The documents too large for the scan, by their name or by what stands at their beginning or end."""
    named = {file.path for file in repo.named(*_NAMED)}
    found = []
    looked = 0
    for file in repo.files:
        if file.size > LARGE and file.suffix in _SUFFIXES and file.link is None and _is_own(file):
            if file.path not in named:
                looked += 1
                raw = repo.raw(file.path, MAX_PARSED[".json"]) if looked <= MAX_LARGE else b""
                if not _KEY.search((raw[:20_000] + b"\n" + raw[-20_000:]).decode("utf-8", "replace")):
                    continue
            found.append(file)
    return tuple(found)


def _candidates(repo: Repo) -> tuple[File, ...]:
    paths = {hit.path for hit in repo.hits(MARK)} | {file.path for file in (*repo.named(*_NAMED), *_large(repo))}
    files = (repo.file(path) for path in sorted(paths))
    return tuple(file for file in files if file is not None and file.size and file.link is None and _is_own(file))


def _is_own(file: File) -> bool:
    """Whether a document in such a place is the repository's own; `spec/` holds specifications as often as tests."""
    if "/templates/" in f"/{file.folder}/" and not _NAME.match(file.name):
        return False
    if file.role == "sample" and ".template" in file.name.lower():
        # the frame that the program fills with its own paths is no example to copy
        return classify(f"{file.folder}/openapi{file.suffix}")[0] in OWN
    if file.role == "test":
        folders = ["specification" if part.lower() in ("spec", "specs") else part for part in file.folder.split("/")]
        return classify("/".join((*folders, file.name)))[0] in OWN
    return file.own or file.role in ("generated", "data")


def _read(repo: Repo, file: File) -> Iterator[ApiDocument]:
    path = file.path
    named = _NAME.match(file.name)
    if _is_too_large(repo, file):
        yield from _outline(repo, file)
        return
    parsed = content_of(repo, path)
    root = parsed.value
    if parsed.problem is not None:
        mark = _KEY.search(repo.text(path)[:100_000])
        said = mark or named
        if said:
            kind: Kind = "asyncapi" if said.group(1).lower() == "asyncapi" else "openapi"
            version = mark.group(2) if mark else ""
            yield ApiDocument(kind, version, path, 1, 0, problem=Error(parsed.problem.message, path, parsed.problem.line))
        return
    if not isinstance(root, Map):
        return
    if isinstance(root.get("asyncapi"), (str, float)):
        yield _asyncapi(repo, path, root)
    for key in ("openapi", "swagger"):
        version = string(root.get(key))
        if re.match(r"[123]\b", version):
            yield _openapi(repo, path, root, key)
            return


def _openapi(repo: Repo, path: str, root: Map, key: str) -> ApiDocument:
    operations = list(operations_of(repo, root, path))
    writes = [_line_in(path, operation) for operation in operations if operation.method in _WRITES]
    title = string(dig(root, "info", "title"))
    foreign = foreign_document(path, title, _hosts(root), repo.source.name)
    foreign = foreign or client_of(repo, path, (operation.url for operation in operations))
    return ApiDocument(
        "openapi", string(root[key]), path, root.line_of(key) or 1, len(operations), len(writes), writes[0] if writes else None,
        title, foreign=foreign, outline=(templated := is_templated(repo, path)), templated=templated,
    )  # fmt: skip


def _line_in(path: str, operation: Operation) -> int:
    """The line of an operation in the document itself, of its path item's reference where it stands in another file."""
    return operation.line if operation.path == path else operation.named


def _hosts(root: Map) -> tuple[str, ...]:
    urls = [string(mapping(server).get("url")) for server in sequence(root.get("servers"))]
    return tuple(host for host in (string(root.get("host")).partition(":")[0], *map(_host, urls)) if host)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _asyncapi(repo: Repo, path: str, root: Map) -> ApiDocument:
    channels = mapping(root.get("channels"))
    title = string(dig(root, "info", "title"))
    return ApiDocument(
        "asyncapi", string(root.get("asyncapi")), path, root.line_of("asyncapi") or 1, len(channels),
        title=title, foreign=foreign_document(path, title, (), repo.source.name),
    )  # fmt: skip


def _outline(repo: Repo, file: File) -> Iterator[ApiDocument]:
    text = repo.text(file.path, MAX_PARSED[".json"])
    mark = _KEY.search(text[:20_000]) or _KEY.search(text[-20_000:])
    if mark is None:
        return
    found = list(_OUTLINED.finditer(text))
    writes = [text.count("\n", 0, match.start()) + 1 for match in found[:2000] if match.group(1) in _WRITES][:1]
    title = _TITLE.search(text[:20_000])
    kind: Kind = "asyncapi" if mark.group(1) == "asyncapi" else "openapi"
    yield ApiDocument(
        kind, mark.group(2), file.path, 1, len(found), sum(match.group(1) in _WRITES for match in found), writes[0] if writes else None,
        title.group(1) if title else "", outline=True,
        foreign=foreign_document(file.path, title.group(1) if title else "", (), repo.source.name),
    )  # fmt: skip
