"""Route declarations in Python: FastAPI and its kin, Flask, Django, aiohttp, Starlette, Tornado, Falcon, Litestar."""

from __future__ import annotations

from readiness.scan import Pattern

_PYTHON = ("python",)
_VERBS = ("get", "post", "put", "patch", "delete", "websocket")
_TEXT = r"\(\s*(?:path\s*=\s*|rule\s*=\s*)?[rbf]?[\"']([^\"'\n]{0,200})[\"']"
_METHODS = r"(?:[^)@]{0,200}?methods\s*=\s*[\[({]([^\])}]{0,120}))?"

ROUTES: dict[str, Pattern] = {
    # FastAPI, Starlette, Sanic, Litestar routers, Quart, Django Ninja, Flask 2, aiohttp's RouteTableDef, Bottle
    "python": Pattern(
        literals=tuple(f".{verb}({start}" for verb in _VERBS for start in ('"/', "'/", '""', "''", "\n", "path=")),
        regex=r"(?m)^\s*@[\w.]{1,80}\.(" + "|".join(_VERBS) + ")" + _TEXT,
        languages=_PYTHON,
        code=True,
        lines=3,
    ),
    "flask": Pattern(
        literals=('.route("', ".route('", ".route(\n", ".route(r"),
        regex=r"(?m)^\s*@[\w.]{1,80}\.()route" + _TEXT + _METHODS,
        languages=_PYTHON,
        code=True,
        lines=4,
    ),
    "flask/rule": Pattern(
        literals=("add_url_rule(",), regex=r"()\badd_url_rule" + _TEXT + _METHODS, languages=_PYTHON,
        code=True, lines=6
    ),
    "flask-restful": Pattern(
        literals=("resource(",),
        regex=r"()\.add_\w{0,20}resource\(\s*[\w.]{1,80},\s*[\"'](/[^\"'\n]{0,200})[\"']",
        languages=_PYTHON,
        code=True,
        lines=4,
    ),
    "django": Pattern(
        literals=('path("', "path('", "path(\n", 'path(r"', "path(r'", "url(r'", 'url(r"'),
        regex=r"(?m)^[\s\[(]*(?:re_path|path|url)()\(\s*r?[\"']([^\"'\n]{0,200})[\"']\s*,",
        languages=_PYTHON,
        code=True,
        lines=3,
    ),
    "django-rest-framework": Pattern(
        literals=('.register("', ".register('", ".register(r"),
        regex=r"\b\w{0,40}(?:[Rr]outer|api)()\.register\(\s*r?[\"']([^\"'\n]{0,200})[\"']\s*,",
        languages=_PYTHON,
        code=True,
    ),
    "aiohttp": Pattern(
        literals=tuple(f"{call}{verb}(" for call in ("web.", ".add_") for verb in _VERBS[:5]),
        regex=r"(?:\bweb\.|\.add_)(get|post|put|patch|delete)\(\s*[\"'](/[^\"'\n]{0,200})[\"']",
        languages=_PYTHON,
        code=True,
        lines=2,
    ),
    "starlette": Pattern(
        literals=('Route("/', "Route('/", "Route(\n"),
        regex=r"\b(?:API|WebSocket)?Route()" + _TEXT + _METHODS,
        languages=_PYTHON,
        code=True,
        lines=4,
    ),
    "tornado": Pattern(
        literals=("Handler)", "Handler,"),
        regex=r"()\(\s*r?[\"'](/[^\"'\n]{0,200})[\"']\s*,\s*[\w.]{1,80}Handler\b",
        languages=_PYTHON,
        code=True,
    ),
    "falcon": Pattern(
        literals=('.add_route("/', ".add_route('/"), regex=r"\.add_route()" + _TEXT, languages=_PYTHON, code=True
    ),
    "litestar": Pattern(
        literals=("@get(", "@post(", "@put(", "@patch(", "@delete("),
        regex=r"(?m)^\s*@(get|post|put|patch|delete)\(\s*(?:(?:path\s*=\s*)?[\"'](/[^\"'\n]{0,200})[\"']|\)|[a-z_]{1,30}\s*=)",
        languages=_PYTHON,
        code=True,
        lines=2,
    ),
}  # fmt: skip
PREFIXES: dict[str, Pattern] = {
    # a router without a prefix ends the reach of the one before
    "python": Pattern(
        literals=("APIRouter(",),
        regex=r"\bAPIRouter\((?:[^)]{0,300}?\bprefix\s*=\s*[\"']([^\"'\n]{0,200})[\"'])?",
        languages=_PYTHON,
        code=True,
        lines=8,
    ),
}
