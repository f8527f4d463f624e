"""What the commands of continuous integration do: run tests, lint, build, scan dependencies for known vulnerabilities."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.tools import ci_tools, program_of, runs

LINT_PLUGINS = Pattern(
    ("checkstyle", "spotless", "javaformat", "ktlint", "detekt", "spotbugs", "maven-pmd-plugin", "findbugs", "errorprone", "license-maven-plugin", "scalafmt", "fmt-maven-plugin", "codenarc"),
    r"(?:<artifactId>\s*|id\s*\(?\s*['\"]|apply plugin:\s*['\"]|^\s*)(?:[\w.-]*?)(maven-checkstyle-plugin|checkstyle|spotless-maven-plugin|com\.diffplug\.spotless|com\.diffplug\.gradle\.spotless|spotless"
    r"|spring-javaformat-maven-plugin|io\.spring\.javaformat|ktlint|detekt|spotbugs-maven-plugin|spotbugs|com\.github\.spotbugs|maven-pmd-plugin|pmd|scalafmt|fmt-maven-plugin|codenarc)\b",
    suffixes=(".xml", ".gradle", ".kts"),
    roles=("configuration", "source"),
)  # fmt: skip

# goals and tasks of build tools that run the tests on their way
_TEST_GOALS = {
    "mvn": ("test", "package", "verify", "install", "deploy", "integration-test", "surefire:test", "failsafe:integration-test"),
    "gradle": ("test", "check", "build", "jacocoTestReport", "integrationTest", "allTests", "cucumber"),
    "sbt": ("test", "testOnly", "it:test", "testQuick"), "ant": ("test",), "mill": ("test",), "lein": ("test", "midje"),
}  # fmt: skip
_TESTS = (
    "go test", "cargo test", "cargo nextest", "dotnet test", "mix test", "rails test", "rake test", "rake spec", "swift test", "crystal spec", "deno test", "bun test", "node --test",
    "manage.py test", "django-admin test", "flask test", "artisan test", "symfony test", "stack test", "cabal test", "dart test", "flutter test", "zig test", "bazel test", "pants test", "buck test",
    "lein test", "rebar3 eunit", "rebar3 ct", "ctest", "prove", "phpunit", "pest", "paratest", "pytest", "py.test", "nosetests", "unittest", "trial", "behave", "jest", "vitest", "mocha", "ava", "tap", "jasmine", "karma start", "ng test", "react-scripts test",
    "rspec", "cucumber", "cucumber-js", "codecept run", "behat", "phpspec run", "kahlan", "playwright test", "cypress run", "testcafe", "nightwatch", "wdio", "newman run", "hurl", "karate", "venom run", "bats", "shellspec", "gotestsum", "ginkgo", "godog",
    "vstest.console", "nunit3-console", "medusa-test", "parallel_rspec", "parallel_test", "turbo_tests", "knapsack", "green", "stestr run", "zope-testrunner", "robot", "k6 run", "molecule test", "helm test", "helm unittest", "ct install", "terratest", "tsx --test", "c8", "nyc", "skaffold test", "nest test", "lerna test", "ruby -Itest", "bin/test", "composer test", "schemathesis", "st run", "dredd", "vitest run", "artillery run", "locust", "tavern-ci", "cargo tarpaulin", "cargo llvm-cov", "infection", "stryker run", "mutmut run", "dagger call test", "container-structure-test",
)  # fmt: skip
_NO_RUN = frozenset({"--version", "--help", "-h", "--collect-only", "--co", "--list", "--list-tests", "--listTests", "install", "verify", "info", "--init", "init", "--no-run", "compile", "--dry-run", "version", "-V", "open", "show-report", "merge-reports", "cache", "install-deps", "--clearCache"})
_SKIPS = re.compile(r"-DskipTests(?:=true)?$|-Dmaven\.test\.skip(?:=true)?$|-DskipTests$|-Dskip\.tests|-DskipUnitTests$")
_TEST_WORD = re.compile(r"(?:^|[/:_.-])(?:unit|integration|e2e|functional|smoke|acceptance|api|ci|run)?[-_]?(?:tests?|specs?|e2e|check-tests|testing)(?:$|[:_.-])|^(?:tests?|e2e|specs?)", re.I)
_NOT_TEST_WORD = re.compile(r"(?:lint|format|clean|install|setup|build|prepare|deps|report|coverage-?report|upload|create|seed|migrate|env|image|publish|deploy|down|stop|wait|data|generate|gen|connection|config|latest|list|split)(?:$|[:_.-])", re.I)
_IDLE = frozenset({"echo", "exit", "true", ":", "printf", "cd", "sleep", "set", "export", "false", "cat", "mkdir", "rm"})


@dataclass(frozen=True, slots=True)
class Work:
    """Something that a pipeline's command does; `what` names the tool. `sure` is false where only a name says so."""

    what: str
    command: Command
    sure: bool = True


