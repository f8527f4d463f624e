"""What a database connection, written as a URL or as pairs of key and value, says of encryption.

Names and values follow libpq (`sslmode`), Connector/J and pgjdbc (`sslMode`, `useSSL`, `ssl`), go-sql-driver (`tls`), MongoDB's
connection strings (`tls`, `ssl`), SqlClient and Npgsql (`Encrypt`, `SSL Mode`, `Trust Server Certificate`).
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from readiness.records import dataclass
from readiness.regex import Regex

Encryption: TypeAlias = Literal["required", "unverified", "optional", "off", "unsaid"]

_PAIR = Regex(
    r"(?:^|[?&;,\s])\s*(ssl[-_ ]?mode|use[-_]?ssl|require[-_]?ssl|ssl|tls|encrypt|trust[ _]?server[ _]?certificate|"
    r"tlsAllowInvalidCertificates|tlsInsecure|sslAccept)\s*=\s*([\w-]+)",
    re.IGNORECASE,
)
_HOST = Regex(r"//(?:[^@/]{0,300}@)?(\[[^\]]{0,60}\]|\$\{[^}]{0,200}\}|\{\{[^}]{0,200}\}\}|[^:/?;,]{0,200})")
_DEFAULT = Regex(r"\$\{[^:}]{1,100}:-?([^}]*)\}$")
_LOCAL = Regex(r"(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|0\.0\.0\.0|host\.docker\.internal|\(local\)|\(localdb\)|\.|)$")
_REQUIRED = frozenset(
    {"require", "required", "verify-ca", "verify-full", "verify_ca", "verify_identity", "verifyca", "verifyfull", "strict", "mandatory"}
)
_OPTIONAL = frozenset({"prefer", "preferred", "allow", "optional"})
_OFF = frozenset({"disable", "disabled", "none", "false", "0", "no", "off"})
_ON = frozenset({"true", "1", "yes", "on"})


@dataclass(frozen=True, slots=True)
class Spelled:
    """One connection, or one server's rule for all of its connections; `words` is what says how it is encrypted.

    `host` is where the connection leads, as written; "" where another place says so.
    """

    what: str
    encryption: Encryption
    words: str
    path: str
    line: int
    host: str = ""


def encryption_of(text: str) -> tuple[Encryption, str]:
    """How a connection is encrypted by its own words, and the words that say so."""
    if text.startswith("mongodb+srv:"):
        return "required", "mongodb+srv"
    said: tuple[Encryption, str] = ("unsaid", "")
    for match in _PAIR.finditer(text):
        name, value = match.group(1).lower().replace(" ", "").replace("_", "").replace("-", ""), match.group(2).lower()
        words = match.group().strip("?&;, \t")
        if name in ("trustservercertificate", "tlsallowinvalidcertificates", "tlsinsecure"):
            if value in _ON:
                return "unverified", words
            continue
        if value == "skip-verify" or (name == "sslaccept" and value == "accept_invalid_certs"):
            return "unverified", words
        if value in _OFF:
            return "off", words
        if value in _OPTIONAL:
            said = ("optional", words)
        elif value in _REQUIRED or (value in _ON and name != "usessl") or (name == "sslaccept" and value == "strict"):
            said = ("required", words)
    return said


def host_of(url: str) -> str:
    """The host that a URL names, "" for none."""
    match = _HOST.search(url)
    return match.group(1) if match else ""


def is_local_default(host: str) -> bool:
    """Whether a host is a variable whose default is the machine itself: the developer's, while production may bring another URL."""
    match = _DEFAULT.match(host)
    return match is not None and is_local(match.group(1))


def is_local(host: str) -> bool:
    """Whether a host is the machine itself, or none is named (a socket)."""
    return _LOCAL.match(host.strip().lower()) is not None
