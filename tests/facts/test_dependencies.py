"""Manifests and locks are read as their package managers read them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from readiness_checks.facts.dependencies import Dependency, dependencies, locks, manifests
from tests.repos import repo_of


def asked(files: Mapping[str, str]) -> dict[str, tuple[str, str, bool, int]]:
    """Name to constraint, group, exactness and line."""
    return {item.name: (item.constraint, item.group, item.exact, item.line) for item in dependencies(repo_of(files))}


def named(files: Mapping[str, str]) -> dict[str, Dependency]:
    """The dependencies by name."""
    return {item.name: item for item in dependencies(repo_of(files))}


def test_pyproject_of_the_standard() -> None:
    """PEP 621 requirements are runtime, extras by their name, dependency groups development, the build system build."""
    text = """[build-system]
requires = ["hatchling"]

[project]
name = "api"
dependencies = [
  "FastAPI[standard]>=0.115",
  "Psycopg_Binary==3.2.3; python_version > '3.10'",
]
[project.optional-dependencies]
redis = ["redis~=5.0"]
test = ["pytest"]

[dependency-groups]
lint = ["ruff==0.8.1", {include-group = "types"}]
types = ["mypy"]
"""

    assert asked({"pyproject.toml": text}) == {
        "hatchling": ("", "build", False, 2),
        "fastapi": (">=0.115", "runtime", False, 7),
        "psycopg-binary": ("==3.2.3", "runtime", True, 8),
        "redis": ("~=5.0", "runtime", False, 11),
        "pytest": ("", "development", False, 12),
        "ruff": ("==0.8.1", "development", True, 15),
        "mypy": ("", "development", False, 16),
    }


def test_poetry_caret_is_a_range_and_a_bare_version_is_not() -> None:
    """Poetry's `1.2.3` is that version only; `^1.2` is not; groups named after tests are development."""
    text = """[tool.poetry]
name = "api"
[tool.poetry.dependencies]
python = "^3.12"
django = "^5.1"
celery = {version = "5.4.0", extras = ["redis"]}
[tool.poetry.group.test.dependencies]
pytest = "*"
"""

    assert asked({"pyproject.toml": text}) == {
        "django": ("^5.1", "runtime", False, 5),
        "celery": ("5.4.0", "runtime", True, 6),
        "pytest": ("*", "development", False, 8),
    }


def test_requirement_files_follow_includes_and_hashes() -> None:
    """A file that another includes is read whatever its name; options, hashes and comments are no requirements."""
    files = {
        "requirements.txt": "-r deps/base.list\n--index-url https://example.invalid/\nrequests==2.32.3 \\\n    --hash=sha256:00\n# flask\n",
        "deps/base.list": "flask>=3  # web\n",
        "requirements-dev.txt": "pytest\n",
    }

    assert asked(files) == {
        "flask": (">=3", "runtime", False, 1),
        "requests": ("==2.32.3", "runtime", True, 3),
        "pytest": ("", "development", False, 1),
    }


def test_setup_scripts_are_read_as_text() -> None:
    """`install_requires` of setup.py is found without running it."""
    text = 'from setuptools import setup\nsetup(\n  name="api",\n  install_requires=["flask>=3", "redis"],\n)\n'

    assert asked({"setup.py": text}) == {"flask": (">=3", "runtime", False, 4), "redis": ("", "runtime", False, 4)}


def test_package_json_knows_workspaces_and_local_packages() -> None:
    """Workspace packages come from the repository, exact versions are exact, the members are the workspace's globs."""
    text = """{
  "name": "shop", "workspaces": ["apps/*"],
  "dependencies": {"express": "4.21.0", "@shop/db": "workspace:*"},
  "devDependencies": {"jest": "^29.7.0"}
}"""
    repo = repo_of({"package.json": text, "pnpm-workspace.yaml": "packages:\n  - packages/*\n"})

    assert {item.name: (item.exact, item.local, item.group) for item in dependencies(repo)} == {
        "express": (True, False, "runtime"),
        "@shop/db": (True, True, "runtime"),
        "jest": (False, False, "development"),
    }
    assert manifests(repo)[0].members == ("apps/*", "packages/*")


def test_maven_fills_properties_from_parents() -> None:
    """A property of a parent pom in the repository gives the version; ranges and snapshots are not exact; test scope is development."""
    parent = """<project><groupId>shop</groupId><artifactId>parent</artifactId><version>1</version>
<modules><module>api</module></modules>
<properties><javalin.version>6.4.0</javalin.version></properties></project>"""
    child = """<project>
<parent><groupId>shop</groupId><artifactId>parent</artifactId><version>1</version></parent>
<artifactId>api</artifactId>
<dependencies>
<dependency><groupId>io.javalin</groupId><artifactId>javalin</artifactId><version>${javalin.version}</version></dependency>
<dependency><groupId>org.example</groupId><artifactId>ranged</artifactId><version>[1.0,2.0)</version></dependency>
<dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13.2</version><scope>test</scope></dependency>
</dependencies></project>"""

    assert asked({"pom.xml": parent, "api/pom.xml": child}) == {
        "shop:parent": ("1", "build", True, 2),
        "io.javalin:javalin": ("6.4.0", "runtime", True, 5),
        "org.example:ranged": ("[1.0,2.0)", "runtime", False, 6),
        "junit:junit": ("4.13.2", "development", True, 7),
    }


