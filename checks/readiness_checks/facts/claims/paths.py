"""Files and folders that a document names: in code spans of its prose, and as words of the commands that it tells a reader to type."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from readiness.classify import LANGUAGES, suffix_of
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.claims.commands import Typed
from readiness_checks.facts.claims.model import Claim, ClaimKind
from readiness_checks.facts.documents import Document
from readiness_checks.facts.presence import below_root, may_be_made, present, somewhere

_PATH = Regex(r"(?:\./)?[A-Za-z0-9_.-]{1,80}(?:/[A-Za-z0-9_.@+-]{1,100}){1,12}/?$")
_SUFFIXES = frozenset(LANGUAGES) | frozenset(
    """
    .md .mdx .rst .adoc .yml .yaml .toml .json .jsonc .json5 .xml .ini .cfg .conf .properties .env .html .css .scss .erb .j2 .tpl .tmpl
    .http .rest .csproj .sln .slnx .gradle .puml .svg .png .lock .service .neon .dist
    """.split()
)
_SCRIPTS = frozenset(
    {".sh", ".bash", ".py", ".rb", ".js", ".mjs", ".cjs", ".ts", ".mts", ".php", ".pl", ".ps1", ".bat", ".cmd", ".sql", ".exs"}
)
# what stands for a name of the reader's own
_STANDS_FOR = Regex(
    r"example|sample|dummy|\bsome(?-i:[A-Z])|\b(?:your|my|our|foo|bar|baz|some|new|xxx+|path|to|custom|local|user|username|project|placeholder|name|script|file|folder)"
    r"(?![a-z])|X{3,}|YYYY|<|>|[A-Z]{2,}_[A-Z]+", re.IGNORECASE,
)  # fmt: skip
# a sentence about what is to be made, was made elsewhere, or only might be
_NOT_HERE = Regex(
    r"""
    \b(?: creat\w+ | add(?:s|ed|ing)? | generat\w+ | your | new | e\.g | eg\b | example | such\ as | like | will | would | should | could
    | may | might | output\w* | writ\w+ | sav(?:e|ed|es) | stor(?:e|ed|es) | if | optional\w* | custom\w* | overrid\w+ | renam\w+
    | delet\w+ | remov\w+ | no\ longer | not | don'?t | never | instead | previous\w* | former\w* | was | were | used\ to | moved | legacy
    | deprecated | copy | copied | downloads? | downloaded | fork | repo(?:sitory)? | upstream | mount\w* | container | image | server
    | branch\w* | install(?:ed|s)? | plan\w* | todo | future | missing | absent | place | put | in\ the\ case | let'?s | assum\w+ | named
    | named\ after | called | convention\w* | pattern | format | s3 | bucket | endpoint | route | url | import\w* | packages? | plugin\w*
    )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MAKING = Regex(r"\b(?:creat\w+|generat\w+|add(?:s|ed|ing)?|scaffold\w*)\b", re.IGNORECASE)
_MAKES = Regex(
    r"(?:>{1,2}|-OutFile|\s-[oO](?=\s)|--out(?:put|file)?[= ]|-out|\btouch|\bmkdir(?:\s-p)?|\btee(?:\s-a)?"
    r"|\b(?:cp|mv|ln|copy|Copy-Item)(?:\s-\w{1,20}){0,5}\s\S{1,300}"
    r"|-keyout|\bnano|\bvim?|\bcode)\s{0,3}([\w./@+-]{2,200})"
)
_FETCHES = Regex(r"\b(?:curl|wget|iwr|irm|Invoke-WebRequest|Invoke-RestMethod|gh release download|git clone|gh repo clone)\b")
_LAST_NAME = Regex(r"[/:]([\w.-]{2,100})(?=[\s\"'?#)]|$)")
_NO_PATHS = frozenset(
    """
    git ssh scp rsync aws gcloud gsutil az doctl heroku fly flyctl touch mkdir rm mv curl wget tee vi vim nano code open sed awk chmod chown
    openssl ssh-keygen apt apt-get brew yum dnf apk pip pip3 pipx helm cat ln unzip tar export echo redis-cli mongosh mongo k6 nx
    """.split()
)
_GENERATES = Regex(
    r"(?:^|:)(?:generate|gen|g|new|init|create|add|scaffold|startapp|make:\w+|cp|exec|login|install|get|export|dump|backup|restore)$"
)
_INTERPRETERS = frozenset(
    {"bash", "sh", "zsh", "python", "python3", "py", "node", "ruby", "php", "perl", "tsx", "ts-node", "source", ".", "pwsh", "powershell"}
)
_CAPTION = Regex(r"\s{0,8}[*_#> -]{0,6}`[^`\n]{1,200}`[*_:]{0,4}\s*$")
_GUIDE = Regex(r"(?:readme|contributing|development|install|hacking)\b", re.IGNORECASE)
_GO_VERBS = frozenset({"run", "build", "test", "vet"})


