"""Reads Travis CI: .travis.yml with its phases, matrix and deploy providers (docs.travis-ci.com)."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.repo import Repo
from readiness.syntax import Map, Seq, dig, mapping, sequence, string, strings
from readiness_checks.facts.ci.model import Job, Lines, Pipeline, Step, Trigger, flat, joined, pairs

_PHASES = (
    "before_install",
    "install",
    "before_script",
    "script",
    "after_success",
    "after_failure",
    "after_script",
    "before_deploy",
    "after_deploy",
)
# What Travis runs for a language when `script` is not given (its documentation of each language).
_DEFAULT_SCRIPTS = {
    "node_js": "npm test", "ruby": "rake", "go": "go test ./...", "rust": "cargo build --verbose; cargo test --verbose", "php": "phpunit",
    "scala": "sbt ++$TRAVIS_SCALA_VERSION test", "elixir": "mix test", "erlang": "rebar eunit", "clojure": "lein test",
    "haskell": "cabal test",
    "perl": "make test", "crystal": "crystal spec",
}  # fmt: skip


def travis(repo: Repo) -> tuple[Pipeline, ...]:
    """The pipeline of a repository."""
    if repo.file(".travis.yml") is None:
        return ()
    parsed = repo.yaml(".travis.yml")
    if parsed.problem is not None:
        return (Pipeline("travis", ".travis.yml", ".travis.yml", problem=parsed.problem),)
    root = mapping(parsed.value)
    if not root:
        return (Pipeline("travis", ".travis.yml", ".travis.yml"),)
    lines = Lines(repo.text(".travis.yml"))
    triggers = _triggers(root)
    jobs = [_job(repo, root, Map(), root.line or 1, triggers, lines)]
    included = sequence(dig(root, "jobs", "include")) or sequence(dig(root, "matrix", "include"))
    jobs.extend(_job(repo, root, mapping(item), included.line_at(index), triggers, lines) for index, item in enumerate(included[:60]))
    return (Pipeline("travis", ".travis.yml", ".travis.yml", triggers, tuple(jobs)),)


def _triggers(root: Map) -> tuple[Trigger, ...]:
    only = strings(dig(root, "branches", "only"))
    line = root.line_of("branches") if "branches" in root else root.line or 1
    # Travis builds pull requests by default; `branches.only` then names the branches they go to
    return (Trigger("push", line, "push", only, implied=not only), Trigger("change", line, "pull_request", implied=True))


def _job(repo: Repo, root: Map, own: Map, line: int, triggers: tuple[Trigger, ...], lines: Lines) -> Job:
    steps: list[Step] = []
    for phase in _PHASES:
        holder = own if phase in own else root
        text, start = joined(flat(_listed(holder, phase)), lines)
        if text:
            steps.append(Step(start or holder.line_of(phase), run=text, name=phase, lenient=phase.startswith("after_"), errexit=False))
    if "script" not in own and "script" not in root:
        steps.extend(_default(repo, root, own, line))
    steps.extend(_deploys(own if "deploy" in own else root))
    services = strings(root.get("services"))
    return Job(string(own.get("name")) or string(own.get("stage")) or "build", line, tuple(steps), triggers, services=services)


def _listed(holder: Map, phase: str) -> object:
    value = holder.get(phase)
    if isinstance(value, Seq) or value is None:
        return value
    made = Seq(holder.line_of(phase))
    made.append(value)
    made.lines.append(holder.line_of(phase))
    return made


def _default(repo: Repo, root: Map, own: Map, line: int) -> Iterable[Step]:
    holder = own if "language" in own else root
    language = string(holder.get("language"))
    script = _DEFAULT_SCRIPTS.get(language, "")
    if language in ("java", "groovy", "android", "kotlin"):
        gradle = repo.file("build.gradle") is not None or repo.file("build.gradle.kts") is not None
        script = "gradle check" if gradle else "mvn test -B"
    if language == "go" and repo.file("Makefile") is not None:
        script = "make"
    if script:
        yield Step(holder.line_of("language") or line, run=script, name="script (default of the language)", errexit=False)


def _deploys(holder: Map) -> Iterable[Step]:
    value = holder.get("deploy")
    for index, item in enumerate(value if isinstance(value, Seq) else [value]):
        provider = string(dig(item, "provider"))
        line = value.line_at(index) if isinstance(value, Seq) else holder.line_of("deploy")
        if provider:
            yield Step(line, run=string(dig(item, "script")), uses=f"travis:{provider}", inputs=pairs(item))