def test_gradle_reads_both_languages_and_the_catalog() -> None:
    """Groovy and Kotlin notations, platforms, catalog accessors and plugins all name what they stand for."""
    files = {
        "build.gradle.kts": """plugins {
    id("org.springframework.boot") version "3.4.1"
    alias(libs.plugins.kotlin.jvm)
}
dependencies {
    implementation(platform("io.ktor:ktor-bom:3.0.3"))
    implementation("io.ktor:ktor-server-netty")
    implementation(libs.exposed.core)
    implementation(project(":domain"))
    testImplementation("org.junit.jupiter:junit-jupiter:5.+")
}
""",
        "gradle/libs.versions.toml": """[versions]
exposed = "0.57.0"
[libraries]
exposed-core = { module = "org.jetbrains.exposed:exposed-core", version.ref = "exposed" }
[plugins]
kotlin-jvm = { id = "org.jetbrains.kotlin.jvm", version = "2.1.0" }
""",
        "api/build.gradle": "dependencies {\n  runtimeOnly group: 'org.postgresql', name: 'postgresql', version: '42.7.4'\n}\n",
    }

    assert asked(files) == {
        "org.springframework.boot:org.springframework.boot.gradle.plugin": ("3.4.1", "build", True, 2),
        "org.jetbrains.kotlin.jvm:org.jetbrains.kotlin.jvm.gradle.plugin": ("2.1.0", "build", True, 3),
        "io.ktor:ktor-bom": ("3.0.3", "runtime", True, 6),
        "io.ktor:ktor-server-netty": ("", "runtime", True, 7),
        "org.jetbrains.exposed:exposed-core": ("0.57.0", "runtime", True, 8),
        "domain": ("", "runtime", True, 9),
        "org.junit.jupiter:junit-jupiter": ("5.+", "development", False, 10),
        "org.postgresql:postgresql": ("42.7.4", "runtime", True, 2),
    }


def test_nuget_takes_versions_from_the_central_file() -> None:
    """A reference without a version takes the one of Directory.Packages.props; floating versions are not exact; tests are development."""
    files = {
        "Directory.Packages.props": """<Project><PropertyGroup><Ef>9.0.1</Ef></PropertyGroup><ItemGroup>
<PackageVersion Include="Npgsql.EntityFrameworkCore.PostgreSQL" Version="$(Ef)" /></ItemGroup></Project>""",
        "src/Api/Api.csproj": """<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>
<PackageReference Include="Npgsql.EntityFrameworkCore.PostgreSQL" />
<PackageReference Include="Serilog" Version="4.*" />
</ItemGroup></Project>""",
        "tests/Api.Tests/Api.Tests.csproj": """<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>
<PackageReference Include="xunit" Version="2.9.2" /></ItemGroup></Project>""",
    }
    found = {name: value[:3] for name, value in asked(files).items() if not name.startswith("Microsoft.NET.Sdk")}

    assert found == {
        "Npgsql.EntityFrameworkCore.PostgreSQL": ("9.0.1", "runtime", True),
        "Serilog": ("4.*", "runtime", False),
        "xunit": ("2.9.2", "development", True),
    }


def test_go_leaves_out_what_others_require() -> None:
    """`// indirect` requirements belong to others; a replacement with a folder is local."""
    text = """module example.com/cart

require github.com/go-chi/chi/v5 v5.2.0

require (
	example.com/common v0.0.0
	golang.org/x/net v0.33.0 // indirect
)

replace example.com/common => ../common
"""
    found = named({"go.mod": text})

    assert {name: (item.line, item.local) for name, item in found.items()} == {
        "github.com/go-chi/chi/v5": (3, False),
        "example.com/common": (6, True),
    }


def test_gemfile_groups_decide() -> None:
    """Only groups that are all about development or tests make a gem one of development; `path:` is local."""
    text = """source "https://rubygems.org"
gem "rails", "~> 8.0"
gem "pg", "1.5.9"
group :development, :test do
  gem "rspec-rails"
end
gem "puma", group: :production
gem "rubocop", require: false, group: [:development]
gem "engine", path: "engines/engine"
"""

    assert {name: (item.group, item.exact) for name, item in named({"Gemfile": text}).items()} == {
        "rails": ("runtime", False),
        "pg": ("runtime", True),
        "rspec-rails": ("development", False),
        "puma": ("runtime", False),
        "rubocop": ("development", False),
        "engine": ("runtime", True),
    }


