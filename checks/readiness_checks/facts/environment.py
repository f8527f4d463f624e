"""Every environment variable that the repository's own code reads, in the languages and settings libraries backends are written with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit
from readiness_checks.facts.bound_flags import bound_flags
from readiness_checks.facts.environment_patterns import DESTRUCTURED, INTERPOLATED, NAMED, SCHEMA, SYMFONY, WHOLE
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.settings_classes import SETTINGS_CLASS, settings_fields

_WRITES = Regex(
    r"(?:set|put|unset|del|delete|remove|with|clear|mock|stub|patch|add|write)_?env|SetEnvironment|(?:\.|::|->)(?:set|put|add|push|"
    r"append|delete|pop|remove|setdefault|unset|insert|has_key|set_var|remove_var|with_prefix|prefix)$|^env!$|option_env!|set_var|"
    r"remove_var",
    re.IGNORECASE,
)
_SPRING = Regex(r"(?:application|bootstrap)[\w.-]*\.(?:ya?ml|properties|conf)$")
# Set by the platform, the shell, the language's own tools or CI: nobody has to look them up to run the service.
_PLATFORM = Regex(
    r"(?:PATH|HOME|USER|USERNAME|SHELL|PWD|TMP|TEMP|TMPDIR|LANG|LC_\w+|TZ|TERM|COLORTERM|HOSTNAME|HOST|PORT|CI|DEBUG_COLORS|"
    r"EDITOR|DISPLAY|NO_COLOR|FORCE_COLOR|COLUMNS|LINES|LOGNAME|APPDATA|LOCALAPPDATA"
    r"|PROGRAMFILES|SYSTEMROOT|WINDIR|XDG_\w+|NODE_ENV|NODE_OPTIONS|RAILS_ENV|RACK_ENV|APP_ENV|MIX_ENV|FLASK_ENV|ASPNETCORE_\w+|"
    r"DOTNET_\w+|DJANGO_SETTINGS_MODULE|PYTHON\w+|VIRTUAL_ENV|GOPATH|GOROOT|GOOS|GOARCH"
    r"|JAVA_HOME|CARGO_\w+|OUT_DIR|RUST_LOG|RUST_BACKTRACE|BUNDLE_\w+|GEM_\w+|NPM_\w+|npm_\w+|npm_config_\w+|INIT_CWD|"
    r"KUBERNETES_\w+|POD_\w+|AWS_LAMBDA_\w+|AWS_REGION|AWS_DEFAULT_REGION|AWS_EXECUTION_ENV|LAMBDA_TASK_ROOT|_X_AMZN_\w+"
    r"|AWS_SAM_LOCAL|ECS_CONTAINER_METADATA_URI\w*|GITHUB_\w+|GITLAB_\w+|BUILDKITE\w*|CI_\w+|CIRCLE\w*|TRAVIS\w*|JENKINS\w*|"
    r"BUILD_\w+|DYNO|HEROKU_\w+|VERCEL\w*|NETLIFY|FLY_\w+|RENDER(?:_EXTERNAL\w*|_GIT\w*|_SERVICE\w*|_INSTANCE\w*)?|RAILWAY_\w+|"
    r"K_SERVICE|K_REVISION|GAE_\w+|GCP_PROJECT|GOOGLE_CLOUD_PROJECT"
    r"|WEBSITE_\w+|FUNCTIONS_\w+|COVERAGE\w*|PYTEST_\w+|JEST_\w+|VITEST\w*|TEST\w*|TESTING|\w+_TEST|BENCHMARK\w*|WEB_CONCURRENCY|"
    r"PIDFILE|SECRET_KEY_BASE_DUMMY"
    r"|WATCHDOG_\w+|RAILS_\w+|JOB_CONCURRENCY|SOLID_QUEUE_IN_PUMA|HTTP_(?:USER_AGENT|AUTHORIZATION|ACCEPT\w*|HOST|REFERER|X_\w+|"
    r"COOKIE|ORIGIN|IF_\w+|CF_\w+|CONTENT_\w+|VERSION|CONNECTION|UPGRADE)|NOTIFY_SOCKET|LISTEN_(?:FDS|PID|FDNAMES)|INVOCATION_ID|"
    r"SSL_CERT_\w+|HTTPS?_PROXY|NO_PROXY|REQUEST_\w+|QUERY_STRING|REMOTE_\w+|SCRIPT_\w+|DOCUMENT_ROOT|SERVER_(?:NAME|PORT|"
    r"SOFTWARE|PROTOCOL|ADDR)|SPRING_PROFILES_ACTIVE|"
    r"RELEASE_(?:ROOT|NAME|VSN|NODE|TMP|MODE|COMMAND|BOOT_SCRIPT\w*|SYS_CONFIG|VM_ARGS|PROG|DISTRIBUTION)|APPIMAGE|APPDIR|KUBECONFIG)\Z"
)
_LARAVEL = Regex(
    r"(?:^|/)config/(?:app|auth|broadcasting|cache|cors|database|filesystems|hashing|logging|mail|queue|sanctum|services|session|"
    r"view|horizon|telescope|scout|octane|excel|trustedproxy|ai|audit)\.php$"
)
_LARAVEL_OPTION = Regex(
    r"(?:APP|AUTH|ABLY|AWS|BCRYPT|BEANSTALKD|BROADCAST|CACHE|DB|DYNAMODB|FILESYSTEM|HASH|ARGON|LOG|MAIL|MAILGUN|MEMCACHED|MYSQL|"
    r"OCTANE|HORIZON|TELESCOPE|PAPERTRAIL|POSTMARK|PUSHER|QUEUE|REDIS|RESEND|REVERB"
    r"|SANCTUM|SCOUT|ALGOLIA|MEILISEARCH|TYPESENSE|SES|SESSION|SLACK|SPARKPOST|SQS|STRIPE|VIEW|DATABASE|SECURE|SAME|EXCEL|"
    r"AUDITING|ANTHROPIC|OPENAI|GEMINI|AZURE|COHERE|DEEPSEEK|ELEVENLABS|GROQ|JINA|MISTRAL|OLLAMA|OPENROUTER|VOYAGEAI|XAI)_|"
    r"DATABASE_URL\Z"
)
_PUBLIC = ("VITE_", "REACT_APP_", "NEXT_PUBLIC_", "NUXT_PUBLIC_", "VUE_APP_", "EXPO_PUBLIC_", "GATSBY_", "NG_APP_", "STORYBOOK_")
_BUILD_FILE = Regex(
    r"(?:^|/)(?:setup\.py|noxfile\.py|fabfile\.py|gulpfile[\w.]*|gruntfile[\w.]*|build\.rs|build\.gradle(?:\.kts)?|"
    r"settings\.gradle(?:\.kts)?|rakefile|\.\w+rc\.[cm]?js"
    r"|(?:webpack|vite|vitest|next|nuxt|rollup|jest|playwright|cypress|babel|eslint|tailwind|postcss|svelte|astro|metro|craco|"
    r"tsup|esbuild|rspack|commitlint|prettier|codecept|stryker|lighthouse|protractor|karma)[\w.-]*\.(?:config|conf)[\w.]*)$"
    r"|(?:^|/)(?:[\w-]*(?:scripts?|suites?|test-?utils?|testutil|seeders?|docs-generator)|tools?|hack|ci|\.github|\.circleci|"
    r"build|benchmarks?|devtools|docs|\.ci|migrations|db/migrate|cypress|storybook|\.storybook)/",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class EnvironmentRead:
    """A place where code reads a variable. `default` says that it goes on without one; `described` that the place itself explains it."""

    name: str
    path: str
    line: int
    default: bool
    described: bool = False

    @property
    def skeleton(self) -> bool:
        """Whether it is one of the many options that a new Laravel application's own configuration reads and its example leaves out."""
        return _LARAVEL.search(self.path) is not None and _LARAVEL_OPTION.match(self.name) is not None


