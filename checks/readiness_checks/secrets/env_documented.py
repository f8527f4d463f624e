"""Whether a reader can find out which environment variables a service wants."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Verdict, below, component_check
from readiness.repo import Repo
from readiness_checks.facts.affinity import meant_for
from readiness_checks.facts.environment import EnvironmentRead, environment_reads
from readiness_checks.facts.services import backends, serves
from readiness_checks.facts.variable_documents import VariableDocument, in_use_only, variable_documents, wired_variables


@component_check(
    "secrets.env-documented",
    title="Every environment variable that the code reads is documented",
    tier="mvp",
    weight=2,
    demands=("D8", "E36"),
)
def env_documented(repo: Repo, component: Component) -> Verdict:
    """Credit by the share of the variables read that an example file, a table, a deployment file or a described schema names."""
    wired = wired_variables(repo)
    first: dict[str, EnvironmentRead] = {}
    for read in environment_reads(repo):
        if _is_its_own(repo, component, read.path) and read.name not in wired:
            first.setdefault(read.name, read)
    if not first:
        return NotApplicable("its code reads no environment variable that somebody has to set")
    told = {read.name: read for read in environment_reads(repo) if read.described and _speaks_of(repo, component, read.path)}
    described = frozenset(told)
    everywhere = variable_documents(repo)
    meant = [document for document in everywhere if _speaks_of(repo, component, document.path)]
    others = frozenset[str]().union(*(document.names for document in everywhere if document not in meant))
    documents = sorted(meant, key=lambda document: (-len(document.names & first.keys()), document.path))
    documented = described.union(*(document.names for document in documents)) & first.keys()
    if documented:
        # where an example is kept, what it leaves out of the framework's own options is left out on purpose
        first = {name: read for name, read in first.items() if name in documented or not read.skeleton}
    evidence = _evidence(documents, frozenset(first), [read for name, read in told.items() if name in first], len(first))
    findings = tuple(
        _finding(read, _where(repo, name, elsewhere=name in others)) for name, read in sorted(first.items()) if name not in documented
    )
    if not findings:
        return Pass(evidence)
    return Partial(len(documented), len(first), findings, evidence) if documented else Fail(findings)


def _evidence(
    documents: list[VariableDocument], wanted: frozenset[str], described: list[EnvironmentRead], total: int
) -> tuple[Evidence, ...]:
    """The three files that name most of the variables, and the declarations that describe them in code."""
    named = [(len(document.names & wanted), document.path) for document in documents]
    told = [Evidence(f"names {count} of the {total} variables read", path) for count, path in named[:3] if count]
    if described:
        place = min(described, key=lambda read: (read.path, read.line))
        told.append(
            Evidence(f"{len(described)} of the {total} variables read are described where they are declared", place.path, place.line)
        )
    return tuple(told)


def _is_its_own(repo: Repo, component: Component, path: str) -> bool:
    """Whether the component reads what `path` reads: its own code, and where it is the one service, the libraries beside it too."""
    return component.owns(path) or (len(backends(repo)) == 1 and serves(repo, component, path))


def _speaks_of(repo: Repo, component: Component, path: str) -> bool:
    """Whether what `path` says is for the component: its own, shared, or of the service around it."""
    around = (other for other in backends(repo) if below(component.path, other.path))
    return meant_for(repo, component, path) or any(other.owns(path) for other in around)


def _where(repo: Repo, name: str, *, elsewhere: bool) -> str:
    """How the sentence on a variable ends that nothing documents for the service."""
    if elsewhere:
        return "documented for other services only"
    path = in_use_only(repo).get(name)
    return f"named only in {path}, which is in use" if path else "documented nowhere"


def _finding(read: EnvironmentRead, where: str) -> Finding:
    needed = "with a default" if read.default else "without a default"
    return Finding(
        f"read here {needed}, and {where}",
        read.path,
        read.line,
        subject=read.name,
        severity="low" if read.default else "medium",
        remedy="Name it in an example dotenv file or a table of variables, with what it does and a harmless value.",
    )
