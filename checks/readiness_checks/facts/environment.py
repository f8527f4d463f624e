"""Every environment variable that the repository's own code reads, in the languages and settings libraries backends are written with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.bound_flags import bound_flags, told_bindings
from readiness_checks.facts.configuration_keys import missing_keys, spellings
from readiness_checks.facts.environment_asides import is_aside
from readiness_checks.facts.environment_descriptions import is_described
from readiness_checks.facts.environment_given import given_variables
from readiness_checks.facts.environment_names import clap_fields, constant_reads, prefix_at
from readiness_checks.facts.environment_patterns import INTERPOLATED, NAMED
from readiness_checks.facts.environment_schemas import schema_reads
from readiness_checks.facts.go_settings import tagged_fields
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.platform_variables import is_set_by_platform
from readiness_checks.facts.settings_classes import SETTINGS_CLASS, settings_fields

_WRITES = Regex(
    r"(?:set|put|unset|del|delete|remove|with|clear|mock|stub|patch|add|write)_?env|(?:update|ask|save|prompt)\w{0,30}env|SetEnvironment|(?:\.|::|->)(?:set|put|add|push|"
    r"where\w*|first\w*|find\w*|filter|create|make|update\w*|pluck|contains|includes?|startsWith|endsWith|equals|save|exists|append|delete|pop|remove|setdefault|unset|insert|has_key|set_var|remove_var|with_prefix|prefix)$|^env!$|option_env!|set_var|"
    r"remove_var",
    re.IGNORECASE,
)
# what stands between two reads of which the second is made when the first gives nothing: `X") or env("Y`, `X', env('Y`, `X:${Y`
_FALLS_BACK = Regex(
    r"^(?:[\"'`]\s?,|:|[\"'`)\]\s]{0,6}(?:,\s?(?:None|nil|null)\s?[)\]])?\s{0,3}(?:\bor\b|\|\||\?\?|\?:))[\s\w.>$({\[:-]{0,40}[\"'`({.]$"
)
_SPRING = Regex(r"(?:application|bootstrap)[\w.-]*\.(?:ya?ml|properties|conf)$")
_LARAVEL = Regex(
    r"(?:^|/)config/(?:app|auth|broadcasting|cache|cors|database|filesystems|hashing|logging|mail|queue|sanctum|services|session|"
    r"view|horizon|telescope|scout|octane|excel|trustedproxy|ai|audit)\.php$"
)
_LARAVEL_OPTION = Regex(
    r"(?:APP|ASSET|AUTH|ABLY|AWS|BCRYPT|BEANSTALKD|BROADCAST|CACHE|DB|DYNAMODB|FILESYSTEM|HASH|ARGON|LOG|MAIL|MAILGUN|MEMCACHED|MYSQL|"
    r"OCTANE|HORIZON|TELESCOPE|PAPERTRAIL|POSTMARK|PUSHER|QUEUE|REDIS|RESEND|REVERB"
    r"|SANCTUM|SCOUT|ALGOLIA|MEILISEARCH|TYPESENSE|SES|SESSION|SLACK|SPARKPOST|SQS|STRIPE|VIEW|DATABASE|SECURE|SAME|EXCEL|"
    r"AUDITING|ANTHROPIC|OPENAI|GEMINI|AZURE|COHERE|DEEPSEEK|ELEVENLABS|GROQ|JINA|MISTRAL|OLLAMA|OPENROUTER|VOYAGEAI|XAI)_|"
    r"DATABASE_URL\Z"
)


@dataclass(frozen=True, slots=True)
class EnvironmentRead:
    """A place where code reads a variable. `default` says that it goes on without one; `described` that the place itself explains it.

    `also` holds other names under which it may be documented: another spelling, an alias, the variable it is a fallback for.
    """

    name: str
    path: str
    line: int
    default: bool
    described: bool = False
    also: tuple[str, ...] = ()

    @property
    def skeleton(self) -> bool:
        """Whether it is one of the many options that a new Laravel application's own configuration reads and its example leaves out."""
        return _LARAVEL.search(self.path) is not None and _LARAVEL_OPTION.match(self.name) is not None


