"""Files that exist to hold secrets: dotenv files, key stores, state files, kubeconfigs, password files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from readiness.classify import File
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, mapping, string, walk
from readiness_checks.facts.placeholders import is_fill_in, is_placeholder, is_reference
from readiness_checks.facts.words import words_of

Content: TypeAlias = Literal["secrets", "settings", "placeholders", "encrypted", "framework defaults", "public build variables", "example"]

_EXAMPLE = Regex(
    r"example|sample|(?:^|[._-])(?:dist|template|tmpl|tpl|schema|defaults?|test|tests|testing|e2e|ci|travis|spec|fixture|mock|"
    r"stub|storybook|cypress|demo|vault|keys)(?:[._-]|$)",
    re.IGNORECASE,
)
_ELSEWHERE = Regex(
    r"(?:^|[/._-])(?:tests?|testing|testdata|suites?|specs?|e2e|fixtures?|mocks?|stubs?|examples?|samples?|demos?|devcontainer|"
    r"\.github|\.?ci|\.?circleci|docs?|vagrant)(?=[/._-]|$)",
    re.IGNORECASE,
)
_ENVIRONMENT = Regex(r"(?:prod|production|staging|stage|live|qa|uat|preview|dev|development|local|secrets?|env)$", re.IGNORECASE)
_LINE = Regex(r"^[ \t]*(?:export[ ]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*(.*)$")
_ENCRYPTED = Regex(
    r"DOTENV_PUBLIC_KEY|=\s*[\"']?encrypted:|ENC\[AES256_GCM|^sops_|DOTENV_VAULT|\$ANSIBLE_VAULT|BEGIN AGE ENCRYPTED|"
    r"BEGIN PGP MESSAGE",
    re.MULTILINE,
)
_PUBLIC_PREFIX = (
    "VITE_",
    "REACT_APP_",
    "NEXT_PUBLIC_",
    "NUXT_PUBLIC_",
    "VUE_APP_",
    "EXPO_PUBLIC_",
    "GATSBY_",
    "PUBLIC_",
    "NG_APP_",
    "STORYBOOK_",
    "NUXT_ENV_",
)
_BUILD_FLAGS = frozenset(
    (
        "GENERATE_SOURCEMAP NODE_ENV PORT HOST BROWSER BUILD_PATH ESLINT_NO_DEV_ERRORS DISABLE_ESLINT_PLUGIN SKIP_PREFLIGHT_CHECK CI "
        "FAST_REFRESH TSC_COMPILE_ON_ERROR INLINE_RUNTIME_CHUNK IMAGE_INLINE_SIZE_LIMIT HTTPS WDS_SOCKET_PORT ANALYZE"
    ).split()
)
_SECRET_WORDS = frozenset("password passwd pass pwd secret token key passphrase credentials dsn".split())
_PASSWORD_IN_ADDRESS = Regex(r"://[^\s:@/]*:([^\s:@/]{3,})@([^\s:/?]+)")
_LOCAL = Regex(r"localhost$|127\.|0\.0\.0\.0$|host\.docker|[\w-]+$")


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A file whose kind is to hold secrets. `kind` reads after "a"; `names` are the variables or entries that hold the content."""

    path: str
    kind: str
    content: Content
    names: tuple[str, ...] = ()
    line: int | None = None

    @property
    def real(self) -> bool:
        """Whether it holds what only the running system should know, or what somebody will soon put there."""
        return self.content in ("secrets", "settings", "placeholders")


@fact
def secret_files(repo: Repo) -> tuple[SecretFile, ...]:
    """The dotenv files, key stores, state files, kubeconfigs and password files of the repository's own, sorted by path."""
    found = {made.path: made for made in (*_dotenv_files(repo), *_other_files(repo))}
    return tuple(found[path] for path in sorted(found))


def variables(text: str) -> tuple[tuple[str, str, int], ...]:
    """Name, value without quotes and trailing comment, and line of each assignment of a dotenv file."""
    matches = ((number, _LINE.match(line)) for number, line in enumerate(text.split("\n"), 1))
    return tuple((match[1], _value(match[2]), number) for number, match in matches if match)


def _value(text: str) -> str:
    stripped = text.strip()
    quoted = re.match(r"([\"'])(.*?)\1", stripped)
    return quoted[2] if quoted else re.sub(r"(?:^|\s)#.*$", "", stripped).strip()


def is_dotenv_name(name: str) -> bool:
    """Whether a file name is that of a dotenv file, example or not."""
    lowered = name.lower()
    return lowered == ".env" or lowered.startswith((".env.", ".env-", ".env_")) or lowered.endswith(".env")


def is_example_name(name: str) -> bool:
    """Whether the name of a dotenv file says that it is an example, a template, or for tests."""
    return _EXAMPLE.search(name) is not None


