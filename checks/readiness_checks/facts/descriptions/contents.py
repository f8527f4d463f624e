"""What the bodies of OpenAPI requests and responses hold: schemas, examples, and lists that grow."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.syntax import Map, Seq, mapping, sequence, string
from readiness_checks.facts.descriptions.operations import Node

MAX_PARTS = 300  # of one body that are looked through for examples
MAX_DEPTH = 8  # schemas that combine schemas

_JSON = Regex(r"(?i)^(?:application/(?:[\w.+-]{0,60}json[\w.+;= -]{0,60}|\*)|\*/\*|text/json\b.*)$")
# What stands beside the items of one page.
_PAGING = Regex(
    r"(?i)^(?:total|count|size|length|number|page|pages|per|limit|offset|skip|take|cursor|next|prev(?:ious)?|first|last|more|has"
    r"|links?|_links?|meta|metadata|paginat\w{0,4}|pageable|sort|empty|results?|items?|records?|elements?|token|start|end|current"
    r"|of|in|on|is|left|remaining|after|before|url|num|info|self|index|rows|no|key|marker|truncated|continuation|timestamp"
    r"|facets?|done|iterator|scroll|list|object|query|status|success|message|code|error|request|id|max)$"
)
_SURE = Regex(r"(?i)total|count|page|limit|offset|cursor|next|more|links|paginat|pageable|meta|truncated|continuation|marker|iterator")
_WORDS = Regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|_links?")


def has_schema(response: Node | None) -> bool | None:
    """Whether a response says what it holds; None for one that stands outside the repository."""
    if response is None:
        return None
    if isinstance(response.value.get("schema"), Map):
        return bool(response.value["schema"])  # Swagger 2.0
    return any(isinstance(mapping(media).get("schema"), Map) and mapping(media)["schema"] for media in _media(response))


def _media(node: Node) -> list[object]:
    return list(mapping(node.value.get("content")).values())


def has_example(repo: Repo, node: Node, known: dict[int, bool]) -> bool:
    """Whether an example stands in a parameter, request or response, or in a schema that describes it."""
    pending = [node]
    seen: set[int] = set()
    while pending and len(seen) < MAX_PARTS:
        one = pending.pop()
        if id(one.value) in seen:
            continue
        seen.add(id(one.value))
        if id(one.value) in known:
            if known[id(one.value)]:
                return True
            continue
        if any(key in one.value for key in ("example", "x-example", "x-examples")) or one.value.get("examples"):
            known[id(node.value)] = True
            return True
        pending.extend(_parts(repo, one))
    known.update((each, False) for each in seen) if len(seen) < MAX_PARTS else None
    return False


def _parts(repo: Repo, node: Node) -> Iterator[Node]:
    value = node.value
    held = [value.get("schema"), value.get("items"), *mapping(value.get("content")).values(), *mapping(value.get("properties")).values()]
    held += [*sequence(value.get("allOf")), *sequence(value.get("oneOf")), *sequence(value.get("anyOf"))]
    for one in held:
        if isinstance(one, Map):
            reached = node.at(repo, one)
            if reached is not None:
                yield reached


def collection_of(repo: Repo, response: Node) -> str:
    """What a response lists: "[]" for a bare array, the one array property beside paging fields, "" for neither.

    Lists of a fixed length, and of words or numbers, which are enumerations, do not grow with the data.
    """
    if isinstance(response.value.get("schema"), Map):
        written: object = response.value["schema"]
        holder = response
    else:
        content = mapping(response.value.get("content"))
        media = next((media for kind, media in content.items() if _JSON.match(kind)), None)
        reached = response.at(repo, media)
        if reached is None:
            return ""
        holder, written = reached, reached.value.get("schema")
    schema = holder.at(repo, written) if isinstance(written, Map) else None
    return _listed(repo, schema) if schema is not None else ""


def _listed(repo: Repo, schema: Node) -> str:
    if _is_array(schema.value):
        return "[]" if _grows(repo, schema) else ""
    properties = dict(_properties(repo, schema, 0))
    arrays = [name for name, node in properties.items() if _is_array(node.value)]
    others = [name for name in properties if name not in arrays]
    if len(arrays) != 1 or not all(_is_paging(name, arrays[0]) for name in others) or not any(_SURE.search(name) for name in others):
        return ""
    return arrays[0] if _grows(repo, properties[arrays[0]]) else ""


def _properties(repo: Repo, schema: Node, depth: int) -> Iterator[tuple[str, Node]]:
    for name, written in mapping(schema.value.get("properties")).items():
        node = schema.at(repo, written) if isinstance(written, Map) else None
        yield name, node or Node(Map(), schema.root, schema.path)
    for part in sequence(schema.value.get("allOf")) if depth < MAX_DEPTH else ():
        node = schema.at(repo, part) if isinstance(part, Map) else None
        if node is not None:
            yield from _properties(repo, node, depth + 1)


def _is_array(schema: Map) -> bool:
    kind = schema.get("type")
    return kind == "array" or (isinstance(kind, Seq) and "array" in kind) or (kind is None and "items" in schema)


def _grows(repo: Repo, schema: Node) -> bool:
    if "maxItems" in schema.value or "prefixItems" in schema.value:
        return False
    items = schema.at(repo, schema.value.get("items"))
    if items is None:
        return True
    kind = items.value.get("type")
    return "enum" not in items.value and string(kind) not in ("string", "integer", "number", "boolean", "array")


def _is_paging(name: str, items: str) -> bool:
    """Whether a property speaks of pages, or counts the items: `articlesCount` beside `articles`."""
    words = _WORDS.findall(name)
    return bool(words) and all(_PAGING.match(word) or word.lower().rstrip("s") == items.lower().rstrip("s") for word in words)