def test_composer_keeps_extensions_apart() -> None:
    """PHP itself is no requirement; its extensions come from no registry."""
    text = '{"require": {"php": "^8.3", "ext-redis": "*", "Slim/Slim": "4.14.0"}, "require-dev": {"phpunit/phpunit": "^11"}}'

    assert {name: (item.group, item.exact, item.local) for name, item in named({"composer.json": text}).items()} == {
        "ext-redis": ("runtime", True, True),
        "slim/slim": ("runtime", True, False),
        "phpunit/phpunit": ("development", False, False),
    }


def test_mix_reads_options() -> None:
    """`only:` without production is development; applications of the umbrella are local."""
    text = """defmodule Shop.MixProject do
  def project, do: [app: :shop, deps: deps()]
  defp deps do
    [
      {:phoenix, "~> 1.7"},
      {:credo, "~> 1.7", only: [:dev, :test], runtime: false},
      {:core, in_umbrella: true}
    ]
  end
end
"""

    assert {name: (item.group, item.local, item.line) for name, item in named({"mix.exs": text}).items()} == {
        "phoenix": ("runtime", False, 5),
        "credo": ("development", False, 6),
        "core": ("runtime", True, 7),
    }


def test_cargo_reads_features_and_renames() -> None:
    """A renamed crate goes by its real name; path crates are local; features are kept."""
    text = """[package]
name = "api"
[dependencies]
sqlx = { version = "0.8", features = ["postgres", "runtime-tokio"] }
web = { package = "actix-web", version = "=4.9.0" }
domain = { path = "../domain" }
[dev-dependencies]
wiremock = "0.6"
"""
    found = named({"Cargo.toml": text})

    assert {name: (item.group, item.exact, item.local) for name, item in found.items()} == {
        "sqlx": ("runtime", False, False),
        "actix-web": ("runtime", True, False),
        "domain": ("runtime", True, True),
        "wiremock": ("development", False, False),
    }
    assert found["sqlx"].extras == ("postgres", "runtime-tokio")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", "{"),
        ("pyproject.toml", "[project"),
        ("Cargo.toml", "]]"),
        ("pom.xml", "<project>"),
        ("pom.xml", '<!DOCTYPE p [<!ENTITY a "b">]><project>&a;</project>'),
        ("composer.json", "nonsense"),
        ("Api.csproj", "<Project"),
    ],
)
def test_a_manifest_that_does_not_parse_is_said(path: str, text: str) -> None:
    """A broken manifest carries its problem, and the report says that it was not judged."""
    repo = repo_of({path: text})

    assert [bool(manifest.problem) for manifest in manifests(repo)] == [True]
    assert [skipped.path for skipped in repo.skipped] == [path]


def test_vendored_and_sample_manifests_are_not_the_repositorys_own() -> None:
    """Manifests in vendored folders, fixtures and samples are left out; those of tests ask for development packages."""
    files = {
        "node_modules/left-pad/package.json": '{"dependencies": {"a": "1"}}',
        "examples/hello/package.json": '{"dependencies": {"b": "1"}}',
        "tests/fixtures/app/package.json": '{"dependencies": {"c": "1"}}',
        "e2e/package.json": '{"dependencies": {"cypress": "13.0.0"}}',
    }

    assert asked(files) == {"cypress": ("13.0.0", "development", True, 1)}


def test_locks_of_all_ecosystems_are_known() -> None:
    """Every lock file is found with its ecosystem; an empty one is none."""
    names = ["uv.lock", "yarn.lock", "go.sum", "Gemfile.lock", "composer.lock", "mix.lock", "Cargo.lock", "packages.lock.json"]
    repo = repo_of({**dict.fromkeys(names, "x"), "poetry.lock": ""})

    assert {lock.path: lock.ecosystem for lock in locks(repo)} == {
        "Cargo.lock": "crates",
        "Gemfile.lock": "rubygems",
        "composer.lock": "composer",
        "go.sum": "go",
        "mix.lock": "hex",
        "packages.lock.json": "nuget",
        "uv.lock": "pypi",
        "yarn.lock": "npm",
    }


def test_gradle_versions_may_stand_in_the_catalogue() -> None:
    """What a build script takes from `libs.versions` is as exact as it is there."""
    repo = repo_of(
        {
            "gradle/libs.versions.toml": '[versions]\nspring-boot = "3.4.1"\nlucene = "9.+"\n',
            "build.gradle.kts": (
                'plugins {\n  id("org.springframework.boot") version libs.versions.spring.boot.get()\n}\n'
                'dependencies {\n  implementation("org.apache.lucene:lucene-core:${libs.versions.lucene.get()}")\n}\n'
            ),
        }
    )

    assert [(found.constraint, found.exact) for found in dependencies(repo)] == [("3.4.1", True), ("9.+", False)]


def test_settings_of_a_mix_file_are_no_dependencies() -> None:
    """An atom with a path is an option of some tool, one with a version a package."""
    text = 'deps: [{:phoenix, "~> 1.7"}, {:kit, github: "acme/kit"}], dialyzer: [plt_file: {:no_warn, "priv/plts/a.plt"}]\n'

    assert [found.name for found in dependencies(repo_of({"mix.exs": text}))] == ["phoenix", "kit"]
