"""Constants that stand where a secret belongs: signing keys, passwords in addresses, and passwords and tokens given as text."""

from __future__ import annotations

import re
from itertools import product

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.scan import Pattern
from readiness_checks.facts.placeholders import entropy, is_placeholder, is_reference
from readiness_checks.facts.secret_references import is_secret_path
from readiness_checks.facts.words import words_of

_KEYS = ("secret", "private", "access", "auth", "signing", "encryption", "app", "jwt", "hmac", "api", "master")
_WORDS = ("password", "passwd", "passphrase", "secret", "token")
_ENDINGS = (
    *_WORDS,
    *(word.capitalize() for word in _WORDS),
    *(word.upper() for word in _WORDS),
    "apikey",
    "APIKEY",
    *(f"{key}{joint}key" for key, joint in product(_KEYS, "_-.")),
    *(f"{key}Key" for key in _KEYS),
    *(f"{key.capitalize()}Key" for key in _KEYS),
    *(f"{key.upper()}_KEY" for key in _KEYS),
    "secret_key_base",
    "SECRET_KEY_BASE",
    "secretKeyBase",
)
_NAME = r"(?i:passwords?|passwd|passphrase|secrets?|token|secret[_-]?key[_-]?base|(?:" + "|".join(_KEYS) + r")[_.-]?key)"
_QUOTED = (
    rf"""(?:(?P<call>(?<=[\w>])[(]\s{{0,40}})|"""
    rf"""(?<![\w$-]))(?P<open>["'])?(?P<name>[\w.$:-]{{0,60}}?{_NAME})(?P<close>["'])?(?P<bracket>[\])]{{0,2}})\s{{0,40}}"""
    r"""(?P<sign>(?::\s{0,3}[A-Za-z_][\w.\[\]|? ]{0,30}?)?\s{0,8}=(?![=~])>?|:=|:|\|\||\?\?|\bor\b|,)\s{0,40}"""
    r"""(?:SecretStr\(|Field\(|str\(|Some\(|new\s\w{1,20}\()?(?:default=)?[bruf]?(?P<quote>["'`])(?P<value>[^"'`\n]{2,200})(?P=quote)"""
)
_UNQUOTED = (
    rf"""(?m)^[ \t]*(?:-[ ]{{1,4}}|export[ ]|ENV[ ]|"""
    rf"""ARG[ ])?(?P<name>[\w.-]{{0,60}}?{_NAME})[ \t]{{0,8}}[:=][ \t]{{0,8}}(?P<value>[^\s"'`#][^\s#]{{1,200}})[ \t]*(?:#.*)?"""
    rf"""\r?$"""
)
_AFTER = ('="', "='", " =", "  ", "\t", ": ", '":', "':", '",', "',", "']", '"]', '")', "')", " |", " ?", " :", ":")

QUOTED = Pattern(tuple(a + b for a, b in product(_ENDINGS, _AFTER)), _QUOTED, roles=("source", "configuration"), lines=2)
UNQUOTED = Pattern(
    tuple(a + b for a, b in product(_ENDINGS, ("=", ": ", " =", " :"))),
    _UNQUOTED,
    roles=("configuration",),
    suffixes=(
        ".yml",
        ".yaml",
        ".properties",
        ".env",
        ".ini",
        ".conf",
        ".cfg",
        ".tfvars",
        ".production",
        ".prod",
        ".staging",
        ".config",
        "",
    ),
    names=(".env", ".npmrc", ".pypirc", ".netrc", ".pgpass", ".s3cfg", ".boto", "credentials"),
)
YAML_DEFAULT = Pattern(
    tuple(ending + sign for ending, sign in product(_ENDINGS, (":", "}"))),
    rf"\$\{{(?P<name>[\w.-]{{0,60}}?{_NAME}):-?(?P<value>[^}}\s]{{2,200}})\}}",
    roles=("source", "configuration"),
    suffixes=(".yml", ".yaml", ".properties", ".java", ".kt"),
)
ADDRESS = Pattern(
    tuple(
        (
            "postgres:// postgresql:// mysql:// mariadb:// mongodb:// mongodb+srv:// redis:// rediss:// amqp:// amqps:// mssql:// "
            "sqlserver:// clickhouse:// ftp:// sftp:// smtp:// smtps:// ldap:// ldaps:// psycopg2:// asyncpg:// pymysql:// "
            "psycopg:// @github.com @gitlab.com @bitbucket.org @dev.azure.com"
        ).split()
    ),
    r"""(?<![a-z0-9+])[a-z][a-z0-9+]{1,20}://[^\s:@/"'`<>{}$]{0,60}:(?P<value>[^\s:@/"'`<>]{3,100})@(?P<host>[^\s:/@"'`<>?,)]{1,120})""",
    roles=("source", "configuration", "data"),
    comments=True,
)
CONNECTION = Pattern(
    ("Password=", "password=", "Pwd=", "pwd=", "PWD="),
    r"""(?:^|[;?&"'\s])(?:[Pp]assword|[Pp]wd|PWD)=(?P<value>[^;&"'\s<>]{3,100})""",
    roles=("source", "configuration"),
)

