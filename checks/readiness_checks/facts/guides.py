"""Documents and sections told by what they are about: local setup, architecture, operation.

The topic is what a title, a file's name or its folder says; whether there is anything in it is for the checks to judge.
"""

from __future__ import annotations

import re

from readiness.model import below
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.documents import Document, Section, documents, empty_documents, readme
from readiness_checks.facts.instructions import Instruction, commands_of
from readiness_checks.facts.services import backends, components, has_service


@dataclass(frozen=True, slots=True)
class Guide:
    """A stretch of a document about one topic: the section that names it and all that stands below it."""

    path: str
    title: str
    line: int
    sections: tuple[Section, ...]

    @property
    def words(self) -> int:
        return sum(section.words for section in self.sections)

    @property
    def steps(self) -> int:
        """List items, numbered or not."""
        return sum(section.steps for section in self.sections)

    @property
    def numbered(self) -> int:
        return sum(section.numbered for section in self.sections)

    @property
    def commands(self) -> tuple[Instruction, ...]:
        return tuple(command for section in self.sections for command in commands_of(section))

    @property
    def images(self) -> int:
        """Pictures and drawn diagrams."""
        drawn = sum(block.language in ("mermaid", "plantuml", "puml", "dot", "d2") for section in self.sections for block in section.blocks)
        return drawn + sum(link.image for section in self.sections for link in section.links)

    @property
    def text(self) -> str:
        return "\n".join(section.text for section in self.sections)

    @property
    def placeholder(self) -> bool:
        return all(section.placeholder for section in self.sections)


