"""A repository falls into the services that a reader would name."""

from __future__ import annotations

from collections.abc import Mapping

from readiness.model import Component
from readiness_checks.facts.services import backends, components, main_language, serves
from tests.repos import repo_of

EXPRESS = 'const express = require("express");\nexpress().listen(3000);\n'
FLASK = "from flask import Flask\n\napp = Flask(__name__)\n"
SPRING = "package shop;\n\n@SpringBootApplication\npublic class Shop {}\n"
GIN = "package main\n\nfunc main() {\n\tgin.Default().Run()\n}\n"


def kinds(files: Mapping[str, str]) -> dict[str, str]:
    """Component paths to kinds."""
    return {component.path: component.kind for component in components(repo_of(files))}


def test_one_service_is_the_repository() -> None:
    """A single service reads as the whole repository, wherever its code lies, under the repository's name."""
    repo = repo_of({"server/requirements.txt": "flask\n", "server/app.py": FLASK, "docs/index.md": "# Docs\n"})

    assert components(repo) == (Component("example", "", "backend"),)


def test_a_frontend_beside_a_backend_is_apart() -> None:
    """Folders with a manifest each are a component each."""
    files = {
        "backend/pyproject.toml": '[project]\nname = "api"\ndependencies = ["flask"]\n',
        "backend/app.py": FLASK,
        "frontend/package.json": '{"private": true, "dependencies": {"react": "19", "vite": "6"}}',
        "frontend/src/main.tsx": "export {}\n",
    }

    assert kinds(files) == {"backend": "backend", "frontend": "frontend"}


def test_a_frontend_inside_a_backend_is_nested() -> None:
    """A user interface with its own framework below a Go module is a component nested in the service."""
    files = {
        "go.mod": "module example.com/notes\n",
        "main.go": GIN,
        "web/package.json": '{"dependencies": {"react": "19"}}',
        "web/src/main.tsx": "export {}\n",
    }

    assert [(part.path, part.kind, part.nested) for part in components(repo_of(files))] == [
        ("", "backend", ("web",)),
        ("web", "frontend", ()),
    ]


def test_assets_of_server_rendered_pages_belong_to_the_service() -> None:
    """A package.json for styles and scripts inside a Django project is no frontend of its own."""
    files = {
        "requirements.txt": "django==5.1\n",
        "shop/settings.py": 'ROOT_URLCONF = "shop.urls"\n',
        "shop/static/package.json": '{"dependencies": {"htmx.org": "2", "sass": "1"}}',
        "shop/static/app.js": "console.log(1)\n",
    }

    assert kinds(files) == {"": "backend"}


def test_layers_of_a_solution_are_one_service() -> None:
    """Domain, Application, Infrastructure and Web projects are one backend; the orchestrator for developers is a tool."""
    project = '<Project Sdk="Microsoft.NET.Sdk"></Project>'
    files = {
        "Shop.sln": "Microsoft Visual Studio Solution File\n",
        "src/Domain/Domain.csproj": project,
        "src/Domain/Order.cs": "class Order {}\n",
        "src/Infrastructure/Infrastructure.csproj": project,
        "src/Infrastructure/Db.cs": "class Db {}\n",
        "src/Web/Web.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>',
        "src/Web/Program.cs": "var app = WebApplication.CreateBuilder(args);\n",
        "src/AppHost/AppHost.csproj": '<Project Sdk="Aspire.AppHost.Sdk/9.0.0"></Project>',
        "src/AppHost/Program.cs": "var app = DistributedApplication.CreateBuilder(args);\n",
        "tests/Domain.Tests/Domain.Tests.csproj": project,
        "tests/Domain.Tests/OrderTests.cs": "class OrderTests {}\n",
    }

    assert kinds(files) == {"": "backend", "src/AppHost": "tool"}


def test_services_of_a_solution_stand_apart() -> None:
    """Two web projects are two services, what they share is a library."""
    web = '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>'
    files = {
        "Shop.slnx": "<Solution />\n",
        "src/Cart.API/Cart.API.csproj": web,
        "src/Cart.API/Program.cs": "var app = WebApplication.CreateBuilder(args);\n",
        "src/Stock.API/Stock.API.csproj": web,
        "src/Stock.API/Program.cs": "var app = WebApplication.CreateBuilder(args);\n",
        "src/EventBus/EventBus.csproj": '<Project Sdk="Microsoft.NET.Sdk"></Project>',
        "src/EventBus/Bus.cs": "class Bus {}\n",
    }

    assert kinds(files) == {"src/Cart.API": "backend", "src/EventBus": "library", "src/Stock.API": "backend"}