_LOCAL_HOST = Regex(
    r"localhost|127\.|0\.0\.0\.0|\[|host\.docker|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[^.]+$|.*\.(?:local|internal|test|"
    r"example|invalid|localhost|svc|lan)$|.*\bexample\.|.*(?:\$|\{|%|<)|host|your",
    re.IGNORECASE,
)
_SIGNERS = frozenset("jwt session cookie token auth app signing hmac csrf passport nextauth refresh access django flask rails hash".split())
_NOT_SECRET = frozenset(
    (
        "public publishable anon csrf xsrf hash hashed test tests mock fake example dummy sample dev development local debug regex "
        "pattern label placeholder message error title invalid cache next page continuation sync site client_id storage cookie_name "
        "header param query field column next_page design forgot reset confirm wrong missing i18n"
    ).split()
)
_WORDY = Regex(r"[A-Za-z]+\d?(?:[-_./:\\ ][A-Za-z0-9]*)*\Z|[A-Z][a-z]+(?:[A-Z][a-z]+)+\d*\Z|[a-z]+(?:[A-Z][a-z]+)+\d*\Z")
_WEAK = Regex(
    r"p[a@4][s$5]{2}|pwd|user|root|guest|super|qwer|letme|login|temp|my.?secret|12345|minio|postgres|mysql|redis|rabbit|mongo|oracle|"
    r"vagrant|docker|django|keycloak",
    re.IGNORECASE,
)
_DRAWN = Regex(
    r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^\w\s/+=.:-].{0,60}[^\w\s/+=.:-])(?!.*[A-Za-z]{7})[!-~ ]+\Z"
)  # of all kinds of characters, and no word in it
_CONSTANT_NAME = Regex(r"[A-Z][A-Z0-9_]+\Z")
_UUID = Regex(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_HASH = Regex(r"\$|\{\w+\}|pbkdf2|argon2|sha\d|md5|bcrypt|sha256:|base64|data:|https?:|/|\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A constant under a telling name: the words of the name, how it is given, and the text itself, which no report may show."""

    words: tuple[str, ...]
    value: str
    default: bool


def is_signing_key(assignment: Assignment) -> bool:
    """Whether the name is that of a key that signs sessions or tokens, and the constant could be one."""
    words, value = assignment.words, assignment.value
    if not words or _NOT_SECRET & set(words) or not _could_sign(assignment):
        return False
    if words[-3:] == ("secret", "key", "base"):
        return True
    rest = set(words[:-2]) - {"config", "settings", "self", "env", "process", "default"}
    if words[-2:] in (("secret", "key"), ("signing", "key")):
        return not rest or bool(rest & _SIGNERS)
    if words[-1] == "secret":
        return (
            (set(words[:-1]) == {"app"} or bool(set(words[:-1]) & (_SIGNERS - {"app"})))
            and "client" not in words
            and (assignment.default or len(value) >= 6)
        )
    return words[-2:] in (("encryption", "key"), ("jwt", "key"), ("hmac", "key"), ("app", "key")) and is_random(value)


def _could_sign(assignment: Assignment) -> bool:
    value = assignment.value
    if " " in value and (value.count(" ") > 2 or set(words_of(value)) & set(assignment.words)):
        return False  # a sentence, or a label that says the name again
    if not value.isascii() or is_reference(value) or sum(map(str.isalnum, value)) < 4 or _CONSTANT_NAME.match(value) or "://" in value:
        return False
    if is_secret_path(value):
        return False
    named = words_of(value)
    # the name of the setting, of the header or of the store's entry, not its value
    repeats = named == assignment.words or (set(assignment.words) >= set(named) and len(named) > 1)
    return assignment.default or not (repeats or value.startswith(("/", ".")))


def is_random(value: str) -> bool:
    """Whether a value looks drawn: sixteen characters or more, letters and digits mixed, no words, no path, no hash."""
    if len(value) >= 40 and len(set(value)) > 24 and _DRAWN.match(value):
        return True
    if len(value) < 16 or is_placeholder(value) or _UUID.match(value) or _HASH.match(value) or _WORDY.match(value):
        return False
    if re.search(r"[^\w+/=.~!@#%^&*-]", value) or value.count("/") > 3 or value.count(".") > 2 or value.count("-") > 4:
        return False
    digits = sum(map(str.isdigit, value))
    return digits >= 3 and digits < len(value) and entropy(value) >= (2.9 if re.fullmatch(r"[0-9a-fA-F]+", value) else 3.5)


def is_strong_password(value: str) -> bool:
    """Whether a password was meant to be guessed by nobody: eight characters or more of three kinds, no word of defaults in it."""
    if not 8 <= len(value) <= 100 or is_placeholder(value) or _WEAK.search(value) or _WORDY.match(value):
        return False
    if re.search(r"[\s<>(){}\[\];,]", value):
        return False
    if "://" in value or value.startswith(("/", ".", "$", "sha", "{")) or _UUID.match(value):
        return False
    kinds = (any(map(str.islower, value)), any(map(str.isupper, value)), any(map(str.isdigit, value)), not value.isalnum())
    return sum(kinds) >= 3 and kinds[2] and entropy(value) >= 2.75


def is_secret(assignment: Assignment) -> bool:
    """Whether a constant under a telling name looks like the real thing."""
    words = assignment.words
    if not words or _NOT_SECRET & set(words):
        return False
    return is_strong_password(assignment.value) if words[-1] in ("password", "passwd", "passphrase") else is_random(assignment.value)


def is_remote(host: str) -> bool:
    """Whether a host in an address lies outside the developer's machine and is no example (RFC 2606, RFC 1918)."""
    return _LOCAL_HOST.match(host) is None
