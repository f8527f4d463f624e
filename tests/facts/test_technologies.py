"""A technology is used where a manifest, an import, an image, a file, an address or a setting shows it."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from readiness.model import Component
from readiness_checks.facts.recognition import DATA, read_entries, technologies
from readiness_checks.facts.stack import stack
from readiness_checks.facts.stores import stores_of
from readiness_checks.facts.technologies import imported, used, uses
from tests.repos import repo_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_MARKS = ("packages", "imports", "images", "files", "url_schemes", "config", "commands", "actions", "resources")
SERVICE = Component("", "", "backend")
WHOLE = Component("", "", "repository")


def seen(files: Mapping[str, str], technology: str) -> list[tuple[str, int | None, str, bool]]:
    """Where and how a technology is used."""
    found = (use for use in uses(repo_of(files)) if use.technology.id == technology)
    return [(use.path, use.line, use.how, use.development) for use in found]


def stores(files: Mapping[str, str]) -> list[str]:
    """The data stores of the whole repository."""
    return [use.technology.id for use in stores_of(repo_of(files), SERVICE)]


def test_the_quick_reader_agrees_with_the_standard_one() -> None:
    """Our reader of technologies.toml gives what TOML's own gives, dotted keys left dotted."""
    text = DATA.read_text(encoding="utf-8")
    expected: dict[str, dict[str, object]] = {}
    for key, table in tomllib.loads(text)["technology"].items():
        entry = expected.setdefault(key, {})
        for name, value in table.items():
            entry.update({f"{name}.{inner}": item for inner, item in value.items()} if isinstance(value, dict) else {name: value})

    assert read_entries(text) == expected


def test_every_technology_says_what_it_is_for() -> None:
    """Each has a name, a category, and something to know it by."""
    mute = [item.id for item in technologies() if not item.categories or not any(getattr(item, name) for name in _MARKS)]

    assert mute == []


def test_dependencies_and_imports_show_a_framework() -> None:
    """A requirement and the import are two uses; what only tests import is development."""
    files = {
        "requirements.txt": "fastapi==0.115.6\n",
        "app/main.py": "import os\nfrom fastapi import FastAPI\n",
        "tests/test_main.py": "from fastapi import FastAPI\n",
    }

    assert seen(files, "fastapi") == [
        ("app/main.py", 2, "import", False),
        ("requirements.txt", 1, "dependency", False),
        ("tests/test_main.py", 1, "import", True),
    ]


def test_imports_match_whole_names() -> None:
    """`flaskette` is not Flask, `express-like` is not Express, a comment is no import."""
    files = {
        "a.py": "import flaskette\n# import flask\n",
        "b.ts": "import x from 'express-like'\nconst name = 'express'\n",
    }

    assert (seen(files, "flask"), seen(files, "express")) == ([], [])


def test_imports_of_nine_language_families() -> None:
    """Each family's own way to import is read."""
    files = {
        "a.py": "from google.cloud import spanner\n",
        "b.ts": "import {\n  Injectable,\n} from '@nestjs/common'\n",
        "C.java": "package c;\n\nimport org.springframework.boot.SpringApplication;\n",
        "D.cs": "using Microsoft.EntityFrameworkCore;\n",
        "e.php": "<?php\nuse Illuminate\\Foundation\\Application;\n",
        "f.rb": "class F < ActiveRecord::Base\nend\n",
        "g.ex": "defmodule G do\n  use Phoenix.Router\nend\n",
        "Cargo.toml": '[dependencies]\naxum = "0.8"\n',
        "h.rs": "use axum::Router;\n",
        "i.go": 'package i\n\nimport (\n\t"github.com/gin-gonic/gin"\n)\n',
    }
    found = {
        use.path: use.technology.id for use in uses(repo_of(files)) if use.how == "import" and "foundation" not in use.technology.categories
    }

    assert {path: found.get(path) for path in files if path != "Cargo.toml"} == {
        "a.py": "spanner",
        "b.ts": "nestjs",
        "C.java": "spring-boot",
        "D.cs": "ef-core",
        "e.php": "laravel",
        "f.rb": "activerecord",
        "g.ex": "phoenix",
        "h.rs": "axum",
        "i.go": "gin",
    }


def test_a_rust_module_with_a_crates_name_is_no_use_of_the_crate() -> None:
    """Without the dependency, `rocket::` is a module of the program's own."""
    assert seen({"Cargo.toml": '[package]\nname = "x"\n', "src/main.rs": "use rocket::engine;\n"}, "rocket") == []


def test_images_addresses_and_settings_show_a_database() -> None:
    """Compose images, connection URLs and adapter names are uses with their places; samples of the environment count."""
    files = {
        "compose.yaml": "services:\n  db:\n    image: docker.io/library/postgres:17\n",
        ".env.example": "DATABASE_URL=postgresql+asyncpg://app@db/app\n",
        "config/database.yml": "production:\n  adapter: postgresql\n",
        "docs/guide.md": "postgresql://user@host/db\n",
    }

    assert [use for use in seen(files, "postgresql") if not use[3]] == [
        (".env.example", 1, "url", False),
        ("compose.yaml", 2, "image", False),
        ("config/database.yml", 2, "configuration", False),
    ]