@fact
def test_runs(repo: Repo) -> tuple[Work, ...]:
    """Every command that runs tests, those that cannot fail the build among them."""
    found: dict[Command, Work] = {}
    for tool in ci_tools(repo, "test-framework", "end-to-end", "test-http", "load-testing", "mutation", "coverage"):
        if _really_runs(tool.command) and not tool.command.uses.startswith(("codecov/", "coverallsapp/")) and tool.technology.is_a("test-framework", "end-to-end", "test-http"):
            found.setdefault(tool.command, Work(tool.technology.name, tool.command))
    for command in ci_commands(repo):
        what = _test_command(command)
        if what:
            found.setdefault(command, Work(what, command))
    known = {(work.command.path, work.command.line) for work in found.values()}
    for command in _named(repo, _names_tests):
        if (command.path, command.line) not in known:
            found.setdefault(command, Work(command.text, command, sure=False))
    return tuple(sorted(found.values(), key=by_confidence))


def by_confidence(work: Work) -> tuple[bool, bool, int, str, int]:
    """A sort key: what can fail the build first, then what a tool shows, then what is called most directly."""
    return (not work.command.can_fail, not work.sure, len(work.command.via), work.command.path, work.command.line)


def _really_runs(command: Command) -> bool:
    return not _NO_RUN.intersection(command.words[1:4]) and not _NO_RUN.intersection(word for word in command.words if word.startswith("--"))


def _test_command(command: Command) -> str:
    words = command.words
    if not words:
        return ""
    program = program_of(words)
    goals = _TEST_GOALS.get(program)
    if goals is not None:
        skipped = any(_SKIPS.search(word) for word in words) or any(
            words[index] in ("-x", "--exclude-task") and words[index + 1].rpartition(":")[2] == "test" for index in range(len(words) - 1)
        )
        named = [word.rpartition(":")[2] if program == "gradle" else word for word in words[1:] if not word.startswith("-")]
        goal = next((word for word in named if word in goals or (program == "gradle" and re.fullmatch(r"[\w-]{0,60}[tT]est(?:s|Debug\w*|Release\w*)?", word))), "")
        return f"{program} {goal}" if goal and not skipped else ""
    if not _really_runs(command):
        return ""
    return next((pattern for pattern in _BY_PROGRAM.get(program, ()) if runs(words, tuple(pattern.split()))), "")


_BY_PROGRAM: dict[str, tuple[str, ...]] = {
    program: tuple(pattern for pattern in _TESTS if pattern.split()[0] == program) for program in {pattern.split()[0] for pattern in _TESTS}
}


def _named(repo: Repo, matches: Callable[[tuple[str, ...]], bool]) -> Iterable[Command]:
    """Commands that a name speaks for, unless following them showed that they do nothing."""
    commands = ci_commands(repo)
    deeper: dict[tuple[str, int], list[Command]] = {}
    for command in commands:
        if command.via:
            deeper.setdefault((command.path, command.line), []).append(command)
    for command in commands:
        if not command.words or not matches(command.words):
            continue
        inside = [other for other in deeper.get((command.path, command.line), ()) if len(other.via) > len(command.via)]
        if not inside or any(program_of(other.words) not in _IDLE for other in inside if other.words):
            yield command


