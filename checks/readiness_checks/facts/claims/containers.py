"""Compose files, their services, and Dockerfiles that the commands of a document name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, dig, mapping
from readiness_checks.facts.claims.commands import Typed
from readiness_checks.facts.claims.model import Claim
from readiness_checks.facts.claims.sites import is_page
from readiness_checks.facts.documents import Document
from readiness_checks.facts.presence import below_root, may_be_made, present, somewhere

_SERVICE = Regex(r"[A-Za-z][\w.-]{0,60}$")
_MANY = frozenset({"up", "start", "stop", "restart", "build", "pull", "logs", "rm", "create", "pause", "unpause", "kill"})
_ONE = frozenset({"run", "exec"})
_VALUED = frozenset(
    """
    -f --file -p --project-name --profile --env-file --project-directory -t --timeout --tail -n --scale -e --env -u --user -w --workdir
    --name --entrypoint -v --volume --publish --since --until --index --parallel --ansi --progress --pull --build-arg -m --exit-code-from
    --abort-on-container-exit --attach --no-attach --wait-timeout
    """.split()
) - {"--abort-on-container-exit"}
_WRITTEN = Regex(
    r"(?:>\s{0,3}|-[oO]\s{1,3}|\bcp \S{1,200} |\btouch |\bcreate \W{0,3}|/)([\w.-]{1,80}\.ya?ml|[\w.-]{0,60}Dockerfile[\w.-]{0,60})",
    re.IGNORECASE,
)
_BUILT = frozenset({"docker", "podman", "buildah", "nerdctl"})


def container_claims(repo: Repo, document: Document, command: Typed) -> Iterator[Claim]:
    """What a command says of compose files, services and Dockerfiles."""
    words = command.words
    program = posixpath.basename(words[0])
    if command.foreign:
        return
    if program in ("docker-compose", "podman-compose"):
        yield from _compose(repo, document, command, words[1:])
    elif program in ("docker", "podman") and words[1:2] == ("compose",):
        yield from _compose(repo, document, command, words[2:])
    elif program in _BUILT and (words[1:2] == ("build",) or words[1:3] in (("buildx", "build"), ("image", "build"))):
        for name in _values(words, ("-f", "--file")):
            yield from _file(repo, document, command, name, "Dockerfile")


def _compose(repo: Repo, document: Document, command: Typed, words: tuple[str, ...]) -> Iterator[Claim]:
    for name in _values(words, ("-f", "--file")):
        yield from _file(repo, document, command, name, "compose file")
    known = _services(repo)
    names = _named(words)
    if known is None or not known[0]:
        return
    for name in names:
        if not _SERVICE.match(name):
            return
        if name not in known[1] and (name in command.shown or is_page(repo, document.path)):
            continue
        yield Claim("compose service", name, document.path, command.line, name in known[1], known[0][0] if len(known[0]) == 1 else "")


def _named(words: tuple[str, ...]) -> tuple[str, ...]:
    """The services among the words of a compose command."""
    plain: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _VALUED and not (word == "-f" and plain[:1] in (["logs"], ["rm"]))
            # `-t` takes a value for `up` and `stop`, and none for `logs`, `run` and `exec`
            skip = skip and not (word in ("-t", "-n") and plain[:1] in (["logs"], ["run"], ["exec"]) and word == "-t")
        else:
            plain.append(word)
            if plain[0] in _ONE and len(plain) == 2:
                break
    if not plain or plain[0] not in _MANY | _ONE:
        return ()
    return tuple(plain[1:]) if plain[0] in _MANY else tuple(plain[1:2])


def _values(words: tuple[str, ...], options: tuple[str, ...]) -> Iterator[str]:
    """The values of options that stand before or after the subcommand; `logs -f` and `rm -f` take none."""
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in options and equals:
            yield value
        elif word in options and index + 1 < len(words) and not {"logs", "rm"} & set(words[:index]):
            yield words[index + 1]


def _file(repo: Repo, document: Document, command: Typed, name: str, kind: str) -> Iterator[Claim]:
    bare = name.removeprefix("./")
    if not bare or bare.startswith(("/", "~", "-", "http", "..")) or ":" in bare:
        return
    shown = kind == "compose file" and "services" in command.shown
    paths = [path for folder in command.folders if (path := below_root(folder, bare)) is not None]
    holds = any(present(repo, path) for path in paths) or bool(somewhere(repo, bare))
    if holds or not (shown or any(may_be_made(repo, path) for path in paths) or posixpath.basename(bare) in _written(repo, document.path)):
        yield Claim("compose file" if kind == "compose file" else "Dockerfile", name, document.path, command.line, holds)


@fact
def _written(repo: Repo, path: str) -> frozenset[str]:
    """Names of files that a document shows the content of, copies or fetches: named more than once by words that are no `-f`."""
    text = repo.text(path)
    return frozenset(_WRITTEN.findall(text))


@fact
def _services(repo: Repo) -> tuple[tuple[str, ...], frozenset[str]] | None:
    """The compose files with all services they define; None where a service may come from what is not read."""
    files = [file for file in repo.named("*compose*.yml", "*compose*.yaml") if file.link is None][:100]
    found: set[str] = set()
    kept = []
    for file in files:
        parsed = repo.yaml(file.path)
        if parsed.problem is not None or dig(parsed.value, "include") is not None:
            return None
        services = mapping(parsed.value).get("services")
        if isinstance(services, Map):
            found.update(services)
            kept.append(file.path)
    return tuple(kept), frozenset(found)
