"""Routes that grpc-gateway makes of the `google.api.http` options of Protocol Buffers services."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.grpc_gateway import OPTIONS, REGISTERED
from readiness_checks.facts.routing import Gap, Route, RouteTable
from readiness_checks.facts.routing.paths import normalised

MAX_OPTION = 4_000  # characters of one option

_RULE = Regex(
    r"\b(get|put|post|delete|patch)\s*:\s*\"(/[^\"\n]{1,300})\"|\bkind\s*:\s*\"(\w{1,20})\"\s*,?\s*path\s*:\s*\"(/[^\"\n]{1,300})\""
)
_VARIABLE = Regex(r"\{([\w.]+)=([^{}]*)\}")


@fact
def grpc_gateway_routes(repo: Repo) -> RouteTable:
    """The routes of the services whose gateway is registered; a gap for each registration where no service says its routes."""
    registered = [hit for hit in repo.hits(REGISTERED) if not hit.path.endswith((".pb.gw.go", "_test.go"))]
    if not registered:
        return RouteTable()
    places = dict.fromkeys((hit.path, hit.line) for hit in repo.hits(OPTIONS))
    found = tuple(route for path, line in places for route in _declared(repo, path, line))
    gaps = () if found else tuple(Gap(hit.path, hit.line, "are made by grpc-gateway from Protocol Buffers") for hit in registered)
    return RouteTable(tuple(dict.fromkeys(found)), gaps)


@fact
def _text(repo: Repo, path: str) -> list[str]:
    return repo.text(path).split("\n")


def _declared(repo: Repo, path: str, line: int) -> Iterator[Route]:
    lines = _text(repo, path)
    option = "\n".join(lines[line - 1 : line + 60])[:MAX_OPTION]
    end = _end(option)
    for rule in _RULE.finditer(option, 0, end):
        method, spelt = (rule[1] or rule[3]).upper(), rule[2] or rule[4]
        for written in dict.fromkeys((_VARIABLE.sub(r"{\1}", spelt), _VARIABLE.sub(lambda found: _spelt_out(found[1], found[2]), spelt))):
            yield Route(method, normalised(written, "braces"), path, line, "grpc-gateway")


def _end(option: str) -> int:
    """Where the braces that follow the option's name close."""
    depth = 0
    for at in range(option.find("(google.api.http)"), len(option)):
        depth += (option[at] == "{") - (option[at] == "}")
        if (depth == 0 and option[at] == "}") or option[at] == ";":
            return at
    return len(option)


def _spelt_out(name: str, pattern: str) -> str:
    """`{name=shelves/*}` as documents have it: `shelves/{name}`."""
    if pattern in ("*", ""):
        return "{" + name + "}"
    return pattern.replace("**", "{" + name + "...}").replace("*", "{" + name + "}")