def _names_tests(words: tuple[str, ...]) -> bool:
    name = script_name(words)
    return bool(name) and _TEST_WORD.search(name) is not None and _NOT_TEST_WORD.search(name) is None


def script_name(words: tuple[str, ...]) -> str:
    """The name of the script, target or task that a command runs, "" for other commands."""
    program = program_of(words)
    named = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    if program in ("npm", "pnpm", "yarn", "bun"):
        named = named[1:] if named[:1] in (["run"], ["run-script"]) else named
        return named[0] if named else ""
    if program in ("make", "just", "task", "rake", "composer", "invoke", "inv", "poe", "pdm", "hatch", "nox", "tox", "mage", "earthly", "moon", "nx"):
        named = named[1:] if named[:1] == ["run"] else named
        return next((name for name in named if _TEST_WORD.search(name)), named[0] if named else "")
    if "/" in words[0] or words[0].endswith((".sh", ".py", ".js", ".mjs", ".ts", ".rb", ".php", ".ps1", ".cmd")):
        return words[0].rpartition("/")[2]
    return ""


@fact
def lint_runs(repo: Repo) -> tuple[Work, ...]:
    """Every command that lints, checks formatting or types."""
    found: dict[Command, Work] = {}
    for tool in ci_tools(repo, "linter", "formatter", "type-checker"):
        if not _only_writes(tool.command, tool.technology.is_a("linter", "type-checker")) and not tool.technology.is_a("api-testing"):
            found.setdefault(tool.command, Work(tool.technology.name, tool.command))
    plugins = repo.hits(LINT_PLUGINS)
    for command in ci_commands(repo):
        what = _lint_command(command)
        if not what and plugins and _builds_jvm(command):
            hit = plugins[0]
            what = f"{hit.groups[0]} in {hit.path}"
        if what:
            found.setdefault(command, Work(what, command))
    known = {(work.command.path, work.command.line) for work in found.values()}
    for command in _named(repo, _names_lint):
        if (command.path, command.line) not in known:
            found.setdefault(command, Work(command.text, command, sure=False))
    return tuple(sorted(found.values(), key=by_confidence))


