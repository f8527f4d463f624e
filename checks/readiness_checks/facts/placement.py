"""Which image, compose service and workload belongs to which component: by build, by folder, by what is copied, by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from readiness.model import Component, below
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.builds import builds, contexts_of, copies_whole, takes_source, wraps_other_software
from readiness_checks.facts.compose import Build, ComposeService, compose_services
from readiness_checks.facts.dockerfiles import Dockerfile, dockerfiles
from readiness_checks.facts.images import parse_image, third_party
from readiness_checks.facts.kubernetes import Container, Workload, workloads
from readiness_checks.facts.stages import deciding, stage_of

_GENERIC = frozenset(
    {"", "app", "api", "server", "service", "backend", "web", "main", "src", "cmd", "services", "apps", "docker", "deploy", "build"}
)


# ---- images ------------------------------------------------------------------------------------------------------------


@fact
def dockerfiles_of(repo: Repo, component: Component) -> tuple[Dockerfile, ...]:
    """The Dockerfiles that build the component, the best kind there is: production ones, else development ones.

    Test images are none; neither are images that only wrap somebody else's software (a database, a proxy, a mail catcher).
    """
    candidates = [
        item for item in dockerfiles(repo) if item.purpose in ("production", "development") and not wraps_other_software(repo, item)
    ]
    fitting = [item for item in candidates if _builds(repo, item, component)]
    if not any(item.purpose == "production" for item in fitting):
        fitting += [item for item in candidates if item not in fitting and _builds_all(repo, item, component)]
    for chosen in (
        [item for item in fitting if item.purpose == "production" and takes_source(repo, item)],
        [item for item in fitting if item.purpose == "production"],
        [item for item in fitting if takes_source(repo, item)],
        fitting,
    ):
        if chosen:
            return tuple(chosen)
    return ()


def _builds(repo: Repo, dockerfile: Dockerfile, component: Component) -> bool:
    """Whether a Dockerfile is the component's: in its folder, named after it, or speaking of its folder."""
    if _named_alike(dockerfile, component):
        return True
    if any(_named_alike(dockerfile, other) for other in _others(repo, component)):
        return False
    if component.owns(dockerfile.path):
        return True
    inside = any(below(dockerfile.path, other.path) for other in _others(repo, component))
    return not inside and _mentions(repo, dockerfile, component)


def _builds_all(repo: Repo, dockerfile: Dockerfile, component: Component) -> bool:
    """Whether a Dockerfile outside every component copies its whole context, and speaks of no other backend."""
    others = _others(repo, component)
    if any(below(dockerfile.path, other.path) for other in others) or not copies_whole(dockerfile):
        return False
    if any(other.kind == "backend" and (_named_alike(dockerfile, other) or _mentions(repo, dockerfile, other)) for other in others):
        return False
    return any(below(component.path, context) for context in contexts_of(repo, dockerfile))


@fact
def _others(repo: Repo, component: Component) -> tuple[Component, ...]:
    """The other components that are built and shipped by themselves."""
    from readiness_checks.facts.services import components

    return tuple(
        other
        for other in components(repo)
        if other.path != component.path and other.path and other.kind in ("backend", "frontend", "tool", "example")
    )


def _named_alike(dockerfile: Dockerfile, component: Component) -> bool:
    """Whether the file's own name, or its folder's, is the component's: `docker/cart/Dockerfile`, `cart.Dockerfile`."""
    names = {plain(name) for name in (component.name, component.path.rpartition("/")[2])} - _GENERIC
    stem = re.sub(r"\.?(?:docker|container)file\.?", "", dockerfile.path.rpartition("/")[2], flags=re.IGNORECASE)
    return bool(names & {plain(stem.strip("._-")), plain(dockerfile.folder.rpartition("/")[2])})


def _mentions(repo: Repo, dockerfile: Dockerfile, component: Component) -> bool:
    """Whether an instruction speaks of the component's folder, as seen from a build context."""
    if not component.path:
        return False
    for context in contexts_of(repo, dockerfile):
        seen = component.path[len(context) + 1 :] if context and below(component.path, context) else component.path
        pattern = Regex(rf"(?:^|[\s\"'/=.]){re.escape(seen)}(?=[\s\"'/]|\Z)") if seen else None
        if pattern and any(
            pattern.search(item.value)
            for stage in dockerfile.stages
            for item in stage.instructions
            if item.keyword in ("COPY", "ADD", "RUN", "WORKDIR", "CMD", "ENTRYPOINT")
        ):
            return True
    return False


# ---- compose -----------------------------------------------------------------------------------------------------------


@fact
def compose_services_of(repo: Repo, component: Component) -> tuple[ComposeService, ...]:
    """The compose services that run the component: built from its Dockerfile, or from its folder, or named as it is."""
    mine = {dockerfile.path for dockerfile in dockerfiles_of(repo, component)}
    names = names_of(repo, component)
    return tuple(
        service
        for service in compose_services(repo)
        if (
            service.build is not None and (service.build.dockerfile in mine or (component.path and service.build.context == component.path))
        )
        or (
            service.build is None
            and service.image
            and not third_party(service.image)
            and {plain(service.name), plain(parse_image(service.image).name)} & names
        )
    )