@fact
def environment_reads(repo: Repo) -> tuple[EnvironmentRead, ...]:
    """Every read of an environment variable, sorted by name and place; the platform's own variables and build scripts left out."""
    given, told = given_variables(repo), told_bindings(repo)
    kept = {
        (read.name, read.path, read.line): replace(read, described=True) if read.name in told else read
        for read in _reads(repo)
        if not any(is_set_by_platform(name) or name in given for name in (read.name, *read.also))
        and not read.name.endswith("_")
        and not is_aside(repo, read.path, read.line)
    }
    return _with_alternatives(repo, [kept[place] for place in sorted(kept)])


def _with_alternatives(repo: Repo, reads: list[EnvironmentRead]) -> tuple[EnvironmentRead, ...]:
    """The reads, where one of a line falls back on another of it under the other's name too: one of the two is to be known."""
    beside: dict[tuple[str, int], list[EnvironmentRead]] = {}
    for read in reads:
        beside.setdefault((read.path, read.line), []).append(read)
    made = []
    for read in reads:
        others = [other for other in beside[read.path, read.line] if other.name != read.name]
        if others:
            text = lines_of(repo, read.path)[read.line - 1]
            fallen = tuple(
                other.name for other in others if _is_fallback(text, read.name, other.name) or _is_fallback(text, other.name, read.name)
            )
            made.append(replace(read, also=(*read.also, *fallen)))
        else:
            made.append(read)
    return tuple(made)


def _is_fallback(text: str, first: str, second: str) -> bool:
    """Whether a line reads the second variable when the first is not set."""
    begin, end = text.find(first), text.find(second)
    between = text[begin + len(first) : end] if 0 <= begin < end else ""
    return _FALLS_BACK.search(between) is not None


def _reads(repo: Repo) -> Iterator[EnvironmentRead]:
    for pattern in NAMED:
        for hit in repo.hits(pattern):
            *called, name, given = hit.groups
            if called and "{" in hit.text.partition(name)[0] and not hit.path.endswith(".go"):
                continue  # a dictionary of variables that is handed to somebody else
            if hit.path.endswith(".rs") and called[1:2] == [".env"]:
                continue
            if called and ("env" not in "".join(called).lower() or _WRITES.search("".join(called))):
                continue
            if pattern is INTERPOLATED and not _SPRING.search(hit.path):
                continue
            line = hit.line + hit.text.partition(name)[0].count("\n")
            name = prefix_at(repo, hit.path, line) + name
            yield EnvironmentRead(name, hit.path, line, bool(given), is_described(repo, hit.path, line, default=bool(given)))
    for path in dict.fromkeys(hit.path for hit in repo.hits(SETTINGS_CLASS)):
        for field in settings_fields(repo, path):
            yield EnvironmentRead(field.name, path, field.line, field.default, field.described, field.also)
    yield from _otherwise_named(repo)
    for read in missing_keys(repo):
        yield EnvironmentRead(read.name, read.path, read.line, read.default, read.described, spellings(read.name))
    for tagged in tagged_fields(repo):
        yield EnvironmentRead(tagged.name, tagged.path, tagged.line, tagged.default, tagged.described, tagged.also)
    for flag in bound_flags(repo):
        yield EnvironmentRead(flag.name, flag.path, flag.line, True, flag.described)


def _otherwise_named(repo: Repo) -> Iterator[EnvironmentRead]:
    """Reads whose variable is a constant, or is named after the field that it fills."""
    for read in constant_reads(repo):
        described = read.described or is_described(repo, read.path, read.line, default=read.default)
        yield EnvironmentRead(read.name, read.path, read.line, read.default, described)
    for read in (*clap_fields(repo), *schema_reads(repo)):
        yield EnvironmentRead(read.name, read.path, read.line, read.default, read.described)