_LINTS = (
    "go vet", "gofmt", "gofumpt", "goimports", "golint", "golangci-lint", "staticcheck", "revive", "cargo clippy", "cargo fmt", "rustfmt", "dotnet format", "mix format", "mix credo", "mix dialyzer", "eslint", "tslint", "standard", "xo", "biome check", "biome lint", "biome ci", "oxlint", "prettier", "ng lint", "nx lint", "next lint", "vue-tsc", "svelte-check",
    "ruff", "flake8", "pylint", "pycodestyle", "pydocstyle", "black", "isort", "autopep8", "yapf", "mypy", "pyright", "basedpyright", "ty check", "pyre check", "pytype", "rubocop", "standardrb", "reek", "erb_lint", "erblint", "haml-lint", "slim-lint", "srb tc", "steep check", "phpcs", "php-cs-fixer", "phpstan", "psalm", "pint", "phan", "phpmd", "parallel-lint", "ecs", "rector", "mago", "twigcs", "twig-cs-fixer", "php -l", "lint:yaml", "lint:twig", "lint:container", "lint:xliff",
    "checkstyle", "ktlint", "detekt", "scalafmt", "scalafix", "spotbugs", "pmd", "shellcheck", "shfmt", "hadolint", "actionlint", "yamllint", "sqlfluff", "buf lint", "helm lint", "tflint", "terraform fmt", "terraform validate", "tofu fmt", "cfn-lint", "ansible-lint", "kube-linter", "kubeconform", "kubeval", "dockerfilelint", "swiftlint", "swiftformat", "ktfmt", "clang-format", "clang-tidy", "cppcheck", "credo", "djlint", "curlylint", "stylelint", "deno lint", "deno fmt", "deno check", "mix compile --warnings-as-errors", "database_consistency", "bin/console lint", "check-jsonschema", "cue vet", "cue fmt", "taplo", "sonar-scanner", "trunk check", "mega-linter-runner", "importlinter", "lint-imports", "vulture", "deptry", "goheader", "typos", "codespell", "pg_format", "cargo doc", "validate-pyproject", "pre-commit", "prek", "dart analyze", "flutter analyze", "react-scripts lint", "clj-kondo", "elm-format", "hlint", "cljfmt", "crystal tool format", "ameba", "ct lint", "npm-package-json-lint", "publint", "commitlint", "knip", "depcruise", "madge",
)  # fmt: skip
_LINT_PROGRAMS: dict[str, tuple[str, ...]] = {
    program: tuple(pattern for pattern in _LINTS if pattern.split()[0] == program) for program in {pattern.split()[0] for pattern in _LINTS}
}
# these say nothing of the code: commit messages, spelling, hook runners (their hooks are followed), documentation
_NOT_CODE = frozenset({"commitlint", "pre-commit", "prek", "typos", "codespell", "cargo doc", "validate-pyproject", "mega-linter-runner"})
_JVM_LINT = re.compile(r"(?:^|:)(?:spotlessCheck|checkstyle(?:Main|Test|:check)?|spotbugs(?:Main|:check)?|pmd(?:Main|:check)?|ktlintCheck|detekt|lint(?:Debug|Kotlin)?|spotless:check|scalafmtCheck(?:All)?|scalafmtSbtCheck|formatter:validate|fmt:check|spring-javaformat:validate|sonar|sonarqube|sonar:sonar|rat|license:check|codenarcMain|apiCheck|detektMain)$")
_WRITES = frozenset({"--write", "-w", "--fix", "-i", "--in-place", "--apply", "--unsafe"})
_CHECKS = frozenset({"--check", "-c", "-l", "--list-different", "--diff", "-d", "--dry-run", "--verify-no-changes", "--test", "--check-formatted", "-check", "--check-only", "--exit-code", "--error", "-n", "--list"})
_FORMATTERS = frozenset({"black", "isort", "prettier", "gofmt", "gofumpt", "goimports", "rustfmt", "autopep8", "yapf", "shfmt", "clang-format", "pint", "scalafmt", "php-cs-fixer", "ktfmt", "swiftformat", "pg_format", "taplo", "rector"})
_FORMAT_SUBCOMMANDS = frozenset({"format", "fmt"})
_LINT_WORD = re.compile(r"(?:^|[/:_.-])(?:lint|linting|linters?|type-?check|typecheck|types?:check|check[:_-]?types|format[:_-]check|check[:_-]format(?:ting)?|fmt[:_-]check|check[:_-]fmt|prettier[:_-]check|code-?style|style-?check|static-?analysis|phpstan|eslint|cs|stan)(?:$|[:_.-])", re.I)
_NOT_LINT_WORD = re.compile(r"commit|staged|install|setup|markdown|docs|changelog", re.I)


def _lint_command(command: Command) -> str:
    words = command.words
    if not words:
        return ""
    program = program_of(words)
    if program in ("gradle", "mvn", "sbt"):
        return next((f"{program} {word}" for word in words[1:] if _JVM_LINT.search(word)), "")
    if program == "tsc":
        return "tsc --noEmit" if "--noEmit" in words else ""
    if program in ("bin", "console") or words[0].endswith("bin/console"):
        return next((word for word in words[1:2] if word.startswith("lint:")), "")
    pattern = next((pattern for pattern in _LINT_PROGRAMS.get(program, ()) if runs(words, tuple(pattern.split()))), "")
    if not pattern or pattern in _NOT_CODE or _only_writes(command, False):
        return ""
    return pattern


def _only_writes(command: Command, also_lints: bool) -> bool:
    """Whether a formatter is told to rewrite files rather than to complain; such a step passes whatever it finds."""
    words = command.words
    if not words:
        return False
    if {"--version", "--help"}.intersection(words):
        return True
    program = program_of(words)
    formats = program in _FORMATTERS or bool(_FORMAT_SUBCOMMANDS.intersection(words[1:3]))
    if not formats or also_lints and program not in _FORMATTERS and not _FORMAT_SUBCOMMANDS.intersection(words[1:3]):
        return False
    if any(word.partition("=")[0] in _CHECKS for word in words[1:]):
        return False
    # a hook runner fails when its formatters change files; so does a job that looks at the tree afterwards
    hooked = any(".pre-commit-config" in place for place in command.via)
    lists = program in ("gofmt", "goimports", "gofumpt") and any(word.startswith("-") and "l" in word for word in words)
    return not hooked and not lists


