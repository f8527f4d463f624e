"""What makes a unit answer requests though no line of it starts a server: its framework's build plugin, its layout, its image."""

from __future__ import annotations

from readiness.model import below
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.builds import wraps_other_software
from readiness_checks.facts.dockerfiles import dockerfiles
from readiness_checks.facts.recognition import by_package
from readiness_checks.facts.units import Unit, units

# plugins that generate the main function of an application
_GENERATES_MAIN = Regex(
    r"(?::quarkus-maven-plugin|^io\.quarkus\.gradle\.plugin|:io\.quarkus\.gradle\.plugin|:io\.micronaut\.[\w.]*application.*)$"
)
# extensions that answer requests or consume messages; without one the program is a command line
_ANSWERS = Regex(
    r":(?:quarkus-(?:rest|resteasy|grpc|vertx|undertow|reactive-routes|smallrye-(?:graphql|reactive-messaging)|messaging|websockets"
    r"|spring-web|scheduler|quartz|funqy|qute-web)\b.*|micronaut-(?:http-server|grpc|graphql|kafka|rabbitmq|jms|function|servlet)\b.*)$"
)
_STORES = ("database", "relational-orm", "document-store")


def is_served(repo: Repo, unit: Unit) -> bool:
    """Whether a framework, its layout or its image makes the unit a service."""
    return _is_generated(unit) or _is_laravel(repo, unit) or _exposes_port(repo, unit)


def _is_generated(unit: Unit) -> bool:
    names = [dependency.name for dependency in unit.dependencies()]
    return any(_GENERATES_MAIN.search(name) for name in names) and any(_ANSWERS.search(name) for name in names)


def _is_laravel(repo: Repo, unit: Unit) -> bool:
    """Whether an application, and not a package, lies in the layout that Laravel's front controller runs."""
    home = f"{unit.folder}/" if unit.folder else ""
    return "composer" in unit.ecosystems and repo.file(f"{home}artisan") is not None and repo.has_folder(f"{home}routes")


def _exposes_port(repo: Repo, unit: Unit) -> bool:
    """Whether an image is built of this unit alone that starts something which listens on a port."""
    return unit.folder in _exposed(repo) and not any(manifest.members for manifest in unit.manifests)


@fact
def _exposed(repo: Repo) -> frozenset[str]:
    """The folders of the units that production images which listen on a port are built of, one unit an image."""
    folders = {unit.folder for unit in units(repo)}
    found = set()
    for dockerfile in dockerfiles(repo):
        inside = [item for stage in dockerfile.lineage() for item in stage.instructions]
        starts = {"CMD", "ENTRYPOINT"} & {item.keyword for item in inside}
        if dockerfile.purpose != "production" or not starts or not any(item.keyword == "EXPOSE" for item in inside):
            continue
        if not wraps_other_software(repo, dockerfile):
            home = f"{dockerfile.folder}/" if dockerfile.folder else ""
            sources = {
                (home + word.strip("\"'[],").removeprefix("./").rstrip("/")).rstrip("/.")
                for stage in dockerfile.stages
                for item in stage.instructions
                if item.keyword in ("COPY", "ADD") and not item.flag("from")
                for word in item.value.split()[:-1]
            }
            copied = (sources & folders) or {dockerfile.folder} & folders
            if len(copied) == 1:
                found |= copied
    return frozenset(found)


def is_full_stack(repo: Repo, unit: Unit) -> bool:
    """Whether an application that renders pages also answers API requests and keeps data, itself or through a package beside it."""
    return _has_api_routes(repo, unit) and _keeps_data(repo, unit)


def _has_api_routes(repo: Repo, unit: Unit) -> bool:
    home = f"{unit.folder}/" if unit.folder else ""
    handlers = repo.named("route.ts", "route.js", "+server.ts", "+server.js")
    if any(below(file.path, unit.folder) and file.role == "source" for file in handlers):
        return True
    folders = (f"{home}{source}{place}" for source in ("", "src/") for place in ("pages/api", "server/api", "server/routes"))
    return any(repo.has_folder(folder) for folder in folders)


def _keeps_data(repo: Repo, unit: Unit) -> bool:
    wanted = {dependency.name for dependency in unit.dependencies("runtime")}
    beside = [other for other in units(repo) if other.names & wanted and other is not unit]
    names = wanted | {dependency.name for other in beside for dependency in other.dependencies("runtime")}
    return any(technology.is_a(*_STORES) for name in names for technology in by_package("npm").find(name))
