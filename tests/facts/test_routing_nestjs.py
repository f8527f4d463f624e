"""Routes of NestJS are read with global prefixes, versions and the prefixes of modules."""

from __future__ import annotations

from collections.abc import Mapping

from readiness_checks.facts.routing.nestjs import nestjs_routes
from tests.repos import repo_of

MAIN = "import {{ NestFactory }} from '@nestjs/core';\nimport {{ RequestMethod, VersioningType }} from '@nestjs/common';\n\
async function bootstrap() {{\n  const app = await NestFactory.create(AppModule);\n  {}\n  await app.listen(3000);\n}}\n"
HEAD = "import { Controller, Get, Post, Put, Version, All, VERSION_NEUTRAL } from '@nestjs/common';\n"


def served(files: Mapping[str, str]) -> list[str]:
    table = nestjs_routes(repo_of({"package.json": "{}", **files}))
    return sorted(f"{route.method or 'ANY'} {route.path}" for route in table.routes)


def test_controllers_give_their_path_to_their_methods() -> None:
    """One path, several, none; methods likewise; a constant and a template."""
    files = {
        "src/a.controller.ts": HEAD + "import { PATHS } from './paths';\n"
        "@Controller('users')\nexport class A {\n  @Get()\n  list() {}\n  @Get([':id', 'by/:id'])\n  one() {}\n"
        "  @UseGuards(G)\n  @Post(`${PATHS.deep}/x`)\n  make() {}\n}\n"
        "@Controller(['b', 'c'])\nclass B { @All('*') any() {} }\n@Controller()\nclass D { @Get('d') d() {} }\n",
        "src/paths.ts": "export enum PATHS { deep = 'very/deep' }\n",
    }

    assert served(files) == [
        "ANY /b/{rest...}",
        "ANY /c/{rest...}",
        "GET /d",
        "GET /users",
        "GET /users/by/{id}",
        "GET /users/{id}",
        "POST /users/very/deep/x",
    ]


def test_a_global_prefix_stands_before_all_but_what_it_leaves_out() -> None:
    """`setGlobalPrefix('api', { exclude })`."""
    files = {
        "src/main.ts": MAIN.format(
            "app.setGlobalPrefix('api', { exclude: ['health', { path: 'x', method: RequestMethod.POST }, ...more] });"
        ),
        "src/a.controller.ts": HEAD + "@Controller('health')\nclass A { @Get() h() {} }\n"
        "@Controller('x')\nclass B { @Get() g() {} @Post() p() {} }\n",
    }

    assert served(files) == ["GET /api/x", "GET /health", "POST /x"]


def test_versions_stand_in_paths_when_they_are_asked_to() -> None:
    """Controllers' and methods' versions, neutral ones, the default, and another prefix than `v`."""
    controllers = (
        HEAD + "@Controller({ path: 'a', version: ['1', '2'] })\nclass A {\n  @Get()\n  a() {}\n  @Version('3')\n  @Get('b')\n  b() {}\n}\n"
        "@Controller({ path: 'n', version: VERSION_NEUTRAL })\nclass N { @Get() n() {} }\n@Controller('d')\nclass D { @Get() d() {} }\n"
    )
    written = MAIN.format("app.setGlobalPrefix('api');\n  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });")
    header = MAIN.format("app.enableVersioning({ type: VersioningType.HEADER, header: 'v' });")

    assert served({"src/main.ts": written, "src/a.controller.ts": controllers}) == [
        "GET /api/n",
        "GET /api/v1/a",
        "GET /api/v1/d",
        "GET /api/v2/a",
        "GET /api/v3/a/b",
    ]
    assert served({"src/main.ts": header, "src/a.controller.ts": controllers}) == ["GET /a", "GET /a/b", "GET /d", "GET /n"]


