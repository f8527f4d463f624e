"""Route declarations in JavaScript and TypeScript: Express, Koa, Fastify, Hono, NestJS, hapi, file-based handlers."""

from __future__ import annotations

from readiness.scan import Pattern

_SCRIPTS = ("javascript", "typescript")
_VERBS = ("get", "post", "put", "patch", "delete", "all")
_NEST = ("Get", "Post", "Put", "Patch", "Delete", "All")

ROUTES: dict[str, Pattern] = {
    # Express, Koa routers, Fastify, Hono, Restify, Polka: `app.get("/x", handler)`. An HTTP client is called `api` or `client`
    # and takes an object or nothing after the path; a router takes a handler or, for Fastify, options and a handler.
    "node": Pattern(
        literals=tuple(f".{verb}({start}" for verb in _VERBS for start in ('"/', "'/", "`/", '"*', "'*", '":', "':", "\n")),
        regex=r"(?i)\b(?:app|api|v\d|r|server|fastify|instance|\w{0,40}(?:router?|routes|app|server|routing))"
        r"\.(get|post|put|patch|delete|all)\(\s*[\"'`]([/*:][^\"'`\n]{0,200})[\"'`]\s*,(?!\s*\{\s*(?:params|headers|data|responseType)\b)",
        languages=_SCRIPTS,
        lines=2,
    ),
    "node/chained": Pattern(
        literals=(".route('/", '.route("/', ".route(`/"),
        regex=r"\.()route\(\s*[\"'`](/[^\"'`\n]{0,200})[\"'`]\s*\)((?:\s*(?://[^\n]{0,120})?\s*\.(?:get|post|put|patch|delete|all)\([^\n]{0,200}){0,6})",
        languages=_SCRIPTS,
        lines=8,
    ),
    "node/object": Pattern(
        literals=(".route({",),
        regex=r"\.route\(\{\s*method:\s*\[?\s*[\"'`](\w{3,7})[\"'`][^}]{0,60}?(?:url|path):\s*[\"'`]([^\"'`\n]{1,200})[\"'`]",
        languages=_SCRIPTS,
        lines=5,
    ),
    "nestjs": Pattern(
        literals=tuple(f"@{verb}(" for verb in _NEST),
        regex=r"@(Get|Post|Put|Patch|Delete|All)\(\s*(?:\[\s*)?(?:[\"'`]([^\"'`\n]{0,200})[\"'`])?",
        languages=_SCRIPTS,
        lines=2,
    ),
    "file": Pattern(
        literals=("export const ", "export async function ", "export function "),
        regex=r"(?m)^export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b",
        names=("route.ts", "route.js", "route.tsx", "+server.ts", "+server.js"),
    ),
}  # fmt: skip
PREFIXES: dict[str, Pattern] = {
    "nestjs": Pattern(
        literals=("@Controller(",),
        regex=r"@Controller\(\s*(?:\{[^}]{0,200}?path:\s*)?(?:\[\s*)?(?:[\"'`]([^\"'`\n]{0,200})[\"'`])?",
        languages=_SCRIPTS,
        lines=5,
    ),
}
