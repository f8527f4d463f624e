"""What marks FastAPI, Starlette and Flask routers."""

from __future__ import annotations

from readiness.scan import Pattern

# class, family, whether it is an application, the keyword of its own prefix
MAKERS: dict[str, tuple[str, bool, str]] = {
    "FastAPI": ("fastapi", True, ""),
    "Starlette": ("fastapi", True, ""),
    "APIRouter": ("fastapi", False, "prefix"),
    "Flask": ("flask", True, ""),
    "Quart": ("flask", True, ""),
    "APIFlask": ("flask", True, ""),
    "OpenAPI": ("flask", True, ""),
    "Blueprint": ("flask", False, "url_prefix"),
    "APIBlueprint": ("flask", False, "url_prefix"),
    "Namespace": ("flask", False, "path"),
    "Api": ("flask", False, "prefix"),
    "RestApi": ("flask", False, "prefix"),
}
MAKES = Pattern(
    literals=tuple(f"{name}(" for name in MAKERS),
    regex=r"\b(?:" + "|".join(MAKERS) + r")\(",
    languages=("python",),
    once=True,
)
WIRES = Pattern(
    literals=(
        ".include_router(", ".register_blueprint(", ".add_url_rule(", ".add_api_route(", "add_resource(", ".add_namespace(", ".mount(",
        ".api_route(", "import APIRouter", "import FastAPI", "import Flask", "import Blueprint",
    ),
    languages=("python",),
    once=True,
)  # fmt: skip
DECLARES = Pattern(
    literals=tuple(f".{verb}(" for verb in ("get", "post", "put", "patch", "delete", "route", "api_route", "head", "options")),
    regex=r"(?m)^\s*@[\w.]{1,80}\.(?:get|post|put|patch|delete|route|api_route|head|options)\(",
    languages=("python",),
    once=True,
)
