"""Routes of Express, Koa, Fastify and Hono are read with their mounts, over the modules of a repository."""

from __future__ import annotations

from collections.abc import Mapping

from readiness_checks.facts.routing.node import node_routes
from tests.repos import repo_of


def served(files: Mapping[str, str]) -> list[str]:
    table = node_routes(repo_of({"package.json": "{}", **files}))
    return sorted(f"{route.method or 'ANY'} {route.path}" for route in table.routes)


def gaps(files: Mapping[str, str]) -> list[str]:
    return [f"{gap.path}:{gap.line} {gap.reason}" for gap in node_routes(repo_of({"package.json": "{}", **files})).gaps]


def test_express_routers_are_mounted_over_files() -> None:
    """A router in another file serves below each path that it is mounted at."""
    files = {
        "app.js": "const express = require('express');\nconst app = express();\napp.use('/v1', require('./routes'));\n"
        "app.get('/ping', (req, res) => res.send('ok'));\n",
        "routes/index.js": "const express = require('express');\nconst router = express.Router();\nconst users = require('./users');\n"
        "router.use('/users', auth(), users);\nmodule.exports = router;\n",
        "routes/users.js": "const { Router } = require('express');\nconst r = Router();\n"
        "r.route('/').get(list).post(check, create);\nr.get('/:userId(\\\\d+)', show);\nmodule.exports = r;\n",
    }

    assert served(files) == ["GET /ping", "GET /v1/users", "GET /v1/users/{userId}", "POST /v1/users"]


def test_a_list_of_routes_is_followed_through_its_loop() -> None:
    """`forEach` and `for ... of` over a literal list mount each of its routers."""
    files = {
        "src/app.ts": "import express from 'express';\nimport routes from './routes';\nconst app = express();\napp.use('/v1', routes);\n"
        "export default app;\n",
        "src/routes/index.ts": "import { Router } from 'express';\nimport users from './users';\nimport * as posts from './posts';\n"
        "const router = Router();\nconst all = [{ path: '/users', route: users }];\nconst more = { '/posts': posts.default };\n"
        "all.forEach((r) => { router.use(r.path, r.route); });\n"
        "for (const [path, it] of Object.entries(more)) router.use(path, it);\nexport default router;\n",
        "src/routes/users.ts": "import { Router } from 'express';\nconst router = Router();\nrouter.post('/', make);\n"
        "export default router;\n",
        "src/routes/posts.ts": "import { Router } from 'express';\nconst router = Router();\nrouter.put('/:id', save);\n"
        "export default router;\n",
    }

    assert served(files) == ["POST /v1/users", "PUT /v1/posts/{id}"]


def test_a_router_that_nobody_mounts_serves_nothing() -> None:
    """When all mounts were read, what is left over is dead code."""
    files = {
        "app.js": "const app = require('express')();\napp.use('/a', require('./a'));\n",
        "a.js": "const r = require('express').Router();\nr.get('/', h);\nmodule.exports = r;\n",
        "old.js": "const r = require('express').Router();\nr.get('/old', h);\nmodule.exports = r;\n",
    }

    assert served(files) == ["GET /a"]


def test_routers_that_are_loaded_by_worked_out_names_are_a_gap() -> None:
    """What the files of a folder serve below is not known; that is said, not guessed."""
    files = {
        "app.js": "const express = require('express');\nconst fs = require('fs');\nconst app = express();\n"
        "fs.readdirSync(__dirname + '/routes').forEach((file) => app.use(require('./routes/' + file)));\n",
        "routes/a.js": "const r = require('express').Router();\nr.get('/a', h);\nmodule.exports = r;\n",
    }

    assert served(files) == ["GET /{?}/a"]
    assert gaps(files) == ["app.js:4 are mounted from something that could not be read"]