def test_a_gem_counts_as_loaded_and_a_package_does_not() -> None:
    """Bundler loads what the Gemfile names; an npm package that nothing imports proves nothing."""
    gems = repo_of({"Gemfile": 'gem "devise"\n', "config/environment.rb": "Rails.application.initialize!\n"})
    package = repo_of({"package.json": '{"dependencies": {"passport": "0.7"}}', "server.js": 'require("http").createServer()\n'})

    assert [use.technology.id for use in imported(gems, WHOLE, "authentication")] == ["devise"]
    assert imported(package, WHOLE, "authentication") == ()
    assert [use.technology.id for use in used(package, WHOLE, "authentication")] == ["passport"]


def test_a_repository_without_a_service_keeps_what_it_deploys() -> None:
    """Where nothing is programmed, the images of stores are what the manifests run."""
    repo = repo_of({"compose.yaml": "services:\n  orders-db:\n    image: mongo:7\n"})

    assert [use.technology.id for use in stores_of(repo, WHOLE)] == ["mongodb"]
    assert stores_of(repo, SERVICE) == ()


def test_stores_need_a_driver_or_a_setting() -> None:
    """A driver shows a store; an image that nothing can speak to does not, nor a search client that is only installed."""
    driver = {"go.mod": "module x\n\nrequire github.com/jackc/pgx/v5 v5.7.1\n"}
    image = {"compose.yaml": "services:\n  cache:\n    image: redis:7\n"}
    search = {"composer.json": '{"require": {"algolia/algoliasearch-client-php": "^4"}}'}
    choice = {".env.example": "DB_CONNECTION=mysql\n", "composer.json": '{"require": {"laravel/framework": "^11"}}'}
    feature = {"Cargo.toml": '[dependencies]\nsqlx = { version = "0.8", features = ["postgres"] }\n'}

    assert [stores(files) for files in (driver, image, search, choice, feature)] == [["postgresql"], [], [], ["mysql"], ["postgresql"]]


def test_a_test_default_is_no_store() -> None:
    """SQLite in the settings of the tests is not where the program keeps its data."""
    files = {
        "requirements.txt": "psycopg[binary]\n",
        "app/settings.py": 'URL = "postgresql://app@db/app"\n',
        "tests/settings.py": 'URL = "sqlite:///:memory:"\n',
    }

    assert stores(files) == ["postgresql"]


def test_drivers_offered_to_others_are_not_the_programs_own_stores() -> None:
    """A tool that can query many stores keeps its data where it is configured to."""
    drivers = ["psycopg2", "pymongo", "influxdb", "cassandra-driver", "duckdb", "pymysql", "elasticsearch", "pymssql"]
    files = {
        "requirements.txt": "\n".join(drivers) + "\n",
        "compose.yaml": "services:\n  db:\n    image: postgres:17\n",
        "app/settings.py": 'URL = "postgresql://app@db/app"\n',
    }

    assert stores(files) == ["postgresql"]


def test_the_stack_speaks_of_the_backend() -> None:
    """Languages, frameworks and stores are the backend's; scripts beside it and the user interface are not named."""
    files = {
        "api/go.mod": "module example.com/api\n\nrequire github.com/labstack/echo/v4 v4.13.3\n",
        "api/main.go": 'package main\n\nimport (\n\t"net/http"\n\n\t"github.com/labstack/echo/v4"\n)\n\nfunc main() {\n\techo.New()\n}\n',
        "scripts/seed.py": "print(1)\n",
        "web/package.json": '{"dependencies": {"react": "19"}}',
        "web/src/main.tsx": "export {}\n",
    }
    found = stack(repo_of(files))

    assert (found.languages, found.frameworks, found.datastores) == (("go",), ("echo",), ())


def test_names_of_stores_are_no_stores() -> None:
    """A scheme without an address, a key in a list of keys, and a program inside a text configure and import nothing."""
    names = repo_of(
        {
            "known.py": 'SCHEMES = ("mysql:// redis:// ", "mongodb://")\n',
            "known.toml": 'keys = ["spring.datasource.url", "d1_databases"]\n',
            "lib/templates.ex": 'defmodule Templates do\n  def source, do: """\n  Exqlite.query!(conn, "PRAGMA")\n  """\nend\n',
        }
    )
    real = repo_of({"settings.py": 'URL = "mysql://db/shop"\n', "wrangler.toml": "[[d1_databases]]\n"})

    assert [use.technology.id for use in used(names, WHOLE, "database", "key-value-store", "document-store")] == []
    assert sorted(use.technology.id for use in used(real, WHOLE, "database")) == ["cloudflare-d1", "mysql"]


def test_the_store_of_sessions_is_a_feature() -> None:
    """What keeps sessions names its store among its features."""
    manifest = '[dependencies]\nactix-session = { version = "0.10", features = ["redis-session-rustls"] }\n'

    assert stores({"Cargo.toml": manifest}) == ["redis"]