def _dotenv_files(repo: Repo) -> Iterator[SecretFile]:
    for file in repo.named(".env", ".env.*", ".env-*", ".env_*", "*.env"):
        if not is_dotenv_name(file.name) or file.link is not None:
            continue
        if is_example_name(file.name) or file.role in ("test", "fixture", "sample", "documentation") or _ELSEWHERE.search(file.folder):
            yield SecretFile(file.path, "dotenv file", "example")
            continue
        made = _dotenv(repo, file)
        if made is not None:
            yield made


def _dotenv(repo: Repo, file: File) -> SecretFile | None:
    if repo.raw(file.path).startswith(b"\0GITCRYPT"):
        return SecretFile(file.path, "dotenv file", "encrypted")
    text = repo.text(file.path)
    if _ENCRYPTED.search(text):
        return SecretFile(file.path, "dotenv file", "encrypted")
    if "###> symfony/" in text or repo.file(_beside(file, "symfony.lock")) is not None:
        return SecretFile(file.path, "dotenv file", "framework defaults")
    given = variables(text)
    if given and all(name.startswith(_PUBLIC_PREFIX) or name in _BUILD_FLAGS for name, _, _ in given):
        return SecretFile(file.path, "dotenv file", "public build variables")
    secret = tuple(item for item in given if _is_secret(item[0], item[1]))
    if secret:
        return SecretFile(file.path, "dotenv file", "secrets", tuple(name for name, _, _ in secret), secret[0][2])
    named = file.name.lower().removesuffix(".env").strip(".")
    if not file.name.lower().startswith(".env") and not _ENVIRONMENT.search(named):
        # the settings of one container: configuration like any other while no secret stands in it
        return None
    set_here = tuple(item for item in given if not (not item[1] or is_fill_in(item[1]) or is_reference(item[1])))
    if set_here:
        return SecretFile(file.path, "dotenv file", "settings", tuple(name for name, _, _ in set_here), set_here[0][2])
    return SecretFile(file.path, "dotenv file", "placeholders")


def _beside(file: File, name: str) -> str:
    return f"{file.folder}/{name}" if file.folder else name


def _is_secret(name: str, value: str) -> bool:
    address = _PASSWORD_IN_ADDRESS.search(value)
    if address is not None:
        return not is_placeholder(address[1]) and _LOCAL.match(address[2]) is None
    words = words_of(name)
    named = bool(words) and words[-1] in _SECRET_WORDS and "public" not in words
    return named and len(value) >= 8 and not is_placeholder(value) and any(map(str.isdigit, value))


# Names of files, what they are, and what in their text makes them real; "" where the kind alone does.
_KINDS = (
    (("*.p12", "*.pfx", "*.jks", "*.keystore", "*.bcfks", "*.kdbx"), "key store", ""),
    (("*.tfstate", "*.tfstate.backup"), "Terraform state file", r'"(?:attributes|instances|outputs)"'),
    (
        ("kubeconfig", "kubeconfig.*", "*.kubeconfig", "*kubeconfig*.y*ml", ".kube/config"),
        "kubeconfig",
        r"(?:client-key-data|token|password): *\S{8}",
    ),
    (("master.key", "config/credentials/*.key"), "Rails master key", r"^[0-9a-f]{32}\s*$"),
    (("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "*.ppk"), "private SSH key", r"PRIVATE KEY-----|PuTTY-User-Key-File"),
    ((".netrc", "_netrc"), "password file", r"\bpassword\s+\S+"),
    ((".pgpass",), "password file", r"^[^#\s:]+:[^:]*:[^:]*:[^:]*:\S+"),
    ((".git-credentials",), "password file", r"://[^:\s]+:[^@\s]+@"),
    ((".dockercfg", ".docker/config.json"), "registry login", r'"auth": *"[A-Za-z0-9+/=]{8}'),
)
_PUBLIC_STORE = Regex(r"trust|cacerts|debug|(?:^|[._-])(?:test|dev|local|ca|public)(?:[._-]|$)", re.IGNORECASE)


def _other_files(repo: Repo) -> Iterator[SecretFile]:
    for globs, kind, telling in _KINDS:
        for file in repo.named(*globs, *(f"**/{glob}" for glob in globs if "/" in glob)):
            if file.role in ("test", "fixture", "sample", "documentation") or _ELSEWHERE.search(file.folder) or not file.size:
                continue
            if not telling:
                if not _PUBLIC_STORE.search(file.name):
                    yield SecretFile(file.path, kind, "secrets")
            elif found := re.search(telling, repo.text(file.path), re.MULTILINE):
                yield SecretFile(file.path, kind, "secrets", line=repo.text(file.path).count("\n", 0, found.start()) + 1)
    for file in repo.named("*credential*.json", "*service*account*.json", "*-key.json", "*_key.json", "*keyfile*.json"):
        if file.role in ("test", "fixture", "sample", "lock") or _ELSEWHERE.search(file.folder):
            continue
        if any(map(_is_service_account, walk(mapping(repo.json(file.path).value)))):
            yield SecretFile(file.path, "service account key", "secrets")


def _is_service_account(entry: Map) -> bool:
    return entry.get("type") == "service_account" and "PRIVATE KEY" in string(entry.get("private_key"))