def _builds_jvm(command: Command) -> bool:
    words = command.words
    program = program_of(words) if words else ""
    if program == "gradle":
        return bool({"check", "build"}.intersection(word.rpartition(":")[2] for word in words[1:]))
    return program == "mvn" and bool({"validate", "compile", "test", "package", "verify", "install", "deploy"}.intersection(words[1:]))


def _names_lint(words: tuple[str, ...]) -> bool:
    name = script_name(words)
    return bool(name) and _LINT_WORD.search(name) is not None and _NOT_LINT_WORD.search(name) is None


_BUILDS = (
    "docker build", "docker buildx", "docker compose build", "docker-compose build", "podman build", "buildah bud", "go build", "cargo build", "dotnet build", "dotnet publish", "npm run build", "yarn build", "pnpm build", "tsc", "nest build", "mix compile", "mix release", "make build", "goreleaser", "ko build", "skaffold build", "sam build", "swift build", "python -m build", "poetry build", "uv build", "hatch build", "sbt assembly", "composer install", "rake build", "gem build", "helm package", "bazel build", "msbuild", "pack build", "vite build", "webpack", "next build", "ng build",
)  # fmt: skip
_BUILD_PROGRAMS: dict[str, tuple[str, ...]] = {
    program: tuple(pattern for pattern in _BUILDS if pattern.split()[0] == program) for program in {pattern.split()[0] for pattern in _BUILDS}
}


@fact
def build_runs(repo: Repo) -> tuple[Work, ...]:
    """Every command that builds an image, package or binary."""
    found: dict[Command, Work] = {}
    for command in ci_commands(repo):
        if command.uses.startswith(("docker/build-push-action", "docker/bake-action", "goreleaser/", "gitlab:Auto-DevOps")):
            found.setdefault(command, Work(command.uses, command))
        elif command.words:
            program = program_of(command.words)
            what = next((pattern for pattern in _BUILD_PROGRAMS.get(program, ()) if runs(command.words, tuple(pattern.split()))), "")
            if program in ("mvn", "gradle") and {"package", "verify", "install", "build", "assemble", "compile", "bootBuildImage", "jibDockerBuild"}.intersection(command.words[1:]):
                what = program
            if what:
                found.setdefault(command, Work(what, command))
    return tuple(sorted(found.values(), key=by_confidence))


@fact
def changes_work(repo: Repo) -> tuple[Work, ...]:
    """What a change should set off: tests and builds, surest first; linting where a repository has neither."""
    return (*test_runs(repo), *build_runs(repo)) or lint_runs(repo)


def shown(found: Iterable[Work]) -> tuple[tuple[str, int, str], ...]:
    """The best five places with what they run and the way there, one a line of a pipeline."""
    places: dict[tuple[str, int], str] = {}
    for work in found:
        through = f" (through {', '.join(work.command.via[-3:])})" if work.command.via else ""
        places.setdefault((work.command.path, work.command.line), f"{work.what}{through}")
    return tuple((path, line, note) for (path, line), note in list(places.items())[:5])


@fact
def elsewhere(repo: Repo, *words: str) -> tuple[Command, ...]:
    """Workflows, templates and components of other repositories that pipelines call and whose name holds one of `words`."""
    found = []
    for command in ci_commands(repo):
        called = re.search(r"\.github/workflows/([\w.-]+)|^gitlab:(?:project|component|remote):(.+)|^orb:[\w-]+/[\w-]+/(.+)", command.uses)
        if called is not None:
            name = next(group for group in called.groups() if group).lower()
            # what a project includes by its name alone may hold anything
            if command.uses.startswith("gitlab:") or any(re.search(rf"(?:^|[^a-z]){word}", name) for word in words):
                found.append(command)
    return tuple(found)