def test_prefixes_from_the_configuration_are_composed_or_unknown() -> None:
    """A default that is written out is taken; without one the prefix is not known."""
    controller = {"src/a.controller.ts": HEAD + "@Controller('a')\nclass A { @Get() a() {} }\n"}
    named = MAIN.format("app.setGlobalPrefix(config.getOrThrow('app.prefix', { infer: true }));")
    config = (
        "import { registerAs } from '@nestjs/config';\nexport default registerAs<C>('app', () => {\n"
        "  check();\n  return { prefix: process.env.PREFIX || 'api' };\n});\n"
    )

    assert served({"src/main.ts": named, "src/config.ts": config, **controller}) == ["GET /api/a"]
    assert served({"src/main.ts": MAIN.format("app.setGlobalPrefix(process.env.PREFIX);"), **controller}) == ["GET /{?}/a"]


def test_modules_are_routed_below_each_other() -> None:
    """`RouterModule.register` puts its paths before those of the controllers of each module."""
    files = {
        "src/app.module.ts": "import { Module } from '@nestjs/common';\nimport { RouterModule } from '@nestjs/core';\n"
        "import { A } from './a.controller';\n@Module({ controllers: [A] })\nexport class AModule {}\n"
        "@Module({ imports: [AModule, RouterModule.register([{ path: 'admin', children: [{ path: 'x', module: AModule }] }])] })\n"
        "export class AppModule {}\n",
        "src/a.controller.ts": HEAD + "@Controller('a')\nexport class A { @Get() a() {} }\n",
    }

    assert served(files) == ["GET /admin/x/a"]


def test_the_methods_of_a_base_controller_are_served_by_those_that_extend_it() -> None:
    """A base class without a path serves nothing itself; what is overridden counts once."""
    files = {
        "src/base.ts": HEAD + "export abstract class Base {\n  @Get(':id')\n  one() {}\n  @Put(':id')\n  save() {}\n}\n",
        "src/a.controller.ts": HEAD + "import { Base } from './base';\n@Controller('a')\nclass A extends Base {\n  save() {}\n}\n",
    }

    assert served(files) == ["GET /a/{id}"]


def test_each_application_of_a_workspace_has_its_own_prefix() -> None:
    """Controllers of an application are below its prefix; those of a shared library below each one's."""
    controller = HEAD + "@Controller('{}')\nclass A {{ @Get() a() {{}} }}\n".replace("{{", "{").replace("}}", "}")
    files = {
        "apps/one/tsconfig.app.json": "{}",
        "apps/two/tsconfig.app.json": "{}",
        "apps/one/src/main.ts": MAIN.format("app.setGlobalPrefix('one');"),
        "apps/two/src/main.ts": MAIN.format(""),
        "apps/one/src/a.controller.ts": controller.replace("'{}'", "'a'"),
        "apps/two/src/b.controller.ts": controller.replace("'{}'", "'b'"),
        "libs/shared/src/c.controller.ts": controller.replace("'{}'", "'c'"),
    }

    assert served(files) == ["GET /b", "GET /c", "GET /one/a", "GET /one/c"]


def test_what_swagger_is_told_to_leave_out_is_hidden() -> None:
    """`@ApiExcludeEndpoint()` and `@ApiExcludeController()`."""
    files = {
        "src/a.controller.ts": HEAD + "import { ApiExcludeController, ApiExcludeEndpoint } from '@nestjs/swagger';\n"
        "@Controller('a')\nclass A { @Get('x') @ApiExcludeEndpoint() x() {} @Get('y') y() {} }\n"
        "@ApiExcludeController()\n@Controller('b')\nclass B { @Get() b() {} }\n",
    }
    table = nestjs_routes(repo_of(files))

    assert sorted((route.path, route.hidden) for route in table.routes) == [("/a/x", True), ("/a/y", False), ("/b", True)]


def test_a_class_decorator_of_their_own_is_a_gap() -> None:
    """Routes below a decorator that makes the controller are not guessed; message patterns are no routes."""
    files = {
        "src/a.controller.ts": HEAD + "import { Api } from './api';\n@Api('a')\nclass A { @Get() a() {} }\n"
        "@Controller()\nclass M { @MessagePattern('x') x() {} }\n",
        "src/api.ts": "export function Api(path: string) { return applyDecorators(Controller(path)); }\n",
    }
    table = nestjs_routes(repo_of(files))

    assert (table.routes, [gap.line for gap in table.gaps]) == ((), [3])
