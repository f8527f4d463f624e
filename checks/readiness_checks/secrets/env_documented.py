"""Whether a reader can find out which environment variables a service wants."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.environment import EnvironmentRead, environment_reads
from readiness_checks.facts.variable_documents import VariableDocument, variable_documents, wired_variables


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
        if component.owns(read.path) and read.name not in wired:
            first.setdefault(read.name, read)
    if not first:
        return NotApplicable("its code reads no environment variable that somebody has to set")
    described = {read.name for read in environment_reads(repo) if read.described}
    documents = sorted(variable_documents(repo), key=lambda document: (-len(document.names & first.keys()), document.path))
    documented = described.union(*(document.names for document in documents)) & first.keys()
    if documented:
        # where an example is kept, what it leaves out of the framework's own options is left out on purpose
        first = {name: read for name, read in first.items() if name in documented or not read.skeleton}
    evidence = _evidence(documents, frozenset(described & first.keys()), first)
    findings = tuple(_finding(read) for name, read in sorted(first.items()) if name not in documented)
    if not findings:
        return Pass(evidence)
    return Partial(len(documented), len(first), findings, evidence) if documented else Fail(findings)


def _evidence(
    documents: list[VariableDocument],
    described: frozenset[str],
    first: dict[str, EnvironmentRead],
) -> tuple[Evidence, ...]:
    """The three files that name most of the variables, and the declarations that describe them in code."""
    named = [(len(document.names & first.keys()), document.path) for document in documents]
    told = [Evidence(f"names {count} of the {len(first)} variables read", path) for count, path in named[:3] if count]
    if described:
        place = min((first[name] for name in described), key=lambda read: (read.path, read.line))
        told.append(
            Evidence(f"{len(described)} of the {len(first)} variables read are described where they are declared", place.path, place.line)
        )
    return tuple(told)


def _finding(read: EnvironmentRead) -> Finding:
    needed = "with a default" if read.default else "without a default"
    return Finding(
        f"read here {needed}, and documented nowhere",
        read.path,
        read.line,
        subject=read.name,
        severity="low" if read.default else "medium",
        remedy="Name it in an example dotenv file or a table of variables, with what it does and a harmless value.",
    )