def test_crates_around_one_binary_are_one_service() -> None:
    """A Cargo workspace with library crates and one server binary is one backend."""
    files = {
        "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n',
        "crates/db/Cargo.toml": '[package]\nname = "db"\n',
        "crates/db/src/lib.rs": "pub fn connect() {}\n",
        "crates/server/Cargo.toml": '[package]\nname = "server"\n[dependencies]\ndb = { path = "../db" }\n',
        "crates/server/src/main.rs": "fn main() {\n    HttpServer::new(App::new);\n}\n",
    }

    assert kinds(files) == {"": "backend"}


def test_modules_around_one_application_are_one_service() -> None:
    """A Maven build of several modules with one application is one backend."""
    files = {
        "pom.xml": "<project><artifactId>shop</artifactId><modules><module>core</module><module>web</module></modules></project>",
        "core/pom.xml": "<project><artifactId>core</artifactId></project>",
        "core/src/main/java/shop/Order.java": "package shop;\n\npublic class Order {}\n",
        "web/pom.xml": "<project><artifactId>web</artifactId></project>",
        "web/src/main/java/shop/Shop.java": SPRING,
    }

    assert kinds(files) == {"": "backend"}


def test_services_of_a_monorepo_stand_apart() -> None:
    """Each folder below `services` is a backend in its language; the load generator is a tool."""
    files = {
        "services/cart/package.json": '{"name": "cart", "dependencies": {"express": "4"}}',
        "services/cart/server.js": EXPRESS,
        "services/stock/go.mod": "module example.com/stock\n",
        "services/stock/main.go": GIN,
        "services/loadgenerator/requirements.txt": "locust\n",
        "services/loadgenerator/locustfile.py": "class Shopper:\n    pass\n",
    }
    repo = repo_of(files)

    assert kinds(files) == {"services/cart": "backend", "services/loadgenerator": "tool", "services/stock": "backend"}
    assert [main_language(repo, component) for component in backends(repo)] == ["javascript", "go"]


def test_a_program_that_starts_a_shared_server_is_a_service() -> None:
    """Go services whose server lies in a shared module are services, the module is a library."""
    service = "module example.com/{0}\n\nrequire example.com/common v0.0.0\n\nreplace example.com/common => ../common\n"
    files = {
        "internal/common/go.mod": "module example.com/common\n",
        "internal/common/server.go": 'package common\n\nfunc Run() {\n\thttp.ListenAndServe(":80", nil)\n}\n',
        "internal/users/go.mod": service.format("users"),
        "internal/users/main.go": "package main\n\nfunc main() {\n\tcommon.Run()\n}\n",
    }

    assert kinds(files) == {"internal/common": "library", "internal/users": "backend"}


def test_serverless_stacks_are_services() -> None:
    """A SAM stack with its functions is one backend, however many manifests its functions have."""
    stack = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n"
    handler = "def handler(event, context):\n    return {}\n"
    files = {
        "orders/template.yaml": stack,
        "orders/src/create/requirements.txt": "boto3\n",
        "orders/src/create/main.py": handler,
        "orders/src/get/requirements.txt": "boto3\n",
        "orders/src/get/main.py": handler,
        "users/template.yaml": stack,
        "users/src/sign_up/requirements.txt": "boto3\n",
        "users/src/sign_up/main.py": handler,
    }

    assert kinds(files) == {"orders": "backend", "users": "backend"}


def test_libraries_tools_and_manifests_are_no_service() -> None:
    """A library, a command line program and a repository of Kubernetes files have no backend."""
    library = {"pyproject.toml": '[project]\nname = "slugs"\n', "slugs/__init__.py": "def slug():\n    pass\n"}
    tool = {"go.mod": "module example.com/tidy\n", "main.go": 'package main\n\nfunc main() {\n\tprintln("x")\n}\n'}
    manifests = {"deploy/api.yaml": "apiVersion: apps/v1\nkind: Deployment\n"}

    assert [kinds(files) for files in (library, tool, manifests)] == [{"": "library"}, {"": "tool"}, {}]


