"""Which program a command calls, and with which sub-command, whatever options stand between."""

from __future__ import annotations

import posixpath

# goals stand anywhere after these: `mvn -B clean verify`, `./gradlew :app:test check`, `rake db:setup spec`
_ANY_ORDER = frozenset({"mvn", "gradle", "sbt", "rake", "make", "mill", "lein", "ant", "nx", "cap", "gulp", "earthly"})
ALIASES = {
    "mvnw": "mvn", "gradlew": "gradle", "docker-compose": "docker compose", "python3": "python", "pip3": "pip", "go-task": "task",
    "kubectl-argo-rollouts": "kubectl argo rollouts",
}  # fmt: skip

# packages in a scope whose program is not called after the scope or the package
_SCOPED = {
    "@angular/cli": "ng", "@nestjs/cli": "nest", "@changesets/cli": "changeset", "@playwright/test": "playwright",
    "@sentry/cli": "sentry-cli", "@openapitools/openapi-generator-cli": "openapi-generator-cli",
}  # fmt: skip


def _executable(word: str) -> str:
    """The last part of a path; for a package in a scope (`@redocly/cli`) the program that it brings."""
    if not word.startswith("@") or word.count("/") != 1:
        return posixpath.basename(word)
    scope, _, name = word[1:].partition("/")
    return _SCOPED.get(word) or (scope if name == "cli" else name.removesuffix("-cli"))


def program_of(words: tuple[str, ...]) -> str:
    """The name of the program, without its folder and without the suffix of a wrapper."""
    name = _executable(words[0]) if words else ""
    for suffix in (".exe", ".phar", ".bat", ".cmd"):
        name = name.removesuffix(suffix)
    return ALIASES.get(name, name).partition(" ")[0]


def runs(words: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether the words call `pattern`: a program and the first of its arguments that are no options."""
    name = _executable(words[0]) if words else ""
    alias = ALIASES.get(name, "")
    given = (*alias.split()[1:], *words[1:]) if " " in alias else words[1:]
    if not pattern or program_of(words) != pattern[0]:
        return False
    rest = list(pattern[1:])
    if pattern[0] in _ANY_ORDER and rest:
        goals = set(given) | ({word.rpartition(":")[2] for word in given} if pattern[0] == "gradle" else set())
        return all(goal in goals for goal in rest)
    after_flag = False
    for word in given:
        if not rest:
            break
        if word == rest[0]:
            rest.pop(0)
            after_flag = False
        elif word.startswith(("-", "+")):
            after_flag = "=" not in word
        elif after_flag:
            after_flag = False
        else:
            return False
    return not rest