def test_functions_that_are_given_the_app_declare_on_it() -> None:
    """`require('./routes')(app)`, `loaders({ app })` and functions that give back a router are followed."""
    files = {
        "src/index.ts": "import express from 'express';\nimport load from './load';\nconst app = express();\nload({ app });\n"
        "require('./plain')(app);\n",
        "src/load.ts": "import routes from './api';\nimport config from './config';\n"
        "export default ({ app }: { app: express.Application }) => {\n  app.use(config.api.prefix, routes());\n};\n",
        "src/config.ts": "export default { api: { prefix: process.env.PREFIX || '/api' } };\n",
        "src/api.ts": "import { Router } from 'express';\nimport user from './user';\n"
        "export default () => {\n  const app = Router();\n  user(app);\n  return app;\n};\n",
        "src/user.ts": "import { Router } from 'express';\nconst route = Router();\nexport default (app: Router) => {\n"
        "  app.use('/users', route);\n  route.get('/me', (req, res) => res.json({}));\n};\n",
        "src/plain.js": "module.exports = (app) => {\n  app.delete('/cache', (req, res) => res.end());\n};\n",
    }

    assert served(files) == ["DELETE /cache", "GET /api/users/me"]


def test_classes_hold_routers_in_their_fields() -> None:
    """`new UserRoute().router`, and `this.path` in a template."""
    files = {
        "src/app.ts": "import express from 'express';\nimport { UserRoute } from './user';\nexport class App {\n"
        "  private app = express();\n  constructor() {\n    this.app.use('/', new UserRoute().router);\n  }\n}\n",
        "src/user.ts": "import { Router } from 'express';\nexport class UserRoute {\n  path = '/users';\n  router = Router();\n"
        "  constructor() {\n    this.router.get(`${this.path}/:id`, this.show);\n  }\n}\n",
    }

    assert served(files) == ["GET /users/{id}"]


def test_clients_settings_and_caches_are_no_routes() -> None:
    """`axios.get('/x')`, `app.get('title')` and `cache.delete('/x', y)` declare nothing."""
    files = {
        "app.js": "const app = require('express')();\nconst axios = require('axios');\nconst api = axios.create();\n"
        "api.get('/users', { params: 1 });\naxios.post('/x', body);\napp.get('title');\ncache.delete('/x', y);\n"
        "app.get('/', (req, res) => { req.get('/host', 1); });\n",
    }

    assert served(files) == ["GET /"]


def test_koa_routers_have_prefixes_and_nest() -> None:
    """`new Router({ prefix })`, `router.prefix()`, `router.routes()`, names before paths, koa-mount."""
    files = {
        "app.js": "const Koa = require('koa');\nconst mount = require('koa-mount');\nconst api = require('./api');\n"
        "const app = new Koa();\n"
        "app.use(api.routes()).use(api.allowedMethods());\napp.use(mount('/m', require('./sub').routes()));\n",
        "api.js": "const Router = require('@koa/router');\nconst r = new Router();\nconst sub = new Router({ prefix: '/orders' });\n"
        "sub.get('order', '/:id', show).del('/:id', drop);\nr.prefix('/v2');\nr.use('/shop', sub.routes(), sub.allowedMethods());\n"
        "module.exports = r;\n",
        "sub.js": "import Router from 'koa-router';\nconst r = new Router();\nr.all('/x', h);\nmodule.exports = r;\n",
    }

    assert served(files) == ["ANY /m/x", "DELETE /v2/shop/orders/{id}", "GET /v2/shop/orders/{id}"]


def test_fastify_plugins_are_registered_with_prefixes() -> None:
    """Plugins in place and in files, `fastify.route`, fastify-plugin, and autoload by folders."""
    files = {
        "server.js": "const fastify = require('fastify')({ logger: true });\nconst path = require('path');\n"
        "const fp = require('fastify-plugin');\n"
        "fastify.register(require('./users'), { prefix: '/api' });\n"
        "fastify.register(async (instance) => { instance.get('/in', h); }, { prefix: '/v1' });\n"
        "fastify.register(fp(async function (f) { f.route({ method: ['GET', 'HEAD'], url: '/both', handler }); }));\n"
        "fastify.register(require('@fastify/autoload'), {\n"
        "  dir: path.join(__dirname, 'routes'), routeParams: true, options: { prefix: '/auto' },\n});\n",
        "users.js": "module.exports = async function (app, opts) {\n  app.get('/users/:id', { schema }, async () => 1);\n};\n",
        "routes/root.js": "module.exports = async (fastify) => { fastify.get('/', async () => 1); };\n",
        "routes/tasks/_id/index.js": "export default async function (fastify) { fastify.patch('/', async () => 1); }\n",
    }

    assert served(files) == ["GET /api/users/{id}", "GET /auto", "GET /both", "GET /v1/in", "HEAD /both", "PATCH /auto/tasks/{id}"]


