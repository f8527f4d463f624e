"""Where a read of a variable asks nothing of whoever deploys: build scripts, settings for development and tests, text that is no code."""

from __future__ import annotations

import re
from itertools import islice

from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.environment_names import test_lines
from readiness_checks.facts.lines import lines_of, quoted_lines

MAX_WIDTH = 1_000  # characters of a line that somebody wrote; longer ones are bundled code
MAX_LINES = 200  # above a read that are searched for the block it stands in

_BUILD = Regex(
    r"(?:^|/)(?:setup\.py|noxfile\.py|fabfile\.py|locustfile\w*\.py|test-?utils?\.\w+|gulpfile[\w.]*|gruntfile[\w.]*|build\.(?:rs|[cm]?js)|build\.gradle(?:\.kts)?|"
    r"settings\.gradle(?:\.kts)?|rakefile|\.\w+rc\.[cm]?js"
    r"|(?:webpack|vite|vitest|next|nuxt|rollup|jest|playwright|cypress|babel|eslint|tailwind|postcss|svelte|astro|metro|craco|"
    r"tsup|esbuild|rspack|commitlint|prettier|codecept|stryker|lighthouse|protractor|karma)[\w.-]*\.(?:config|conf)[\w.]*)$"
    r"|(?:^|/)(?:[\w-]*(?:scripts?|suites?|test-?utils?|testutil|seeders?|docs-generator)|tools?|hack|ci|\.github|\.circleci|"
    r"build|benchmarks?|devtools|docs|\.ci|migrations|db/migrate|cypress|storybook|\.storybook|buildsrc)/"
    r"|(?:^|/)(?:public|static|assets|wwwroot)/(?:[^/]+/)*[^/]+\.[cm]?js$|\.rake$|(?:^|/)(?:alembic|revisions)/(?:[^/]+/)*versions/|(?:^|/)(?:tests?|bench\w*)\.rs$",
    re.IGNORECASE,
)
_DEVELOPMENT = Regex(
    r"(?:^|[/._-])(?:development|dev|local|test|testing|ci)\.(?:rb|exs|py|[cm]?[jt]s|ya?ml|properties|conf|php)$", re.IGNORECASE
)
# the opening lines of blocks that run in development or in tests only
_BLOCK = Regex(
    r"\b(?:config_env\(\)|Mix\.env(?:\(\))?)\s{0,3}(?:==\s{0,3}:(?:dev|test)\b|in\s{0,3}\[:(?:dev|test)(?:, ?:(?:dev|test))?\])"
    r"|\bRails\.env\.(?:development|test|local)\?|^(?:when@(?:dev|test))|\brunningUnitTests\(\)|^(?:development|test):\s{0,8}$"
    r"|(?:NODE_ENV|environment)\s{0,3}={2,3}\s{0,3}[\"'](?:development|test)[\"']"
)
_ELSE = Regex(r"^\s*(?:\}\s*)?else\b")


def is_aside(repo: Repo, path: str, line: int) -> bool:
    """Whether the read at `line` (from 1) is made by a build script, in development or tests only, or stands in a text."""
    if _BUILD.search(path) or _DEVELOPMENT.search(path):
        return True
    lines = lines_of(repo, path)
    if line <= len(lines) and len(lines[line - 1]) > MAX_WIDTH:
        return True
    if path.endswith(".rs"):
        return line >= test_lines(repo, path)
    if path.endswith((".py", ".ex", ".exs")) and line in quoted_lines(repo, path):
        return True
    return path.endswith((".ex", ".exs", ".rb", ".yml", ".yaml", ".php")) and _in_development(lines, line - 1)


def _in_development(lines: tuple[str, ...], at: int) -> bool:
    """Whether the line, or a line that opens a block around it, says that this is not for a deployment."""
    if at >= len(lines) or _BLOCK.search(lines[at]):
        return at < len(lines)
    depth = len(lines[at]) - len(lines[at].lstrip())
    for above in islice(range(at - 1, -1, -1), MAX_LINES):
        text = lines[above]
        indented = len(text) - len(text.lstrip())
        if not text.strip() or indented >= depth:
            continue
        if _ELSE.match(text):
            return False
        if _BLOCK.search(text):
            return True
        depth = indented
    return False