def test_examples_and_tests_make_no_service() -> None:
    """A server in an examples folder or in tests does not make a library a service."""
    files = {
        "package.json": '{"name": "router", "main": "index.js", "files": ["index.js"]}',
        "index.js": "module.exports = {}\n",
        "examples/hello/package.json": '{"dependencies": {"express": "4"}}',
        "examples/hello/server.js": EXPRESS,
        "test/server.js": EXPRESS,
    }

    assert kinds(files) == {"": "library"}


def test_an_empty_repository_has_no_component() -> None:
    """Nothing in, nothing out."""
    assert components(repo_of({})) == ()


def test_shared_files_serve_each_service() -> None:
    """What lies in a library or at the root serves a service; what lies in another service does not."""
    files = {
        "compose.yaml": "services: {}\n",
        "services/cart/package.json": '{"name": "cart"}',
        "services/cart/server.js": EXPRESS,
        "services/mail/requirements.txt": "flask\n",
        "services/mail/app.py": FLASK,
        "packages/db/package.json": '{"name": "db", "main": "index.js", "files": []}',
        "packages/db/index.js": "module.exports = {}\n",
    }
    repo = repo_of(files)
    cart = backends(repo)[0]
    paths = ["compose.yaml", "services/cart/server.js", "services/mail/app.py", "packages/db/index.js"]

    assert [serves(repo, cart, path) for path in paths] == [True, True, False, True]


def test_an_example_in_a_docstring_starts_nothing() -> None:
    """A library whose docstrings show an application is no service."""
    files = {
        "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\n\n[project]\nname = "limits"\ndependencies = ["flask"]\n',
        "limits/__init__.py": '"""Limits.\n\n    app = Flask(__name__)\n"""\n\n\ndef limit():\n    pass\n',
    }

    assert kinds(files) == {"": "library"}


def test_applications_of_a_workspace_with_one_manifest_stand_apart() -> None:
    """Nx declares its applications in project.json files; their end-to-end tests are none."""
    application = '{"projectType": "application"}'
    files = {
        "package.json": '{"private": true, "dependencies": {"@nestjs/core": "11", "react": "19"}}',
        "apps/api/project.json": application,
        "apps/api/src/main.ts": "const app = await NestFactory.create(AppModule);\n",
        "apps/mail/project.json": application,
        "apps/mail/src/main.ts": "const app = await NestFactory.create(AppModule);\n",
        "apps/web/project.json": application,
        "apps/web/src/main.tsx": "export {}\n",
        "apps/web-e2e/project.json": application,
        "apps/web-e2e/src/login.ts": "export {}\n",
    }

    assert kinds(files) == {"apps/api": "backend", "apps/mail": "backend", "apps/web": "frontend"}


def test_a_consumer_with_an_image_is_a_service() -> None:
    """A program that only takes messages from a broker is a backend when something builds an image of it."""
    files = {
        "src/fraud/build.gradle.kts": 'dependencies {\n    implementation("org.apache.kafka:kafka-clients:3.9.0")\n}\n',
        "src/fraud/main.kt": "fun main() {\n    val consumer = KafkaConsumer<String, String>(props)\n}\n",
        "src/fraud/Dockerfile": "FROM eclipse-temurin:21\n",
        "src/cart/go.mod": "module example.com/cart\n",
        "src/cart/main.go": GIN,
    }

    assert kinds(files) == {"src/cart": "backend", "src/fraud": "backend"}


def test_build_plugins_that_write_the_main_function_make_a_backend() -> None:
    """Quarkus generates where a service begins: each module with its plugin and an extension that answers is one, a command line not."""
    plugin = "<build><plugins><plugin><groupId>io.quarkus</groupId><artifactId>quarkus-maven-plugin</artifactId></plugin></plugins></build>"

    def pom(name: str, extension: str) -> str:
        wanted = f"<dependency><groupId>io.quarkus</groupId><artifactId>{extension}</artifactId></dependency>"
        return f"<project><artifactId>{name}</artifactId><dependencies>{wanted}</dependencies>{plugin}</project>"

    files = {
        "pom.xml": "<project><artifactId>all</artifactId><modules><module>heroes</module></modules></project>",
        "heroes/pom.xml": pom("heroes", "quarkus-rest-jackson"),
        "heroes/src/main/java/Heroes.java": "class Heroes {}\n",
        "villains/pom.xml": pom("villains", "quarkus-rest"),
        "villains/src/main/java/Villains.java": "class Villains {}\n",
        "report/pom.xml": pom("report", "quarkus-picocli"),
        "report/src/main/java/Report.java": "class Report {}\n",
    }

    assert kinds(files) == {"heroes": "backend", "villains": "backend", "report": "library"}