def test_hono_chains_and_sub_apps() -> None:
    """`app.route(path, sub)`, `basePath`, chains on the value itself, and `createRoute`."""
    files = {
        "src/index.ts": "import { Hono } from 'hono';\nimport books from './books';\nimport { docs } from './docs';\n"
        "const app = new Hono().basePath('/api');\napp.route('/books', books).route('/', docs);\n"
        "app.on(['PUT', 'DELETE'], '/both', h);\nexport default app;\n",
        "src/books.ts": "import { Hono } from 'hono';\nconst app = new Hono()\n  .get('/', (c) => c.json([]))\n"
        "  .post('/:id', (c) => c.json({}));\n"
        "export default app;\n",
        "src/docs.ts": "import { OpenAPIHono, createRoute } from '@hono/zod-openapi';\nexport const docs = new OpenAPIHono();\n"
        "const route = createRoute({ method: 'get', path: '/things/{id}' });\ndocs.openapi(route, (c) => c.json({}));\n",
    }

    assert served(files) == ["DELETE /api/both", "GET /api/books", "GET /api/things/{id}", "POST /api/books/{id}", "PUT /api/both"]


def test_what_answers_below_a_path_unseen_is_dynamic() -> None:
    """A package's handler mounted at a path may serve anything below it; middleware serves nothing."""
    files = {
        "app.js": "const app = require('express')();\nconst { createHandler } = require('graphql-http');\n"
        "const limit = require('express-rate-limit');\n"
        "app.use('/graphql', createHandler({ schema }));\napp.use('/api', limit({ max: 5 }));\napp.use(require('cors')());\n",
    }

    assert served(files) == ["ANY /graphql/{?}"]


def test_the_page_of_a_browser_application_is_no_route_of_an_api() -> None:
    """`app.get('*', page)` answers what nothing else does; `app.all('*', proxy)` may answer anything."""
    head = "const app = require('express')();\n"

    assert served({"app.js": head + "app.get('*', page);\napp.get('/files/*', send);\n"}) == ["GET /files/{rest...}"]
    assert served({"app.js": head + "app.all('*', proxy);\n"}) == ["ANY /{rest...}"]


def test_imports_follow_the_paths_of_tsconfig() -> None:
    """`@/routes` leads where tsconfig says."""
    files = {
        "tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["src/*"]}}}',
        "src/app.ts": "import express from 'express';\nimport { API } from '@/paths';\nimport { users } from '@/routes/users';\n"
        "const app = express();\napp.use(`${API.root}/users`, users);\n",
        "src/paths.ts": "export const API = { root: '/api' } as const;\n",
        "src/routes/users.ts": "import { Router } from 'express';\nexport const users = Router();\nusers.get(['/', '/all'], h);\n",
    }

    assert served(files) == ["GET /api/users", "GET /api/users/all"]


def test_hostile_scripts_end() -> None:
    """Circles of imports, mounts and constants, deep nests and endless chains give an answer."""
    files = {
        "a.js": "const r = require('express')();\nconst b = require('./b');\nr.use('/a', b);\nr.get(x, h);\n"
        "const x = y; const y = x;\nmodule.exports = r;\n",
        "b.js": "const r = require('express').Router();\nr.use('/b', require('./a'));\nr.get('/x', h);\nmodule.exports = r;\n",
        "deep.js": "const app = require('express')();\nconst z = " + "[" * 5000 + "]" * 5000 + ";\napp" + ".get('/x', h)" * 3000 + ";\n"
        "f(" * 3000 + ")" * 3000,
    }

    assert "GET /x" in served(files)