@fact
def runs_own_code(repo: Repo, path: str) -> ComposeService | None:
    """The first service of a compose file that runs the repository's own code other than for development, None for none."""
    from readiness_checks.facts.services import backends

    names = {name for component in backends(repo) for name in names_of(repo, component)}
    built = {plain(parse_image(service.image).name) for service in compose_services(repo) if service.build is not None and service.image}
    for service in compose_services(repo):
        if service.path != path or service.for_development:
            continue
        if service.build is not None and _is_own_build(repo, service.build):
            return service
        image = plain(parse_image(service.image).name)
        if service.build is None and service.image and not third_party(service.image) and image and image in names | built:
            return service
    return None


def _is_own_build(repo: Repo, build: Build) -> bool:
    dockerfile = next((item for item in dockerfiles(repo) if item.path == build.dockerfile), None)
    return dockerfile is not None and not wraps_other_software(repo, dockerfile) and takes_source(repo, dockerfile)


# ---- workloads ---------------------------------------------------------------------------------------------------------


@fact
def workloads_of(repo: Repo, component: Component) -> tuple[Workload, ...]:
    """The workloads that run the component, with only those containers that run its code.

    Matched by the image's or the workload's name and by folder. Where nothing matches by name and there is one backend, all
    workloads that run no well-known image of others are its own.
    """
    from readiness_checks.facts.services import backends

    names = names_of(repo, component)
    pool = [workload for workload in (_own_containers(item, names) for item in workloads(repo)) if workload.containers]
    matched = [item for item in pool if (component.path and component.owns(item.path)) or _runs(item, names)]
    if matched:
        return tuple(matched)
    others = [other for other in backends(repo) if other.path != component.path]
    taken = {name for other in others for name in names_of(repo, other)}
    return () if others else tuple(item for item in pool if not _runs(item, taken))


@dataclass(frozen=True, slots=True)
class Declared:
    """One long-running container, however many manifests, overlays and charts declare it: the worst of them, and how many are alike."""

    workload: Workload
    container: Container
    alike: int

    @property
    def place(self) -> tuple[str, int]:
        """Where its probes are decided: an overlay's patch, else the container itself."""
        return self.container.patched or (self.container.path, self.container.line)

    @property
    def stage(self) -> str:
        """ " in production" where it is production's own file that decides."""
        return " in production" if stage_of(self.place[0]) == "production" else ""

    @property
    def elsewhere(self) -> str:
        """How many other places say the same, as a report says it; "" for none."""
        others = self.alike - 1
        return f" (and in {others} other place{'s' if others > 1 else ''})" if others else ""


@fact
def declared_containers(repo: Repo, component: Component) -> tuple[Declared, ...]:
    """The component's long-running containers, each once by workload and name, in the order of their first places.

    Where production has a file of its own, those of staging and development do not decide.
    """
    groups: dict[tuple[str, str, str], list[tuple[Workload, Container]]] = {}
    for workload in workloads_of(repo, component):
        for container in workload.containers if workload.long_running else ():
            groups.setdefault((workload.kind, workload.name, container.name), []).append((workload, container))
    made = []
    for found in groups.values():
        group = deciding(found, lambda pair: pair[1].path)
        states = {container.probed for _, container in group}
        worst = False if False in states else None if None in states else True
        alike = [pair for pair in group if pair[1].probed is worst]
        made.append(Declared(*alike[0], len(alike)))
    return tuple(made)


def _own_containers(workload: Workload, names: frozenset[str]) -> Workload:
    return replace(workload, containers=tuple(item for item in workload.containers if not _foreign(item, names)))


def _foreign(container: Container, names: frozenset[str]) -> bool:
    if plain(parse_image(container.image).name) in names:
        return False
    return third_party(container.image) or container.name in (
        "istio-proxy",
        "linkerd-proxy",
        "cloud-sql-proxy",
        "oauth2-proxy",
        "envoy",
        "fluent-bit",
    )


def _runs(workload: Workload, names: Iterable[str]) -> bool:
    said = {plain(workload.name), *(plain(parse_image(item.image).name) for item in workload.containers)}
    return bool(said & set(names))


@fact
def names_of(repo: Repo, component: Component) -> frozenset[str]:
    """The names that an image or workload of the component may have, made plain: its own, its folder's, its manifests', its builds'."""
    from readiness_checks.facts.dependencies import manifests

    said = {component.name, component.path.rpartition("/")[2]}
    if component.path.rpartition("/")[2].lower() in _GENERIC:
        said.add(component.path.rpartition("/")[0].rpartition("/")[2])
    if not component.path:
        said.add(repo.source.name.rpartition("/")[2])
    named = [manifest for manifest in manifests(repo) if manifest.name]
    own = [manifest for manifest in named if component.owns(manifest.path)]
    for manifest in named:
        # the only program inside of a component is what it is called after, wherever its manifest lies
        if manifest.path.rpartition("/")[0] == component.path or own == [manifest]:
            said.add(re.sub(r"/v[0-9]+\Z", "", manifest.name).replace(":", "/").rpartition("/")[2])
    mine = {dockerfile.path for dockerfile in dockerfiles_of(repo, component)}
    images = [image for build in builds(repo) if build.dockerfile in mine for key, image in build.arguments if key == "image"]
    images += [
        service.image
        for service in compose_services(repo)
        if service.build is not None and service.build.dockerfile in mine and service.image
    ]
    said.update(parse_image(image).name for image in images)
    return frozenset(plain(name) for name in said) - {""}


def plain(name: str) -> str:
    """A name as it compares: lower case, only letters and digits."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