def test_a_laravel_layout_is_a_backend_and_a_package_for_it_is_none() -> None:
    """The front controller of Laravel may lie in its skeleton: what has an artisan and routes is an application."""
    package = '{"name": "acme/shop", "require": {"laravel/framework": "^11.0"}}'
    application = {
        "composer.json": package, "artisan": "#!/usr/bin/env php\n", "routes/api.php": "<?php\nRoute::get('/', fn () => 1);\n",
        "app/Models/Order.php": "<?php\nclass Order {}\n",
    }  # fmt: skip

    assert kinds(application) == {"": "backend"}
    assert kinds({key: text for key, text in application.items() if key != "artisan"}) == {"": "library"}


def test_an_image_that_listens_on_a_port_runs_a_service() -> None:
    """A program that hands over to a library's server is one, when an image is built of it alone that exposes a port."""
    files = {
        "service/package.json": '{"name": "pds", "private": true, "dependencies": {"@atproto/pds": "0.4"}}',
        "service/index.js": 'const { PDS } = require("@atproto/pds");\nPDS.create().then((pds) => pds.start());\n',
        "Dockerfile": 'FROM node:22-slim\nCOPY ./service ./\nRUN npm ci\nEXPOSE 3000\nCMD ["node", "index.js"]\n',
    }

    assert kinds(files) == {"": "backend"}
    assert kinds({**files, "Dockerfile": files["Dockerfile"].replace("EXPOSE 3000\n", "")}) == {"service": "library"}


def test_pages_with_routes_and_a_database_are_a_backend() -> None:
    """A Next.js application that answers API requests and keeps data is a service; one that only renders is a frontend."""
    package = '{"private": true, "dependencies": {"next": "15", "react": "19", "@acme/db": "workspace:*"}}'
    files = {
        "apps/web/package.json": package,
        "apps/web/app/page.tsx": "export default () => null;\n",
        "apps/web/app/api/orders/route.ts": "export async function POST() {}\n",
        "packages/db/package.json": '{"name": "@acme/db", "private": true, "dependencies": {"@prisma/client": "6"}}',
        "packages/db/index.ts": 'export * from "@prisma/client";\n',
    }

    assert kinds(files)["apps/web"] == "backend"
    assert kinds({path: text for path, text in files.items() if "/api/" not in path})["apps/web"] == "frontend"


def test_an_application_may_be_made_in_one_expression() -> None:
    """`require("express")()` starts a server as much as two lines do."""
    assert kinds({"package.json": '{"private": true}', "index.js": 'const app = require("express")();\napp.listen(80);\n'}) == {
        "": "backend"
    }


def test_a_window_around_a_server_is_no_service() -> None:
    """A desktop program that brings the server along as a library is a user interface."""
    files = {
        "settings.gradle.kts": 'include("server", "tray")\n',
        "server/build.gradle.kts": "plugins { java }\n",
        "server/src/main/java/Shop.java": SPRING,
        "tray/build.gradle.kts": 'dependencies {\n  implementation(project(":server"))\n  implementation("org.openjfx:javafx:21")\n}\n',
        "tray/src/main/java/Tray.java": "class Tray { public static void main(String[] a) {} }\n",
    }

    assert kinds(files)["tray"] == "frontend"


def test_source_of_a_shared_project_begins_each_project_that_imports_it() -> None:
    """Several web projects may compile one program from source that lies beside them."""
    web = '<Project Sdk="Microsoft.NET.Sdk.Web"><Import Project="..\\Shared\\Shared.projitems" /></Project>\n'
    files = {
        "src/Shared/Shared.projitems": "<Project />\n",
        "src/Shared/Program.cs": "var builder = WebApplication.CreateBuilder(args);\n",
        "src/R4.Web/R4.Web.csproj": web,
        "src/R5.Web/R5.Web.csproj": web,
    }

    assert kinds(files) == {"src/R4.Web": "backend", "src/R5.Web": "backend"}
