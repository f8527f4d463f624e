"""How images are built: in which folders, by which declared builds, and whether what goes into them is the repository's code."""

from __future__ import annotations

import re

from readiness.classify import BACKEND_LANGUAGES
from readiness.model import below
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import mapping, sequence, string
from readiness_checks.facts.compose import Build, compose_services
from readiness_checks.facts.dockerfiles import Dockerfile
from readiness_checks.facts.images import is_ready_made


@fact
def builds(repo: Repo) -> tuple[Build, ...]:
    """The builds that compose and Skaffold files declare."""
    made = [service.build for service in compose_services(repo) if service.build is not None]
    for file in repo.named("skaffold.yaml", "skaffold.yml"):
        home = f"{file.folder}/" if file.folder else ""
        for item in sequence(mapping(mapping(repo.yaml(file.path).value).get("build")).get("artifacts")):
            context = (home + string(mapping(item).get("context"))).strip("/").removesuffix("/.")
            named = string(mapping(mapping(item).get("docker")).get("dockerfile")) or "Dockerfile"
            made.append(Build(context, f"{context}/{named}".lstrip("/"), "", (("image", string(mapping(item).get("image"))),)))
    return tuple(made)


@fact
def contexts_of(repo: Repo, dockerfile: Dockerfile) -> tuple[str, ...]:
    """The folders the Dockerfile is built in: as compose or Skaffold say; else its own, those above it, down to the root."""
    said = [build.context for build in builds(repo) if build.dockerfile == dockerfile.path]
    if said:
        return tuple(dict.fromkeys(said))
    found = [dockerfile.folder]
    while found[-1]:
        found.append(found[-1].rpartition("/")[0])
    return tuple(found)


def copies_whole(dockerfile: Dockerfile) -> bool:
    """Whether a build stage copies its context as a whole."""
    return any(
        item.keyword in ("COPY", "ADD")
        and not item.flag("from")
        and item.value.split()[:1]
        and item.value.split()[0].strip("\"'[,") in (".", "./", "*")
        for stage in dockerfile.stages
        for item in stage.instructions
    )


@fact
def takes_source(repo: Repo, dockerfile: Dockerfile) -> bool:
    """Whether the image is built from code: it copies files of a context that holds source, or fetches or installs the program."""
    taken = [
        item for stage in dockerfile.stages for item in stage.instructions if item.keyword in ("COPY", "ADD") and not item.flag("from")
    ]
    for context in contexts_of(repo, dockerfile):
        for item in taken:
            for word in item.value.partition("\n")[0].strip("[]").replace('"', " ").replace(",", " ").split()[:-1]:
                path = "/".join(part for part in (context, word.removeprefix("./").rstrip("/*")) if part and part != ".")
                if _is_code(repo, path):
                    return True
    return False


@fact
def _is_code(repo: Repo, path: str) -> bool:
    file = repo.file(path)
    if file is not None:
        return (file.role in ("source", "lock") and file.language != "shell") or file.name in (
            "package.json",
            "pom.xml",
            "go.mod",
            "Cargo.toml",
            "pyproject.toml",
            "Gemfile",
            "composer.json",
        )
    if not repo.has_folder(path):
        # nothing of that name is here: what is copied was built before
        return True
    return any(file.role == "source" and file.language in BACKEND_LANGUAGES and below(file.path, path) for file in repo.files)


@fact
def wraps_other_software(_repo: Repo, dockerfile: Dockerfile) -> bool:
    """Whether what is shipped is somebody else's program: a database or proxy image that no code of ours is added to."""
    base = dockerfile.base
    if base is not None and is_ready_made(base.image):
        return True
    taken = any(item.keyword in ("COPY", "ADD") for stage in dockerfile.stages for item in stage.instructions)
    installs = Regex(r"\b(?:npm (?:i|install) (?:-g|--global)|pip install|go install|gem install|apk add|apt-get install)\b")
    runs = [item for stage in dockerfile.stages for item in stage.instructions if item.keyword == "RUN"]
    fetches = any(re.search(r"\b(?:git clone|curl|wget|dotnet publish|go build|cargo build)\b", item.value) for item in runs)
    return not taken and not fetches and any(installs.search(item.value) for item in runs)