SETUP = Regex(
    r"""
    \b(?: getting[ -_]started | quick[ -_]?start | install(?:ation|ing)? | set(?:ting)?[ -_]?up
    | local(?:ly)?[ -_](?:dev\w*|environment|run\w*|deployment|build)
    | (?:run(?:ning)?|start(?:ing)?|launch(?:ing)?|build(?:ing)?|us(?:e|ing|age)|develop\w*|hack(?:ing)?|debug\w*)\b
    | how\ to\ (?:run|start|use|build|install)
    | prerequisites? | requirements? | contributing | usage | demo | try | docker | first\ steps | bootstrap(?:ping)? | for\ developers
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
ARCHITECTURE = Regex(
    r"""
    \b(?: architectur(?:e|al)(?!\ decision)(?:\ (?:overview|description|guide|diagram|document(?:ation)?))?
    | (?:system|software|high\ level|technical|solution)\ (?:design|overview|structure) | design\ (?:overview|doc(?:ument)?s?)
    | service\ (?:structure|map|to\ service) | component\ (?:overview|diagram) | arc42 | c4\ model | system\ context | bounded\ contexts?
    )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
OPERATION = Regex(
    r"""
    \b(?: run\ ?books? | play\ ?books? | trouble\ ?shooting | on\ ?call | ^administration | housekeeping
    | operat(?:ions?|ing|or(?:'?s)?)\ (?:guide|manual|handbook|procedures?|instructions|runbooks?|tasks) | ^operations$
    | incidents?(?:\ (?:response|management|handling|procedures?|runbooks?))?$ | admin(?:istrator)?(?:'?s)?\ (?:guide|manual|handbook)
    | maintenance(?:\ (?:guide|tasks|procedures?))?$ | day\ ?2(?:\ operations)? | disaster\ recovery | emergency\ \w+
    | standard\ operating\ procedures? | (?:running|operating)\ in\ production | production\ (?:guide|operations|support)
    )(?=\W|$)
    """,
    re.IGNORECASE | re.VERBOSE,
)


# Pages that tell what changed, what was decided or what is news; they speak of architecture and of trouble in passing.
_IN_PASSING = Regex(
    r"(?:^|/)(?:adrs?|decisions?|[\w-]*decision[-_]?(?:log|record)s?|rfcs?|blog|news|releases?)/"
    r"|(?:^|/)(?:adr[-_.\d]|changelog|changes|history|news|upgrad|updating|migrat|release|what'?s[-_]new)[^/]*$",
    re.IGNORECASE,
)
_EARLIER = Regex(r"(?:^|/)versioned_docs/")  # Docusaurus
_FOR_CONTRIBUTORS = ("contributing", "hacking", "development", "developing")
# Words that leave a title about the architecture of the whole.
_WHOLE = Regex(
    r"""
    \b(?: architectur(?:e|al) | overview | descriptions? | guide | diagrams? | documents? | documentation | docs? | design
    | structure | summary | notes | introduction | basics | concepts? | principles | style | layers? | components? | map
    | model | context | views? | internals? | core | system | software | high | level | technical | tech | solution
    | application | app | project | product | platform | services? | server | backend | api | microservices? | distributed
    | modular | monolith | hexagonal | clean | layered | onion | event | driven | serverless | cloud | native | aws | azure
    | gcp | deployment | infrastructure | runtime | logical | physical | domain | reference | overall | general | our | the
    | this | its? | of | for | and | a | an | at | glance | with | in | to | how | works? | bounded | contexts? | c4 | arc42
    | ddd | cqrs | details? | detailed | current | repository | repo | code | codebase | directory | folder | layout
    | organi[sz]ation | data | flow | stack
    )\b | [\W\d_]+
    """,
    re.IGNORECASE | re.VERBOSE,
)


# Where documents about the whole system lie: near the root, or in folders that are kept for documents.
_FOLDERS = Regex(
    r"^(?:docs?|documentation|wiki|adrs?|architecture|design|run-?books?|play-?books?|ops|operations|handbook|guides?|sre|manual|[\w-]*-docs?|docs-[\w-]*)$",
    re.IGNORECASE,
)


def _about_the_system(repo: Repo, document: Document) -> bool:
    folders = document.path.split("/")[:-1]
    return (
        len(folders) <= 1
        or any(_FOLDERS.match(folder) for folder in folders)
        or (repo.focus != "" and below(repo.focus, "/".join(folders)))
    )


@fact
def guides(repo: Repo, topic: Regex) -> tuple[Guide, ...]:
    """The guides about a topic: whole documents whose name, folder or title says so, else the sections that do. Placeholders are none."""
    found = [guide for document in documents(repo) for guide in _guides_of(repo, document, topic) if not guide.placeholder]
    return tuple(found)


@fact
def placeholder_guides(repo: Repo, topic: Regex) -> tuple[Guide, ...]:
    """The guides about a topic that are there by name only, empty files among them; those of the README come first."""
    hollow = [guide for document in documents(repo) for guide in _guides_of(repo, document, topic) if guide.placeholder]
    hollow.extend(guide for path in empty_documents(repo) for guide in _guides_of(repo, Document(path, "", "text", (), 0), topic))
    return tuple(sorted(hollow, key=nearness))


def nearness(guide: Guide) -> tuple[bool, int, bool, str, int]:
    """A key that sorts guides by how soon a reader comes upon them: README, then the documents next to it, then those further down."""
    name = guide.path.rpartition("/")[2].lower()
    machine = name.startswith(("agents.", "claude.", "gemini.", "copilot-"))
    return (not guide.path.lower().startswith("readme"), guide.path.count("/"), machine, guide.path, guide.line)


def about_the_whole(repo: Repo, guide: Guide) -> bool:
    """Whether a guide to the architecture is about the system: not about one feature, one part that is no service, or one decision."""
    name = guide.path.rpartition("/")[2].rpartition(".")[0]
    if _IN_PASSING.search(guide.path) or not serves_the_backend(repo, guide.path):
        return False
    folders = guide.path.split("/")[:-1]
    # further down the tree a page is named after its folder's part, and only its title says of what it speaks
    near = len(folders) < 2 or bool(_FOLDERS.match(folders[0]))
    if guide.line == 1 and (near or not _says(ARCHITECTURE, guide.title)):
        return any(_is_whole(repo, part) for part in (name, *folders, guide.title) if _says(ARCHITECTURE, part))
    return _is_whole(repo, guide.title)


def about_operation(repo: Repo, guide: Guide) -> bool:
    """Whether a guide to operation is about running the system: a page for it, or a section with commands.

    The troubles of one feature, described on its page without a command, help its user; those in a guide for contributors are
    about their own machines. The pages of earlier releases that a documentation site keeps are no guides to this one.
    """
    if _IN_PASSING.search(guide.path) or _EARLIER.search(guide.path) or not serves_the_backend(repo, guide.path):
        return False
    name = guide.path.rpartition("/")[2].lower()
    if name.startswith(_FOR_CONTRIBUTORS) and guide.line > 1:
        return False
    return guide.line == 1 or bool(guide.commands) or name.startswith("readme")


@fact
def runbooks(repo: Repo) -> tuple[Guide, ...]:
    """The guides to the system's operation that hold steps or commands, in the order of the documents."""
    return tuple(guide for guide in guides(repo, OPERATION) if about_operation(repo, guide) and has_steps(guide))


def has_steps(guide: Guide) -> bool:
    """Whether a guide says what to do, in steps or commands."""
    return guide.words >= 40 and (guide.numbered >= 2 or len(guide.commands) >= 1 or guide.steps >= 3)


def serves_the_backend(repo: Repo, path: str) -> bool:
    """Whether a document belongs to no frontend or example beside the services."""
    return not has_service(repo) or not any(
        component.kind in ("frontend", "example") and component.path and component.owns(path) for component in components(repo)
    )


def _is_whole(repo: Repo, title: str) -> bool:
    plain = title.replace("_", " ").replace("-", " ")
    known = readme(repo)
    names = " ".join((repo.source.name, known.title if known else "", *(service.name for service in backends(repo)))).lower()
    rest = _WHOLE.sub(" ", plain).split()
    return "?" not in title and all(word.lower() in names for word in rest)


@fact
def links_elsewhere(repo: Repo, topic: Regex) -> tuple[tuple[str, int, str], ...]:
    """Links of the README that lead out of the repository under words of the topic: (path, line, target)."""
    document = readme(repo)
    if document is None:
        return ()
    return tuple(
        (document.path, link.line, link.target)
        for section in document.sections
        for link in section.links
        if link.target.startswith(("http://", "https://"))
        and not link.image
        and not link.text.startswith("![")
        and (topic.search(link.text) or topic.search(section.title))
    )


def _guides_of(repo: Repo, document: Document, topic: Regex) -> list[Guide]:
    # anyone may say how to start a part of the system; what speaks of the whole stands where the whole is documented
    return _guides_in(document, topic) if topic is SETUP or _about_the_system(repo, document) else []


def _guides_in(document: Document, topic: Regex) -> list[Guide]:
    name = document.path.rpartition("/")[2].rpartition(".")[0]
    folders = document.path.split("/")[:-1]
    # the title of a README is the name of the project
    named = (name, *folders) if name.lower().startswith("readme") else (name, document.title, *folders)
    if any(_says(topic, text) for text in named) and name.lower() not in ("changelog", "history", "news"):
        title = name if _says(topic, name) and not _says(topic, document.title) else document.title or name
        return [Guide(document.path, title, 1, document.sections)]
    found: list[Guide] = []
    taken = -1
    for index, section in enumerate(document.sections):
        is_name = index == 0 and section.level == 1 and name.lower().startswith("readme")
        if index > taken and not is_name and section.title and _says(topic, section.title):
            end = next(
                (at for at in range(index + 1, len(document.sections)) if document.sections[at].level <= section.level),
                len(document.sections),
            )
            found.append(Guide(document.path, section.title, section.line, document.sections[index:end]))
            taken = end - 1
    return found


def _says(topic: Regex, text: str) -> bool:
    """Whether a title or file name is about the topic: the words stand in it, and it is no long sentence about something else."""
    return len(text.split()) <= 9 and topic.search(text.replace("_", " ").replace("-", " ")) is not None
