"""What marks Express, Koa, Fastify and Hono."""

from __future__ import annotations

from readiness.scan import Pattern

# packages whose export, called, is something that routes are declared on: its framework, and whether it may stand alone
ROUTERS: dict[str, dict[str, tuple[str, bool]]] = {
    "express": {"default": ("express", True), "Router": ("express", False), "express": ("express", True)},
    "express-promise-router": {"default": ("express", False), "Router": ("express", False)},
    "@feathersjs/express": {"default": ("express", True)},
    "polka": {"default": ("express", True)},
    "router": {"default": ("express", False)},
    "restify": {"createServer": ("express", True)},
    "web-listener": {"Router": ("web-listener", True)},
    "koa": {"default": ("koa", True)},
    "koa-router": {"default": ("koa", False)},
    "@koa/router": {"default": ("koa", False), "Router": ("koa", False)},
    "fastify": {"default": ("fastify", True), "fastify": ("fastify", True), "Fastify": ("fastify", True)},
    "hono": {"Hono": ("hono", True)},
    "hono/tiny": {"Hono": ("hono", True)},
    "hono/quick": {"Hono": ("hono", True)},
    "@hono/zod-openapi": {"OpenAPIHono": ("hono", True)},
}
# the files that bring in something to declare routes on; what they mount is followed through their imports
MADE = Pattern(
    literals=tuple(f"{quote}{package}{quote}" for package in ROUTERS for quote in "\"'"),
    regex=r"""(?:\bfrom|\brequire\(|\bimport\(?)\s*["'][@\w/-]{1,40}["']""",
    languages=("javascript", "typescript"),
    once=True,
)
# and those of them that make a router, or are given one: many others import no more than a type
PUT = Pattern(
    literals=(
        "xpress(", "Router(", ")(", "new Koa", "new Hono", "new OpenAPIHono", "astify(", "polka(", "createServer(", "extends Router",
        "FastifyInstance", "FastifyPlugin",
    ),
    languages=("javascript", "typescript"),
    once=True,
)  # fmt: skip