def span_claims(repo: Repo, document: Document) -> Iterator[Claim]:
    """Paths in code spans that start in a folder of this repository."""
    lines: tuple[str, ...] | None = None
    for section in document.sections:
        for code, line in section.codes:
            if "/" not in code or not _is_path(code):
                continue
            folders = _around(document.path)
            if not _starts_here(repo, code, folders):
                continue
            holds = _is_here(repo, code, folders)
            if not holds:
                lines = lines if lines is not None else tuple(repo.text(document.path).split("\n"))
                if _is_caption(lines, line):
                    continue
                said = "\n".join(lines[max(line - 4, 0) : line])
                if not _is_sure(repo, document, code, folders, lines[line - 1] if line <= len(lines) else "") or _MAKING.search(said):
                    continue
            yield Claim("folder" if code.endswith("/") else "path", code, document.path, line, holds)


def _is_caption(lines: tuple[str, ...], line: int) -> bool:
    """Whether a line holds nothing but a path, and what follows is the content of a file of that name: an example, or one to be made."""
    if not 0 < line <= len(lines) or _CAPTION.match(lines[line - 1]) is None:
        return False
    following = next((text for text in lines[line : line + 3] if text.strip()), "")
    return following.lstrip().startswith(("```", "~~~"))


def word_claims(repo: Repo, document: Document, command: Typed) -> Iterator[Claim]:
    """Paths among the words of a command that it reads or runs."""
    program = posixpath.basename(command.words[0])
    if command.foreign or command.words[0].startswith(("/", "~")):
        return
    if program in ("cd", "pushd"):
        if command.words[1:2] and command.words[1].startswith(".."):
            return
        yield from _judged(repo, document, command, command.words[1:2], "folder")
        return
    scripts = _scripts(command.words)
    yield from _judged(repo, document, command, scripts, "script")
    if program in _NO_PATHS or any(_GENERATES.search(word) for word in command.words[1:4]):
        return
    if program == "go" and command.words[1:2] and command.words[1] in _GO_VERBS:
        yield from _judged(repo, document, command, tuple(word for word in command.words[2:] if word.startswith("./")), "folder")
    rest = tuple(word for word in _read(command.words[1:]) if word not in scripts)
    yield from _judged(
        repo, document, command, tuple(word for word in rest if "/" in word and _is_path(word) and not word.endswith("/")), "path"
    )
    if program == "cp" and len(command.words) == 3 and not command.open:
        yield from _judged(repo, document, command, (command.words[1],), "path")


def _scripts(words: tuple[str, ...]) -> tuple[str, ...]:
    """The file that a command runs."""
    program = posixpath.basename(words[0])
    if program in ("uv", "poetry", "pdm", "pipenv", "bundle", "rye") and words[1:2] in (("run",), ("exec",)):
        words = words[2:]
        program = posixpath.basename(words[0]) if words else ""
    if program in _INTERPRETERS:
        named = next((word for word in words[1:] if not word.startswith("-")), "")
        # `python -m`, `node -e`, `bash -c` run no file
        return (named,) if named and words[1] == named and suffix_of(posixpath.basename(named)) in _SCRIPTS else ()
    if words and words[0].startswith(("./", "../", "scripts/", "bin/", "script/", ".\\")):
        return (words[0],)
    return ()