@fact
def environment_reads(repo: Repo) -> tuple[EnvironmentRead, ...]:
    """Every read of an environment variable, sorted by name and place; the platform's own variables and build scripts left out."""
    kept = {(read.name, read.path, read.line): read for read in _reads(repo) if _demanded(read.name) and not _BUILD_FILE.search(read.path)}
    return tuple(kept[place] for place in sorted(kept))


def _demanded(name: str) -> bool:
    return _PLATFORM.match(name) is None and not name.startswith(_PUBLIC) and not name.endswith("_")


def _reads(repo: Repo) -> Iterator[EnvironmentRead]:
    for pattern in NAMED:
        for hit in repo.hits(pattern):
            *called, name, given = hit.groups
            if called and ("env" not in "".join(called).lower() or _WRITES.search("".join(called))):
                continue
            if (pattern is INTERPOLATED and not _SPRING.search(hit.path)) or (pattern is SYMFONY and _for_development(repo, hit)):
                continue
            line = hit.line + hit.text.partition(name)[0].count("\n")
            yield EnvironmentRead(name, hit.path, line, bool(given), _described(repo, hit))
    whole = {hit.path for hit in repo.hits(WHOLE)}
    for hit in repo.hits(SCHEMA):
        if hit.path in whole:
            yield EnvironmentRead(hit.groups[0], hit.path, hit.line, False, _described(repo, hit))
    for hit in repo.hits(DESTRUCTURED):
        yield from _destructured(repo, hit)
    for path in dict.fromkeys(hit.path for hit in repo.hits(SETTINGS_CLASS)):
        for field in settings_fields(repo, path):
            yield EnvironmentRead(field.name, path, field.line, field.default, field.described)
    for flag in bound_flags(repo):
        yield EnvironmentRead(flag.name, flag.path, flag.line, True, flag.described)


def _for_development(repo: Repo, hit: Hit) -> bool:
    """Whether Symfony loads the part of the configuration that a line stands in for development and tests only."""
    above = lines_of(repo, hit.path)[: hit.line]
    return next((line for line in reversed(above) if line[:1].isalpha()), "").startswith(("when@dev", "when@test"))


_DESCRIBES = Regex(r"\.(?:describe|description)\(|\bdesc(?:ription)?\s{0,2}[:=]|\bdoc:|\bhelp(?:_text)?\s{0,2}=|help:|Usage:")


def _described(repo: Repo, hit: Hit) -> bool:
    # a description belongs to the declaration it stands in: its own line, or the lines chained to it
    lines = lines_of(repo, hit.path)[hit.line - 1 : hit.line + 6]
    depth = len(lines[0]) - len(lines[0].lstrip()) if lines else 0
    chained = [line for index, line in enumerate(lines) if not index or (line.strip() and len(line) - len(line.lstrip()) > depth)]
    return _DESCRIBES.search("\n".join(chained[:6])) is not None


def _destructured(repo: Repo, hit: Hit) -> Iterator[EnvironmentRead]:
    lines = lines_of(repo, hit.path)
    for index in range(hit.line - 1, max(-1, hit.line - 80), -1):
        before = lines[index].partition("}")[0] if index == hit.line - 1 else lines[index]
        for found in re.finditer(r"(?<![\w.\"'])([A-Z][A-Z0-9_]{1,80})\s{0,3}(=)?", before):
            yield EnvironmentRead(found[1], hit.path, index + 1, bool(found[2]))
        if "{" in before:
            return
