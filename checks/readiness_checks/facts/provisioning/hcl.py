"""Terraform, OpenTofu, Terragrunt and Packer files: whether they parse, and the local modules and files that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.absence import surely_absent
from readiness_checks.facts.provisioning.flaws import Flaw, InfrastructureFile, broken, is_templated, unresolved
from readiness_checks.facts.terraform import Block, Document, parse_terraform, terraform_documents

MAX_FILES = 500
_FILE = Regex(r"\b(?:templatefile|file(?:base64|md5|sha1|sha256|sha512|base64sha256|base64sha512)?)\(\s*\"([^\"\n]{1,300})\"")
# a file that is asked for first, or taken in one of two cases only, need not be there
_GUARDED = Regex(r"\bfileexists\(|\btry\(|\bcan\(|\?")
# what is kept out of the repository on purpose, or packed before it is used
_WITHHELD = Regex(
    r"(?:credential|secret|password|passwd|token|private|\bkey|_key|cert|id_rsa|id_ed25519|\.pub$|\.pem$|\.zip$|\.jar$)", re.IGNORECASE
)
_MODULE = ("${path.module}/", "./", "../")


def hcl_files(repo: Repo) -> Iterator[InfrastructureFile]:
    """Every file in HCL, and Terraform in JSON, with its flaws."""
    for path, document in terraform_documents(repo).items():
        yield InfrastructureFile(
            path, "terraform", (*_syntax(repo, path, document), *_modules(repo, path, document.blocks), *_files(repo, path))
        )
    others = [file for file in repo.named("*.tfvars", "terragrunt.hcl", "*.pkr.hcl") if file.own and file.link is None]
    for file in others[:MAX_FILES]:
        document = parse_terraform(repo.text(file.path))
        tool = {"tfvars": "terraform", "terragrunt.hcl": "terragrunt"}.get(file.name.rpartition(".")[2], "packer")
        yield InfrastructureFile(file.path, "terragrunt" if file.name == "terragrunt.hcl" else tool, _syntax(repo, file.path, document))
    for file in repo.named("*.tf.json", "*.tfvars.json")[:MAX_FILES]:
        if file.own:
            yield InfrastructureFile(file.path, "terraform", broken(repo, file.path, repo.json(file.path), "JSON"))


def _syntax(repo: Repo, path: str, document: Document) -> tuple[Flaw, ...]:
    if document.broken is None or is_templated(repo.text(path)):
        return ()
    return (Flaw("parse", "is not HCL from here on", document.broken),)


def _modules(repo: Repo, path: str, blocks: tuple[Block, ...]) -> Iterator[Flaw]:
    for block in blocks:
        source = next((item for item in block.attributes if item.path == "source"), None) if block.keyword == "module" else None
        if source is None or not source.value.startswith(("./", "../")):
            continue
        flaws = unresolved(repo, path, source.value, source.line, "the module")
        yield from flaws


def _files(repo: Repo, path: str) -> Iterator[Flaw]:
    text = repo.text(path)
    if "file" not in text:
        return
    folder = path.rpartition("/")[0]
    for number, line in enumerate(text.split("\n"), 1):
        if "file" not in line or line.lstrip().startswith(("#", "//", "*")) or _GUARDED.search(line) or _WITHHELD.search(line):
            continue
        for match in _FILE.finditer(line):
            written = match.group(1)
            if written.startswith("${path.module}/"):
                absent = surely_absent(repo, folder, written.removeprefix("${path.module}/"))
            elif written.startswith("${path.root}/"):
                absent = _nowhere(repo, folder, written.removeprefix("${path.root}/"))
            else:
                absent = _nowhere(repo, folder, written)
            if absent and not _written_here(repo, folder, absent):
                yield Flaw("reference", f"the file `{absent}` does not exist", number)


def _nowhere(repo: Repo, folder: str, written: str) -> str:
    """The absent path of a file that is sought where Terraform is started, which may be any folder."""
    absent = surely_absent(repo, folder, written)
    ending = "/" + written.removeprefix("./").lstrip("./")
    return "" if absent and any(("/" + path).endswith(ending) for path in _paths(repo)) else absent


@fact
def _paths(repo: Repo) -> tuple[str, ...]:
    return tuple(file.path for file in repo.files)


def _written_here(repo: Repo, folder: str, path: str) -> bool:
    """Whether Terraform in the same folder makes the file itself: a resource names it in a line that does not read it."""
    name = path.rpartition("/")[2]
    return any(
        name in line and not _FILE.search(line)
        for other in terraform_documents(repo)
        if other.rpartition("/")[0] == folder
        for line in repo.text(other).split("\n")
    )