def _read(words: tuple[str, ...]) -> Iterator[str]:
    """Words that are no output."""
    skip = False
    for word in words:
        if skip:
            skip = False
        elif re.match(r"--?o(?:ut\w*)?$|--?target$|--dest\w*$|-keyout$|--name$|-t$|--tag$|-v$|--volume$|--mount$|-e$|--prefix$|-n$", word):
            skip = True
        elif not word.startswith("-"):
            yield word


def _judged(repo: Repo, document: Document, command: Typed, words: tuple[str, ...], kind: ClaimKind) -> Iterator[Claim]:
    for word in words:
        name = word.replace("\\", "/")
        if not name or name.startswith(("/", "~", "-", "@", "http")) or ":" in name or name.strip("./") == "":
            continue
        folders = tuple(dict.fromkeys((*command.folders, *_around(document.path))))
        if _is_here(repo, name, folders):
            yield Claim(kind, name, document.path, command.line, holds=True)
        elif _may_miss(repo, document, name, folders, kind):
            yield Claim(kind, name, document.path, command.line, holds=False)


def _may_miss(repo: Repo, document: Document, name: str, folders: tuple[str, ...], kind: ClaimKind) -> bool:
    """Whether what a command names and nobody has is surely missed."""
    bare = name.removeprefix("./").rstrip("/")
    suffix = suffix_of(posixpath.basename(bare))
    if "/" in bare:
        known = _starts_here(repo, bare, folders)
    else:
        # a file beside the reader: a script by its ending, that neither the document nor a download makes
        known = (
            kind == "script" and suffix in (".sh", ".py", ".ps1", ".bat") and _GUIDE.match(posixpath.basename(document.path)) is not None
        )
    return known and bool(suffix or kind == "folder" or "scripts/" in bare) and not _is_made(repo, document, bare, folders)


def _is_path(text: str) -> bool:
    if not _PATH.match(text) or _STANDS_FOR.search(text) or text.startswith(("../..", "-")):
        return False
    return text.endswith("/") or suffix_of(posixpath.basename(text)) in _SUFFIXES


def _starts_here(repo: Repo, name: str, folders: tuple[str, ...]) -> bool:
    """Whether the first folder of a path is one of the repository's, as seen from any of `folders`."""
    first = name.removeprefix("./").partition("/")[0]
    if first in ("..", "") and not name.startswith("../"):
        return False
    return any((path := below_root(folder, first)) is not None and (repo.has_folder(path) and path != "") for folder in folders)


def _is_here(repo: Repo, name: str, folders: tuple[str, ...]) -> bool:
    bare = name.removeprefix("./").rstrip("/")
    if any((path := below_root(folder, bare)) is not None and present(repo, path) for folder in folders):
        return True
    return bool(somewhere(repo, posixpath.normpath(bare).removeprefix("../")))


def _is_sure(repo: Repo, document: Document, name: str, folders: tuple[str, ...], line: str) -> bool:
    """Whether a path in prose that nobody has is one that the document says is here."""
    rest = line.replace(f"`{name}`", " ")
    return _NOT_HERE.search(rest) is None and not _is_made(repo, document, name.removeprefix("./").rstrip("/"), folders)


def _is_made(repo: Repo, document: Document, bare: str, folders: tuple[str, ...]) -> bool:
    """Whether git ignores the path, or the document makes or fetches it."""
    if _STANDS_FOR.search(bare) or any((path := below_root(folder, bare)) is not None and may_be_made(repo, path) for folder in folders):
        return True
    made = _made(repo, document.path)
    return posixpath.basename(bare) in made or any(part in made for part in bare.split("/"))


@fact
def _made(repo: Repo, path: str) -> frozenset[str]:
    """The names of files and folders that the commands of a document write or fetch."""
    text = repo.text(path)
    found = {posixpath.basename(name.rstrip("/")) for name in _MAKES.findall(text)}
    for line in text.split("\n"):
        if _FETCHES.search(line[:2_000]):
            found.update(name.removesuffix(".git") for name in _LAST_NAME.findall(line[:2_000]))
    return frozenset(found - {""})


def _around(path: str) -> tuple[str, ...]:
    """The document's folder and those above it, the root last."""
    found = []
    folder = posixpath.dirname(path)
    while folder:
        found.append(folder)
        folder = posixpath.dirname(folder)
    return (*found, "")
