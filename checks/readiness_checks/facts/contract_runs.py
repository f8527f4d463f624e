"""What continuous integration does for the contract of an API: lints its description, exercises it, compares it with what was before."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from readiness.model import Component, below
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.affinity import meant_for
from readiness_checks.facts.calls import program_of
from readiness_checks.facts.ci_effect import effective
from readiness_checks.facts.ci_work import Work, by_confidence
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.dependencies import dependencies
from readiness_checks.facts.tools import ci_tools

# technologies that speak of one style of API; all others describe HTTP, and Pact's contracts any
_STYLES = {
    "buf": ("grpc",), "protolint": ("grpc",), "graphql-inspector": ("graphql",), "graphql-schema-checks": ("graphql",),
    "graphql-eslint": ("graphql",), "pact": ("rest", "graphql", "grpc"), "specmatic": ("rest", "graphql", "grpc"),
}  # fmt: skip
# runs of these tools that judge nothing: they rewrite, bundle, show, fetch or hand over
_IDLE = Regex(
    r"^(?:\S*/)?(?:redocly|openapi|cli) (?:bundle|build-docs|preview|join|split|stats|push)"
    r"|^\S*buf (?:build|generate|format|push|export|dep|mod)"
    r"|^\S*pact-broker (?:publish|create|record|describe|list)|^rake pact:publish"
    r"|^(?:\S*/)?(?:openapi-generator(?:-cli)?|swagger-codegen)(?![\w-])(?! validate)|^\S*swagger-cli bundle|^\S*hive schema:publish"
    r"|^\S*rover (?:\w{1,20} )(?:publish|fetch|introspect)| --?(?:help|version)\b"
)
_FAILS_ON = Regex(r"--fail-on|-o (?:ERR|WARN)\b|--fail-on-diff|--check\b")
_BREAKING = Regex(
    r"^(?:\S*/)?(?:oasdiff (?:breaking|changelog|diff)\b|openapi-diff\b|oad\b|optic (?:diff|run)\b|buf breaking\b|graphql-inspector diff\b"
    r"|rover (?:sub)?graph check\b|hive schema:check\b|apollo service:check\b|swagger diff\b|protolock status\b|prototool break check\b"
    r"|bump diff\b|pact-broker can-i-deploy\b|pact-provider-verifier\b|pact verify\b|rake pact:verify)"
)
_BREAKING_ACTIONS = Regex(
    r"^(?:(?:oasdiff|tufin)/oasdiff-action/(?:breaking|check-breaking|changelog)|bufbuild/buf-(?:breaking-)?action"
    r"|(?:kamilkisiela|graphql-hive)/graphql-inspector|opticdev/action)\b"
)
# what writes the description from the code
_GENERATES = Regex(
    r"\bswag init\b|\bswagger (?:generate spec|tofile)\b|\bmanage\.py spectacular\b|\bapi:(?:openapi|swagger):export\b"
    r"|\bnelmio:apidoc:dump\b|\bl5-swagger:generate\b|\bscribe:generate\b|\bscramble:export\b|\brswag:specs:swaggerize\b|\bgenerateOpenApiDocs\b|\bphx\.swagger\.generate\b"
    r"|\bopenapi\.spec\.(?:json|yaml)\b|\bgraphql:(?:dump_idl|schema:(?:idl|dump))\b|\bget_graphql_schema\b|\bgraphql_schema\b"
    r"|\bstrawberry export-schema\b|\babsinthe\.schema\.\w+|\blighthouse:print-schema\b|\.openapi\(\)|\bflask openapi write\b"
    r"|\b(?:gen|generate|export|dump|build|update|write)[-_:]?(?:the[-_])?(?:openapi|swagger|oas|graphql[-_]schema)(?![-_](?:client|sdk|types))"
    r"|\b(?:openapi|swagger|oas|schema)[-_:](?:gen|generate|export|dump)\b"
)
_VALIDATED = Regex(
    r"^(?:\S*/)?manage\.py spectacular\b(?=.*--validate)(?=.*--fail-on-warn)|^\S*speccy\b(?! resolve| serve)"
    r"|\bprism (?:mock|proxy)\b.*--errors"
)
_CHECKS = Regex(r" --(?:check|verify|diff|fail-on-change)\b")
_COMPARES = Regex(
    r"^git diff\b.*(?:--exit-code|--quiet)|^git (?:-\S+ )?status\b.*--porcelain|^git diff-index\b"
    r"|^(?:\S*/)?diff\b.*(?:openapi|swagger|schema)"
)
_SAID = Regex(r"(?i)^echo\b.*\b(?:not up[- ]to[- ]date|out[- ]of[- ](?:date|sync)|not consistent|uncommitted|regenerat)")


@dataclass(frozen=True, slots=True)
class ContractRun:
    """A run of a tool that holds the description of an API to something.

    `compares` is whether it does so with an earlier version; `guards` whether it then fails on what breaks callers.
    """

    work: Work
    styles: tuple[str, ...]
    compares: bool = False
    guards: bool = False


@fact
def contract_runs(repo: Repo) -> tuple[ContractRun, ...]:
    """Every command of continuous integration that lints, exercises or compares a description; `by_confidence`."""
    found: dict[Command, ContractRun] = {}
    for tool in ci_tools(repo, "api-testing"):
        said = " ".join(tool.command.words)[:400]
        if not _IDLE.search(said) and not tool.command.uses.endswith("setup-action"):
            styles = _STYLES.get(tool.technology.id, ("rest",))
            # its package and its image are both called `cli`
            what = "redocly lint" if tool.spelt.endswith("cli lint") else tool.spelt
            found.setdefault(tool.command, _judged(repo, Work(what, tool.command), styles))
    commands = effective(repo)
    for command in commands:
        said = " ".join(command.words)[:400]
        if _VALIDATED.search(said):
            found.setdefault(command, ContractRun(Work(" ".join(command.words[:3]), command), ("rest",)))
        elif _BREAKING.search(said) and command not in found:
            found[command] = _judged(repo, Work(" ".join(command.words[:2]), command), ("rest", "grpc"))
    for command, what in _regenerated(repo):
        styles = ("graphql",) if "graphql" in what or "schema" in what else ("rest",)
        found.setdefault(command, ContractRun(Work(f"{what}, compared with what is committed", command), styles))
    return tuple(sorted(found.values(), key=lambda run: by_confidence(run.work)))


def reaches(repo: Repo, component: Component, run: ContractRun, styles: Iterable[str]) -> bool:
    """Whether a run is about an API of one of `styles` that the component serves: told by the file it names, else by its folder."""
    if not set(run.styles).intersection(styles):
        return False
    folder = run.work.command.folder
    for word in run.work.command.words[1:]:
        if "$" in word and word.endswith((".yaml", ".yml", ".json", ".graphql", ".proto")):
            return True  # a loop over the documents of all services
        named = posixpath.normpath(f"{folder or ''}/{word}").lstrip("/")
        if repo.file(named) is not None:
            return meant_for(repo, component, named)
    return not folder or not repo.has_folder(folder) or below(component.path, folder) or meant_for(repo, component, folder + "/")


def _judged(repo: Repo, work: Work, styles: tuple[str, ...]) -> ContractRun:
    """The run, with whether it compares the description with an earlier one and fails on what breaks callers."""
    command = work.command
    if command.uses:
        name = command.uses.lower()
        if not _BREAKING_ACTIONS.search(name) or command.given("breaking") == "false":
            return ContractRun(work, styles)
        told = command.given("fail-on-breaking") != "false" and ("oasdiff" not in name or bool(command.given("fail-on")))
        return ContractRun(work, styles, True, told)
    said = " ".join(command.words)[:400]
    if not _BREAKING.search(said):
        return ContractRun(work, styles)
    program = program_of(command.words)
    told = True
    if program == "openapi-diff":
        # the one of npm fails by itself, the one of Java when told to
        told = "--fail-on" in said or any(item.ecosystem == "npm" and item.name == program for item in dependencies(repo))
    elif program in ("oasdiff", "optic", "bump"):
        told = _FAILS_ON.search(said) is not None or said.startswith("optic run")
    return ContractRun(work, styles, True, told)


def _regenerated(repo: Repo) -> Iterable[tuple[Command, str]]:
    """Commands that write the description anew in a job that then fails where it differs, with what they are."""
    written: dict[tuple[str, str], tuple[Command, str]] = {}
    for command in ci_commands(repo):
        said = " ".join(command.words)[:400]
        key = (command.path, command.job)
        made = _GENERATES.search(said)
        if made is not None and program_of(command.words) not in ("echo", "git", "diff", "cat"):
            # told to compare instead of writing, or run by a hook runner, which fails where a hook changes a file
            if _CHECKS.search(said) or any(step.startswith(".pre-commit-config.yaml") for step in command.via):
                yield command, made.group()
            written.setdefault(key, (command, made.group()))
        elif key in written and command.can_fail and (_COMPARES.search(said) or _SAID.search(said)):
            yield written.pop(key)
